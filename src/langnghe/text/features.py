"""Statements as rows of a sparse matrix: words with and without marks, pairs, triples, concepts.

A batch of texts becomes one long array of word numbers, and everything after that is arithmetic on arrays:
a feature is a 64-bit key (channel, word, word, word), and a :class:`Space` is the sorted array of the keys
worth a column. Words without their marks are a channel of their own: who types no marks is read as well.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cache, cached_property
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from langnghe.text.normal import LETTERS, fold, tone
from langnghe.text.thesaurus import Node, Thesaurus

Ints = NDArray[np.int64]
Keyed = tuple[Ints, Ints]  # number of the text, key of the feature
MOST_WORDS = 65_000  # word numbers must fit 16 bits of a key
CACHED_FORMS = 200_000  # spellings remembered between batches; more than a language has, less than memory minds

_BREAK = "\x02"  # a word of its own between two texts
_PAUSES = frozenset((_BREAK, ",", "?", "!"))
_LEAD_IN_WORDS = 4  # how much of the end of a context tells the kind ("... phản ánh", "... đề nghị")
_OPENING_WORDS = 3
_CLOSING_WORDS = 3
_CLOSING_CUE_WORDS = 8

_DIGIT = re.compile(r"\d")
_SLOT_BITS, _ODD = 20, np.uint64(0x9E3779B97F4A7C15)
_WHOLE = ""  # in a node of a thesaurus: the number of the expression that ends there
_THESAURI = (Thesaurus.shipped, Thesaurus.cues)


class Channel(IntEnum):
    """What a feature is made of; the number is the top of its key."""

    WORD = 1
    PAIR = 2
    TRIPLE = 3
    MARKED = 4  # a word as written, where it has marks
    MARKED_PAIR = 5
    CONCEPT = 6
    CONTEXT_WORD = 7
    CONTEXT_PAIR = 8
    CONTEXT_CONCEPT = 9
    OPENING = 10  # a word among the first three of a clause
    OPENING_PAIR = 11
    CLOSING = 12  # a word among the last three
    LEAD_IN = 13  # the last words before the opinion
    LEAD_IN_PAIR = 14
    CUE = 15  # an expression that tells what the opinion wants
    OPENING_CUE = 16  # the same, at the start of a clause
    CLOSING_CUE = 17  # the same, at the end
    LEAD_IN_CUE = 18
    GAP = 19  # two words with one or two between


class _Letters(dict[int, str]):
    """For str.translate: letters and digits stay; ``?``, ``!`` and pauses are words; the rest parts words."""

    def __missing__(self, code: int) -> str:
        letter = chr(code)
        if letter in ",.;:":
            kept = " , "
        elif letter in "?!" + _BREAK:
            kept = f" {letter} "
        else:
            kept = letter if letter.isalnum() else " "
        self[code] = kept
        return kept


_LETTERS = _Letters()
_USUAL = "\0" + _BREAK + "\t\n\r" + "".join(map(chr, range(32, 127))) + LETTERS + LETTERS.upper() + "“”‘’–—…•\u00a0"
_ENCODE_USUAL = codecs.charmap_build(_USUAL.ljust(256, "\ufffe"))
_PLAIN_USUAL = "".join(_LETTERS[ord(letter.lower())].strip() or " " for letter in _USUAL)


@cache
def shorthand() -> dict[str, str]:
    """Short spellings of young people's messages: ``ko`` is ``không``."""
    rows = (files("langnghe.text") / "data" / "shorthand.tsv").read_text("utf-8").splitlines()
    return dict(row.split("\t", 1) for row in rows if "\t" in row)


Reading = Callable[["Batch"], Keyed]


@dataclass(frozen=True)
class Batch:
    """The words of several texts in one row; a break before each text and one at the end."""

    row: Ints  # number of the text each word belongs to
    folded: Ints  # number of the folded word; 0 is unknown, 1 a break
    marked: Ints  # number of the word as written; 0 is unknown, unmarked, or a break
    listed: Ints  # number of the word among those of the thesauri; 0 is none of them
    pause: NDArray[np.bool_]  # a break, or a sign that parts clauses

    def matches(self, which: int) -> Ints:
        """Number (from 2) of the concept whose expression begins at each word; 0 where none does."""
        return expressions()[1][which].matches(self.listed)


