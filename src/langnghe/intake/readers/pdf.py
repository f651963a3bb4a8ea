"""PDF: its text where it has one, Tesseract for scanned and scrambled pages.

pdfplumber places letters rightly where pypdf and pdfium tear Vietnamese letters of a second font from their words.
"""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import pdfplumber
import pypdfium2
from pdfminer.layout import LTChar, LTContainer, LTCurve, LTFigure, LTImage
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfplumber.utils.text import extract_words
from PIL import Image

from langnghe.intake.readers import ocr
from langnghe.intake.readers.lines import one_line, with_letterhead
from langnghe.intake.readers.pages import Line, Word, blocks_of, is_scrambled, lines_of
from langnghe.intake.readers.shape import Draft, Refused, Source
from langnghe.intake.readers.tables import Row, table_blocks
from langnghe.text.blocks import Block, Kind, Unread
from langnghe.text.normal import from_font

Box = tuple[float, float, float, float]  # x0, top, x1, bottom

_MARGIN = 0.09  # of the page's height: where running headers and footers stand
_PAGE_NUMBER = re.compile(r"[-–—\s]*(?:trang\s*)?\d{1,4}(?:\s*/\s*\d{1,4})?[-–—\s]*", re.IGNORECASE)
_DPI = 300
_MOST_PIXELS = 12_000_000  # an A4 page at 300 dpi has 8.7 million
_PAGE_SECONDS = 1.0
_FEW_LETTERS = 12


def read(source: Source) -> Draft:
    """Blocks of a PDF; place ``page3.p4`` is the 4th paragraph of page 3, ``page3.t1.r2`` a table row."""
    draft = Draft()
    try:
        with pdfplumber.open(io.BytesIO(source.content)) as document:
            if document.doc.encryption and not document.doc.is_extractable:
                draft.notes.append("Tệp PDF có hạn chế sao chép; nội dung vẫn được đọc.")
            pages = [_page(page, number, source) for number, page in _wanted(document.pages, source, draft)]
    except PDFPasswordIncorrect as error:
        raise Refused("Tệp PDF có mật khẩu. Hãy bỏ mật khẩu rồi gửi lại.") from error
    except Exception as error:  # pdfplumber wraps what pdfminer raises, a missing password too
        if "PDFPasswordIncorrect" in repr(error):
            raise Refused("Tệp PDF có mật khẩu. Hãy bỏ mật khẩu rồi gửi lại.") from error
        raise
    _look_at(pages, source, draft)
    draft.blocks += _assembled(pages, source)
    return draft


def _wanted(
    pages: Sequence[pdfplumber.page.Page], source: Source, draft: Draft
) -> list[tuple[int, pdfplumber.page.Page]]:
    if not pages:
        raise Refused("Tệp PDF bị hỏng, không có trang nào. Hãy xuất lại PDF rồi gửi.")
    if len(pages) > source.limits.pages:
        reason = f"Tệp PDF có hơn {source.limits.pages} trang; các trang sau chưa đọc. Hãy chia nhỏ rồi gửi lại."
        draft.unread.append(Unread(f"page{source.limits.pages + 1}", reason))
    return list(enumerate(pages[: source.limits.pages], start=1))


# --- one page ---------------------------------------------------------------------------------------------------


@dataclass
class _Table:
    box: Box
    rows: list[Row]
    page: int


@dataclass
class _Page:
    """What one page holds; the PDF's own objects are let go at once, as they are large."""

    number: int
    height: float
    lines: list[Line] = field(default_factory=list)
    tables: list[_Table] = field(default_factory=list)
    must_be_seen: bool = False


def _page(page: pdfplumber.page.Page, number: int, source: Source) -> _Page:
    source.more_time(_PAGE_SECONDS)
    tables = _tables(page, number)
    words = [word for word in _words(page) if not any(_within(word, table.box) for table in tables)]
    lines = lines_of(words, number)
    text = " ".join(line.text for line in lines)
    drawn = bool(_count(page.layout, LTImage)) or _count(page.layout, LTCurve) > 200
    little = sum(map(str.isalpha, text)) < _FEW_LETTERS and not tables
    page.close()
    return _Page(number, float(page.height), lines, tables, (little and drawn) or is_scrambled(text))


