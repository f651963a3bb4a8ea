"""The figures of a roll-up, counted anew from the tables each time: nothing here is stored."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from langnghe.plan.models import Due, Measure, Plan, TaskReport
from langnghe.plan.sources import Reached, reached
from langnghe.plan.tasks import ENDED, Standing, TaskState, UnitCounts, by_unit, counts, standing

NEXT = dt.timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Section:
    """One section of the plan: its tasks, and how many stand in each state."""

    name: str
    tasks: list[Standing]
    counts: dict[TaskState, int]

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def done(self) -> int:
        return sum(self.counts[state] for state in ENDED)


@dataclass(frozen=True, slots=True)
class Obstacle:
    text: str
    units: list[str]


@dataclass(frozen=True, slots=True)
class RollUp:
    """Everything that a roll-up says, as of a day."""

    plan: Plan
    on: dt.date
    whole: Section
    sections: list[Section]
    units: list[UnitCounts]
    measures: list[Reached]
    obstacles: list[Obstacle]
    coming: list[tuple[Standing, dt.date]]  # results owed within thirty days, and when
    reports: int
    progress_due: int  # progress reports that had fallen due, and how many came
    progress_sent: int


def roll_up(plan: Plan, on: dt.date) -> RollUp:
    rows = standing(plan.tasks.all(), on)
    progress = Due.objects.filter(task__plan=plan, kind=Due.Kind.PROGRESS, on__lte=on)
    measures = Measure.objects.filter(task__plan=plan).select_related("task", "entered_by")
    return RollUp(
        plan=plan,
        on=on,
        whole=_section("", rows),
        sections=_sections(rows),
        units=by_unit(plan.tasks.all(), on),
        measures=[reached(measure, on) for measure in measures],
        obstacles=_obstacles(plan),
        coming=[(row, day) for row in rows if (day := _next_result(row, on)) and day <= on + NEXT],
        reports=TaskReport.objects.filter(due__task__plan=plan).count(),
        progress_due=progress.count(),
        progress_sent=progress.exclude(met_on=None).count(),
    )


def _next_result(row: Standing, on: dt.date) -> dt.date | None:
    owed = (due.on for due in row.task.dues.all() if due.kind == Due.Kind.RESULT and due.met_on is None)
    return min((day for day in owed if day >= on), default=None)


def _sections(rows: list[Standing]) -> list[Section]:
    names = dict.fromkeys(row.task.section for row in rows)
    return [_section(name, [row for row in rows if row.task.section == name]) for name in names]


def _section(name: str, rows: list[Standing]) -> Section:
    return Section(name, [row for row in rows if row.results], counts(rows))


def _obstacles(plan: Plan) -> list[Obstacle]:
    """What the newest report of each unit on each open task names, the same words once with all who say so."""
    open_reports = TaskReport.objects.filter(due__task__plan=plan, state=TaskReport.State.SENT, percent__lt=100)
    newest: dict[tuple[int, int], TaskReport] = {}
    for made in open_reports.select_related("due__unit").order_by("on", "pk"):
        newest[made.due.task_id, made.due.unit_id] = made
    said: dict[str, list[str]] = {}
    for made in newest.values():
        text = made.obstacles.strip()
        if text and made.due.unit.name not in said.setdefault(text, []):
            said[text].append(made.due.unit.name)
    return [Obstacle(text, sorted(units)) for text, units in said.items()]
