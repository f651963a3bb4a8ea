"""Where communes lie: the map of a count by commune, and the commune of a point on the ground."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from statistics import median

from django.db import transaction

from langnghe.figures.maps import CommuneMap, Place, outlined, tiles
from langnghe.figures.outlines import Outline, box_of, contains, points_of, simplified
from langnghe.registry.boundary_files import Plan
from langnghe.registry.models import Boundary, Unit
from langnghe.registry.queries import areas

FINENESS = 150  # a middling commune is this many times as wide as what may be lost of its border
MOST_POINTS = 30_000  # of all boundaries together: a map must open on a phone
COARSER = 6  # times at most: thousands of islets stay thousands


def commune_map(units: Sequence[Unit], counts: Mapping[int, int | None]) -> CommuneMap:
    """Counts by unit (by primary key; missing: 0, None: hidden) as shapes, numbered in the order of the units' codes.

    Drawn on the office's boundaries where it has loaded those of at least half of the units, else as a scheme of tiles.
    """
    ordered = sorted(units, key=lambda unit: unit.code)
    places = [Place(unit.pk, unit.name, counts.get(unit.pk, 0)) for unit in ordered]
    known = Boundary.objects.filter(unit__in=[unit.pk for unit in ordered])
    outlines = dict(known.values_list("unit_id", "outline"))
    return outlined(places, outlines) if outlines and 2 * len(outlines) >= len(places) else tiles(places)


def planned_map(plan: Plan) -> CommuneMap:
    """What the communes of a file would look like."""
    units = Unit.objects.filter(pk__in=plan.outlines).order_by("code")
    return outlined([Place(unit.pk, unit.name, 0) for unit in units], _made_small(plan.outlines))


def unit_at(latitude: float, longitude: float, on: dt.date) -> Unit | None:
    """The commune in force on a day in which a point (WGS 84, degrees) lies; None outside of all boundaries.

    Boundaries are kept simplified: within about 100 m of a border the neighbour may be named.
    """
    near = Boundary.objects.filter(
        west__lte=longitude, east__gte=longitude, south__lte=latitude, north__gte=latitude, unit__in=areas(on)
    )
    for boundary in near.select_related("unit").order_by("unit__code"):
        if contains(boundary.outline, (longitude, latitude)):
            return boundary.unit
    return None


@transaction.atomic
def load(plan: Plan, *, by: str) -> int:
    """Keep the boundaries of a file, made small, in place of earlier ones of the same communes; how many.

    Those of communes that the file lacks stay as they are.
    """
    small = _made_small(plan.outlines)
    for unit, outline in small.items():
        west, south, east, north = box_of(points_of(outline))
        box = {"west": west, "south": south, "east": east, "north": north}
        Boundary.objects.update_or_create(unit_id=unit, defaults={"outline": outline, "loaded_by": by, **box})
    return len(small)


def _made_small(outlines: Mapping[int, Outline]) -> dict[int, Outline]:
    """Together, so that common borders stay common; coarser until all are few enough."""
    boxes = [box_of(points_of(outline)) for outline in outlines.values()]
    tolerance = median(max(east - west, north - south) for west, south, east, north in boxes) / FINENESS
    small = simplified(outlines, tolerance)
    for _ in range(COARSER):
        if sum(1 for outline in small.values() for _ in points_of(outline)) <= MOST_POINTS:
            break
        tolerance *= 2
        small = simplified(small, tolerance)
    return small


@transaction.atomic
def clear() -> int:
    """Take all boundaries away: maps are schemes again."""
    return Boundary.objects.all().delete()[0]
