"""Forecasts beat the plain repetition of last week, and their interval holds about as much as it says."""

from __future__ import annotations

import csv
import datetime as dt
from collections import Counter, defaultdict

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from langnghe.figures.forecast import backtest, forecast
from tests.shared import shared

START = dt.date(2026, 1, 1)
HORIZON = 14


def days(count: int) -> list[dt.date]:
    return [START + dt.timedelta(number) for number in range(count)]


@given(st.lists(st.integers(0, 500), min_size=2, max_size=60), st.integers(1, 30))
def test_any_series_gives_ordered_intervals(counts: list[int], horizon: int) -> None:
    ahead = forecast(days(len(counts)), counts, horizon)
    assert len(ahead) == horizon
    assert all(0 <= point.low <= point.mean <= point.high for point in ahead)
    assert [point.on for point in ahead] == [START + dt.timedelta(len(counts) + step) for step in range(horizon)]


def test_months_follow_the_calendar() -> None:
    months = [dt.date(2026, month, 1) for month in range(1, 11)]
    assert [point.on for point in forecast(months, list(range(10)), 3)] == [
        dt.date(2026, 11, 1),
        dt.date(2026, 12, 1),
        dt.date(2027, 1, 1),
    ]


@pytest.mark.parametrize("dates", [[START], [START, START], [START, START - dt.timedelta(1)]])
def test_unusable_series_say_why(dates: list[dt.date]) -> None:
    with pytest.raises(ValueError, match="mốc thời gian"):
        forecast(dates, [1.0] * len(dates), 3)


@given(st.integers(12, 36), st.integers(0, 2**32 - 1), st.floats(0.2, 80))
@settings(max_examples=50)
def test_short_monthly_series_stay_counts(months: int, seed: int, level: float) -> None:
    counts = np.random.default_rng(seed).poisson(level, months).tolist()
    ahead = forecast(month_starts(months), counts, 3)
    assert all(0 <= point.low <= point.mean <= point.high for point in ahead)
    assert all(point.mean <= 2 * max(counts) + 1 for point in ahead)


def month_starts(count: int) -> list[dt.date]:
    return [dt.date(2023 + number // 12, number % 12 + 1, 1) for number in range(count)]


@pytest.mark.parametrize(("months", "level"), [(12, 4), (18, 12), (24, 40), (36, 12)])
def test_the_interval_of_months_holds_about_what_it_says(months: int, level: int) -> None:
    """A year or three of overdispersed counts, as an office has them; 80 % wanted, and rather more than fewer."""
    rng, held = np.random.default_rng(months), []
    for _ in range(150):
        counts = rng.negative_binomial(10, 10 / (10 + level), months + 3)
        ahead = forecast(month_starts(months), counts[:months].tolist(), 3)
        held += [point.low <= count <= point.high for point, count in zip(ahead, counts[months:], strict=True)]
    assert 0.75 <= np.mean(held) <= 0.92


def test_two_years_of_months_know_their_season() -> None:
    months = [100 + (60 if number % 12 in (5, 6) else 0) for number in range(36)]
    ahead = forecast(month_starts(36), months, 12)
    assert min(point.mean for point in (ahead[5], ahead[6])) > 1.25 * ahead[0].mean


def test_a_step_in_the_level_is_followed_within_two_weeks() -> None:
    counts = [10] * 70 + [30] * 14
    assert forecast(days(84), counts, 7)[0].mean > 18


def test_a_back_test_scores_what_came_later() -> None:
    rng = np.random.default_rng(3)
    rows = [rng.poisson([8, 9, 9, 8, 7, 2, 1] * 20).tolist() for _ in range(30)]
    score = backtest(days(140), rows, HORIZON)
    assert score is not None
    assert score.values == 30 * 3 * HORIZON
    assert score.ratio < 0.85
    assert 0.75 <= score.covered <= 0.85
    assert backtest(days(140), [[0] * 140], HORIZON) is None
    assert backtest(days(30), [[1, 2] * 15], HORIZON) is None


def test_a_back_test_does_not_see_what_it_forecasts() -> None:
    quiet = np.random.default_rng(4).poisson([5, 6, 7, 8, 9, 2, 1] * 12).tolist()
    burst = quiet[:-HORIZON] + [500] * HORIZON
    known, surprised = (backtest(days(84), [row], HORIZON, 1) for row in (quiet, burst))
    assert known is not None
    assert surprised is not None
    assert known.error < 0.5 * surprised.error
    assert surprised.covered == 0


@pytest.mark.engine
@pytest.mark.parametrize(("key", "most"), [(("reason",), 20), (("reason", "neighborhood"), 230), (("department",), 7)])
def test_beats_last_week_on_daily_requests(key: tuple[str, ...], most: int) -> None:
    """Three panels, three origins: error at most 0.90 of repeating last week, interval 75 to 85 %."""
    series: dict[tuple[str, ...], Counter[dt.date]] = defaultdict(Counter)
    with shared("boston311_2011/daily.csv").open(encoding="utf-8") as table:
        for row in csv.DictReader(table):
            series[tuple(row[name] for name in key)][dt.date.fromisoformat(row["date"])] += int(row["count"])
    known = sorted({day for counts in series.values() for day in counts})
    on = [known[0] + dt.timedelta(number) for number in range((known[-1] - known[0]).days + 1)]
    chosen = sorted(series.values(), key=lambda counts: -counts.total())[:most]
    score = backtest(on, [[counts[day] for day in on] for counts in chosen], HORIZON)
    assert score is not None
    assert score.ratio <= 0.90
    assert 0.75 <= score.covered <= 0.85
