"""A rise is found when it is one, chance is left alone, and what a page needs to show the reason is there."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from langnghe.figures.rising import Notice, Series, interval, rising, tail

MATTERS, QUARTERS, MONTHS = 40, 13, 25


def quiet(
    rng: np.random.Generator,
    periods: int,
    *,
    year: int,
    dispersion: float = 1.3,
    level: float | None = None,
    times: float = 1,
) -> list[Series]:
    """Matters with a season and more spread than chance alone gives; 35 to 50 units report; ``times``: the first matter, in the last period."""
    exposure = np.round(50 * rng.uniform(0.7, 1, periods))
    season = 1 + 0.2 * np.sin(2 * np.pi * np.arange(periods) / year)
    found = []
    for number in range(MATTERS):
        mean = (level or np.exp(rng.uniform(np.log(2), np.log(80)))) * season * exposure / exposure[-1]
        mean[-1] *= times if number == 0 else 1
        counts = rng.negative_binomial(mean / (dispersion - 1), 1 / dispersion)
        found.append(Series(number, counts.tolist(), exposure.tolist()))
    return found


@pytest.mark.parametrize(("periods", "year"), [(QUARTERS, 4), (MONTHS, 12)])
def test_two_hundred_quiet_quarters_give_at_most_one_false_notice_in_four(periods: int, year: int) -> None:
    """All matters together; looked at by the quarter, or three times as often by the month."""
    rng, quarters = np.random.default_rng(20261123), 200 if year == 4 else 100
    tests = quarters * year // 4
    false = sum(
        sum(notice.rising for notice in rising(quiet(rng, periods, year=year), year=year)) for _ in range(tests)
    )
    assert false <= quarters / 4


@pytest.mark.parametrize("dispersion", [1.01, 1.5])
def test_a_doubling_is_found_within_the_quarter(dispersion: float) -> None:
    """One matter of forty, twenty a month before: 94 to 97 of 100 when this was written (of ten a month: 60 to 80)."""
    rng, found, tries = np.random.default_rng(5), 0, 150
    for _ in range(tries):
        series = quiet(rng, QUARTERS, year=4, dispersion=dispersion, level=60, times=2)
        found += next(each for each in rising(series, year=4) if each.key == 0).rising
    assert found >= 0.9 * tries


def test_units_that_report_late_make_no_rise() -> None:
    """Twice as many statements because twice as many units have reported."""
    found = rising([Series("roads", [20] * 12 + [40], [25] * 12 + [50])])
    assert found[0].expected == pytest.approx(40, rel=0.05)
    assert not found[0].rising
    assert rising([Series("roads", [20] * 12 + [40], [50] * 13)])[0].rising


def test_what_comes_back_each_year_is_expected() -> None:
    """Floods in the ninth month: known from the two years before."""
    counts = [40 if month % 12 == 8 else 10 for month in range(33)]
    flood = rising([Series("flood", counts, [50] * 33)])[0]
    assert not flood.rising
    assert {past.ago for past in flood.baseline} == {1, 2, 3, 4, 5, 6, 11, 12, 13, 23, 24, 25}


def test_an_old_burst_does_not_hide_a_new_one() -> None:
    counts = [10, 11, 9, 10, 60, 10, 9, 30]
    notice = rising([Series("water", counts, [50] * 8)])[0]
    assert min(notice.baseline, key=lambda past: past.weight).count == 60
    plain = np.mean(counts[1:-1])
    assert notice.expected < plain


def test_small_counts_are_no_notice_and_short_series_are_not_tested() -> None:
    found = rising([Series("small", [0] * 20 + [4], [50] * 21), Series("new", [0, 30], [50, 50])])
    assert [(each.key, each.rising) for each in found] == [("small", False)]


def test_nobody_has_reported_yet() -> None:
    assert rising([Series("roads", [10] * 8 + [0], [50] * 8 + [0])]) == []
    assert rising([]) == []


def test_a_page_gets_the_baseline_that_it_shows() -> None:
    notice = rising([Series("roads", [10, 12, 8, 11, 9, 10, 30], [40, 50, 50, 50, 50, 50, 50])])[0]
    assert [(past.ago, past.count) for past in notice.baseline] == [(1, 10), (2, 9), (3, 11), (4, 8), (5, 12), (6, 10)]
    assert notice.baseline[-1].adjusted == pytest.approx(12.5)
    assert notice.low <= notice.expected <= notice.high < notice.observed
    assert notice.ratio == pytest.approx(30.5 / (notice.expected + 0.5))
    assert notice.rising


def test_lengths_must_agree() -> None:
    with pytest.raises(ValueError, match="Mỗi kỳ"):
        rising([Series("roads", [1, 2, 3, 4], [5, 5, 5])])


def test_the_order_of_the_series_changes_nothing() -> None:
    series = quiet(np.random.default_rng(2), MONTHS, year=12)
    assert rising(series) == rising(series[::-1])


def test_q_is_benjamini_and_hochbergs() -> None:
    found = rising(quiet(np.random.default_rng(1), MONTHS, year=12))
    expected = stats.false_discovery_control([notice.p for notice in found])
    assert [notice.q for notice in found] == pytest.approx(expected)


@given(st.integers(0, 400), st.floats(0.05, 300), st.floats(1, 5))
def test_the_tail_is_the_negative_binomial(count: int, mean: float, factor: float) -> None:
    known = (
        stats.nbinom.sf(count - 1, mean / (factor - 1), 1 / factor)
        if factor > 1.001
        else stats.poisson.sf(count - 1, mean)
    )
    factor = factor if factor > 1.001 else 1.0
    assert tail(count, mean, factor) == pytest.approx(known, rel=1e-6, abs=1e-280)
    low, high = interval(mean, factor)
    inside = tail(low, mean, factor) - tail(high + 1, mean, factor)
    assert inside >= 0.8 - 1e-9


@given(st.lists(st.integers(0, 200), min_size=4, max_size=40), st.integers(0, 2**32 - 1))
def test_whatever_is_counted_gives_an_answer(counts: list[int], seed: int) -> None:
    exposure = np.random.default_rng(seed).integers(1, 60, len(counts)).tolist()
    one: Notice = rising([Series("any", counts, exposure)])[0]
    assert 0 <= one.p <= one.q <= 1
    assert 0 <= one.low <= one.high
    assert one.expected > 0
