"""What to call a theme: the phrases its statements use and its siblings do not, as people wrote them.

A phrase is two to six words on end inside one clause. It neither begins nor ends with a joining word, holds no name,
number or redaction mark, and is not cut out of a longer expression: words that belong together by the thesaurus stay
together, and a phrase said once must be a whole run of words, from one joint of its clause to the next.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain, pairwise, repeat
from math import log
from operator import itemgetter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from langnghe.text.cluster.words import MARK, ONE_AT_A_TIME, folded_words, formulae, single_words
from langnghe.text.examples import shipped
from langnghe.text.features import Expressions
from langnghe.text.normal import clean, fold
from langnghe.text.thesaurus import read_groups

Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]
Phrase = tuple[str, ...]  # folded words
Word = tuple[str, str]  # as written, folded; both empty for a gap

WORDS = 8
LONGEST = 6
NEARLY_ALWAYS = 0.7
ENOUGH = 0.5  # of the statements: a title that so many hold needs no second phrase
KNOWN = 4.0  # how much likelier an expression of the thesaurus is to read well than words that happen to meet
SAID_ONCE = 0.3  # what one person said in words nobody else used seldom names what all of them mean
TITLE_LENGTH = 60  # characters, of two phrases
REMEMBERED = 1 << 17  # spellings
_FIT = {2: 0.7, 3: 1.0, 4: 1.1, 5: 1.0, 6: 0.9}  # how well a phrase of so many words reads as a title
_LENGTHS = np.arange(2, LONGEST + 1)
_PARTING = "\x02"
_BETWEEN = f"\n{_PARTING}\n"  # no mark of redaction reaches over the end of a line
_PIECES = re.compile(rf"{MARK.pattern}|[^\W_]+|[^\w\s]|\n")
_SENTENCE_ENDS = frozenset('.!?:;…\n"“-–•+')
_VOWELS = frozenset("aeiouy")
_POWERS = np.uint64(0x9E3779B97F4A7C15) ** np.arange(1, LONGEST + 1, dtype=np.uint64)


@dataclass
class Phrases:
    """Phrases of a group of statements, with their weight (more for central ones), number and wordings."""

    weight: dict[Phrase, float]
    spread: Counter[Phrase]
    written: dict[Phrase, list[str]]
    size: int


def phrases(texts: Sequence[str]) -> Phrases:
    """Phrases of ``texts``, the most central first; one said once counts only where it is whole."""
    return phrases_of([texts])[0]


def phrases_of(groups: Sequence[Sequence[str]]) -> list[Phrases]:
    """The phrases of each group, as :func:`phrases` finds them, all at once: most groups are small."""
    found = [Phrases({}, Counter(), {}, len(texts)) for texts in groups]
    if not found:
        return found
    texts, sizes = list(chain.from_iterable(groups)), np.array([len(texts) for texts in groups], np.int64)
    said = _Said.of(texts)
    first, length, whole = _candidates(said, np.array([not text.isascii() for text in texts], bool))
    if not len(first):
        return found
    owner = np.repeat(np.arange(len(groups)), sizes)[said.text[first]]
    rank = (np.arange(len(texts)) - np.repeat(np.cumsum(sizes) - sizes, sizes))[said.text[first]]
    order, phrase = _alike(said.folded, first, length, owner)
    first, length, owner, rank = first[order], length[order], owner[order], rank[order]
    new = np.concatenate(([True], (phrase[1:] != phrase[:-1]) | (rank[1:] != rank[:-1])))  # of the same text only one
    spread = np.bincount(phrase[new])
    weight = np.bincount(phrase[new], 1 - rank[new] / (2 * sizes[owner[new]]))
    kept = new & ((spread > 1) | (np.bincount(phrase, whole[order]) > 0))[phrase]
    folded, written = said.spelt(said.folded), said.spelt(said.written)
    columns = phrase, owner, weight[phrase], spread[phrase], first, first + length
    last, wordings = -1, list[str]()
    for number, group, heavy, often, start, end in zip(*(column[kept].tolist() for column in columns), strict=True):
        if number != last:
            words, last, wordings = tuple(folded[start:end]), number, []
            of_group = found[group]
            of_group.weight[words], of_group.spread[words], of_group.written[words] = heavy, often, wordings
        wordings.append(" ".join(written[start:end]))
    return found


def _alike(folded: Ints, first: Ints, length: Ints, owner: Ints) -> tuple[Ints, Ints]:
    """The order in which equal phrases of one owner lie together, as they came, and the number of each one's phrase."""
    places = np.minimum(first[:, None] + np.arange(LONGEST), len(folded) - 1)
    word = np.where(np.arange(LONGEST) < length[:, None], folded[places], 0)
    key = word.astype(np.uint64) @ _POWERS
    order = np.lexsort((key, owner))
    differs = (np.diff(key[order]) != 0) | (np.diff(owner[order]) != 0)
    return order, np.cumsum(np.concatenate(([False], differs)))


