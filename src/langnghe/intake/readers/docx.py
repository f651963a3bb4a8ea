"""DOCX: the text of ``word/document.xml`` and the parts around it, in reading order.

Read with lxml alone, because reports come by the thousand. Tracked changes are taken as accepted, comments left out,
and results of fields kept. Where a font is TCVN3 or VNI, runs of the same font are converted together: a VNI letter
may have its mark in the next run.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import groupby
from typing import NamedTuple

from lxml import etree

from langnghe.intake.readers.lines import (
    HEADING_LENGTH,
    has_motto,
    heading_level,
    is_bullet,
    is_recipients,
    kind_of,
    one_line,
    starts_item,
    with_letterhead,
)
from langnghe.intake.readers.shape import Draft, Refused, Source
from langnghe.intake.readers.tables import Row, table_blocks
from langnghe.intake.readers.zipped import Package, parse
from langnghe.text.blocks import Block, Kind, Unread
from langnghe.text.normal import clean, from_font, from_legacy

_NS = b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_STRICT_NS = b"http://purl.oclc.org/ooxml/wordprocessingml/main"


def _w(name: str) -> str:
    return "{" + _NS.decode() + "}" + name


P, TBL, TR, TC, R, T = map(_w, ("p", "tbl", "tr", "tc", "r", "t"))
TAB, BR, CR, HYPHEN, SOFT_HYPHEN, SYM = map(_w, ("tab", "br", "cr", "noBreakHyphen", "softHyphen", "sym"))
P_PR, R_PR, TC_PR, TR_PR = map(_w, ("pPr", "rPr", "tcPr", "trPr"))
VAL, R_FONTS, P_STYLE, R_STYLE = map(_w, ("val", "rFonts", "pStyle", "rStyle"))
NUM_PR, OUTLINE, BOLD, TXBX, INSTR = map(_w, ("numPr", "outlineLvl", "b", "txbxContent", "instrText"))
MARK_DELETED = f"{R_PR}/{_w('del')}"
ASCII, H_ANSI = map(_w, ("ascii", "hAnsi"))
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
# The soft hyphen is "ư" in TCVN3; clean() drops it where it is not.
_GLYPHS = {TAB: " ", BR: "\n", CR: "\n", HYPHEN: "-", SOFT_HYPHEN: "\u00ad", SYM: "•"}
_TEXT_TAGS = (T, *_GLYPHS)


class Style(NamedTuple):
    """What a style says that matters here."""

    level: int = 0  # heading level, 0 for none
    numbered: bool = False
    bold: bool = False
    font: str = ""


@dataclass(frozen=True, slots=True)
class Styles:
    """Styles of a document by their id; ``default`` is the paragraph style of paragraphs that name none."""

    by_id: dict[str, Style]
    default: Style
    old_fonts: bool = False

    def of(self, style_id: str | None) -> Style:
        return self.by_id.get(style_id or "", self.default)


# --- styles -----------------------------------------------------------------------------------------------------


@lru_cache(maxsize=64)  # the offices of a province share a handful of templates
def read_styles(content: bytes) -> Styles:
    """Styles of ``word/styles.xml``, what they are based on included."""
    if not content:
        return Styles({}, Style())
    root = parse(content)
    own = {style.get(_w("styleId"), ""): style for style in root.iter(_w("style"))}
    fonts = root.find(f"{_w('docDefaults')}/{_w('rPrDefault')}/{R_PR}/{R_FONTS}")
    ground = Style(font=_font_of(fonts))
    by_id = {style_id: _inherited(style_id, own, ground) for style_id in own}
    default = next((i for i, s in own.items() if s.get(_w("default")) == "1" and s.get(_w("type")) == "paragraph"), "")
    return Styles(by_id, by_id.get(default, ground), _names_old_font(content))


_OLD_FONTS = (b'".Vn', b'".VN', b'".vn', b'"VNI', b'"Vni', b'"vni')


def _names_old_font(content: bytes) -> bool:
    return any(font in content for font in _OLD_FONTS)


def _inherited(style_id: str, own: dict[str, etree._Element], ground: Style) -> Style:
    """The style with what its ancestors say; a circle of ancestors ends where it closes."""
    line: list[etree._Element] = []
    element = own.get(style_id)
    while element is not None and element not in line:
        line.append(element)
        parent = element.find(_w("basedOn"))
        element = own.get(parent.get(VAL, "")) if parent is not None else None
    style = ground
    for element in reversed(line):
        style = _with_own(style, element)
    return style


def _with_own(style: Style, element: etree._Element) -> Style:
    paragraph, run = element.find(P_PR), element.find(R_PR)
    level, numbered, bold, font = style
    if paragraph is not None:
        level = _outline(paragraph) or level
        numbered = numbered or paragraph.find(NUM_PR) is not None
    if run is not None:
        bold = _is_on(run.find(BOLD), bold)
        font = _font_of(run.find(R_FONTS)) or font
    name = element.find(_w("name"))
    if name is not None and name.get(VAL, "").lower() == "title":
        level = level or 1
    return Style(level, numbered, bold, font)


def _outline(properties: etree._Element) -> int:
    """Heading level (1 the highest) from an outline level; 9 there means body text."""
    outline = properties.find(OUTLINE)
    value = outline.get(VAL, "9") if outline is not None else "9"
    return int(value) + 1 if value in "012345678" else 0


def _is_on(toggle: etree._Element | None, otherwise: bool) -> bool:
    return otherwise if toggle is None else toggle.get(VAL, "1") not in ("0", "false", "off", "none")


def _font_of(fonts: etree._Element | None) -> str:
    return "" if fonts is None else fonts.get(ASCII) or fonts.get(H_ANSI) or ""


# --- text of a paragraph ----------------------------------------------------------------------------------------


def _plain(paragraph: etree._Element) -> str:
    return "".join([e.text or "" if e.tag == T else _GLYPHS[e.tag] * _is_ink(e) for e in paragraph.iter(_TEXT_TAGS)])


def _is_ink(element: etree._Element) -> bool:
    """A tab of a run, not a tab stop of the paragraph's properties."""
    parent = element.getparent()
    return parent is not None and parent.tag == R


