"""How much is coming: counts by sector and by commune in the next months, with intervals and how well this has done.

The question is which unit will need hands. Figures are of matters by sector and place; nothing is forecast of people.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from langnghe.figures.forecast import Point, Score, backtest, forecast
from langnghe.law.taxonomy import sector_names
from langnghe.plan.notices import leads_sector
from langnghe.registry.models import AREA_KINDS, Period, Unit
from langnghe.registry.queries import office
from langnghe.registry.succession import heirs
from langnghe.synthesis import tallies

AHEAD = 3  # months
LEAST_MONTHS = 12  # known, below which nothing is forecast
LOOKS = 3  # stretches that the score goes back over, fewer where less than that lies after the first two years


@dataclass(frozen=True, slots=True)
class Ahead:
    """A sector or commune: its name, who answers for it by the table of routes, and its next months."""

    key: str
    name: str
    unit: Unit | None
    points: Sequence[Point]
    too_small: bool  # fewer are expected in a month than may be shown

    @property
    def mean(self) -> float:
        return sum(point.mean for point in self.points)


@dataclass(frozen=True, slots=True)
class Workload:
    months: int  # known
    sectors: Sequence[Ahead]
    areas: Sequence[Ahead]
    sectors_score: Score | None
    areas_score: Score | None

    @property
    def is_known(self) -> bool:
        return self.months >= LEAST_MONTHS


def workload(today: dt.date) -> Workload:
    """The months after the last one with counts; nothing where fewer than LEAST_MONTHS are known."""
    periods = _with_counts(list(Period.objects.order_by("key")))
    dates = [period.starts_on for period in periods]
    if len(periods) < LEAST_MONTHS:
        return Workload(len(periods), (), (), None, None)
    sectors = _by_month(periods, tallies.by_period(periods, "sector"))
    areas = _by_month(periods, _of_today(tallies.by_period(periods, "area"), today))
    units = {str(unit.pk): unit for unit in Unit.objects.filter(kind__in=AREA_KINDS)}
    names = sector_names()
    looks = max(1, min(LOOKS, (len(periods) - 2 * 12) // AHEAD))
    return Workload(
        months=len(periods),
        sectors=[
            _ahead(key, names[key], leads_sector(key, today), dates, counts)
            for key, counts in sectors.items()
            if key in names
        ],
        areas=[
            _ahead(key, units[key].name, units[key], dates, counts)
            for key, counts in sorted(areas.items(), key=lambda each: units[each[0]].name if each[0] in units else "")
            if key in units
        ],
        sectors_score=backtest(dates, list(sectors.values()), AHEAD, looks),
        areas_score=backtest(dates, list(areas.values()), AHEAD, looks),
    )


def _with_counts(periods: Sequence[Period]) -> list[Period]:
    """The months from the first to the last in which anything was said, without gaps before them."""
    said = tallies.by_period(periods, "channel")
    known = {key for counts in said.values() for key in counts}
    kept = [place for place, period in enumerate(periods) if period.key in known]
    return list(periods[kept[0] : kept[-1] + 1]) if kept else []


def _of_today(counts: Mapping[int | None, Mapping[str, int]], today: dt.date) -> dict[str, dict[str, int]]:
    """Counts of communes that have ended added to those that came after them."""
    heir, found = heirs(today), dict[str, dict[str, int]]()
    for area, months in counts.items():
        if area:
            row = found.setdefault(str(heir.get(area) or area), {})
            for key, count in months.items():
                row[key] = row.get(key, 0) + count
    return found


def _by_month(periods: Sequence[Period], counts: Mapping[str, Mapping[str, int]]) -> dict[str, list[float]]:
    return {
        str(key): [float(months.get(period.key, 0)) for period in periods] for key, months in sorted(counts.items())
    }


def _ahead(key: str, name: str, unit: Unit | None, dates: Sequence[dt.date], counts: Sequence[float]) -> Ahead:
    points = forecast(dates, counts, AHEAD)
    least = office().least_inside
    return Ahead(key, name, unit, points, all(point.mean < least for point in points))
