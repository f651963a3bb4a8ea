"""An office's file of boundaries: matched, refused with a sentence, loaded small, and points found in it."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest

from langnghe.demo.bank import boundaries
from langnghe.figures.outlines import points_of
from langnghe.registry import boundary_files
from langnghe.registry.boundaries import clear, commune_map, load, unit_at
from langnghe.registry.boundary_files import plan_of
from langnghe.registry.models import Boundary, Unit
from tests.shared import shared

ON = dt.date(2026, 11, 2)
pytestmark = pytest.mark.django_db


@pytest.fixture
def communes() -> list[Unit]:
    rows = [("00101", "Xã Bình Khê", "xa"), ("LG-02", "Phường Phú Lai", "phuong"), ("LG-03", "Xã Phú Lai", "xa")]
    return [Unit.objects.create(code=code, name=name, kind=kind) for code, name, kind in rows]


def square(west: float, south: float = 18.0, side: float = 0.1) -> list[list[float]]:
    east, north = west + side, south + side
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]


def feature(properties: dict[str, Any], ring: list[list[float]] | None = None) -> dict[str, Any]:
    geometry = {"type": "Polygon", "coordinates": [ring or square(105.0)]}
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def file(*features: Any, **more: Any) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": features, **more}).encode()


def test_the_property_that_names_the_communes_is_found(communes: list[Unit]) -> None:
    rows = [
        feature({"id": 1, "ten": "BÌNH KHÊ", "ma": 101}, square(105.0)),
        feature({"id": 2, "ten": "phường Phú Lai", "ma": "lg-02"}, square(105.1)),
        feature({"id": 3, "ten": "Phú Lai", "ma": "LG-03"}, square(105.2)),
    ]
    plan = plan_of(file(*rows), ON)
    assert plan.named_by == "ma"
    assert [match.unit for match in plan.matches] == communes
    assert plan.missing == []


def test_a_name_that_two_bear_is_left_to_the_office(communes: list[Unit]) -> None:
    rows = [feature({"ten": "Bình Khê"}), feature({"ten": "Xã Phú Lai"}), feature({"ten": "Phú Lai"})]
    plan = plan_of(file(*rows), ON)
    assert [match.unit for match in plan.matches] == [communes[0], communes[2], None]
    assert "Nhiều xã" in plan.matches[2].sentence
    assert plan.missing == [communes[1]]


def test_each_feature_that_cannot_be_used_says_why(communes: list[Unit]) -> None:
    point = {"type": "Feature", "properties": {"ma": "LG-02"}, "geometry": {"type": "Point", "coordinates": [105, 18]}}
    torn = feature({"ma": "LG-03"}, [[105.0, 18.0]])
    plan = plan_of(file(feature({"ma": "00101"}), point, torn, feature({"ma": "XX"}), "?", feature({})), ON)
    assert [bool(match.sentence) for match in plan.matches] == [False, True, True, True, True, True]
    assert len(plan.outlines) == 1


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "GeoJSON"),
        (b"PK\x03\x04", "GeoJSON"),
        (b"[" * 100_000, "GeoJSON"),
        (b'{"type": "FeatureCollection", "features": [NaN]}', "GeoJSON"),
        (b"[]", "FeatureCollection"),
        (b'{"type": "FeatureCollection", "features": []}', "FeatureCollection"),
        (b'{"type": "Topology", "objects": {}}', "TopoJSON"),
        (file(feature({"ma": "1"}), crs={"properties": {"name": "urn:ogc:def:crs:EPSG::9210"}}), "WGS 84"),
        (file(feature({"ma": "1"}, square(580_000.0, 1_900_000.0))), "VN-2000"),
        (file(feature({"ma": "1"}, [[18.0, 105.0], [18.1, 105.0], [18.1, 105.1]])), "đảo"),
        (file(feature({"ma": "1"}, [[1e999, 105.0], [18.1, 105.0], [18.1, 105.1]])), "GeoJSON"),
        (file(feature({"ma": "không có"})), "«ma»"),
        (b" " * (boundary_files.LARGEST + 1), "MB"),
    ],
)
def test_a_file_of_no_use_is_refused_with_a_sentence(communes: list[Unit], content: bytes, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        plan_of(content, ON)


@pytest.mark.parametrize("broken", [None, 7, "x", [], [[]], [[[]]], [[["a", "b"], 1, {}]], [[[True]]], {"a": 1}])
def test_broken_coordinates_are_one_row_not_a_fall(communes: list[Unit], broken: Any) -> None:
    row = feature({"ma": "LG-02"})
    row["geometry"]["coordinates"] = broken
    plan = plan_of(file(feature({"ma": "00101"}), row), ON)
    assert plan.matches[1].unit is None
    assert plan.matches[1].sentence


def test_too_many_points_are_refused(communes: list[Unit], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(boundary_files, "MOST_POINTS", 3)
    with pytest.raises(ValueError, match="giản lược"):
        plan_of(file(feature({"ma": "00101"})), ON)


def test_a_point_finds_its_commune_of_the_day(communes: list[Unit]) -> None:
    rows = [feature({"ma": "00101"}, square(105.0)), feature({"ma": "LG-02"}, square(105.1))]
    assert load(plan_of(file(*rows), ON), by="quantri") == 2
    assert unit_at(18.05, 105.05, ON) == communes[0]
    assert unit_at(18.05, 105.15, ON) == communes[1]
    assert unit_at(18.05, 105.25, ON) is None
    Unit.objects.filter(pk=communes[0].pk).update(valid_to=ON - dt.timedelta(days=1))
    assert unit_at(18.05, 105.05, ON) is None


def test_a_map_is_a_scheme_until_half_of_the_communes_have_boundaries(communes: list[Unit]) -> None:
    counts = {communes[0].pk: 3, communes[1].pk: None}
    assert commune_map(communes, counts).is_scheme
    load(plan_of(file(feature({"ma": "00101"})), ON), by="quantri")
    assert commune_map(communes, counts).is_scheme
    load(plan_of(file(feature({"ma": "LG-02"}, square(105.1))), ON), by="quantri")
    drawn = commune_map(communes, counts)
    assert not drawn.is_scheme
    assert [shape.count for shape in drawn.shapes] == [3, None, 0]
    clear()
    assert commune_map(communes, counts).is_scheme


def test_the_demo_province_has_boundaries_of_all_its_communes_and_they_are_small() -> None:
    for row in json.loads(boundaries())["features"]:
        code, name = row["properties"]["ma_xa"], row["properties"]["ten_xa"]
        Unit.objects.create(code=code, name=name, kind="xa")
    plan = plan_of(boundaries(), ON)
    assert not plan.unmatched
    assert not plan.missing
    assert load(plan, by="quantri") == 40
    drawn = commune_map(list(Unit.objects.all()), {})
    assert sum(len(shape.path) for shape in drawn.shapes) < 15_000


def test_boundaries_of_the_34_provinces_load(django_assert_max_num_queries: Any) -> None:
    content = shared("boundaries_2025/provinces_34_derived.geojson").read_bytes()
    for row in json.loads(content)["features"]:
        Unit.objects.create(code=row["properties"]["code"], name=row["properties"]["name"], kind="xa")
    plan = plan_of(content, ON)
    assert (plan.named_by, len(plan.outlines)) == ("code", 34)
    load(plan, by="quantri")
    assert sum(1 for row in Boundary.objects.all() for _ in points_of(row.outline)) < 30_000
    found = unit_at(21.03, 105.85, ON)
    assert found is not None
    assert found.name == "Thành phố Hà Nội"
