"""The forms as data (``forms/*.yaml``): a tree of headings whose leaves say what they count, and in which unit.

A leaf is counted (``of`` a source, ``where`` its facts have these values), the sum of other leaves, or not held by the
site at all: then it stays empty, for a person to fill in. What a group says holds for its leaves too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from langnghe import tables
from langnghe.law.facts import Fact, rests_on
from langnghe.reports.statistics.facts import CaseFact, SessionFact, VisitFact

# Every unit of counting. The first five are those that official statistics must never mix.
UNITS: Mapping[str, str] = {
    "luot": "lượt",
    "nguoi": "người",
    "doan": "đoàn",
    "don": "đơn",
    "vu_viec": "vụ việc",
    "ky": "kỳ tiếp",
    "van_ban": "văn bản",
    "trieu_dong": "triệu đồng",
    "m2": "m²",
    "to_chuc": "tổ chức",
    "don_vi": "đơn vị",
    "cuoc": "cuộc",
    "lop": "lớp",
}
FACTS: Mapping[str, tuple[str, ...]] = {
    "cases": CaseFact._fields,
    "visits": VisitFact._fields,
    "sessions": SessionFact._fields,
}
# What a source can be counted in, and what a fact must be to count as one: a petition of three matters is one petition.
COUNTS: Mapping[tuple[str, str], Mapping[str, Any]] = {
    ("visits", "luot"): {},
    ("visits", "nguoi"): {},
    ("visits", "doan"): {"delegation": (True,)},
    ("visits", "vu_viec"): {},
    ("sessions", "ky"): {},
    ("cases", "don"): {"first": (True,)},
    ("cases", "vu_viec"): {"merged": (False,)},
    ("cases", "van_ban"): {"merged": (False,)},
}
PASSED_ON = ("of", "unit", "held")  # from a group to its leaves, beside ``where``


@dataclass(frozen=True, slots=True)
class Leaf:
    """One column. ``where`` gives the values allowed for each fact; ``sum`` the keys of the columns it adds up."""

    key: str
    vi: str
    path: tuple[str, ...]  # headings from the top
    unit: str
    of: str  # "cases", "visits", "sessions"; "" where nothing is counted here
    where: Mapping[str, tuple[Any, ...]]
    sum: tuple[str, ...]

    @property
    def is_held(self) -> bool:
        return bool(self.of or self.sum)

    @property
    def unit_vi(self) -> str:
        return UNITS[self.unit]

    @property
    def counts_people(self) -> bool:
        return self.unit == "nguoi"


@dataclass(frozen=True, slots=True)
class Heading:
    """A cell of the heading: its text, and how many columns and lines it spans."""

    vi: str
    line: int
    column: int
    across: int
    down: int


@dataclass(frozen=True, slots=True)
class Form(Fact):
    slug: str  # 01-tcd
    code: str  # 01/TCD
    title: str
    note: str
    by: str  # whose row a case stands in: "receiver" or "responsible"
    leaves: tuple[Leaf, ...]
    headings: tuple[Heading, ...]
    depth: int  # lines of the heading

    def leaf(self, key: str) -> Leaf | None:
        return next((leaf for leaf in self.leaves if leaf.key == key), None)

    def kinds(self) -> set[str] | None:
        """Kinds of cases that it counts; None where some column counts every kind."""
        wanted = [leaf.where.get("kind") for leaf in self.leaves if leaf.of == "cases"]
        return {kind for kinds in wanted if kinds for kind in kinds} if all(wanted) else None

    def sources(self) -> set[str]:
        return {leaf.of for leaf in self.leaves} - {""}


@cache
def forms() -> Mapping[str, Form]:
    """Every form by its slug, in order."""
    paths = sorted((Path(__file__).parent / "forms").glob("*.yaml"))
    return MappingProxyType(
        {path.stem: read_form(path.stem, tables.read(__package__, f"forms/{path.name}")) for path in paths}
    )


def read_form(slug: str, row: dict[str, Any]) -> Form:
    """A form from its table; ValueError when a column cannot be counted so, or a sum mixes units."""
    passed = {name: row[name] for name in PASSED_ON if name in row}
    leaves = _numbered(list(_leaves(row["columns"], (), passed, row.get("where", {}))))
    depth = max(len(leaf.path) for leaf in leaves)
    form = Form(
        slug=slug,
        code=row["code"],
        title=row["title"],
        note=row.get("note", ""),
        by=row.get("by", "responsible"),
        leaves=tuple(leaves),
        headings=tuple(_headings(row["columns"], depth)),
        depth=depth,
        **rests_on(row),
    )
    for leaf in form.leaves:
        _check(form, leaf)
    return form


def _leaves(
    columns: Sequence[dict[str, Any]], path: tuple[str, ...], passed: dict[str, Any], where: dict[str, Any]
) -> Iterator[Leaf]:
    for row in columns:
        here = {**passed, **{name: row[name] for name in PASSED_ON if name in row}}
        narrowed, trail = {**where, **row.get("where", {})}, (*path, row["vi"])
        if "columns" in row:
            yield from _leaves(row["columns"], trail, here, narrowed)
        else:
            yield _leaf(row, trail, here, narrowed)


def _leaf(row: dict[str, Any], path: tuple[str, ...], passed: dict[str, Any], where: dict[str, Any]) -> Leaf:
    counted = passed.get("held", True) and "sum" not in row
    of = passed.get("of", "") if counted else ""
    wanted = {name: _values(value) for name, value in where.items()} if of else {}
    if of == "sessions":  # a group speaks of its turns; a session knows less
        wanted = {name: values for name, values in wanted.items() if name in SessionFact._fields}
    return Leaf(
        key=row.get("key", ""),
        vi=row["vi"],
        path=path,
        unit=passed["unit"],
        of=of,
        where=MappingProxyType({**wanted, **COUNTS.get((of, passed["unit"]), {})}),
        sum=tuple(row.get("sum", ())),
    )


def _values(value: Any) -> tuple[Any, ...]:
    return tuple(value) if isinstance(value, list) else (value,)


def _numbered(leaves: list[Leaf]) -> list[Leaf]:
    """Columns that no sum names are called by their place: cot-7."""
    return [leaf if leaf.key else replace(leaf, key=f"cot-{number}") for number, leaf in enumerate(leaves, start=1)]


def _headings(columns: Sequence[dict[str, Any]], depth: int, line: int = 0, first: int = 0) -> Iterator[Heading]:
    for row in columns:
        inside = row.get("columns")
        across = _width(row)
        yield Heading(row["vi"], line, first, across, 1 if inside else depth - line)
        if inside:
            yield from _headings(inside, depth, line + 1, first)
        first += across


def _width(row: dict[str, Any]) -> int:
    return sum(map(_width, row["columns"])) if "columns" in row else 1


def _check(form: Form, leaf: Leaf) -> None:
    place = f"{form.code}, cột «{leaf.vi}»"
    if leaf.unit not in UNITS:
        raise ValueError(f"{place}: không có đơn vị tính «{leaf.unit}».")
    if leaf.of and (leaf.of, leaf.unit) not in COUNTS:
        raise ValueError(f"{place}: không đếm được «{UNITS[leaf.unit]}» từ «{leaf.of}».")
    strange = set(leaf.where) - set(FACTS[leaf.of]) if leaf.of else set()
    if strange:
        raise ValueError(f"{place}: «{leaf.of}» không có «{min(strange)}».")
    parts = [form.leaf(key) for key in leaf.sum]
    if not all(part and part.is_held and not part.sum for part in parts):
        raise ValueError(f"{place}: tổng nêu một cột không có hoặc không đếm được.")
    if {part.unit for part in parts if part} - {leaf.unit}:
        raise ValueError(f"{place}: tổng trộn các đơn vị tính khác nhau.")
