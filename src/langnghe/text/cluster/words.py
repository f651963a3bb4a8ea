"""Statements as arrays of word numbers, and as rows of weighted features, for cluster.py.

Numbers grow with each new word, so statements read later (a batch beyond the sample) keep the numbers of the first.
Features are words and pairs of neighbours as written. Where some statements were typed without marks they are folded,
so that those meet the others, with the marked words beside them. Ways of asking and thanking are left out.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from itertools import chain
from typing import Any

import numpy as np
import yaml
from numpy.typing import NDArray

from langnghe.text.normal import clean, fold

Ints = NDArray[np.int64]
Keys = NDArray[np.uint64]
Mask = NDArray[np.bool_]

MARK = re.compile(r"\[[^\]\n]{1,30}\]")  # what redaction leaves: [TÊN]
_PIECES = re.compile(rf"{MARK.pattern}|[^\W\d_]+|\d[\d.,/]*|[^\w\s]")  # a mark, a word, a number or a sign
_ODD = np.uint64(0x9E3779B97F4A7C15)
FEW = 8  # statements among which nothing is too rare
UNSEEN = 50  # statements; chosen on our own sentences, by sector, and on halves of news and comments
ALL_MARKED = 0.98  # share of statements with marks from which words are compared as written


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
    """Words of ``size`` statements in reading order: ``word[i]`` stands in statement ``doc[i]``; -1 is a gap.

    ``word`` numbers words as written, ``folded`` without marks; ``joins`` marks words that only join others;
    ``marked`` says of each statement whether it was typed with marks.
    """

    doc: Ints
    word: Ints
    folded: Ints
    joins: Mask
    marked: Mask

    @property
    def size(self) -> int:
        return len(self.marked)


class _Runs(dict[str, tuple[int, ...]]):
    """The numbers of the pieces of a run of letters and signs between spaces: most come again, and are cut once."""

    def __init__(self, numbers: defaultdict[str, int]) -> None:
        self._numbers = numbers

    def __missing__(self, run: str) -> tuple[int, ...]:
        found = self[run] = tuple(map(self._numbers.__getitem__, _PIECES.findall(run)))
        return found


def _cut(text: str) -> list[str]:
    """A text at its spaces, which no piece but a mark reaches over."""
    return _PIECES.findall(text) if "[" in text else text.split()


@dataclass
class Vocabulary:
    """Numbers of the words met so far, as written (in small letters) and folded."""

    _numbers: defaultdict[str, int] = field(default_factory=defaultdict)
    _by_fold: dict[str, int] = field(default_factory=dict)
    _rows: list[tuple[int, bool, bool]] = field(default_factory=list)  # folded number, joins with marks, without

    def __post_init__(self) -> None:
        self._numbers.default_factory = self._numbers.__len__
        self._runs = _Runs(self._numbers)

    def read(self, texts: Sequence[str]) -> Reading:
        """The words of ``texts``; signs, numbers, marks and formulae are gaps."""
        run = self._runs.__getitem__
        rows = [list(chain.from_iterable(map(run, _cut(clean(text).lower())))) for text in texts]
        marked = np.array([not text.isascii() for text in texts], bool)
        doc = np.repeat(np.arange(len(rows)), [len(row) for row in rows])
        word = np.fromiter(chain.from_iterable(rows), np.int64, len(doc))
        folded, joins_marked, joins_bare = self._known()[:, word]
        joins = np.where(marked[doc], joins_marked, joins_bare).astype(bool)
        gap = (folded < 0) | self._in_formula(doc, folded)
        return Reading(doc, np.where(gap, -1, word), np.where(gap, -1, folded), joins, marked)

    def _known(self) -> Ints:
        for word in list(self._numbers)[len(self._rows) :]:
            spelling = fold(word)
            number = self._folded_number(spelling) if spelling.isalpha() else -1
            self._rows.append((number, joins(word, True), joins(spelling, False)))
        return np.array(self._rows, np.int64).reshape(-1, 3).T

    def _folded_number(self, spelling: str) -> int:
        return self._by_fold.setdefault(spelling, len(self._by_fold))

    def _in_formula(self, doc: Ints, folded: Ints) -> Mask:
        inside = np.zeros(len(doc), bool)
        for length in sorted({len(row) for row in formulae()}):
            rows = [[self._folded_number(word) for word in row] for row in formulae() if len(row) == length]
            wanted = _key(np.array(rows, np.int64).T) | np.uint64(1)
            places = np.flatnonzero(np.isin(windows(doc, folded, length), wanted))
            for step in range(length):
                inside[places + step] = True
        return inside


def _key(columns: Ints) -> Keys:
    """One key for each column of numbers; equal columns have equal keys, others but for a chance of 2^-60."""
    key = np.zeros(columns.shape[1], np.uint64)
    for row in columns:
        key = (key ^ (key >> np.uint64(31))) * _ODD + row.astype(np.uint64) + np.uint64(1)
    return key


def windows(doc: Ints, word: Ints, length: int) -> Keys:
    """Keys of the ``length`` words from each place on; 0 where a gap or the statement's end lies among them."""
    count = len(doc) - length + 1
    if count <= 0:
        return np.empty(0, np.uint64)
    columns = np.stack([word[step : step + count] for step in range(length)])
    whole = (columns >= 0).all(axis=0) & (doc[:count] == doc[length - 1 :])
    return np.where(whole, _key(columns) | np.uint64(1), np.uint64(0))


