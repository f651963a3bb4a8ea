"""Texts as arrays of word numbers, made with array arithmetic only: some 10 microseconds a statement.

A word is a run of letters or of digits, folded (no marks, small letters); its number is a hash of its letters, the
same in every process. ``3.600`` is one word, and so is a telephone number; ``Km12`` and ``20m5`` are several.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from langnghe.text.normal import fold

Bytes = NDArray[np.uint8]
Hashes = NDArray[np.uint32]
Keys = NDArray[np.uint64]
Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]

NUMBER, CAPITAL, GLUED, MARKED, INSIDE, LONG = 1, 2, 4, 8, 16, 32  # what is known of a word, as bits
_LETTER, _DIGIT, _POINT, _JOINT = 1, 2, 3, 4
_END = "\0"
_ODD = np.uint64(0x9E3779B97F4A7C15)
_STEP = np.uint64(0xD6E8FEB86659FD93)
_WORD_BITS = np.uint64(32)
_PHONE = re.compile(r"0(?<![\w.,]0)\d{2,3}[ -]?\d{3}[ -]?\d{3,4}(?!\d)")  # begins with a 0, which is soon looked for
_ABROAD = re.compile(r"\+84[ .-]?(?=\d{2,3}[ .-]?\d{3}[ .-]?\d{3,4}(?!\d))")
SHOUTED = 0.6  # a text with a larger share of capitalised words tells nothing by its capitals


@dataclass(frozen=True)
class Words:
    """All words of several texts in reading order; text ``n`` has ``starts[n]`` to ``starts[n + 1]``."""

    word: Hashes
    about: Bytes  # NUMBER: digits; CAPITAL: begins with one; MARKED: has marks; GLUED: only a space before it;
    # INSIDE: the same sentence before it; LONG: three letters or digits at least
    starts: Ints

    def __len__(self) -> int:
        return len(self.starts) - 1

    @cached_property
    def text(self) -> Ints:
        """Number of the text each word belongs to."""
        return np.repeat(np.arange(len(self)), np.diff(self.starts))

    def part(self, first: int, last: int) -> Words:
        """The words of texts ``first`` to ``last`` (not included)."""
        if first == 0 and last >= len(self):
            return self
        starts = self.starts[first : last + 1]
        return Words(self.word[starts[0] : starts[-1]], self.about[starts[0] : starts[-1]], starts - starts[0])

    @cached_property
    def singles(self) -> Keys:
        """Key of each word by itself."""
        return mixed(self.word, self.word)

    @cached_property
    def pairs(self) -> Keys:
        """Key of each word with the one before it; 0 where another text or sentence lies between."""
        key = np.zeros(len(self.word), np.uint64)
        key[1:] = mixed(self.word[:-1], self.word[1:])
        key *= self.about & INSIDE > 0
        return key


def words(texts: Sequence[str]) -> Words:
    letters = _letters(_one_number(_END.join(text.replace(_END, " ") for text in texts) + _END))
    sort = _tables()[1][letters]
    kept = ~_inner_points(sort)
    letters, sort = letters[kept], sort[kept]
    first = np.flatnonzero((sort[1:] != sort[:-1]) & _is_word(sort[1:])) + 1
    if len(sort) and _is_word(sort[:1])[0]:
        first = np.concatenate(([0], first))
    ends = np.flatnonzero(sort == _ENDS)
    counts = np.diff(np.searchsorted(first, ends), prepend=0) if len(first) else np.zeros(len(ends), np.int64)
    starts = np.concatenate(([0], np.cumsum(counts)))
    return Words(_hashes(letters, sort, first), _about(letters, sort, first, starts), starts)


def _one_number(blob: str) -> str:
    """Telephone numbers as most write them, ``0953112408``; points inside a number part no words anyway."""
    return _PHONE.sub(lambda phone: re.sub(r"\D", "", phone[0]), _ABROAD.sub("0", blob))


def joined(parts: Iterable[Words]) -> Words:
    """The words of batches one after another."""
    columns = list(zip(*((part.word, part.about, np.diff(part.starts)) for part in parts), strict=True))
    about, counts, word = (np.concatenate(columns.pop(at)) for at in (1, 1, 0))  # none is held twice for long
    return Words(word, about, np.concatenate(([0], np.cumsum(counts))))


def stacked(parts: Iterable[tuple[NDArray[Any], ...]], count: int) -> tuple[NDArray[Any], ...]:
    """The columns of all parts, ``count`` rows in all; a part goes to its place as it comes, so none is held twice."""
    whole: tuple[NDArray[Any], ...] = ()
    first = 0
    for part in parts:
        whole = whole or tuple(np.empty((count, *column.shape[1:]), column.dtype) for column in part)
        for rows, column in zip(whole, part, strict=True):
            rows[first : first + len(column)] = column
        first += len(part[0])
    return whole


def mixed(left: NDArray[np.unsignedinteger], right: NDArray[np.unsignedinteger]) -> Keys:
    """One key of two, in their order; never 0."""
    key = left.astype(np.uint64)
    key += np.uint64(1)
    key *= _ODD
    key ^= right.astype(np.uint64) * _STEP
    key ^= key >> _WORD_BITS
    key *= _STEP
    key |= np.uint64(1)
    return key


_ENDS = 5


@cache
def _tables() -> tuple[Bytes, Bytes]:
    """Of every UTF-16 unit its folded letter; of every letter (capitals apart) what it is in a word."""
    letters = np.full(65536, ord("?"), np.uint8)
    for code in [*range(0x250), *range(0x1E00, 0x1F00), 0x2013]:
        letters[code] = _letter(chr(code))
    sort = np.zeros(256, np.uint8)
    sort[[*range(65, 91), *range(97, 123), *range(128 + 65, 128 + 91), *range(128 + 97, 128 + 123)]] = _LETTER
    sort[[*range(48, 58)]] = _DIGIT
    sort[[ord("."), ord(",")]] = _POINT
    sort[[ord(" "), ord("-"), ord("/")]] = _JOINT
    sort[0] = _ENDS
    return letters, sort


def _letter(char: str) -> int:
    """ASCII letter with its capital kept; the high bit says that marks were taken off."""
    if char == "\u00a0" or char.isspace():
        return ord(" ")
    plain = fold(char)
    if not plain.isascii() or len(plain) != 1:
        return ord("-") if char == "–" else ord("?")
    upper = plain.upper() if char.isupper() else plain
    return ord(upper) | (128 if not char.isascii() and plain.isalpha() else 0)


def _letters(blob: str) -> Bytes:
    if not unicodedata.is_normalized("NFC", blob):
        blob = unicodedata.normalize("NFC", blob)
    return _tables()[0][np.frombuffer(blob.encode("utf-16-le", "surrogatepass"), np.uint16)]


def _is_word(sort: Bytes) -> Mask:
    return (sort == _LETTER) | (sort == _DIGIT)


def _inner_points(sort: Bytes) -> Mask:
    """Points and commas between two digits."""
    inner = np.zeros(len(sort), bool)
    inner[1:-1] = (sort[1:-1] == _POINT) & (sort[:-2] == _DIGIT) & (sort[2:] == _DIGIT)
    return inner


def _breaks(sort: Bytes) -> Mask:
    """Whatever parts two words but a space, a hyphen, or a point inside (``ĐT.185``)."""
    broken = ~(_is_word(sort) | (sort == _JOINT))
    broken[:-1] &= ~((sort[:-1] == _POINT) & _is_word(sort[1:]))
    return broken


def _hashes(letters: Bytes, sort: Bytes, first: Ints) -> Hashes:
    """Of each word the sum of its letters, each times a number that depends on its place; then mixed."""
    if not len(first):
        return np.zeros(0, np.uint32)
    inside = np.flatnonzero(_is_word(sort))
    begins = np.searchsorted(inside, first)
    place = np.arange(len(inside)) - np.repeat(begins, np.diff(np.append(begins, len(inside))))
    value = _values()[letters[inside]] * _powers()[np.minimum(place, 63)]
    total = np.add.reduceat(value, begins).astype(np.uint64)
    return (((total << _WORD_BITS) + total) * _ODD >> _WORD_BITS).astype(np.uint32)


@cache
def _values() -> Hashes:
    """1 to 26 for letters of either case, 48 to 57 for digits: marks and capitals make no difference."""
    letters = np.arange(256, dtype=np.uint32) & 127
    return np.where(letters >= 64, letters & 31, letters).astype(np.uint32)


@cache
def _powers() -> Hashes:
    return (np.cumprod(np.full(64, _STEP, np.uint64)) >> _WORD_BITS).astype(np.uint32) | np.uint32(1)


def _about(letters: Bytes, sort: Bytes, first: Ints, starts: Ints) -> Bytes:
    about = np.zeros(len(first), np.uint8)
    if not len(first):
        return about
    about[sort[first] == _DIGIT] |= NUMBER
    plain = letters[first] & 127
    about[(plain >= 65) & (plain <= 90)] |= CAPITAL
    about[np.add.reduceat(letters >> 7, first) > 0] |= MARKED
    about[np.add.reduceat(_is_word(sort).astype(np.int64), first) >= 3] |= LONG
    broken = _breaks(sort)
    for bit, parted in ((GLUED, broken), (INSIDE, broken & (letters != ord(",")) & (letters != ord("(")))):
        breaks = np.cumsum(parted)[first]
        about[1:][breaks[1:] == breaks[:-1]] |= bit
    _forget_shouting(about, starts)
    return about


def _forget_shouting(about: Bytes, starts: Ints) -> None:
    sums = np.concatenate(([0], np.cumsum((about & CAPITAL) > 0)))
    shouted = np.diff(sums[starts]) > SHOUTED * np.maximum(np.diff(starts), 4)
    about[np.repeat(shouted, np.diff(starts))] &= ~np.uint8(CAPITAL)
