"""What plans ask for and where each task stands. A state is never stored: it follows from the dues and the day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from django.db.models import F, Max, Prefetch, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from langnghe.plan.models import Due, Plan, Task, TaskReport, TaskUnit
from langnghe.registry.models import Officer, Unit
from langnghe.registry.roles import Right
from langnghe.text.normal import clean, fold

READ_ALL = (Right.MAKE_PLANS, Right.READ_TOTALS)
SOON = dt.timedelta(days=7)


class TaskState(StrEnum):
    """Where a task, or one due, stands on a day."""

    LATE = "late"
    NOT_BEGUN = "not_begun"
    UNDER_WAY = "under_way"
    DONE_LATE = "done_late"
    DONE = "done"


STATE_NAMES = {
    TaskState.LATE: _("Late"),
    TaskState.NOT_BEGUN: _("Not begun"),
    TaskState.UNDER_WAY: _("In progress"),
    TaskState.DONE_LATE: _("Done late"),
    TaskState.DONE: _("Done in time"),
}
ENDED = (TaskState.DONE, TaskState.DONE_LATE)


# --- who sees what ----------------------------------------------------------------------------------------------


def reads_all(officer: Officer) -> bool:
    return any(officer.may(right) for right in READ_ALL)


def visible_tasks(officer: Officer) -> QuerySet[Task]:
    """Every task for who reads totals or makes plans; else those that the own unit leads or co-ordinates in."""
    if reads_all(officer):
        return Task.objects.all()
    if officer.may(Right.DO_TASKS) and officer.unit_id:
        return Task.objects.filter(pk__in=TaskUnit.objects.filter(unit=officer.unit_id).values("task"))
    return Task.objects.none()


def visible_plans(officer: Officer) -> QuerySet[Plan]:
    if reads_all(officer):
        return Plan.objects.all()
    return Plan.objects.filter(pk__in=visible_tasks(officer).values("plan"))


def may_report(officer: Officer, due: Due) -> bool:
    """A unit's own officers answer for it; for the province's own tasks the clerk does."""
    has_right = officer.may(Right.DO_TASKS) or officer.may(Right.MAKE_PLANS)
    return has_right and officer.unit_id is not None and officer.unit_id == due.unit_id


# --- states -----------------------------------------------------------------------------------------------------


def state_of(dues: Sequence[Due], today: dt.date, *, begun: bool) -> TaskState:
    """Where something stands that owes these results: late as long as one is, done when all are."""
    results = [due for due in dues if due.kind == Due.Kind.RESULT]
    if any(due.met_on is None and due.on < today for due in results):
        return TaskState.LATE
    if results and all(due.met_on for due in results):
        late = any(due.met_on and due.met_on > due.on for due in results)
        return TaskState.DONE_LATE if late else TaskState.DONE
    return TaskState.UNDER_WAY if begun or any(due.met_on for due in dues) else TaskState.NOT_BEGUN


@dataclass(frozen=True, slots=True)
class Standing:
    """A task on a day."""

    task: Task
    state: TaskState
    percent: int
    leads: list[Unit]
    co_units: list[Unit]
    next_on: dt.date | None  # the earliest day still owed
    late_dues: list[Due]
    results: int  # dues for results, and how many are met
    met: int

    @property
    def label(self) -> str:
        return str(STATE_NAMES[self.state])

    @property
    def depth(self) -> int:
        return self.task.mark.count(".") if self.task.parent_id else 0


def standing(tasks: QuerySet[Task], today: dt.date) -> list[Standing]:
    """Each of these tasks as it stands, in four queries however many there are."""
    rows = tasks.select_related("plan", "parent").prefetch_related(
        Prefetch("units", TaskUnit.objects.select_related("unit").order_by("-role", "unit__code")),
        Prefetch("dues", with_percent(Due.objects.select_related("unit"))),
    )
    found = [_standing(task, today) for task in rows]
    return [_of_parts(row, found) if not row.results else row for row in found]


def _of_parts(head: Standing, rows: list[Standing]) -> Standing:
    """A task that only heads others stands where they stand."""
    parts = [row for row in rows if row.task.parent_id == head.task.pk]
    if not parts:
        return head
    states = {row.state for row in parts}
    return replace(
        head,
        state=_together(states),
        percent=round(sum(row.percent for row in parts) / len(parts)),
        next_on=min((row.next_on for row in parts if row.next_on), default=None),
    )


def _together(states: set[TaskState]) -> TaskState:
    if TaskState.LATE in states or len(states) == 1:
        return TaskState.LATE if TaskState.LATE in states else next(iter(states))
    return TaskState.DONE_LATE if states.issubset(ENDED) else TaskState.UNDER_WAY


def with_percent(dues: QuerySet[Due]) -> QuerySet[Due]:
    """These dues, each with ``percent``: the furthest that its reports say, 0 where there is none."""
    counted = Q(reports__state=TaskReport.State.SENT)
    return dues.annotate(told=Max("reports__percent", filter=counted))


def _standing(task: Task, today: dt.date) -> Standing:
    dues = list(task.dues.all())
    results = [due for due in dues if due.kind == Due.Kind.RESULT]
    open_dues = [due for due in dues if due.met_on is None]
    percent = percent_of(dues)
    return Standing(
        task=task,
        state=state_of(dues, today, begun=percent > 0),
        percent=percent,
        leads=[each.unit for each in task.units.all() if each.role == TaskUnit.Role.LEAD],
        co_units=[each.unit for each in task.units.all() if each.role == TaskUnit.Role.CO],
        next_on=min((due.on for due in open_dues), default=None),
        late_dues=[due for due in open_dues if due.on < today],
        results=len(results),
        met=sum(1 for due in results if due.met_on),
    )


def percent_of(dues: Iterable[Due]) -> int:
    """How far, over all leading units: of several turns the share met, of one result what was last said of it."""
    by_unit: dict[int, list[Due]] = {}
    for due in dues:
        by_unit.setdefault(due.unit_id, []).append(due)
    shares = [_share(of_unit) for of_unit in by_unit.values()]
    return round(sum(shares) / len(shares)) if shares else 0


def _share(dues: list[Due]) -> float:
    results = [due for due in dues if due.kind == Due.Kind.RESULT]
    if len(results) == 1:
        return 100 if results[0].met_on else min(max((_told(due) for due in dues), default=0), 99)
    return 100 * sum(1 for due in results if due.met_on) / len(results) if results else 0


def _told(due: Due) -> int:
    """What :func:`with_percent` laid beside the due."""
    return int(getattr(due, "told", None) or 0)


# --- lists ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list of tasks is narrowed to; empty: everything."""

    words: str = ""
    state: str = ""
    section: str = ""
    unit: int | None = None
    role: str = ""  # "lead" or "co", of the unit

    def of(self, tasks: QuerySet[Task]) -> QuerySet[Task]:
        if self.section:
            tasks = tasks.filter(section=self.section)
        if self.unit:
            parts = TaskUnit.objects.filter(unit=self.unit, **({"role": self.role} if self.role else {}))
            tasks = tasks.filter(pk__in=parts.values("task"))
        return tasks

    def keep(self, rows: list[Standing]) -> list[Standing]:
        """What no query can tell: the state, and words without marks."""
        words = fold(clean(self.words)).split()
        return [
            row
            for row in rows
            if (not self.state or row.state == self.state)
            and all(word in fold(f"{row.task.title} {row.task.product}") for word in words)
        ]


