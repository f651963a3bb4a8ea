"""The time that totals speak of: a month, or a quarter as the sum of its months; and what each is compared with."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from langnghe.registry.models import Period

SPAN = re.compile(r"([12]\d{3})-(0[1-9]|1[0-2]|Q[1-4])")
QUARTERS = ("I", "II", "III", "IV")


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """``first`` and ``last``: months counted from year 0, so that they can be added to."""

    first: int
    last: int

    @classmethod
    def parse(cls, key: str) -> Span:
        """Raises ValueError with a sentence for the user for anything but 2026-10 and 2026-Q4."""
        found = SPAN.fullmatch(key)
        if found is None:
            raise ValueError("Kỳ ghi theo dạng 2026-10 hoặc 2026-Q4.")
        year, part = 12 * int(found[1]), found[2]
        if part[0] == "Q":
            return cls(year + 3 * int(part[1]) - 3, year + 3 * int(part[1]) - 1)
        return cls(year + int(part) - 1, year + int(part) - 1)

    @property
    def is_quarter(self) -> bool:
        return self.last > self.first

    @property
    def key(self) -> str:
        year, month = divmod(self.first, 12)
        return f"{year}-Q{month // 3 + 1}" if self.is_quarter else f"{year}-{month + 1:02}"

    @property
    def quarter(self) -> Span:
        """The quarter that it is or lies in."""
        first = self.first - self.first % 3
        return Span(first, first + 2)

    @property
    def before(self) -> Span:
        return self._earlier(self.last - self.first + 1)

    @property
    def year_before(self) -> Span:
        return self._earlier(12)

    @property
    def months(self) -> list[str]:
        """Keys of its periods, the earliest first."""
        return [f"{month // 12}-{month % 12 + 1:02}" for month in range(self.first, self.last + 1)]

    def periods(self) -> list[Period]:
        """Those that have been opened, the earliest first."""
        return list(Period.objects.filter(key__in=self.months).order_by("key"))

    def _earlier(self, months: int) -> Span:
        return Span(self.first - months, self.last - months)

    def __str__(self) -> str:
        year, month = divmod(self.first, 12)
        return (
            f"quý {'I' * (month // 3 + 1) if month < 9 else 'IV'}/{year}"
            if self.is_quarter
            else f"{month + 1:02}/{year}"
        )


def quarters_of(periods: Iterable[Period]) -> list[Span]:
    """The quarters in which some periods lie, each once, the latest first."""
    return sorted({Span.parse(period.key).quarter for period in periods}, reverse=True)
