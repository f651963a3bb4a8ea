"""Plain text: decoded by what it spells, wrapped lines joined to paragraphs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from langnghe.intake.readers.lines import heading_level, kind_of, one_line, starts_item, with_letterhead
from langnghe.intake.readers.shape import Draft, Source
from langnghe.text.blocks import Block
from langnghe.text.normal import decode

_WRAP_WIDTHS = range(50, 141)  # characters a line, where an editor or a mail program breaks
_WRAPPED_SHARE = 0.25  # of the lines end where the next word would not have fitted


def read(source: Source) -> Draft:
    """Blocks of a text file; ``p12`` is the paragraph that begins on line 12."""
    text, encoding = decode(source.content)
    notes = [] if encoding.startswith("utf-") and "+" not in encoding else [f"Bảng mã của tệp: {encoding}."]
    return Draft(with_letterhead(text_blocks(text)), notes=notes)


def text_blocks(text: str, prefix: str = "") -> list[Block]:
    """Paragraphs, headings and bullets of a plain text."""
    lines = [one_line(line) for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    width = wrap_width(lines)
    joined = _joined(lines, width) if width else ((i, line) for i, line in enumerate(lines, start=1) if line)
    return [_block(text, f"{prefix}p{number}") for number, text in joined]


def _block(text: str, place: str) -> Block:
    kind, level = kind_of(text)
    return Block(kind, text, place, level)


def wrap_width(lines: Sequence[str]) -> int:
    """Width at which the text was wrapped by a program; 0 where every line is a paragraph."""
    longest = sorted(map(len, filter(None, lines)))
    if not longest or longest[-1] not in _WRAP_WIDTHS:
        return 0
    width = longest[-1]
    full = sum(1 for line, below in pairwise(lines) if line and below and _is_full(line, below, width))
    return width if full >= 2 and full > _WRAPPED_SHARE * len(longest) else 0


def _is_full(line: str, below: str, width: int) -> bool:
    return len(line) + 1 + len(below.split(" ", 1)[0]) > width


def _joined(lines: Sequence[str], width: int) -> Iterator[tuple[int, str]]:
    """Number of the first line and text of each paragraph."""
    start, parts, last = 0, list[str](), ""
    for number, line in enumerate(lines, start=1):
        if parts and (not line or not _is_full(last, line, width) or starts_item(line) or heading_level(parts[0])):
            yield start, " ".join(parts)
            parts = []
        if line:
            start = start if parts else number
            parts.append(line)
            last = line
    if parts:
        yield start, " ".join(parts)
