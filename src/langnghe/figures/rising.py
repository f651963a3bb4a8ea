"""Early notice: which matters are said more often than they used to be, beyond what chance explains.

A series is the counts of one topic, theme or sector in one area, month by month. It is never a person or a group of
people, and what is asked is which unit will need hands, never who will be angry: no unrest or protest is forecast here.

The method is Farrington's (Farrington, Andrews, Beale and Catchpole, "A statistical algorithm for the early detection
of outbreaks of infectious disease", J. R. Statist. Soc. A 159, 1996) with the negative binomial tail of Noufaily et al.
(Statistics in Medicine 32, 2013):

1. The baseline is the half year just passed and the same months, one more on either side, of up to ``YEARS`` years back
   (of quarters: the last two years). Each is set in proportion to its exposure: how many units reported then, against
   how many have now.
2. Baseline periods far above the others (Pearson residual over ``OUTLIER``) count less, so that last year's burst does
   not hide this year's.
3. The expected count is the baseline's rate times the exposure now. Its dispersion is Pearson's, never under 1 (a plain
   Poisson count); a few values cannot tell it, so it is drawn toward that of all series together.
4. The tail probability p of a count this large or larger is exact: negative binomial, whose variance takes in how
   uncertain the expected count is itself (Poisson where neither adds anything).
5. Of all series tested together, those are rising which Benjamini and Hochberg's step-up rule keeps at the ``level``
   (J. R. Statist. Soc. B 57, 1995): of what is reported, at most that share is expected to be false.

A count below ``LEAST`` is no notice, however rare by chance; nor is one hardly above (``RATIO``) what was expected, or
above the least that was counted in this same period of earlier years: what comes back each year is no rise.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from math import exp, fsum, lgamma, log, log1p
from statistics import median

YEARS, YEAR = 3, 12  # of months; 4 for quarters
FEWEST = 3  # periods of a baseline, below which nothing is tested
OUTLIER = 3  # Pearson residual: one in some hundreds of a normal value
TO_DEVIATION = 1.4826  # from the median of a normal value's absolute residuals
PRIOR = 12  # values' worth of trust in the dispersion of all series together
LEVEL_OF_MONTHS, LEVEL_OF_QUARTERS = 0.04, 0.15  # set by simulation: a quarter's three looks or one are as often wrong
LEAST, RATIO = 5, 1.3
RANGE = 0.8  # share of quiet periods within the interval shown


@dataclass(frozen=True, slots=True)
class Series:
    """Counts of one matter, oldest first, the period in question last; ``exposure``: units that reported, as long."""

    key: Hashable
    counts: Sequence[int]
    exposure: Sequence[float]


@dataclass(frozen=True, slots=True)
class Past:
    """One period of a baseline: how many periods ago, what was counted, what that makes at the exposure of now."""

    ago: int
    count: int
    adjusted: float
    weight: float  # below 1: an earlier burst, which counts less


@dataclass(frozen=True, slots=True)
class Notice:
    """One series tested.

    ``low``, ``high``: between them, 80 % of periods in which nothing has changed; ``p``: chance of a count this large
    in such a period; ``q``: the share of false notices if everything with a q this small were reported.
    """

    key: Hashable
    observed: int
    expected: float
    low: int
    high: int
    p: float
    q: float
    rising: bool
    baseline: tuple[Past, ...]

    @property
    def ratio(self) -> float:
        """Observed over expected, a half added to both so that nothing before is no infinity."""
        return (self.observed + 0.5) / (self.expected + 0.5)


@dataclass(frozen=True, slots=True)
class _Fit:
    """A baseline with its expected count now, its own dispersion, and what its values are worth together."""

    series: Series
    past: tuple[Past, ...]
    expected: float
    dispersion: float
    worth: float
    each_year: float  # the least of this period in earlier years, at the exposure of now


def rising(series: Sequence[Series], *, year: int = YEAR, level: float | None = None) -> list[Notice]:
    """Every series that can be tested, the surest rise first; ``rising`` says which are notices.

    ``year``: periods of a year, 12 where they are months, 4 where they are quarters. ``level``: of q, for a notice;
    unless given, such that looking more often does not bring more false ones.

    Left out: series with fewer than FEWEST usable periods before, and those of which nobody has reported now.
    Raises ValueError where counts and exposure differ in length or a count is below zero.
    """
    fits = [fit for each in series if (fit := _fit(each, year))]
    shared = _shared_dispersion(fits)
    tested = [_Tested(fit, shared) for fit in fits]
    q, most = _step_up([each.p for each in tested]), _level(year) if level is None else level
    found = [each.notice(share, most) for each, share in zip(tested, q, strict=True)]
    return sorted(found, key=lambda one: (not one.rising, one.p, -one.observed, str(one.key)))


def _level(year: int) -> float:
    return LEVEL_OF_MONTHS if year >= YEAR else LEVEL_OF_QUARTERS


# --- the baseline ---------------------------------------------------------------------------------------------------


def _fit(series: Series, year: int) -> _Fit | None:
    if len(series.counts) != len(series.exposure) or min(series.counts, default=0) < 0:
        raise ValueError("Mỗi kỳ cần một số đếm không âm và số đơn vị đã báo cáo.")
    used = [ago for ago in _periods_ago(len(series.counts) - 1, year) if series.exposure[-1 - ago] > 0]
    if len(used) < FEWEST or series.exposure[-1] <= 0:
        return None
    counts, shares = zip(*((series.counts[-1 - ago], series.exposure[-1 - ago]) for ago in used), strict=True)
    expected_of = [share / series.exposure[-1] for share in shares]
    weights = _weights(counts, expected_of)
    rate = _rate(counts, expected_of, weights)
    past = tuple(
        Past(ago, count, count / share, weight)
        for ago, count, share, weight in zip(used, counts, expected_of, weights, strict=True)
    )
    worth = sum(weight * share for weight, share in zip(weights, expected_of, strict=True))
    each_year = min((one.adjusted for one in past if one.ago % year == 0), default=0.0)
    return _Fit(series, past, rate, _pearson(counts, expected_of, weights, rate), worth, each_year)


def _periods_ago(known: int, year: int) -> list[int]:
    """Which periods make the baseline, as how many ago: the last ones, and those round this one in earlier years."""
    around, near = (1, set(range(1, year // 2 + 1))) if year >= YEAR else (0, set(range(1, 2 * year + 1)))
    seasonal = {year * back + shift for back in range(1, YEARS + 1) for shift in range(-around, around + 1)}
    return sorted(ago for ago in near | seasonal if ago <= known)


def _rate(counts: Sequence[int], shares: Sequence[float], weights: Sequence[float]) -> float:
    """Matters at the exposure of now; a half is added, because none so far does not mean that none can come."""
    said = sum(weight * count for weight, count in zip(weights, counts, strict=True))
    return (said + 0.5) / sum(weight * share for weight, share in zip(weights, shares, strict=True))


def _weights(counts: Sequence[int], shares: Sequence[float]) -> list[float]:
    """1, or less the further a period lies above the median of the others (after Farrington's section 3.6)."""
    usual = median(count / share for count, share in zip(counts, shares, strict=True)) + 0.5
    residuals = [(count - usual * share) / (usual * share) ** 0.5 for count, share in zip(counts, shares, strict=True)]
    most = OUTLIER * max(1.0, TO_DEVIATION * median(abs(each) for each in residuals))
    return [min(1.0, (most / each) ** 2) if each > most else 1.0 for each in residuals]


def _pearson(counts: Sequence[int], shares: Sequence[float], weights: Sequence[float], rate: float) -> float:
    squares = sum(
        weight * (count - rate * share) ** 2 / (rate * share)
        for count, share, weight in zip(counts, shares, weights, strict=True)
    )
    return squares / max(1, len(counts) - 1)


def _shared_dispersion(fits: Sequence[_Fit]) -> float:
    """Of all series together, each counting by its length; series with hardly a count tell nothing of it."""
    telling = [fit for fit in fits if fit.expected >= 1] or list(fits)
    values = sum(len(fit.past) - 1 for fit in telling)
    return max(1.0, fsum(fit.dispersion * (len(fit.past) - 1) for fit in telling) / values) if values else 1.0


# --- the test -------------------------------------------------------------------------------------------------------


class _Tested:
    """One series against its own baseline."""

    def __init__(self, fit: _Fit, shared: float) -> None:
        values = len(fit.past) - 1
        dispersion = max(1.0, (fit.dispersion * values + shared * PRIOR) / (values + PRIOR))
        self.fit, self.observed = fit, fit.series.counts[-1]
        # A count now varies by dispersion x mean; the mean itself is known no better than the baseline's size allows.
        self.factor = dispersion * (1 + 1 / fit.worth)
        self.p = tail(self.observed, fit.expected, self.factor)

    def notice(self, q: float, level: float) -> Notice:
        low, high = interval(self.fit.expected, self.factor)
        enough = self.observed >= max(LEAST, RATIO * self.fit.expected, RATIO * self.fit.each_year)
        return Notice(
            self.fit.series.key,
            self.observed,
            self.fit.expected,
            low,
            high,
            self.p,
            q,
            rising=q <= level and enough,
            baseline=self.fit.past,
        )


def tail(count: int, mean: float, factor: float = 1.0) -> float:
    """Exact probability of ``count`` or more: negative binomial of that mean and variance factor x mean.

    Summed upward from the count, so that a tail of a millionth keeps its digits.
    """
    if count <= 0:
        return 1.0
    place = max(count, _far_below(mean, factor))
    term, total = exp(_log_probability(place, mean, factor)), 0.0
    while place < mean or term > total * 1e-12:
        total += term
        place += 1
        term *= _next_over_this(place, mean, factor)
    return min(1.0, total)


def interval(mean: float, factor: float = 1.0) -> tuple[int, int]:
    """The counts between which at least RANGE of quiet periods lie."""
    each, place = (1 - RANGE) / 2, _far_below(mean, factor)
    term, low = exp(_log_probability(place, mean, factor)), -1
    below = term
    while below < 1 - each:
        low = place if low < 0 and below > each else low
        place += 1
        term *= _next_over_this(place, mean, factor)
        below += term
    return (place if low < 0 else low), place


def _far_below(mean: float, factor: float) -> int:
    """A count under which next to nothing lies: sums begin there, with a term large enough to be told from 0."""
    return max(0, int(mean - 10 * (factor * mean) ** 0.5))


def _log_probability(count: int, mean: float, factor: float) -> float:
    if factor <= 1 + 1e-9:
        return count * log(mean) - mean - lgamma(count + 1)
    size = mean / (factor - 1)
    return lgamma(count + size) - lgamma(size) - lgamma(count + 1) - size * log(factor) + count * log1p(-1 / factor)


def _next_over_this(place: int, mean: float, factor: float) -> float:
    """Probability of ``place`` over that of the count before it."""
    if factor <= 1 + 1e-9:
        return mean / place
    return (place - 1 + mean / (factor - 1)) / place * (1 - 1 / factor)


def _step_up(p: Sequence[float]) -> list[float]:
    """Benjamini and Hochberg's adjusted values, in the order given."""
    found, least = [1.0] * len(p), 1.0
    for rank, place in sorted(enumerate(sorted(range(len(p)), key=p.__getitem__), start=1), reverse=True):
        least = min(least, p[place] * len(p) / rank)
        found[place] = least
    return found
