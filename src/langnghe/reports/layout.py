"""Check a DOCX against the measurable rules of an official layout (``law.formats``)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph

from langnghe.law.formats import rules

ALIGNMENTS = {"center": WD_ALIGN_PARAGRAPH.CENTER, "justify": WD_ALIGN_PARAGRAPH.JUSTIFY}
SLACK = 0.3  # points or millimetres: Word stores lengths in twentieths of a point


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule held against the document."""

    rule: str  # "Quốc hiệu: cỡ chữ"
    wanted: str
    found: str
    kept: bool


def check(path: Path, style: str) -> list[Finding]:
    """Every measurable rule of the layout, kept or not."""
    return against(path, rules(style))


def against(path: Path, wanted: dict[str, Any]) -> list[Finding]:
    """Every rule of a table shaped like a layout's, kept or not."""
    document = docx.Document(str(path))
    return [
        *_page(document, wanted),
        *_page_number(document, wanted["page_number"]),
        *_fonts(document, wanted["font"]),
        *_elements(document, wanted["elements"]),
    ]


def _page(document: Any, wanted: dict[str, Any]) -> Iterator[Finding]:
    section = document.sections[0]
    lengths = {
        "width": section.page_width,
        "height": section.page_height,
        "top": section.top_margin,
        "bottom": section.bottom_margin,
        "left": section.left_margin,
        "right": section.right_margin,
    }
    for name, bounds in wanted["page"].items():
        yield _within(f"Trang: {name} (mm)", bounds, lengths[name].mm)


def _page_number(document: Any, wanted: dict[str, Any]) -> Iterator[Finding]:
    section = document.sections[0]
    paragraph = section.header.paragraphs[0]
    has_field = any(node.text and "PAGE" in node.text for node in paragraph._p.iter(qn("w:instrText")))
    yield _equal("Số trang: có trường số trang", True, has_field)
    yield _within("Số trang: cỡ chữ", wanted["size"], _size(paragraph))
    yield _equal("Số trang: canh giữa", ALIGNMENTS[wanted["align"]], paragraph.alignment)
    yield _equal("Số trang: trang đầu không đánh số", True, section.different_first_page_header_footer)
    if "from_top" in wanted:
        yield _within("Số trang: cách mép trên (mm)", wanted["from_top"], section.header_distance.mm)


def _fonts(document: Any, wanted: str) -> Iterator[Finding]:
    used = {run.font.name for paragraph in _paragraphs(document) for run in paragraph.runs if run.font.name}
    used.add(document.styles["Normal"].font.name)
    yield _equal("Phông chữ", wanted, ", ".join(sorted(used)))


def _paragraphs(document: Any) -> list[Paragraph]:
    """Every paragraph in reading order, those in tables too."""
    return [Paragraph(node, document) for node in document.element.body.iter(qn("w:p"))]


def _elements(document: Any, wanted: list[dict[str, Any]]) -> Iterator[Finding]:
    paragraphs = _paragraphs(document)
    places: dict[str, int] = {}
    for element in wanted:
        place = _find(document, paragraphs, element, places)
        if place is None:
            if not element.get("may_lack"):
                yield Finding(element["name"], "có", "không thấy", kept=False)
            continue
        places[element["key"]] = place
        yield from _measures(document, paragraphs, place, element)


def _find(document: Any, paragraphs: list[Paragraph], element: dict[str, Any], places: dict[str, int]) -> int | None:
    """Number of the paragraph that is the element: by its words, its cell, or as the one after another element."""
    if "after" in element:
        before = places.get(element["after"])
        return None if before is None else before + 1
    if "cell" in element:
        return _find_in_cell(document, paragraphs, element["cell"])
    pattern = re.compile(element["find"])
    return next((n for n, paragraph in enumerate(paragraphs) if pattern.search(_text(paragraph).strip())), None)


