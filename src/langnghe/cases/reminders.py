"""Warn of terms when such shares of their days have run as ``reminders.yaml`` names, once each.

A warning is a row of ``Reminder`` that the database lets exist once (clock, share, day, whom), written together with
its letter; the letter leaves by ``letters.py``. A term whose day moves warns anew. Whoever turns the machine's clock
back hears nothing twice; after days in which no worker ran, only the highest share is told.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import Count, F, Max, Q, QuerySet

from langnghe.cases import clocks, letters
from langnghe.cases.hours import at_work, table, vietnam_time, warned_at
from langnghe.cases.letters import Reader
from langnghe.cases.models import Case, Clock, Letter, Reminder
from langnghe.cases.recount import Running, Span, pauses_of, read
from langnghe.law import clock as law_clock
from langnghe.law.calendar import Calendar

AT_ONCE = 1_000  # warnings of one transaction
NAMED = 40  # cases named in one letter
SUPERIOR = "superior"


class Warned(NamedTuple):
    """A share that a clock has reached and that has not been told; ``late``: its day has passed, the superior too."""

    clock: int
    case: int
    due_on: dt.date
    share: int  # 0 where only the superior is to be told
    late: bool


class Told(NamedTuple):
    share: int = 0
    superior: bool = False


def remind(now: dt.datetime | None = None) -> int:
    """Write the warnings that are due, in working time; the number of reminders made."""
    here = vietnam_time(now)
    if not at_work(here):
        return 0
    each = iter(due_warnings(here.date()))
    made = 0
    while part := list(islice(each, AT_ONCE)):
        made += _write(part)
    return made + remind_of_promises(here.date())


def due_warnings(today: dt.date) -> list[Warned]:
    """Of every running clock the highest share that it has reached, unless it was told; by unit."""
    running = Clock.objects.filter(state=Clock.State.RUNNING, due_on__isnull=False)
    spans, told, days = pauses_of(running.values("case")), _told(), clocks.calendar()
    found = []
    for row in read(running.order_by("case__unit", "pk")):
        known = told.get((row.pk, row.due_on), Told())
        share, late = _reached(row, today, days, spans.get(row.case, ()))
        if row.due_on and (share > known.share or (late and not known.superior)):
            found.append(Warned(row.pk, row.case, row.due_on, share if share > known.share else 0, late))
    return found


def _told() -> dict[tuple[int, dt.date | None], Told]:
    """What was told of running clocks for the days they have now."""
    rows = Reminder.objects.filter(clock__state=Clock.State.RUNNING, due_on=F("clock__due_on")).order_by()
    asked = rows.values_list("clock", "due_on").annotate(Max("share"), up=Count("pk", filter=Q(to=SUPERIOR)))
    return {(clock, due_on): Told(share, up > 0) for clock, due_on, share, up in asked}


def _reached(row: Running, today: dt.date, days: Calendar, spans: Sequence[Span]) -> tuple[int, bool]:
    """The share reached by a day (0: none), and whether the day has passed."""
    if row.due_on is None or row.row.way == "at_least":
        return 0, False
    shares = warned_at()
    if not spans and (today - row.started_on) * 100 < (row.due_on - row.started_on) * shares[0]:
        return 0, False  # most clocks: not at the first share in any way of counting
    reached = law_clock.warnings(row.started_on, row.due_on, days, shares=shares, suspensions=spans)
    return max((share for share, day in reached.items() if day <= today), default=0), row.due_on < today


# --- writing ----------------------------------------------------------------------------------------------------


@transaction.atomic
def _write(part: Sequence[Warned]) -> int:
    """Reminders and their letters stand or fall together; one letter for all that one reader is told at a time."""
    columns = ("code", "due_on", "warned", "unit__parent", "unit__parent__email", *letters.reader_columns())
    cases = {
        pk: row for pk, *row in Case.objects.filter(pk__in=[each.case for each in part]).values_list("pk", *columns)
    }
    told: dict[Reader, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    shares: dict[int, list[int]] = defaultdict(list)
    made = Reminder.objects.bulk_create(
        Reminder(clock_id=each.clock, share=share, due_on=each.due_on, to=to)
        for each in part
        for share, to in _whom(each)
    )
    by_clock = {each.clock: each for each in part}
    for reminder in made:
        each = by_clock[reminder.clock_id]
        code, due_on, warned, parent, parent_address, *reader = cases[each.case]
        if each.share > warned and each.due_on == due_on:
            shares[each.share].append(each.case)
        to = _reader(reminder.to, parent, parent_address, reader)
        if to:
            told[to][_line(code, each)].append(reminder.pk)
    for share, of_share in shares.items():
        Case.objects.filter(pk__in=of_share).update(warned=share)
    for to, lines in told.items():
        _write_letter(to, lines)
    return len(made)


def _whom(each: Warned) -> Iterator[tuple[int, str]]:
    yield from ((each.share, to) for to in table()["remind"].get(each.share, ()))
    if each.late:
        yield 100, SUPERIOR


def _reader(to: str, parent: int | None, parent_address: str | None, reader: Sequence[Any]) -> Reader | None:
    if to == SUPERIOR:
        return letters.unit_reader(parent, parent_address)
    officer, active, own, unit, shared = reader
    return letters.unit_reader(unit, shared) if to == "unit" else letters.reader_of(officer, active, own, unit, shared)


def _line(code: str, each: Warned) -> str:
    """A code and a day: nothing of the matter leaves the house."""
    state = "QUÁ HẠN" if each.late else "đến hạn" if each.share == 100 else f"đã qua {each.share}% thời hạn"
    return f"- {code}: {state}, hạn {each.due_on:%d/%m/%Y}"


def _write_letter(to: Reader, lines: dict[str, list[int]]) -> None:
    reminders = [pk for of_line in lines.values() for pk in of_line]
    letter, _new = letters.write(
        f"remind-{reminders[0]}-{to.key}",
        to=to.address,
        subject=f"Lắng Nghe: {len(lines)} vụ việc cần chú ý về thời hạn",
        lines=["Các vụ việc sau cần được xem ngay:", "", *letters.cut(list(lines), NAMED)],
    )
    Reminder.objects.filter(pk__in=reminders).update(letter=letter)


# --- promises ---------------------------------------------------------------------------------------------------


def late_promises(cases: QuerySet[Case], on: dt.date) -> QuerySet[Case]:
    """Of these cases those whose promised day has passed, each with ``postponed``: how often it was moved."""
    late = cases.filter(is_open=True, state="promised", promised_on__lt=on)
    return with_postponed(late).order_by("promised_on", "pk")


def with_postponed(cases: QuerySet[Case]) -> QuerySet[Case]:
    """These cases, each with ``postponed``: how often its promised day was moved."""
    return cases.annotate(postponed=Count("events", filter=Q(events__act="postpone"), distinct=True))


def remind_of_promises(today: dt.date) -> int:
    """One letter for each promise whose day has passed; a promise moved to a new day is a new one."""
    columns = ("pk", "code", "promised_on", "postponed", *letters.reader_columns())
    rows = late_promises(Case.objects.all(), today).values_list(*columns)
    known = set(Letter.objects.filter(key__startswith="promise-").values_list("key", flat=True))
    return sum(_remind_of_promise(*row) for row in rows if _promise_key(row[0], row[2]) not in known)


def _promise_key(case: int, day: dt.date) -> str:
    return f"promise-{case}-{day:%Y-%m-%d}"


def _remind_of_promise(pk: int, code: str, day: dt.date, postponed: int, *reader: Any) -> int:
    to = letters.reader_of(*reader)
    if to is None:
        return 0
    moved = f", đã dời {postponed} lần" if postponed else ""
    _letter, new = letters.write(
        _promise_key(pk, day),
        to=to.address,
        subject="Lắng Nghe: một cam kết đã qua ngày hẹn",
        lines=[
            f"- {code}: cam kết làm xong ngày {day:%d/%m/%Y}{moved}.",
            "Hãy báo «Đã làm xong» kèm tài liệu chứng minh, hoặc dời ngày cam kết và nêu lý do.",
        ],
    )
    return int(new)