class Lexicon:
    """Numbers for the words of the training texts; a word not seen there is 0."""

    def __init__(self, folded: Sequence[str], marked: Sequence[str]) -> None:
        self.folded, self.marked = list(folded), list(marked)
        self._folded = {word: number for number, word in enumerate(folded, start=2)} | {_BREAK: 1}
        self._marked = {word: number for number, word in enumerate(marked, start=2)}
        self._forms = _Forms(self.numbers)

    @classmethod
    def of(cls, texts: Iterable[str]) -> Lexicon:
        """The lexicon of these texts: the most frequent words first, ties in the order of the alphabet."""
        folded, marked = Counter[str](), Counter[str]()
        for form, count in Counter(_split(texts)).items():
            word = _spelling(form)
            plain = fold(word)
            folded[plain] += count
            if plain != word:
                marked[word] += count
        del folded[_BREAK]
        known = [word for thesaurus in _THESAURI for pair in thesaurus().openings() for word in pair if word]
        return cls(list(dict.fromkeys([*_frequent(folded), *known]))[:MOST_WORDS], _frequent(marked))

    def with_words_of(self, texts: Iterable[str]) -> Lexicon:
        """This lexicon with the words of the texts at its end; the numbers of its own words stay."""
        new = Lexicon.of(texts)
        return Lexicon(
            list(dict.fromkeys([*self.folded, *new.folded]))[:MOST_WORDS],
            list(dict.fromkeys([*self.marked, *new.marked]))[:MOST_WORDS],
        )

    def batch(self, texts: Iterable[str]) -> Batch:
        if len(self._forms) > CACHED_FORMS:
            self._forms.clear()
        forms = _split(texts)
        numbers = np.fromiter(map(self._forms.__getitem__, forms), np.int64, len(forms))
        folded, marked, listed = (numbers >> shift & 0xFFFF for shift in (0, 16, 32))
        return Batch(np.cumsum(folded == 1) - 1, folded, marked, listed, numbers >> 48 > 0)

    def numbers(self, form: str) -> int:
        """What a spelling is, 16 bits each: pause or not, number in the thesauri, as written, folded."""
        word = _spelling(form)
        plain = fold(word)
        marked = self._marked.get(word, 0) if word != plain else 0
        listed = expressions()[0].get(plain, 0)
        return (plain in _PAUSES) << 48 | listed << 32 | marked << 16 | self._folded.get(plain, 0)


class _Forms(dict[str, int]):
    """Spellings met so far, so that each is folded once."""

    def __init__(self, numbers: Callable[[str], int]) -> None:
        self._numbers = numbers

    def __missing__(self, form: str) -> int:
        self[form] = found = self._numbers(form)
        return found


class Expressions:
    """The trie of a thesaurus as arrays, so that it is walked from many words at once."""

    def __init__(self, root: Node, number_of: dict[str, int]) -> None:
        """``number_of`` gets a number, from 1, for every word not yet in it."""
        nodes, steps, ends = [root], list[tuple[int, int]](), list[int]()
        for number, node in enumerate(nodes):  # grows while it is read
            ends.append(node.get(_WHOLE, -2) + 2)
            for word in node.keys() - {_WHOLE}:
                steps.append((number << 16 | number_of.setdefault(word, len(number_of) + 1), len(nodes)))
                nodes.append(node[word])
        self._keys, self._below = np.array(sorted(steps), np.int64).T.copy()
        self._ends = np.array(ends, np.int64)
        self._first = np.zeros(1 << 16, np.int64)
        opening = self._keys < 1 << 16
        self._first[self._keys[opening]] = self._below[opening]

    def matches(self, word: Ints) -> Ints:
        """Number (from 2) of the concept whose expression begins at each word, the longest; they do not overlap."""
        starts, after, concept = self._longest(word)
        found, free = np.zeros(len(word), np.int64), 0
        for start, end, number in zip(starts.tolist(), after.tolist(), concept.tolist(), strict=True):
            if start >= free:
                found[start], free = number, end
        return found

    def _longest(self, word: Ints) -> tuple[Ints, Ints, Ints]:
        """(first word, word after the last, concept) of the longest match at every word that begins one."""
        starts = np.flatnonzero(self._first[word])
        node, live = self._first[word[starts]], np.arange(len(starts))
        after, concept = np.zeros(len(starts), np.int64), np.zeros(len(starts), np.int64)
        length = 1
        while len(live):
            whole = self._ends[node] > 0
            after[live[whole]], concept[live[whole]] = starts[live[whole]] + length, self._ends[node[whole]]
            key = node << 16 | word[np.minimum(starts[live] + length, len(word) - 1)]
            place = np.minimum(np.searchsorted(self._keys, key), len(self._keys) - 1)
            goes_on = self._keys[place] == key
            live, node, length = live[goes_on], self._below[place[goes_on]], length + 1
        return starts[concept > 0], after[concept > 0], concept[concept > 0]


@cache
def expressions() -> tuple[dict[str, int], tuple[Expressions, ...]]:
    """Numbers of the words of both thesauri, and the two as arrays."""
    number_of: dict[str, int] = {}
    return number_of, tuple(Expressions(thesaurus()._root, number_of) for thesaurus in _THESAURI)


