"""Make the shipped Word forms of the table of replies anew: ``python src/langnghe/reports/replies/build.py``.

A4 lying, because the table has six columns; the rest is the layout of the reports (Decree 30/2020, Guide 36 of the
Party's Central Office), made of their pieces.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from docx.enum.section import WD_ORIENT
from docx.shared import Mm

from langnghe.reports.forms import pieces

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


def build(look: pieces.Look) -> Any:
    document, left = pieces.blank(look)
    _lie(document)
    pieces.draft_mark(left)
    pieces.title(document, look, "BẢN TỔNG HỢP, TIẾP THU, GIẢI TRÌNH", "ý kiến góp ý đối với dự thảo: {{ trich_yeu }}")
    pieces.tag(document, "{%p for d in doan %}")
    pieces.body_paragraph(document, look, "{{ d }}")
    pieces.tag(document, "{%p endfor %}")
    _rows(document, "bang", TABLE, CENTRED)
    pieces.tag(document, "{%p if nhan_dinh %}")
    note = "Câu trả lời cho các nhận định (chỉ đếm, làm tròn xuống để không lộ câu trả lời của từng người):"
    pieces.write(document, "", look.body)
    pieces.body_paragraph(document, look, note)
    pieces.tag(document, "{%p endif %}")
    _rows(document, "nhan_dinh", COUNTS, (1, 2, 3), only_if="nhan_dinh")
    pieces.signature(document, look)
    _widen(document.tables[-1], (120, 137))
    return document


def _lie(document: Any) -> None:
    """Turn the page, and make the two halves of the head as wide as it."""
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)
    section.left_margin = section.right_margin = Mm(20)
    _widen(document.tables[0], (112, 145))


def _widen(table: Any, widths: tuple[int, ...]) -> None:
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
        for cell in column.cells:
            cell.width = Mm(width)


def _rows(
    document: Any, rows: str, columns: tuple[tuple[str, int], ...], centred: tuple[int, ...], only_if: str = ""
) -> None:
    """Headings, the loop's start, the row that repeats, the loop's end; the headings too only where there are rows."""
    table = pieces.grid(document, tuple(float(width) for _, width in columns), rows=6 if only_if else 4)
    table.style = "Table Grid"
    heading = 1 if only_if else 0
    if only_if:
        table.rows[0].cells[0].paragraphs[0].add_run(f"{{%tr if {only_if} %}}")
        table.rows[5].cells[0].paragraphs[0].add_run("{%tr endif %}")
    for cell, (column, _) in zip(table.rows[heading].cells, columns, strict=True):
        pieces.fill(cell, column, bold=True)
    pieces.repeat_heading(table.rows[heading])
    table.rows[heading + 1].cells[0].paragraphs[0].add_run(f"{{%tr for h in {rows} %}}")
    for number, cell in enumerate(table.rows[heading + 2].cells):
        align = pieces.CENTRE if number in centred else pieces.LEFT
        pieces.fill(cell, f"{{{{ h[{number}] }}}}", align=align)
    table.rows[heading + 3].cells[0].paragraphs[0].add_run("{%tr endfor %}")


def main() -> None:
    for look in (pieces.STATE, pieces.PARTY):
        build(look).save(Path(__file__).parent / f"{look.style}.docx")


if __name__ == "__main__":
    main()
