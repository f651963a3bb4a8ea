"""A plan over its time as plain numbers for server-drawn SVG: one bar a task, beside the row of the table."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from langnghe.plan.models import Due, Plan
from langnghe.plan.tasks import Standing

WIDTH = 420  # of the drawing; the page scales it
LEAST = 4  # a task of one day is still seen
MOST_MONTHS = 18  # a longer plan is drawn by quarters


@dataclass(frozen=True, slots=True)
class Step:
    """A month or quarter: where it begins, how wide it is, its name."""

    x: float
    width: float
    label: str

    @property
    def middle(self) -> float:
        return round(self.x + self.width / 2, 1)


@dataclass(frozen=True, slots=True)
class Bar:
    row: Standing
    x: float
    width: float
    done: float  # width of what is done
    days: list[tuple[float, bool]]  # of several turns each day: where, and whether all units met it


@dataclass(frozen=True, slots=True)
class Gantt:
    steps: list[Step]
    bars: list[Bar]
    today: float | None  # where today is, when the plan runs


def gantt(plan: Plan, rows: Sequence[Standing], today: dt.date) -> Gantt:
    first = min([plan.starts_on, *(row.task.starts_on for row in rows)])
    last = max([plan.ends_on, *(row.task.ends_on for row in rows)])
    scale = _Scale(first, last)
    here = scale.x(today) if first <= today <= last else None
    return Gantt(_steps(scale), [_bar(row, scale) for row in rows], here)


@dataclass(frozen=True, slots=True)
class _Scale:
    first: dt.date
    last: dt.date

    def x(self, day: dt.date) -> float:
        days = (self.last - self.first).days + 1
        return round(WIDTH * (day - self.first).days / days, 1)


def _bar(row: Standing, scale: _Scale) -> Bar:
    x = scale.x(row.task.starts_on)
    width = max(scale.x(row.task.ends_on + dt.timedelta(days=1)) - x, LEAST)
    return Bar(row, x, round(width, 1), round(width * row.percent / 100, 1), _days(row, scale))


def _days(row: Standing, scale: _Scale) -> list[tuple[float, bool]]:
    by_day: dict[dt.date, bool] = {}
    for due in row.task.dues.all():
        if due.kind == Due.Kind.RESULT:
            by_day[due.on] = by_day.get(due.on, True) and due.met_on is not None
    return [(scale.x(day), met) for day, met in sorted(by_day.items())] if len(by_day) > 1 else []


def _steps(scale: _Scale) -> list[Step]:
    months = (scale.last.year - scale.first.year) * 12 + scale.last.month - scale.first.month + 1
    length = 1 if months <= MOST_MONTHS else 3
    starts, day = [], scale.first.replace(day=1)
    while day <= scale.last:
        starts.append(max(day, scale.first))
        number = day.year * 12 + day.month - 1 + length
        day = dt.date(number // 12, number % 12 + 1, 1)
    edges = [*map(scale.x, starts), float(WIDTH)]
    return [
        Step(
            edges[i],
            round(edges[i + 1] - edges[i], 1),
            f"T{start.month}" if length == 1 else f"{start.month}/{start.year}",
        )
        for i, start in enumerate(starts)
    ]
