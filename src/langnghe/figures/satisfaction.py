"""«Chỉ số hài lòng của hệ thống»: the share of satisfied answers with its interval. It is not SIPAS.

    answers of cases      satisfied = ratings of 4 or 5 (of 5)
    counters and surveys  satisfied = «Hài lòng», of «Hài lòng», «Bình thường», «Chưa hài lòng»
    index                 100 x satisfied / n, where n counts every answer and nothing that was left blank
    interval              Wilson's score interval at 95 % (E. B. Wilson, JASA 22, 1927), fit for small n
    small n               under LEAST_ANSWERS answers there is no index («chưa đủ»)
    response rate         100 x answers / people asked, only where that number is known

Sources are never added up: who answers at a counter, after an answer or in a round are different people. Only who has
answered counts, so n stands beside the index everywhere. Units are shown by name and never in the order of the index.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from math import sqrt

SATISFIED_FROM = 4  # of 5
LEAST_ANSWERS = 30  # under it no index of a counter or a survey: half and half would be uncertain by 17 points each way
Z = 1.959964  # of the normal distribution, for 95 %


@dataclass(frozen=True, slots=True)
class Index:
    """All in per cent but ``n``, the number of answers."""

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


def index_of(
    counts: Mapping[str, int | None], positive: Collection[str], *, least: int = LEAST_ANSWERS
) -> Index | None:
    """The index of answers by point of a scale; None where a count is hidden or all together are fewer than ``least``.

    >>> index_of({"satisfied": 45, "neutral": 10, "unsatisfied": 5}, ["satisfied"]).value
    75.0
    """
    if any(count is None for count in counts.values()):
        return None
    satisfied = sum(count or 0 for point, count in counts.items() if point in positive)
    return index(satisfied, sum(count or 0 for count in counts.values()) - satisfied, least=least)


def response_rate(answers: int | None, asked: int | None) -> float | None:
    """Per cent of those asked who have answered; None where either number is not known, or the two do not fit."""
    return 100 * answers / asked if answers is not None and asked and answers <= asked else None


def wilson(hits: int, n: int) -> tuple[float, float]:
    """Wilson's interval for a share of ``hits`` among ``n`` > 0."""
    share, z2 = hits / n, Z * Z
    middle = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = Z * sqrt(share * (1 - share) / n + z2 / (4 * n * n)) / (1 + z2 / n)
    return max(0.0, middle - half), min(1.0, middle + half)
