"""Outlines of places on the ground: making them small without opening gaps between neighbours, and what lies within.

A ring is a closed line without its last point, in (longitude, latitude); an outline is a list of polygons, each its
outer ring and then its holes (RFC 7946 without the repeated point).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

Point = tuple[float, float]
Ring = Sequence[Point]
Outline = Sequence[Sequence[Ring]]
Box = tuple[float, float, float, float]  # west, south, east, north
Key = TypeVar("Key")

LEAST = 3  # points of a ring
STRETCH = 500  # points simplified at once: the time of a hostile border grows with its square


def box_of(points: Iterable[Point]) -> Box:
    """The smallest box around points; ValueError where there are none."""
    longitudes, latitudes = zip(*points, strict=True)
    return min(longitudes), min(latitudes), max(longitudes), max(latitudes)


def points_of(outline: Outline) -> Iterable[Point]:
    return (point for polygon in outline for ring in polygon for point in ring)


def contains(outline: Outline, point: Point) -> bool:
    """Whether a point lies within, by the even-odd rule over all rings."""
    return sum(_crossings(ring, point) for polygon in outline for ring in polygon) % 2 == 1


def _crossings(ring: Ring, point: Point) -> int:
    """How many sides of the ring a ray from the point to the east meets."""
    x, y = point
    return sum(
        (first[1] > y) != (last[1] > y) and x < first[0] + (y - first[1]) * (last[0] - first[0]) / (last[1] - first[1])
        for first, last in _sides(ring)
    )


def _sides(ring: Ring) -> Iterable[tuple[Point, Point]]:
    return zip(ring, [*ring[1:], ring[0]], strict=True)


# --- making small -----------------------------------------------------------------------------------------------


def simplified(outlines: Mapping[Key, Outline], tolerance: float) -> dict[Key, Outline]:
    """Outlines with fewer points, each at most ``tolerance`` degrees off.

    A border of two places is simplified once and for both (Douglas and Peucker 1973, from one meeting of borders to
    the next), so that no gap opens between neighbours whose files agree. What shrinks to nothing is dropped; the
    largest polygon of a place never is.
    """
    meetings = _meetings(outlines.values())
    return {
        key: [_simple_polygon(polygon, meetings, tolerance) for polygon in outline] for key, outline in outlines.items()
    }


def _meetings(outlines: Iterable[Outline]) -> set[Point]:
    """Points where a border forks: their neighbours along all rings are other than two."""
    beside: dict[Point, set[Point]] = defaultdict(set)
    for outline in outlines:
        for polygon in outline:
            for ring in polygon:
                for first, last in _sides(ring):
                    beside[first].add(last)
                    beside[last].add(first)
    return {point for point, others in beside.items() if len(others) != 2}


def _simple_polygon(polygon: Sequence[Ring], meetings: set[Point], tolerance: float) -> list[Ring]:
    outer, *holes = (_simple_ring(ring, meetings, tolerance) for ring in polygon)
    third = len(polygon[0]) // 3
    triangle = [polygon[0][0], polygon[0][third], polygon[0][2 * third]]
    return [outer if len(outer) >= LEAST else triangle, *(hole for hole in holes if len(hole) >= LEAST)]


def _simple_ring(ring: Ring, meetings: set[Point], tolerance: float) -> Ring:
    """The ring as arcs between meetings, each simplified; a lonely ring begins at its smallest point."""
    cuts = [place for place, point in enumerate(ring) if point in meetings] or [ring.index(min(ring))]
    turned = [*ring[cuts[0] :], *ring[: cuts[0]], ring[cuts[0]]]
    ends = [cut - cuts[0] for cut in cuts[1:]] + [len(ring)]
    found: list[Point] = []
    start = 0
    for end in ends:
        found += _simple_arc(turned[start : end + 1], tolerance)[:-1]
        start = end
    return found


def _simple_arc(arc: Sequence[Point], tolerance: float) -> list[Point]:
    """The same points whichever neighbour asks, and so in whichever direction."""
    forwards, backwards = list(arc), list(reversed(arc))
    return _in_stretches(forwards, tolerance) if forwards <= backwards else _in_stretches(backwards, tolerance)[::-1]


def _in_stretches(line: Sequence[Point], tolerance: float) -> list[Point]:
    found = [line[0]]
    for start in range(0, len(line) - 1, STRETCH):
        found += _douglas_peucker(line[start : start + STRETCH + 1], tolerance)[1:]
    return found


def _douglas_peucker(line: Sequence[Point], tolerance: float) -> list[Point]:
    """Without recursion, which a long border would take too deep."""
    kept = {0, len(line) - 1}
    open_parts = [(0, len(line) - 1)]
    while open_parts:
        first, last = open_parts.pop()
        place, off = max(
            ((i, _distance(line[i], line[first], line[last])) for i in range(first + 1, last)),
            key=lambda found: found[1],
            default=(0, 0.0),
        )
        if off > tolerance:
            kept.add(place)
            open_parts += [(first, place), (place, last)]
    return [line[i] for i in sorted(kept)]


def _distance(point: Point, first: Point, last: Point) -> float:
    """From a point to a stretch, in degrees."""
    x, y = last[0] - first[0], last[1] - first[1]
    length = x * x + y * y
    along = ((point[0] - first[0]) * x + (point[1] - first[1]) * y) / length if length else 0.0
    along = min(1.0, max(0.0, along))
    return float(((point[0] - first[0] - along * x) ** 2 + (point[1] - first[1] - along * y) ** 2) ** 0.5)
