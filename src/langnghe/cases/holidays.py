"""The office's own days of rest and work: set one, take it back, and see beforehand whose term would move.

Clocks are counted anew by the worker (``recount.next_slice``), which sees that the calendar has changed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import transaction

from langnghe.audit import journal
from langnghe.cases import clocks, recount
from langnghe.law import calendar as law_calendar
from langnghe.law.calendar import FIRST, LAST
from langnghe.registry.models import CalendarDay, Officer
from langnghe.registry.roles import Right


@dataclass(frozen=True, slots=True)
class Special:
    """A day that differs from its weekday, as the year's list shows it."""

    on: dt.date
    kind: str  # CalendarDay.Kind
    name: str
    source: str
    confirmed: bool
    own: CalendarDay | None  # the office's row; None: as shipped
    shipped: law_calendar.Day | None  # what the own row stands above

    @property
    def label(self) -> str:
        return str(CalendarDay.Kind(self.kind).label)


def days_of(year: int) -> list[Special]:
    """Every special day of a year: shipped ones, and the office's own above them."""
    shipped = {day: row for day, row in law_calendar.shipped().days.items() if day.year == year}
    own = {row.date: row for row in CalendarDay.objects.filter(date__year=year)}
    return [_special(day, own.get(day), shipped.get(day)) for day in sorted({*shipped, *own})]


def set_day(*, on: dt.date, kind: str, name: str, source: str, by: Officer) -> CalendarDay:
    """Say what a day is, from now on. Raises PermissionDenied, or ValueError with a sentence for the user."""
    _check(on, kind, name, by)
    with transaction.atomic():
        row, _new = CalendarDay.objects.update_or_create(
            date=on,
            defaults={"kind": kind, "name": name.strip(), "source": source.strip(), "made_by": by.username},
        )
        journal.record(by=by.username, verb="set day", what=f"day {on:%Y-%m-%d}", kind=kind)
    return row


def take_back_day(*, on: dt.date, by: Officer) -> None:
    """Let a day be again what the shipped calendar says."""
    if not by.may(Right.EDIT_CALENDAR):
        raise PermissionDenied
    with transaction.atomic():
        gone, _ = CalendarDay.objects.filter(date=on).delete()
        if not gone:
            raise ValueError(f"Ngày {on:%d/%m/%Y} không có trong bảng của cơ quan.")
        journal.record(by=by.username, verb="take day back", what=f"day {on:%Y-%m-%d}")


def moved_if(on: dt.date, kind: str | None) -> int:
    """How many cases would get another due day if a day became of this kind (None: as shipped)."""
    rows = CalendarDay.objects.exclude(date=on).order_by("date").values_list("date", "kind", "name", "source")
    changed = [*rows, *([(on, kind, "", "")] if kind else [])]
    return len(recount.moved_by(clocks.calendar_of(tuple(changed))))


def years() -> Iterator[int]:
    """Years that have entered days, and the next one to enter."""
    known = {day.year for day in clocks.calendar().days}
    return iter(range(min(known), max(known) + 2))


def _check(on: dt.date, kind: str, name: str, by: Officer) -> None:
    if not by.may(Right.EDIT_CALENDAR):
        raise PermissionDenied
    if not FIRST <= on <= LAST:
        raise ValueError(f"Ngày phải từ {FIRST:%d/%m/%Y} đến {LAST:%d/%m/%Y}; hãy kiểm tra lại năm.")
    if kind not in CalendarDay.Kind.values:
        raise ValueError("Chưa chọn loại ngày; hãy chọn trong danh sách.")
    if not name.strip():
        raise ValueError("Hãy ghi tên ngày, ví dụ «Nghỉ Tết Nguyên đán».")


def _special(day: dt.date, own: CalendarDay | None, shipped: law_calendar.Day | None) -> Special:
    if own:
        return Special(day, own.kind, own.name, own.source, True, own, shipped)
    assert shipped is not None
    return Special(day, shipped.kind, shipped.name, shipped.source, shipped.confirmed, None, shipped)
