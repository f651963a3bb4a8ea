"""Where communes lie: the map of a count by commune, and the commune of a point on the ground."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from langnghe.figures.maps import CommuneMap, Place, outlined, tiles
from langnghe.figures.outlines import contains
from langnghe.registry.models import Boundary, Unit
from langnghe.registry.queries import areas


def commune_map(units: Sequence[Unit], counts: Mapping[int, int | None]) -> CommuneMap:
    """Counts by unit (by primary key; missing: 0, None: hidden) as shapes, numbered in the order of the units' codes.

    Drawn on the office's boundaries where it has loaded those of at least half of the units, else as a scheme of tiles.
    """
    ordered = sorted(units, key=lambda unit: unit.code)
    places = [Place(unit.pk, unit.name, counts.get(unit.pk, 0)) for unit in ordered]
    known = Boundary.objects.filter(unit__in=[unit.pk for unit in ordered])
    outlines = dict(known.values_list("unit_id", "outline"))
    return outlined(places, outlines) if outlines and 2 * len(outlines) >= len(places) else tiles(places)


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
