"""How long a draft must be open for comment: ``posting.yaml``, read once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from langnghe import tables
from langnghe.law.facts import Fact, rests_on


@dataclass(frozen=True, slots=True)
class Row(Fact):
    """At least ``n`` days."""

    n: int


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of draft with its rows."""

    key: str
    vi: str
    en: str
    rows: tuple[Row, ...]

    def row(self, on: dt.date) -> Row:
        """The row in force on a day. Raises ValueError with a sentence where there is none."""
        for row in self.rows:
            if row.is_in_force(on):
                return row
        raise ValueError(f"Không có thời hạn đăng tải cho «{self.vi}» vào ngày {on:%d/%m/%Y}; hãy chọn loại khác.")


@dataclass(frozen=True, slots=True)
class Shortening(Fact):
    """A case in which a round may be shorter than its row."""

    key: str
    vi: str
    en: str


def kinds() -> Mapping[str, Kind]:
    return _read()[0]


def exceptions() -> Mapping[str, Shortening]:
    return _read()[1]


def check(*, posting: str, opens_on: dt.date, ends_on: dt.date, exception: str, reason: str) -> Row:
    """The row under which a round is held.

    Raises ValueError with a sentence: days out of order, too short without an exception, an exception without reason.
    """
    if posting not in kinds():
        raise ValueError("Hãy chọn loại dự thảo.")
    if ends_on < opens_on:
        raise ValueError("Ngày kết thúc đứng trước ngày mở; hãy sửa lại.")
    row = kinds()[posting].row(opens_on)
    if exception and (exception not in exceptions() or not reason.strip()):
        raise ValueError(
            "Rút ngắn thời gian lấy ý kiến phải chọn trường hợp ngoại lệ và ghi lý do; lý do được công bố."
        )
    if not exception and (ends_on - opens_on).days < row.n:
        last = opens_on + dt.timedelta(days=row.n)
        raise ValueError(
            f"Phải lấy ý kiến ít nhất {row.n} ngày ({row.article}), tức đến hết ngày {last:%d/%m/%Y}; "
            "nếu thuộc trường hợp ngoại lệ, hãy chọn và ghi lý do."
        )
    return row


@cache
def _read() -> tuple[dict[str, Kind], dict[str, Shortening]]:
    found = tables.read(__package__, "posting.yaml")
    kinds = {key: Kind(key, row["vi"], row["en"], tuple(_rows(row))) for key, row in found["kinds"].items()}
    return kinds, {key: Shortening(key, **row) for key, row in found["exceptions"].items()}


def _rows(kind: Mapping[str, Any]) -> Iterator[Row]:
    return (Row(row["n"], **rests_on(row)) for row in kind["rows"])
