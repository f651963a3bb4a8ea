"""Statements as arrays of word numbers, and as rows of weighted features, for cluster.py.

Numbers grow with each new word, so statements read later (a batch beyond the sample) keep the numbers of the first.
Features are words and pairs of neighbours, folded, so that text without marks meets text with them, and beside them
the words as written, which keep apart what only marks tell apart. Ways of asking and thanking are left out.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
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
_FOLDED_FEATURE, _TONED_FEATURE = 1, 2
TOO_COMMON = 0.35  # of all statements: a feature in more of them sets nothing apart


@cache
def lists() -> dict[str, Any]:
    """The word lists of cluster.yaml."""
    return yaml.safe_load((files("langnghe.text") / "data" / "cluster.yaml").read_text("utf-8"))  # type: ignore[no-any-return]


@cache
def single_words(name: str) -> frozenset[str]:
    """A list of cluster.yaml that holds single words, folded."""
    return frozenset(fold(lists()[name]).split())


@cache
def formulae() -> tuple[tuple[str, ...], ...]:
    """Ways of saying and asking, as folded words, the longest first."""
    return tuple(sorted((tuple(fold(row).split()) for row in lists()["formulae"]), key=lambda row: (-len(row), row)))


@dataclass(frozen=True)
class Reading:
    """Words of ``size`` statements in reading order: ``word[i]`` stands in statement ``doc[i]``; -1 is a gap."""

    doc: Ints
    word: Ints
    folded: Ints
    size: int


@dataclass
class Vocabulary:
    """Numbers of the words met so far, as written (in small letters) and folded."""

    _numbers: defaultdict[str, int] = field(default_factory=defaultdict)
    _folds: list[int] = field(default_factory=list)
    _by_fold: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._numbers.default_factory = self._numbers.__len__

    def read(self, texts: Sequence[str]) -> Reading:
        """The words of ``texts``; signs, numbers, marks and formulae are gaps."""
        number = self._numbers.__getitem__
        rows = [list(map(number, _PIECES.findall(clean(text).lower()))) for text in texts]
        doc = np.repeat(np.arange(len(rows)), [len(row) for row in rows])
        word = np.fromiter((number for row in rows for number in row), np.int64, len(doc))
        folded = self._fold_numbers()[word] if len(word) else word
        gap = (folded < 0) | self._in_formula(doc, folded)
        return Reading(doc, np.where(gap, -1, word), np.where(gap, -1, folded), len(rows))

    def numbers(self, folded_words: Sequence[str]) -> Ints:
        """Numbers of folded spellings; a word never met gets a number of its own."""
        return np.array([self._by_fold.setdefault(word, len(self._by_fold)) for word in folded_words], np.int64)

    def _fold_numbers(self) -> Ints:
        for word in list(self._numbers)[len(self._folds) :]:
            spelling = fold(word)
            self._folds.append(int(self.numbers([spelling])[0]) if spelling.isalpha() else -1)
        return np.array(self._folds, np.int64)

    def _in_formula(self, doc: Ints, folded: Ints) -> Mask:
        inside = np.zeros(len(doc), bool)
        for length in range(1, 1 + max(map(len, formulae()))):
            rows = [self.numbers(row) for row in formulae() if len(row) == length]
            if not rows or len(doc) < length:
                continue
            wanted = np.array([_key(row[:, None])[0] for row in rows])
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
    """TF-IDF rows of statements; what counts as a feature is learnt once, from the first reading."""

    def __init__(self, reading: Reading, joining: Ints) -> None:
        self._joining = joining
        docs, keys = self._pairs(reading)
        doc_key = np.unique(np.stack([keys, docs.astype(np.uint64)]), axis=1)[0] if len(keys) else keys
        known, spread = np.unique(doc_key, return_counts=True)
        usual = (spread >= (2 if reading.size > 4 else 1)) & (spread <= max(TOO_COMMON * reading.size, 2))
        self.keys = known[usual]
        self.weights = np.log((1 + reading.size) / (1 + spread[usual])) + 1

    def rows(self, reading: Reading) -> Any:
        """A scipy matrix, a row of unit length for each statement (zero for one without known features)."""
        from scipy.sparse import csr_matrix

        docs, keys = self._pairs(reading)
        place = np.searchsorted(self.keys, keys)
        known = place < len(self.keys)
        known[known] = self.keys[place[known]] == keys[known]
        cell, times = np.unique(docs[known] * len(self.keys) + place[known], return_counts=True)
        doc, feature = np.divmod(cell, max(len(self.keys), 1))
        value = (1 + np.log(times)) * self.weights[feature]
        length = np.sqrt(np.bincount(doc, value * value, reading.size))
        value = (value / length[doc]).astype(np.float32)
        return csr_matrix((value, (doc, feature)), shape=(reading.size, len(self.keys)))

    def _pairs(self, reading: Reading) -> tuple[Ints, Keys]:
        """(statement, feature) of each occurrence."""
        joins = np.isin(reading.folded, self._joining)
        single = np.where(joins, -1, reading.folded)
        toned = np.where(joins, -1, reading.word)
        kinds = [
            windows(reading.doc, single, 1),
            windows(reading.doc, reading.folded, 2),
            windows(reading.doc, toned, 1) ^ np.uint64(2 << 60),
        ]
        kinds[2][toned < 0] = 0
        if len(reading.doc) > 1:
            kinds[1][joins[:-1] & joins[1:]] = 0
        docs = [reading.doc[: len(keys)][keys > 0] for keys in kinds]
        return np.concatenate(docs), np.concatenate([keys[keys > 0] for keys in kinds])
