"""Statements as arrays of word numbers, and as rows of weighted features, for cluster.py.

A word's number is a hash of its letters, the same in every process and whatever was read before.
Features are words and pairs of neighbours as written. Where some statements were typed without marks they are folded,
so that those meet the others, with the marked words beside them. Ways of asking and thanking are left out.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from importlib.resources import files
from itertools import chain
from threading import Lock
from typing import Any

import numpy as np
import yaml
from numpy.typing import NDArray

from langnghe.text.normal import fold

Ints = NDArray[np.int64]
Keys = NDArray[np.uint64]
Mask = NDArray[np.bool_]

MARK = re.compile(r"\[[^\]\n]{1,30}\]")  # what redaction leaves: [TÊN]
_PIECES = re.compile(rf"{MARK.pattern}|[^\W\d_]+|\d[\d.,/]*|[^\w\s]")  # a mark, a word, a number or a sign
_ODD = np.uint64(0x9E3779B97F4A7C15)
KEY = ~np.uint64((1 << 20) - 1)  # the bits of a feature's key that count; the others hold the number of a statement
FEW = 8  # statements among which nothing is too rare
UNSEEN = 50  # statements; chosen on our own sentences, by sector, and on halves of news and comments
ALL_MARKED = 0.98  # share of statements with marks from which words are compared as written
AT_ONCE = 2_000  # texts cut into runs before these are turned into numbers
REMEMBERED = 1 << 17  # runs of letters and signs, in a process
ONE_AT_A_TIME = Lock()  # numbers of words are given as texts are read, and pages group comments in several threads
JOINS, JOINS_BARE, OPENS = 1, 2, 4  # a word only joins others, in a text with marks or without; it opens a formula


@cache
def lists() -> dict[str, Any]:
    """The word lists of cluster.yaml."""
    found: dict[str, Any] = yaml.safe_load((files("langnghe.text") / "data" / "cluster.yaml").read_text("utf-8"))
    return found


@cache
def single_words(name: str) -> frozenset[str]:
    """A list of cluster.yaml that holds single words."""
    return frozenset(lists()[name].split())


@cache
def folded_words(name: str) -> frozenset[str]:
    """A list of single words, folded: for text that was typed without marks only ("may" is mấy, but also máy)."""
    return frozenset(fold(lists()[name]).split())


def joins(word: str, marked: bool) -> bool:
    """Whether a word in small letters only joins others, in a text with or without marks."""
    return word in (single_words if marked else folded_words)("joining")


@cache
def formulae() -> tuple[tuple[str, ...], ...]:
    """Ways of saying and asking, as folded words, the longest first."""
    return tuple(sorted((tuple(fold(row).split()) for row in lists()["formulae"]), key=lambda row: (-len(row), row)))


@dataclass(frozen=True)
class Reading:
    """Words of ``size`` statements in reading order: ``word[i]`` stands in statement ``doc[i]``; 0 is a gap.

    ``word`` numbers words as written, ``folded`` without marks; ``joins`` marks words that only join others;
    ``marked`` says of each statement whether it was typed with marks.
    """

    doc: Ints
    word: Keys
    folded: Keys
    joins: Mask
    marked: Mask

    @property
    def size(self) -> int:
        return len(self.marked)


def read(texts: Sequence[str]) -> Reading:
    """The words of ``texts`` (clean ones); signs, numbers, marks and formulae are gaps."""
    with ONE_AT_A_TIME:
        if len(_runs()) > REMEMBERED:
            _runs.cache_clear()
        numbered = [_numbered(texts[start : start + AT_ONCE]) for start in range(0, len(texts) or 1, AT_ONCE)]
        runs, run = (np.concatenate(parts) for parts in zip(*numbered, strict=True))
        count, word, folded, about = _runs().words(run)
    doc = np.repeat(np.repeat(np.arange(len(texts)), runs), count)
    marked = np.array([not text.isascii() for text in texts], bool)
    inside = _in_formula(doc, folded, about)
    word[inside] = folded[inside] = 0
    return Reading(doc, word, folded, about & np.where(marked, JOINS, JOINS_BARE)[doc] > 0, marked)


def _numbered(texts: Sequence[str]) -> tuple[Ints, Ints]:
    """How many runs each of a few texts has, and the runs' numbers: as strings they take ten times the room."""
    cut = list(map(_cut, texts))
    runs = np.fromiter(map(len, cut), np.int64, len(cut))
    return runs, np.fromiter(map(_runs().__getitem__, chain.from_iterable(cut)), np.int64, runs.sum())


