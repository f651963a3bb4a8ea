"""The shape in which every reader hands over a document, and every text step takes it.

A document is a list of blocks in reading order. ``place`` is the block's stable address in the original file;
reading the same bytes again gives the same places, so a span (place, start, end) can always be read again.

    p12            the 12th paragraph of a DOCX, TXT, HTML, EML body (counted from 1, empty ones counted too)
    t2.r5          row 5 of the 2nd table
    s1.r7          row 7 of the 1st sheet of a workbook
    page3.p4       the 4th paragraph of page 3 of a PDF or a scan
    h1 / f1        a line of a page header / footer
    x1.p2          the 2nd paragraph of the 1st text box
    a2.p3          the 3rd paragraph of the 2nd document attached to a message
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

Kind = Literal["heading", "paragraph", "bullet", "header_row", "row", "header", "footer"]

CELL_SEPARATOR = "\t"


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph, heading, list item or table row; a row's text is its cells joined by a tab."""

    kind: Kind
    text: str
    place: str
    level: int = 0  # of a heading: 1 is the highest
    columns: tuple[str, ...] = ()  # of a row: the header of each cell, "" where there is none

    @property
    def cells(self) -> list[str]:
        return self.text.split(CELL_SEPARATOR)


@dataclass(frozen=True, slots=True)
class Unread:
    """A part of a file, or all of it, that could not be read, and why (a sentence in Vietnamese)."""

    place: str  # "" is the whole file
    reason: str


def full_text(blocks: Iterable[Block]) -> str:
    """The document as one text; offsets of ``langnghe split`` count its code points."""
    return "\n".join(block.text for block in blocks)


def starts(blocks: Sequence[Block]) -> list[int]:
    """Offset of each block's first character in :func:`full_text`."""
    offsets, position = [], 0
    for block in blocks:
        offsets.append(position)
        position += len(block.text) + 1
    return offsets
