"""Make the shipped Word forms of reports and papers anew: ``python src/langnghe/reports/forms/build.py`` (doc_formats).

The office edits the result in Word; this script is only for changing what is shipped.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from langnghe.reports.papers.forms import PaperForm, paper_forms, shipped_word_form

FONT = "Times New Roman"
FORMS = ("thang", "quy", "cu_tri")
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


def build(look: Look, *, annexes: bool = True) -> Any:
    document = Document()
    _page(document)
    _default_font(document, look)
    _page_number(document)
    head = _state_head if look.style == "nd30" else _party_head
    head(document)
    _title(document, look)
    _body(document, look)
    _signature(document, look)
    if annexes:
        _annexes(document)
    document.core_properties.author = ""
    return document


def build_paper(look: Look, form: PaperForm) -> Any:
    """A paper about a case: no sections and no annexes, an addressee, and a mark while it is a draft."""
    document = Document()
    _page(document)
    _default_font(document, look)
    _page_number(document)
    head = _state_head if look.style == "nd30" else _party_head
    left = head(document)
    if form.is_letter:
        _letter_subject(left, look, form)
    _draft_mark(left)
    if not form.is_letter:
        _title(document, look, form.type_name, form.subject)
    _write(document, "Kính gửi: {{ nguoi_nhan }}", look.body, before=12).paragraph_format.space_after = Pt(12)
    for part in form.body:
        _paper_part(document, look, part)
    _signature(document, look)
    document.core_properties.author = ""
    return document


def _letter_subject(left: Any, look: Look, form: PaperForm) -> None:
    if look.style == "nd30":
        _write(left, f"V/v {form.subject}", 12, before=6)
    else:
        _write(left, f"về việc {form.subject}", 12, italic=True)


def _draft_mark(left: Any) -> None:
    _tag(left, "{%p if du_thao %}")
    _write(left, "DỰ THẢO", 13, bold=True, before=6)
    _tag(left, "{%p endif %}")


def _paper_part(document: Any, look: Look, part: Any) -> None:
    """A paragraph; one only if something is there; or one for each line."""
    if isinstance(part, str):
        _body_paragraph(document, look, part)
        return
    loop = "each" in part
    _tag(document, f"{{%p for d in {part['each']} %}}" if loop else f"{{%p if {part['if']} %}}")
    _body_paragraph(document, look, part["text"])
    _tag(document, "{%p endfor %}" if loop else "{%p endif %}")


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


def _write(
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


def _rule(where: Any, width: float, available: float) -> None:
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


def _grid(document: Any, widths: tuple[float, ...], rows: int = 1) -> Any:
    """A table without lines; each cell starts empty."""
    table = document.add_table(rows=rows, cols=len(widths))
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)  # LibreOffice goes by the grid, Word by the cells
        for cell in column.cells:
            cell.width = Mm(width)
    return table


def _clear(cell: Any) -> Any:
    cell._tc.remove(cell.paragraphs[0]._p)
    return cell


def _state_head(document: Any) -> Any:
    left, right = (_clear(cell) for cell in _grid(document, (70, 95)).rows[0].cells)
    _write(left, "{{ co_quan_cap_tren }}", 12)
    _write(left, "{{ co_quan }}", 12, bold=True)
    _rule(left, 24, 66)
    _write(left, "{{ so_ky_hieu }}", 13, before=6)
    _write(right, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 12, bold=True)
    _write(right, "Độc lập - Tự do - Hạnh phúc", 13, bold=True)
    _rule(right, 58, 91)
    _write(right, "{{ dia_danh_ngay }}", 13, italic=True, before=6)
    return left


def _party_head(document: Any) -> Any:
    left, right = (_clear(cell) for cell in _grid(document, (78, 87)).rows[0].cells)
    _write(left, "{{ co_quan_cap_tren }}", 14)
    _write(left, "{{ co_quan }}", 14, bold=True)
    _write(left, "*", 14)
    _write(left, "{{ so_ky_hieu }}", 14)
    _write(right, "ĐẢNG CỘNG SẢN VIỆT NAM", 15, bold=True)
    _rule(right, 73, 83)
    _write(right, "", 14)
    _write(right, "{{ dia_danh_ngay }}", 14, italic=True)
    return left


def _title(document: Any, look: Look, type_name: str = "BÁO CÁO", subject: str = "{{ trich_yeu }}") -> None:
    _write(document, type_name, look.type_name, bold=True, before=18)
    _write(document, subject, look.subject, bold=True)
    if look.style == "nd30":
        _rule(document, 50, 165)
    else:
        _write(document, "-----", look.subject)
    _write(document, "", look.body)


def _body(document: Any, look: Look) -> None:
    _tag(document, "{%p for d in doan %}")
    for kind, bold in (("muc", True), ("tieu_muc", True), ("gach", False), ("doan", False)):
        _tag(document, f"{{%p if d.kind == '{kind}' %}}")
        _body_paragraph(document, look, "{{ d.text }}", bold=bold)
        _tag(document, "{%p endif %}")
    _tag(document, "{%p endfor %}")


def _body_paragraph(document: Any, look: Look, text: str, *, bold: bool = False) -> None:
    if look.style == "dang":  # a Party paper ends with a full stop alone
        text = text.replace("./.", ".")
    shape = _write(document, text, look.body, bold=bold, align=JUSTIFIED).paragraph_format
    shape.first_line_indent, shape.space_before, shape.space_after = Mm(look.first_line), Pt(0), Pt(6)
    shape.line_spacing_rule = look.line[0]
    shape.line_spacing = Pt(look.line[1]) if look.line[0] == WD_LINE_SPACING.EXACTLY else look.line[1]
    shape.keep_with_next = bold


def _tag(where: Any, text: str) -> None:
    where.add_paragraph(text)


def _signature(document: Any, look: Look) -> None:
    _write(document, "", look.body)
    table = _grid(document, (80, 85))
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))  # a signature stays on one page
    left, right = (_clear(cell) for cell in table.rows[0].cells)
    state = look.style == "nd30"
    _write(left, "Nơi nhận:", look.recipients_head, bold=state, italic=state, align=LEFT, underline=not state)
    _tag(left, "{%p for n in noi_nhan %}")
    _write(left, "- {{ n }}", look.recipients, align=LEFT)
    _tag(left, "{%p endfor %}")
    _tag(right, "{%p if thay_mat %}")
    _write(right, "{{ thay_mat }}", 14, bold=True)
    _tag(right, "{%p endif %}")
    _write(right, "{{ chuc_vu }}", 14, bold=look.title_bold)
    for _ in range(4):
        _write(right, "", 14)
    _write(right, "{{ nguoi_ky }}", 14, bold=True)


def _annexes(document: Any) -> None:
    document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
    _annex_head(document, "I", "TỔNG HỢP Ý KIẾN THEO LĨNH VỰC")
    _table(
        document, "phu_luc_linh_vuc", ("TT", "Lĩnh vực", "Số ý kiến", "Tỷ lệ (%)", "Số vấn đề"), (12, 75, 26, 26, 26)
    )
    _write(document, "", 14)
    _annex_head(document, "II", "CÁC NHÓM VẤN ĐỀ ĐƯỢC NÊU TRONG BÁO CÁO")
    _table(document, "phu_luc_nhom", ("TT", "Nhóm vấn đề", "Số ý kiến", "Số đơn vị nêu"), (12, 95, 29, 29))


def _annex_head(document: Any, number: str, title: str) -> None:
    _write(document, f"Phụ lục {number}", 14, bold=True)
    _write(document, title, 14, bold=True)
    _write(
        document, "(Kèm theo Báo cáo {{ so_ky_hieu }} của {{ co_quan }})", 14, italic=True
    ).paragraph_format.space_after = Pt(6)


def _table(document: Any, rows: str, columns: tuple[str, ...], widths: tuple[float, ...]) -> None:
    """Four rows: headings, the loop's start, the row that repeats, the loop's end."""
    table = _grid(document, widths, rows=4)
    table.style = "Table Grid"
    for cell, column in zip(table.rows[0].cells, columns, strict=True):
        _fill(cell, column, bold=True)
    _repeat_heading(table.rows[0])
    table.rows[1].cells[0].paragraphs[0].add_run(f"{{%tr for h in {rows} %}}")
    for number, cell in enumerate(table.rows[2].cells):
        _fill(cell, f"{{{{ h[{number}] }}}}", align=LEFT if number == 1 else CENTRE)
    table.rows[3].cells[0].paragraphs[0].add_run("{%tr endfor %}")


def _fill(cell: Any, text: str, *, bold: bool = False, align: Any = CENTRE) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.alignment = align
    run = paragraph.add_run(text)
    run.font.size, run.bold = Pt(13), bold


def _repeat_heading(row: Any) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def main() -> None:
    for look in (STATE, PARTY):
        for form in FORMS:
            build(look).save(Path(__file__).parent / form / f"{look.style}.docx")
        build(look, annexes=False).save(Path(__file__).parent / "don_vi" / f"{look.style}.docx")  # unit_report.py
    build_papers()


def build_papers() -> None:
    for look in (STATE, PARTY):
        for form in paper_forms().values():
            path = shipped_word_form(form.key, look.style)
            path.parent.mkdir(exist_ok=True)
            build_paper(look, form).save(path)


if __name__ == "__main__":
    main()
