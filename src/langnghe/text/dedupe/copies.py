"""Near-copies: the same statement, edited. Found by its rarest words, then checked word by word.

Two copies share most of their rarest words, so every three of the six rarest (and two of the four rarest) make a
key, and statements with a key in common are compared (prefix filtering: Chaudhuri et al. 2006, Xiao et al. 2008).
First by bit maps of their words, all pairs at once; what is left by the words themselves. A fact (a number, a word
written with a capital inside a sentence) that differs on both sides parts them, however alike the rest is: the same
complaint about another hamlet is another complaint.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA

from langnghe.text.dedupe.words import CAPITAL, INSIDE, NUMBER, Hashes, Ints, Keys, Mask, Words, mixed, stacked
from langnghe.text.normal import fold, is_syllable
from langnghe.text.spread import spread_beside

RAREST = 6
COMBINATIONS = [*combinations(range(RAREST), 3), *combinations(range(4), 2)]
CROWD = 12  # a key of more statements than this pairs each with its next neighbours only
NEIGHBOURS = 2
MAP_BITS = 512
CHUNK = 4096  # statements handled at a time; bounds memory
SORTED = 40_000  # statements whose keys are sorted at a time, more or less; bounds memory
SEEN_TWICE = 3  # words seen less often may be misspelt; the bit maps leave them out
LARGEST_TABLE = 22  # bits
COUNTED = 1 << 16  # statements counted at a time: more would only need memory
ALIKE = 0.72  # least share of the shorter statement's words that the longer has
BALANCED = 0.5  # and least share of common words among all words of the two
OTHER_WORDS = 0.16  # most words, of the shorter, that may be exchanged for others


_WORD = re.compile(r"[a-z]+|\d+(?:[.,]\d+)*")


@dataclass(frozen=True)
class Facts:
    """How often each word occurs, and which pairs of words end in a name; by the top bits of a word or pair."""

    seen: NDArray[np.int32]
    pairs: NDArray[np.int32]
    named: Mask  # the second word has a capital in most texts that use any

    @classmethod
    def of(cls, words: Words) -> Facts:
        size = 1 << min(max(len(words.word).bit_length() - 2, 16), LARGEST_TABLE)
        seen, pairs, told, capital = (np.zeros(size, np.int32) for _ in range(4))
        for at in range(0, len(words), COUNTED):
            part = words.part(at, at + COUNTED)
            slot = _slot(part.pairs, size)
            written = (part.about & INSIDE > 0) & _has_capitals(part)
            seen += _count(_slot(part.word, size), size)
            pairs += _count(slot, size)
            told += _count(slot[written], size)
            capital += _count(slot[written & (part.about & CAPITAL > 0)], size)
        return cls(seen, pairs, 2 * capital >= np.maximum(told, 1))

    def often(self, word: Hashes) -> Ints:
        return self.seen[_slot(word, len(self.seen))].astype(np.int64)

    def often_together(self, pair: Keys) -> Ints:
        return self.pairs[_slot(pair, len(self.pairs))].astype(np.int64)

    def names(self, words: Words) -> Mask:
        """Words that are (in most texts that use capitals at all) written with one after the same word."""
        return (words.about & INSIDE > 0) & self.named[_slot(words.pairs, len(self.named))]

    def names_in_chunks(self, words: Words) -> Mask:
        parts = [self.names(words.part(at, at + COUNTED)) for at in range(0, max(len(words), 1), COUNTED)]
        return np.concatenate(parts)


def _count(slot: Ints, size: int) -> NDArray[np.int32]:
    return np.bincount(slot, minlength=size).astype(np.int32)


def _slot(key: NDArray[np.unsignedinteger[Any]], size: int) -> Ints:
    bits = key.dtype.itemsize * 8 - size.bit_length() + 1
    return (key >> key.dtype.type(bits)).astype(np.int64)


def _has_capitals(words: Words) -> Mask:
    inside = (words.about & (CAPITAL | INSIDE)) == (CAPITAL | INSIDE)
    sums = np.concatenate(([0], np.cumsum(inside)))
    return np.repeat(np.diff(sums[words.starts]) > 0, np.diff(words.starts))


@dataclass(frozen=True)
class Sketches:
    """Of each statement: keys of its rarest words, and bit maps of all its words and of its facts."""

    keys: Keys  # (statements, len(COMBINATIONS)); 0 where there are too few words
    whole: Keys  # one key of all words, in any order
    words: Keys  # (statements, MAP_BITS / 64)
    facts: Keys


def sketches(words: Words, facts: Facts, workers: int = 1) -> Sketches:
    ranges = [(first, first + CHUNK) for first in range(0, max(len(words), 1), CHUNK)]
    parts = spread_beside(_sketch, (words, facts), ranges, workers=workers)
    return Sketches(*stacked(parts, len(words)))


def _sketch(beside: tuple[Words, Facts], part: tuple[int, int]) -> tuple[Keys, Keys, Keys, Keys]:
    whole_words, facts = beside
    words = whole_words.part(*part)
    text, seen = words.text, facts.often(words.word)
    fact = facts.names(words) | (words.about & NUMBER > 0)
    sure = seen >= SEEN_TWICE
    whole = np.zeros(len(words), np.uint64)
    np.add.at(whole, text, words.singles)
    maps = _bit_map(text, words.word, sure, len(words)), _bit_map(text, words.word, sure & fact, len(words))
    return _keys(words, text, seen, fact, facts), whole, *maps


def _bit_map(text: Ints, word: Hashes, kept: Mask, count: int) -> Keys:
    bits = np.zeros((count, MAP_BITS), np.uint8)
    bits[text[kept], word[kept] % np.uint32(MAP_BITS)] = 1
    return np.packbits(bits, axis=1).view(np.uint64)


def _keys(words: Words, text: Ints, seen: Ints, fact: Mask, facts: Facts) -> Keys:
    """A key of every combination of the rarest words and names; those seen once join nothing."""
    both = np.zeros(len(text), bool)
    both[1:] = fact[1:] & fact[:-1] & (words.about[1:] & INSIDE > 0)
    pair = words.pairs[both]
    pair_seen = facts.often_together(pair)
    pair = (pair >> np.uint64(32)).astype(np.uint32)
    feature, owner = np.concatenate((words.word, pair)), np.concatenate((text, text[both]))
    often = np.minimum(np.concatenate((seen, pair_seen)), (1 << 19) - 1)
    return _combined(*_rarest(feature[often > 1], owner[often > 1], often[often > 1]), len(words))


def _rarest(feature: NDArray[Any], owner: Ints, often: Ints) -> tuple[Ints, Ints, Hashes]:
    """(statement, rank, feature) of the rarest features of each statement, rank 0 the rarest."""
    order = owner.astype(np.uint64) << np.uint64(51) | often.astype(np.uint64) << np.uint64(32)
    order = distinct(order | feature)
    owner = (order >> np.uint64(51)).astype(np.int64)
    sizes = np.bincount(owner)
    rank = np.arange(len(order)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    few = rank < RAREST
    return owner[few], rank[few], order[few].astype(np.uint32)


def distinct(values: NDArray[Any]) -> NDArray[Any]:
    """Sorted, each once; several times as fast as numpy.unique, which hashes."""
    values.sort()
    return values[np.concatenate(([True], values[1:] != values[:-1]))[: len(values)]]


def _combined(owner: Ints, rank: Ints, feature: Hashes, count: int) -> Keys:
    """Keys that do not depend on the order of the features in them: sums of their mixed numbers."""
    table = np.zeros((count, RAREST), np.uint64)
    table[owner, rank] = mixed(feature, feature)
    columns = [table[:, list(places)] for places in COMBINATIONS]
    return np.stack([np.where(part.all(axis=1), part.sum(axis=1), 0) for part in columns], axis=1)


def candidates(sketch: Sketches, workers: int = 1) -> tuple[Ints, Ints]:
    """Pairs (a < b) that share a key and whose bit maps allow a repeat; each once, in order."""
    a, b = met(sketch.keys, workers)
    sizes = _bits(sketch.words)
    parts = [slice(at, at + CHUNK) for at in range(0, len(a), CHUNK)]
    kept = [_may_repeat(sketch, sizes, a[part], b[part]) for part in parts]
    mask = np.concatenate(kept) if kept else np.zeros(0, bool)
    return a[mask], b[mask]


def met(keys: Keys, workers: int = 1) -> tuple[Ints, Ints]:
    """Pairs (a < b) of rows that share a key that is not 0, each once, in order; some of the keys at a time."""
    count, parts = max(len(keys), 1), 1 + len(keys) // SORTED
    found = spread_beside(_met, (keys, parts), range(parts), workers=workers)
    pairs = distinct(np.concatenate(list(found))).view(np.int64)
    return pairs // count, pairs % count


def _met(beside: tuple[Keys, int], part: int) -> Keys:
    keys, parts = beside
    rows, columns = np.nonzero(falls_in(keys, part, parts))
    return Families.of(keys[rows, columns], rows.astype(np.uint64), len(keys)).pairs(CROWD, NEIGHBOURS)


def falls_in(key: NDArray[np.unsignedinteger[Any]], part: int, parts: int) -> Mask:
    """Which keys are in one of ``parts`` equal ranges; 0, no key, is in none."""
    share = int(np.iinfo(key.dtype).max) // parts
    above = key >= key.dtype.type(max(part * share, 1))
    return above & (key < key.dtype.type((part + 1) * share)) if part + 1 < parts else above


@dataclass(frozen=True)
class Families:
    """Keys, sorted, each with the owners that share it; ``wide`` is how many owners there may be."""

    key: Keys
    owner: Keys
    sizes: Ints
    wide: int

    @classmethod
    def of(cls, key: Keys, owner: Keys, count: int) -> Families:
        """Key and owner are sorted as one number, so that there is no order to keep beside."""
        bits = np.uint64(count.bit_length())
        packed = distinct(key >> bits << bits | owner)
        key, owner = packed >> bits, packed & ((np.uint64(1) << bits) - np.uint64(1))
        first = np.flatnonzero(np.append(True, key[1:] != key[:-1])[: len(key)])
        return cls(key, owner, np.diff(np.append(first, len(key))), max(count, 1))

    def often(self, crowd: int) -> Ints:
        """How many keys have 0, 1, 2 ... ``crowd`` owners."""
        return np.bincount(self.sizes[self.sizes <= crowd], minlength=crowd + 1)

    def pairs(self, crowd: int, neighbours: int) -> Keys:
        """Pairs a < b under one key as a * wide + b, in order, each once; in a crowd some neighbours only."""
        reach = np.repeat(np.where(self.sizes <= crowd, crowd, neighbours + 1), self.sizes)
        wide = np.uint64(self.wide)
        found = [self.owner[near] * wide + self.owner[near + step] for step, near in _near(self.key, reach)]
        return distinct(np.concatenate(found)) if found else np.zeros(0, np.uint64)


def affordable(keys_of: Ints, most: float) -> int:
    """The largest crowd whose pairs, with those of all smaller ones, are ``most``; from :meth:`Families.often`."""
    many = np.arange(len(keys_of))
    pairs = np.cumsum(keys_of * many * (many - 1) // 2)
    return max(int(np.searchsorted(pairs, most, side="right")) - 1, 2)


def _near(key: Keys, reach: Ints) -> Iterator[tuple[int, Ints]]:
    """(step, places) where the same key stands again ``step`` places on, within its reach."""
    for step in range(1, int(reach.max(initial=0))):
        yield step, np.flatnonzero((key[step:] == key[:-step]) & (reach[step:] > step))


def _may_repeat(sketch: Sketches, sizes: Ints, a: Ints, b: Ints) -> Mask:
    words_a, words_b, size_a, size_b = sketch.words[a], sketch.words[b], sizes[a], sizes[b]
    shared = _bits(words_a & words_b)
    alike = shared >= (ALIKE - 0.05) * np.minimum(size_a, size_b)
    balanced = shared >= (BALANCED - 0.05) * (size_a + size_b - shared)
    parted = (sketch.facts[a] & ~words_b).any(axis=1) & (sketch.facts[b] & ~words_a).any(axis=1)
    return alike & balanced & ~parted


def _bits(maps: Keys) -> Ints:
    return np.bitwise_count(maps).sum(axis=1, dtype=np.int64)


# --- word by word ---------------------------------------------------------------------------------------

IN_A, IN_B, IS_NUMBER, IS_NAME = 1, 2, 4, 8


@dataclass(frozen=True)
class Comparison:
    """Of each pair: how many words they share and have, and which facts only one of them has."""

    shared: Ints
    size_a: Ints
    size_b: Ints
    numbers_apart: Mask  # each has a number the other lacks
    names_apart: Mask

    @property
    def alike(self) -> Mask:
        smaller, larger = np.minimum(self.size_a, self.size_b), np.maximum(self.size_a, self.size_b)
        whole = smaller + larger - self.shared
        return (self.shared >= ALIKE * smaller) & (self.shared >= BALANCED * whole)

    @property
    def exchanged(self) -> Mask:
        """Whether too many words stand for others."""
        smaller = np.minimum(self.size_a, self.size_b)
        return smaller - self.shared > OTHER_WORDS * smaller

    @cached_property
    def score(self) -> NDArray[np.float64]:
        return 2 * self.shared / np.maximum(self.size_a + self.size_b, 1)


def compared(words: Words, names: Mask, a: Ints, b: Ints) -> Comparison:
    parts = [_compared(words, names, a[at : at + CHUNK], b[at : at + CHUNK]) for at in range(0, len(a), CHUNK)]
    return Comparison(*(np.concatenate(column) for column in zip(*parts, strict=True)))


def _compared(words: Words, names: Mask, a: Ints, b: Ints) -> tuple[Ints, Ints, Ints, Mask, Mask]:
    pair, in_a, in_b, number, name = _two_sided(words, names, a, b)

    def total(amounts: Ints) -> Ints:
        return np.bincount(pair, weights=amounts, minlength=len(a)).astype(np.int64)

    def apart(fact: Mask) -> Mask:
        more_in_a, more_in_b = ((in_a > in_b) & fact).astype(np.int64), ((in_b > in_a) & fact).astype(np.int64)
        return (total(more_in_a) > 0) & (total(more_in_b) > 0)

    return total(np.minimum(in_a, in_b)), total(in_a), total(in_b), apart(number), apart(name & ~number)


def _two_sided(words: Words, names: Mask, a: Ints, b: Ints) -> tuple[Ints, Ints, Ints, Mask, Mask]:
    """Each (pair, word) once: the pair, how often on either side, and whether it is a number, a name."""
    packed = np.concatenate((_spread_out(words, names, a, IN_A), _spread_out(words, names, b, IN_B)))
    packed.sort()
    key, bits = packed >> np.uint64(4), packed.astype(np.uint8) & 15
    first = np.flatnonzero(np.concatenate(([True], key[1:] != key[:-1])))
    what = np.bitwise_or.reduceat(bits, first)
    in_a, in_b = (np.add.reduceat((bits & side > 0).astype(np.int64), first) for side in (IN_A, IN_B))
    pair = (key[first] >> np.uint64(32)).astype(np.int64)
    return pair, in_a, in_b, what & IS_NUMBER > 0, what & IS_NAME > 0


def _spread_out(words: Words, names: Mask, texts: Ints, side: int) -> Keys:
    """(pair, word, what it is) of all words of ``texts``, packed into one number each."""
    sizes = words.starts[texts + 1] - words.starts[texts]
    pair = np.repeat(np.arange(len(texts), dtype=np.uint64), sizes)
    place = np.arange(sizes.sum()) + np.repeat(words.starts[texts] - np.cumsum(sizes) + sizes, sizes)
    what = side | (words.about[place] & NUMBER) * np.uint8(IS_NUMBER) | names[place] * np.uint8(IS_NAME)
    return pair << np.uint64(36) | words.word[place].astype(np.uint64) << np.uint64(4) | what


def repeats(texts: Sequence[str], words: Words, workers: int = 1) -> list[tuple[int, int, float]]:
    """(a, b, likeness) of all near-copies found, a < b, in order."""
    facts = Facts.of(words)
    sketch = sketches(words, facts, workers)
    whole, (a, b) = sketch.whole, candidates(sketch, workers)
    del sketch  # a third of a kilobyte a statement
    links = _copies(texts, words, facts.names_in_chunks(words), a, b) if len(a) else []
    best = {(x, y): score for x, y, score in (*links, *_same_whole(whole))}
    return [(x, y, score) for (x, y), score in sorted(best.items())]


def _copies(texts: Sequence[str], words: Words, names: Mask, a: Ints, b: Ints) -> Iterator[tuple[int, int, float]]:
    """Of the candidates those that are copies; the few where names differ or much does are read again for slips."""
    found = compared(words, names, a, b)
    possible = found.alike & ~found.numbers_apart
    doubtful = found.names_apart | found.exchanged
    for place in np.flatnonzero(possible).tolist():
        x, y = int(a[place]), int(b[place])
        if not doubtful[place] or _only_misspelt(texts, words, names, x, y):
            yield x, y, float(found.score[place])


def _same_whole(whole: Keys) -> list[tuple[int, int, float]]:
    """Statements of the very same folded words, each linked to the one before it."""
    order = np.argsort(whole, kind="stable")
    same = np.flatnonzero(whole[order[1:]] == whole[order[:-1]])
    return [(int(a), int(b), 1.0) for a, b in zip(order[same], order[same + 1], strict=True)]


def _only_misspelt(texts: Sequence[str], words: Words, names: Mask, a: int, b: int) -> bool:
    """Whether what differs is one name misspelt and few words exchanged, not another name."""
    (all_a, names_a), (all_b, names_b) = (_spelled(texts, words, names, number) for number in (a, b))
    over_a, over_b = all_a - all_b, all_b - all_a
    only_a, only_b = _unmatched(over_a, over_b), _unmatched(over_b, over_a)
    few = min(only_a.total(), only_b.total()) <= OTHER_WORDS * min(all_a.total(), all_b.total())
    return few and not (only_a.keys() & names_a and only_b.keys() & names_b)


def _spelled(texts: Sequence[str], words: Words, names: Mask, number: int) -> tuple[Counter[str], set[str]]:
    """The folded words of a text with how often they occur, and those of them that are names."""
    first, last = words.starts[number : number + 2]
    found = _WORD.findall(fold(texts[number]))
    return Counter(found), {found[place] for place in np.flatnonzero(names[first:last]) if place < len(found)}


def _unmatched(these: Counter[str], those: Counter[str]) -> Counter[str]:
    return Counter({w: n for w, n in these.items() if not any(_misspelt(w, other) for other in those)})


def _misspelt(a: str, b: str) -> bool:
    """Whether one is a slip of the other: a letter off, and not both of them real syllables."""
    return OSA.distance(a, b, score_cutoff=1) <= 1 and not (is_syllable(a) and is_syllable(b))
