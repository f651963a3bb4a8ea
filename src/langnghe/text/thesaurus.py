"""One name for what people call by many: sổ đỏ, GCNQSDĐ, giấy chứng nhận quyền sử dụng đất.

The rows are in ``thesaurus/<SECTOR>.tsv``: canonical, tab, variants parted by ``|``; a line ``# gd.thu_chi`` names
the topic of the rows below it. They are matched on folded words (lower case, no marks), from left to right, the
longest first, in a trie of syllables.

    >>> Thesaurus.shipped().concepts("nha toi chua co so do")  # doctest: +SKIP
    ('giấy chứng nhận quyền sử dụng đất',)
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from importlib.resources import files
from itertools import zip_longest
from typing import Any

from langnghe.text.normal import fold, is_syllable

_WORDS = re.compile(r"[^\W_]+")
_END = ""  # the key in a trie node that holds the concept; no syllable is empty

Node = dict[str, Any]  # syllable -> Node, and _END -> number of the concept


class Thesaurus:
    """Groups of expressions with one meaning; ``names[n]`` is the canonical expression of group ``n``."""

    def __init__(self, groups: Iterable[tuple[str, Sequence[str]]]) -> None:
        self.names: list[str] = []
        self._root: Node = {}
        numbers: dict[str, int] = {}
        for canonical, variants in groups:
            number = numbers.setdefault(canonical, len(numbers))
            if number == len(self.names):
                self.names.append(canonical)
            for phrase in (canonical, *variants):
                self._add(phrase, number)

    @classmethod
    @cache
    def shipped(cls) -> Thesaurus:
        """The thesaurus of the domain that comes with the program."""
        return cls(read_groups())

    @classmethod
    @cache
    def cues(cls) -> Thesaurus:
        """Expressions that tell what an opinion wants: demands, questions, objections, thanks."""
        return cls(_rows((files("langnghe.text") / "data" / "cues.tsv").read_text("utf-8")))

    def concepts(self, folded_text: str) -> tuple[str, ...]:
        """Canonical names of what a folded text speaks of, each once, in the order of the text."""
        found = self.find(_WORDS.findall(folded_text))
        return tuple(dict.fromkeys(self.names[number] for _, _, number in found))

    def find(self, words: Sequence[str], starts: Iterable[int] | None = None) -> list[tuple[int, int, int]]:
        """(first word, word after the last, number of the concept) of each match; matches do not overlap.

        ``starts``: the words at which a match may begin, where the caller knows (see :meth:`openings`).
        """
        found, root, after = [], self._root, 0
        for start in self._starts(words) if starts is None else starts:
            node = root.get(words[start])
            if node is not None and start >= after:
                end, number = _longest(node, words, start + 1)
                if end:
                    found.append((start, end, number))
                    after = end
        return found

    def openings(self) -> list[tuple[str, str]]:
        """The first two words of every expression; the second is "" where one word is the whole."""
        return [(first, second) for first, node in self._root.items() for second in node]

    def _starts(self, words: Sequence[str]) -> Iterator[int]:
        """Where the first two words of an expression stand: nine words in ten go no further than this."""
        root = self._root
        for start, (word, following) in enumerate(zip_longest(words, words[1:])):
            node = root.get(word)
            if node is not None and (following in node or _END in node):
                yield start

    def _add(self, phrase: str, number: int) -> None:
        words = _WORDS.findall(fold(phrase))
        if len(words) > 1 or _is_abbreviation(phrase):
            node = self._root
            for word in words:
                node = node.setdefault(word, {})
            node.setdefault(_END, number)


def _longest(node: Node, words: Sequence[str], start: int) -> tuple[int, int]:
    """(word after the last, concept) of the longest match that goes on from ``node``; (0, 0) if none."""
    end, number = (start, node[_END]) if _END in node else (0, 0)
    for position in range(start, len(words)):
        if words[position] not in node:
            break
        node = node[words[position]]
        if _END in node:
            end, number = position + 1, node[_END]
    return end, number


def _is_abbreviation(phrase: str) -> bool:
    """One word is matched only if it is no syllable: folded, "chợ" could be "cho"; BHYT is nothing else."""
    word = phrase.strip()
    return len(word) >= 2 and not (is_syllable(word) or is_syllable(fold(word)))


def read_groups() -> list[tuple[str, list[str]]]:
    """(canonical, variants) of every row of the shipped files, in the order of file names and lines."""
    return [row for table in _tables() for row in _rows(table)]


def expressions_of_topics() -> list[tuple[str, str]]:
    """(topic, expression) of every row that stands under the name of a topic, in the order of :func:`read_groups`."""
    parts = [part.partition("\n") for table in _tables() for part in re.split(r"^# (?=\w+\.)", table, flags=re.M)[1:]]
    return [
        (topic, phrase) for topic, _, rows in parts for name, variants in _rows(rows) for phrase in (name, *variants)
    ]


def _tables() -> list[str]:
    folder = files("langnghe.text") / "thesaurus"
    return [file.read_text("utf-8") for file in sorted(folder.iterdir(), key=lambda entry: entry.name)]


def _rows(table: str) -> list[tuple[str, list[str]]]:
    cells = (line.partition("\t") for line in table.splitlines() if not line.startswith("#"))
    return [(name.strip(), [part.strip() for part in variants.split("|")]) for name, tab, variants in cells if tab]
