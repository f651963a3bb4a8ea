"""Many texts laid end to end, in the four views the scanners read; offsets are the same in all."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import NamedTuple

from langnghe.text.redact.letters import OPAQUE, SEPARATOR, encode, fold, laid_out, lower
from langnghe.text.redact.table import Scanner, Stretch, marks

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
        starts, ends = _places(end - start for start, end in stretches)
        views = (self.written, self.small, self.plain, self.bare)
        return Page(starts, ends, *(_cut_out(view, stretches) for view in views))

    def text_at(self, offset: int) -> int:
        return bisect_right(self.starts, offset) - 1

    def before(self, offset: int, view: bytes, reach: int = _REACH) -> bytes:
        """What stands before ``offset`` in its text."""
        return view[max(0, offset - reach) : offset].rpartition(SEPARATOR)[2]

    def after(self, offset: int, view: bytes, reach: int = _REACH) -> bytes:
        return view[offset : offset + reach].partition(SEPARATOR)[0]


_OPAQUE_MARKS = [(encode(mark), bytes([OPAQUE]) * len(mark)) for mark in marks().values()]


def _hidden(written: bytes) -> bytes:
    if b"[" in written:
        for mark, opaque in _OPAQUE_MARKS:
            written = written.replace(mark, opaque)
    return written


def _cut_out(view: bytes, stretches: list[Stretch]) -> bytes:
    return SEPARATOR.join([b"", *[view[start:end] for start, end in stretches], b""])


def _places(lengths: Iterable[int]) -> tuple[list[int], list[int]]:
    """Where texts of these lengths start and end, laid out."""
    ends = list(accumulate(lengths, lambda end, length: end + 1 + length, initial=0))
    return [end + 1 for end in ends[:-1]], ends[1:]


def page(texts: Sequence[str]) -> Page:
    """NFC texts as one page; marks of an earlier redaction are hidden from every rule."""
    starts, ends = _places(map(len, texts))
    written = _hidden(laid_out(texts))
    plain = fold(written)
    return Page(starts, ends, written, lower(written), plain, plain.lower())


def where(sheet: Page, view: bytes, signs: Scanner, find: Callable[[Page], Iterator[Found]]) -> Iterator[Found]:
    """What ``find`` finds on the texts that show a sign of it, and on no others, for speed."""
    numbers = list(_showing(sheet, view, signs))
    part = sheet.part(numbers)
    starts = part.starts
    shifts = [sheet.starts[number] - start for number, start in zip(numbers, starts, strict=True)]
    for start, end, kind, doubtful in find(part):
        shift = shifts[bisect_right(starts, start) - 1]
        yield Found(start + shift, end + shift, kind, doubtful)


def _showing(sheet: Page, view: bytes, signs: Scanner) -> Iterator[int]:
    """The numbers of the texts that show a sign."""
    at = 0
    while (at := signs.first(view, at)) >= 0:
        number = sheet.text_at(at)
        yield number
        at = sheet.ends[number]
