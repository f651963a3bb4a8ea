"""The pieces of an official Word form in both layouts: page, head, title, body, signature, annexes and their tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

FONT = "Times New Roman"
CENTRE, LEFT, JUSTIFIED = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.JUSTIFY


@dataclass(frozen=True, slots=True)
class Look:
    """What differs between the two layouts; sizes in points, lengths in millimetres."""

    style: str
    body: float
    line: tuple[WD_LINE_SPACING, float]  # rule, and points (exact) or a factor
    first_line: float
    type_name: float
    subject: float
    title_bold: bool  # the signer's title
    recipients_head: float
    recipients: float


STATE = Look("nd30", 14, (WD_LINE_SPACING.MULTIPLE, 1.1), 12.7, 14, 14, True, 12, 11)
PARTY = Look("dang", 14, (WD_LINE_SPACING.EXACTLY, 20), 10, 16, 15, False, 14, 12)


def blank(look: Look) -> tuple[Any, Any]:
    """A document with its page and head; and the head's left cell, where a letter's subject stands."""
    document = Document()
    _page(document)
    _default_font(document, look)
    _page_number(document)
    left = _state_head(document) if look.style == "nd30" else _party_head(document)
    document.core_properties.author = ""
    return document, left


def _page(document: Any) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin = section.bottom_margin = Mm(20)
    section.left_margin, section.right_margin = Mm(30), Mm(15)
    section.header_distance = Mm(10)
    section.different_first_page_header_footer = True


def _default_font(document: Any, look: Look) -> None:
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = FONT, Pt(look.body)
    fonts = normal.element.rPr.rFonts
    for kind in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
        fonts.set(qn(kind), FONT)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "vi-VN")
    normal.element.rPr.append(language)
    normal.paragraph_format.space_after = Pt(0)


def _page_number(document: Any) -> None:
    paragraph = document.sections[0].header.paragraphs[0]
    paragraph.alignment = CENTRE
    run = paragraph.add_run()
    run.font.size = Pt(14)
    begin, instruction, end = (OxmlElement(f"w:{name}") for name in ("fldChar", "instrText", "fldChar"))
    begin.set(qn("w:fldCharType"), "begin")
    instruction.text = "PAGE"
    end.set(qn("w:fldCharType"), "end")
    run._r.extend([begin, instruction, end])


def write(
    where: Any, text: str, size: float, *, bold: bool = False, italic: bool = False, align: Any = CENTRE, **look: Any
) -> Any:
    """One paragraph; ``underline`` and ``before`` (points) in ``look``."""
    paragraph = where.add_paragraph()
    paragraph.alignment = align
    paragraph.paragraph_format.space_before = Pt(look.get("before", 0))
    run = paragraph.add_run(text)
    run.font.size, run.bold, run.italic = Pt(size), bold, italic
    run.underline = look.get("underline", False)
    return paragraph


def draft_mark(left: Any) -> None:
    tag(left, "{%p if du_thao %}")
    write(left, "DỰ THẢO", 13, bold=True, before=6)
    tag(left, "{%p endif %}")


def rule(where: Any, width: float, available: float) -> None:
    """A solid line ``width`` mm long, centred in ``available`` mm."""
    paragraph = where.add_paragraph()
    side = Mm((available - width) / 2)
    paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = side
    paragraph.paragraph_format.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    paragraph.paragraph_format.line_spacing = Pt(4)
    borders, top = OxmlElement("w:pBdr"), OxmlElement("w:top")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "1"), ("color", "000000")):
        top.set(qn(f"w:{name}"), value)
    borders.append(top)
    paragraph._p.get_or_add_pPr().append(borders)


def grid(document: Any, widths: tuple[float, ...], rows: int = 1) -> Any:
    """A table without lines; each cell starts empty."""
    table = document.add_table(rows=rows, cols=len(widths))
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)  # LibreOffice goes by the grid, Word by the cells
        for cell in column.cells:
            cell.width = Mm(width)
    return table


def clear(cell: Any) -> Any:
    cell._tc.remove(cell.paragraphs[0]._p)
    return cell


def _state_head(document: Any) -> Any:
    left, right = (clear(cell) for cell in grid(document, (70, 95)).rows[0].cells)
    write(left, "{{ co_quan_cap_tren }}", 12)
    write(left, "{{ co_quan }}", 12, bold=True)
    rule(left, 24, 66)
    write(left, "{{ so_ky_hieu }}", 13, before=6)
    write(right, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 12, bold=True)
    write(right, "Độc lập - Tự do - Hạnh phúc", 13, bold=True)
    rule(right, 58, 91)
    write(right, "{{ dia_danh_ngay }}", 13, italic=True, before=6)
    return left


def _party_head(document: Any) -> Any:
    left, right = (clear(cell) for cell in grid(document, (78, 87)).rows[0].cells)
    write(left, "{{ co_quan_cap_tren }}", 14)
    write(left, "{{ co_quan }}", 14, bold=True)
    write(left, "*", 14)
    write(left, "{{ so_ky_hieu }}", 14)
    write(right, "ĐẢNG CỘNG SẢN VIỆT NAM", 15, bold=True)
    rule(right, 73, 83)
    write(right, "", 14)
    write(right, "{{ dia_danh_ngay }}", 14, italic=True)
    return left


def title(document: Any, look: Look, type_name: str = "BÁO CÁO", subject: str = "{{ trich_yeu }}") -> None:
    write(document, type_name, look.type_name, bold=True, before=18)
    write(document, subject, look.subject, bold=True)
    if look.style == "nd30":
        rule(document, 50, 165)
    else:
        write(document, "-----", look.subject)
    write(document, "", look.body)


def body(document: Any, look: Look) -> None:
    tag(document, "{%p for d in doan %}")
    for kind, bold in (("muc", True), ("tieu_muc", True), ("gach", False), ("doan", False)):
        tag(document, f"{{%p if d.kind == '{kind}' %}}")
        body_paragraph(document, look, "{{ d.text }}", bold=bold)
        tag(document, "{%p endif %}")
    tag(document, "{%p endfor %}")


def body_paragraph(document: Any, look: Look, text: str, *, bold: bool = False) -> None:
    if look.style == "dang":  # a Party paper ends with a full stop alone
        text = text.replace("./.", ".")
    shape = write(document, text, look.body, bold=bold, align=JUSTIFIED).paragraph_format
    shape.first_line_indent, shape.space_before, shape.space_after = Mm(look.first_line), Pt(0), Pt(6)
    shape.line_spacing_rule = look.line[0]
    shape.line_spacing = Pt(look.line[1]) if look.line[0] == WD_LINE_SPACING.EXACTLY else look.line[1]
    shape.keep_with_next = bold


def tag(where: Any, text: str) -> None:
    where.add_paragraph(text)


def signature(document: Any, look: Look) -> None:
    write(document, "", look.body)
    table = grid(document, (80, 85))
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))  # a signature stays on one page
    left, right = (clear(cell) for cell in table.rows[0].cells)
    state = look.style == "nd30"
    write(left, "Nơi nhận:", look.recipients_head, bold=state, italic=state, align=LEFT, underline=not state)
    tag(left, "{%p for n in noi_nhan %}")
    write(left, "- {{ n }}", look.recipients, align=LEFT)
    tag(left, "{%p endfor %}")
    tag(right, "{%p if thay_mat %}")
    write(right, "{{ thay_mat }}", 14, bold=True)
    tag(right, "{%p endif %}")
    write(right, "{{ chuc_vu }}", 14, bold=look.title_bold)
    for _ in range(4):
        write(right, "", 14)
    write(right, "{{ nguoi_ky }}", 14, bold=True)


def annex_head(document: Any, number: str, title: str) -> None:
    write(document, f"Phụ lục {number}", 14, bold=True)
    write(document, title, 14, bold=True)
    write(
        document, "(Kèm theo Báo cáo {{ so_ky_hieu }} của {{ co_quan }})", 14, italic=True
    ).paragraph_format.space_after = Pt(6)


def table(document: Any, rows: str, columns: tuple[str, ...], widths: tuple[float, ...]) -> None:
    """Four rows: headings, the loop's start, the row that repeats, the loop's end."""
    table = grid(document, widths, rows=4)
    table.style = "Table Grid"
    for cell, column in zip(table.rows[0].cells, columns, strict=True):
        fill(cell, column, bold=True)
    repeat_heading(table.rows[0])
    table.rows[1].cells[0].paragraphs[0].add_run(f"{{%tr for h in {rows} %}}")
    for number, cell in enumerate(table.rows[2].cells):
        fill(cell, f"{{{{ h[{number}] }}}}", align=LEFT if number == 1 else CENTRE)
    table.rows[3].cells[0].paragraphs[0].add_run("{%tr endfor %}")


def fill(cell: Any, text: str, *, bold: bool = False, align: Any = CENTRE) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.alignment = align
    run = paragraph.add_run(text)
    run.font.size, run.bold = Pt(13), bold


def repeat_heading(row: Any) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
