"""Voters' petitions: by competence, by sector, by result (outline: law/procedures, tra_loi_cu_tri_tinh)."""

from __future__ import annotations

from collections.abc import Iterator

from langnghe.law.competence import level_names
from langnghe.reports.drafting import Draft
from langnghe.reports.forms import parts

KEY = "cu-tri"
MONTHS = 1
TITLE = "Tổng hợp ý kiến, kiến nghị của cử tri {period}"


def write(draft: Draft) -> None:
    draft.section("tong-hop", "TỔNG HỢP CHUNG", parts.totals(draft))
    draft.section("tham-quyen", "THEO THẨM QUYỀN GIẢI QUYẾT", by_level(draft))
    draft.section("linh-vuc", "THEO LĨNH VỰC", parts.by_sector(draft))
    draft.section("ket-qua", "THEO KẾT QUẢ GIẢI QUYẾT", parts.answers(draft))
    draft.section("han-che", "PHẠM VI VÀ GIỚI HẠN CỦA SỐ LIỆU", parts.limits(draft))


def by_level(draft: Draft) -> Iterator[str]:
    for level, name in level_names().items():
        said = draft.figure(f"cap.{level}", f"Số ý kiến thuộc thẩm quyền cấp {name}", "statements", level=level)
        share = draft.share(f"cap.{level}.ty-le", f"Tỷ lệ thuộc thẩm quyền {name} (%)", level=level, of={})
        yield f"- Thuộc thẩm quyền {name}: {said} ý kiến{share}."
