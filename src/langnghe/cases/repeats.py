"""At intake: is this matter known already? Open cases and problems of the same place and topic that say the same.

The engine (``text.dedupe``) finds near-copies; the same matter in other words is told by the telling words that two
texts share, because the engine's own measure takes a fixed third of a second (``thorough`` asks for it, where nobody
waits at a counter). Only cases of one place, or where none is given of one topic, are looked at, the newest first, so
that the size of the register does not matter. Denunciations never are: whoever registers may not read them.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import log, sqrt
from typing import NamedTuple

from django.db.models import Q, QuerySet

from langnghe.cases.models import Case, Problem
from langnghe.registry.models import Unit
from langnghe.text import dedupe
from langnghe.text.normal import fold

LOOKED_AT = 400  # newest cases of the place (and topic) whose words are compared
COMPARED = 12  # of those, the ones that share most: the engine reads them in full
SHOWN = 5
ALIKE = 0.2  # cosine of telling words from which another wording is proposed
WORD = re.compile(r"\w+")
CLOSED_DAYS = dt.timedelta(days=180)  # a matter closed longer ago is a new one
NEW = ("~", 0)  # sorts after every other key: the new text is the second of each pair


@dataclass(frozen=True, slots=True)
class Candidate:
    """A matter that may be the same; either a case (with the problem it belongs to) or a problem."""

    score: float  # 0 to 1
    link: str  # "repeat": nearly the same words; "same-matter": other words
    case: Case | None
    problem: Problem | None


class Known(NamedTuple):
    """A row that a text is compared with."""

    key: tuple[str, int]  # ("case", 12) or ("problem", 3)
    text: str
    folded: str


def repeats_of(
    text: str,
    *,
    area: Unit | None,
    topic: str,
    on: dt.date,
    among: QuerySet[Case] | None = None,
    without: int | None = None,
    most: int = SHOWN,
    thorough: bool = False,
) -> list[Candidate]:
    """The likeliest known matters, best first; [] where nothing is like it, or nothing is known of place and topic.

    ``among``: cases that the officer may see; ``without``: the case itself, where it is registered already.
    """
    if not text.strip() or (area is None and not topic):
        return []
    cases = _cases(Case.objects.all() if among is None else among, area, topic, on)
    if without is not None:
        cases = cases.exclude(pk=without)
    known = [Known(("case", pk), words, folded) for pk, words, folded in cases[:LOOKED_AT]]
    known += [Known(("problem", row.pk), said, fold(said)) for row in _problems(area, topic) for said in [_said(row)]]
    found = _alike(text, known, topic, area, thorough)
    return _candidates(found[:most])


def _cases(cases: QuerySet[Case], area: Unit | None, topic: str, on: dt.date) -> QuerySet[Case, tuple[int, str, str]]:
    recent = Q(is_open=True) | Q(closed_on__gte=on - CLOSED_DAYS)
    found = cases.filter(recent, _where(area, topic), secret=False, merged_into=None)
    return found.order_by("-pk").values_list("pk", "text", "folded")


def _problems(area: Unit | None, topic: str) -> QuerySet[Problem]:
    return Problem.objects.filter(_where(area, topic), state=Problem.State.OPEN)[:LOOKED_AT]


def _where(area: Unit | None, topic: str) -> Q:
    """One place: there the topic may have been read another way. Without a place the topic must be the same."""
    return Q(area=area) if area else Q(topic=topic)


def _said(problem: Problem) -> str:
    return f"{problem.title}. {problem.cause}".strip()


def _alike(text: str, known: Sequence[Known], topic: str, area: Unit | None, thorough: bool) -> list[dedupe.Link]:
    """Links of the text to the known rows that say the same, best first."""
    near = _nearest(fold(text), known)
    place = area.code if area else None
    rows = [dedupe.Item(row.key, row.text, topic=topic or None, place=place) for row, _ in near]
    rows.append(dedupe.Item(NEW, text, topic=topic or None, place=place))
    if thorough:
        return [link for link in dedupe.pairs(rows) if link.b == NEW] if near else []
    copies = [link for link in dedupe.repeats(rows) if link.b == NEW] if near else []
    known_already = {link.a for link in copies}
    others = [
        dedupe.Link(row.key, NEW, score, "same-matter")
        for row, score in near
        if score >= ALIKE and row.key not in known_already
    ]
    return sorted(copies, key=lambda link: -link.score) + others


def _nearest(folded: str, known: Sequence[Known]) -> list[tuple[Known, float]]:
    """The rows that share the most telling words, and how alike they are in them (cosine, 0 to 1)."""
    said = [_words(folded), *(_words(row.folded) for row in known)]
    often = Counter(word for words in said for word in words)
    weight = {word: log(1 + len(said) / count) ** 2 for word, count in often.items()}
    norms = [sum(weight[word] for word in words) for words in said]
    scores = [
        sum(weight[word] for word in said[0] & words) / sqrt(norms[0] * norm) if norm and norms[0] else 0.0
        for words, norm in zip(said[1:], norms[1:], strict=True)
    ]
    best = sorted(range(len(known)), key=lambda i: (-scores[i], i))[:COMPARED]
    return [(known[i], scores[i]) for i in best if scores[i] > 0]


def _words(folded: str) -> set[str]:
    return set(WORD.findall(folded))


def _candidates(found: Sequence[dedupe.Link]) -> list[Candidate]:
    keys = {what: [link.a[1] for link in found if link.a[0] == what] for what in ("case", "problem")}
    cases = Case.objects.select_related("unit", "problem").in_bulk(keys["case"])
    problems = Problem.objects.select_related("owner").in_bulk(keys["problem"])
    candidates = []
    for link in found:
        case = cases[link.a[1]] if link.a[0] == "case" else None
        problem = case.problem if case else problems[link.a[1]]
        candidates.append(Candidate(link.score, link.link, case, problem))
    return candidates
