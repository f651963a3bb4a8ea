"""States, acts (``states.yaml``), outcomes, findings (``outcomes.yaml``) and channels (``channels.yaml``) of cases."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from langnghe import tables
from langnghe.law import procedures
from langnghe.registry.roles import Right


@dataclass(frozen=True, slots=True)
class State:
    key: str
    vi: str
    en: str
    is_open: bool


@dataclass(frozen=True, slots=True)
class Act:
    """One step that an officer may take; see the head of ``states.yaml`` for the columns."""

    key: str
    vi: str
    en: str
    starts_from: frozenset[str]
    to: str | None
    kinds: frozenset[str]
    needs: tuple[str, ...]
    may: tuple[str, ...]
    approval: bool
    ends: tuple[str, ...]
    starts: tuple[str, ...]
    right: Right
    public: bool
    paper: str

    def needs_approval(self, kind: str) -> bool:
        """Whether another officer must approve it: where the law asks for four eyes."""
        return self.approval and procedures.kinds()[kind].four_eyes


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a case; only ``really`` counts in a headline rate."""

    key: str
    vi: str
    en: str
    really: bool
    needs: tuple[str, ...]
    stays_open_as: str  # state of a case that has the outcome but is not over; "" when it is over


@cache
def states() -> Mapping[str, State]:
    return {key: State(key, row["vi"], row["en"], row["open"]) for key, row in _read("states")["states"].items()}


@cache
def acts() -> Mapping[str, Act]:
    return {key: _act(key, row) for key, row in _read("states")["acts"].items()}


@cache
def outcomes() -> Mapping[str, Outcome]:
    return {
        key: Outcome(key, row["vi"], row["en"], row["really"], tuple(row.get("needs", ())), row.get("open", ""))
        for key, row in _read("outcomes")["outcomes"].items()
    }


@cache
def findings() -> Mapping[str, str]:
    """What a complaint or denunciation was found to be, with its Vietnamese name."""
    return {key: row["vi"] for key, row in _read("outcomes")["findings"].items()}


@cache
def channels() -> Mapping[str, str]:
    """Channels by which a submission may come, with their Vietnamese names."""
    return {key: row["vi"] for key, row in _read("channels").items()}


def channel_names() -> Mapping[str, str]:
    """Every channel by which opinions come in: the reports of units, and those of submissions."""
    return {"report": "Báo cáo của đơn vị", **channels()}


def acts_from(kind: str, state: str) -> list[Act]:
    """Acts that the table allows for a kind in a state, in the table's order."""
    return [act for act in acts().values() if state in act.starts_from and kind in act.kinds]


def clock_steps(kind: str, steps: tuple[str, ...]) -> list[str]:
    """The steps of the law that a list of the table means for a kind; those that the kind lacks fall out."""
    law = procedures.kinds()[kind]
    named = {"accept": law.accept_step, "settle": law.settle_step}
    return [named.get(step, step) for step in steps if named.get(step, step) in procedures.steps(kind)]


def _read(name: str) -> dict[str, Any]:
    return tables.read(__package__, f"{name}.yaml")


def _act(key: str, row: dict[str, Any]) -> Act:
    every_open = [state.key for state in states().values() if state.is_open]
    return Act(
        key=key,
        vi=row["vi"],
        en=row["en"],
        starts_from=frozenset(state for one in row["from"] for state in (every_open if one == "open" else [one])),
        to=row.get("to"),
        kinds=frozenset(row.get("kinds", procedures.kinds())),
        needs=tuple(row.get("needs", ())),
        may=tuple(row.get("may", ())),
        approval=row.get("approval", False),
        ends=tuple(row.get("ends", ())),
        starts=tuple(row.get("starts", ())),
        right=Right(row.get("right", "work_cases")),
        public=row.get("public", False),
        paper=row.get("paper", ""),
    )
