"""Counting answers by unit and point, before anything is hidden."""

from __future__ import annotations

from collections import Counter as Tallied
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db.models import Count

from langnghe.cases.publications import Quarter
from langnghe.consultations.models import CounterAnswer, Served, Survey, SurveyAnswer
from langnghe.consultations.surveys.scales import AT_COUNTERS, scales
from langnghe.figures.suppress import Cell, Table
from langnghe.registry.models import Unit

ALL, BLANK = "all", "blank"


@dataclass(frozen=True)
class Counts:
    """Answers by unit and point before anything is hidden; ``asked``: people asked, where it is known."""

    subject: str
    units: list[tuple[str, str]]  # (code, name), by name
    groups: dict[str, list[str]]  # group to its columns
    cells: dict[Cell, int] = field(repr=False)
    asked: dict[str, int]

    def table(self) -> Table:
        parents = {ALL: ""} | {code: ALL for code, _ in self.units}
        return Table(parents, self.groups, self.cells)

    def rows(self) -> list[list[str]]:
        return [[ALL, "Tất cả", ""], *([code, name, ALL] for code, name in self.units)]


def counters_subject(quarter: Quarter) -> str:
    return f"counters-{quarter}"


def survey_subject(survey: Survey) -> str:
    return f"survey-{survey.code}"


def count_counters(quarter: Quarter, only: Unit | None = None) -> Counts:
    """Answers at counters in a quarter, by unit."""
    rows = CounterAnswer.objects.filter(on__range=(quarter.first, quarter.last))
    rows = rows.filter(counter__unit=only) if only else rows
    found = rows.order_by().values_list("counter__unit__code", "counter__unit__name", "answer").annotate(n=Count("pk"))
    names = {code: name for code, name, _, _ in found}
    served = Served.objects.filter(quarter=str(quarter), unit__code__in=names)
    return Counts(
        counters_subject(quarter),
        _by_name(names),
        {"0": [f"0:{point.key}" for point in scales()[AT_COUNTERS].points]},
        {(code, f"0:{answer}"): n for code, _, answer, n in found},
        dict(served.values_list("unit__code", "people")),
    )


def count_survey(survey: Survey) -> Counts:
    """Sheets of a round, by unit; each question adds up to the sheets, those that left it blank too."""
    units = list(survey.units.select_related("unit"))
    groups = {
        str(number): [*(f"{number}:{point.key}" for point in scales()[scale].points), f"{number}:{BLANK}"]
        for number, (_, scale) in enumerate(survey.questions)
    }
    cells: Tallied[Cell] = Tallied()
    for code, points in SurveyAnswer.objects.filter(about__survey=survey).values_list("about__unit__code", "points"):
        for group in groups:
            cells[code, f"{group}:{points.get(group, BLANK)}"] += 1
    asked = {each.unit.code: each.asked for each in units if each.asked}
    return Counts(
        survey_subject(survey), _by_name({each.unit.code: each.unit.name for each in units}), groups, dict(cells), asked
    )


def _by_name(names: Mapping[str, str]) -> list[tuple[str, str]]:
    return sorted(names.items(), key=lambda row: row[1])
