"""Figures for everybody: one quarter, counted once, small cells hidden (``figures.suppress``), then frozen.

Counted are the cases received in the quarter but denunciations and merged ones, each under the unit that answers for it
now. A page shows a publication and asks no case, so what a reader sees never moves by one from day to day.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from langnghe.audit import journal
from langnghe.cases.models import Case, Clock, Publication
from langnghe.cases.publishing import public_kinds
from langnghe.cases.states import outcomes
from langnghe.figures.satisfaction import SATISFIED_FROM, Index, index
from langnghe.figures.suppress import TOTAL, Cell, Published, Table, suppress
from langnghe.law import procedures, taxonomy
from langnghe.registry.models import AREA_KINDS, Officer, Unit
from langnghe.registry.queries import office
from langnghe.registry.roles import Right

PROVINCE, SECTOR = "province", "sector"
LEVELS = {"communes": "Cấp xã", "others": "Sở, ban, ngành và cơ quan khác"}
NO_SECTOR, OPEN, OTHERWISE = "-", "open", "otherwise"
PACES = {"on_time": "Đúng hạn", "late": "Quá hạn", "running": "Đang giải quyết", "no_term": "Không tính hạn"}
RATINGS = {"satisfied": "Hài lòng (4-5 điểm)", "unsatisfied": "Chưa hài lòng (1-3 điểm)", "unrated": "Chưa đánh giá"}


@dataclass(frozen=True, slots=True)
class Quarter:
    year: int
    number: int  # 1 to 4

    @classmethod
    def parse(cls, key: str) -> Quarter:
        """Raises ValueError for anything but 2026-Q3."""
        year, _, number = key.partition("-Q")
        if not (year.isdecimal() and len(year) == 4 and number in ("1", "2", "3", "4")):
            raise ValueError("Quý ghi theo dạng 2026-Q3.")
        return cls(int(year), int(number))

    @classmethod
    def of(cls, day: dt.date) -> Quarter:
        return cls(day.year, (day.month + 2) // 3)

    @property
    def first(self) -> dt.date:
        return dt.date(self.year, 3 * self.number - 2, 1)

    @property
    def last(self) -> dt.date:
        return self.following.first - dt.timedelta(days=1)

    @property
    def following(self) -> Quarter:
        return Quarter(self.year + self.number // 4, self.number % 4 + 1)

    @property
    def before(self) -> Quarter:
        return Quarter.of(self.first - dt.timedelta(days=1))

    @property
    def short(self) -> str:
        return f"Q{self.number}/{self.year % 100:02}"

    def __str__(self) -> str:
        return f"{self.year}-Q{self.number}"


def labels() -> dict[str, dict[str, str]]:
    """Columns of every group with their Vietnamese names; a column's key begins with its group's."""
    sectors = {str(code): str(name) for code, name in taxonomy.sector_names().items()} | {NO_SECTOR: "Chưa phân loại"}
    endings = {key: row.vi for key, row in outcomes().items()}
    endings |= {OTHERWISE: "Kết thúc khác (hướng dẫn, chuyển, không thụ lý, rút)", OPEN: "Chưa có kết quả"}
    groups = {SECTOR: sectors, "outcome": endings, "pace": PACES, "rating": RATINGS}
    return {group: {f"{group}:{key}": name for key, name in names.items()} for group, names in groups.items()}


# --- publishing -------------------------------------------------------------------------------------------------


def publishable_quarters(today: dt.date, most: int = 4) -> list[Quarter]:
    """Quarters that are over, the newest first; those with a publication too: it may be renewed."""
    found = [Quarter.of(today).before]
    while len(found) < most:
        found.append(found[-1].before)
    return found


@transaction.atomic
def publish(*, quarter: Quarter, by: Officer) -> Publication:
    """Count a quarter that is over, hide what is under the office's threshold, and show the rest from now on.

    Raises PermissionDenied, or ValueError with a sentence for the user.
    """
    if not by.may(Right.APPROVE_DECISIONS):
        raise PermissionDenied
    if quarter.last >= timezone.localdate():
        raise ValueError("Quý này chưa kết thúc; chỉ công bố số liệu của quý đã qua.")
    k = office().least_public
    count = _Count(quarter)
    earlier = [stored(row) for row in Publication.objects.filter(quarter=str(quarter)).order_by("pk")]
    table = count.protected(k, earlier)
    made = Publication.objects.create(
        quarter=str(quarter),
        k=k,
        shown={"rows": count.rows(), "cells": _listed(table.shown), "days": count.medians(table)},
        counts=_listed(table.counts),
        made_at=timezone.now(),
        made_by=by.username,
    )
    cells = {"shown": len(table.shown), "hidden": len(table.hidden)}
    journal.record(by=by.username, verb="publish figures", what=f"quarter {quarter}", k=k, **cells)
    return made


def _listed(cells: dict[Cell, int]) -> list[list[Any]]:
    return [[row, column, count] for (row, column), count in sorted(cells.items())]


def stored(row: Publication) -> Published:
    """A publication as ``figures.suppress`` knows it."""
    shown = {(each, column): count for each, column, count in row.shown["cells"]}
    counts = {(each, column): count for each, column, count in row.counts}
    return Published(shown, frozenset(set(counts) - set(shown)), row.k, counts)


class _Count:
    """One pass over a quarter's cases."""

    def __init__(self, quarter: Quarter) -> None:
        self.counts: Counter[Cell] = Counter()
        self.days: dict[Cell, list[int]] = defaultdict(list)
        for unit, received, closed, columns in _counted(quarter):
            for column in columns:
                self.counts[unit, column] += 1
            if closed:
                for row, column in ((unit, TOTAL), (PROVINCE, TOTAL), (PROVINCE, columns[0])):
                    self.days[row, column].append((closed - received).days)
        codes = {row for row, _ in self.counts}
        self.units = list(Unit.objects.filter(code__in=codes).order_by("name").values_list("code", "name", "kind"))

    def rows(self) -> list[list[str]]:
        """[row, name, parent], each below its parent, by name: never by how many."""
        found = [[PROVINCE, "Toàn tỉnh", ""]]
        for level, name in LEVELS.items():
            below = [[code, unit, level] for code, unit, kind in self.units if _level(kind) == level]
            found += [[level, name, PROVINCE], *below] if below else []
        return found

    def protected(self, k: int, earlier: list[Published]) -> Published:
        """Two tables: units by how it ended, and the whole by sector.

        Sectors of each unit would be mostly small cells, and hiding them would cost the sectors of the whole. The two
        have the whole's total in common only, which is shown and which no witness of either touches.
        """
        parts = [suppress(table, k=k, earlier=earlier) for table in (self._units(), self._sectors())]
        shown = {cell: count for part in parts for cell, count in part.shown.items()}
        counts = {cell: count for part in parts for cell, count in part.counts.items()}
        return Published(shown, frozenset(set(counts) - set(shown)), k, counts)

    def _units(self) -> Table:
        parents = {row: parent for row, _, parent in self.rows()}
        groups = {group: list(columns) for group, columns in labels().items() if group != SECTOR}
        mine = {column for columns in groups.values() for column in columns}
        return Table(parents, groups, {cell: count for cell, count in self.counts.items() if cell[1] in mine})

    def _sectors(self) -> Table:
        columns, counts = list(labels()[SECTOR]), Counter[Cell]()
        for (_, column), count in self.counts.items():
            if column in columns:
                counts[PROVINCE, column] += count
        return Table({PROVINCE: ""}, {SECTOR: columns}, counts)

    def medians(self, table: Published) -> list[list[Any]]:
        """Median days of a row, or of a sector in the whole, where the cell is shown and k cases have ended."""
        return [
            [row, column, median(days), len(days)]
            for (row, column), days in sorted(self.days.items())
            if len(days) >= table.k and table.get(row, column) is not None
        ]


