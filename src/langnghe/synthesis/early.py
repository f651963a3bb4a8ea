"""Early notice: which topics, and in which communes which sectors, are said more often than they used to be.

Topics are looked at by month or quarter, communes by quarter (their counts of a month are too small to be shown). The
test is ``figures.rising``, one for all series of a span together. What is returned has numbers only from the sheets,
where small ones are hidden: a rise whose count is hidden is none that can be told.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import cast

from django.db.models import Max

from langnghe.figures.rising import YEAR, YEARS, Notice, Series, rising
from langnghe.registry.models import AREA_KINDS, Period, Unit
from langnghe.registry.queries import office
from langnghe.registry.succession import heirs
from langnghe.synthesis import sheets, tallies
from langnghe.synthesis.models import Recount
from langnghe.synthesis.queries import who_reported
from langnghe.synthesis.sheets import AREA_SECTORS, TOPICS, Shown, column_of
from langnghe.synthesis.spans import Span

STEPS_SHOWN = 14  # months or quarters of a matter's past, its own included


@dataclass(frozen=True, slots=True)
class Rise:
    """A matter that is rising: a topic in the whole province, or a sector in one commune (``topic`` "").

    ``low`` to ``high``: what a span without any change would have brought, four times in five; ``past``: (span, shown
    count or None), the earliest first; ``q``: share of false ones among all that are this sure.
    """

    sector: str
    topic: str
    area: Unit | None
    observed: int
    low: int
    high: int
    q: float
    past: tuple[tuple[Span, int | None], ...]

    @property
    def key(self) -> str:
        """In addresses: "gt.duong_xuong_cap", "GT-12"."""
        return self.topic or f"{self.sector}-{self.area.pk if self.area else ''}"


@dataclass(frozen=True, slots=True)
class Watched:
    """What is known of the spans that are compared, the earliest first, the one in question last."""

    steps: Sequence[Span]
    months: Sequence[Sequence[str]]  # of each step
    periods: Sequence[Period]
    heir: Mapping[int, int | None]  # the commune of today that an earlier one is part of
    reports: Mapping[str, int]  # units whose report could be read, by month
    places: Mapping[tuple[int, str], float]  # share of a commune's units that have reported, by commune and month


def rises(span: Span) -> list[Rise]:
    """The rises of a span, the surest first."""
    watched = _watched(span)
    found = rising(list(_series(watched)), year=YEAR // (span.last - span.first + 1))
    units = {unit.pk: unit for unit in Unit.objects.filter(kind__in=AREA_KINDS)}
    pages = sheets.shown_in({step.quarter for step in _steps_shown(watched)}, TOPICS, AREA_SECTORS)
    told = (_told(watched, notice, units, pages) for notice in found if notice.rising)
    return [rise for rise in told if rise is not None]


def rises_since_count(span: Span) -> list[Rise]:
    """The same, tested once a process until some month is counted anew or the office's smallest count changes.

    The test of all series takes as long as the rest of the page that leaders open first.
    """
    return _rises_at(span, Recount.objects.aggregate(last=Max("at"))["last"], office().least_inside)


@lru_cache(maxsize=64)
def _rises_at(span: Span, _counted_at: dt.datetime | None, _least: int) -> list[Rise]:
    return rises(span)


def count_in(span: Span, sector: str, topic: str, area: int | None) -> int | None:
    """What is shown of a matter in a span; None where it is hidden."""
    return _shown(sheets.shown(span.quarter, TOPICS, AREA_SECTORS), span, sector, topic, area)


def reports_in(span: Span) -> int:
    """Reports that have come and could be read in a span, one of a unit in a month."""
    return len(who_reported(span.periods()))


def _shown(pages: Mapping[str, Shown], span: Span, sector: str, topic: str, area: int | None) -> int | None:
    if topic:
        return pages[TOPICS].get(f"topic:{topic}", column_of(span))
    return pages[AREA_SECTORS].get(f"area:{area}", f"sector:{sector}")


def _watched(span: Span) -> Watched:
    steps = [span]
    while steps[-1].first > span.first - YEARS * YEAR - 1:
        steps.append(steps[-1].before)
    steps.reverse()
    periods = list(Period.objects.filter(key__in=Span(steps[0].first, span.last).months))
    heir = heirs(max((period.ends_on for period in periods), default=dt.date.min))
    come = who_reported(periods)
    months = [step.months for step in steps]
    return Watched(steps, months, periods, heir, Counter(key for key, _unit in come), _shares(periods, come, heir))


def _shares(
    periods: Sequence[Period], come: set[tuple[str, int]], heir: Mapping[int, int | None]
) -> dict[tuple[int, str], float]:
    """Of each commune of today, in each month, the share of its units, of their time, that reported."""
    due, sent = Counter[tuple[int, str]](), Counter[tuple[int, str]]()
    units = list(Unit.objects.filter(must_report=True))
    for period in periods:
        for unit in units:
            if unit.is_in_force(period.ends_on):
                place = (heir.get(unit.pk) or unit.pk, period.key)
                due[place] += 1
                sent[place] += (period.key, unit.pk) in come
    return {place: sent[place] / due[place] for place in due}


def _series(watched: Watched) -> Iterator[Series]:
    """Topics of the province; for a quarter, sectors of communes as well."""
    exposure = [float(sum(watched.reports.get(key, 0) for key in keys)) for keys in watched.months]
    for (sector, topic), counts in sorted(tallies.by_period(watched.periods, "sector", "topic").items()):
        if topic:
            yield Series((sector, topic), _counts(watched, counts), exposure)
    if watched.steps[-1].is_quarter:
        yield from _places(watched)


def _places(watched: Watched) -> Iterator[Series]:
    found: dict[tuple[str, int], Counter[str]] = defaultdict(Counter)
    for (area, sector), counts in tallies.by_period(watched.periods, "area", "sector").items():
        if area and sector:
            found[sector, watched.heir.get(area) or area].update(counts)
    for (sector, area), counts in sorted(found.items()):
        shares = (sum(watched.places.get((area, key), 0.0) for key in keys) for keys in watched.months)
        yield Series((sector, area), _counts(watched, counts), list(shares))


def _counts(watched: Watched, counts: Mapping[str, int]) -> list[int]:
    return [sum(counts.get(key, 0) for key in keys) for keys in watched.months]


def _told(
    watched: Watched, notice: Notice, units: Mapping[int, Unit], pages: Mapping[Span, Mapping[str, Shown]]
) -> Rise | None:
    """The rise with the counts that may be shown; None where its own is hidden."""
    sector, what = cast(tuple[str, str | int], notice.key)
    topic, area = (what, None) if isinstance(what, str) else ("", units.get(what))
    past = tuple(
        (step, _shown(pages[step.quarter], step, sector, topic, area.pk if area else None))
        for step in _steps_shown(watched)
    )
    observed = past[-1][1]
    if not observed or not (topic or area):
        return None
    return Rise(sector, topic, area, observed, notice.low, notice.high, notice.q, past)


def _steps_shown(watched: Watched) -> list[Span]:
    """The last months or quarters, those of which nothing is known left out."""
    opened = {period.key for period in watched.periods}
    return [step for step in watched.steps[-STEPS_SHOWN:] if opened.intersection(step.months)]
