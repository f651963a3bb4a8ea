"""How long finished cases are kept (``data/retention.yaml``)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from langnghe import tables
from langnghe.law.facts import Fact, rests_on


@dataclass(frozen=True, slots=True)
class Retention(Fact):
    """Years after its end for which a kind's identity and content are kept."""

    kind: str
    identity: int
    content: int
    on_request: bool  # may go before, where its sender asks


@cache
def schedule() -> Mapping[str, Retention]:
    """The row of every kind of submission."""
    rows = tables.read(__package__, "data/retention.yaml")["rows"]
    return {
        row["kind"]: Retention(row["kind"], row["identity"], row["content"], row["on_request"], **rests_on(row))
        for row in rows
    }


def ended_before(today: date, years: int) -> date:
    """Whatever ended before this day is past its term; 29 February counts as the 28th."""
    try:
        return today.replace(year=today.year - years)
    except ValueError:
        return today.replace(year=today.year - years, day=28)