def _by_font(paragraph: etree._Element, styles: Styles) -> str:
    """Text with old fonts converted; neighbouring runs of one font are converted as one."""
    properties = paragraph.find(f"{P_PR}/{P_STYLE}")
    style = styles.of(properties.get(VAL) if properties is not None else None)
    pieces = ((_run_font(run, style, styles), _plain_run(run)) for run in paragraph.iter(R))
    return "".join(
        from_font("".join(text for _, text in group), font) for font, group in groupby(pieces, key=lambda p: p[0])
    )


def _plain_run(run: etree._Element) -> str:
    return "".join((e.text or "") if e.tag == T else _GLYPHS[e.tag] for e in run.iterchildren(_TEXT_TAGS))


def _run_font(run: etree._Element, style: Style, styles: Styles) -> str:
    properties = run.find(R_PR)
    if properties is None:
        return style.font
    named = properties.find(R_STYLE)
    of_style = styles.by_id.get(named.get(VAL, "")) if named is not None else None
    return _font_of(properties.find(R_FONTS)) or (of_style.font if of_style else "") or style.font


def _is_bold(paragraph: etree._Element, style: Style) -> bool:
    runs = [run for run in paragraph.iter(R) if any((t.text or "").strip() for t in run.iterchildren(T))]
    return bool(runs) and all(_run_is_bold(run, style) for run in runs)


def _run_is_bold(run: etree._Element, style: Style) -> bool:
    properties = run.find(R_PR)
    return style.bold if properties is None else _is_on(properties.find(BOLD), style.bold)


# --- the walk ---------------------------------------------------------------------------------------------------


