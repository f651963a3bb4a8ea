"""How likely two statements are to have one topic, from the words of the shipped sentences (naive Bayes).

A label says one topic or none; two readings of the same trouble may differ in it. What counts for the same matter is
softer: the probability that both have the same topic, whichever that is.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from langnghe.text.dedupe.words import INSIDE, NUMBER, Ints, Keys, Words, mixed, words

Chances = NDArray[np.float16]  # (statements, topics): of unit length in float32, stored small

TABLE_BITS = 22
SMOOTHING = 0.1
SHARPNESS = 3.0  # the links of dedupe_samples.yaml are likeliest so; more gains nothing
LEAST = 0.03  # probability below which topics are simply different
CHUNK = 1 << 14


@dataclass(frozen=True)
class Topics:
    """Log odds of each topic for every word and pair of words that two of the shipped sentences have."""

    row: NDArray[np.int32]  # by the top bits of a key; 0 is an unknown word
    odds: NDArray[np.float32]  # (words, topics); row 0 is zero

    @classmethod
    @cache
    def shipped(cls) -> Topics:
        topics, sentences = shipped_sentences()
        classes = {topic: number for number, topic in enumerate(sorted(set(topics)))}
        text, slot = _slots(words(sentences))
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

    def _chances(self, said: Words, first: int) -> Chances:
        text, slot = _slots(said.part(first, first + CHUNK))
        count = min(CHUNK, len(said) - first)
        row = self.row[slot]
        matrix = _ones(text[row > 0], row[row > 0], (count, len(self.odds)))
        length = np.sqrt(np.maximum(np.diff(matrix.indptr), 1))[:, None]
        margin = SHARPNESS * (matrix @ self.odds) / length
        chance = np.exp(margin - margin.max(axis=1, keepdims=True))
        return (chance / chance.sum(axis=1, keepdims=True)).astype(np.float16)


def one_topic(chances: Chances, a: Ints, b: Ints) -> NDArray[np.float64]:
    """Logarithm of the probability that statements ``a`` and ``b`` have the same topic, not below LEAST."""
    both = np.einsum("ij,ij->i", chances[a].astype(np.float32), chances[b].astype(np.float32))
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


def _slots(said: Words) -> tuple[Ints, Ints]:
    """(statement, top bits of the key) of every word that is no number, and of every pair in one sentence."""
    text, pair = said.text, said.pairs()
    plain, inside = said.about & NUMBER == 0, said.about & INSIDE > 0
    key: Keys = np.concatenate((mixed(said.word, said.word)[plain], pair[inside]))
    return np.concatenate((text[plain], text[inside])), (key >> np.uint64(64 - TABLE_BITS)).astype(np.int64)


def _ones(row: Ints, column: NDArray[np.int32], shape: tuple[int, int]) -> Any:
    """A matrix with a one for every (row, column) that occurs."""
    from scipy.sparse import csr_matrix

    order = np.argsort(row, kind="stable")  # a word said twice counts twice: to find them out would cost more
    starts = np.concatenate(([0], np.cumsum(np.bincount(row, minlength=shape[0]))))
    return csr_matrix((np.ones(len(row), np.float32), column[order], starts), shape=shape)
