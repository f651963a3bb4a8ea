"""Forecasts of daily service requests (Boston, 2011), three panels, beside repeating last week and four-week averages.

14 days ahead from the last three origins of the file, error scaled by that of repeating last week (MASE). The method's
lengths and weights were chosen on origins before these; ``--choose`` prints their errors there again.

LANGNGHE_SHARED=... OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 python -m benchmarks.forecast [--choose]
"""

from __future__ import annotations

import csv
import datetime as dt
import os
import sys
from collections import Counter, defaultdict
from collections.abc import Hashable
from pathlib import Path
from time import process_time
from unittest.mock import patch

import numpy as np

from langnghe.figures import forecast as method

SHARED = Path(os.environ.get("LANGNGHE_SHARED", Path(__file__).parents[2] / "shared")) / "data"
HORIZON, ORIGINS, LEAST = 14, 3, 25  # LEAST: requests in all, below which a series of the second panel is left out
CHOICES = {"PROFILE": (4, 8, 12), "MEDIAN": (4, 6, 8), "ROBUST": (0.0, 0.25, 1 / 3, 0.5)}


def panels() -> tuple[list[dt.date], dict[str, list[np.ndarray]]]:
    counts: list[dict[Hashable, Counter[dt.date]]] = [defaultdict(Counter) for _ in range(3)]
    with (SHARED / "boston311_2011" / "daily.csv").open(encoding="utf-8") as table:
        for row in csv.DictReader(table):
            day, count = dt.date.fromisoformat(row["date"]), int(row["count"])
            keys = (row["reason"], (row["reason"], row["neighborhood"]), row["department"])
            for panel, key in zip(counts, keys, strict=True):
                panel[key][day] += count
    known = sorted({day for series in counts[0].values() for day in series})
    on = [known[0] + dt.timedelta(number) for number in range((known[-1] - known[0]).days + 1)]
    reasons, places, departments = (
        sorted((np.array([float(series[day]) for day in on]) for series in panel.values()), key=lambda row: -row.sum())
        for panel in counts
    )
    return on, {
        "20 reasons": reasons[:20],
        "reason x neighbourhood": [row for row in places if row.sum() >= LEAST],
        "7 departments": departments[:7],
    }


def four_weeks(rows: list[np.ndarray]) -> float:
    """Scaled error of the mean of the same weekday over four weeks."""
    errors = []
    for row in rows:
        for at in range(len(row) - ORIGINS * HORIZON, len(row), HORIZON):
            ahead = np.tile(row[at - 28 : at].reshape(4, 7).mean(axis=0), 2)
            scale = np.abs(row[7:at] - row[: at - 7]).mean()
            errors.append(np.abs(row[at : at + HORIZON] - ahead).mean() / scale)
    return float(np.mean(errors))


def milliseconds(on: list[dt.date], rows: list[np.ndarray]) -> float:
    """Of the processor for one series with its interval."""
    started = process_time()
    for row in rows:
        method.forecast(on, row.tolist(), HORIZON)
    return 1000 * (process_time() - started) / len(rows)


def measure() -> None:
    on, found = panels()
    print(f"{on[0]} to {on[-1]}, {len(on)} days; goal: ours / last week at most 0.90; inside 0.75 to 0.85; 1 ms")
    for name, rows in found.items():
        score = method.backtest(on, [row.tolist() for row in rows], HORIZON, ORIGINS)
        assert score is not None
        print(
            f"{name} ({len(rows)} series): last week {score.naive:.3f}, four weeks {four_weeks(rows) / score.naive:.3f}"
            f" of it, ours {score.ratio:.3f}; inside {score.covered:.3f}; {milliseconds(on, rows):.2f} ms a series"
        )


def choose() -> None:
    """The same at origins before the benchmark's, one every five days, for each setting changed by itself."""
    on, found = panels()
    ends = range(77, len(on) - ORIGINS * HORIZON + 1, 5)
    for setting, values in CHOICES.items():
        for value in values:
            with patch.object(method, setting, value):
                ratios = [_ratio(on, rows, ends) for rows in found.values()]
            print(f"{setting} {value:.3g}: " + ", ".join(f"{ratio:.3f}" for ratio in ratios))


def _ratio(on: list[dt.date], rows: list[np.ndarray], ends: range) -> float:
    scores = [method.backtest(on[:end], [row[:end].tolist() for row in rows], HORIZON, 1) for end in ends]
    known = [score for score in scores if score]
    return sum(score.error for score in known) / sum(score.naive for score in known)


if __name__ == "__main__":
    choose() if "--choose" in sys.argv else measure()
