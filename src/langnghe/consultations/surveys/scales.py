"""The fixed scales of answers, and the reasons that one may tick at a counter."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from langnghe import tables

AT_COUNTERS = "hai_long"  # the scale of every counter


@dataclass(frozen=True, slots=True)
class Point:
    key: str
    vi: str
    en: str
    positive: bool = False


@dataclass(frozen=True, slots=True)
class Scale:
    key: str
    vi: str
    en: str
    points: tuple[Point, ...]
    satisfaction: bool = False

    @property
    def positive(self) -> list[str]:
        return [point.key for point in self.points if point.positive]


@dataclass(frozen=True, slots=True)
class Reason:
    key: str
    vi: str
    en: str


@cache
def scales() -> dict[str, Scale]:
    rows = {row["key"]: dict(row) for row in _table()["scales"]}
    return {key: Scale(**row | {"points": tuple(Point(**each) for each in row["points"])}) for key, row in rows.items()}


@cache
def reasons() -> dict[str, Reason]:
    return {row["key"]: Reason(**row) for row in _table()["reasons"]}


def _table() -> dict[str, Any]:
    return tables.read(__package__, "scales.yaml")
