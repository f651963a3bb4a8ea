"""The whole picture of a span: what people raise, what is rising, where, what is late, how it ends, how satisfied.

Counts of opinions come from the sheets (``synthesis.sheets``): small ones are hidden for everybody. Counts of cases are
those that the officer may open one by one. Beside every total stands how many units have reported; two totals are
compared only where that share is nearly the same. Places stand in the order of their names, never of their counts.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Count, Q
from django.utils import timezone

from langnghe.cases.queries import visible_cases
from langnghe.cases.states import channel_names, outcomes
from langnghe.figures.maps import CommuneMap
from langnghe.figures.satisfaction import SATISFIED_FROM, Index, index
from langnghe.law.taxonomy import sector_names
from langnghe.registry.boundaries import commune_map
from langnghe.registry.models import Officer, Period, Unit
from langnghe.registry.queries import areas, office
from langnghe.synthesis import sheets
from langnghe.synthesis.early import Rise, rises_since_count
from langnghe.synthesis.models import Theme
from langnghe.synthesis.queries import who_reported
from langnghe.synthesis.sheets import AREA_CHANNELS, AREAS, RISING, SECTORS, THEMES, Shown, column_of
from langnghe.synthesis.spans import Span

NEAR = 0.05  # shares of units that have reported may differ by so much for two totals to be compared
SECTORS_SHOWN, THEMES_SHOWN, RISING_SHOWN, LATE_SHOWN = 8, 5, 3, 8
MONTHS_SHOWN = 13  # so that the same month of the last year stands at the left edge
UNREPORTED = "*"  # beside the name of a place whose report is missing
NO_SECTOR = "Chưa phân loại"


# --- who has reported -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Reported:
    """Reports that have come of those due in a span (a quarter has three of each unit), and units that lack one."""

    span: Span
    due: int
    reported: int
    missing: tuple[Unit, ...]

    @property
    def share(self) -> float:
        return self.reported / self.due if self.due else 0.0

    @property
    def per_cent(self) -> int:
        return round(100 * self.share)

    def is_comparable(self, other: Reported) -> bool:
        return bool(self.due and other.due) and abs(self.share - other.share) <= NEAR


def reported_in(*spans: Span) -> list[Reported]:
    """The coverage of each span as the sum of its months (``queries.coverage``); three queries for all of them."""
    periods = {each.key: each for each in Period.objects.filter(key__in=[key for span in spans for key in span.months])}
    units = list(Unit.objects.filter(must_report=True).order_by("kind", "name"))
    come = who_reported(periods.values())
    return [_reported(span, [periods[key] for key in span.months if key in periods], units, come) for span in spans]


def _reported(span: Span, periods: Sequence[Period], units: Sequence[Unit], come: set[tuple[str, int]]) -> Reported:
    due = [(period.key, unit) for period in periods for unit in units if unit.is_in_force(period.ends_on)]
    missing = {unit.pk: unit for key, unit in due if (key, unit.pk) not in come}
    reported = sum((key, unit.pk) in come for key, unit in due)
    return Reported(span, len(due), reported, tuple(unit for unit in units if unit.pk in missing))


# --- lines of a table -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Line:
    """A count in the span, in the one before and a year ago (None: hidden), and bars in per cent of the longest."""

    key: str
    name: str
    now: int | None
    before: int | None
    year_before: int | None
    width: float = 0.0
    before_width: float = 0.0
    of: str = ""  # the sector that a theme belongs to

    @property
    def change(self) -> int | None:
        """Per cent more or less than in the last span."""
        return None if self.now is None or not self.before else round(100 * (self.now - self.before) / self.before)


def lines(names: Mapping[str, str], counts: Sequence[Mapping[str, int | None]]) -> list[Line]:
    """A line for each name with a count now, the most first, hidden ones last; ``counts``: now, before, a year ago."""
    now, before, year = counts
    longest = max([1, *(each.get(key) or 0 for each in (now, before) for key in names)])
    shown = {key: count for key, count in now.items() if key in names and count != 0}
    ordered = sorted(shown, key=lambda key: (shown[key] is None, -(shown[key] or 0), names[key]))
    return [
        Line(
            key,
            names[key],
            now[key],
            before.get(key, 0),
            year.get(key, 0),
            round(100 * (now[key] or 0) / longest, 1),
            round(100 * (before.get(key) or 0) / longest, 1),
        )
        for key in ordered
    ]


# --- cases ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Late:
    """Open cases of a unit, and how many of them are past their day."""

    unit: str
    code: str
    late: int
    open: int


@dataclass(frozen=True, slots=True)
class Answered:
    """Cases answered in a span by what came of them, and what those who asked think of the answer."""

    counts: Mapping[str, int]
    satisfied: Index | None
    rated: int

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def done(self) -> int:
        return self.counts.get("done", 0)

    @property
    def per_cent(self) -> int:
        return round(100 * self.done / self.total) if self.total else 0

    @property
    def parts(self) -> list[tuple[str, str, int, float]]:
        """(key, name, count, per cent) of each outcome, really done first; nothing is left out."""
        total = max(self.total, 1)
        ordered = sorted(outcomes().values(), key=lambda row: not row.really)
        return [
            (row.key, row.vi, self.counts.get(row.key, 0), 100 * self.counts.get(row.key, 0) / total) for row in ordered
        ]


def late_units(officer: Officer, today: dt.date) -> list[Late]:
    """Units with a case past its day, by name, each with all its open cases."""
    rows = (
        visible_cases(officer)
        .filter(is_open=True)
        .order_by()
        .values_list("unit__name", "unit__code")
        .annotate(late=Count("pk", filter=Q(due_on__lt=today)), n=Count("pk"))
    )
    return sorted((Late(*row) for row in rows if row[2]), key=lambda row: (row.unit, row.code))


def answered(officer: Officer, spans: Sequence[Span], least: int) -> list[Answered]:
    """Of each span; one query over the cases answered since the earliest began."""
    wanted = [_days(span) for span in spans]
    found = visible_cases(officer).filter(
        decided_on__range=(min(first for first, _ in wanted), max(last for _, last in wanted)), outcome__in=outcomes()
    )
    sums: dict[str, Any] = {}
    for place, days in enumerate(wanted):
        within = Q(decided_on__range=days)
        sums[f"n{place}"] = Count("pk", filter=within)
        sums[f"yes{place}"] = Count("pk", filter=within & Q(rating__gte=SATISFIED_FROM))
        sums[f"no{place}"] = Count("pk", filter=within & Q(rating__lt=SATISFIED_FROM))
    rows = list(found.order_by().values("outcome").annotate(**sums))
    return [_answered(rows, str(place), least) for place in range(len(spans))]


def _answered(rows: Sequence[Mapping[str, Any]], place: str, least: int) -> Answered:
    yes, no = (sum(row[name + place] for row in rows) for name in ("yes", "no"))
    return Answered({row["outcome"]: row["n" + place] for row in rows}, index(yes, no, least=least), yes + no)


def _days(span: Span) -> tuple[dt.date, dt.date]:
    year, month = divmod(span.first, 12)
    end_year, end = divmod(span.last + 1, 12)
    return dt.date(year, month + 1, 1), dt.date(end_year, end + 1, 1) - dt.timedelta(days=1)


# --- the picture ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Picture:
    span: Span
    channel: str
    coverage: Sequence[Reported]  # now, before, a year ago
    totals: Sequence[int | None]
    sectors: list[Line]
    channels: list[Line]
    themes: list[Line]
    rising: list[Line]  # themes
    rises: list[Rise]  # topics; in a quarter, places too
    months: list[tuple[str, int | None]]
    map: CommuneMap
    placeless: int | None  # opinions that name no commune
    late: list[Late]
    answered: Sequence[Answered]
    counted_at: dt.datetime | None

    @property
    def is_comparable(self) -> bool:
        return self.coverage[0].is_comparable(self.coverage[1])

    @property
    def change(self) -> int | None:
        """Per cent of all opinions more or less than in the last span; None where they cannot be compared."""
        now, before, _ = self.totals
        return Line("", "", now, before, None).change if self.is_comparable else None

    @property
    def rising_topics(self) -> int:
        return sum(bool(rise.topic) for rise in self.rises)

    @property
    def rising_places(self) -> int:
        return len(self.rises) - self.rising_topics

    @property
    def late_total(self) -> int:
        return sum(row.late for row in self.late)

    @property
    def open_total(self) -> int:
        return sum(row.open for row in self.late)


class Pages:
    """The sheets of the spans that a page shows, each quarter read once."""

    def __init__(self, span: Span, *names: str) -> None:
        self.span, self.spans = span, (span, span.before, span.year_before)
        self.found = sheets.shown_in({each.quarter for each in self.spans}, *names)

    def of(self, name: str) -> list[Shown]:
        """A table of the span, of the one before and of a year ago."""
        return [self.found[span.quarter][name] for span in self.spans]

    def rows(self, name: str, group: str, column: str = "") -> list[dict[str, int | None]]:
        """Counts by row, now, before and a year ago; of one column where a quarter's channel or sector is asked."""
        return [
            page.rows(group, column or column_of(span)) for page, span in zip(self.of(name), self.spans, strict=True)
        ]


