"""«Chỉ số hài lòng của hệ thống»: the share of satisfied raters with its interval. It is not SIPAS.

    satisfied = ratings of 4 or 5 (of 5); index = 100 x satisfied / n
    interval  = Wilson's score interval at 95 % (E. B. Wilson, JASA 22, 1927), which holds for small n and near 0 or 100

Only who has rated counts, so n stands beside the index everywhere, and under ``least`` ratings there is none.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

SATISFIED_FROM = 4  # of 5
Z = 1.959964  # of the normal distribution, for 95 %


@dataclass(frozen=True, slots=True)
class Index:
    """All in per cent but ``n``, the number of ratings."""

    value: float
    low: float
    high: float
    n: int


def index(satisfied: int | None, unsatisfied: int | None, *, least: int) -> Index | None:
    """The index of so many satisfied and unsatisfied raters; None where either is hidden or both are too few."""
    if satisfied is None or unsatisfied is None or satisfied + unsatisfied < max(least, 1):
        return None
    n = satisfied + unsatisfied
    low, high = wilson(satisfied, n)
    return Index(100 * satisfied / n, 100 * low, 100 * high, n)


def wilson(hits: int, n: int) -> tuple[float, float]:
    """Wilson's interval for a share of ``hits`` among ``n`` > 0."""
    share, z2 = hits / n, Z * Z
    middle = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = Z * sqrt(share * (1 - share) / n + z2 / (4 * n * n)) / (1 + z2 / n)
    return max(0.0, middle - half), min(1.0, middle + half)
