"""From words on a page (PDF or OCR) back to paragraphs.

A line ended on purpose when the first word of the next line would still have fitted on it. That one rule, with
indents and item marks, undoes the wrapping of justified, ragged and centred text alike.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from langnghe.intake.readers.lines import (
    HEADING_LENGTH,
    has_motto,
    is_bullet,
    is_recipients,
    kind_of,
    one_line,
    starts_item,
)
from langnghe.text.blocks import Block
from langnghe.text.normal import fold


@dataclass(frozen=True, slots=True)
class Word:
    """One word and its box; x to the right, y downward, in points or pixels."""

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """Words that stand on one line, close together."""

    words: tuple[Word, ...]
    page: int

    @property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)

    @property
    def x0(self) -> float:
        return self.words[0].x0

    @property
    def x1(self) -> float:
        return self.words[-1].x1

    @property
    def top(self) -> float:
        return min(word.top for word in self.words)

    @property
    def bottom(self) -> float:
        return max(word.bottom for word in self.words)

    @property
    def size(self) -> float:
        return median(word.bottom - word.top for word in self.words)

    @property
    def bold(self) -> bool:
        return all(word.bold for word in self.words)


# --- lines ------------------------------------------------------------------------------------------------------


def lines_of(words: Iterable[Word], page: int) -> list[Line]:
    """Lines from top to bottom; a wide gap within a line cuts it in two, as between two columns."""
    rows: list[list[Word]] = []
    for word in sorted(words, key=lambda word: ((word.top + word.bottom) / 2, word.x0)):
        if rows and _on_one_line(rows[-1][0], word):
            rows[-1].append(word)
        else:
            rows.append([word])
    return [Line(tuple(part), page) for row in rows for part in _cut_at_gaps(sorted(row, key=lambda word: word.x0))]


def _on_one_line(word: Word, other: Word) -> bool:
    height = min(word.bottom - word.top, other.bottom - other.top)
    return abs((word.top + word.bottom) - (other.top + other.bottom)) / 2 < 0.5 * max(height, 1.0)


def _cut_at_gaps(row: Sequence[Word], gap: float = 2.5) -> Iterator[list[Word]]:
    """Parts of a line that stand more than ``gap`` letter heights apart."""
    size = median(word.bottom - word.top for word in row)
    part = [row[0]]
    for word in row[1:]:
        if word.x0 - part[-1].x1 > gap * size and not (len(part) == 1 and is_bullet(part[0].text + " ")):
            yield part
            part = []
        part.append(word)
    yield part


# --- columns ----------------------------------------------------------------------------------------------------


def in_columns(lines: Sequence[Line]) -> list[list[Line]]:
    """``lines`` in reading order, cut into runs that belong together.

    The letterhead and the signature stand in two columns; there the left column is read before the right one.
    """
    runs: list[list[Line]] = [[]]
    last = _letterhead_end(lines)
    if last >= 0:
        runs = [*_two_columns(lines[: last + 1]), []]
    for i, line in enumerate(lines[last + 1 :], start=last + 1):
        if is_recipients(line.text):
            return [*runs, *_two_columns(lines[i:])]
        runs[-1].append(line)
    return [run for run in runs if run]


def _letterhead_end(lines: Sequence[Line]) -> int:
    """Number of the last line of the letterhead, -1 where there is none."""
    top = lines[:16]
    motto = next((i for i, line in enumerate(top) if len(line.text) < 120 and has_motto(line.text)), None)
    if motto is None:
        return -1
    dated = [i for i, line in enumerate(top) if re.search(r"ngày\s.{0,14}tháng\s.{0,8}năm", line.text)]
    last = dated[0] if dated else motto + 1
    level = [i for i, line in enumerate(lines) if line.page == lines[last].page and line.top <= lines[last].bottom]
    return max(level, default=last)


def _two_columns(lines: Sequence[Line]) -> list[list[Line]]:
    if not lines:
        return []
    lines = [Line(tuple(part), line.page) for line in lines for part in _cut_at_gaps(line.words, gap=1.2)]
    middle = (min(line.x0 for line in lines) + max(line.x1 for line in lines)) / 2
    left = [line for line in lines if (line.x0 + line.x1) / 2 <= middle]
    right = [line for line in lines if (line.x0 + line.x1) / 2 > middle]
    return [run for column in (left, right) for run in _cut_at_names(column)]


_ORGAN = re.compile(
    r"(?:ubnd|hdnd|uy ban|hoi|so|ban|dang|tinh|xa|phuong|cong an|lien doan|mttq|mat tran|trung tam|van phong|phong"
    r"|chi cuc|cuc|doan|to|thuong truc|bo chi huy|toa an|vien)\b"
)


def _cut_at_names(column: Sequence[Line]) -> list[list[Line]]:
    """One run per line that names an organ or a number: narrow centred lines look wrapped when they are not."""
    runs: list[list[Line]] = []
    for line in column:
        if not runs or _ORGAN.match(fold(line.text)):
            runs.append([])
        runs[-1].append(line)
    return runs


# --- paragraphs -------------------------------------------------------------------------------------------------


def paragraphs(lines: Sequence[Line]) -> list[list[Line]]:
    """Lines of one column grouped into paragraphs."""
    if not lines:
        return []
    margins = _right_margins(lines)
    pitch = _pitch(lines)
    groups = [[lines[0]]]
    for line in lines[1:]:
        if _begins(line, groups[-1], margins[groups[-1][-1].page], pitch):
            groups.append([line])
        else:
            groups[-1].append(line)
    return groups


def _right_margins(lines: Sequence[Line]) -> dict[int, float]:
    margins: dict[int, float] = {}
    for line in lines:
        margins[line.page] = max(margins.get(line.page, 0.0), line.x1)
    widest = max(margins.values())
    return {page: margin if margin > 0.93 * widest else widest for page, margin in margins.items()}


def _pitch(lines: Sequence[Line]) -> float:
    """Usual distance from one line to the next."""
    gaps = [b.top - a.top for a, b in pairwise(lines) if a.page == b.page and b.top > a.top]
    return median(gaps) if gaps else 0.0


def _begins(line: Line, paragraph: Sequence[Line], margin: float, pitch: float) -> bool:
    """Whether ``line`` opens a new paragraph after the lines of ``paragraph``."""
    above = paragraph[-1]
    if starts_item(line.text) or has_motto(above.text):
        return True
    if line.bold != above.bold and (line.bold or len(above.text) < HEADING_LENGTH):
        return True
    if line.page == above.page and pitch and line.top - above.top > 1.7 * pitch:
        return True
    if _would_have_fitted(line.words[0], above, margin):
        return True
    return _is_indented(line, paragraph)


def _would_have_fitted(word: Word, above: Line, margin: float) -> bool:
    return above.x1 + 0.22 * above.size + (word.x1 - word.x0) < margin - 0.4 * above.size


def _is_indented(line: Line, paragraph: Sequence[Line]) -> bool:
    """Further in than the line above; the lines of a list item and centred lines may be."""
    above = paragraph[-1]
    centred = abs((line.x0 + line.x1) - (above.x0 + above.x1)) / 2 < 0.4 * above.size
    hanging = len(paragraph) == 1 and starts_item(above.text)
    return line.x0 > above.x0 + 0.7 * above.size and not centred and not hanging


# --- blocks -----------------------------------------------------------------------------------------------------


def blocks_of(lines: Sequence[Line], places: dict[int, int]) -> list[Block]:
    """Blocks of the paragraphs of ``lines``; ``places`` counts the paragraphs of each page so far."""
    blocks: list[Block] = []
    for run in in_columns(lines):
        for group in paragraphs(run):
            page = group[0].page
            places[page] = places.get(page, 0) + 1
            text = _unwrapped(group)
            kind, level = kind_of(text, bold=all(line.bold for line in group))
            blocks.append(Block(kind, text, f"page{page}.p{places[page]}", level))
    return blocks


def _unwrapped(lines: Sequence[Line]) -> str:
    """The text of a paragraph; a code such as "15/HĐ-UBND" broken after its hyphen is whole again."""
    return one_line(re.sub(r"(?<=\w)-\n(?=\w)", "-", "\n".join(line.text for line in lines)))


def is_scrambled(text: str) -> bool:
    """Letters torn from their words ("Nhân dân ph n kh i"), or codes without letters: such a page must be seen."""
    words = [word for word in text.split() if word.isalpha()]
    single = sum(1 for word in words if len(word) == 1)
    return (len(words) >= 30 and single > 0.3 * len(words)) or text.count("(cid:") > 0.05 * len(text.split()) + 3
