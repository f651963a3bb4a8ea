"""Forecasts beat the plain repetition of last week, and their interval holds about as much as it says."""

from __future__ import annotations

import csv
import datetime as dt
from collections import Counter, defaultdict

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from langnghe.figures.forecast import forecast
from tests.shared import shared

START = dt.date(2026, 1, 1)
HORIZON = 14


def days(count: int) -> list[dt.date]:
    return [START + dt.timedelta(number) for number in range(count)]


@given(st.lists(st.integers(0, 500), min_size=2, max_size=60), st.integers(1, 30))
@settings(deadline=None)
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


@pytest.mark.engine
def test_beats_last_week_on_daily_requests() -> None:
    """Twenty most frequent reasons, three origins: error at most 0.90 of repeating last week, interval 75 to 85 %."""
    series: dict[str, Counter[dt.date]] = defaultdict(Counter)
    with shared("boston311_2011/daily.csv").open(encoding="utf-8") as table:
        for row in csv.DictReader(table):
            series[row["reason"]][dt.date.fromisoformat(row["date"])] += int(row["count"])
    known = sorted({day for counts in series.values() for day in counts})
    on = [known[0] + dt.timedelta(number) for number in range((known[-1] - known[0]).days + 1)]
    ours = naive = held = total = 0.0
    for reason in sorted(series, key=lambda name: -series[name].total())[:20]:
        counts = np.array([float(series[reason][day]) for day in on])
        for origin in (len(on) - 42, len(on) - 28, len(on) - 14):
            ahead, came = forecast(on[:origin], counts[:origin].tolist(), HORIZON), counts[origin : origin + HORIZON]
            scale = np.abs(counts[7:origin] - counts[: origin - 7]).mean()
            ours += np.abs(came - [point.mean for point in ahead]).mean() / scale
            naive += np.abs(came - np.tile(counts[origin - 7 : origin], 2)).mean() / scale
            held += sum(point.low <= value <= point.high for point, value in zip(ahead, came, strict=True))
            total += HORIZON
    assert ours <= 0.90 * naive
    assert 0.75 <= held / total <= 0.85
