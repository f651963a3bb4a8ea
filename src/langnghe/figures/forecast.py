"""Forecast counts: a level that follows the last weeks, spread over the days as the last seasons were.

Two thirds of a forecast is that level times the profile of the week (of the year, for months), the level being a ratio
of sums whose weights halve every week; one third is the median of the same day in the last eight weeks, which one odd
day does not move. Weights and lengths were chosen on earlier origins than those of the benchmark
(``benchmarks/forecast.py``), where the choice is repeated. The parts are plain: level and profile as in Holt-Winters
(Hyndman and Athanasopoulos, "Forecasting: Principles and Practice", 3rd ed., chapter 8), combined with equal regard
because combinations outdo their parts (Clemen, "Combining forecasts", Int. J. of Forecasting 5, 1989).

The interval comes from the errors that the same method made from the origins just passed, scaled as those of counts are
(by the root of the mean), and is never below zero. It asks how many will come, so that a unit can have hands ready; it
is for topics, sectors and areas, never for people.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

PROFILE = 12  # seasons in the profile
MEDIAN = 8  # seasons in the median
ENOUGH = 4  # seasons from which the profile is believed as it is, and a median taken
ROBUST = 1 / 3  # the median's part
COVERED = 0.8  # share of future values that the interval should hold
MOST_ORIGINS, EVERY = 60, 2  # how far back the forecasts go from which the interval is taken, and of which each second
FEW = 100  # past errors, below which the interval is a normal one
NORMAL = 1.2816  # deviations on each side that hold 80 % of a normal error
TAILS = np.linspace(0.02, 0.4, 20)  # of the past errors, tried for the interval


@dataclass(frozen=True, slots=True)
class Point:
    """One future day, week or month."""

    on: dt.date
    mean: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Score:
    """How forecasts did on values that came later.

    ``error`` and ``naive``: mean absolute error over that of repeating the last season within the history (MASE), of
    this method and of the repetition itself; ``covered``: share inside the 80 % interval; ``values``: how many.
    """

    error: float
    naive: float
    covered: float
    values: int

    @property
    def ratio(self) -> float:
        """Below 1: better than repeating the last season."""
        return self.error / self.naive if self.naive else float("nan")


def forecast(dates: Sequence[dt.date], counts: Sequence[float], horizon: int) -> list[Point]:
    """The next ``horizon`` values of an evenly spaced series.

    Raises ValueError with a sentence for the user when there are fewer than two values or dates are not in order.
    """
    _check(dates, [counts])
    mean, low, high = _with_interval(np.asarray(counts, dtype=float), _season(dates), _half_life(dates), horizon)
    return [
        Point(on, float(mean[step]), float(low[step]), float(high[step]))
        for step, on in enumerate(_next_dates(dates, horizon))
    ]


def backtest(
    dates: Sequence[dt.date], series: Sequence[Sequence[float]], horizon: int, origins: int = 3
) -> Score | None:
    """Forecast the last ``origins`` stretches of ``horizon`` from what was known before each; None: too short for that.

    ``series`` share the dates; each counts alike, however large. One that never changes in its history is left out.
    Raises ValueError with a sentence for the user when dates are not in order.
    """
    _check(dates, series)
    season, values = _season(dates), np.asarray(series, dtype=float)
    starts = [len(dates) - horizon * back for back in range(origins, 0, -1)]
    if starts[0] < max(2 * season, 4):
        return None
    pairs = [(row[:at], row[at : at + horizon]) for row in values for at in starts]
    marks = [_mark(past, came, season, _half_life(dates)) for past, came in pairs if _moves(past, season)]
    if not marks:
        return None
    error, naive, covered = np.mean(marks, axis=0)
    return Score(float(error), float(naive), float(covered), len(marks) * horizon)


def _check(dates: Sequence[dt.date], series: Sequence[Sequence[float]]) -> None:
    if len(dates) < 2 or any(len(dates) != len(counts) for counts in series):
        raise ValueError("Chuỗi số liệu cần ít nhất hai mốc thời gian.")
    if any(later <= earlier for earlier, later in itertools.pairwise(dates)):
        raise ValueError("Các mốc thời gian phải tăng dần và không trùng nhau.")


def _moves(past: np.ndarray, season: int) -> bool:
    return bool((past[season:] != past[:-season]).any())


def _mark(past: np.ndarray, came: np.ndarray, season: int, half_life: int) -> tuple[float, float, float]:
    """Scaled error, that of repeating the last season, and the share inside the interval."""
    mean, low, high = _with_interval(past, season, half_life, len(came))
    scale = np.abs(past[season:] - past[:-season]).mean()
    repeated = np.resize(past[-season:], len(came))
    inside = ((low <= came) & (came <= high)).mean()
    return np.abs(came - mean).mean() / scale, np.abs(came - repeated).mean() / scale, float(inside)


def _season(dates: Sequence[dt.date]) -> int:
    """How many steps make a season: 7 for days, 12 for months once two years are known, else none."""
    step = _step(dates)
    if step == 1:
        return 7
    return 12 if 27 < step < 32 and len(dates) >= 24 else 1


def _half_life(dates: Sequence[dt.date]) -> int:
    """After how many steps a value counts half as much for the level: a week of days, else two steps."""
    return 7 if _step(dates) == 1 else 2


def _step(dates: Sequence[dt.date]) -> float:
    return float(np.median([(later - earlier).days for earlier, later in itertools.pairwise(dates)]))


# --- the method, on many stretches at once: rows are stretches of history of one length, the newest value last ------


def _ahead(rows: np.ndarray, season: int, half_life: int, horizon: int) -> np.ndarray:
    """(rows, horizon): the values to come after each stretch."""
    if rows.shape[1] < season:
        season = 1
    seasons = min(rows.shape[1] // season, PROFILE)
    whole = rows[:, -season * seasons :].reshape(len(rows), seasons, season)
    profile = _profile(whole)
    expected = _level(whole, profile, half_life) * profile
    if seasons >= ENOUGH:
        expected = (1 - ROBUST) * expected + ROBUST * np.median(whole[:, -MEDIAN:], axis=1)
    return expected[:, np.arange(horizon) % season]


def _profile(whole: np.ndarray) -> np.ndarray:
    """(rows, season): each day's mean over the mean of all; few seasons are drawn to 1, as by one more without any."""
    _, seasons, season = whole.shape
    days = whole.sum(axis=1)
    every = days.sum(axis=1, keepdims=True) / season
    raw = np.divide(days, every, out=np.ones_like(days), where=every > 0)
    return raw if seasons >= ENOUGH else (raw * seasons + 1) / (seasons + 1)


