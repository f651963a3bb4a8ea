"""Counts by place as shapes to draw: from outlines on the ground, or as a scheme of tiles where there are none.

Nothing here knows colours or pages: a shape has the mark ``t0`` (nothing) to ``t4`` (most), or ``tx`` where its count
is hidden; both faces draw the same shapes, with a table beside them that says the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil, cos, radians, sqrt

from langnghe.figures.outlines import Outline, Point, Ring, box_of, points_of

SIDE, GAP = 46, 4  # of a tile
WIDTH, TALLEST, EDGE = 640, 760, 4  # of a map of outlines, in its own units; EDGE keeps the borders' strokes inside
SHADES = 4
HIDDEN = "tx"
ROOM = 24  # units across a shape from which on its number stands in it
LEVELS = (0.5, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8)  # heights at which a place for the number is looked for

Project = Callable[[Point], tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Place:
    """What to draw; ``count`` None is hidden."""

    key: int
    name: str
    count: int | None


@dataclass(frozen=True, slots=True)
class Shape:
    """One place: its row in the table, and its drawing (``path`` is empty where its outline is not known)."""

    key: int
    name: str
    count: int | None
    number: int  # printed in the shape and in the table
    mark: str
    path: str
    x: int
    y: int
    has_room: bool  # for its number


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the legend: counts from ``low`` to ``high``."""

    mark: str
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class CommuneMap:
    shapes: list[Shape]
    width: int
    height: int
    is_scheme: bool
    steps: list[Step]
    has_hidden: bool

    @property
    def total(self) -> int | None:
        """The sum of all counts; None where one is hidden, for a sum would tell it."""
        return None if self.has_hidden else sum(shape.count or 0 for shape in self.shapes)


def tiles(places: Sequence[Place]) -> CommuneMap:
    """A scheme: one tile a place in the given order, nearly as many columns as rows."""
    columns = max(1, ceil(sqrt(len(places) * 1.3)))
    most = _most(places)
    shapes = [_tile(place, number, columns, most) for number, place in enumerate(places)]
    rows = max(1, ceil(len(places) / columns))
    width, height = (side * (SIDE + GAP) - GAP for side in (columns, rows))
    return CommuneMap(shapes, width, height, True, _steps(places), _has_hidden(places))


def outlined(places: Sequence[Place], outlines: Mapping[int, Outline]) -> CommuneMap:
    """A map of the places' outlines (by key), as wide as the view allows; a degree is shortened to the east and west
    as the latitude has it (equirectangular, true at the middle latitude), which is enough for one province.
    """
    drawn = [outlines[place.key] for place in places if place.key in outlines]
    project, width, height = _projection(point for outline in drawn for point in points_of(outline))
    most = _most(places)
    shapes = [
        _outlined(place, number, outlines.get(place.key, []), project, most) for number, place in enumerate(places)
    ]
    return CommuneMap(shapes, width, height, False, _steps(places), _has_hidden(places))


# --- shades -----------------------------------------------------------------------------------------------------


def _most(places: Iterable[Place]) -> int:
    return max([place.count or 0 for place in places] + [1])


def _has_hidden(places: Iterable[Place]) -> bool:
    return any(place.count is None for place in places)


def _mark(count: int | None, most: int) -> str:
    return HIDDEN if count is None else f"t{ceil(SHADES * count / most)}"


def _steps(places: Sequence[Place]) -> list[Step]:
    """The legend: for each shade in use the counts that have it."""
    most = _most(places)
    used = {_mark(place.count, most) for place in places}
    bounds = [(0, 0)] + [(most * (shade - 1) // SHADES + 1, most * shade // SHADES) for shade in range(1, SHADES + 1)]
    return [Step(f"t{shade}", low, high) for shade, (low, high) in enumerate(bounds) if f"t{shade}" in used]


# --- drawing ----------------------------------------------------------------------------------------------------


def _tile(place: Place, number: int, columns: int, most: int) -> Shape:
    row, column = divmod(number, columns)
    x, y = column * (SIDE + GAP), row * (SIDE + GAP)
    path = f"M{x} {y}h{SIDE}v{SIDE}h-{SIDE}z"
    half = SIDE // 2
    return Shape(
        place.key, place.name, place.count, number + 1, _mark(place.count, most), path, x + half, y + half, True
    )


def _outlined(place: Place, number: int, outline: Outline, project: Project, most: int) -> Shape:
    rings = [_on_the_grid(ring, project) for polygon in outline for ring in polygon]
    path = "".join(_path(ring) for ring in rings)
    x, y, across = _middle(max(rings, key=_extent)) if rings else (0, 0, 0)
    return Shape(place.key, place.name, place.count, number + 1, _mark(place.count, most), path, x, y, across >= ROOM)


def _projection(points: Iterable[Point]) -> tuple[Project, int, int]:
    west, south, east, north = box_of(points)
    shorter = cos(radians((south + north) / 2))
    wide, high = max((east - west) * shorter, 1e-9), max(north - south, 1e-9)
    scale = min((WIDTH - 2 * EDGE) / wide, (TALLEST - 2 * EDGE) / high)

    def project(point: Point) -> tuple[int, int]:
        return EDGE + round((point[0] - west) * shorter * scale), EDGE + round((north - point[1]) * scale)

    return project, round(wide * scale) + 2 * EDGE, round(high * scale) + 2 * EDGE


def _on_the_grid(ring: Ring, project: Project) -> list[tuple[int, int]]:
    """Whole numbers: neighbours' points fall on the same spots, and a map of a hundred communes stays small."""
    points = [project(point) for point in ring]
    return [point for point, before in zip(points, [points[-1], *points[:-1]], strict=True) if point != before] or [
        points[0]
    ]


def _path(ring: Sequence[tuple[int, int]]) -> str:
    """Relative steps; a small island stays visible as a dot."""
    if len(ring) < 3:
        x, y = ring[0]
        return f"M{x - 1} {y - 1}h2v2h-2z"
    steps = "".join(f"{x - left:d} {y - top:d} ".replace(" -", "-") for (left, top), (x, y) in pairwise(ring))
    return f"M{ring[0][0]} {ring[0][1]}l{steps.rstrip()}z"


def _extent(ring: Sequence[tuple[int, int]]) -> float:
    west, south, east, north = box_of(ring)
    return (east - west) * (north - south)


def _middle(ring: Sequence[tuple[int, int]]) -> tuple[int, int, int]:
    """The middle of the longest level stretch inside the ring, and how long it is: there a number can stand."""
    west, north, east, south = box_of(ring)
    stretches = [stretch for level in LEVELS for stretch in _inside(ring, north + level * (south - north))]
    first, last, y = max(stretches, key=lambda found: found[1] - found[0], default=(west, east, (north + south) / 2))
    return round((first + last) / 2), round(y), round(last - first)


def _inside(ring: Sequence[tuple[int, int]], y: float) -> list[tuple[float, float, float]]:
    """Stretches of the line at ``y`` that lie inside the ring."""
    y += 0.01  # never through a point of the grid
    meets = sorted(
        left + (y - top) * (right - left) / (bottom - top)
        for (left, top), (right, bottom) in zip(ring, [*ring[1:], ring[0]], strict=True)
        if (top > y) != (bottom > y)
    )
    return [(first, last, y) for first, last in zip(meets[::2], meets[1::2], strict=False)]
