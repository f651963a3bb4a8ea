"""How likely two statements are to have one topic, from the words of the shipped sentences (naive Bayes).

A label says one topic or none; two readings of the same trouble may differ in it. What counts for the same matter is
softer: the probability that both have the same topic, whichever that is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from langnghe.text.dedupe.words import INSIDE, NUMBER, Ints, Keys, Words, words

Chances = NDArray[np.float16]  # (statements, topics)

TABLE_BITS = 22
SMOOTHING = 0.1
SHARPNESS = 3.0  # the links of dedupe_samples.yaml are likeliest so; more gains nothing
LEAST = 0.03  # probability below which topics are simply different
CHUNK = 1 << 14
_EXPONENT = np.uint64(0x7FF << 52)  # of a float64
_LAST, _LEAST = np.uint64(42 << 52), np.uint64(1009 << 52)  # binary places a float16 lacks of it; its least exponent
_LIFT = np.float32(2.0**112)  # between the exponents of float32 and float16: their bits then differ by a shift only


@dataclass(frozen=True)
class Topics:
    """Log odds of each topic for every word and pair of words that two of the shipped sentences have."""

    row: NDArray[np.int32]  # by the top bits of a key; 0 is an unknown word
    odds: NDArray[np.float32]  # (words, topics); row 0 is zero

    @classmethod
    @cache
    def shipped(cls) -> Topics:
        import scipy.sparse  # noqa: F401  before processes are forked, each of which would take a second for it

        topics, sentences = shipped_sentences()
        classes = {topic: number for number, topic in enumerate(sorted(set(topics)))}
        plain, inside = _slots(words(sentences))
        text, slot = (np.concatenate(column) for column in zip(plain, inside, strict=True))
        topic = np.array([classes[topic] for topic in topics], np.int64)[text]
        often = np.bincount(slot, minlength=1 << TABLE_BITS) > 1
        row = np.where(often, np.cumsum(often), 0).astype(np.int32)
        counts = np.zeros((int(often.sum()) + 1, len(classes)))
        np.add.at(counts, (row[slot], topic), 1.0)
        counts[0] = 0
        return cls(row, _odds(counts).astype(np.float32))

    def chances(self, said: Words) -> Chances:
        """Probability of each topic for each statement."""
        parts = [self._chances(said, first) for first in range(0, len(said), CHUNK)]
        return np.concatenate(parts) if parts else np.zeros((0, self.odds.shape[1]), np.float16)

    def _known(self, text: Ints, slot: Ints) -> tuple[Ints, NDArray[np.int32]]:
        row = self.row[slot]
        return text[row > 0], row[row > 0]

    def _chances(self, said: Words, first: int) -> Chances:
        known = [self._known(*found) for found in _slots(said.part(first, first + CHUNK))]
        matrix = _ones(known, (min(CHUNK, len(said) - first), len(self.odds)))
        length = np.sqrt(np.maximum(np.diff(matrix.indptr), 1))[:, None]
        margin = SHARPNESS * (matrix @ self.odds) / length
        chance = np.exp(margin - margin.max(axis=1, keepdims=True))
        return narrow(chance / chance.sum(axis=1, keepdims=True))


def narrow(chance: NDArray[np.float64]) -> Chances:
    """``chance`` (0 to 1) as numpy would round it, which takes fifty times as long."""
    step = (np.maximum(chance.view(np.uint64) & _EXPONENT, _LEAST) + _LAST).view(np.float64)
    rounded = (chance + step - step).astype(np.float32)
    return ((rounded / _LIFT).view(np.uint32) >> np.uint32(13)).astype(np.uint16).view(np.float16)


def wide(chance: Chances) -> NDArray[np.float32]:
    """The inverse of :func:`narrow`; exact."""
    return (chance.view(np.uint16).astype(np.uint32) << np.uint32(13)).view(np.float32) * _LIFT


def one_topic(chances: Chances, a: NDArray[np.integer], b: NDArray[np.integer]) -> NDArray[np.float64]:
    """Logarithm of the probability that statements ``a`` and ``b`` have the same topic, not below LEAST."""
    both = np.einsum("ij,ij->i", wide(chances.take(a, axis=0)), wide(chances.take(b, axis=0)))
    return np.log(np.maximum(both, LEAST)).astype(np.float64)


@cache
def shipped_sentences() -> tuple[list[str], list[str]]:
    """Topics and texts of the sentences the classifier learns from."""
    lines = [
        line.split("\t")
        for path in sorted((files("langnghe.text") / "sentences").iterdir(), key=lambda path: path.name)
        for line in path.read_text("utf-8").splitlines()
        if "\t" in line
    ]
    return [cells[0] for cells in lines], [cells[-1] for cells in lines]


def _odds(counts: NDArray[np.float64]) -> NDArray[np.float64]:
    """Logarithm of how much more often a word stands in a topic than anywhere."""
    smooth = counts[1:] + SMOOTHING
    odds = np.zeros_like(counts)
    anywhere = smooth.sum(axis=1, keepdims=True) / smooth.sum()
    odds[1:] = np.log(smooth / smooth.sum(axis=0, keepdims=True)) - np.log(anywhere)
    return odds


def _slots(said: Words) -> tuple[tuple[Ints, Ints], tuple[Ints, Ints]]:
    """(statement, top bits of the key) of every word that is no number, and of every pair in one sentence."""
    plain, inside = said.about & NUMBER == 0, said.about & INSIDE > 0
    return (said.text[plain], _slot(said.singles[plain])), (said.text[inside], _slot(said.pairs[inside]))


def _slot(key: Keys) -> Ints:
    return (key >> np.uint64(64 - TABLE_BITS)).astype(np.int64)


def _ones(cells: Sequence[tuple[Ints, NDArray[np.int32]]], shape: tuple[int, int]) -> Any:
    """A matrix with a one for every (row, column), which come in two lists, each by row; a word said twice counts
    twice: to find them out would cost more.
    """
    from scipy.sparse import csr_matrix

    ends = [np.cumsum(np.bincount(row, minlength=shape[0])) for row, _ in cells]
    starts = np.concatenate(([0], sum(ends)))
    (first, word), (second, pair) = cells
    column = np.empty(starts[-1], np.int32)
    column[np.arange(len(first)) + np.concatenate(([0], ends[1]))[first]] = word
    column[np.arange(len(second)) + ends[0][second]] = pair
    return csr_matrix((np.ones(len(column), np.float32), column, starts), shape=shape)
