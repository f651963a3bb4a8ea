"""Counts with the small ones hidden, and what follows from them: points, index, response rate."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from langnghe.consultations.surveys.counting import ALL, BLANK, Counts
from langnghe.consultations.surveys.scales import Scale
from langnghe.figures.satisfaction import Index, index_of, response_rate
from langnghe.figures.suppress import TOTAL, Published, suppress
from langnghe.registry.queries import office


class SurveyFigures:
    """Counts with the small ones hidden, and what follows from them; it knows nothing else."""

    def __init__(self, subject: str, k: int, shown: Mapping[str, Any], made_at: dt.datetime | None = None) -> None:
        self.subject, self.k, self.made_at = subject, k, made_at
        self.rows: list[list[str]] = shown["rows"]
        self.groups: dict[str, list[str]] = shown["groups"]
        self.cells = {(row, column): count for row, column, count in shown["cells"]}
        self.asked: dict[str, int] = shown["asked"]

    def count(self, row: str = ALL, column: str = TOTAL) -> int | None:
        return self.cells.get((row, column))

    def points(self, row: str, group: str) -> dict[str, int | None]:
        """Answers by point; what was left blank is no answer."""
        columns = [column for column in self.groups[group] if not column.endswith(f":{BLANK}")]
        return {column.partition(":")[2]: self.count(row, column) for column in columns}

    def index(self, row: str, group: str, scale: Scale) -> Index | None:
        return index_of(self.points(row, group), scale.positive)

    def blank(self, row: str, group: str) -> int | None:
        return self.count(row, f"{group}:{BLANK}")

    def rate(self, row: str = ALL) -> float | None:
        """Response rate; of the whole only where every unit's number is known."""
        units = [code for code, _, parent in self.rows if parent]
        asked = self.asked.get(row)
        if row == ALL and units and all(code in self.asked for code in units):
            asked = sum(self.asked[code] for code in units)
        return response_rate(self.count(row), asked)

    def hidden_units(self) -> int:
        return sum(bool(parent) and self.count(code) is None for code, _, parent in self.rows)


def inside(counts: Counts) -> SurveyFigures:
    """For officers: what is under the office's threshold inside is hidden."""
    k = office().least_inside
    return SurveyFigures(counts.subject, k, shown(counts, suppress(counts.table(), k=k)))


def shown(counts: Counts, table: Published) -> dict[str, Any]:
    """What of the counts may be seen, as ``SurveyFigures`` reads it."""
    asked = {code: n for code, n in counts.asked.items() if table.get(code) is not None}
    return {
        "rows": counts.rows(),
        "groups": counts.groups,
        "cells": [[row, column, n] for (row, column), n in sorted(table.shown.items())],
        "asked": asked,
    }