# --- words and gaps -------------------------------------------------------------------------------------------


def words_of(text: str) -> list[Word]:
    """Words in reading order; signs, numbers, marks, names and ways of asking are gaps."""
    said, inside = _Said.of([text]), slice(3, -3)
    return list(zip(said.spelt(said.written)[inside], said.spelt(said.folded)[inside], strict=True))


# What a piece of text is by itself, wherever it stands, as bits.
_GAP, _CAPITAL, _TITLE, _SMALL, _ENDS, _PARTS, _ADDRESS, _JOINS, _JOINS_BARE, _UNFINISHED = (1 << n for n in range(10))
_BITS, _NUMBER = 20, (1 << 20) - 1


class _Spellings(dict[str, int]):
    """Pieces met so far, each as one number: its sort, and the numbers of the word as written and folded (0: a gap)."""

    def __init__(self) -> None:
        self.number: dict[str, int] = {}
        self.words = [""]
        self.formulae = Expressions(_formulae_trie(), self.number)
        self.words += self.number
        self.of_formulae = len(self.number)
        self.bound = np.sort(np.array([self._number(a) << _BITS | self._number(b) for a, b in _bound()], np.int64))

    def __missing__(self, piece: str) -> int:
        written, folded = piece if _keeps_capitals(piece) else piece.lower(), fold(piece)
        found = _sort(piece, written, folded) << 2 * _BITS | self._number(written) << _BITS | self._number(folded)
        self[piece] = found
        return found

    def _number(self, word: str) -> int:
        if word not in self.number:
            self.number[word] = len(self.words)
            self.words.append(word)
        return self.number[word]

    def are_bound(self, before: Ints, after: Ints) -> Mask:
        """Whether two words, by their numbers, belong together."""
        pair = before << _BITS | after
        return self.bound[np.minimum(np.searchsorted(self.bound, pair), len(self.bound) - 1)] == pair


@cache
def _spellings() -> _Spellings:
    return _Spellings()


def _formulae_trie() -> dict[str, Any]:
    """Ways of saying and asking, word by word; the empty word tells how long one is that ends there."""
    root: dict[str, Any] = {}
    for row in formulae():
        node = root
        for word in row:
            node = node.setdefault(word, {})
        node[""] = len(row)
    return root


def _keeps_capitals(piece: str) -> bool:
    return piece.isupper() and len(piece) > 1


def _sort(piece: str, written: str, folded: str) -> int:
    gap = not piece.isalpha() or (len(piece) == 1 and folded not in _VOWELS)
    marks = {
        _GAP: gap,
        _CAPITAL: not gap and piece[:1].isupper() and not _keeps_capitals(piece),
        _TITLE: piece.istitle(),
        _SMALL: piece.islower(),
        _ENDS: piece in _SENTENCE_ENDS,
        _PARTS: piece == _PARTING,
        _ADDRESS: written in single_words("address"),
        _JOINS: written in single_words("joining"),
        _JOINS_BARE: folded in folded_words("joining"),
        _UNFINISHED: folded in folded_words("unfinished"),
    }
    return sum(mark for mark, is_so in marks.items() if is_so)


