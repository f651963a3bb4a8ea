"""Commands on numbers: forecast."""

from __future__ import annotations

import csv
import datetime as dt
import sys
from collections import defaultdict
from typing import IO

import click

from langnghe.figures.forecast import forecast as forecast_series


@click.command()
@click.argument("table", type=click.File("r", encoding="utf-8-sig"), default="-")
@click.option("--horizon", type=click.IntRange(1, 1000), required=True, help="How many steps ahead.")
def forecast(table: IO[str], horizon: int) -> None:
    """Forecast counts of each series, with the interval that should hold 80 % of what comes.

    \b
    langnghe forecast --horizon 14 so-lieu.csv        columns series,date,count -> series,date,mean,lo80,hi80
    """
    series, bad = _read(table)
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow(["series", "date", "mean", "lo80", "hi80"])
    for name, points in series.items():
        try:
            ahead = forecast_series(sorted(points), [points[on] for on in sorted(points)], horizon)
        except ValueError as error:
            click.echo(f"Chuỗi «{name}»: {error} Bỏ qua chuỗi này.", err=True)
            bad += 1
            continue
        for point in ahead:
            out.writerow([name, point.on, f"{point.mean:.4g}", f"{point.low:.4g}", f"{point.high:.4g}"])
    sys.exit(1 if bad else 0)


def _read(table: IO[str]) -> tuple[dict[str, dict[dt.date, float]], int]:
    """Counts by series and date, and the number of rows that could not be read."""
    rows = csv.DictReader(table)
    if not rows.fieldnames or not {"series", "date", "count"} <= set(rows.fieldnames):
        raise click.ClickException("Bảng cần ba cột: series, date, count.")
    series: dict[str, dict[dt.date, float]] = defaultdict(dict)
    bad = 0
    for row in rows:
        try:
            series[row["series"]][dt.date.fromisoformat(row["date"])] = float(row["count"])
        except (ValueError, TypeError):
            bad += 1
            click.echo(
                f"Dòng {rows.line_num}: ngày phải là năm-tháng-ngày và số phải là số; bỏ qua dòng này.", err=True
            )
    return series, bad


COMMANDS = (forecast,)