@dataclass
class Walk:
    """Walks one part of the document and collects its blocks; ``prefix`` and counters make the places."""

    styles: Styles
    text_of: Callable[[etree._Element], str]
    source: Source
    boxes: dict[etree._Element, list[etree._Element]] = field(default_factory=dict)
    blocks: list[Block] = field(default_factory=list)
    paragraphs: int = 0
    tables: int = 0
    box_count: int = 0
    carried: str = ""  # text before a paragraph mark whose deletion is accepted

    def body(self, parent: etree._Element, prefix: str = "") -> None:
        for element in parent.iterchildren(tag=etree.Element):
            if element.tag == P:
                self.paragraph(element, prefix)
            elif element.tag == TBL:
                self.table(element, prefix)
            elif element.tag not in (P_PR, TC_PR, _w("sectPr")):
                self.body(element, prefix)  # content controls, insertions

    def paragraph(self, element: etree._Element, prefix: str) -> None:
        self.paragraphs += 1
        text = self.carried + self.text_of(element)
        self.carried = ""
        properties = element.find(P_PR)
        if properties is not None and properties.find(MARK_DELETED) is not None:
            self.carried = text
        elif text and not text.isspace():
            self.blocks += _paragraph_blocks(text, element, properties, self.styles, f"{prefix}p{self.paragraphs}")
        if self.boxes:
            self.boxes_in(element)

    def boxes_in(self, element: etree._Element) -> None:
        for box in self.boxes.get(element, ()):
            self.box_count += 1
            inner = Walk(self.styles, self.text_of, self.source, self.boxes)
            inner.body(box, f"x{self.box_count}.")
            self.blocks += inner.blocks

    def table(self, element: etree._Element, prefix: str) -> None:
        self.tables += 1
        place = f"{prefix}t{self.tables}"
        rows = list(_rows(element))
        whole = " ".join(filter(None, map(self.text_of, element.iter(P))))
        if len(rows) <= 12 and has_motto(whole):
            self.blocks += self.frame(rows, place, "header")
        elif len(rows) <= 3 and len(whole) < 3000 and any(is_recipients(self.text_of(p)) for p in element.iter(P)):
            self.blocks += self.frame(rows, place, "footer")
        else:
            cells = [self.row(row, f"{place}.r{i}") for i, row in enumerate(rows, start=1)]
            self.blocks += table_blocks(cells, self.source.layout, self.source.drop_people)
        for paragraph in element.iter(P):
            self.boxes_in(paragraph)

    def frame(self, rows: list[etree._Element], place: str, kind: Kind) -> Iterator[Block]:
        """A table that only sets paragraphs side by side (letterhead, signature): each paragraph is its own."""
        for i, row in enumerate(rows, start=1):
            for j, cell in enumerate(_cells(row), start=1):
                for k, paragraph in enumerate(cell.iter(P), start=1):
                    if text := one_line(self.text_of(paragraph)):
                        yield Block(kind, text, f"{place}.r{i}.c{j}.p{k}")

    def row(self, row: etree._Element, place: str) -> Row:
        """Cells of a row, one per grid column; a column that goes on from the left or from above is empty."""
        texts = [""] * _number(row.find(f"{TR_PR}/{_w('gridBefore')}"), 0)
        covered: set[int] = set()
        for cell in _cells(row):
            text = "" if _continues_above(cell) else self.cell(cell)
            span = min(_number(cell.find(f"{TC_PR}/{_w('gridSpan')}"), 1), self.source.limits.columns)
            covered |= set(range(len(texts) + 1, len(texts) + span))
            texts += [text] + [""] * (span - 1)
        marked = row.find(f"{TR_PR}/{_w('tblHeader')}")
        return Row(tuple(texts), place, marked is not None and _is_on(marked, False), frozenset(covered))

    def cell(self, cell: etree._Element) -> str:
        return one_line(" ".join(map(self.text_of, cell.iter(P))))


def _rows(table: etree._Element) -> Iterator[etree._Element]:
    """Rows of a table, those in content controls too, those deleted by a tracked change not."""
    for child in table.iterchildren(tag=etree.Element):
        if child.tag == TR:
            if child.find(f"{TR_PR}/{_w('del')}") is None:
                yield child
        elif child.tag not in (_w("tblPr"), _w("tblGrid")):
            yield from _rows(child)


def _cells(row: etree._Element) -> Iterator[etree._Element]:
    for child in row.iterchildren(tag=etree.Element):
        if child.tag == TC:
            yield child
        elif child.tag != TR_PR:
            yield from _cells(child)


def _continues_above(cell: etree._Element) -> bool:
    merge = cell.find(f"{TC_PR}/{_w('vMerge')}")
    return merge is not None and merge.get(VAL) != "restart"