def picture(officer: Officer, span: Span, channel: str = "") -> Picture:
    """All of it, for whoever may read totals; a channel is looked at by quarters."""
    column = f"channel:{channel}" if channel else ""
    pages = Pages(span, SECTORS, THEMES, RISING, AREA_CHANNELS if channel else AREAS)
    coverage = reported_in(*pages.spans)
    whole, places = pages.of(SECTORS), pages.rows(AREA_CHANNELS if channel else AREAS, "area", column)[0]
    themes = theme_lines(pages)
    return Picture(
        span=span,
        channel=channel,
        coverage=coverage,
        totals=[page.get(column=column or column_of(each)) for page, each in zip(whole, pages.spans, strict=True)],
        sectors=lines(sector_labels(), pages.rows(SECTORS, "sector", column)),
        channels=lines(channel_names(), [page.columns("channel") for page in whole]),
        themes=themes[:THEMES_SHOWN],
        rising=rising(themes, pages.of(RISING)[0].cells.get(span.key, {})),
        rises=rises_since_count(span),
        months=months_until(span),
        map=place_map(places, coverage[0]),
        placeless=places.get("", 0),
        late=late_units(officer, timezone.localdate()),
        answered=answered(officer, pages.spans, office().least_inside),
        counted_at=whole[0].counted_at,
    )


