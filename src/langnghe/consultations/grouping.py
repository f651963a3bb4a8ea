"""Comments on one place of a draft, put together by what they ask for (the synthesis engine's own words and groups).

Finer than the themes of a month: comments on one paragraph already share their subject, and to join two groups is less
work for an officer than to take one apart. The result does not depend on the order of the texts.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from langnghe.text.cluster import MOST, NAMED_BY, group, how_many
from langnghe.text.cluster.titles import WORDS, apart, phrases, telling, title
from langnghe.text.normal import fold

TITLE_LENGTH = 160
FEW = 12  # comments on one place, up to which each is compared with the groups once more
ALIKE = 0.25  # share of pairs of words from which two say the same
LEAST_MET = 3


@dataclass(frozen=True, slots=True)
class Grouped:
    """Places of the texts that ask for the same, and a title in their own words."""

    members: tuple[int, ...]
    title: str


def grouped(texts: Sequence[str]) -> list[Grouped]:
    """Groups of two and more, the largest first; a text in none stands alone."""
    if len(texts) < 2:
        return []
    members: dict[int, list[int]] = defaultdict(list)
    alone: list[int] = []
    for place, label in enumerate(group(texts, k=_how_fine(len(texts)))):
        if label is None:
            alone.append(place)
        else:
            members[label].append(place)
    kept = [rows for rows in members.values() if len(rows) > 1 and (len(texts) > 2 or _are_alike(*texts))]
    alone += [rows[0] for rows in members.values() if len(rows) == 1]
    if len(texts) <= FEW:
        _take_in(alone, kept, texts)
    kept.sort(key=lambda rows: (-len(rows), min(texts[row] for row in rows)))
    said = [phrases(sorted(texts[row] for row in rows)[:NAMED_BY]) for rows in kept]
    return [
        Grouped(tuple(rows), _title(title(apart(ranked, WORDS), of_group), texts, rows))
        for rows, ranked, of_group in zip(kept, telling(said), said, strict=True)
    ]


def _how_fine(size: int) -> int:
    return min(MOST, max(how_many(size), round(size / 2) if size <= FEW else round(size**0.55)))


def _take_in(alone: Sequence[int], groups: Sequence[list[int]], texts: Sequence[str]) -> None:
    """Among few texts the cut is fine on purpose; one that says a group's words joins it."""
    for row in sorted(alone, key=lambda row: texts[row]):
        shares = [
            (_share(texts[row], " . ".join(texts[each] for each in rows)), -place) for place, rows in enumerate(groups)
        ]
        best, place = max(shares, default=(0.0, 0))
        if best >= ALIKE:
            groups[-place].append(row)


def _are_alike(a: str, b: str) -> bool:
    return max(_share(a, b), _share(b, a)) >= ALIKE


def _share(text: str, within: str) -> float:
    """Share of a text's pairs of words that another one has too; 0 where that is only a turn of phrase."""
    pairs, known = _pairs(text), set(_pairs(within))
    met = sum(pair in known for pair in pairs)
    return met / len(pairs) if met >= LEAST_MET else 0.0


def _pairs(text: str) -> list[tuple[str, str]]:
    words = re.findall(r"\w+", fold(text))
    return list(pairwise(words))


def _title(made: str, texts: Sequence[str], rows: Sequence[int]) -> str:
    """The engine's title of many comments; of a few, the shortest of them says more."""
    words = made if made and len(rows) > FEW else min((texts[row] for row in rows), key=lambda text: (len(text), text))
    return words[:1].upper() + words[1:TITLE_LENGTH]
