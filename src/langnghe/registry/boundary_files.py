"""Reading an office's file of boundaries: GeoJSON (RFC 7946) in WGS 84, its features matched to communes.

Which property names the commune is found by trying: the one whose values match the most communes, by code or by name
(marks and the words «xã», «phường» may differ). Nothing is guessed: a name that two communes bear matches neither.
"""

from __future__ import annotations

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, NoReturn

from langnghe.figures.outlines import LEAST, Outline, Point, Ring
from langnghe.registry.models import Unit
from langnghe.registry.queries import areas
from langnghe.registry.unit_rows import plain

LARGEST = 10 << 20  # bytes; a province's communes, simplified to some metres, have under 5 MB
MOST_FEATURES = 5_000
MOST_POINTS = 500_000
DECIMALS = 5  # of a degree: about a metre
WEST, SOUTH, EAST, NORTH = 102.0, 6.0, 118.0, 24.0  # around Việt Nam with its islands
WORLD_CRS = ("CRS84", "EPSG::4326", "EPSG:4326")
KIND_WORDS = ("dac khu", "thi tran", "phuong", "xa")


@dataclass(frozen=True, slots=True)
class Feature:
    """One feature: its place in the file, its short properties as text, its area ([] with the reason in ``wrong``)."""

    number: int
    named: dict[str, str]
    outline: Outline
    wrong: str = ""


@dataclass(frozen=True, slots=True)
class Match:
    """What becomes of one feature: its commune, or a sentence why it has none."""

    number: int
    label: str
    unit: Unit | None
    sentence: str = ""


@dataclass(slots=True)
class Plan:
    """What loading a file would do; nothing is written yet."""

    named_by: str  # the property that names the commune
    matches: list[Match]
    outlines: dict[int, Outline]  # by the unit's primary key
    missing: list[Unit] = field(default_factory=list)  # communes in force that the file lacks

    @property
    def unmatched(self) -> list[Match]:
        return [match for match in self.matches if match.unit is None]


def plan_of(content: bytes, on: dt.date) -> Plan:
    """Features of a file matched with the communes in force on a day.

    ValueError with a sentence for the user where the file cannot be used at all.
    """
    features = read_features(content)
    units = list(areas(on).order_by("code"))
    named_by, keys = _best_property(features, units)
    matches = [_match(feature, named_by, keys) for feature in features]
    outlines: dict[int, list[Sequence[Ring]]] = defaultdict(list)
    for feature, match in zip(features, matches, strict=True):
        if match.unit is not None:
            outlines[match.unit.pk] += feature.outline
    return Plan(named_by, matches, dict(outlines), [unit for unit in units if unit.pk not in outlines])


# --- the file ---------------------------------------------------------------------------------------------------


def read_features(content: bytes) -> list[Feature]:
    """All features of a GeoJSON file. ValueError with a sentence for the user."""
    if len(content) > LARGEST:
        raise ValueError(f"Tệp lớn hơn {LARGEST >> 20} MB. Hãy giản lược ranh giới (lệnh Simplify trong QGIS) rồi gửi.")
    tree = _json(content)
    _check_crs(tree)
    rows = tree["features"]
    if len(rows) > MOST_FEATURES:
        raise ValueError(f"Tệp có hơn {MOST_FEATURES} vùng. Hãy chỉ giữ ranh giới cấp xã của tỉnh mình.")
    features = [_feature(number, row) for number, row in enumerate(rows, start=1)]
    points = sum(len(ring) for feature in features for polygon in feature.outline for ring in polygon)
    if points > MOST_POINTS:
        raise ValueError(f"Ranh giới có hơn {MOST_POINTS} điểm. Hãy giản lược (lệnh Simplify trong QGIS) rồi gửi lại.")
    return features


def _json(content: bytes) -> dict[str, Any]:
    try:
        tree = json.loads(content.decode("utf-8-sig"), parse_constant=_refuse)
    except (ValueError, RecursionError):
        raise ValueError(
            "Tệp không phải GeoJSON. Nếu là shapefile hay KML, hãy xuất sang GeoJSON (QGIS: Export, Save Features As)."
        ) from None
    kind = tree.get("type") if isinstance(tree, dict) else None
    if kind == "Topology":
        raise ValueError("Đây là TopoJSON. Hãy xuất lại thành GeoJSON.")
    if kind != "FeatureCollection" or not isinstance(tree.get("features"), list) or not tree["features"]:
        raise ValueError("Tệp không có vùng nào. Hãy gửi GeoJSON loại FeatureCollection, mỗi xã một Feature.")
    return dict(tree)


def _refuse(word: str) -> NoReturn:
    """NaN and Infinity are not JSON."""
    raise ValueError(word)


def _check_crs(tree: Mapping[str, Any]) -> None:
    """An old file may name its coordinate system; a new one is WGS 84 by the standard (RFC 7946, section 4)."""
    named = tree.get("crs")
    if named and not any(word in json.dumps(named).replace("/", ":") for word in WORLD_CRS):
        raise ValueError("Tệp dùng hệ tọa độ khác. Hãy xuất lại theo WGS 84 (EPSG:4326), không dùng VN-2000.")


