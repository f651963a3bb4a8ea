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
from itertools import pairwise
from math import log

from langnghe.text.cluster_words import MARK, folded_words, formulae, joins, single_words
from langnghe.text.examples import shipped
from langnghe.text.normal import clean, fold
from langnghe.text.thesaurus import read_groups

WORDS = 8
LONGEST = 6
NEARLY_ALWAYS = 0.7
ENOUGH = 0.5  # of the statements: a title that so many hold needs no second phrase
KNOWN = 4.0  # how much likelier an expression of the thesaurus is to read well than words that happen to meet
SAID_ONCE = 0.3  # what one person said in words nobody else used seldom names what all of them mean
TITLE_LENGTH = 60  # characters, of two phrases
_FIT = {2: 0.7, 3: 1.0, 4: 1.1, 5: 1.0, 6: 0.9}  # how well a phrase of so many words reads as a title
_PIECES = re.compile(rf"{MARK.pattern}|[^\W_]+|[^\w\s]|\n")
_SENTENCE_ENDS = frozenset('.!?:;…\n"“-–•+')
_VOWELS = frozenset("aeiouy")
_GAP = ("", "")

Phrase = tuple[str, ...]  # folded words
Word = tuple[str, str]  # as written, folded; both empty for a gap


@dataclass
class Phrases:
    """Phrases of a group of statements, with their weight (more for central ones), number and wordings."""

    weight: dict[Phrase, float]
    spread: Counter[Phrase]
    written: dict[Phrase, Counter[str]]
    size: int


def phrases(texts: Sequence[str]) -> Phrases:
    """Phrases of ``texts``, the most central first."""
    found = Phrases(defaultdict(float), Counter(), defaultdict(Counter), len(texts))
    whole: Counter[Phrase] = Counter()
    for place, text in enumerate(texts):
        here: dict[Phrase, str] = {}
        for phrase, wording, is_whole in _candidates(words_of(text), not text.isascii()):
            here.setdefault(phrase, wording)
            whole[phrase] += is_whole
        for phrase, wording in here.items():
            found.weight[phrase] += 1 - place / (2 * len(texts))
            found.spread[phrase] += 1
            found.written[phrase][wording] += 1
    for phrase in [phrase for phrase, times in found.spread.items() if times == 1 and not whole[phrase]]:
        del found.weight[phrase], found.spread[phrase], found.written[phrase]
    return found


# --- words and gaps -------------------------------------------------------------------------------------------


def words_of(text: str) -> list[Word]:
    """Words in reading order; signs, numbers, marks, names and ways of asking are gaps."""
    text = clean(text)
    pieces = [match.span() for match in _PIECES.finditer(text)]
    cased = text.lower() if text.isupper() else text
    written, folded = ([row[start:end] for start, end in pieces] for row in (cased, fold(text)))
    words = [_word(written, folded[place], place) for place in range(len(pieces))]
    return _without_formulae(_without_addressed(words))


def _word(pieces: Sequence[str], folded: str, place: int) -> Word:
    piece = pieces[place]
    if not piece.isalpha() or (len(piece) == 1 and folded not in _VOWELS):
        return _GAP
    if piece.islower():
        return piece, folded
    if piece.isupper() and len(piece) > 1:
        return piece, folded
    return _GAP if _is_name(pieces, place) else (piece.lower(), folded)


def _is_name(pieces: Sequence[str], place: int) -> bool:
    """A capital inside a sentence ("Chủ tịch" apart), or at its start with another capital after it."""
    if not pieces[place][:1].isupper():
        return False
    after = pieces[place + 1] if place + 1 < len(pieces) else ""
    at_start = place == 0 or pieces[place - 1] in _SENTENCE_ENDS
    return after.istitle() if at_start else not (after.islower() and _together(fold(pieces[place]), fold(after)))


def _without_addressed(words: Sequence[Word]) -> list[Word]:
    """A form of address and the word after it, which may be a name in small letters, are gaps."""
    address = [written in single_words("address") for written, _ in words]
    after = [False, *address[:-1]]
    return [_GAP if here or before else word for word, here, before in zip(words, address, after, strict=True)]


