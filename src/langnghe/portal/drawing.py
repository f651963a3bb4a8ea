"""Charts as plain numbers for server-drawn SVG; what is hidden has no bar."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 640, 160  # of a column chart without its labels


@dataclass(frozen=True, slots=True)
class Bar:
    """One line of a bar table; ``width`` in per cent of the longest."""

    name: str
    count: int | None
    width: float
    marked: bool


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a chart of 640 x 160."""

    name: str
    count: int | None
    x: float
    y: float
    width: float
    height: float
    middle: float


def bars(rows: Sequence[tuple[str, int | None, str]], first: str = "") -> list[Bar]:
    """(name, count, key) as bars: the key ``first`` first, then by count, hidden ones last."""
    most = max([count or 0 for _, count, _ in rows] + [1])
    ordered = sorted(rows, key=lambda row: (row[2] != first, row[1] is None, -(row[1] or 0), row[0]))
    return [Bar(name, count, round(100 * (count or 0) / most, 1), key == first) for name, count, key in ordered]


def columns(rows: Sequence[tuple[str, int | None]]) -> list[Column]:
    """(name, count) as columns, in their order."""
    most = max([count or 0 for _, count in rows] + [1])
    step = WIDTH / max(len(rows), 4)
    width = round(step * 0.62, 1)
    return [_column(name, count, place * step + step * 0.19, width, most) for place, (name, count) in enumerate(rows)]


def _column(name: str, count: int | None, x: float, width: float, most: int) -> Column:
    height = round((HEIGHT - 24) * (count or 0) / most, 1)
    return Column(name, count, round(x, 1), HEIGHT - height, width, height, round(x + width / 2, 1))
