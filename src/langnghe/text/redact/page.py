"""Many texts laid end to end, in the four views the scanners read; offsets are the same in all."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from langnghe.text.redact.letters import OPAQUE, SEPARATOR, encode, fold, lower
from langnghe.text.redact.table import Scanner, marks

_REACH = 80  # how far back a rule may look for what introduces a datum


class Found(NamedTuple):
    """A stretch of the page and its kind."""

    start: int
    end: int
    kind: str
    doubtful: bool = False  # gives way to another kind that claims the same stretch


@dataclass(frozen=True, slots=True)
class Page:
    starts: list[int]  # of each text
    ends: list[int]
    written: bytes  # as written
    small: bytes  # in small letters
    plain: bytes  # without marks
    bare: bytes  # without marks, in small letters

    def part(self, numbers: list[int]) -> Page:
        """A page of some of its texts, in their order."""
        stretches = [(self.starts[number], self.ends[number]) for number in numbers]
        starts, ends, position = [], [], 1
        for start, end in stretches:
            starts.append(position)
            ends.append(position + end - start)
            position = ends[-1] + 1
        views = (self.written, self.small, self.plain, self.bare)
        return Page(starts, ends, *(_laid_out([view[low:high] for low, high in stretches]) for view in views))

    def text_at(self, offset: int) -> int:
        return bisect_right(self.starts, offset) - 1

    def before(self, offset: int, view: bytes, reach: int = _REACH) -> bytes:
        """What stands before ``offset`` in its text."""
        return view[max(0, offset - reach) : offset].rpartition(SEPARATOR)[2]

    def after(self, offset: int, view: bytes, reach: int = _REACH) -> bytes:
        return view[offset : offset + reach].partition(SEPARATOR)[0]


_MARKS = re.compile(rb"\[(?:" + b"|".join(re.escape(encode(mark[1:-1])) for mark in marks().values()) + rb")\]")


def _hidden(written: bytes) -> bytes:
    if b"[" not in written:
        return written
    return _MARKS.sub(lambda mark: bytes([OPAQUE]) * len(mark[0]), written)


def _laid_out(pieces: list[bytes]) -> bytes:
    return SEPARATOR + SEPARATOR.join(pieces) + SEPARATOR


def page(texts: Sequence[str]) -> Page:
    """NFC texts as one page; marks of an earlier redaction are hidden from every rule."""
    pieces = [encode(text) for text in texts]
    starts, ends, position = [], [], 1
    for piece in pieces:
        starts.append(position)
        ends.append(position + len(piece))
        position = ends[-1] + 1
    written = _hidden(_laid_out(pieces))
    plain = fold(written)
    return Page(starts, ends, written, lower(written), plain, plain.lower())


def where(sheet: Page, view: bytes, signs: Scanner, find: Callable[[Page], Iterator[Found]]) -> Iterator[Found]:
    """What ``find`` finds on the texts that show a sign of it, and on no others, for speed."""
    numbers = sorted({sheet.text_at(match.start()) for match in signs.finditer(view)})
    part = sheet.part(numbers)
    for one in find(part):
        number = part.text_at(one.start)
        shift = sheet.starts[numbers[number]] - part.starts[number]
        yield one._replace(start=one.start + shift, end=one.end + shift)
