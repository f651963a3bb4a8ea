"""A day-by-day counter, as slow and plain as a finger on a wall calendar: what the clock must agree with."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from langnghe.law.calendar import Calendar
from langnghe.law.clock import Span

DAY = timedelta(days=1)


def works(day: date, calendar: Calendar) -> bool:
    if day in calendar.days:
        return calendar.days[day].kind == "work_instead"
    return day.weekday() < 5


def suspended(day: date, spans: Sequence[Span]) -> bool:
    return any(first <= day and (resumed is None or day < resumed) for first, resumed in spans)


def for_ever(day: date, spans: Sequence[Span]) -> bool:
    return any(first <= day and resumed is None for first, resumed in spans)


def walk(start: date, count: int, unit: str, calendar: Calendar, spans: Sequence[Span]) -> date | None:
    """The day on which the finger has counted ``count`` days; None when it can never get there."""
    day = start
    while count:
        day += DAY
        if for_ever(day, spans):
            return None
        if not suspended(day, spans) and (unit != "wd" or works(day, calendar)):
            count -= 1
    return day


def days_run(start: date, until: date, spans: Sequence[Span]) -> int:
    """Days after ``start`` up to ``until`` that are not suspended."""
    return sum(not suspended(start + DAY * number, spans) for number in range(1, (until - start).days + 1))


def days_in_months(start: date, count: int) -> int:
    """Days from ``start`` to the same day ``count`` months on, or to that month's last day when it has no such day."""
    day = start
    while True:
        day += DAY
        passed = (day.year - start.year) * 12 + day.month - start.month
        if passed == count and (day.day == start.day or (day + DAY).month != day.month):
            return (day - start).days


def off_rest(day: date, calendar: Calendar, spans: Sequence[Span]) -> date | None:
    while not works(day, calendar) or suspended(day, spans):
        if for_ever(day, spans):
            return None
        day += DAY
    return day


def back_from(event: date, count: int, unit: str, calendar: Calendar) -> date:
    day = event
    while count:
        day -= DAY
        if unit != "wd" or works(day, calendar):
            count -= 1
    while not works(day, calendar):
        day -= DAY
    return day