class Features:
    """Weighted rows of statements; what counts as a feature is learnt once, from the first reading.

    A feature weighs the cube of its inverse document frequency: Vietnamese is written by syllables, and under the
    plain weight statements that share only frequent ones look alike. A rare word may be rare by chance, so
    ``UNSEEN`` statements with every word are added to the count: among few statements all words weigh much the same.
    """

    def __init__(self, reading: Reading) -> None:
        self._all_marked = bool(reading.marked.mean() > ALL_MARKED) if reading.size else True
        docs, keys = self._occurrences(reading)
        known, feature = np.unique(keys, return_inverse=True)
        in_docs = _counted(feature * reading.size + docs)[0] // max(reading.size, 1)
        spread = np.bincount(in_docs, minlength=len(known))
        shared = spread >= (2 if reading.size > FEW else 1)
        self.keys = known[shared]
        self.weights = (1 + np.log((UNSEEN + reading.size) / (UNSEEN + spread[shared]))) ** 3

    def rows(self, reading: Reading) -> Any:
        """A scipy matrix, a row of unit length for each statement (zero for one without known features)."""
        from scipy.sparse import csr_matrix

        docs, keys = self._occurrences(reading)
        place = np.searchsorted(self.keys, keys)
        known = np.flatnonzero(place < len(self.keys))
        known = known[self.keys[place[known]] == keys[known]]
        cell, times = _counted(docs[known] * len(self.keys) + place[known])
        doc, feature = np.divmod(cell, max(len(self.keys), 1))
        value = (1 + np.log(times)) * self.weights[feature]
        length = np.sqrt(np.bincount(doc, value * value, reading.size))
        cells = (value / length[doc]).astype(np.float32)
        return csr_matrix((cells, (doc, feature)), shape=(reading.size, len(self.keys)))

    def _occurrences(self, reading: Reading) -> tuple[Ints, Keys]:
        """(statement, feature) of each occurrence."""
        kinds = self._written(reading) if self._all_marked else self._folded(reading)
        docs = [reading.doc[: len(keys)][keys > 0] for keys in kinds]
        return np.concatenate(docs), np.concatenate([keys[keys > 0] for keys in kinds])

    def _written(self, reading: Reading) -> list[Keys]:
        return [_single(reading, reading.word), _pairs(reading, reading.word)]

    def _folded(self, reading: Reading) -> list[Keys]:
        written = _single(reading, np.where(reading.marked[reading.doc], reading.word, -1))
        apart = np.where(written > 0, written ^ _ODD, 0)  # no key of a word as written is one of a folded word
        return [_single(reading, reading.folded), _pairs(reading, reading.folded), apart]


def _counted(numbers: Ints) -> tuple[Ints, Ints]:
    """The different numbers, rising, and how often each occurs; np.unique hashes, slower where most differ."""
    ordered = np.sort(numbers)
    first = np.flatnonzero(np.concatenate([[True], ordered[1:] != ordered[:-1]])) if len(ordered) else ordered
    return ordered[first], np.diff(np.append(first, len(ordered)))


def _single(reading: Reading, word: Ints) -> Keys:
    return windows(reading.doc, np.where(reading.joins, -1, word), 1)


def _pairs(reading: Reading, word: Ints) -> Keys:
    keys = windows(reading.doc, word, 2)
    keys[reading.joins[: len(keys)] & reading.joins[len(reading.joins) - len(keys) :]] = 0
    return keys