class Space:
    """The columns: ``keys`` sorted, one for each feature worth keeping."""

    def __init__(self, lexicon: Lexicon, keys: Ints) -> None:
        self.lexicon, self.keys = lexicon, keys

    @classmethod
    def of(cls, lexicon: Lexicon, read: Reading, texts: Sequence[str], least: Mapping[int, int]) -> Space:
        """The features that occur in at least ``least[channel]`` of the texts (2 where nothing is said)."""
        return cls(lexicon, _frequent_keys(*read(lexicon.batch(texts)), least))

    def __len__(self) -> int:
        return len(self.keys)

    @property
    def channels(self) -> Ints:
        """The channel of each column."""
        return self.keys >> 48

    def matrix(self, read: Reading, texts: Sequence[str]) -> Any:
        """CSR matrix (texts x columns) of how often each feature occurs."""
        from scipy.sparse import coo_matrix

        row, key = read(self.lexicon.batch(texts))
        column, known = self._columns(key)
        row, column = row[known].astype(np.int32), column[known].astype(np.int32)
        ones = np.ones(len(column), dtype=np.float32)
        cells = coo_matrix((ones, (row, column)), shape=(len(texts), len(self)))
        cells.has_canonical_format = True  # it is not, but adding up and sorting would take longer than all else
        return cells.tocsr()

    def widened(self, read: Reading, texts: Sequence[str]) -> Space:
        """This space with a column for every feature of these texts, and their words in the lexicon."""
        lexicon = self.lexicon.with_words_of(texts)
        return Space(lexicon, np.union1d(self.keys, read(lexicon.batch(texts))[1]))

    def spelt(self, read: Reading, text: str) -> list[tuple[str, int]]:
        """(the text's own words, or the name of the concept; column) of every known feature of one text."""
        column, known = self._columns(read(self.lexicon.batch([text]))[1])
        own = {fold(_spelling(form)): form for form in _split([text]) if form != _BREAK}
        return [(self._name(int(self.keys[number]), own), int(number)) for number in column[known]]

    def _name(self, key: int, own: Mapping[str, str]) -> str:
        channel, *numbers = (key >> shift & 0xFFFF for shift in (48, 32, 16, 0))
        if channel >= Channel.CUE:
            return Thesaurus.cues().names[numbers[-1] - 2]
        if channel in (Channel.CONCEPT, Channel.CONTEXT_CONCEPT):
            return Thesaurus.shipped().names[numbers[-1] - 2]
        words = self.lexicon.marked if channel in (Channel.MARKED, Channel.MARKED_PAIR) else self.lexicon.folded
        spelt = [words[number - 2] for number in numbers if number > 1]
        return " ".join(own.get(fold(word), word) for word in spelt)

    def _columns(self, key: Ints) -> tuple[Ints, NDArray[np.bool_]]:
        """(column, whether the key has one) for each key."""
        one_word = key & 0xFFFF_FFFF_0000 == 0
        column = np.zeros(len(key), np.int64)
        column[one_word] = self._of_one_word[key[one_word] >> 32 | key[one_word] & 0xFFFF]
        others = np.flatnonzero(~one_word)
        others = others[self._likely[_slot(key[others])]]
        column[others] = np.searchsorted(self.keys, key[others])
        column = np.minimum(column, len(self) - 1)
        return column, self.keys[column] == key

    @cached_property
    def _likely(self) -> NDArray[np.bool_]:
        """Whether some key has a slot: most pairs and triples have no column, and need not be searched for."""
        likely = np.zeros(1 << _SLOT_BITS, bool)
        likely[_slot(self.keys)] = True
        return likely

    @cached_property
    def _of_one_word(self) -> Ints:
        """Column of the keys of one word, by channel and word: looking up is quicker than searching."""
        one_word = self.keys & 0xFFFF_FFFF_0000 == 0
        columns = np.zeros(32 << 16, np.int64)
        columns[self.keys[one_word] >> 32 | self.keys[one_word] & 0xFFFF] = np.flatnonzero(one_word)
        return columns


def _frequent_keys(row: Ints, key: Ints, least: Mapping[int, int]) -> Ints:
    pairs = np.unique(np.stack([key, row]), axis=1)
    keys, counts = np.unique(pairs[0], return_counts=True)
    needed = np.full(64, 2)
    for channel, number in least.items():
        needed[channel] = number
    return keys[counts >= needed[keys >> 48]]


