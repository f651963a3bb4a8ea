"""Count every running clock anew when the calendar or the law's table has changed: in bulk, slice by slice.

A pass notes how far it is, and a case that has its right day already is not touched, so a killed pass goes on where it
was and a second one changes nothing. Whose day moves gets a line on the timeline; officer and unit are told by letter.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import logging
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import islice
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import F, Max, QuerySet
from django.utils import timezone

from langnghe.audit import journal
from langnghe.cases import clocks, letters
from langnghe.cases.models import Case, Clock, Event, Extension, Pause, Recount
from langnghe.law import clock as law_clock
from langnghe.law import procedures
from langnghe.law.calendar import Calendar

AT_ONCE = 10_000  # clocks of a slice: the worker looks after other work in between
AT_ONCE_MOVED = 2_000  # cases of one transaction
NAMED = 30  # cases named in one letter

log = logging.getLogger(__name__)

Span = tuple[dt.date, dt.date | None]


class Running(NamedTuple):
    """What a running clock's day rests on, as one row of the database."""

    pk: int
    case: int
    kind: str
    step: str
    row_from: dt.date | None
    variant: str
    started_on: dt.date
    due_on: dt.date | None
    state: str

    @property
    def row(self) -> procedures.Deadline:
        return procedures.deadline(self.kind, self.step, self.row_from or self.started_on)


def next_slice() -> bool:
    """One slice of the pass that the rules of today ask for; whether there was anything to do."""
    rules = rules_of(clocks.calendar())
    newest = Recount.objects.first()
    if newest and newest.done_at and newest.rules == rules:
        return False
    _slice(newest if newest and not newest.done_at and newest.rules == rules else _begin(rules))
    return True


def moved_by(days: Calendar) -> set[int]:
    """Cases of which some term would end on another day under this calendar."""
    found: set[int] = set()
    reached = 0
    while rows := _running(reached):
        found |= _moved(rows, days)
        reached = rows[-1].pk
    return found


def rules_of(days: Calendar) -> str:
    """Of what a due day depends on besides its case: a digest."""
    kinds = sorted((day.toordinal(), row.kind) for day, row in days.days.items())
    return hashlib.sha256(f"{days.rest}{kinds}{_law()}".encode()).hexdigest()


@cache
def _law() -> str:
    return hashlib.sha256(repr(procedures.rows()).encode()).hexdigest()


# --- one pass ---------------------------------------------------------------------------------------------------


def _begin(rules: str) -> Recount:
    """A new pass; it also tells of what an unfinished one before it has moved."""
    newest = Recount.objects.first()
    if newest and newest.done_at is None:
        after, moved = newest.after_event, newest.moved
    else:
        after, moved = Event.objects.aggregate(last=Max("pk"))["last"] or 0, 0
    return Recount.objects.create(rules=rules, after_event=after, moved=moved)


def _slice(recount: Recount) -> None:
    """The next clocks of a pass, or its end."""
    rows = _running(recount.reached)
    if not rows:
        _finish(recount)
        return
    days = clocks.calendar()
    for cases in _batched(sorted(_moved(rows, days)), AT_ONCE_MOVED):
        _move(recount, cases, days)
    Recount.objects.filter(pk=recount.pk).update(reached=rows[-1].pk)


def _running(after: int) -> list[Running]:
    return read(Clock.objects.filter(pk__gt=after, state__in=clocks.RUNNING).order_by("pk")[:AT_ONCE])


def read(found: QuerySet[Clock]) -> list[Running]:
    return [Running(*row) for row in found.values_list(*Running._fields)]


def _moved(rows: Sequence[Running], days: Calendar) -> set[int]:
    """Cases of these clocks that have another day under the calendar."""
    return {row.case for row, due in _counted(rows, days) if due != row.due_on}


def _counted(rows: Sequence[Running], days: Calendar) -> Iterator[tuple[Running, dt.date | None]]:
    """Each clock with the day it ends on under the calendar; most terms are counted once for many cases."""
    spans, extensions = pauses_of({row.case for row in rows}), _extensions(rows)
    known: dict[tuple[object, ...], dt.date | None] = {}
    for row in rows:
        if row.case in spans or row.pk in extensions:
            yield row, _due(row, days, spans.get(row.case, ()), extensions.get(row.pk, ()))
            continue
        term = row[2:7]
        if term not in known:
            known[term] = _due(row, days)
        yield row, known[term]


def _due(
    row: Running, days: Calendar, spans: Sequence[Span] = (), extensions: Sequence[procedures.Extension] = ()
) -> dt.date | None:
    """The day a term ends; one that cannot be counted (a mistyped year) keeps its day and stops no other."""
    try:
        return law_clock.due(
            row.started_on,
            row.row,
            calendar=days,
            variant=row.variant or None,
            suspensions=spans,
            extensions=extensions,
        ).on
    except ValueError as error:
        log.warning("clock %s: %s", row.pk, error)
        return row.due_on


def pauses_of(cases: Collection[int] | QuerySet[Clock, Any]) -> dict[int, list[Span]]:
    """The suspensions of these cases: keys, or a question that gives them."""
    found: dict[int, list[Span]] = defaultdict(list)
    for case, first, resumed in Pause.objects.filter(case__in=cases).values_list("case", "from_on", "to_on"):
        found[case].append((first, resumed))
    return found