def sector_labels() -> dict[str, str]:
    return {str(code): str(name) for code, name in sector_names().items()} | {"": NO_SECTOR}


def theme_lines(pages: Pages, sector: str | None = None) -> list[Line]:
    """Themes with a shown count in the span, the most first."""
    counts = pages.rows(THEMES, "theme")
    known = Theme.objects.filter(pk__in=[int(key) for key, count in counts[0].items() if key and count])
    rows = list(known.filter(sector=sector) if sector is not None else known)
    sectors = {str(row.pk): row.sector for row in rows}
    found = lines({str(row.pk): row.name for row in rows}, counts)
    return [replace(line, of=sectors[line.key]) for line in found]


def rising(found: Iterable[Line], surest: Iterable[str]) -> list[Line]:
    """Themes that the test of ``synthesis.rises`` names, the surest first, as far as their count is shown."""
    by_key = {line.key: line for line in found}
    return [by_key[key] for key in surest if key in by_key]


def months_until(span: Span, row: str = sheets.WHOLE) -> list[tuple[str, int | None]]:
    """(month, count) of the months up to the span's last, the earliest first; only months that were opened."""
    wanted = Span(span.last - MONTHS_SHOWN + 1, span.last)
    opened = {period.key: period for period in Period.objects.filter(key__in=wanted.months)}
    found = sheets.shown_in({Span.parse(key).quarter for key in opened}, SECTORS)
    return [
        (str(opened[key]), found[Span.parse(key).quarter][SECTORS].get(row, f"month:{key}"))
        for key in wanted.months
        if key in opened
    ]


def place_map(counts: Mapping[str, int | None], coverage: Reported) -> CommuneMap:
    """Communes in force with their counts; those whose report is missing bear a mark, for their 0 is none."""
    missing = {unit.pk for unit in coverage.missing}
    units = list(areas(timezone.localdate()))
    for unit in units:
        unit.name += f" {UNREPORTED}" if unit.pk in missing else ""
    return commune_map(units, {int(key): count for key, count in counts.items() if key})


def cases_behind(officer: Officer, span: Span, **only: Any) -> int:
    """Cases received in a span that the officer may open."""
    return visible_cases(officer).filter(received_on__range=_days(span), **only).order_by().count()