def statement_keys(batch: Batch) -> Keyed:
    """Every feature of the statements themselves."""
    word, marked, row = batch.folded, batch.marked, batch.row
    concept, cue = batch.matches(0), batch.matches(1)
    pause = np.flatnonzero(batch.pause)
    after = np.arange(len(word)) - pause[np.searchsorted(pause, np.arange(len(word)), side="right") - 1]
    left = np.flatnonzero(word == 1)[np.minimum(row + 1, row[-1])] - np.arange(len(word))
    opening = np.where((after > 0) & (after <= _OPENING_WORDS), word, 0)
    closing = np.where((left <= _CLOSING_WORDS) & (left > 0), word, 0)
    return _joined(
        [
            _words(Channel.WORD, word, row),
            _pairs(Channel.PAIR, word, row),
            _triples(Channel.TRIPLE, word, row),
            _words(Channel.MARKED, marked, row),
            _pairs(Channel.MARKED_PAIR, marked, row),
            _words(Channel.CONCEPT, concept, row),
            _words(Channel.OPENING, opening, row),
            _pairs(Channel.OPENING_PAIR, opening, row),
            _words(Channel.CLOSING, closing, row),
            _words(Channel.CUE, cue, row),
            _words(Channel.OPENING_CUE, np.where(after == 1, cue, 0), row),
            _words(Channel.CLOSING_CUE, np.where(left <= _CLOSING_CUE_WORDS, cue, 0), row),
        ]
    )


def feedback_keys(batch: Batch) -> Keyed:
    """The features of statements, and pairs over a gap: worth their time where labels are many."""
    gaps = [_gaps(batch.folded, batch.row, distance) for distance in (2, 3)]
    return _joined([statement_keys(batch), *gaps])


def context_keys(batch: Batch) -> Keyed:
    """Every feature of what stands before the statements: unit, headings, lead-in."""
    word, row, cue = batch.folded, batch.row, batch.matches(1)
    left = np.flatnonzero(word == 1)[np.minimum(row + 1, row[-1])] - np.arange(len(word))
    lead_in = np.where((left <= _LEAD_IN_WORDS) & (left > 0), word, 0)
    return _joined(
        [
            _words(Channel.CONTEXT_WORD, word, row),
            _pairs(Channel.CONTEXT_PAIR, word, row),
            _words(Channel.CONTEXT_CONCEPT, batch.matches(0), row),
            _words(Channel.LEAD_IN, lead_in, row),
            _pairs(Channel.LEAD_IN_PAIR, lead_in, row),
            _words(Channel.LEAD_IN_CUE, np.where(left <= 2 * _LEAD_IN_WORDS, cue, 0), row),
        ]
    )


def _split(texts: Iterable[str]) -> list[str]:
    """All words of the texts, a break before each text and one at the end."""
    joined = unicodedata.normalize("NFC", _BREAK.join(text.replace(_BREAK, " ") for text in ("", *texts, "")))
    spaced = _plain(joined)
    for sign in _PAUSES:
        spaced = spaced.replace(sign, f" {sign} ")
    return spaced.split()


def _plain(text: str) -> str:
    """Small letters, and spaces for what parts words; by a codec, many times as fast as translate()."""
    try:
        usual = codecs.charmap_encode(text, "strict", _ENCODE_USUAL)[0]
    except UnicodeEncodeError:
        return _BREAK.join(map(_plain, text.split(_BREAK))) if _BREAK in text else text.lower().translate(_LETTERS)
    return codecs.charmap_decode(usual, "strict", _PLAIN_USUAL)[0]


def _spelling(form: str) -> str:
    """The word meant: short spellings written out, every digit as 0 (how long a number is tells enough)."""
    return shorthand().get(form) or tone(_DIGIT.sub("0", form))


def _frequent(counts: Counter[str]) -> list[str]:
    return [word for word, _ in sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:MOST_WORDS]]


def _slot(key: Ints) -> Any:
    return key.view(np.uint64) * _ODD >> np.uint64(64 - _SLOT_BITS)


def _words(channel: Channel, word: Ints, row: Ints) -> Keyed:
    kept = word > 1
    return row[kept], word[kept] | channel << 48


def _pairs(channel: Channel, word: Ints, row: Ints) -> Keyed:
    first, second = word[:-1], word[1:]
    kept = (first > 0) & (second > 0) & (first + second > 2)
    return row[:-1][kept], first[kept] << 16 | second[kept] | channel << 48


def _triples(channel: Channel, word: Ints, row: Ints) -> Keyed:
    first, second, third = word[:-2], word[1:-1], word[2:]
    kept = (first > 0) & (second > 1) & (third > 0)
    return row[:-2][kept], first[kept] << 32 | second[kept] << 16 | third[kept] | channel << 48


def _gaps(word: Ints, row: Ints, distance: int) -> Keyed:
    first, second = word[:-distance], word[distance:]
    kept = (first > 1) & (second > 1) & (row[:-distance] == row[distance:])
    return row[:-distance][kept], first[kept] << 16 | second[kept] | distance << 32 | Channel.GAP << 48


def _joined(parts: Sequence[Keyed]) -> Keyed:
    return np.concatenate([row for row, _ in parts]), np.concatenate([key for _, key in parts])