@dataclass(frozen=True)
class _Said:
    """Words of several texts in reading order, with gaps around each text; numbers, 0 for a gap."""

    text: Ints  # number of the text
    sort: Ints
    written: Ints
    folded: Ints
    words: Sequence[str]  # by their numbers

    @classmethod
    def of(cls, texts: Sequence[str]) -> _Said:
        pieces = _PIECES.findall(_BETWEEN.join(["", *map(_legible, texts), ""]))
        with ONE_AT_A_TIME:
            if len(_spellings()) > REMEMBERED:
                _spellings.cache_clear()
            spellings = _spellings()
            packed = np.fromiter(map(spellings.__getitem__, pieces), np.int64, len(pieces))
        sort, written, folded = packed >> 2 * _BITS, packed >> _BITS & _NUMBER, packed & _NUMBER
        gap = (sort & _GAP > 0) | _names(sort, folded)
        addressed = (sort & _ADDRESS > 0) & ~gap
        gap |= addressed
        gap[1:] |= addressed[:-1]  # the word after a form of address may be a name in small letters
        gap |= _in_formula(np.where(gap, 0, folded))
        written[gap] = folded[gap] = 0
        return cls(np.cumsum(sort & _PARTS > 0) - 1, sort, written, folded, spellings.words)

    def spelt(self, numbers: Ints) -> list[str]:
        return list(map(self.words.__getitem__, numbers.tolist()))


def _legible(text: str) -> str:
    text = clean(text)
    return text.lower() if text.isupper() else text


def _names(sort: Ints, folded: Ints) -> Mask:
    """A capital inside a sentence ("Chủ tịch" apart), or at its start with another capital after it."""
    place = np.flatnonzero(sort & _CAPITAL)
    before, after = sort[place - 1], sort[place + 1]
    bound = (after & _SMALL > 0) & _spellings().are_bound(folded[place], folded[place + 1])
    name = np.zeros(len(sort), bool)
    name[place] = np.where(before & _ENDS > 0, after & _TITLE > 0, ~bound)
    return name


def _in_formula(folded: Ints) -> Mask:
    """Words of ways of saying and asking, at each place of the longest."""
    spellings = _spellings()
    length = spellings.formulae.matches(np.where(folded <= spellings.of_formulae, folded, 0)) - 2
    place = np.flatnonzero(length > 0)
    change = np.zeros(len(folded) + 1, np.int64)
    change[place] += 1
    change[place + length[place]] -= 1
    return np.cumsum(change[:-1]) > 0


# --- candidates -----------------------------------------------------------------------------------------------


def _candidates(said: _Said, marked: Mask) -> tuple[Ints, Ints, Mask]:
    """(first word, length, whether it fills the clause between two joints) of each place where a phrase may stand."""
    gap = said.written == 0
    joining = np.where(marked[np.minimum(said.text, len(marked) - 1)], _JOINS, _JOINS_BARE)
    loose = gap | (said.sort & joining > 0)
    tied = np.zeros(len(gap) + 1, bool)
    tied[1:-1] = _spellings().are_bound(said.folded[:-1], said.folded[1:])
    closes = ~(loose | tied[1:] | (said.sort & _UNFINISHED > 0))
    start = np.flatnonzero(~(loose | tied[:-1]))
    gaps = np.flatnonzero(gap)
    room = gaps[np.searchsorted(gaps, start)] - start
    ends = np.minimum(start[:, None] + _LENGTHS, len(gap)) - 1
    row, column = np.nonzero((room[:, None] >= _LENGTHS) & closes[ends])
    first, length = start[row], _LENGTHS[column]
    return first, length, loose[first - 1] & loose[first + length]


@cache
def _bound() -> frozenset[tuple[str, str]]:
    """Neighbours that belong together: inside expressions of the thesaurus, and habitual ones of our sentences."""
    listed = {pair for canonical, variants in read_groups() for row in (canonical, *variants) for pair in _pairs(row)}
    pairs = Counter(chain.from_iterable(rows for _, rows in _sentences()))
    single = Counter(chain.from_iterable(fold(row.text).split() for row in shipped()))
    habitual = {
        pair for pair, times in pairs.items() if times >= 3 and times >= 0.3 * min(map(single.__getitem__, pair))
    }
    return frozenset(listed | habitual)


@cache
def _sentences() -> list[tuple[str, list[tuple[str, str]]]]:
    """Topic and neighbours of each of our sentences."""
    return [(row.topic, _pairs(row.text)) for row in shipped()]


def _pairs(text: str) -> list[tuple[str, str]]:
    return list(pairwise(fold(text).split()))


