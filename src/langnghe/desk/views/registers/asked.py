"""What the registers' addresses ask for: a meeting one may see, a month, a unit."""

from __future__ import annotations

import datetime as dt

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from langnghe.cases.models import Line, Meeting
from langnghe.cases.registers import queries
from langnghe.desk.access import officer
from langnghe.registry.models import Officer, Unit
from langnghe.registry.queries import month_bounds


def meeting_of(request: HttpRequest, pk: int) -> Meeting:
    rows = queries.visible(officer(request)).select_related("unit", "unit__parent", "area", "document")
    return get_object_or_404(rows, pk=pk)


def line_of(request: HttpRequest, pk: int) -> Line:
    return get_object_or_404(Line.objects.all(), pk=pk, meeting__in=queries.visible(officer(request)))


def month_of(key: str) -> dt.date | None:
    """First day of a month written 2026-11; None for anything else."""
    try:
        return month_bounds(key)[0]
    except ValueError:
        return None


def days_of(month: dt.date | None) -> tuple[dt.date, dt.date] | None:
    return month_bounds(f"{month:%Y-%m}") if month else None


def later(month: dt.date, count: int) -> dt.date:
    years, number = divmod(month.month - 1 + count, 12)
    return dt.date(month.year + years, number + 1, 1)


def first_of(person: Officer, owing: list[Unit]) -> Unit | None:
    return next((unit for unit in owing if unit == person.unit), owing[0] if owing else None)