def _words(page: pdfplumber.page.Page) -> list[Word]:
    chars = page.chars if page.rotation or any(page.mediabox[:2]) else list(_chars(page.layout, float(page.height)))
    return [_word(word) for word in extract_words(chars, return_chars=True) if word["upright"]]


def _chars(layout: LTContainer[Any], height: float) -> Iterator[dict[str, Any]]:
    """The letters of an upright page straight from pdfminer: pdfplumber's own list takes as long again to make."""
    for item in layout:
        if isinstance(item, LTChar):
            box = {"x0": item.x0, "x1": item.x1, "top": height - item.y1, "bottom": height - item.y0}
            measures = {"doctop": height - item.y1, "width": item.width, "height": item.height, "size": item.size}
            yield box | measures | {"text": item.get_text(), "fontname": item.fontname, "upright": item.upright}
        elif isinstance(item, LTFigure):
            yield from _chars(item, height)


def _word(word: dict[str, Any]) -> Word:
    fonts = [char["fontname"].split("+")[-1] for char in word["chars"]]
    bold = all("bold" in font.lower() for font in fonts)
    text = from_font(word["text"], fonts[0])
    return Word(text, word["x0"], word["x1"], word["top"], word["bottom"], bold)


def _count(layout: LTContainer[Any], kind: type) -> int:
    return sum(_count(item, kind) if isinstance(item, LTFigure) else isinstance(item, kind) for item in layout)


def _within(word: Word, box: Box) -> bool:
    x, y = (word.x0 + word.x1) / 2, (word.top + word.bottom) / 2
    return box[0] <= x <= box[2] and box[1] <= y <= box[3]


def _tables(page: pdfplumber.page.Page, number: int) -> list[_Table]:
    """Ruled tables with at least two columns and two rows; a frame around text is none."""
    if _count(page.layout, LTCurve) < 4:  # lines and rectangles are curves too
        return []
    tables: list[_Table] = []
    for found in page.find_tables():
        grid = [[_cell(cell or "") for cell in row] for row in found.extract()]
        if len(grid) >= 1 and len(grid[0]) >= 2 and any(map(any, grid)):
            place = f"page{number}.t{len(tables) + 1}"
            rows = [Row(tuple(cells), f"{place}.r{i}") for i, cells in enumerate(grid, start=1)]
            tables.append(_Table(found.bbox, rows, number))
    return tables


def _cell(text: str) -> str:
    """A cell on one line; "STT" that a narrow column broke is whole again."""
    text = one_line(text)
    return text.replace(" ", "") if re.fullmatch(r"(?:[A-Z]{1,2} ){1,2}[A-Z]{1,2}", text) else text


# --- pages that must be seen ------------------------------------------------------------------------------------


def _look_at(pages: Sequence[_Page], source: Source, draft: Draft) -> None:
    """Replace the lines of scanned and scrambled pages by what Tesseract sees."""
    scanned = [page for page in pages if page.must_be_seen]
    if not scanned:
        return
    document = pypdfium2.PdfDocument(source.content)
    for count, page in enumerate(scanned, start=1):
        page.lines = []
        try:
            if count > source.limits.ocr_pages:
                raise ocr.Unseen(f"Tệp có hơn {source.limits.ocr_pages} trang ảnh. Hãy chia nhỏ tệp rồi gửi lại.")
            page.lines = ocr.see(_picture(document, page.number), page.number, source)
            page.height = page.height * _DPI / 72
        except ocr.Unseen as unseen:
            draft.unread.append(Unread(f"page{page.number}", str(unseen)))
    document.close()
    draft.notes.append(f"Có {len(scanned)} trang ảnh được nhận dạng chữ; hãy soát lại với bản gốc.")


