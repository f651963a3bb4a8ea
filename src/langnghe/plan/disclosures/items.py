"""The law's items as they stand on a day (``items.yaml``), and when each falls due.

item_of("du_toan", date(2026, 1, 1)).due(date(2025, 12, 18), calendar).on  # five working days later
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from types import MappingProxyType
from typing import Any

from langnghe import tables
from langnghe.law import clock
from langnghe.law.calendar import Calendar
from langnghe.law.facts import Fact, rests_on
from langnghe.law.procedures import Deadline


class Act(StrEnum):
    PUBLISH = "publish"
    DECIDE = "decide"
    CONSULT = "consult"
    SUPERVISE = "supervise"


ACT_NAMES: Mapping[Act, str] = MappingProxyType(
    {
        Act.PUBLISH: "Công khai để Nhân dân biết",
        Act.DECIDE: "Nhân dân bàn và quyết định",
        Act.CONSULT: "Nhân dân tham gia ý kiến",
        Act.SUPERVISE: "Nhân dân kiểm tra, giám sát",
    }
)


@dataclass(frozen=True, slots=True)
class Item(Fact):
    """One item of the law while it is in force; see ``items.yaml``."""

    key: str
    act: Act
    vi: str
    starts: tuple[str, ...]  # MM-DD of every year; none for what an officer records
    standing: bool
    post_days: int
    radio_days: int
    local: bool
    forms: tuple[str, ...]
    deadline: Deadline  # its term, which rests on an article of its own

    @property
    def is_event(self) -> bool:
        return not self.starts

    @property
    def has_term(self) -> bool:
        return self.deadline.days is not None

    def due(self, start: dt.date, calendar: Calendar) -> clock.Due:
        """When it falls due after its trigger; ``on`` is None where the law sets no number."""
        return clock.due(start, self.deadline, calendar=calendar)

    def days_of(self, year: int) -> tuple[dt.date, ...]:
        """Its trigger days of a year that lie within the row's own time."""
        days = (dt.date.fromisoformat(f"{year}-{start}") for start in self.starts)
        return tuple(day for day in days if self.is_in_force(day))


def table() -> Mapping[str, Any]:
    """``items.yaml`` as it is written."""
    return tables.read(__package__, "items.yaml")


@cache
def all_items() -> tuple[Item, ...]:
    """Every row, past ones too, in the order of the law."""
    return tuple(map(_item, table()["items"]))


def items(on: dt.date) -> list[Item]:
    """The rows in force on a day."""
    return [item for item in all_items() if item.is_in_force(on)]


def item_of(key: str, on: dt.date) -> Item:
    """The row of an item under the law of a day, the nearest one where none was in force.

    Raises ValueError with a sentence for the user when the law knows no such item.
    """
    rows = [item for item in all_items() if item.key == key]
    if not rows:
        raise ValueError("Luật không có nội dung này; hãy chọn lại trong danh mục.")
    return next((row for row in rows if row.is_in_force(on)), rows[-1])


def forms() -> Mapping[str, str]:
    """Ways to make a thing public (Luật 10/2022/QH15, Điều 12 khoản 1), by key."""
    named: Mapping[str, str] = table()["forms"]
    return named


def _item(row: Mapping[str, Any]) -> Item:
    return Item(
        key=row["key"],
        act=Act(row["act"]),
        vi=row["vi"],
        starts=tuple(row.get("starts", ())),
        standing=row["trigger"] == "standing",
        post_days=row.get("post", 0),
        radio_days=row.get("radio", 0),
        local=row.get("local", False),
        forms=tuple(row["forms"]),
        deadline=_deadline(row),
        **rests_on(row),
    )


def _deadline(row: Mapping[str, Any]) -> Deadline:
    return Deadline(
        kind="disclosure",
        step=row["key"],
        vi=row["vi"],
        days=row.get("days"),
        unit=row.get("unit", "day"),
        variants=MappingProxyType({}),
        from_event=row["from_event"],
        way="within",
        extend=(),
        note="",
        **rests_on(row) | {"article": row["term_article"], "source": row["article"], "conf": row["term"]},
    )
