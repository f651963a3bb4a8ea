"""What the statistics know of a case, a turn and a session of reception: facts as of the last day of a period.

A day is "before" the period, "within" it, or "not_yet" by its end. Days come from the timeline, never from the case as
it stands now: a case that is reopened next month does not change what this month has reported.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from typing import Any, NamedTuple

from django.db.models import Count, F, Q, QuerySet, Sum

from langnghe.cases.models import Case, Clock, Event, Meeting, Visit
from langnghe.law import procedures

HANDLING = frozenset({"accept", "refuse", "guide", "refer", "answer", "withdraw", "stop"})
SETTLING = frozenset({"decide", "conclude", "answer", "stop", "withdraw"})
ENFORCING = frozenset({"done", "enforce"})
TOLD = sorted(HANDLING | SETTLING | ENFORCING | {"reopen", "merge", "unmerge"})
Days = tuple[dt.date, dt.date]


class CaseFact(NamedTuple):
    kind: str
    first: bool  # the item that its petition is counted by
    merged: bool
    signers: str  # "one", "many", "other": nobody named, or not signed
    again: bool  # follows an earlier case
    to_handle: str  # "before", "within": came then and was not handled before the period; "" otherwise
    handled: str
    way: str  # act by which it was handled
    to_settle: str  # accepted then, and not settled before the period
    settled: str
    ended: str  # act by which it was settled
    finding: str
    late: bool
    to_enforce: str
    enforced: str


class VisitFact(NamedTuple):
    mode: str
    delegated: bool
    delegation: bool
    again: bool


class SessionFact(NamedTuple):
    mode: str
    delegated: bool


class Counted(NamedTuple):
    """So many rows and people with the same facts in a unit."""

    fact: Any
    unit: int
    rows: int
    people: int


def counted(source: str, days: Days, units: Collection[int] | None, by: str) -> Iterable[Counted]:
    """A source's rows of a period, gathered by fact and unit; ``units`` None means all."""
    if source == "visits":
        return _visits(days, units)
    if source == "sessions":
        return _sessions(days, units)
    return (Counted(fact, unit, 1, 0) for _pk, unit, fact in case_facts(days, units, by))


# --- reception --------------------------------------------------------------------------------------------------


def visits_of(days: Days, units: Collection[int] | None) -> QuerySet[Visit]:
    """Turns in which somebody was received."""
    found = Visit.objects.filter(
        meeting__kind=Meeting.Kind.RECEPTION, meeting__cancelled=False, meeting__on__range=days
    ).exclude(handling=Visit.Handling.REFUSED)
    return found if units is None else found.filter(meeting__unit__in=units)


def _visits(days: Days, units: Collection[int] | None) -> Iterator[Counted]:
    rows = (
        visits_of(days, units)
        .order_by()
        .values_list("meeting__mode", "meeting__delegated", "delegation", "again", "meeting__unit")
        .annotate(n=Count("pk"), who=Sum("people"))
    )
    for mode, delegated, delegation, again, unit, number, people in rows:
        yield Counted(VisitFact(mode, delegated, delegation, again), unit, number, people)


def sessions_of(days: Days, units: Collection[int] | None) -> QuerySet[Meeting]:
    found = Meeting.objects.filter(kind=Meeting.Kind.RECEPTION, cancelled=False, on__range=days)
    return found if units is None else found.filter(unit__in=units)


def _sessions(days: Days, units: Collection[int] | None) -> Iterator[Counted]:
    rows = sessions_of(days, units).order_by().values_list("mode", "delegated", "unit").annotate(n=Count("pk"))
    for mode, delegated, unit, number in rows:
        yield Counted(SessionFact(mode, delegated), unit, number, 0)


# --- cases ------------------------------------------------------------------------------------------------------


