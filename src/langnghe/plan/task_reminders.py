"""Warn units of what they owe to a plan, tell who supervises them when a day has passed; each once, in working time.

A warning is a row of ``TaskReminder`` that the database lets exist once (due, point, day, whom), written together with
its letter. A day that was extended warns anew; after days in which no worker ran, only the latest point is told.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import F, Min

from langnghe import tables
from langnghe.cases import clocks, letters
from langnghe.cases.hours import at_work, vietnam_time
from langnghe.cases.letters import Reader
from langnghe.law.calendar import Calendar
from langnghe.plan.models import Due, TaskReminder
from langnghe.registry.models import Unit

NAMED = 40  # tasks named in one letter


class Reached(NamedTuple):
    """A point that a due has reached and that has not been told."""

    due: Due
    point: int
    to: tuple[str, ...]


def table() -> dict[str, Any]:
    return tables.read(__package__, "reminders.yaml")


def remind(now: dt.datetime | None = None) -> int:
    """Write the warnings that are due, in working time; the number of reminders made."""
    here = vietnam_time(now)
    return _write(list(reached(here.date()))) if at_work(here) else 0


def reached(today: dt.date) -> Iterator[Reached]:
    """Of every open due the latest point that it has reached, unless that or a later one was told for its day."""
    days, points = clocks.calendar(), sorted(table()["points"], key=lambda row: row["point"])
    told = dict(TaskReminder.objects.filter(on=F("due__on")).order_by().values_list("due").annotate(Min("point")))
    until = today + dt.timedelta(days=table()["ahead_days"])
    open_dues = Due.objects.filter(met_on=None, on__lte=until, task__starts_on__lte=today)
    for due in open_dues.select_related("task__plan", "unit__parent").prefetch_related("task__plan__bodies"):
        left = working_days_left(due.on, today, days)
        point = next((row for row in points if left <= row["point"]), None)
        if point and point["point"] < told.get(due.pk, points[-1]["point"] + 1):
            yield Reached(due, point["point"], tuple(point["to"]))


def working_days_left(on: dt.date, today: dt.date, days: Calendar) -> int:
    """Working days after today up to a day; below 0 the working days after it up to today."""
    day = dt.timedelta(days=1)
    if on >= today:
        return days.working_between(today + day, on) if on > today else 0
    return -days.working_between(on + day, today)


@transaction.atomic
def _write(found: Sequence[Reached]) -> int:
    """Reminders and their letters stand or fall together; one letter for all that one reader is told at a time."""
    made = TaskReminder.objects.bulk_create(
        TaskReminder(due=each.due, point=each.point, on=each.due.on, to=to) for each in found for to in each.to
    )
    told: dict[Reader, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for reminder in made:
        for reader in _readers(reminder.due, reminder.to):
            told[reader][_line(reminder.due, reminder.point)].append(reminder.pk)
    for reader, lines in told.items():
        _write_letter(reader, lines)
    return len(made)


def _readers(due: Due, to: str) -> Iterator[Reader]:
    units: dict[str, list[Unit | None]] = {
        "unit": [due.unit],
        "superior": [due.unit.parent],
        "body": [*due.task.plan.bodies.all()],
    }
    for unit in units[to]:
        reader = letters.unit_reader(unit.pk, unit.email) if unit else None
        if reader:
            yield reader


def _line(due: Due, point: int) -> str:
    """Numbers and days only: it leaves the house."""
    what = "báo cáo tiến độ" if due.kind == Due.Kind.PROGRESS else "kết quả"
    turn = f" ({due.turn})" if due.turn else ""
    state = "QUÁ HẠN" if point < 0 else "sắp đến hạn"
    task = f"nhiệm vụ số {due.task_id} (kế hoạch số {due.task.plan_id})"
    return f"- {due.unit.name}: {task}{turn}: {what} {state}, hạn {due.on:%d/%m/%Y}"


def _write_letter(to: Reader, lines: dict[str, list[int]]) -> None:
    reminders = [pk for of_line in lines.values() for pk in of_line]
    letter, _new = letters.write(
        f"task-{reminders[0]}-{to.key}",
        to=to.address,
        subject=f"Lắng Nghe: {len(lines)} nhiệm vụ trong kế hoạch cần chú ý về thời hạn",
        lines=[
            "Các nhiệm vụ sau cần được xem ngay, trong mục «Kế hoạch, nhiệm vụ»:",
            "",
            *letters.cut(list(lines), NAMED, "nhiệm vụ"),
        ],
    )
    TaskReminder.objects.filter(pk__in=reminders).update(letter=letter)