def _cut(text: str) -> list[str]:
    """A text at its spaces, which no piece but a mark reaches over."""
    return _PIECES.findall(text) if "[" in text else text.split()


class _Runs(dict[str, int]):
    """Runs of letters and signs between spaces met so far in this process, a number each: most come again, in every
    topic, and are cut into words, folded and looked up once.
    """

    def __init__(self) -> None:
        self._ends, self._pieces = array("q", [0]), array("q")  # of each run; the places of all its words in these:
        self._words, self._folded, self._about = array("Q"), array("Q"), array("B")
        self._places: dict[str, int] = {}

    def __missing__(self, run: str) -> int:
        self._pieces.extend(map(self._place, _PIECES.findall(run.lower())))
        self[run] = found = len(self._ends) - 1
        self._ends.append(len(self._pieces))
        return found

    def words(self, runs: Ints) -> tuple[Ints, Keys, Keys, Ints]:
        """How many words each of some runs has; and of these, one after another, two numbers and what is known."""
        ends = np.array(self._ends)
        count = np.diff(ends)[runs]
        place = np.arange(count.sum()) + np.repeat(ends[runs] - (np.cumsum(count) - count), count)
        word = np.array(self._pieces)[place]
        return count, np.array(self._words)[word], np.array(self._folded)[word], np.array(self._about)[word]

    def _place(self, word: str) -> int:
        if word not in self._places:
            spelling = fold(word)
            is_word = spelling.isalpha()
            self._words.append(_number(word) if is_word else 0)
            self._folded.append(_number(spelling) if is_word else 0)
            self._about.append(
                JOINS * joins(word, True) | JOINS_BARE * joins(spelling, False) | OPENS * (spelling in _openings())
            )
            self._places[word] = len(self._places)
        return self._places[word]


@cache
def _runs() -> _Runs:
    return _Runs()


