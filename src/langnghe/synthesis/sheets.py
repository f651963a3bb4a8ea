"""What may be shown of the tallies: tables of a quarter and its months with small counts hidden, drawn ahead.

A month and its quarter stand in one table (the months are columns that add up to the quarter), so that no month can be
had by taking the others from the quarter. A month with fewer opinions than may be shown is left out of its quarter.
The tables have sums in common: they are drawn in the order of ``TABLES``, and what an earlier one shows or hides binds
the later ones. Areas by sector or by channel are drawn for the quarter only; where a table cannot be protected all of
it is hidden but the whole, and the tables before it stay.

Not met: who looks twice, before and after an officer's decision, sees two true tables that differ by that opinion.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from langnghe.figures.suppress import TOTAL, Cell, Published, Table, suppress
from langnghe.registry.models import Period
from langnghe.registry.queries import office
from langnghe.registry.succession import heirs
from langnghe.synthesis import tallies
from langnghe.synthesis.models import Recount, Sheet
from langnghe.synthesis.rises import rises
from langnghe.synthesis.spans import Span, quarters_of

WHOLE = "province"
IN = "@"  # between a theme and the sector of a part of it
SECTORS, AREAS, TOPICS, THEMES = "sectors", "areas", "topics", "themes"
AREA_CHANNELS, AREA_SECTORS = "areas-channels", "areas-sectors"
RISING = "rising"  # {span: {theme: count}}, the surest first: which themes are shown, not how many; see ``THEMES``


@dataclass(frozen=True, slots=True)
class Shown:
    """A table as it may be shown; rows "sector:GT", "area:12", "topic:gt.cau", "theme:7"; "area:" has no area."""

    cells: Mapping[str, Mapping[str, int | None]]
    counted_at: dt.datetime | None = None

    def get(self, row: str = WHOLE, column: str = TOTAL) -> int | None:
        """The count; None where it is hidden. ``column``: "", "month:2026-10", "channel:report", "sector:GT"."""
        return self.cells.get(row, {}).get(column, 0)

    def rows(self, group: str, column: str = TOTAL) -> dict[str, int | None]:
        """Rows of a group by their keys without its name: {"12": 40, "13": None}."""
        start = f"{group}:"
        return {row.removeprefix(start): self.get(row, column) for row in self.cells if row.startswith(start)}

    def columns(self, group: str, row: str = WHOLE) -> dict[str, int | None]:
        """One row's counts in a group of columns, by their keys without its name."""
        start = f"{group}:"
        found = self.cells.get(row, {})
        return {column.removeprefix(start): count for column, count in found.items() if column.startswith(start)}


def column_of(span: Span) -> str:
    """The column of a span in the tables of its quarter."""
    return TOTAL if span.is_quarter else f"month:{span.key}"


def shown(quarter: Span, *names: str) -> dict[str, Shown]:
    """The tables of a quarter by their names."""
    return shown_in([quarter], *names)[quarter]


def shown_in(quarters: Iterable[Span], *names: str) -> dict[Span, dict[str, Shown]]:
    """The tables of some quarters, drawn now where there are none yet, where the office has set another smallest count,
    or where a month has been opened since: it would read as none."""
    k, wanted = office().least_inside, sorted(set(quarters))
    found = _stored(wanted, names, k)
    keys = [key for quarter in wanted for key in quarter.months]
    opened = set(Period.objects.filter(key__in=keys).values_list("key", flat=True))
    lacking = [
        quarter
        for quarter in wanted
        if (months := opened.intersection(quarter.months)) and not _knows(found.get(quarter.key, {}), names, months)
    ]
    for quarter in lacking:
        draw(quarter, k=k)
    found |= _stored(lacking, names, k) if lacking else {}
    return {each: {name: found.get(each.key, {}).get(name, Shown({})) for name in names} for each in wanted}


def _knows(pages: Mapping[str, Shown], names: Sequence[str], months: Iterable[str]) -> bool:
    """Whether all the tables are there, and were drawn when all the months were."""
    columns = {f"month:{key}" for key in months}
    return all(
        name in pages and (name == RISING or columns <= pages[name].cells.get(WHOLE, {}).keys()) for name in names
    )


