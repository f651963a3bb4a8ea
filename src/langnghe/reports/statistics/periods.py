"""The official periods of the statistics, by their cut-off days (``law.procedures``)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from langnghe.law import procedures
from langnghe.text.numbers import whole

FIRST_YEAR = 2020
QUARTERS = ("quy_I", "quy_II", "quy_III", "quy_IV")


@dataclass(frozen=True, slots=True)
class StatisticsPeriod:
    key: str
    year: int

    @property
    def days(self) -> tuple[dt.date, dt.date]:
        return procedures.report_bounds(self.key, self.year)

    def __str__(self) -> str:
        return f"{procedures.report_periods()[self.key]} năm {self.year}"


def quarter_of(today: dt.date) -> StatisticsPeriod:
    """The quarter that a day falls in: from 15 December on it is the first of the next year."""
    periods = [StatisticsPeriod(key, year) for year in (today.year, today.year + 1) for key in QUARTERS]
    return next(period for period in periods if period.days[0] <= today <= period.days[1])


def period_of(key: str, year: str, today: dt.date) -> StatisticsPeriod:
    """The period asked for; the present quarter where the address makes no sense."""
    asked = whole(year) or 0
    known = key in procedures.report_periods() and FIRST_YEAR <= asked <= today.year + 1
    return StatisticsPeriod(key, asked) if known else quarter_of(today)
