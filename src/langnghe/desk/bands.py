"""Columns of a matter's past beside the range in which a quiet period would lie, for server-drawn SVG."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 320, 96


@dataclass(frozen=True, slots=True)
class Column:
    """One span; ``count`` None is hidden and drawn as a short hatched stub."""

    label: str
    count: int | None
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Band:
    columns: list[Column]
    top: float  # of the range
    height: float
    low: int
    high: int


def band(past: Sequence[tuple[object, int | None]], low: int, high: int) -> Band:
    """Columns in their order and the range from ``low`` to ``high``, in a box of 320 x 96."""
    most = max([count or 0 for _, count in past] + [high, 1])
    step = WIDTH / max(len(past), 6)
    columns = [_column(str(label), count, place * step, step, most) for place, (label, count) in enumerate(past)]
    top = HEIGHT - HEIGHT * high / most
    return Band(columns, round(top, 1), round(max(HEIGHT * (high - low) / most, 1.5), 1), low, high)


def _column(label: str, count: int | None, x: float, step: float, most: int) -> Column:
    height = 8.0 if count is None else round(HEIGHT * count / most, 1)
    return Column(label, count, round(x + step * 0.15, 1), round(HEIGHT - height, 1), round(step * 0.7, 1), height)