def _level(whole: np.ndarray, profile: np.ndarray, half_life: int) -> np.ndarray:
    """(rows, 1): what came over what the profile would have had come, newer values counting more."""
    _, seasons, season = whole.shape
    age = np.arange(seasons * season)[::-1].reshape(seasons, season) // half_life
    weights = 0.5**age
    return ((whole * weights).sum(axis=(1, 2)) / (profile @ weights.sum(axis=0)))[:, None]


def _with_interval(
    values: np.ndarray, season: int, half_life: int, horizon: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    mean = _ahead(values[None], season, half_life, horizon)[0]
    past, came = _hindsight(values, season, half_life, horizon)
    low, high = _tails(past, came) if len(past) >= FEW else _tails_of_few(past, came)
    scale = _deviation(mean)
    return mean, np.maximum(mean + low * scale, 0), mean + high * scale


def _tails(past: np.ndarray, came: np.ndarray) -> tuple[float, float]:
    """The quantiles of the scaled errors between which, cut off at no matters, the share wanted has come."""
    scale = _deviation(past)
    errors = (came - past) / scale
    ranked, place = np.sort(errors), np.round(TAILS * (len(errors) - 1)).astype(int)
    low, high = np.minimum(ranked[place], 0), np.maximum(ranked[::-1][place], 0)
    bottom = np.maximum(past[:, None] + scale[:, None] * low, 0)
    held = ((came[:, None] >= bottom) & (errors[:, None] <= high)).mean(axis=0)
    best = int(np.abs(held - COVERED).argmin())
    return float(low[best]), float(high[best])


def _tails_of_few(past: np.ndarray, came: np.ndarray) -> tuple[float, float]:
    """Of a normal error, never surer than a Poisson count, and wider the fewer past errors are known."""
    squares = np.square((came - past) / _deviation(past))
    spread = NORMAL * np.sqrt(max(squares.mean() if len(squares) else 1.0, 1.0)) * (1 + 1 / (1 + np.sqrt(len(past))))
    return -float(spread), float(spread)


def _deviation(mean: np.ndarray) -> np.ndarray:
    """A count's standard deviation up to a factor; the half keeps a mean near zero from calling one matter a marvel."""
    return np.sqrt(mean + 0.5)


def _hindsight(values: np.ndarray, season: int, half_life: int, horizon: int) -> tuple[np.ndarray, np.ndarray]:
    """Forecasts from the origins just passed, and what came instead: two long rows."""
    known = len(values)
    origins = min(MOST_ORIGINS, known - max(season, known // 2, 2))
    if origins < 1:
        return np.zeros(0), np.zeros(0)
    reach = min(PROFILE * season if season > 1 else known, known - origins)
    every = EVERY if origins == MOST_ORIGINS else 1
    stretches = sliding_window_view(values, reach)[-origins - 1 : -1 : every]
    ahead = _ahead(stretches, season, half_life, horizon)
    place = np.arange(known - origins, known, every)[:, None] + np.arange(horizon)
    came = place < known
    return ahead[came], values[place[came]]


def _next_dates(dates: Sequence[dt.date], horizon: int) -> list[dt.date]:
    step = dates[-1] - dates[-2]
    if 27 < step.days < 32:
        return [_months_later(dates[-1], months) for months in range(1, horizon + 1)]
    return [dates[-1] + step * count for count in range(1, horizon + 1)]


def _months_later(day: dt.date, months: int) -> dt.date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return dt.date(year, month + 1, min(day.day, 28))
