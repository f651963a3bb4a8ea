"""Programmes and recommendations: those of the Front, those to one's own unit, and what everybody may read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from langnghe.consultations.models import Programme, Recommendation, RecommendationStep
from langnghe.consultations.supervision.rights import own_bodies
from langnghe.registry.models import Officer

State = Recommendation.State


def programmes(year: int | None = None, kind: str = "") -> QuerySet[Programme]:
    found = Programme.objects.select_related("leads").prefetch_related("bodies", "recommendations")
    found = found.filter(year=year) if year else found
    return found.filter(kind=kind) if kind else found


def recommendations_for(person: Officer) -> QuerySet[Recommendation]:
    """What the officer's unit was asked, what is owed first; by the day on which it is owed."""
    rows = Recommendation.objects.filter(body__in=own_bodies(person))
    return rows.select_related("programme", "programme__leads", "body").order_by("state", "due_on", "pk")


def overdue(today: dt.date) -> QuerySet[Recommendation]:
    """No answer in time, or not done by the day promised."""
    late = Q(state=State.WAITING, due_on__lt=today)
    late |= Q(state__in=(State.ACCEPTED, State.PARTLY), promised_on__lt=today)
    return Recommendation.objects.filter(late).select_related("programme", "body__parent").order_by("due_on", "pk")


@dataclass(frozen=True, slots=True)
class Shown:
    """One recommendation on the public page: words that a second person has seen, and the state of today."""

    row: Recommendation
    steps: list[RecommendationStep]

    @property
    def later(self) -> bool:
        """Whether it has come further than the words shown."""
        return not self.steps or self.steps[-1].state != self.row.state


def shown_programmes() -> QuerySet[Programme]:
    return programmes().exclude(shown_through=None)


def shown_recommendations(programme: Programme) -> list[Shown]:
    """Recommendations of a public programme, each with the steps that a second person let out."""
    through = programme.shown_through or 0
    found = []
    for row in programme.recommendations.select_related("body").prefetch_related("steps"):
        steps = [step for step in row.steps.all() if step.pk <= through]
        if steps:
            found.append(Shown(row, steps))
    return found


def states_of(rows: Sequence[Recommendation]) -> list[tuple[str, int]]:
    """(state, how many recommendations) of bodies' answers; never by person."""
    return [(str(state.label), n) for state in State if (n := sum(row.state == state for row in rows))]