def _level(kind: str) -> str:
    return "communes" if kind in AREA_KINDS else "others"


def _counted(quarter: Quarter) -> Iterator[tuple[str, dt.date, dt.date | None, list[str]]]:
    """Unit, day received, day ended, and a column of every group, for each case."""
    cases = Case.objects.filter(
        received_on__range=(quarter.first, quarter.last), secret=False, kind__in=public_kinds(), merged_into=None
    )
    terms = _terms(quarter)
    fields = ("pk", "unit__code", "received_on", "closed_on", "sector", "outcome", "is_open", "rating")
    for pk, unit, received, closed, sector, outcome, is_open, rating in cases.values_list(*fields).iterator():
        ending = outcome or (OPEN if is_open else OTHERWISE)
        pace = "running" if is_open and pk not in terms else terms.get(pk, "no_term")
        columns = [f"sector:{sector or NO_SECTOR}", f"outcome:{ending}", f"pace:{pace}", f"rating:{_rated(rating)}"]
        yield unit, received, closed, columns


def _terms(quarter: Quarter) -> dict[int, str]:
    """Cases whose main term has ended, and how; late once stays late."""
    steps = {kind.settle_step for kind in procedures.kinds().values()}
    ended = Clock.objects.filter(
        case__received_on__range=(quarter.first, quarter.last), step__in=steps, state__in=("met", "missed")
    )
    found: dict[int, str] = {}
    for case, state in ended.order_by("pk").values_list("case", "state").iterator():
        if found.get(case) != "late":
            found[case] = "late" if state == Clock.State.MISSED else "on_time"
    return found


