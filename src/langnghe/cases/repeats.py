"""At intake: is this matter known already? Open cases and problems of the same place and topic that say the same.

The engine (``text.dedupe``) compares a text with few others at great care; which few, a look at shared words says. Only
cases of one place, or where none is given of one topic, are looked at, the newest first, so that the size of the
register does not matter. Denunciations are never looked at: whoever registers may not read them.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import log
from typing import NamedTuple

from django.db.models import Q, QuerySet

from langnghe.cases.models import Case, Problem
from langnghe.registry.models import Unit
from langnghe.text import dedupe
from langnghe.text.normal import fold

LOOKED_AT = 400  # newest cases of the place (and topic) whose words are compared
COMPARED = 24  # of those, the ones that share most: the engine reads them in full
SHOWN = 5
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
    found = _alike(text, known, topic, area)
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


def _alike(text: str, known: Sequence[Known], topic: str, area: Unit | None) -> list[dedupe.Link]:
    """Links of the text to the known rows that say the same, best first."""
    near = _nearest(fold(text), known)
    if not near:
        return []
    place = area.code if area else None
    rows = [dedupe.Item(row.key, row.text, topic=topic or None, place=place) for row in near]
    links = dedupe.pairs([*rows, dedupe.Item(NEW, text, topic=topic or None, place=place)])
    return [link for link in links if link.b == NEW]


def _nearest(folded: str, known: Sequence[Known]) -> list[Known]:
    """The rows that share the most telling words: a word that few rows have tells more."""
    said = set(folded.split())
    words = [said & set(row.folded.split()) for row in known]
    often = Counter(word for shared in words for word in shared)
    weights = [sum(log(1 + len(known) / often[word]) for word in shared) for shared in words]
    best = sorted(range(len(known)), key=lambda i: (-weights[i], i))[:COMPARED]
    return [known[i] for i in best if weights[i] > 0]


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
