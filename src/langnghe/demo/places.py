"""Every commune's own hamlets, roads, bridges, schools: the same at every call, no two communes alike."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import product
from random import Random
from typing import Any

from langnghe.demo.bank import tree

HAMLETS = 7  # of a commune
SEED = "Lam Giang"


@dataclass(frozen=True, slots=True)
class Locality:
    """A commune or ward as its reports know it; each field lists names as they stand in a sentence."""

    code: str
    name: str  # "xã Bình Khê"
    zone: str
    hamlets: tuple[str, ...]
    slots: dict[str, tuple[str, ...]]  # "cau": ("Khe Lim", ...)


def units() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = tree("units")["units"]
    return found


@cache
def localities() -> dict[str, Locality]:
    """Communes, wards and the special zone, by code."""
    names = iter(_shuffled(tree("places")["heads"], tree("places")["tails"]))
    upland = iter(_shuffled(tree("places")["upland_heads"], tree("places")["upland_tails"]))
    areas = [unit for unit in units() if "zone" in unit]
    return {
        unit["code"]: _locality(number, unit, [next(names) for _ in range(14)], [next(upland) for _ in range(3)])
        for number, unit in enumerate(areas)
    }


def _shuffled(heads: list[str], tails: list[str]) -> list[str]:
    pairs = [f"{head} {tail}" for head, tail in product(heads, tails)]
    Random(SEED).shuffle(pairs)
    return pairs


def _locality(number: int, unit: dict[str, Any], names: list[str], upland: list[str]) -> Locality:
    words = tree("places")
    rng = Random(f"{SEED} {unit['code']}")
    hamlets = _hamlets(unit["zone"], names, upland, rng)
    own = unit["name"].split(" ", 1)[1] if not unit["name"].startswith("Đặc") else "Hòn Trầm"
    slots = {
        "duong": _roads(unit["zone"], number, hamlets, words),
        "cau": tuple(names[7:9]),
        "cho": (f"chợ {own}", f"chợ {names[9]}"),
        "truong": tuple(f"Trường {level} {own}" for level in ("Tiểu học", "THCS")),
        "dong": (names[10], names[11]),
        "kenh": tuple(f"kênh {words['canals'][(number + step) % len(words['canals'])]}" for step in (0, 5)),
        "song": (words["rivers"][number % len(words["rivers"])],),
        "cty": tuple(words["companies"][(number + step) % len(words["companies"])] for step in (0, 4)),
        "duan": tuple(words["projects"][(number + step) % len(words["projects"])] for step in (0, 3)),
        "dinh": (f"đình {names[12]}", f"đền {names[13]}"),
    }
    return Locality(unit["code"], unit["name"][0].lower() + unit["name"][1:], unit["zone"], hamlets, slots)


def _hamlets(zone: str, names: list[str], upland: list[str], rng: Random) -> tuple[str, ...]:
    if zone == "pho":
        numbers = sorted(rng.sample(range(1, 19), HAMLETS - 2))
        return (*(f"tổ dân phố {number}" for number in numbers), f"khu phố {names[0]}", f"khu phố {names[1]}")
    if zone == "nui":
        return (*(f"bản {name}" for name in upland), *(f"thôn {name}" for name in names[: HAMLETS - 3]))
    return tuple(f"thôn {name}" for name in names[:HAMLETS])


def _roads(zone: str, number: int, hamlets: tuple[str, ...], words: dict[str, list[str]]) -> tuple[str, ...]:
    if zone == "pho":
        return tuple(f"đường {words['streets'][(number * 4 + step) % len(words['streets'])]}" for step in range(4))
    first, second = (hamlet.split(" ", 1)[1] for hamlet in hamlets[:2])
    road = words["roads"][number % len(words["roads"])]
    return (f"đường {road}", f"đường liên thôn {first} - {second}")