def _rated(rating: int | None) -> str:
    return "unrated" if rating is None else "satisfied" if rating >= SATISFIED_FROM else "unsatisfied"


# --- reading ----------------------------------------------------------------------------------------------------


class Figures:
    """What one publication shows; it knows nothing else."""

    def __init__(self, row: Publication) -> None:
        self.quarter, self.k, self.made_at = Quarter.parse(row.quarter), row.k, row.made_at
        self.rows: list[list[str]] = row.shown["rows"]
        self.cells = {(each, column): count for each, column, count in row.shown["cells"]}
        self.days = {(each, column): (days, n) for each, column, days, n in row.shown["days"]}

    def count(self, row: str = PROVINCE, column: str = TOTAL) -> int | None:
        return self.cells.get((row, column))

    def on_time(self, row: str = PROVINCE) -> float | None:
        """Per cent of the cases whose term has ended; None where either part is hidden."""
        met, missed = self.count(row, "pace:on_time"), self.count(row, "pace:late")
        if met is None or missed is None or met + missed < self.k:
            return None
        return 100 * met / (met + missed)

    def really_done(self, row: str = PROVINCE) -> float | None:
        """Per cent «làm xong thật» of all that were received; None where hidden."""
        done, every = self.count(row, "outcome:done"), self.count(row)
        return 100 * done / every if done is not None and every else None

    def satisfaction(self, row: str = PROVINCE) -> Index | None:
        return index(self.count(row, "rating:satisfied"), self.count(row, "rating:unsatisfied"), least=self.k)

    def units(self) -> list[list[str]]:
        """Units whose total is shown."""
        return [row for row in self.rows if row[2] in LEVELS and self.count(row[0])]

    def hidden_units(self) -> int:
        return sum(row[2] in LEVELS and self.count(row[0]) is None for row in self.rows)


def quarters() -> list[str]:
    """Quarters with a publication, the newest first."""
    return list(Publication.objects.order_by("-quarter").values_list("quarter", flat=True).distinct())


def figures(quarter: str) -> Figures | None:
    """The newest publication of a quarter; of the newest quarter for ""."""
    rows = Publication.objects.filter(quarter=quarter) if quarter else Publication.objects.all()
    row = rows.order_by("-quarter", "-pk").defer("counts").first()
    return Figures(row) if row else None


def last_of_each(most: int) -> list[Figures]:
    """The newest publication of the last quarters, the oldest first: never with gaps closed up."""
    newest: dict[str, Publication] = {}
    for row in Publication.objects.order_by("-quarter", "-pk").defer("counts")[: most * 3]:
        newest.setdefault(row.quarter, row)
    return [Figures(row) for row in list(newest.values())[:most]][::-1]


def gaps(shown: list[Figures]) -> bool:
    """Whether a quarter is missing in between."""
    return any(one.quarter.following != two.quarter for one, two in pairwise(shown))
