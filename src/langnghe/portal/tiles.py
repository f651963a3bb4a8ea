"""A schematic map: one tile a commune, in the order of their codes, so that neighbours by number stand together.

It needs no tile server and no borders; the table beside it says the same. An office's own GeoJSON may take its place.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil, sqrt

from langnghe.registry.models import Unit

SIDE, GAP = 46, 4
SHADES = 4


@dataclass(frozen=True, slots=True)
class Tile:
    """One commune: its place in the drawing, and its shade from 0 (nothing) to 4 (most)."""

    unit: Unit
    number: int  # printed in the tile and in the table
    count: int
    x: int
    y: int
    shade: int


@dataclass(frozen=True, slots=True)
class Map:
    tiles: list[Tile]
    width: int
    height: int


def tile_map(units: Sequence[Unit], counts: Mapping[int, int]) -> Map:
    """Tiles of the communes, nearly as many columns as rows."""
    columns = max(1, ceil(sqrt(len(units) * 1.3)))
    most = max([*counts.values(), 1])
    ordered = sorted(units, key=lambda unit: unit.code)
    tiles = [_tile(unit, place, columns, counts.get(unit.pk, 0), most) for place, unit in enumerate(ordered)]
    rows = ceil(len(tiles) / columns)
    return Map(tiles, columns * (SIDE + GAP) - GAP, max(rows, 1) * (SIDE + GAP) - GAP)


def _tile(unit: Unit, place: int, columns: int, count: int, most: int) -> Tile:
    row, column = divmod(place, columns)
    return Tile(unit, place + 1, count, column * (SIDE + GAP), row * (SIDE + GAP), ceil(SHADES * count / most))