def _number(word: str) -> int:
    return int.from_bytes(blake2b(word.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little") | 1


def _in_formula(doc: Ints, folded: Keys, about: Ints) -> Mask:
    inside = np.zeros(len(doc), bool)
    opening = np.flatnonzero(about & OPENS)
    for length, wanted in _formula_keys().items():
        places = opening[opening + length <= len(doc)]
        keys = _key([folded[places + step] for step in range(length)], doc[places] == doc[places + length - 1])
        for step in range(length):
            inside[places[np.isin(keys, wanted)] + step] = True
    return inside


@cache
def _openings() -> frozenset[str]:
    return frozenset(row[0] for row in formulae())


@cache
def _formula_keys() -> dict[int, Keys]:
    """Keys of the ways of saying and asking, by how many words they have."""
    found: dict[int, Keys] = {}
    for length in sorted({len(row) for row in formulae()}):
        numbers = [list(map(_number, row)) for row in formulae() if len(row) == length]
        found[length] = _key(np.array(numbers, np.uint64).T, np.ones(len(numbers), bool))
    return found


def _key(columns: Sequence[Keys] | Keys, within: Mask) -> Keys:
    """One key for words side by side; 0 where one is a gap or they are not ``within`` one statement."""
    key, whole = columns[0], within & (columns[0] > 0)
    for word in columns[1:]:
        key = (key ^ (key >> np.uint64(31))) * _ODD + word
        whole &= word > 0
    return np.where(whole, key, np.uint64(0))


class Features:
    """Weighted rows of statements; what counts as a feature is learnt once, from the first reading.

    A feature weighs the cube of its inverse document frequency: Vietnamese is written by syllables, and under the
    plain weight statements that share only frequent ones look alike. A rare word may be rare by chance, so
    ``UNSEEN`` statements with every word are added to the count: among few statements all words weigh much the same.
    ``first_rows`` are the rows of the first reading.
    """

    def __init__(self, reading: Reading) -> None:
        self._all_marked = bool(reading.marked.mean() > ALL_MARKED) if reading.size else True
        cell, times = _counted(self._occurrences(reading))
        keys = cell & KEY
        opens = np.diff(keys, prepend=np.uint64(0)) > 0  # rising, and no key is 0
        known, feature = keys[opens], np.cumsum(opens) - 1
        spread = np.bincount(feature, minlength=len(known))
        shared = spread >= (2 if reading.size > FEW else 1)
        self.keys = known[shared]
        self.weights = (1 + np.log((UNSEEN + reading.size) / (UNSEEN + spread[shared]))) ** 3
        kept, column = shared[feature], np.cumsum(shared) - 1
        self.first_rows = self._weighed(_statement(cell[kept]), column[feature[kept]], times[kept], reading.size)

    def rows(self, reading: Reading) -> Any:
        """A scipy matrix, a row of unit length for each statement (zero for one without known features)."""
        cell, times = _counted(self._occurrences(reading))
        keys = cell & KEY
        place = np.searchsorted(self.keys, keys)
        known = np.flatnonzero(place < len(self.keys))
        known = known[self.keys[place[known]] == keys[known]]
        return self._weighed(_statement(cell[known]), place[known], times[known], reading.size)

    def _weighed(self, doc: Ints, feature: Ints, times: Ints, size: int) -> Any:
        from scipy.sparse import csr_matrix

        value = (1 + np.log(times)) * self.weights[feature]
        length = np.sqrt(np.bincount(doc, value * value, size))
        cells = (value / length[doc]).astype(np.float32)
        return csr_matrix((cells, (doc, feature)), shape=(size, len(self.keys)))

    def _occurrences(self, reading: Reading) -> Keys:
        """Each occurrence as one number, so that one sort puts them together: the feature's key, then the statement."""
        kinds = self._written(reading) if self._all_marked else self._folded(reading)
        statement = reading.doc.astype(np.uint64)
        return np.concatenate([(keys & KEY | statement[: len(keys)])[keys > 0] for keys in kinds])

    def _written(self, reading: Reading) -> list[Keys]:
        return [_single(reading, reading.word), _pairs(reading, reading.word)]

    def _folded(self, reading: Reading) -> list[Keys]:
        written = _single(reading, np.where(reading.marked[reading.doc], reading.word, np.uint64(0)))
        apart = np.where(written > 0, written ^ _ODD, np.uint64(0))  # none is the key of a folded word
        return [_single(reading, reading.folded), _pairs(reading, reading.folded), apart]


def _counted(numbers: Keys) -> tuple[Keys, Ints]:
    """The different numbers, rising, and how often each occurs; ``numbers`` are sorted in their place."""
    numbers.sort()
    first = np.flatnonzero(np.diff(numbers, prepend=np.uint64(0)) > 0)
    return numbers[first], np.diff(np.append(first, len(numbers)))


def _statement(cell: Keys) -> Ints:
    return (cell & ~KEY).astype(np.int64)


def _single(reading: Reading, word: Keys) -> Keys:
    return np.where(reading.joins, np.uint64(0), word)


def _pairs(reading: Reading, word: Keys) -> Keys:
    """Keys of each word with the next, unless both only join others."""
    within = (reading.doc[1:] == reading.doc[:-1]) & ~(reading.joins[1:] & reading.joins[:-1])
    return _key((word[:-1], word[1:]), within)