def _extensions(rows: Sequence[Running]) -> dict[int, list[procedures.Extension]]:
    found: dict[int, list[procedures.Extension]] = defaultdict(list)
    granted = Extension.objects.filter(clock__in=[row.pk for row in rows]).order_by("pk")
    for clock, days, unit, article in granted.values_list("clock", "days", "unit", "article"):
        found[clock].append(procedures.Extension(days, unit, "", article))  # type: ignore[arg-type]  # as law has it
    return found


@transaction.atomic
def _move(recount: Recount, wanted: Sequence[int], days: Calendar) -> None:
    """Give these cases their new days, under lock: an officer may have acted since the slice was read."""
    locked = Case.objects.select_for_update().filter(pk__in=wanted).order_by("pk")
    cases = {pk: (state, due) for pk, state, due in locked.values_list("pk", "state", "due_on")}
    steps: dict[int, list[str]] = defaultdict(list)
    moved: dict[dt.date | None, list[int]] = defaultdict(list)
    nearest: dict[int, list[dt.date]] = defaultdict(list)
    for row, due in _counted(read(_of_cases(cases)), days):
        if due != row.due_on:
            steps[row.case].append(row.step)
            moved[due].append(row.pk)
        if due and row.state == Clock.State.RUNNING and row.row.way != "at_least":
            nearest[row.case].append(due)
    due_days = {pk: min(nearest[pk], default=None) for pk in steps}
    _update(moved, {pk: due for pk, due in due_days.items() if due != cases[pk][1]})
    _write_events(cases, due_days, steps)
    Recount.objects.filter(pk=recount.pk).update(moved=F("moved") + len(steps))


def _of_cases(cases: Iterable[int]) -> QuerySet[Clock]:
    return Clock.objects.filter(case__in=list(cases), state__in=clocks.RUNNING).order_by("pk")


def _update(moved: Mapping[dt.date | None, list[int]], due_days: Mapping[int, dt.date | None]) -> None:
    """One update for each day: they are few, and an update of single rows costs a hundred times as much."""
    for day, of_day in moved.items():
        Clock.objects.filter(pk__in=of_day).update(due_on=day)
    by_day: dict[dt.date | None, list[int]] = defaultdict(list)
    for pk, day in due_days.items():
        by_day[day].append(pk)
    for day, of_day in by_day.items():
        Case.objects.filter(pk__in=of_day).update(due_on=day, warned=0)


def _write_events(
    cases: Mapping[int, tuple[str, dt.date | None]],
    due_days: Mapping[int, dt.date | None],
    steps: Mapping[int, list[str]],
) -> None:
    """One line on each timeline: which terms moved, and the day of the case before and after."""
    today = timezone.localdate()
    lasts = Event.objects.filter(case__in=list(steps)).order_by().values_list("case")
    last = {case: (number, on) for case, number, on in lasts.annotate(Max("number"), Max("on"))}
    Event.objects.bulk_create(
        Event(
            case_id=pk,
            number=last.get(pk, (0, today))[0] + 1,
            act="recompute",
            on=max(today, last.get(pk, (0, today))[1]),
            by=journal.MACHINE,
            state=cases[pk][0],
            detail={"from_on": _plain(cases[pk][1]), "due_on": _plain(due_days[pk]), "steps": of_case},
        )
        for pk, of_case in steps.items()
    )


def _plain(day: dt.date | None) -> str:
    return day.isoformat() if day else ""


# --- the end of a pass ------------------------------------------------------------------------------------------


@transaction.atomic
def _finish(recount: Recount) -> None:
    recount.done_at = timezone.now()
    recount.save(update_fields=["done_at"])
    if recount.moved:
        _tell(recount)
        what = f"calendar {recount.rules[:8]}"
        journal.record(by=journal.MACHINE, verb="recompute clocks", what=what, cases=recount.moved)


def _tell(recount: Recount) -> None:
    """One letter to each officer with moved cases, and to each unit for those that nobody has."""
    told: dict[letters.Reader, list[str]] = defaultdict(list)
    moved = Event.objects.filter(pk__gt=recount.after_event, act="recompute").order_by("pk")
    for code, due, *reader in moved.values_list("case__code", "case__due_on", *letters.reader_columns("case__")):
        to = letters.reader_of(*reader)
        if to:
            told[to].append(f"- {code}: hạn mới {due:%d/%m/%Y}" if due else f"- {code}: đang tạm dừng")
    for to, lines in told.items():
        letters.write(
            f"recount-{recount.pk}-{to.key}",
            to=to.address,
            subject=f"Lắng Nghe: {len(lines)} vụ việc đổi hạn",
            lines=[
                "Lịch làm việc vừa thay đổi, hạn của các vụ việc sau được tính lại:",
                "",
                *letters.cut(lines, NAMED),
            ],
        )


def _batched(rows: Sequence[int], size: int) -> Iterator[list[int]]:
    each = iter(rows)
    while part := list(islice(each, size)):
        yield part
