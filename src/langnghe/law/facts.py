"""What a fact of law rests on: the one shape in which every table says so, of this room and of those above.

article  where it stands: "Luật Khiếu nại, Điều 28"
source   where its text was seen, or what it was taken from
since    first day in force, until: the last one; left out where no text that we know sets one
conf     page: the text was seen in an official copy or a stored page; known: general knowledge, not seen;
         code: second-hand (another system's source). Only a page confirms; the rest is shown as «chưa xác nhận»
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

Conf = Literal["page", "known", "code"]
RESTS_ON = ("article", "source", "since", "until", "conf")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """Something that the law says, with what it rests on."""

    article: str
    source: str = ""
    since: date = date.min
    until: date = date.max
    conf: Conf

    @property
    def confirmed(self) -> bool:
        return self.conf == "page"

    def is_in_force(self, on: date) -> bool:
        return self.since <= on <= self.until


def rests_on(row: Mapping[str, Any]) -> dict[str, Any]:
    """What a table's row says of its own footing, as keywords of :class:`Fact`."""
    return {name: row[name] for name in RESTS_ON if name in row}