def _stored(quarters: Iterable[Span], names: Sequence[str], k: int) -> dict[str, dict[str, Shown]]:
    found: dict[str, dict[str, Shown]] = defaultdict(dict)
    for row in Sheet.objects.filter(quarter__in=[quarter.key for quarter in quarters], name__in=names, k=k):
        found[row.quarter][row.name] = Shown(row.cells, row.counted_at)
    return dict(found)


# --- drawing --------------------------------------------------------------------------------------------------


def draw_stale() -> bool:
    """Draw one quarter that was counted anew since it was drawn, the latest first; whether there was one."""
    k = office().least_inside
    counted = _counted()
    drawn = {row.quarter: row for row in Sheet.objects.filter(name=RISING).defer("cells")}
    for quarter in quarters_of(Period.objects.all()):
        sheet = drawn.get(quarter.key)
        latest = max((counted[key] for key in quarter.months if key in counted), default=None)
        if latest and (sheet is None or sheet.k != k or sheet.counted_at < latest):
            draw(quarter, k=k)
            return True
    return False


def _counted() -> dict[str, dt.datetime]:
    return dict(Recount.objects.values_list("period__key", "at"))


def draw(quarter: Span, *, k: int) -> None:
    """Draw every table of a quarter anew from the tallies; periods never counted are counted first.

    The search for what to hide takes seconds where much is counted, so nothing is locked meanwhile.
    """
    for period in Period.objects.filter(key__in=quarter.months, recount=None):
        tallies.recount(period)
    counted_at = Recount.objects.filter(period__key__in=quarter.months).aggregate(last=Max("at"))["last"]
    drawing = _Drawing(quarter, k)
    drawn: dict[str, Any] = {name: drawing.cells(name) for name in TABLES}
    drawn[RISING] = rises([*(Span.parse(period.key) for period in drawing.periods), quarter])
    with transaction.atomic():
        for name, cells in drawn.items():
            Sheet.objects.update_or_create(
                quarter=quarter.key,
                name=name,
                defaults={"k": k, "cells": cells, "counted_at": counted_at or timezone.now()},
            )


