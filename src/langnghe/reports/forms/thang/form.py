"""The monthly report on the people's situation (outline: dan_van_thang_quy; its headings are our proposal)."""

from __future__ import annotations

from langnghe.reports.drafting import Draft
from langnghe.reports.forms import parts

KEY = "thang"
MONTHS = 1
TITLE = "Tình hình Nhân dân và kết quả tổng hợp ý kiến, kiến nghị {period}"


def write(draft: Draft) -> None:
    draft.section("tinh-hinh", "TÌNH HÌNH CHUNG", parts.totals(draft))
    draft.section("linh-vuc", "Ý KIẾN, KIẾN NGHỊ THEO LĨNH VỰC", parts.by_sector(draft))
    draft.section("noi-len", "VẤN ĐỀ NỔI LÊN TRONG KỲ", parts.standing_out(draft))
    draft.section("tra-loi", "KẾT QUẢ TRẢ LỜI, XỬ LÝ", parts.answers(draft))
    draft.section("de-xuat", "KIẾN NGHỊ, ĐỀ XUẤT THEO THẨM QUYỀN", parts.proposals(draft))
    draft.section("han-che", "PHẠM VI VÀ GIỚI HẠN CỦA SỐ LIỆU", parts.limits(draft))
