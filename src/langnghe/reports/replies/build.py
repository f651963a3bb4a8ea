"""Make the shipped Word forms of the table of replies anew: ``python src/langnghe/reports/replies/build.py``.

A4 lying, because the table has six columns; the rest is the layout of the reports (Decree 30/2020, Guide 36 of the
Party's Central Office), made of their parts.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.shared import Mm

from langnghe.reports.forms import build as parts

# Widths in millimetres; together the 257 mm between the margins.
TABLE = (
    ("TT", 11),
    ("Điều, khoản", 34),
    ("Nội dung góp ý (theo nhóm)", 66),
    ("Số góp ý", 20),
    ("Tiếp thu, giải trình", 72),
    ("Nội dung sau tiếp thu", 54),
)
COUNTS = (("Nhận định lấy ý kiến", 140), ("Đồng ý", 39), ("Không đồng ý", 39), ("Chưa rõ", 39))
CENTRED = (0, 3)


def build(look: parts.Look) -> Any:
    document = Document()
    _page(document)
    parts._default_font(document, look)
    parts._page_number(document)
    _head(document, look)
    parts._title(document, look, "BẢN TỔNG HỢP, TIẾP THU, GIẢI TRÌNH", "ý kiến góp ý đối với dự thảo: {{ trich_yeu }}")
    parts._tag(document, "{%p for d in doan %}")
    parts._body_paragraph(document, look, "{{ d }}")
    parts._tag(document, "{%p endfor %}")
    _rows(document, "bang", TABLE, CENTRED)
    parts._tag(document, "{%p if nhan_dinh %}")
    note = "Câu trả lời cho các nhận định (chỉ đếm, làm tròn xuống để không lộ câu trả lời của từng người):"
    parts._write(document, "", look.body)
    parts._body_paragraph(document, look, note)
    parts._tag(document, "{%p endif %}")
    _rows(document, "nhan_dinh", COUNTS, (1, 2, 3), only_if="nhan_dinh")
    _signature(document, look)
    document.core_properties.author = ""
    return document


def _page(document: Any) -> None:
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)
    section.top_margin = section.bottom_margin = section.left_margin = section.right_margin = Mm(20)
    section.header_distance = Mm(10)
    section.different_first_page_header_footer = True


def _head(document: Any, look: parts.Look) -> None:
    """The head of the reports, its two halves as wide as the lying page."""
    left = (parts._state_head if look.style == "nd30" else parts._party_head)(document)
    table = document.tables[0]
    for column, width in zip(table.columns, (112, 145), strict=True):
        column.width = Mm(width)
        for cell in column.cells:
            cell.width = Mm(width)
    parts._draft_mark(left)


def _rows(
    document: Any, rows: str, columns: tuple[tuple[str, int], ...], centred: tuple[int, ...], only_if: str = ""
) -> None:
    """Headings, the loop's start, the row that repeats, the loop's end; the headings too only where there are rows."""
    table = parts._grid(document, tuple(float(width) for _, width in columns), rows=6 if only_if else 4)
    table.style = "Table Grid"
    heading = 1 if only_if else 0
    if only_if:
        table.rows[0].cells[0].paragraphs[0].add_run(f"{{%tr if {only_if} %}}")
        table.rows[5].cells[0].paragraphs[0].add_run("{%tr endif %}")
    for cell, (column, _) in zip(table.rows[heading].cells, columns, strict=True):
        parts._fill(cell, column, bold=True)
    parts._repeat_heading(table.rows[heading])
    table.rows[heading + 1].cells[0].paragraphs[0].add_run(f"{{%tr for h in {rows} %}}")
    for number, cell in enumerate(table.rows[heading + 2].cells):
        align = parts.CENTRE if number in centred else parts.LEFT
        parts._fill(cell, f"{{{{ h[{number}] }}}}", align=align)
    table.rows[heading + 3].cells[0].paragraphs[0].add_run("{%tr endfor %}")


def _signature(document: Any, look: parts.Look) -> None:
    parts._signature(document, look)
    for column, width in zip(document.tables[-1].columns, (120, 137), strict=True):
        column.width = Mm(width)
        for cell in column.cells:
            cell.width = Mm(width)


def main() -> None:
    for look in (parts.STATE, parts.PARTY):
        build(look).save(Path(__file__).parent / f"{look.style}.docx")


if __name__ == "__main__":
    main()