def _number(element: etree._Element | None, otherwise: int) -> int:
    value = element.get(VAL, "") if element is not None else ""
    return min(int(value), 1000) if value.isdigit() else otherwise


def _paragraph_blocks(
    text: str, element: etree._Element, properties: etree._Element | None, styles: Styles, place: str
) -> list[Block]:
    """One block, or one per line where line breaks set off the items of a list."""
    lines = [line for line in (clean(from_legacy(line)).strip() for line in text.split("\n")) if line]
    if len(lines) > 1 and any(map(starts_item, lines)):
        kinds = map(kind_of, lines)
        return [
            Block(kind, line, f"{place}.l{number}", level)
            for number, (line, (kind, level)) in enumerate(zip(lines, kinds, strict=True), start=1)
        ]
    if not lines:
        return []
    text = " ".join(lines)
    kind, level = _kind(text, element, properties, styles)
    return [Block(kind, text, place, level)]


def _kind(text: str, element: etree._Element, properties: etree._Element | None, styles: Styles) -> tuple[Kind, int]:
    named = None if properties is None else properties.find(P_STYLE)
    style = styles.default if named is None else styles.of(named.get(VAL))
    short = len(text) <= HEADING_LENGTH
    level = short and ((_outline(properties) if properties is not None else 0) or style.level)
    if level:
        return "heading", level
    if is_bullet(text):
        return "bullet", 0
    bold = short and _is_bold(element, style)
    if not bold and (style.numbered or (properties is not None and properties.find(NUM_PR) is not None)):
        return "bullet", 0
    level = short and heading_level(text, bold)
    return ("heading", level) if level else ("paragraph", 0)


# --- the document -----------------------------------------------------------------------------------------------

_DDE = re.compile(r"\bDDE(?:AUTO)?\b|\b(?:INCLUDETEXT|INCLUDEPICTURE|LINK)\b.*(?:https?:|\\\\\\\\)", re.IGNORECASE)


def read(source: Source) -> Draft:
    """Blocks of a DOCX file."""
    package = Package(source.content, source.limits)
    package.refuse_active_content()
    draft = Draft()
    part = package.main_part() or "word/document.xml"
    folder = posixpath.dirname(part)
    content = _transitional(package.read(part))
    if not content:
        raise Refused("Tệp Word không có phần nội dung. Hãy mở tệp bằng Word, lưu lại thành .docx rồi gửi lại.")
    styles = read_styles(_transitional(package.read(f"{folder}/styles.xml")))
    reader = _PartReader(package, source, styles, styles.old_fonts or _names_old_font(content), draft)
    body = reader.blocks_of(content, "")
    draft.blocks += reader.margin(f"{folder}/header", "h", "header")
    draft.blocks += with_letterhead(body)
    draft.blocks += reader.notes(f"{folder}/footnotes.xml", "n") + reader.notes(f"{folder}/endnotes.xml", "e")
    draft.blocks += reader.margin(f"{folder}/footer", "f", "footer")
    draft.unread += _embedded(package)
    return draft


def _transitional(content: bytes) -> bytes:
    """Strict Office Open XML differs in the names of its namespaces only."""
    return content.replace(_STRICT_NS, _NS) if _STRICT_NS in content else content


