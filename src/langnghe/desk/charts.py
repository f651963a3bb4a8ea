"""Charts as plain numbers for server-drawn SVG: they work without script and read aloud as tables."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from langnghe.law.taxonomy import sector_names
from langnghe.registry.models import Period
from langnghe.synthesis import queries
from langnghe.synthesis.held_back import shown_months
from langnghe.synthesis.models import Theme

MONTHS_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Bar:
    """One sector: statements now, in the month before, and the share of the longest bar in per cent."""

    code: str
    name: str
    count: int
    before: int
    width: float
    before_width: float


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """One month of the trend: its place in a box of 600 x 160."""

    label: str
    count: int
    x: float
    y: float


def sector_bars(counts: dict[str, int], before: dict[str, int]) -> list[Bar]:
    """Sectors with statements, most first."""
    names = sector_names()
    most = max([*counts.values(), *before.values(), 1])
    return [
        Bar(
            code=code,
            name=str(names.get(code, "Chưa phân loại")),
            count=count,
            before=before.get(code, 0),
            width=round(100 * count / most, 1),
            before_width=round(100 * before.get(code, 0) / most, 1),
        )
        for code, count in counts.items()
    ]


def trend_lines(months: Sequence[Period]) -> list[TrendPoint]:
    """Statements of each month as points of a line."""
    return _line([str(month) for month in months], [queries.opinions_of([month]).count() for month in months])


def trend_of_theme(theme: Theme, until: Period) -> list[TrendPoint]:
    """Statements of a theme in the months up to one, as points of a line."""
    months = _months_up_to(until)
    counts = [queries.opinions_of([month], theme=theme.pk).count() for month in months]
    return _line([str(month) for month in months], counts)


@dataclass(frozen=True, slots=True)
class Slice:
    """A part of a stacked bar of 100, the ``tone``-th of its kind."""

    name: str
    count: int
    x: float
    width: float
    tone: int


def shown_trend_of_theme(theme: Theme, until: Period) -> list[TrendPoint]:
    """The same with what is hidden left out, for those who do not read the statements."""
    months = _months_up_to(until)
    return trend_of([(str(month), count) for month, count in zip(months, shown_months(theme, months), strict=True)])


def _months_up_to(until: Period) -> list[Period]:
    return list(Period.objects.filter(starts_on__lte=until.starts_on)[:MONTHS_SHOWN])[::-1]


def stacked(parts: Sequence[tuple[str, int]]) -> list[Slice]:
    """Parts of a whole side by side, in the given order; what is nothing takes no room."""
    whole = max(sum(count for _, count in parts), 1)
    edges = list(itertools.accumulate((100 * count / whole for _, count in parts), initial=0.0))
    return [
        Slice(name, count, round(edges[tone], 2), round(edges[tone + 1] - edges[tone], 2), tone)
        for tone, (name, count) in enumerate(parts)
    ]


def trend_of(months: Sequence[tuple[str, int | None]]) -> list[TrendPoint]:
    """(month, count) as points of a line; a hidden count leaves its place empty."""
    points = _line([label for label, _ in months], [count or 0 for _, count in months])
    return [point for point, (_, count) in zip(points, months, strict=True) if count is not None]


def _line(labels: Sequence[str], counts: Sequence[int]) -> list[TrendPoint]:
    most = max([*counts, 1])
    step = 600 / max(len(counts) - 1, 1)
    return [
        TrendPoint(label, count, round(number * step, 1), round(150 - 140 * count / most, 1))
        for number, (label, count) in enumerate(zip(labels, counts, strict=True))
    ]
