"""What supervision and social criticism rest on, and by when an answer is due."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cache
from typing import Any

from langnghe import tables
from langnghe.cases import clocks
from langnghe.law.facts import Fact, rests_on

CHOSEN = "chosen"  # a day set by hand in place of a term


@dataclass(frozen=True, slots=True)
class Basis(Fact):
    key: str
    kinds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Term(Fact):
    """So many working days for the answer."""

    key: str
    vi: str
    days: int


@cache
def bases() -> dict[str, Basis]:
    return {row["key"]: Basis(row["key"], tuple(row["for"]), **rests_on(row)) for row in _table()["bases"]}


@cache
def terms() -> dict[str, Term]:
    return {row["key"]: Term(**row) for row in _table()["terms"]}


def _table() -> dict[str, Any]:
    return tables.read(__package__, "terms.yaml")


def answer_due(asked_on: dt.date, term: str, chosen: dt.date | None = None) -> dt.date:
    """The last day for the answer: so many working days, or the day chosen moved to a working day.

    Raises ValueError with a sentence for the user.
    """
    days = clocks.calendar()
    if term == CHOSEN:
        if chosen is None or chosen <= asked_on:
            raise ValueError("Hãy chọn hạn trả lời sau ngày gửi kiến nghị.")
        return days.next_working(chosen)
    if term not in terms():
        raise ValueError("Hãy chọn thời hạn trả lời trong danh sách, hoặc tự đặt ngày.")
    return days.working_after(asked_on, terms()[term].days)