class _Drawing:
    """The tables of one quarter, each protected given those before it."""

    def __init__(self, quarter: Span, k: int) -> None:
        self.k = k
        self.heirs = heirs(timezone.localdate())
        self.public: dict[Cell, int | None] = {}  # None where it is hidden
        with transaction.atomic():
            list(Period.objects.select_for_update().filter(key__in=quarter.months))  # nobody counts anew meanwhile
            opened = quarter.periods()
            # A month that has hardly begun would hide the others: nothing of it is counted until it may be shown.
            self.thin = [period for period in opened if 0 < tallies.total([period]) < k]
            self.periods = [period for period in opened if period not in self.thin]
            self.tables = {name: list(made(self)) for name, made in TABLES.items()}

    def cells(self, name: str) -> dict[str, dict[str, int | None]]:
        """One sheet as it may be shown, without the zeros."""
        cells: dict[str, dict[str, int | None]] = {}
        for table in self.tables[name]:
            if table.counts:
                self._protect(table, cells)
        self._settle_months(cells.setdefault(WHOLE, {}))
        return _whole(cells) if name == THEMES else cells

    def _settle_months(self, whole: dict[str, int | None]) -> None:
        """A month that is left out is hidden, and is not none; the only month of its quarter is the quarter."""
        for period in self.periods:
            whole.setdefault(f"month:{period.key}", 0)  # known to have none
        whole |= {f"month:{period.key}": None for period in self.thin}
        if self.thin and not self.periods:
            whole[TOTAL] = None
        if len(self.periods) == 1 and TOTAL in whole:
            whole[f"month:{self.periods[0].key}"] = whole[TOTAL]

    def _protect(self, table: Table, cells: dict[str, dict[str, int | None]]) -> None:
        found = suppress(table, k=self.k, earlier=[self._given(table)])
        for (row, column), count in sorted(found.counts.items()):
            said = found.get(row, column)
            self.public.setdefault(_same((row, column)), said)
            if count or said is None:
                cells.setdefault(row, {})[column] = said

    def _given(self, table: Table) -> Published:
        """What the tables before it say of its cells, as an earlier publication of the same counts."""
        counts = table.cells()
        known = {cell: self.public[_same(cell)] for cell in counts if _same(cell) in self.public}
        told = {cell: count for cell, count in known.items() if count is not None}
        return Published(told, frozenset(set(known) - set(told)), self.k, counts)

    # --- the tables -------------------------------------------------------------------------------------------

    def sectors(self) -> Iterator[Table]:
        counts = self._by_month("sector")
        for (sector, channel), n in tallies.totals(self.periods, "sector", "channel").items():
            counts[f"sector:{sector}", f"channel:{channel}"] += n
        yield _table(counts)

    def areas(self) -> Iterator[Table]:
        yield _table(self._by_month("area"))

    def topics(self) -> Iterator[Table]:
        """A table for each sector: what hides a topic is another of its sector."""
        within: dict[str, Counter[Cell]] = defaultdict(Counter)
        for (sector, topic), months in tallies.by_period(self.periods, "sector", "topic").items():
            for month, n in months.items():
                within[sector][f"topic:{topic or sector}", f"month:{month}"] += n
        for sector, counts in sorted(within.items()):
            yield _table(counts, root=f"sector:{sector}")

    def themes(self) -> Iterator[Table]:
        """A table for each sector, as for topics; a theme with opinions of several sectors has a row in each."""
        within: dict[str, Counter[Cell]] = defaultdict(Counter)
        for sector, months in tallies.by_period(self.periods, "sector").items():
            for month, n in months.items():
                within[sector][_part("", sector), f"month:{month}"] += n
        for (sector, theme), months in tallies.by_period(self.periods, "sector", "theme").items():
            for month, n in months.items():
                within[sector][_part(theme, sector), f"month:{month}"] += n
                within[sector][_part("", sector), f"month:{month}"] -= n
        for sector, counts in sorted(within.items()):
            yield _table(+counts, root=f"sector:{sector}")

    def area_channels(self) -> Iterator[Table]:
        yield _table(self._across("channel"))

    def area_sectors(self) -> Iterator[Table]:
        yield _table(self._across("sector"))

    def _across(self, columns: str) -> Counter[Cell]:
        counts = Counter[Cell]()
        for (area, column), n in tallies.totals(self.periods, "area", columns).items():
            counts[self._row("area", area), f"{columns}:{column}"] += n
        return counts

    def _by_month(self, rows: str) -> Counter[Cell]:
        counts = Counter[Cell]()
        for key, months in tallies.by_period(self.periods, rows).items():
            for month, n in months.items():
                counts[self._row(rows, key), f"month:{month}"] += n
        return counts

    def _row(self, group: str, key: int | str | None) -> str:
        """A unit that has ended counts with the one that took its matters, where there is one."""
        if group == "area" and isinstance(key, int):
            key = self.heirs.get(key) or key
        return f"{group}:{'' if key is None else key}"


def _part(theme: int | str, sector: str) -> str:
    """The row of a theme's opinions in one sector; "" of those without a theme."""
    return f"theme:{theme}{IN}{sector}"


def _whole(cells: Mapping[str, Mapping[str, int | None]]) -> dict[str, dict[str, int | None]]:
    """Themes with their parts of all sectors added up; one with a hidden part is hidden itself."""
    found: dict[str, dict[str, int | None]] = {}
    for row, columns in cells.items():
        whole = found.setdefault(row.partition(IN)[0], {})
        for column, count in columns.items():
            before = whole.get(column, 0)
            whole[column] = None if count is None or before is None else before + count
    return found


def _table(counts: Counter[Cell], root: str = WHOLE) -> Table:
    rows = dict.fromkeys(sorted({row for row, _ in counts}), root)
    return Table({root: ""} | rows, _groups(sorted({column for _, column in counts})), counts)


def _groups(columns: Iterable[str]) -> dict[str, list[str]]:
    """Columns by the name before the colon."""
    groups: dict[str, list[str]] = {}
    for column in columns:
        groups.setdefault(column.partition(":")[0], []).append(column)
    return groups


def _same(cell: Cell) -> Cell:
    """The name of a count that stands in several tables: the whole by sector is the sector's row."""
    row, column = cell
    return (column, TOTAL) if row == WHOLE and column.startswith("sector:") else cell


TABLES: dict[str, Callable[[_Drawing], Iterator[Table]]] = {
    SECTORS: _Drawing.sectors,
    AREAS: _Drawing.areas,
    TOPICS: _Drawing.topics,
    THEMES: _Drawing.themes,
    AREA_CHANNELS: _Drawing.area_channels,
    AREA_SECTORS: _Drawing.area_sectors,
}
