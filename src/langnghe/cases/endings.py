"""What came of cases: «làm xong thật» beside every other outcome, by unit and month; never by person."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from django.db.models import Count
from django.db.models.functions import TruncMonth

from langnghe.cases.queries import visible_cases
from langnghe.cases.states import outcomes
from langnghe.registry.models import Officer

K = TypeVar("K")


@dataclass(frozen=True, slots=True)
class Endings:
    """Answered cases of a unit or a month, by outcome; ``total`` counts each once."""

    name: str
    counts: Mapping[str, int]

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def really(self) -> int:
        return sum(count for key, count in self.counts.items() if outcomes()[key].really)

    def share(self, count: int) -> float:
        """Per cent of all that were answered; 0 where nothing was."""
        return 100 * count / self.total if self.total else 0.0

    @property
    def really_share(self) -> float:
        return self.share(self.really)

    @property
    def shares(self) -> list[tuple[str, int, float]]:
        """(name, count, per cent) of every outcome, those that came to nothing too: nothing is left out."""
        return [
            (row.vi, self.counts.get(key, 0), self.share(self.counts.get(key, 0))) for key, row in outcomes().items()
        ]


@dataclass(frozen=True, slots=True)
class Told:
    whole: Endings
    months: list[Endings]
    units: list[Endings]


def endings(officer: Officer, first: dt.date, last: dt.date) -> Told:
    """Of the cases that the officer may see, answered from ``first`` to ``last``; two queries."""
    answered = visible_cases(officer).filter(decided_on__range=(first, last), outcome__in=outcomes()).order_by()
    by_month = answered.annotate(month=TruncMonth("decided_on")).values_list("month", "outcome").annotate(n=Count("pk"))
    by_unit = answered.values_list("unit__name", "outcome").annotate(n=Count("pk"))
    months: dict[dt.date, dict[str, int]] = _gathered(by_month)
    units: dict[str, dict[str, int]] = _gathered(by_unit)
    whole: dict[str, int] = {}
    for counts in units.values():
        for key, count in counts.items():
            whole[key] = whole.get(key, 0) + count
    return Told(
        Endings("", whole),
        [Endings(f"{month:%m/%Y}", counts) for month, counts in sorted(months.items())],
        [Endings(name, counts) for name, counts in sorted(units.items())],
    )


def _gathered(rows: Iterable[tuple[K, str, int]]) -> dict[K, dict[str, int]]:
    found: dict[K, dict[str, int]] = {}
    for name, outcome, count in rows:
        found.setdefault(name, {})[outcome] = count
    return found
