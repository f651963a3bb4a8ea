"""Working time: nothing leaves the house at night, on a day of rest or on a holiday, wherever the machine stands."""

from __future__ import annotations

import datetime as dt
from functools import cache
from typing import Any

from django.utils import timezone

from langnghe import tables
from langnghe.cases import clocks
from langnghe.law.calendar import VIETNAM


def vietnam_time(now: dt.datetime | None = None) -> dt.datetime:
    """A moment (now, when none is given) by Vietnam's clock, whatever the machine's time zone is."""
    return (now or timezone.now()).astimezone(VIETNAM)


def at_work(now: dt.datetime | None = None) -> bool:
    """Whether the office works at this moment: its hours, on a working day of its calendar."""
    here = vietnam_time(now)
    return any(first <= here.time() < last for first, last in hours()) and _is_working(here.date())


def work_morning(now: dt.datetime | None = None) -> dt.date | None:
    """The day, in the first part of its working time; None at any other moment."""
    here = vietnam_time(now)
    first, last = hours()[0]
    return here.date() if first <= here.time() < last and _is_working(here.date()) else None


def _is_working(day: dt.date) -> bool:
    return clocks.calendar().is_working(day)


@cache
def hours() -> tuple[tuple[dt.time, dt.time], ...]:
    """Parts of the working day: (from, up to but not with)."""
    return tuple((dt.time.fromisoformat(row["from"]), dt.time.fromisoformat(row["to"])) for row in table()["hours"])


def warned_at() -> tuple[int, ...]:
    """Per cent of a term at which somebody is told, rising."""
    return tuple(sorted(table()["remind"]))


def late_share() -> int:
    """Per cent from which a term stands as mostly run: the last warning before the day itself."""
    return max((share for share in warned_at() if share < 100), default=100)


def table() -> dict[str, Any]:
    """``reminders.yaml`` as it is written."""
    return tables.read(__package__, "reminders.yaml")