# --- the telling ones -----------------------------------------------------------------------------------------


@cache
def _topics_of() -> tuple[Counter[tuple[str, str]], int]:
    """In how many topics of our sentences two neighbours occur, and how many topics there are."""
    seen = defaultdict[str, set[tuple[str, str]]](set)
    for topic, pairs in _sentences():
        seen[topic].update(pairs)
    return Counter(chain.from_iterable(seen.values())), len(seen)


def _special(phrase: Phrase) -> float:
    """1 for a phrase of one topic, towards 0 for one that is said of everything."""
    spread, topics = _topics_of()
    usual = sum(map(spread.get, pairwise(phrase), repeat(0))) / (len(phrase) - 1)
    return log((topics + 1) / (1 + usual)) / log(topics + 1)


def telling(groups: Sequence[Phrases]) -> list[list[tuple[Phrase, str]]]:
    """For each group its phrases that set it apart from the others, best first, as most often written."""
    everywhere: Counter[Phrase] = Counter()
    for group in groups:
        everywhere.update(group.spread)
    total = sum(group.size for group in groups)
    return [_ranked(group, everywhere, total) for group in groups]


def _ranked(group: Phrases, everywhere: Counter[Phrase], total: int) -> list[tuple[Phrase, str]]:
    score = {phrase: _score(phrase, group, everywhere[phrase], total) for phrase in group.spread}
    best = sorted(score, key=lambda phrase: (-score[phrase], phrase))[:100]
    longer = _said_longer(group.spread)  # those who say a phrase, and nearly always say more, say the longer one
    whole = [phrase for phrase in best if longer.get(phrase, 0) < NEARLY_ALWAYS * group.spread[phrase]]
    rows = [(phrase, _most_usual(group.written[phrase])) for phrase in whole]
    return sorted(rows, key=lambda row: row[1].isascii())  # sorting is stable: with marks before without


def _score(phrase: Phrase, group: Phrases, everywhere: int, total: int) -> float:
    inside = (group.weight[phrase] - 0.4) / group.size
    outside = (everywhere - group.spread[phrase] + 0.5) / (total - group.size + 1)
    share = (group.spread[phrase] + 0.5) / (group.size + 1)
    said_once = SAID_ONCE if group.spread[phrase] == 1 and group.size > 2 else 1.0
    known = KNOWN if phrase in _expressions() else 1.0
    return inside * _FIT[len(phrase)] * _special(phrase) * log(1 + share / outside) * known * said_once


@cache
def _expressions() -> frozenset[Phrase]:
    """Expressions of the thesaurus of three words and more: whole by themselves, and seldom said of everything."""
    rows = (tuple(fold(row).split()) for canonical, variants in read_groups() for row in (canonical, *variants))
    return frozenset(row for row in rows if len(row) >= 3)


def _said_longer(spread: Counter[Phrase]) -> dict[Phrase, int]:
    """For each run of words inside longer phrases, in how many statements the commonest of those occurs."""
    most: dict[Phrase, int] = {}
    for phrase, times in sorted(spread.items(), key=itemgetter(1)):
        for length in range(2, len(phrase)):
            for start in range(len(phrase) - length + 1):
                most[phrase[start : start + length]] = times
    return most


def _most_usual(written: list[str]) -> str:
    """The wording used most, one with marks before one without."""
    return min(set(written), key=lambda wording: (wording.isascii(), -written.count(wording), wording))


def apart(ranked: Iterable[tuple[Phrase, str]], count: int) -> list[str]:
    """The first ``count`` wordings of which none shares half its words with one before it."""
    kept: list[tuple[Phrase, str]] = []
    for phrase, wording in ranked:
        if all(2 * len(set(phrase) & set(other)) < min(len(phrase), len(other)) for other, _ in kept):
            kept.append((phrase, wording))
        if len(kept) == count:
            break
    return [wording for _, wording in kept]


def title(words: Sequence[str], group: Phrases) -> str:
    """The first phrase, and the second when the first is of few statements and there is room."""
    if len(words) < 2:
        return "".join(words)
    enough = group.spread[tuple(fold(words[0]).split())] >= ENOUGH * group.size
    both = f"{words[0]}, {words[1]}"
    return words[0] if enough or len(both) > TITLE_LENGTH else both