def _feature(number: int, row: Any) -> Feature:
    if not isinstance(row, dict):
        return Feature(number, {}, [], "Mục này không phải một Feature.")
    properties = row.get("properties")
    named = {key: _short(value) for key, value in properties.items()} if isinstance(properties, dict) else {}
    geometry: Any = row.get("geometry")
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if kind not in ("Polygon", "MultiPolygon"):
        return Feature(number, named, [], "Không phải một vùng (Polygon hay MultiPolygon).")
    try:
        written = [geometry["coordinates"]] if kind == "Polygon" else geometry["coordinates"]
        return Feature(number, named, [_polygon(each) for each in written or _no_polygon()])
    except (TypeError, LookupError, OverflowError):
        return Feature(number, named, [], "Tọa độ của vùng này viết sai.")


def _short(value: Any) -> str:
    return " ".join(str(value).split())[:200] if isinstance(value, str | int) else ""


def _polygon(rings: list[Any]) -> list[Ring]:
    found = [_ring(ring) for ring in rings]
    return [ring for ring in found if len(ring) >= LEAST] if len(found[0]) >= LEAST else _no_polygon()


def _no_polygon() -> NoReturn:
    raise TypeError


def _ring(positions: list[Any]) -> Ring:
    """Rounded, without what rounding made equal and without the repeated last point."""
    points = [_point(position) for position in positions]
    kept = points[:1] + [point for before, point in pairwise(points) if point != before]
    return kept[:-1] if len(kept) > 1 and kept[0] == kept[-1] else kept


def _point(position: list[Any]) -> Point:
    if not all(isinstance(number, float | int) for number in position[:2]):
        raise TypeError
    longitude, latitude = round(float(position[0]), DECIMALS), round(float(position[1]), DECIMALS)
    if WEST <= longitude <= EAST and SOUTH <= latitude <= NORTH:
        return longitude, latitude
    if WEST <= latitude <= EAST and SOUTH <= longitude <= NORTH:
        raise ValueError("Kinh độ và vĩ độ bị đảo chỗ. Hãy xuất lại GeoJSON: kinh độ trước, vĩ độ sau.")
    raise ValueError("Có điểm nằm ngoài Việt Nam. Hãy xuất lại theo WGS 84 (EPSG:4326), không dùng VN-2000.")


# --- matching ---------------------------------------------------------------------------------------------------


Keys = Mapping[str, Sequence[Unit]]  # what may be written of a unit -> units


def _best_property(features: Sequence[Feature], units: Sequence[Unit]) -> tuple[str, Keys]:
    """The property, and the reading of it, that match the most communes; a code before a name, then the first."""
    names = dict.fromkeys(name for feature in features for name in feature.named)
    readings = [_by_code(units), _by_name(units)]
    tried = [(name, keys) for keys in readings for name in names]
    name, keys = max(tried, key=lambda each: _units_met(features, *each), default=("", {}))
    if not name or not _units_met(features, name, keys):
        said = ", ".join(f"«{name}»" for name in list(names)[:8]) or "không có"
        raise ValueError(f"Không vùng nào khớp mã hay tên xã của danh mục. Thuộc tính trong tệp: {said}.")
    return name, keys


def _units_met(features: Iterable[Feature], name: str, keys: Keys) -> int:
    found = (_one(feature, name, keys) for feature in features)
    return len({units[0].pk for units in found if len(units) == 1})


def _one(feature: Feature, name: str, keys: Keys) -> Sequence[Unit]:
    """Units that a feature may mean: by the whole words first, then without the word of the kind."""
    written = plain(feature.named.get(name, ""))
    return keys.get(written) or keys.get(_without_kind(written)) or []


def _by_code(units: Iterable[Unit]) -> Keys:
    keys: dict[str, list[Unit]] = defaultdict(list)
    for unit in units:
        for written in {plain(unit.code), plain(unit.code).lstrip("0")}:  # a code read as a number has lost its zeros
            keys[written].append(unit)
    return keys


def _by_name(units: Iterable[Unit]) -> Keys:
    keys: dict[str, list[Unit]] = defaultdict(list)
    for unit in units:
        written = plain(unit.name)
        for each in {written, _without_kind(written)}:
            keys[each].append(unit)
    return keys


def _without_kind(written: str) -> str:
    return next((written[len(word) + 1 :] for word in KIND_WORDS if written.startswith(f"{word} ")), written)


def _match(feature: Feature, name: str, keys: Keys) -> Match:
    label = feature.named.get(name, "")
    found = _one(feature, name, keys)
    if feature.wrong:
        return Match(feature.number, label, None, feature.wrong)
    if len(found) == 1:
        return Match(feature.number, label, found[0])
    if found:
        return Match(feature.number, label, None, "Nhiều xã mang tên này; hãy thêm mã đơn vị vào tệp.")
    return Match(feature.number, label, None, "Không có xã nào trong danh mục mang mã hoặc tên này.")
