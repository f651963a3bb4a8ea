"""HTML, above all as Word saves it: windows-1252 with numeric entities, conditional comments, list marks in spans."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, field

from lxml import etree
from lxml import html as lxml_html

from langnghe.intake.readers.lines import has_motto, is_recipients, kind_of, one_line, with_letterhead
from langnghe.intake.readers.shape import Draft, Refused, Source
from langnghe.intake.readers.tables import Row, table_blocks
from langnghe.text.blocks import Block, Kind
from langnghe.text.normal import clean, decode, from_font

_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
_XML_HEAD = re.compile(r"^\s*<\?xml[^>]*\?>")
_UNSHOWN = {"script", "style", "head", "title", "noscript", "template", "object", "iframe", "svg", "xml", "select"}
_PARAGRAPHS = {
    *("p", "div", "li", "ul", "ol", "dl", "dt", "dd", "blockquote", "pre", "body", "section", "article", "main"),
    *("h1", "h2", "h3", "h4", "h5", "h6", "hr", "center", "form", "header", "footer", "address", "caption"),
}
_BOLD = {"b", "strong", "th"}
_FONT_FAMILY = re.compile(r"font-family\s*:\s*[\"']?([^;\"',]+)", re.IGNORECASE)
_HIDDEN = re.compile(r"display\s*:\s*none|mso-hide\s*:\s*all", re.IGNORECASE)
_MAX_DEPTH = 240


def read(source: Source) -> Draft:
    """Blocks of an HTML file."""
    return Draft(html_blocks(text_of_page(source.content), source))


def text_of_page(content: bytes) -> str:
    """The page as text: the charset that it declares, unless the bytes say otherwise."""
    declared = _CHARSET.search(content[:4096])
    if content.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or not declared:
        return decode(content)[0]
    try:
        return content.decode(declared[1].decode("ascii"))
    except (LookupError, UnicodeDecodeError):
        return decode(content)[0]


def html_blocks(page: str, source: Source, prefix: str = "") -> list[Block]:
    """Blocks of a page in reading order; entities of a document type are refused, as they may be a bomb."""
    if "<!ENTITY" in page[:4096]:
        raise Refused("Tệp có khai báo thực thể XML nguy hiểm nên không được đọc. Hãy lưu lại từ Word.")
    parser = lxml_html.HTMLParser(no_network=True, huge_tree=False, remove_comments=True, remove_pis=True)
    root = lxml_html.document_fromstring(_XML_HEAD.sub("", page) or "<p>", parser=parser)
    walk = _Walk(source, prefix)
    body = root.find("body")
    walk.visit(root if body is None else body, _Ink())
    walk.flush()
    return with_letterhead(walk.blocks)


@dataclass(frozen=True, slots=True)
class _Ink:
    """How the text of an element is set."""

    bold: bool = False
    font: str = ""
    level: int = 0  # of an h1 to h6
    item: bool = False  # in an li
    depth: int = 0

    def within(self, element: etree._Element) -> _Ink:
        style = element.get("style", "")
        family = _FONT_FAMILY.search(style)
        weight = "font-weight:bold" in style.replace(" ", "")
        font = family[1].strip() if family else element.get("face", "") if element.tag == "font" else ""
        level = int(element.tag[1]) if element.tag in ("h1", "h2", "h3", "h4", "h5", "h6") else self.level
        normal = "font-weight:normal" in style.replace(" ", "")
        return _Ink(
            (self.bold or element.tag in _BOLD or weight) and not normal,
            font or self.font,
            level,
            self.item or element.tag == "li",
            self.depth + 1,
        )


@dataclass
class _Walk:
    source: Source
    prefix: str
    blocks: list[Block] = field(default_factory=list)
    paragraphs: int = 0
    tables: int = 0
    pieces: list[tuple[str, _Ink]] = field(default_factory=list)

    def visit(self, element: etree._Element, outer: _Ink) -> None:
        if not isinstance(element.tag, str) or element.tag in _UNSHOWN or _HIDDEN.search(element.get("style", "")):
            return
        ink = outer.within(element)
        if ink.depth > _MAX_DEPTH:
            raise Refused("Trang HTML lồng nhau quá sâu nên không được đọc. Hãy lưu lại thành DOCX rồi gửi lại.")
        if element.tag == "table":
            self.flush()
            self.table(element)
            return
        if element.tag in _PARAGRAPHS:
            self.flush()
        self.inside(element, ink)
        if element.tag in _PARAGRAPHS:
            self.flush()

    def inside(self, element: etree._Element, ink: _Ink) -> None:
        if element.tag == "br":
            self.pieces.append(("\n", ink))
        if element.text:
            self.pieces.append((element.text, ink))
        for child in element:
            self.visit(child, ink)
            if child.tail:
                self.pieces.append((child.tail, ink))

    def flush(self) -> None:
        """Close the open paragraph."""
        pieces, self.pieces = self.pieces, []
        if not pieces:
            return
        self.paragraphs += 1
        text = one_line("".join(from_font(text, ink.font) for text, ink in pieces))
        if text:
            self.blocks.append(_block(text, pieces, f"{self.prefix}p{self.paragraphs}"))

    def table(self, element: etree._Element) -> None:
        self.tables += 1
        place = f"{self.prefix}t{self.tables}"
        rows = [row for row in element.iter("tr") if next(row.iterancestors("table")) is element]
        whole = "".join(map(str, element.itertext()))
        if len(rows) <= 12 and has_motto(" ".join(whole.split())):
            self.blocks += self.frame(rows, place, "header")
        elif len(rows) <= 3 and any(is_recipients(line.strip()) for line in clean(whole).splitlines()):
            self.blocks += self.frame(rows, place, "footer")
        else:
            grid = _grid(rows, place, self.source.limits.columns)
            self.blocks += table_blocks(grid, self.source.layout, self.source.drop_people)

    def frame(self, rows: list[etree._Element], place: str, kind: Kind) -> list[Block]:
        """A table that only sets paragraphs side by side: each paragraph of a cell is its own block."""
        blocks: list[Block] = []
        for i, row in enumerate(rows, start=1):
            for j, cell in enumerate(row.iterchildren("td", "th"), start=1):
                inner = _Walk(self.source, f"{place}.r{i}.c{j}.")
                inner.inside(cell, _Ink())
                inner.flush()
                blocks += [Block(kind, block.text, block.place) for block in inner.blocks]
        return blocks


def _block(text: str, pieces: list[tuple[str, _Ink]], place: str) -> Block:
    inked = [ink for piece, ink in pieces if piece.strip()]
    if inked and inked[0].level:
        return Block("heading", text, place, inked[0].level)
    kind, level = kind_of(text, bold=all(ink.bold for ink in inked))
    if kind == "paragraph" and inked and inked[0].item:
        kind = "bullet"
    return Block(kind, text, place, level)


def _grid(rows: list[etree._Element], place: str, limit: int) -> list[Row]:
    """Cells by column; those that a colspan or rowspan covers are empty."""
    grid: list[Row] = []
    open_spans: dict[int, int] = {}  # column -> rows that a cell above still covers
    for i, row in enumerate(rows, start=1):
        texts: list[str] = []
        below: dict[int, int] = {}
        covered: set[int] = set()
        for cell in row.iterchildren("td", "th"):
            while open_spans.get(len(texts), 0):
                texts.append("")
            width, height = (min(_span(cell, name), limit) for name in ("colspan", "rowspan"))
            covered |= set(range(len(texts) + 1, len(texts) + width))
            below |= dict.fromkeys(range(len(texts), len(texts) + width), height - 1)
            texts += [_cell_text(cell)] + [""] * (width - 1)
        still = {column: count - 1 for column, count in open_spans.items() if count > 1}
        while open_spans.get(len(texts), 0):
            texts.append("")
        open_spans = still | {column: count for column, count in below.items() if count > 0}
        heads = next(row.iterancestors()).tag == "thead" or not any(True for _ in row.iterchildren("td"))
        grid.append(Row(tuple(texts[:limit]), f"{place}.r{i}", heads, frozenset(covered)))
    return grid


def _span(cell: etree._Element, name: str) -> int:
    value = cell.get(name, "1")
    return max(int(value), 1) if value.isdigit() and len(value) < 5 else 1


def _cell_text(cell: etree._Element) -> str:
    walk = _Walk(Source(b""), "")
    walk.inside(cell, _Ink())
    walk.flush()
    return " ".join(block.text.replace("\t", " ") for block in walk.blocks)
