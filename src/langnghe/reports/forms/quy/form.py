"""The quarterly report: the months of a quarter taken together and one by one."""

from __future__ import annotations

from collections.abc import Iterator

from langnghe.reports.drafting import Draft
from langnghe.reports.forms import parts

KEY = "quy"
MONTHS = 3
TITLE = "Tình hình Nhân dân và kết quả tổng hợp ý kiến, kiến nghị {period}"


def write(draft: Draft) -> None:
    draft.section("tinh-hinh", "TÌNH HÌNH CHUNG", [*parts.totals(draft), *months(draft)])
    draft.section("linh-vuc", "Ý KIẾN, KIẾN NGHỊ THEO LĨNH VỰC", parts.by_sector(draft))
    draft.section("noi-len", "VẤN ĐỀ NỔI LÊN TRONG QUÝ", parts.standing_out(draft))
    draft.section("tra-loi", "KẾT QUẢ TRẢ LỜI, XỬ LÝ", parts.answers(draft))
    draft.section("de-xuat", "KIẾN NGHỊ, ĐỀ XUẤT THEO THẨM QUYỀN", parts.proposals(draft))
    draft.section("han-che", "PHẠM VI VÀ GIỚI HẠN CỦA SỐ LIỆU", parts.limits(draft))


def months(draft: Draft) -> Iterator[str]:
    for period in draft.periods:
        said = draft.figure(f"thang.{period.key}", f"Số ý kiến tháng {period}", "statements", periods=[period.key])
        yield f"- Tháng {period}: {said} ý kiến."
