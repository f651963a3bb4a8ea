"""Make the shipped Word forms of reports and papers anew: ``python src/langnghe/reports/forms/build.py`` (doc_formats).

The office edits the result in Word; this script is only for changing what is shipped.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from docx.enum.text import WD_BREAK
from docx.shared import Pt

from langnghe.reports.forms import pieces
from langnghe.reports.papers.forms import PaperForm, paper_forms, shipped_word_form

FORMS = ("thang", "quy", "cu_tri")


def build(look: pieces.Look, *, annexes: bool = True) -> Any:
    document, _left = pieces.blank(look)
    pieces.title(document, look)
    pieces.body(document, look)
    pieces.signature(document, look)
    if annexes:
        _annexes(document)
    return document


def build_paper(look: pieces.Look, form: PaperForm) -> Any:
    """A paper about a case: no sections and no annexes, an addressee, and a mark while it is a draft."""
    document, left = pieces.blank(look)
    if form.is_letter:
        _letter_subject(left, look, form)
    pieces.draft_mark(left)
    if not form.is_letter:
        pieces.title(document, look, form.type_name, form.subject)
    pieces.write(document, "Kính gửi: {{ nguoi_nhan }}", look.body, before=12).paragraph_format.space_after = Pt(12)
    for part in form.body:
        _paper_part(document, look, part)
    pieces.signature(document, look)
    return document


def _letter_subject(left: Any, look: pieces.Look, form: PaperForm) -> None:
    if look.style == "nd30":
        pieces.write(left, f"V/v {form.subject}", 12, before=6)
    else:
        pieces.write(left, f"về việc {form.subject}", 12, italic=True)


def _paper_part(document: Any, look: pieces.Look, part: Any) -> None:
    """A paragraph; one only if something is there; or one for each line."""
    if isinstance(part, str):
        pieces.body_paragraph(document, look, part)
        return
    loop = "each" in part
    pieces.tag(document, f"{{%p for d in {part['each']} %}}" if loop else f"{{%p if {part['if']} %}}")
    pieces.body_paragraph(document, look, part["text"])
    pieces.tag(document, "{%p endfor %}" if loop else "{%p endif %}")


def _annexes(document: Any) -> None:
    document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
    pieces.annex_head(document, "I", "TỔNG HỢP Ý KIẾN THEO LĨNH VỰC")
    pieces.table(
        document, "phu_luc_linh_vuc", ("TT", "Lĩnh vực", "Số ý kiến", "Tỷ lệ (%)", "Số vấn đề"), (12, 75, 26, 26, 26)
    )
    pieces.write(document, "", 14)
    pieces.annex_head(document, "II", "CÁC NHÓM VẤN ĐỀ ĐƯỢC NÊU TRONG BÁO CÁO")
    pieces.table(document, "phu_luc_nhom", ("TT", "Nhóm vấn đề", "Số ý kiến", "Số đơn vị nêu"), (12, 95, 29, 29))


def main() -> None:
    for look in (pieces.STATE, pieces.PARTY):
        for form in FORMS:
            build(look).save(Path(__file__).parent / form / f"{look.style}.docx")
        build(look, annexes=False).save(Path(__file__).parent / "don_vi" / f"{look.style}.docx")  # unit_report.py
    build_papers()


def build_papers() -> None:
    for look in (pieces.STATE, pieces.PARTY):
        for form in paper_forms().values():
            path = shipped_word_form(form.key, look.style)
            path.parent.mkdir(exist_ok=True)
            build_paper(look, form).save(path)


if __name__ == "__main__":
    main()