def _picture(document: pypdfium2.PdfDocument, number: int) -> Image.Image:
    page = document[number - 1]
    width, height = page.get_size()
    scale = min(_DPI / 72, (_MOST_PIXELS / max(width * height, 1.0)) ** 0.5)
    picture: Image.Image = page.render(scale=scale, grayscale=True).to_pil()
    return picture


# --- the whole --------------------------------------------------------------------------------------------------


def _assembled(pages: Sequence[_Page], source: Source) -> list[Block]:
    running = _running_lines(pages)
    margins = _margin_blocks(pages, running)
    tables = _joined_tables([table for page in pages for table in page.tables])
    places: dict[int, int] = {}
    body: list[Block] = []
    pending: list[Line] = []
    for page in pages:
        lines = [line for line in page.lines if not _is_running(line, page, running)]
        for table in [table for table in tables if table.page == page.number]:
            above = [line for line in lines if line.top < table.box[1]]
            lines = lines[len(above) :]
            body += blocks_of([*pending, *above], places)
            pending = []
            body += table_blocks(table.rows, source.layout, source.drop_people)
        pending += lines
    body += blocks_of(pending, places)
    return [*margins, *with_letterhead(body)]


def _joined_tables(tables: Sequence[_Table]) -> list[_Table]:
    """A table that goes on at the top of the next page becomes one again, a row cut by the page end too."""
    joined: list[_Table] = []
    for table in tables:
        before = joined[-1] if joined else None
        last_page = int(before.rows[-1].place.split(".")[0][4:]) if before else 0
        if before and table.page == last_page + 1 and len(table.rows[0].cells) == len(before.rows[0].cells):
            rows = table.rows[1:] if table.rows[0].cells == before.rows[0].cells else table.rows
            before.rows += _after_cut(before.rows, rows)
        else:
            joined.append(table)
    return joined


def _after_cut(rows: list[Row], below: Sequence[Row]) -> Sequence[Row]:
    """``below`` without its first row where that row is the rest of the last row of ``rows``, which it then joins."""
    if not below or below[0].cells[0] or not any(cell[:1].islower() for cell in below[0].cells):
        return below
    last = rows[-1]
    cells = (f"{above} {rest}".strip() for above, rest in zip(last.cells, below[0].cells, strict=True))
    rows[-1] = Row(tuple(cells), last.place)
    return below[1:]


def _running_lines(pages: Sequence[_Page]) -> frozenset[str]:
    """Texts, numbers apart, that stand in the margin of at least two pages."""
    seen: Counter[str] = Counter()
    for page in pages:
        seen.update({_numberless(line) for line in page.lines if _in_margin(line, page)})
    return frozenset(text for text, count in seen.items() if count > 1)


def _numberless(line: Line) -> str:
    return re.sub(r"\d+", "#", line.text)


def _in_margin(line: Line, page: _Page) -> bool:
    return line.bottom < _MARGIN * page.height or line.top > (1 - _MARGIN) * page.height


def _is_running(line: Line, page: _Page, running: frozenset[str]) -> bool:
    return _in_margin(line, page) and (_numberless(line) in running or bool(_PAGE_NUMBER.fullmatch(line.text)))


def _margin_blocks(pages: Sequence[_Page], running: frozenset[str]) -> list[Block]:
    """Each running line once, where it first stands; page numbers are left out."""
    blocks: dict[str, Block] = {}
    for page in pages:
        for line in page.lines:
            if _is_running(line, page, running) and not _PAGE_NUMBER.fullmatch(line.text):
                letter = "h" if line.bottom < page.height / 2 else "f"
                kind: Kind = "header" if letter == "h" else "footer"
                place = f"page{page.number}.{letter}{len(blocks) + 1}"
                blocks.setdefault(_numberless(line), Block(kind, one_line(line.text), place))
    return list(blocks.values())
