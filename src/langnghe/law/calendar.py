"""Which days an office works: weekly rest, public holidays, days in lieu, swapped Saturdays (``data/calendar.yaml``).

Law: Bộ luật Lao động 2019, Điều 111-112. Lunar holidays are entered, not computed. The office edits its own table
every year and lays it over the shipped one: ``shipped().with_changes(rows)``.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache, cached_property, lru_cache
from types import MappingProxyType
from typing import Literal
from zoneinfo import ZoneInfo

from langnghe import tables

FIRST, LAST = date(1990, 1, 1), date(2069, 12, 31)  # counted days; a case outside them is a typing error
WEEKDAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ nhật")  # Decree 30/2020, Appendix II
VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
DayKind = Literal["holiday", "rest_instead", "work_instead"]
_START, _END = FIRST.toordinal(), LAST.toordinal()


@dataclass(frozen=True, slots=True)
class Day:
    """A day that differs from its weekday: ``rest_instead`` is a day off in lieu, ``work_instead`` pays for one."""

    kind: DayKind
    name: str
    source: str
    confirmed: bool


@dataclass(frozen=True)
class Calendar:
    """Weekly rest (0 is Monday) and the days that differ from it. Equal calendars count equally."""

    rest: tuple[int, ...] = (5, 6)
    days: Mapping[date, Day] = field(default_factory=lambda: MappingProxyType({}))

    def is_working(self, day: date) -> bool:
        special = self.days.get(day)
        return special.kind == "work_instead" if special else day.weekday() not in self.rest

    def why_not(self, day: date) -> str | None:
        """Why nobody works on a day, in Vietnamese; None on a working day."""
        if self.is_working(day):
            return None
        special = self.days.get(day)
        return special.name if special else WEEKDAYS[day.weekday()]

    def with_changes(self, changes: Mapping[date, Day | None]) -> Calendar:
        """The calendar with an office's own rows laid over it; None takes a day back to its weekday."""
        merged = {**self.days, **changes}
        return _counted(self.rest, frozenset((day, row) for day, row in merged.items() if row is not None))

    def covers(self, first: date, last: date) -> bool:
        """Whether every year from ``first`` to ``last`` has its holidays entered."""
        return all(year in self._years for year in range(first.year, last.year + 1))

    def working_between(self, first: date, last: date) -> int:
        """Working days from ``first`` to ``last``, both counted; 0 when ``last`` is earlier."""
        if last < first:
            return 0
        return bisect_right(self._working, _ordinal(last)) - bisect_right(self._working, _ordinal(first) - 1)

    def working_after(self, day: date, count: int) -> date:
        """The ``count``-th working day after a day (which is not counted); a negative count goes back."""
        here = bisect_right(self._working, _ordinal(day))
        if count < 0:
            here += 0 if not self.is_working(day) else -1  # index of the first working day not before `day`
            return self._at(here + count)
        return self._at(here + count - 1)

    def next_working(self, day: date) -> date:
        """The day itself when it is worked, else the next one that is."""
        return day if self.is_working(day) else self.working_after(day, 1)

    def last_working(self, day: date) -> date:
        """The day itself when it is worked, else the one before that is."""
        return day if self.is_working(day) else self.working_after(day, -1)

    def _at(self, index: int) -> date:
        if not 0 <= index < len(self._working):
            raise ValueError(_outside())
        return date.fromordinal(self._working[index])

    @cached_property
    def _years(self) -> frozenset[int]:
        return frozenset(day.year for day, row in self.days.items() if row.kind == "holiday")

    @cached_property
    def _working(self) -> list[int]:
        """Ordinals of all working days: one list, so that counting is a search and not a walk."""
        special = {day.toordinal(): row.kind == "work_instead" for day, row in self.days.items()}
        every_day = range(_START, _END + 1)
        return [ordinal for ordinal in every_day if special.get(ordinal, (ordinal - 1) % 7 not in self.rest)]


@lru_cache(maxsize=16)
def _counted(rest: tuple[int, ...], days: frozenset[tuple[date, Day]]) -> Calendar:
    """One calendar for the same days: an office's rows are read at every request, but counted once."""
    return Calendar(rest, MappingProxyType(dict(days)))


@cache
def shipped() -> Calendar:
    """The calendar that ships with the program: 2020 to 2030, years not yet announced marked unconfirmed."""
    rows = [row for year in tables.read(__package__, "data/calendar.yaml")["years"].values() for row in year]
    return Calendar(
        days=MappingProxyType(
            {
                first + timedelta(shift): Day(row["kind"], row["name"], row["source"], row["conf"] == "page")
                for row in rows
                for first in [row["from"]]
                for shift in range((row.get("to", first) - first).days + 1)
            }
        )
    )


def vietnam_day(moment: date) -> date:
    """The day in Vietnam of a moment (one without a time zone is already Vietnam's), or the day itself."""
    if not isinstance(moment, datetime):
        return moment
    return (moment.astimezone(VIETNAM) if moment.tzinfo else moment).date()


def _ordinal(day: date) -> int:
    ordinal = day.toordinal()
    if not _START <= ordinal <= _END:
        raise ValueError(_outside())
    return ordinal


def _outside() -> str:
    return f"Ngày nằm ngoài khoảng tính được ({FIRST:%d/%m/%Y} đến {LAST:%d/%m/%Y}); kiểm tra lại năm."