def _find_in_cell(document: Any, paragraphs: list[Paragraph], cell: list[Any]) -> int | None:
    """[table, column, paragraph] of the first row; of the signature's table counted before the annexes."""
    table, column, number = cell
    tables = [row for row in document.tables if row.style is None or row.style.name != "Table Grid"]
    if len(tables) <= table:
        return None
    inside = [p for p in tables[table].rows[0].cells[column].paragraphs if p.text.strip()]
    if number == "last_title":
        chosen = next((p for p in reversed(inside) if p.text.isupper()), None)
    else:
        chosen = inside[number] if number < len(inside) else None
    nodes = [paragraph._p for paragraph in paragraphs]
    return None if chosen is None else nodes.index(chosen._p)


def _measures(document: Any, paragraphs: list[Paragraph], place: int, element: dict[str, Any]) -> Iterator[Finding]:
    paragraph, name = paragraphs[place], element["name"]
    shape = paragraph.paragraph_format
    if "size" in element:
        yield _within(f"{name}: cỡ chữ", element["size"], _size(paragraph) or _default_size(document))
    for look, vietnamese in (("bold", "đậm"), ("italic", "nghiêng"), ("underline", "gạch chân")):
        if look in element:
            yield _equal(f"{name}: {vietnamese}", element[look], _all_runs(paragraph, look))
    if "upper" in element:
        yield _equal(f"{name}: chữ in hoa", True, _text(paragraph).isupper())
    if "align" in element:
        yield _equal(f"{name}: canh lề", ALIGNMENTS[element["align"]], paragraph.alignment)
    if "first_line" in element:
        yield _within(f"{name}: lùi đầu dòng (mm)", element["first_line"], shape.first_line_indent.mm)
    if "space" in element:
        yield _within(f"{name}: khoảng cách đoạn (pt)", element["space"], shape.space_after.pt)
    if "line_exactly" in element:
        exact = shape.line_spacing.pt if shape.line_spacing_rule == WD_LINE_SPACING.EXACTLY else 0
        yield _within(f"{name}: cách dòng chính xác (pt)", element["line_exactly"], exact)
    if "line_factor" in element:
        yield _within(f"{name}: cách dòng (lần)", element["line_factor"], _line_factor(shape))
    if element.get("rule_below"):
        yield _equal(f"{name}: có đường kẻ bên dưới", True, _is_rule(paragraphs[place + 1]))


def _line_factor(shape: Any) -> float:
    """Line spacing as a multiple of single; 0 where it is given in points."""
    if shape.line_spacing is None:
        return 1.0
    return float(shape.line_spacing) if isinstance(shape.line_spacing, float | int) and shape.line_spacing < 10 else 0.0


def _is_rule(paragraph: Paragraph) -> bool:
    return paragraph._p.find(f".//{qn('w:pBdr')}/{qn('w:top')}") is not None


def _text(paragraph: Paragraph) -> str:
    """The paragraph's words, those in content controls too (python-docx leaves them out)."""
    return "".join(node.text or "" for node in paragraph._p.iter(qn("w:t")))


def _size(paragraph: Paragraph) -> float | None:
    sizes = [run.font.size.pt for run in paragraph.runs if run.font.size]
    return sizes[0] if sizes else None


def _default_size(document: Any) -> float:
    return float(document.styles["Normal"].font.size.pt)


def _all_runs(paragraph: Paragraph, look: str) -> bool:
    return all(bool(getattr(run.font, look)) for run in paragraph.runs if run.text.strip())


def _within(rule: str, bounds: list[float], found: float | None) -> Finding:
    least, most = bounds
    kept = found is not None and least - SLACK <= found <= most + SLACK
    return Finding(rule, f"{least} - {most}" if least != most else f"{least}", f"{found:.1f}" if found else "?", kept)


def _equal(rule: str, wanted: Any, found: Any) -> Finding:
    return Finding(rule, str(wanted), str(found), kept=wanted == found)
