"""What the registers say, for an officer: of one's own unit, or of the whole province."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypedDict

from django.db.models import Aggregate, Count, Manager, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from langnghe.cases.models import Line, Meeting, Visit
from langnghe.cases.registers.rules import DialogueDays, dialogue_days, dialogue_quota, enough_voters
from langnghe.registry.models import Officer, Unit
from langnghe.registry.queries import areas, units_in_force
from langnghe.registry.roles import Scope, scope

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    class Tallied(TypedDict):
        turns: int
        came: int
        noted: int

    TalliedMeeting = WithAnnotations[Meeting, Tallied]
else:
    TalliedMeeting = Meeting


def units_of(officer: Officer, on: dt.date) -> list[Unit]:
    """Units whose registers an officer keeps or reads."""
    if scope(officer.role) == Scope.PROVINCE:
        return list(units_in_force(on).exclude(kind=Unit.Kind.VILLAGE).order_by("name"))
    return [officer.unit] if officer.unit else []


def visible(officer: Officer) -> QuerySet[Meeting]:
    """Sessions that an officer may open: all of the province, or those of one's own unit."""
    if scope(officer.role) == Scope.PROVINCE:
        return Meeting.objects.all()
    return Meeting.objects.filter(unit=officer.unit) if officer.unit else Meeting.objects.none()


def register(
    officer: Officer, *, kind: str = "", unit: int | None = None, between: tuple[dt.date, dt.date] | None = None
) -> QuerySet[TalliedMeeting]:
    """A register's sessions, the newest first, with turns, people who came and opinions noted.

    ``between``: the first and the last day.
    """
    found = visible(officer)
    found = found.filter(kind=kind) if kind else found
    found = found.filter(unit=unit) if unit else found
    found = found.filter(on__range=between) if between else found
    return found.select_related("unit", "area").annotate(
        turns=_of_each(Visit.objects, Count("pk")),
        came=_of_each(Visit.objects, Sum("people")),
        noted=_of_each(Line.objects.filter(undone=False), Count("pk")),
    )


def _of_each(rows: QuerySet[Any] | Manager[Any], total: Aggregate) -> Coalesce:
    """A total over a meeting's rows: a subquery each, because two joins would multiply each other's sums."""
    mine = rows.filter(meeting=OuterRef("pk")).order_by().values("meeting").annotate(total=total).values("total")
    return Coalesce(Subquery(mine), 0)


# --- the reception book ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Counts:
    """The different counts of receptions, never mixed: sessions, turns (lượt), people (người), delegations (đoàn)."""

    sessions: int
    turns: int
    people: int
    delegations: int
    again: int
    refused: int
    handled: dict[str, int]  # turns by handling, "" while none is set


def visits(meetings: QuerySet[Any]) -> QuerySet[Visit]:
    """Lines of the reception book of some sessions, in the order in which people came."""
    return (
        Visit.objects.filter(meeting__in=meetings.order_by().values("pk"), meeting__cancelled=False)
        .select_related("meeting__unit")
        .prefetch_related("submissions__cases")
        .order_by("meeting__on", "meeting_id", "number")
    )


def counts(meetings: QuerySet[Any]) -> Counts:
    """Counts of the receptions among some sessions; cancelled ones count for nothing."""
    receptions = meetings.filter(kind=Meeting.Kind.RECEPTION, cancelled=False).order_by()
    rows = list(
        Visit.objects.filter(meeting__in=receptions.values("pk"))
        .order_by()
        .values_list("handling", "delegation", "again")
        .annotate(turns=Count("pk"), people=Sum("people"))
    )
    handled: Counter[str] = Counter()
    for handling, _delegation, _again, turns, _people in rows:
        handled[handling] += turns
    return Counts(
        sessions=receptions.count(),
        turns=handled.total(),
        people=sum(row[4] for row in rows),
        delegations=sum(row[3] for row in rows if row[1]),
        again=sum(row[3] for row in rows if row[2]),
        refused=handled[Visit.Handling.REFUSED],
        handled=dict(handled),
    )


# --- dialogues ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Dialogue:
    """A dialogue with the days that the law sets for it."""

    meeting: Meeting
    days: DialogueDays
    today: dt.date

    @property
    def is_due(self) -> bool:
        """Whether enough voters asked for it."""
        return enough_voters(self.meeting.requested_share, self.meeting.on)

    @property
    def announced_late(self) -> bool:
        """Announced after the last day, or not at all though that day has passed."""
        last = self.days.announce_by
        return last is not None and (self.meeting.announced_on or self.today) > last

    @property
    def results_late(self) -> bool:
        """Results published after the last day, or not at all though that day has passed."""
        last = self.days.publish_by
        return last is not None and (self.meeting.results_on or self.today) > last


def dialogue(meeting: Meeting, today: dt.date) -> Dialogue:
    return Dialogue(meeting, dialogue_days(meeting.on), today)


@dataclass(frozen=True, slots=True)
class DialogueYear:
    """One commune's dialogues of a year against the number it owes."""

    unit: Unit
    owed: int
    held: int  # by today
    planned: int

    @property
    def missing(self) -> int:
        return max(0, self.owed - self.held)


def dialogue_year(officer: Officer, year: int, today: dt.date) -> list[DialogueYear]:
    """Each commune of the officer, those that still owe a dialogue first."""
    end = dt.date(year, 12, 31)
    quota = dialogue_quota(end)
    owed = quota.times if quota else 0
    units = [unit for unit in areas(min(end, today)) if scope(officer.role) == Scope.PROVINCE or unit == officer.unit]
    days = dialogues(officer, year).filter(cancelled=False).values_list("unit_id", "on")
    held = Counter(unit for unit, on in days if on <= today)
    planned = Counter(unit for unit, on in days if on > today)
    rows = [DialogueYear(unit, owed, held[unit.pk], planned[unit.pk]) for unit in units]
    return sorted(rows, key=lambda row: (-row.missing, row.planned, row.unit.name))


def dialogues(officer: Officer, year: int) -> QuerySet[Meeting]:
    found = visible(officer).filter(kind=Meeting.Kind.DIALOGUE, on__year=year)
    return found.select_related("unit", "area")


def overdue_dialogues(officer: Officer, today: dt.date) -> list[Dialogue]:
    """Dialogues of the last year whose notice or results are overdue."""
    rows = visible(officer).filter(
        Q(announced_on=None, on__gte=today) | Q(results_on=None, on__lt=today),
        kind=Meeting.Kind.DIALOGUE,
        cancelled=False,
        on__gte=today - dt.timedelta(days=365),
    )
    found = [dialogue(meeting, today) for meeting in rows.select_related("unit", "area")]
    return [
        one
        for one in found
        if (one.announced_late and one.meeting.on >= today) or (one.results_late and one.meeting.on < today)
    ]


# --- fast entry -----------------------------------------------------------------------------------------------


def noted(meeting: Meeting) -> QuerySet[Line]:
    """Rows saved at a meeting, newest first, with their opinion's labels at hand."""
    return meeting.lines.select_related("opinion__area", "opinion__proposal", "opinion__decision", "case").order_by(
        "undone", "-pk"
    )
