"""What the statistics know of a case, a turn and a session of reception: facts as of the last day of a period.

A day is "before" the period, "within" it, or "not_yet" by its end. Days come from the timeline, never from the case as
it stands now: a case that is reopened next month does not change what this month has reported.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator
from functools import lru_cache
from typing import Any, NamedTuple

from django.db.models import Case as Choice
from django.db.models import Count, F, Q, QuerySet, SmallIntegerField, Sum, Value, When

from langnghe.cases.models import Case, Clock, Event, Meeting, Visit
from langnghe.law import procedures

HANDLING = frozenset({"accept", "refuse", "guide", "refer", "answer", "withdraw", "stop"})
SETTLING = frozenset({"decide", "conclude", "answer", "stop", "withdraw"})
ENFORCING = frozenset({"done", "enforce"})
TOLD = sorted(HANDLING | SETTLING | ENFORCING | {"reopen", "merge", "unmerge"})
Days = tuple[dt.date, dt.date]
Told = tuple[str, int]  # an act, and 1 where it was before the period
BEFORE, WITHIN, NOT_YET = "before", "within", "not_yet"


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


def counted(
    source: str, days: Days, units: Collection[int] | None, by: str, kinds: Collection[str] | None = None
) -> Iterable[Counted]:
    """A source's rows of a period, gathered by fact and unit; ``units`` None means all, ``kinds`` likewise."""
    if source == "visits":
        return _visits(days, units)
    if source == "sessions":
        return _sessions(days, units)
    gathered = Counter((fact, unit) for _pk, unit, fact in case_facts(days, units, by, kinds))
    return [Counted(fact, unit, rows, 0) for (fact, unit), rows in gathered.items()]


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


def case_facts(
    days: Days, units: Collection[int] | None, by: str, kinds: Collection[str] | None = None
) -> Iterator[tuple[int, int, CaseFact]]:
    """(key, unit, facts) of every case that a period may count; three queries however many they are.

    Days are compared by the database: 100,000 cases come back as a few hundred different rows of facts.
    """
    found = relevant(days, units, by, kinds)
    told, late = _told(found, days), _late(found, days)
    rows = found.annotate(
        whose=F("submission__unit" if by == "receiver" else "unit"), came_before=_before("received_on", days)
    ).values_list(
        "pk", "whose", "kind", "item", "previous", "finding", "came_before",
        "submission__people", "submission__anonymous", "submission__signed",
    )  # fmt: skip
    for pk, unit, kind, item, previous, finding, came_before, people, anonymous, signed in rows.iterator(5000):
        signers = "other" if anonymous or not signed else "many" if people > 1 else "one"
        came = _when(came_before)
        acts = tuple(told.get(pk, ()))
        yield pk, unit, _fact(kind, item == 1, signers, previous is not None, finding, came, acts, pk in late)


def relevant(
    days: Days, units: Collection[int] | None, by: str, kinds: Collection[str] | None = None
) -> QuerySet[Case]:
    """Cases that had come by the end of the period and were not over before it began."""
    first, last = days
    found = Case.objects.filter(Q(closed_on=None) | Q(closed_on__gte=first), received_on__lte=last).order_by()
    if kinds is not None:
        found = found.filter(kind__in=kinds)
    if units is not None:
        found = found.filter(**{"submission__unit__in" if by == "receiver" else "unit__in": units})
    return found


def _before(field: str, days: Days) -> Choice:
    """1 for a day before the period, 0 for one within it."""
    return Choice(When(**{f"{field}__lt": days[0]}, then=Value(1)), default=Value(0), output_field=SmallIntegerField())


def _told(found: QuerySet[Case], days: Days) -> dict[int, list[Told]]:
    """The acts of each case up to the last day, in their order."""
    events = Event.objects.filter(case__in=found.values("pk"), act__in=TOLD, on__lte=days[1], undone_by=None)
    rows = events.annotate(was_before=_before("on", days)).order_by("case_id", "number")
    told: dict[int, list[Told]] = defaultdict(list)
    for case, act, was_before in rows.values_list("case_id", "act", "was_before").iterator(5000):
        told[case].append((act, was_before))
    return told


def _late(found: QuerySet[Case], days: Days) -> set[int]:
    """Cases whose term of settling was met late, by the end of the period."""
    steps = {kind.settle_step for kind in procedures.kinds().values()}
    missed = Clock.objects.filter(
        case__in=found.values("pk"), step__in=steps, state=Clock.State.MISSED, ended_on__lte=days[1]
    )
    return set(missed.values_list("case_id", flat=True))


class _Story(NamedTuple):
    """When what happened to one case, as its acts tell it."""

    handled: str = NOT_YET
    way: str = ""
    accepted: str = NOT_YET
    settled: str = NOT_YET
    ended: str = ""
    enforced: str = NOT_YET
    merged: bool = False


def _story(acts: Iterable[Told]) -> _Story:
    story = _Story()
    for act, was_before in acts:
        story = story._replace(**_step(story, act, _when(was_before)))
    return story


def _step(story: _Story, act: str, when: str) -> dict[str, Any]:
    """What one act changes."""
    changed: dict[str, Any] = {}
    if act in HANDLING and story.handled == NOT_YET:
        changed |= {"handled": when, "way": act}
    if act == "reopen":  # what was refused or passed on is now the office's own matter
        changed |= {"settled": NOT_YET, "ended": "", "enforced": NOT_YET, "way": "accept"}
    if act in ("accept", "reopen") and story.accepted == NOT_YET:
        changed["accepted"] = when
    if act in SETTLING:
        changed |= {"settled": when, "ended": act}
    if act in ENFORCING:
        changed["enforced"] = when
    if act in ("merge", "unmerge"):
        changed["merged"] = act == "merge"
    return changed


@lru_cache(maxsize=20_000)
def _fact(
    kind: str, first: bool, signers: str, again: bool, finding: str, came: str, acts: tuple[Told, ...], late: bool
) -> CaseFact:
    story = _story(acts)
    return CaseFact(
        kind=kind,
        first=first,
        merged=story.merged,
        signers=signers,
        again=again,
        to_handle="" if story.handled == BEFORE else came,
        handled=story.handled,
        way=story.way,
        to_settle=_load(story.accepted, story.settled),
        settled=story.settled,
        ended=story.ended,
        finding=finding if story.ended else "",
        late=late,
        to_enforce=_load(story.settled, story.enforced),
        enforced=story.enforced,
    )


def _load(since: str, until: str) -> str:
    """Whether a matter that began was still to be done in the period, and when it had begun."""
    return "" if since == NOT_YET or until == BEFORE else since


def _when(was_before: int) -> str:
    return BEFORE if was_before else WITHIN