def counts(rows: Iterable[Standing]) -> dict[TaskState, int]:
    """How many tasks stand in each state, every state named; what only heads others is not counted twice."""
    found = dict.fromkeys(TaskState, 0)
    for row in rows:
        found[row.state] += bool(row.results)
    return found


def own_dues(officer: Officer) -> QuerySet[Due]:
    """What the officer's unit still owes, the earliest first."""
    if not officer.unit_id or not (officer.may(Right.DO_TASKS) or officer.may(Right.MAKE_PLANS)):
        return Due.objects.none()
    open_dues = Due.objects.filter(unit=officer.unit_id, met_on=None)
    return open_dues.select_related("task__plan", "unit").order_by("on", "pk")


def waiting_dues(officer: Officer, today: dt.date) -> QuerySet[Due]:
    """Of these what is late or due within seven days: for «Hôm nay của tôi»."""
    return own_dues(officer).filter(on__lte=today + SOON)


def late_dues(tasks: QuerySet[Task], today: dt.date) -> QuerySet[Due]:
    """What units owe for these tasks and have not given by its day, the longest late first."""
    rows = Due.objects.filter(task__in=tasks, met_on=None, on__lt=today)
    return rows.select_related("task__plan", "unit").order_by("on", "task__number", "unit__code")


@dataclass(frozen=True, slots=True)
class UnitCounts:
    """What one unit owes as the leading one. Units are named in the order of the register, never ranked."""

    unit: Unit
    results: int  # that have fallen due or were met
    in_time: int
    met_late: int
    late: int
    reports_late: int  # progress reports not sent, or sent after their day
    later: int  # results that are not due yet


def by_unit(tasks: QuerySet[Task], today: dt.date) -> list[UnitCounts]:
    """Every leading unit of these tasks with its counts, in the order of the register."""
    dues: dict[int, list[Due]] = {}
    for due in Due.objects.filter(task__in=tasks).select_related("unit").order_by("unit__code"):
        dues.setdefault(due.unit_id, []).append(due)
    return [_unit_counts(of_unit, today) for of_unit in dues.values()]


def _unit_counts(dues: list[Due], today: dt.date) -> UnitCounts:
    results = [due for due in dues if due.kind == Due.Kind.RESULT]
    in_time = sum(1 for due in results if due.met_on and due.met_on <= due.on)
    met_late = sum(1 for due in results if due.met_on and due.met_on > due.on)
    late = sum(1 for due in results if due.met_on is None and due.on < today)
    reports = [due for due in dues if due.kind == Due.Kind.PROGRESS]
    behind = sum(1 for due in reports if (due.met_on or today) > due.on)
    settled = in_time + met_late + late
    return UnitCounts(dues[0].unit, settled, in_time, met_late, late, behind, len(results) - settled)


def sections_of(plan: Plan) -> list[str]:
    """In the order of the plan."""
    rows = plan.tasks.order_by("number").values_list("section", flat=True)
    return [section for section in dict.fromkeys(rows) if section]


def lead_units(plan: Plan) -> QuerySet[Unit]:
    """Units with a part in a plan."""
    parts = TaskUnit.objects.filter(task__plan=plan).values("unit")
    return Unit.objects.filter(pk__in=parts).order_by("code")


def reports_of(task: Task) -> QuerySet[TaskReport]:
    """Newest first, with files and values."""
    rows = TaskReport.objects.filter(due__task=task).annotate(owed_on=F("due__on"))
    return rows.select_related("due__unit").prefetch_related("files", "values__measure").order_by("-on", "-pk")