@cache
def _formulae_by_first() -> dict[str, list[Phrase]]:
    by_first: dict[str, list[Phrase]] = defaultdict(list)
    for row in formulae():
        by_first[row[0]].append(row)
    return by_first


def _without_formulae(words: list[Word]) -> list[Word]:
    place, kept, by_first = 0, list(words), _formulae_by_first()
    while place < len(words):
        rows = by_first.get(words[place][1])
        length = next((len(row) for row in rows if _stands(row, words, place)), 0) if rows else 0
        kept[place : place + length] = [_GAP] * length
        place += max(length, 1)
    return kept


def _stands(row: Phrase, words: Sequence[Word], place: int) -> bool:
    return all(word == folded for word, (_, folded) in zip(row, words[place : place + len(row)], strict=False)) and (
        place + len(row) <= len(words)
    )


# --- candidates -----------------------------------------------------------------------------------------------


def _candidates(words: Sequence[Word], marked: bool) -> Iterable[tuple[Phrase, str, bool]]:
    """(phrase, wording, whether it fills the clause between two joints) of each place where one may stand."""
    loose = [not written or joins(written if marked else folded, marked) for written, folded in [_GAP, *words, _GAP]]
    names = ["", *(folded for _, folded in words), ""]
    opens = [not loose[place] and not _together(names[place - 1], names[place]) for place in range(1, len(names) - 1)]
    for start in range(len(words)):
        if not opens[start]:
            continue
        for end in range(start + 1, min(start + LONGEST, len(words)) + 1):
            if not words[end - 1][0]:
                break
            if end - start > 1 and _closes(names, loose, end):
                chosen = words[start:end]
                whole = loose[start] and loose[end + 1]
                yield tuple(folded for _, folded in chosen), " ".join(written for written, _ in chosen), whole


def _closes(names: Sequence[str], loose: Sequence[bool], end: int) -> bool:
    """Whether a phrase may end with the word ``names[end]``."""
    last, after = names[end], names[end + 1]
    return not (loose[end] or last in folded_words("unfinished") or _together(last, after))


@cache
def _bound() -> frozenset[tuple[str, str]]:
    """Neighbours that belong together: inside expressions of the thesaurus, and habitual ones of our sentences."""
    listed = {pair for canonical, variants in read_groups() for row in (canonical, *variants) for pair in _pairs(row)}
    pairs, single = Counter[tuple[str, str]](), Counter[str]()
    for row in shipped():
        pairs.update(_pairs(row.text))
        single.update(fold(row.text).split())
    habitual = {
        pair for pair, times in pairs.items() if times >= 3 and times >= 0.3 * min(map(single.__getitem__, pair))
    }
    return frozenset(listed | habitual)


def _pairs(text: str) -> list[tuple[str, str]]:
    return list(pairwise(fold(text).split()))


def _together(first: str, second: str) -> bool:
    return (first, second) in _bound()


# --- the telling ones -----------------------------------------------------------------------------------------


@cache
def _topics_of() -> tuple[Counter[tuple[str, str]], int]:
    """In how many topics of our sentences two neighbours occur, and how many topics there are."""
    seen = {(row.topic, pair) for row in shipped() for pair in _pairs(row.text)}
    return Counter(pair for _, pair in seen), len({row.topic for row in shipped()})


def _special(phrase: Phrase) -> float:
    """1 for a phrase of one topic, towards 0 for one that is said of everything."""
    spread, topics = _topics_of()
    usual = sum(spread[pair] for pair in pairwise(phrase)) / (len(phrase) - 1)
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
    most: dict[Phrase, int] = defaultdict(int)
    for phrase, times in spread.items():
        for length in range(2, len(phrase)):
            for start in range(len(phrase) - length + 1):
                inside = phrase[start : start + length]
                most[inside] = max(most[inside], times)
    return most


def _most_usual(written: Counter[str]) -> str:
    """The wording used most, one with marks before one without."""
    return min(written, key=lambda wording: (wording.isascii(), -written[wording], wording))


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
