"""What to call a theme: the phrases its statements use and its siblings do not, as people wrote them.

A phrase is two to six words on end inside one clause. It neither begins nor ends with a joining word, holds no name,
number or redaction mark, and is not cut out of a longer expression: words that belong together by the thesaurus stay
together, and a phrase said once must be a whole run of words, from one joint of its clause to the next.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import chain, pairwise
from math import log

from langnghe.text.cluster.words import MARK, folded_words, formulae, single_words
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
REMEMBERED = 1 << 17  # spellings
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
    written: dict[Phrase, list[Phrase]]
    size: int


def phrases(texts: Sequence[str]) -> Phrases:
    """Phrases of ``texts``, the most central first."""
    weight, spread, written = (
        defaultdict[Phrase, float](float),
        Counter[Phrase](),
        defaultdict[Phrase, list[Phrase]](list),
    )
    whole: set[Phrase] = set()
    for place, text in enumerate(texts):
        here: dict[Phrase, Phrase] = {}
        for phrase, wording, is_whole in _candidates(words_of(text), not text.isascii()):
            here.setdefault(phrase, wording)
            if is_whole:
                whole.add(phrase)
        spread.update(here.keys())
        for phrase, wording in here.items():
            weight[phrase] += 1 - place / (2 * len(texts))
            written[phrase].append(wording)
    cut_out = [phrase for phrase, times in spread.items() if times == 1 and phrase not in whole]
    for phrase in cut_out:
        del weight[phrase], spread[phrase], written[phrase]
    return Phrases(weight, spread, written, len(texts))


# --- words and gaps -------------------------------------------------------------------------------------------


def words_of(text: str) -> list[Word]:
    """Words in reading order; signs, numbers, marks, names and ways of asking are gaps."""
    text = clean(text)
    pieces = _PIECES.findall(text.lower() if text.isupper() else text)
    words = [word or _in_place(pieces, place) for place, word in enumerate(map(_form, pieces))]
    _forget_addressed(words)
    _forget_formulae(words)
    return words


@lru_cache(REMEMBERED)
def _form(piece: str) -> Word | None:
    """The word or gap that a piece is wherever it stands; None where its neighbours tell."""
    folded = fold(piece)
    if not piece.isalpha() or (len(piece) == 1 and folded not in _VOWELS):
        return _GAP
    return (piece, folded) if piece.islower() or (piece.isupper() and len(piece) > 1) else None


def _in_place(pieces: Sequence[str], place: int) -> Word:
    return _GAP if _is_name(pieces, place) else (pieces[place].lower(), fold(pieces[place]))


def _is_name(pieces: Sequence[str], place: int) -> bool:
    """A capital inside a sentence ("Chủ tịch" apart), or at its start with another capital after it."""
    if not pieces[place][:1].isupper():
        return False
    after = pieces[place + 1] if place + 1 < len(pieces) else ""
    at_start = place == 0 or pieces[place - 1] in _SENTENCE_ENDS
    return after.istitle() if at_start else not (after.islower() and (fold(pieces[place]), fold(after)) in _bound())


def _forget_addressed(words: list[Word]) -> None:
    """A form of address and the word after it, which may be a name in small letters, become gaps."""
    address = single_words("address")
    for place in [place for place, (written, _) in enumerate(words) if written in address]:
        words[place : place + 2] = [_GAP] * len(words[place : place + 2])


@cache
def _formulae_by_opening() -> tuple[dict[Phrase, list[Phrase]], frozenset[str]]:
    """Formulae, the longest first, by their first two words (or the only one); and all first words."""
    by_opening: dict[Phrase, list[Phrase]] = defaultdict(list)
    for row in formulae():
        by_opening[row[:2]].append(row)
    return dict(by_opening), frozenset(row[0] for row in formulae())


def _forget_formulae(words: list[Word]) -> None:
    """Ways of saying and asking become gaps, at each place the longest."""
    by_opening, opening_words = _formulae_by_opening()
    said, end = tuple(folded for _, folded in words), 0
    for place in [place for place, word in enumerate(said) if word in opening_words]:
        if place < end:
            continue
        rows = (*by_opening.get(said[place : place + 2], ()), *by_opening.get(said[place : place + 1], ()))
        length = next((len(row) for row in rows if said[place : place + len(row)] == row), 0)
        words[place : place + length] = [_GAP] * length
        end = place + length


# --- candidates -----------------------------------------------------------------------------------------------


def _candidates(words: Sequence[Word], marked: bool) -> Iterator[tuple[Phrase, Phrase, bool]]:
    """(phrase, wording, whether it fills the clause between two joints) of each place where one may stand."""
    written, folded = zip(*words, strict=True) if words else ((), ())
    joining, unfinished = (single_words if marked else folded_words)("joining"), folded_words("unfinished")
    bound = _bound()
    loose = [not word or word in joining for word in ("", *(written if marked else folded), "")]
    tied = [pair in bound for pair in pairwise(("", *folded, ""))]
    opens = [place for place in range(len(words)) if not (loose[place + 1] or tied[place])]
    closes = [not (loose[end] or tied[end] or word in unfinished) for end, word in enumerate(folded, 1)]
    for start in opens:
        for end in range(start + 2, min(start + LONGEST, len(words)) + 1):
            if not written[end - 1]:
                break
            if closes[end - 1]:
                yield folded[start:end], written[start:end], loose[start] and loose[end + 1]


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
    rows = [(phrase, _most_usual(Counter(map(" ".join, group.written[phrase])))) for phrase in whole]
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
