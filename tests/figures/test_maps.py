"""Shapes of a map: every place once, shades by count, nothing that tells a hidden count, small and without gaps."""

from __future__ import annotations

import json
import re
from math import ceil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from langnghe.figures.maps import HIDDEN, CommuneMap, Place, outlined, tiles
from langnghe.figures.outlines import Outline, Point, box_of, contains, points_of, simplified
from tests.shared import shared

SQUARE: list[Point] = [(105.0, 18.0), (106.0, 18.0), (106.0, 19.0), (105.0, 19.0)]
EAST_OF_IT: list[Point] = [(106.0, 18.0), (107.0, 18.0), (107.0, 19.0), (106.0, 19.0)]


def places(*counts: int | None) -> list[Place]:
    return [Place(number, f"Xã {number}", count) for number, count in enumerate(counts)]


def provinces() -> dict[int, Outline]:
    tree = json.loads(shared("boundaries_2025/provinces_34_derived.geojson").read_text("utf-8"))
    found: dict[int, Outline] = {}
    for number, feature in enumerate(tree["features"]):
        written = feature["geometry"]["coordinates"]
        polygons = [written] if feature["geometry"]["type"] == "Polygon" else written
        found[number] = [[[(x, y) for x, y in ring[:-1]] for ring in polygon] for polygon in polygons]
    return found


@given(st.lists(st.one_of(st.none(), st.integers(0, 10_000)), min_size=1, max_size=60))
def test_a_scheme_has_a_tile_for_every_place_and_shades_by_count(counts: list[int | None]) -> None:
    drawn = tiles(places(*counts))
    most = max([count or 0 for count in counts] + [1])
    assert [shape.number for shape in drawn.shapes] == list(range(1, len(counts) + 1))
    assert len({shape.path for shape in drawn.shapes}) == len(counts)
    for shape in drawn.shapes:
        assert shape.mark == (HIDDEN if shape.count is None else f"t{ceil(4 * shape.count / most)}")
    assert {step.mark for step in drawn.steps} == {shape.mark for shape in drawn.shapes} - {HIDDEN}


@given(st.lists(st.integers(0, 500), min_size=1, max_size=40))
def test_every_shown_count_lies_in_the_step_of_its_shade(counts: list[int]) -> None:
    drawn = tiles(places(*counts))
    steps = {step.mark: step for step in drawn.steps}
    assert all(steps[s.mark].low <= (s.count or 0) <= steps[s.mark].high for s in drawn.shapes)


def test_what_is_hidden_has_no_shade_and_the_whole_no_total() -> None:
    drawn = tiles(places(4, None, 9))
    assert (drawn.shapes[1].mark, drawn.has_hidden, drawn.total) == (HIDDEN, True, None)
    assert tiles(places(4, 9)).total == 13


def test_outlines_lie_as_on_the_ground_north_up_and_numbers_inside() -> None:
    drawn = outlined(places(1, 2), {0: [[SQUARE]], 1: [[EAST_OF_IT]]})
    west, east = drawn.shapes
    assert west.x < drawn.width / 2 < east.x
    assert west.has_room
    assert drawn.width == 640
    assert drawn.height == pytest.approx(640 / (2 * 0.948), rel=0.02)  # cos 18.5°


def test_a_place_without_an_outline_stays_in_the_table_only() -> None:
    drawn = outlined(places(1, 2), {0: [[SQUARE]]})
    assert drawn.shapes[1].path == ""
    assert drawn.shapes[1].count == 2


def test_a_hole_is_not_inside() -> None:
    lake: list[Point] = [(105.4, 18.4), (105.6, 18.4), (105.6, 18.6), (105.4, 18.6)]
    assert contains([[SQUARE, lake]], (105.2, 18.2))
    assert not contains([[SQUARE, lake]], (105.5, 18.5))
    assert not contains([[SQUARE, lake]], (106.5, 18.5))


def test_neighbours_keep_one_border_when_made_small() -> None:
    """Both sides lose the same points: what one shows of the border the other shows too."""
    wavy: list[Point] = [(106.0 + (0.001 if step % 2 else 0.0) + step**2 / 1e5, 18.0 + step / 40) for step in range(41)]
    west = [(105.0, 18.0), *wavy, (105.0, 19.0)]
    east = [(107.0, 19.0), *reversed(wavy), (107.0, 18.0)]
    small = simplified({0: [[west]], 1: [[east]]}, 0.003)
    borders = [{point for point in points_of(small[key]) if point in wavy} for key in (0, 1)]
    assert borders[0] == borders[1]
    assert 2 < len(borders[0]) < 20


def test_nothing_vanishes_when_made_very_small() -> None:
    island: list[Point] = [(107.0, 18.0), (107.001, 18.0), (107.001, 18.001)]
    assert simplified({0: [[island]]}, 1.0)[0] == [[island]]


def test_the_provinces_of_2025_become_a_small_map_without_gaps() -> None:
    known = provinces()
    small = simplified(known, 0.02)
    before, after = (sum(1 for outline in each.values() for _ in points_of(outline)) for each in (known, small))
    assert after < before / 2
    drawn = outlined([Place(key, str(key), key) for key in known], small)
    assert _letters(drawn) < 60_000
    assert all(shape.path for shape in drawn.shapes)
    for key, outline in known.items():
        assert box_of(points_of(small[key])) == pytest.approx(box_of(points_of(outline)), abs=0.021)


def _letters(drawn: CommuneMap) -> int:
    assert all(re.fullmatch(r"(M\d+ \d+[l\d vhz-]*)+", shape.path) for shape in drawn.shapes)
    return sum(len(shape.path) for shape in drawn.shapes)