@dataclass
class _PartReader:
    package: Package
    source: Source
    styles: Styles
    old_fonts: bool
    draft: Draft

    def blocks_of(self, content: bytes, prefix: str) -> list[Block]:
        root = parse(content)
        boxes = self.prepare(root, content)
        walk = Walk(self.styles, self.text_reader(), self.source, boxes)
        body = root.find(_w("body"))
        walk.body(root if body is None else body, prefix)
        return walk.blocks

    def text_reader(self) -> Callable[[etree._Element], str]:
        return (lambda paragraph: _by_font(paragraph, self.styles)) if self.old_fonts else _plain

    def prepare(self, root: etree._Element, content: bytes) -> dict[etree._Element, list[etree._Element]]:
        """Take out of the tree what is not read where it stands, and return the text boxes by their paragraph.

        Each search is made only where the bytes hold the word: most documents hold none of them.
        """
        if b"instrText" in content or b"fldSimple" in content:
            _refuse_dde(root)
        if b"moveFrom" in content or b":del " in content:
            _cut(root, (_w("moveFrom"), _w("del")), within_paragraphs=True)
        if b":vanish" in content:
            self.hide(root)
        if b"altChunk" in content:
            reason = "Có phần chèn từ tệp khác chưa đọc được; hãy dán nội dung vào văn bản."
            self.draft.unread.append(Unread("", reason))
        if b"Fallback" in content:
            _cut(root, (_FALLBACK,))
        return _take_boxes(root) if b"txbxContent" in content else {}

    def hide(self, root: etree._Element) -> None:
        shown = (next(mark.iterancestors(R), None) for mark in root.iter(_w("vanish")) if _is_on(mark, True))
        runs = [run for run in shown if run is not None and run.find(T) is not None]
        for run in runs:
            next(run.iterancestors()).remove(run)
        if runs:
            self.draft.notes.append(f"Có {len(runs)} đoạn chữ ẩn trong văn bản đã được bỏ qua.")

    def margin(self, stem: str, letter: str, kind: Kind) -> list[Block]:
        """Lines of page headers or footers, each once, page numbers left out."""
        texts: dict[str, None] = {}
        for part in self.package.matching(re.escape(stem) + r"\d*\.xml"):
            blocks = self.blocks_of(_transitional(self.package.read(part)), "")
            texts |= dict.fromkeys(block.text for block in blocks if not _is_page_number(block.text))
        return [Block(kind, text, f"{letter}{i}") for i, text in enumerate(texts, start=1)]

    def notes(self, part: str, letter: str) -> list[Block]:
        content = _transitional(self.package.read(part))
        if not content:
            return []
        root = parse(content)
        self.prepare(root, content)
        text_of, blocks = self.text_reader(), []
        notes = [note for note in root.iterchildren(tag=etree.Element) if note.get(_w("type")) in (None, "normal")]
        for number, note in enumerate(notes, start=1):
            if text := one_line(" ".join(map(text_of, note.iter(P)))):
                blocks.append(Block("paragraph", text, f"{letter}{number}.p1"))
        return blocks


def _is_page_number(text: str) -> bool:
    return not re.sub(r"[\d\s/\-–—.]|Trang|trang|Page|of", "", text)


def _refuse_dde(root: etree._Element) -> None:
    codes = "".join(code.text or "" for code in root.iter(INSTR))
    simple = " ".join(code.get(_w("instr"), "") for code in root.iter(_w("fldSimple")))
    if _DDE.search(codes) or _DDE.search(simple):
        raise Refused("Văn bản có trường DDE/liên kết tự động nên không được đọc. Hãy bỏ trường đó rồi gửi lại.")


def _cut(root: etree._Element, tags: tuple[str, ...], within_paragraphs: bool = False) -> None:
    """Remove elements; with ``within_paragraphs`` not the marks of a deletion inside properties."""
    for element in list(root.iter(tags)):
        parent = element.getparent()
        if parent is not None and not (within_paragraphs and parent.tag in (R_PR, TR_PR, TC_PR)):
            parent.remove(element)


def _take_boxes(root: etree._Element) -> dict[etree._Element, list[etree._Element]]:
    boxes: dict[etree._Element, list[etree._Element]] = {}
    for box in list(root.iter(TXBX)):
        paragraph = next(box.iterancestors(P), None)
        parent = box.getparent()
        if paragraph is not None and parent is not None:
            parent.remove(box)
            boxes.setdefault(paragraph, []).append(box)
    return boxes


def _embedded(package: Package) -> list[Unread]:
    names = package.matching(r"word/embeddings/.+")
    if any(name.lower().endswith((".exe", ".js", ".vbs", ".bat", ".cmd", ".scr")) for name in names):
        raise Refused("Văn bản có chèn tệp chạy được nên không được đọc. Hãy bỏ tệp đó, lưu lại rồi gửi lại.")
    reason = "Có đối tượng nhúng «{}» chưa đọc; nếu có ý kiến trong đó, hãy gửi riêng thành tệp."
    return [Unread("", reason.format(posixpath.basename(name))) for name in names]