def case_facts(days: Days, units: Collection[int] | None, by: str) -> Iterator[tuple[int, int, CaseFact]]:
    """(key, unit, facts) of every case that a period may count; three queries however many they are."""
    found = relevant(days, units, by)
    told, late = _told(found, days), _late(found, days)
    columns = ("pk", "unit", "kind", "item", "previous", "finding", "received_on")
    whose = F("submission__unit") if by == "receiver" else F("unit")
    rows = found.annotate(whose=whose).values_list(
        "whose", *columns, "submission__people", "submission__anonymous", "submission__signed"
    )
    for whose_row, pk, _unit, *row in rows.iterator(chunk_size=5000):
        yield pk, whose_row, _fact(row, _Story.of(told.get(pk, ())), pk in late, days)


def relevant(days: Days, units: Collection[int] | None, by: str) -> QuerySet[Case]:
    """Cases that had come by the end of the period and were not over before it began."""
    first, last = days
    found = Case.objects.filter(Q(closed_on=None) | Q(closed_on__gte=first), received_on__lte=last).order_by()
    if units is None:
        return found
    return found.filter(**{"submission__unit__in" if by == "receiver" else "unit__in": units})


def _told(found: QuerySet[Case], days: Days) -> dict[int, list[tuple[str, dt.date]]]:
    """The acts of each case up to the last day, in their order."""
    events = Event.objects.filter(case__in=found.values("pk"), act__in=TOLD, on__lte=days[1], undone_by=None)
    told: dict[int, list[tuple[str, dt.date]]] = defaultdict(list)
    for case, act, on in events.order_by("case_id", "number").values_list("case_id", "act", "on").iterator(5000):
        told[case].append((act, on))
    return told


def _late(found: QuerySet[Case], days: Days) -> set[int]:
    """Cases whose term of settling was met late, by the end of the period."""
    steps = {kind.settle_step for kind in procedures.kinds().values()}
    missed = Clock.objects.filter(
        case__in=found.values("pk"), step__in=steps, state=Clock.State.MISSED, ended_on__lte=days[1]
    )
    return set(missed.values_list("case_id", flat=True))


class _Story(NamedTuple):
    """The days that matter of one case, as its acts tell them."""

    handled: dt.date | None = None
    way: str = ""
    accepted: dt.date | None = None
    settled: dt.date | None = None
    ended: str = ""
    enforced: dt.date | None = None
    merged: bool = False

    @classmethod
    def of(cls, acts: Iterable[tuple[str, dt.date]]) -> _Story:
        handled = accepted = settled = enforced = None
        way = ended = ""
        merged = False
        for act, on in acts:
            if act in HANDLING and handled is None:
                handled, way = on, act
            if act == "reopen":  # what was refused or passed on is now the office's own matter
                settled, ended, enforced = None, "", None
                way = "accept"
            if act in ("accept", "reopen") and accepted is None:
                accepted = on
            if act in SETTLING:
                settled, ended = on, act
            if act in ENFORCING:
                enforced = on
            if act in ("merge", "unmerge"):
                merged = act == "merge"
        return cls(handled, way, accepted, settled, ended, enforced, merged)


def _fact(row: list[Any], story: _Story, late: bool, days: Days) -> CaseFact:
    kind, item, previous, finding, received_on, people, anonymous, signed = row
    handled, settled, enforced = (_when(day, days) for day in (story.handled, story.settled, story.enforced))
    return CaseFact(
        kind=kind,
        first=item == 1,
        merged=story.merged,
        signers="other" if anonymous or not signed else "many" if people > 1 else "one",
        again=previous is not None,
        to_handle="" if handled == "before" else _when(received_on, days),
        handled=handled,
        way=story.way,
        to_settle=_load(story.accepted, settled, days),
        settled=settled,
        ended=story.ended,
        finding=finding if story.settled else "",
        late=late,
        to_enforce=_load(story.settled, enforced, days),
        enforced=enforced,
    )


def _load(since: dt.date | None, until: str, days: Days) -> str:
    """Whether a matter that began on a day was still to be done in the period, and when it had begun."""
    return "" if since is None or until == "before" else _when(since, days)


def _when(day: dt.date | None, days: Days) -> str:
    if day is None or day > days[1]:
        return "not_yet"
    return "before" if day < days[0] else "within"
