"""The words of ``data/split.yaml`` found in a text: one pass over its tokens through a trie, longest phrase first."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from importlib.resources import files
from itertools import accumulate
from typing import NamedTuple

import yaml

TOKEN = re.compile(r"[^\W_]+")
GAP = re.compile(r"([\W_]+)")
END = None  # the key in a trie node that holds the groups of the phrase that ends there

# oà and òa are the same sound written in two ways; a list names one, both are met.
_TONES = ("oà òa", "oá óa", "oả ỏa", "oã õa", "oạ ọa", "oè òe", "oé óe", "uỷ ủy", "uý úy", "uỳ ùy", "uỹ ũy", "uỵ ụy")
TONE_PAIRS = tuple(tuple(pair.split()) for pair in _TONES)

MARKED_SHARE = 0.03  # more bytes than letters: Vietnamese with marks has a far greater share


class Mark(NamedTuple):
    """A listed phrase at ``start:end`` of a text and the groups it belongs to."""

    start: int
    end: int
    groups: frozenset[str]

    def any(self, *groups: str) -> bool:
        return not self.groups.isdisjoint(groups)


def groups_in(found: Iterable[Mark]) -> frozenset[str]:
    return frozenset().union(*(mark.groups for mark in found))


class Words:
    """Groups of phrases, compiled once into a trie of words."""

    def __init__(self, groups: dict[str, list[str]], bare: bool = False) -> None:
        self._root: dict = {}
        for group, phrases in groups.items():
            for phrase in phrases:
                for spelling in _spellings(phrase):
                    self._add(strip_marks(spelling) if bare else spelling, group)

    def _add(self, phrase: str, group: str) -> None:
        node = self._root
        for word in TOKEN.findall(phrase):
            node = node.setdefault(word, {})
        node[END] = node.get(END, frozenset()) | {group}

    def find(self, text: str) -> Iterator[Mark]:
        """Marks of a lower-case text from left to right; they do not overlap."""
        words, starts, ends = _tokens(text)
        count, free = len(words), 0
        for i, node in enumerate(map(self._root.get, words)):
            if node is None or i < free:
                continue
            last, found, j = i, node.get(END), i + 1
            while j < count and (node := node.get(words[j])) is not None:
                if END in node:
                    last, found = j, node[END]
                j += 1
            if found:
                yield Mark(starts[i], ends[last], found)
            free = last + 1


@lru_cache(maxsize=32)  # the same paragraph is searched for several lists
def _tokens(text: str) -> tuple[list[str], list[int], list[int]]:
    """Words of a text with their starts and ends, without a loop over them."""
    parts = GAP.split(text)
    offsets = list(accumulate(map(len, parts), initial=0))
    return parts[::2], offsets[:-1:2], offsets[1::2]


def _spellings(phrase: str) -> Iterable[str]:
    yield phrase
    other = phrase
    for old, new in TONE_PAIRS:
        other = re.sub(rf"{old}\b", new, other) if old in other else re.sub(rf"{new}\b", old, other)
    if other != phrase:
        yield other


def strip_marks(text: str) -> str:
    """Letters without marks, đ as d; the same length for composed (NFC) text."""
    kept = (unicodedata.normalize("NFD", letter)[0] for letter in text)
    return "".join(kept).replace("đ", "d").replace("Đ", "D")


def is_bare(text: str) -> bool:
    """Whether a text is written without Vietnamese marks."""
    return len(text) > 20 and len(text.encode("utf-8", "replace")) - len(text) < MARKED_SHARE * len(text)


@cache
def _table(name: str) -> dict[str, list[str]]:
    return yaml.safe_load((files("langnghe.text") / "data" / f"{name}.yaml").read_text("utf-8"))


@cache
def words(bare: bool = False, prefix: str = "") -> Words:
    """The phrases of the groups of ``data/split.yaml`` that begin with ``prefix``, with marks or without."""
    groups = {name: phrases for name, phrases in _table("split").items() if name.startswith(prefix)}
    return Words(groups, bare)


@cache
def areas(name: str = "split_topics") -> Words:
    """The telling nouns of areas of life; with "split_columns" the names of areas that head columns."""
    return Words(_table(name))


def marks(text: str, prefix: str = "") -> list[Mark]:
    """Every listed phrase of ``text``, in reading order; ``prefix`` narrows to the groups named so ("title_")."""
    return list(words(is_bare(text), prefix).find(lowered(text)))


def lowered(text: str) -> str:
    """Small letters, one for each letter: a few foreign capitals would grow."""
    lower = text.lower()
    return lower if len(lower) == len(text) else "".join(letter.lower()[0] for letter in text)
