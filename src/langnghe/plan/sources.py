"""Measures from the site's own figures: a small table of queries (``sources.yaml``), each over a time and some units.

Denunciations are in none of them. A measure that no query gives is entered by hand in the reports of a named unit.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet

from langnghe.cases.models import Case, Meeting
from langnghe.plan.models import Due, Measure, MeasureValue, TaskReport, TaskUnit
from langnghe.plan.task_measures import sources
from langnghe.registry.models import Period, Unit
from langnghe.synthesis.queries import coverage


@dataclass(frozen=True, slots=True)
class Asked:
    """What a query counts over; no units: the whole province."""

    first: dt.date
    last: dt.date
    units: Collection[int]
    plan: int


@dataclass(frozen=True, slots=True)
class Reached:
    """What a measure has come to, as of a day; None where nothing can be told yet."""

    measure: Measure
    value: Decimal | None
    on: dt.date | None
    by_hand: bool

    @property
    def is_met(self) -> bool | None:
        if self.value is None:
            return None
        least = self.measure.way == Measure.Way.LEAST
        return self.value >= self.measure.target if least else self.value <= self.measure.target


def reached(measure: Measure, today: dt.date) -> Reached:
    """A measure's value today: computed now, or added up from the newest reports of each unit."""
    if measure.source:
        return Reached(measure, computed(measure, today), today, by_hand=False)
    newest: dict[int, MeasureValue] = {}
    rows = measure.values.filter(report__state=TaskReport.State.SENT).select_related("report__due")
    for row in rows.order_by("report__on", "pk"):
        newest[row.report.due.unit_id] = row
    if not newest:
        return Reached(measure, None, None, by_hand=True)
    found = [row.value for row in newest.values()]
    total = sum(found, Decimal(0))
    value = total / len(found) if measure.counted_in == "%" else total
    return Reached(measure, round(value, 2), max(row.report.on for row in newest.values()), by_hand=True)


def computed(measure: Measure, today: dt.date) -> Decimal | None:
    """The query of a measure, from its task's first day to its last or today.

    KeyError where the table names no such source.
    """
    task = measure.task
    leads = TaskUnit.objects.filter(task=task, role=TaskUnit.Role.LEAD).select_related("unit")
    units = {each.unit_id for each in leads if each.unit.kind != Unit.Kind.PROVINCE}
    whole = any(each.unit.kind == Unit.Kind.PROVINCE for each in leads)
    asked = Asked(task.starts_on, min(task.ends_on, today), () if whole else units, task.plan_id)
    return _QUERIES[measure.source](asked)


def without_source(measures: QuerySet[Measure]) -> QuerySet[Measure]:
    """Measures for which nothing says where their value comes from: to be named before they can be reported."""
    return measures.filter(source="", entered_by=None)


def source_names() -> dict[str, str]:
    return {key: row["vi"] for key, row in sources().items()}


# --- the queries ------------------------------------------------------------------------------------------------


def _answered(asked: Asked) -> QuerySet[Case]:
    cases = Case.objects.filter(decided_on__range=(asked.first, asked.last), secret=False).exclude(outcome="")
    return cases.filter(unit__in=asked.units) if asked.units else cases


def _share(part: int, whole: int) -> Decimal | None:
    return round(Decimal(100 * part) / whole, 1) if whole else None


def _cases_on_time(asked: Asked) -> Decimal | None:
    """Of the answered cases with a term, those decided by its day."""
    timed = _answered(asked).filter(clocks__due_on__isnull=False).distinct()
    late = timed.filter(clocks__state="missed").distinct()
    whole = timed.count()
    return _share(whole - late.count(), whole)


def _cases_answered(asked: Asked) -> Decimal:
    return Decimal(_answered(asked).count())


def _really_done(asked: Asked) -> Decimal | None:
    return _share(_answered(asked).filter(outcome="done").count(), _answered(asked).count())


def _meetings(kind: str) -> Callable[[Asked], Decimal]:
    def count(asked: Asked) -> Decimal:
        held = Meeting.objects.filter(kind=kind, on__range=(asked.first, asked.last), cancelled=False)
        return Decimal((held.filter(unit__in=asked.units) if asked.units else held).count())

    return count


def _reports_sent(asked: Asked) -> Decimal | None:
    """Over all periods of the time: reports that came, of those that were owed."""
    months = Period.objects.filter(starts_on__gte=asked.first.replace(day=1), ends_on__lte=asked.last)
    told = [coverage(month) for month in months]
    return _share(sum(each.reported for each in told), sum(each.due for each in told))


def _tasks_done(asked: Asked) -> Decimal | None:
    """Of the plan's results, those that were given."""
    results = Due.objects.filter(task__plan=asked.plan, kind=Due.Kind.RESULT)
    return _share(results.exclude(met_on=None).count(), results.count())


_QUERIES: dict[str, Callable[[Asked], Decimal | None]] = {
    "cases_on_time": _cases_on_time,
    "cases_answered": _cases_answered,
    "really_done": _really_done,
    "receptions": _meetings(Meeting.Kind.RECEPTION),
    "dialogues": _meetings(Meeting.Kind.DIALOGUE),
    "field_visits": _meetings(Meeting.Kind.FIELD),
    "reports_sent": _reports_sent,
    "tasks_done": _tasks_done,
}
