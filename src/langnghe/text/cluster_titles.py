"""What to call a theme: the phrases its statements use and its siblings do not, as people wrote them.

A phrase is two to six words on end inside one clause. It neither begins nor ends with a joining word, holds no name,
number or redaction mark, and is not cut out of a longer expression: one that nearly always goes on with the same word
gives way to the longer one.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import log

from langnghe.text.cluster_words import MARK, folded_words, formulae
from langnghe.text.normal import clean, fold

LENGTHS = range(2, 7)
WORDS = 8
_CLAUSES = re.compile(rf"{MARK.pattern}|[^\w\s/-]+|(?<=\s)[-/]+(?=\s)|\n|\S*\d\S*")
_FORMULA = re.compile("|".join(rf"\b{' '.join(row)}\b" for row in formulae()))

Phrase = tuple[str, ...]  # folded words


@dataclass
class Phrases:
    """Phrases of a group of statements: in how many they occur, how written, and what stood beside them."""

    spread: Counter[Phrase]
    written: dict[Phrase, Counter[str]]
    size: int


def phrases(texts: Iterable[str]) -> Phrases:
    spread: Counter[Phrase] = Counter()
    written: dict[Phrase, Counter[str]] = defaultdict(Counter)
    size = 0
    for text in texts:
        size += 1
        seen = set()
        for clause in clauses(text):
            for phrase, wording in _in_clause(clause):
                seen.add(phrase)
                written[phrase][wording] += 1
        spread.update(sorted(seen))
    return Phrases(spread, written, size)


def clauses(text: str) -> list[list[str]]:
    """Runs of words between signs, formulae, numbers and names."""
    found = []
    for clause in _CLAUSES.split(clean(text)):
        hidden = _FORMULA.sub(lambda match: "|" * len(match[0]), fold(clause))
        kept = "".join("|" if hide == "|" else sign for sign, hide in zip(clause, hidden, strict=True))
        for run in re.split(r"\|+", kept):
            found += _without_names(run.split(), at_start=run is kept or kept.startswith(run))
    return [run for run in found if run]


def _without_names(words: list[str], at_start: bool) -> list[list[str]]:
    """Cut at words with a capital; the first of a sentence only when the next has one too."""
    capital = [word[:1].isupper() and not word.isupper() for word in words]
    if capital and at_start:
        capital[0] = len(capital) > 1 and capital[1]
    runs: list[list[str]] = [[]]
    for word, name in zip(words, capital, strict=True):
        if name:
            runs.append([])
        else:
            runs[-1].append(word if word.isupper() and len(word) > 1 else word.lower())
    return runs


def _in_clause(words: list[str]) -> list[tuple[Phrase, str]]:
    folded = [fold(word) for word in words]
    joining = folded_words("joining")
    edge = [word not in joining and word.isalpha() for word in folded]
    return [
        (tuple(folded[start:end]), " ".join(words[start:end]))
        for start in range(len(words))
        if edge[start]
        for end in range(start + 2, min(start + LENGTHS.stop, len(words) + 1))
        if edge[end - 1]
    ]


def telling(groups: Sequence[Phrases]) -> list[list[tuple[Phrase, str]]]:
    """For each group its phrases that set it apart from the others, best first, as most often written."""
    everywhere: Counter[Phrase] = Counter()
    for group in groups:
        everywhere.update(group.spread)
    total = sum(group.size for group in groups)
    return [_ranked(group, everywhere, total) for group in groups]


def _ranked(group: Phrases, everywhere: Counter[Phrase], total: int) -> list[tuple[Phrase, str]]:
    score = {phrase: _score(phrase, n, group.size, everywhere[phrase], total) for phrase, n in group.spread.items()}
    best = sorted(score, key=lambda phrase: (-score[phrase], phrase))[:200]
    whole = [phrase for phrase in best if not _cut_from_longer(phrase, group.spread)]
    return [(phrase, _most_usual(group.written[phrase])) for phrase in whole]


def _score(phrase: Phrase, inside: int, size: int, everywhere: int, total: int) -> float:
    outside = (everywhere - inside + 0.5) / (total - size + 1)
    share = (inside + 0.5) / (size + 1)
    least = min(2, size)
    return (inside >= least) * share * max(log(share / outside), 0) * log(1 + len(phrase)) + 1e-6 * len(phrase)


def _cut_from_longer(phrase: Phrase, spread: Counter[Phrase]) -> bool:
    return any(
        n >= 0.7 * spread[phrase] and len(other) > len(phrase) and _within(phrase, other) for other, n in spread.items()
    )


def _within(phrase: Phrase, other: Phrase) -> bool:
    return any(other[start : start + len(phrase)] == phrase for start in range(len(other) - len(phrase) + 1))


def _most_usual(written: Counter[str]) -> str:
    """The wording used most, one with marks before one without."""
    return min(written, key=lambda wording: (wording.isascii(), -written[wording], wording))


def apart(ranked: Iterable[tuple[Phrase, str]], count: int) -> list[str]:
    """The first ``count`` wordings of which none shares half its words with one before it."""
    kept: list[tuple[Phrase, str]] = []
    for phrase, wording in ranked:
        if all(2 * len(set(phrase) & set(other)) <= min(len(phrase), len(other)) for other, _ in kept):
            kept.append((phrase, wording))
        if len(kept) == count:
            break
    return [wording for _, wording in kept]
