"""Who owes a report for which month, who has sent it and when; letters to units that have not.

A unit has reported when a report of it could be read (``synthesis.queries.coverage`` counts the same). It is late when
the first such report came after the month's last day for reports. Units are listed as in the catalogue, never ranked.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Min
from django.utils import timezone

from langnghe import tables
from langnghe.cases import letters
from langnghe.cases.clocks import calendar
from langnghe.cases.hours import at_work, vietnam_time
from langnghe.cases.letters import unit_reader
from langnghe.registry.models import Period, Unit
from langnghe.registry.queries import units_due
from langnghe.synthesis.queries import reports_read


class State(StrEnum):
    ON_TIME = "on_time"
    LATE = "late"
    MISSING = "missing"  # the last day has passed
    AWAITED = "awaited"  # there is time left, or the month has no last day
    NOT_OWED = "not_owed"


@dataclass(frozen=True, slots=True)
class Cell:
    """One unit and one month; ``on``: the day on which the first report that could be read came."""

    state: State
    on: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Row:
    unit: Unit
    cells: tuple[Cell, ...]  # one a month, in the order of the months


@dataclass(frozen=True, slots=True)
class Sum:
    """A month's units by state; ``due`` is the number that every share is of."""

    due: int
    on_time: int
    late: int
    missing: int
    awaited: int

    @property
    def reported(self) -> int:
        return self.on_time + self.late


@dataclass(frozen=True, slots=True)
class Owed:
    periods: tuple[Period, ...]
    rows: tuple[Row, ...]
    sums: tuple[Sum, ...]


def owed(periods: Sequence[Period], today: dt.date) -> Owed:
    """Units x months; three queries a month."""
    columns = [_column(period, today) for period in periods]
    units = {unit.pk: unit for column in columns for unit in column}
    rows = tuple(
        Row(unit, tuple(column.get(unit, Cell(State.NOT_OWED)) for column in columns))
        for unit in sorted(units.values(), key=lambda unit: (unit.kind, unit.name))
    )
    return Owed(tuple(periods), rows, tuple(_sum(column.values()) for column in columns))


def owed_by(unit: Unit, periods: Iterable[Period], today: dt.date) -> list[tuple[Period, Cell]]:
    """One unit's months, those it does not owe left out."""
    found = ((period, _column(period, today).get(unit)) for period in periods)
    return [(period, cell) for period, cell in found if cell is not None]


def _column(period: Period, today: dt.date) -> dict[Unit, Cell]:
    came = _came(period)
    return {unit: _cell(period, came.get(unit.pk), today) for unit in units_due(period)}


def _came(period: Period) -> Mapping[int, dt.date]:
    """The day of each unit's first report that could be read. Notes of a meeting are no report."""
    first = reports_read([period]).order_by().values_list("unit").annotate(first=Min("received_at"))
    return {unit: timezone.localdate(at) for unit, at in first}


def _cell(period: Period, on: dt.date | None, today: dt.date) -> Cell:
    if on is not None:
        return Cell(State.LATE if period.due_on and on > period.due_on else State.ON_TIME, on)
    return Cell(State.MISSING if period.due_on and today > period.due_on else State.AWAITED)


def _sum(cells: Iterable[Cell]) -> Sum:
    count = Counter(cell.state for cell in cells)
    return Sum(count.total(), count[State.ON_TIME], count[State.LATE], count[State.MISSING], count[State.AWAITED])


# --- letters ----------------------------------------------------------------------------------------------------


def remind_owing(now: dt.datetime | None = None) -> int:
    """Write to units with an address that have not reported: shortly before the last day, and once it has passed.

    Each letter is written once, in working time; the number of new letters. A month is asked for until the next ends.
    """
    here = vietnam_time(now)
    if not at_work(here):
        return 0
    today = here.date()
    asked = Period.objects.filter(due_on__isnull=False, due_on__gte=today - dt.timedelta(days=31))
    return sum(_remind(period, today) for period in asked)


def _remind(period: Period, today: dt.date) -> int:
    left = calendar().working_between(today + dt.timedelta(days=1), period.due_on) if period.due_on else None
    if left is None or left > tables.read(__package__, "reminders.yaml")["reports_before"]:
        return 0
    stage = "late" if period.due_on and today > period.due_on else "before"
    owing = [unit for unit, cell in _column(period, today).items() if cell.on is None and unit.email]
    return sum(_write(period, unit, stage) for unit in owing)


def _write(period: Period, unit: Unit, stage: str) -> int:
    reader = unit_reader(unit.pk, unit.email)
    if reader is None or period.due_on is None:
        return 0
    late = stage == "late"
    subject = f"Lắng Nghe: {'đã quá hạn' if late else 'sắp đến hạn'} gửi báo cáo tháng {period}"
    _letter, new = letters.write(
        f"owed-{period.key}-{unit.pk}-{stage}",
        to=reader.address,
        subject=subject,
        lines=[
            f"Kính gửi {unit.name},",
            "",
            f"Báo cáo tháng {period} có hạn gửi ngày {period.due_on:%d/%m/%Y}; hệ thống chưa nhận được bản đọc được.",
            "Đơn vị có thể lấy bản nháp từ số liệu của mình và gửi tệp ngay trong hệ thống, mục «Báo cáo của đơn vị».",
        ],
    )
    return int(new)
