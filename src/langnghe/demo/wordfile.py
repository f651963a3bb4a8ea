"""DOCX of a paper, as offices write them: old fonts, typed or real lists, boxes, tracked changes."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from xml.sax.saxutils import escape

import docx as word
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.shared import Pt
from docx.text.paragraph import Paragraph

from langnghe.demo.parts import Part
from langnghe.text.normal import to_tcvn3, to_vni

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
V = 'xmlns:v="urn:schemas-microsoft-com:vml"'
DATE = 'w:author="Văn thư" w:date="2026-08-20T08:00:00Z"'
Letters = Callable[[str], str]


def docx(parts: Sequence[Part], format: str, *, typed_lists: bool) -> bytes:
    """The paper as DOCX; ``format`` is a habit (docx, docx-tcvn3, docx-vni, docx-box, docx-tracked) or a scan's."""
    paper = _Paper(format, typed_lists)
    for part in parts:
        paper.add(part)
    return paper.bytes()


class _Paper:
    def __init__(self, format: str, typed_lists: bool) -> None:
        self.document: Document = word.Document()
        self.format, self.typed_lists, self.count = format, typed_lists, 0
        font: dict[str, tuple[str, Letters]] = {"docx-tcvn3": (".VnTime", to_tcvn3), "docx-vni": ("VNI-Times", to_vni)}
        self.font, self.letters = font.get(format, ("Times New Roman", str))
        self.size = Pt(14 if format.startswith("docx") else 11)
        section = self.document.sections[0]
        section.left_margin = section.right_margin = Pt(60)
        section.top_margin = section.bottom_margin = Pt(50)

    def add(self, part: Part) -> None:
        if part.kind == "letterhead":
            self._letterhead(part)
        elif part.kind == "table":
            self._table(part)
        elif part.kind == "bullet":
            self._bullet(part.text)
        else:
            self._paragraph(part)

    def _letterhead(self, part: Part) -> None:
        table = self.document.add_table(len(part.rows), 2)
        for row, cells in zip(table.rows, part.rows, strict=True):
            for cell, text in zip(row.cells, cells, strict=True):
                self._fill(cell.paragraphs[0], text, bold=True)
                cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER

    def _table(self, part: Part) -> None:
        table = self.document.add_table(len(part.rows), len(part.rows[0]), style="Table Grid")
        cells = table._cells  # rows[i].cells is quadratic
        for i, row in enumerate(part.rows):
            for j, text in enumerate(row):
                self._fill(cells[i * len(row) + j].paragraphs[0], text, bold=i < part.heads)

    def _bullet(self, text: str) -> None:
        self.count += 1
        if self.format == "docx-box" and self.count == 1:
            self._box(text)
        elif self.typed_lists:
            self._said(self._new(), f"- {text}")
        else:
            self._said(self._new("List Bullet"), text)

    def _paragraph(self, part: Part) -> None:
        paragraph = self._new()
        if part.kind in ("title", "signature"):
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER if part.kind == "title" else WD_ALIGN_PARAGRAPH.RIGHT
        if part.kind == "paragraph":
            self.count += 1
            if self.format == "docx-box" and self.count == 4:
                self._box(part.text, paragraph)
                return
            self._said(paragraph, part.text)
            return
        self._fill(paragraph, part.text, bold=part.kind != "recipients")

    def _new(self, style: str | None = None) -> Paragraph:
        paragraph = self.document.add_paragraph(style=style)
        paragraph.paragraph_format.space_after = Pt(6 if self.format.startswith("docx") else 2)
        return paragraph

    def _said(self, paragraph: Paragraph, text: str) -> None:
        if self.format == "docx-tracked" and self.count % 4 == 0:
            self._tracked(paragraph, text)
        else:
            self._fill(paragraph, text)

    def _fill(self, paragraph: Paragraph, text: str, bold: bool = False) -> None:
        """One run; a heading in capitals takes the old font that shows only those."""
        font, letters = self.font, self.letters
        if font == ".VnTime" and text.isupper():
            font, text = ".VnTimeH", text.lower()
        run = paragraph.add_run(letters(text))
        run.font.name, run.font.size, run.font.bold = font, self.size, bold or None

    def _tracked(self, paragraph: Paragraph, text: str) -> None:
        """Three words struck out and the second half put in, as a reviewer left it; and a remark beside it."""
        half = text.index(" ", len(text) // 2)
        self._fill(paragraph, text[:half])
        for xml in (
            f'<w:del {W} w:id="{self.count}1" {DATE}><w:r><w:delText xml:space="preserve"> (xem lại)</w:delText></w:r>'
            "</w:del>",
            f'<w:ins {W} w:id="{self.count}2" {DATE}><w:r><w:t xml:space="preserve">{escape(text[half:])}</w:t></w:r>'
            "</w:ins>",
        ):
            paragraph._p.append(parse_xml(xml))
        if self.count == 8:
            self.document.add_comment(paragraph.runs[:1], text="Đồng chí rà lại nội dung này.", author="Văn thư")

    def _box(self, text: str, paragraph: Paragraph | None = None) -> None:
        """A text box with the paragraph in it."""
        run = (paragraph or self._new()).add_run()
        run._r.append(
            parse_xml(
                f'<w:pict {W} {V}><v:shape style="width:440pt;height:90pt"><v:textbox><w:txbxContent><w:p><w:r>'
                f'<w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p></w:txbxContent></v:textbox></v:shape>'
                "</w:pict>"
            )
        )

    def bytes(self) -> bytes:
        relations = self.document.part.package.rels
        for key in [key for key, relation in relations.items() if relation.reltype.endswith("thumbnail")]:
            del relations[key]  # the template's preview picture: a hundred files are committed
        out = io.BytesIO()
        self.document.save(out)
        return out.getvalue()
