"""What the demo province is made of: units, places, matters, frames; read from the files beside this one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from langnghe import tables

ALTERNATIVES = " | "


@dataclass(frozen=True, slots=True)
class Matter:
    """Something people say, with places and numbers left open; several wordings of each part."""

    topic: str
    kind: str  # "." a problem, "?" a question, "+" praise, "k" a complaint, "t" a denunciation
    zones: tuple[str, ...]  # where it can be heard; empty is everywhere
    states: tuple[str, ...]
    effects: tuple[str, ...]
    asks: tuple[str, ...]

    @property
    def sector(self) -> str:
        return self.topic.split(".")[0].upper()


@dataclass(frozen=True, slots=True)
class Story:
    """One concrete matter of one commune, told several times, each time in other words."""

    key: str
    unit: str
    topic: str
    month: int  # in which it is first heard
    tellings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """What a unit sends: style, file format, number of statements, in which months."""

    unit: str
    style: str
    format: str
    statements: int
    months: tuple[int, ...]
    is_known: bool  # whether the sender is told at upload


def table(name: str) -> Iterator[list[str]]:
    """Rows of a TSV file of the bank, without its comments."""
    for line in (files(__package__) / f"{name}.tsv").read_text("utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            yield [cell.strip() for cell in line.split("\t")]


def tree(name: str) -> dict[str, Any]:
    """A YAML file of the bank."""
    return tables.read(__package__, f"{name}.yaml")


def boundaries() -> bytes:
    """Borders of the communes, drawn for this province: they lie on no map."""
    return (files(__package__) / "boundaries.geojson").read_bytes()


@cache
def matters() -> tuple[Matter, ...]:
    return tuple(_matter(row) for sector in tree("sectors") for row in table(f"matters_{sector}"))


@cache
def stories() -> tuple[Story, ...]:
    return tuple(
        Story(key, unit, topic, int(month), tuple(texts)) for key, unit, topic, month, *texts in table("stories")
    )


@cache
def plans() -> tuple[Plan, ...]:
    return tuple(
        Plan(unit, style, format, int(count), tuple(map(int, months.split(","))), known == "yes")
        for unit, style, format, count, months, known in table("papers")
    )


def _matter(row: list[str]) -> Matter:
    topic, kind, zones, state, *rest = row
    effect, ask = ([*rest, "", ""])[:2]
    return Matter(topic, kind, tuple(zones.split(",")) if zones else (), _parts(state), _parts(effect), _parts(ask))


def _parts(cell: str) -> tuple[str, ...]:
    return tuple(cell.split(ALTERNATIVES)) if cell else ()
