"""Satisfaction: counters with a QR code and short rounds of questions; counted, hidden where small, published, frozen.

An answer is anonymous from the start: a day and a point of a scale. Nothing is counted by officer: a counter is a place
of a unit, and a place named after a person is refused. Free words pass the door; those about somebody's conduct are
not kept, and whoever wrote them is shown the sealed way. The formula: ``figures.satisfaction``.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter as Tallied
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files as package_files
from typing import Any

import yaml
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count, QuerySet
from django.utils import timezone

from langnghe.audit import journal
from langnghe.cases.publications import Quarter
from langnghe.consultations.conduct import has_marks, is_about_conduct
from langnghe.consultations.models import (
    Counter,
    CounterAnswer,
    Served,
    Survey,
    SurveyAnswer,
    SurveyPublication,
    SurveyUnit,
)
from langnghe.figures.satisfaction import Index, index_of, response_rate
from langnghe.figures.suppress import TOTAL, Cell, Published, Table, suppress
from langnghe.privacy import door
from langnghe.registry.models import Officer, Unit
from langnghe.registry.queries import office
from langnghe.registry.roles import Right

MOST_QUESTIONS = 5
LONGEST = 1000  # letters of free words
ALL, BLANK = "all", "blank"
AT_COUNTERS = "hai_long"  # the scale of every counter


@dataclass(frozen=True, slots=True)
class Point:
    key: str
    vi: str
    en: str
    positive: bool = False


@dataclass(frozen=True, slots=True)
class Scale:
    key: str
    vi: str
    en: str
    points: tuple[Point, ...]
    satisfaction: bool = False

    @property
    def positive(self) -> list[str]:
        return [point.key for point in self.points if point.positive]


@dataclass(frozen=True, slots=True)
class Reason:
    key: str
    vi: str
    en: str


@cache
def scales() -> dict[str, Scale]:
    rows = {row["key"]: dict(row) for row in _table()["scales"]}
    return {key: Scale(**row | {"points": tuple(Point(**each) for each in row["points"])}) for key, row in rows.items()}


@cache
def reasons() -> dict[str, Reason]:
    return {row["key"]: Reason(**row) for row in _table()["reasons"]}


@cache
def _table() -> dict[str, Any]:
    rows: dict[str, Any] = yaml.safe_load((package_files(__package__) / "surveys.yaml").read_text("utf-8"))
    return rows


# --- counters ---------------------------------------------------------------------------------------------------


@transaction.atomic
def open_counter(*, by: Officer, unit: Unit, place: str) -> Counter:
    """A place that gets a poster. Raises PermissionDenied, or ValueError with a sentence for the user."""
    _check_scope(by, unit)
    name = door.admit_texts([place])[0]
    if not name:
        raise ValueError("Hãy ghi nơi đặt mã, ví dụ «Bộ phận một cửa, quầy 2».")
    if has_marks(name):
        raise ValueError("Đặt tên quầy theo chỗ, không theo người: chỉ số không tính cho từng cán bộ.")
    if Counter.objects.filter(unit=unit, place=name).exists():
        raise ValueError("Đơn vị đã có nơi đặt mã với tên này.")
    made = Counter.objects.create(unit=unit, place=name[:120], made_by=by.username, made_on=timezone.localdate())
    journal.record(by=by.username, verb="open counter", what=f"counter {made.pk}", unit=unit.code)
    return made


@transaction.atomic
def switch_counter(*, counter: int, by: Officer) -> Counter:
    row = Counter.objects.select_for_update().select_related("unit").get(pk=counter)
    _check_scope(by, row.unit)
    row.active = not row.active
    row.save(update_fields=["active"])
    journal.record(by=by.username, verb="switch counter", what=f"counter {row.pk}", active=row.active)
    return row


@transaction.atomic
def set_served(*, by: Officer, unit: Unit, quarter: str, people: int) -> Served:
    """How many people the unit's counters served: the denominator of the response rate."""
    _check_scope(by, unit)
    if people < 1:
        raise ValueError("Số lượt tiếp phải từ 1 trở lên.")
    row, _new = Served.objects.update_or_create(
        unit=unit, quarter=str(Quarter.parse(quarter)), defaults={"people": people, "made_by": by.username}
    )
    journal.record(by=by.username, verb="set served", what=f"unit {unit.code}", quarter=quarter, people=people)
    return row


def counter_of(code: str) -> Counter | None:
    return Counter.objects.filter(code=code, active=True).select_related("unit").first()


def answer_counter(*, counter: Counter, answer: str, reason: str = "", text: str = "") -> bool:
    """Keep an answer; whether its words were kept too (those about somebody's conduct are not).

    Raises ValueError with a sentence for the user.
    """
    if answer not in {point.key for point in scales()[AT_COUNTERS].points}:
        raise ValueError("Hãy chọn một trong ba mức.")
    words = _words(text)
    CounterAnswer.objects.create(
        counter=counter,
        on=timezone.localdate(),
        answer=answer,
        reason=reason if reason in reasons() else "",
        text=words or "",
    )
    return words is not None


def _words(text: str) -> str | None:
    """Free words without personal data; None where they are about somebody's conduct."""
    admitted = door.admit_texts([text[:LONGEST]])[0]
    return None if is_about_conduct(admitted) else admitted


# --- rounds -----------------------------------------------------------------------------------------------------


@transaction.atomic
def make_survey(
    *,
    by: Officer,
    title: str,
    starts_on: dt.date,
    ends_on: dt.date,
    questions: Sequence[tuple[str, str]],
    units: Sequence[tuple[Unit, int | None]],
    intro: str = "",
) -> Survey:
    """A round, which a second person lets out. Raises PermissionDenied, or ValueError with a sentence for the user."""
    if not units:
        raise ValueError("Hãy chọn ít nhất một đơn vị được hỏi về.")
    for unit, _asked in units:
        _check_scope(by, unit)
    _check_round(title, starts_on, ends_on, questions)
    name, why, *asked = door.admit_texts([title, intro, *(text for text, _ in questions)])
    if any(has_marks(text) for text in (name, why, *asked)):
        raise ValueError("Câu hỏi không được nêu tên hay thông tin của người nào; hãy hỏi về cách làm việc.")
    made = Survey.objects.create(
        title=name[:200],
        intro=why,
        starts_on=starts_on,
        ends_on=ends_on,
        questions=[[text, scale] for text, (_, scale) in zip(asked, questions, strict=True)],
        made_by=by.username,
        made_on=timezone.localdate(),
    )
    SurveyUnit.objects.bulk_create(SurveyUnit(survey=made, unit=unit, asked=asked) for unit, asked in units)
    journal.record(by=by.username, verb="make survey", what=f"survey {made.pk}", units=len(units))
    return made


def _check_round(title: str, starts_on: dt.date, ends_on: dt.date, questions: Sequence[tuple[str, str]]) -> None:
    if not title.strip():
        raise ValueError("Hãy đặt tên đợt hỏi.")
    if ends_on < starts_on:
        raise ValueError("Ngày kết thúc đứng trước ngày bắt đầu; hãy xem lại hai ngày.")
    if not 1 <= len(questions) <= MOST_QUESTIONS:
        raise ValueError(f"Một đợt hỏi có từ 1 đến {MOST_QUESTIONS} câu.")
    if any(not text.strip() or scale not in scales() for text, scale in questions):
        raise ValueError("Mỗi câu hỏi cần có lời và một thang trả lời trong danh sách.")


@transaction.atomic
def let_out(*, survey: int, by: Officer) -> Survey:
    """The second person's word: from now on, within its days, people may answer."""
    row = Survey.objects.select_for_update().get(pk=survey)
    if not (by.may(Right.HOLD_CONSULTATIONS) or by.may(Right.APPROVE_DECISIONS)):
        raise PermissionDenied
    if row.made_by == by.username:
        raise ValueError("Người soạn không tự duyệt; cần một cán bộ khác duyệt đợt hỏi.")
    if row.opened_by:
        raise ValueError("Đợt hỏi này đã được duyệt.")
    row.opened_by, row.opened_on = by.username, timezone.localdate()
    row.save(update_fields=["opened_by", "opened_on"])
    journal.record(by=by.username, verb="let survey out", what=f"survey {row.pk}")
    return row


def survey_of(code: str) -> Survey | None:
    """A round that was let out, whatever the day."""
    return Survey.objects.filter(code=code).exclude(opened_by="").prefetch_related("units__unit").first()


def is_running(survey: Survey, today: dt.date) -> bool:
    return bool(survey.opened_by) and survey.starts_on <= today <= survey.ends_on


def answer_survey(*, about: SurveyUnit, points: Mapping[int, str], text: str = "") -> bool:
    """Keep a sheet, blanks too; whether its words were kept. Raises ValueError with a sentence for the user."""
    today = timezone.localdate()
    if not is_running(about.survey, today):
        raise ValueError("Đợt hỏi này chưa bắt đầu hoặc đã kết thúc.")
    known = {
        str(number): points[number]
        for number, (_, scale) in enumerate(about.survey.questions)
        if points.get(number) in {point.key for point in scales()[scale].points}
    }
    words = _words(text)
    if not known and not words:
        raise ValueError("Hãy trả lời ít nhất một câu rồi gửi.")
    SurveyAnswer.objects.create(about=about, on=today, points=known, text=words or "")
    return words is not None


# --- counting ---------------------------------------------------------------------------------------------------


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


# --- what is shown ----------------------------------------------------------------------------------------------


class Figures:
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


def inside(counts: Counts) -> Figures:
    """For officers: what is under the office's threshold inside is hidden."""
    k = office().least_inside
    return Figures(counts.subject, k, _shown(counts, suppress(counts.table(), k=k)))


def _shown(counts: Counts, table: Published) -> dict[str, Any]:
    asked = {code: n for code, n in counts.asked.items() if table.get(code) is not None}
    return {
        "rows": counts.rows(),
        "groups": counts.groups,
        "cells": [[row, column, n] for (row, column), n in sorted(table.shown.items())],
        "asked": asked,
    }


@transaction.atomic
def publish(*, subject: str, by: Officer) -> SurveyPublication:
    """Count what is over, hide what is small against all that was published of it before, and freeze the rest.

    Raises PermissionDenied, or ValueError with a sentence for the user.
    """
    if not by.may(Right.APPROVE_DECISIONS):
        raise PermissionDenied
    counts = finished(subject, timezone.localdate())
    k = office().least_public
    earlier = [_stored(row) for row in SurveyPublication.objects.filter(subject=subject).order_by("pk")]
    table = suppress(counts.table(), k=k, earlier=earlier)
    made = SurveyPublication.objects.create(
        subject=subject,
        k=k,
        shown=_shown(counts, table),
        counts=[[row, column, n] for (row, column), n in sorted(table.counts.items())],
        made_at=timezone.now(),
        made_by=by.username,
    )
    cells = {"shown": len(table.shown), "hidden": len(table.hidden)}
    journal.record(by=by.username, verb="publish satisfaction", what=subject, k=k, **cells)
    return made


def finished(subject: str, today: dt.date) -> Counts:
    """The counts of a subject that is over. Raises ValueError with a sentence for the user."""
    kind, _, key = subject.partition("-")
    if kind == "counters":
        quarter = Quarter.parse(key)
        if quarter.last >= today:
            raise ValueError("Quý này chưa kết thúc; chỉ công bố số liệu của quý đã qua.")
        return count_counters(quarter)
    survey = survey_of(key)
    if survey is None or survey.ends_on >= today:
        raise ValueError("Đợt hỏi chưa kết thúc hoặc chưa được duyệt; chưa công bố được kết quả.")
    return count_survey(survey)


def _stored(row: SurveyPublication) -> Published:
    counts = {(each, column): n for each, column, n in row.counts}
    shown = {(each, column): n for each, column, n in row.shown["cells"]}
    return Published(shown, frozenset(set(counts) - set(shown)), row.k, counts)


def published(subject: str) -> Figures | None:
    """The newest publication of a subject."""
    row = SurveyPublication.objects.filter(subject=subject).defer("counts").order_by("-pk").first()
    return Figures(row.subject, row.k, row.shown, row.made_at) if row else None


def published_subjects() -> list[str]:
    """Subjects with a publication: quarters of counters first, the newest first; then rounds."""
    found = list(SurveyPublication.objects.order_by().values_list("subject", flat=True).distinct())
    return sorted((each for each in found if each.startswith("counters-")), reverse=True) + sorted(
        each for each in found if each.startswith("survey-")
    )


def questions_of(subject: str) -> list[tuple[str, Scale]]:
    """What was asked: (words, scale) of each group, in order."""
    kind, _, code = subject.partition("-")
    if kind == "counters":
        return [("Hôm nay ông/bà có hài lòng không?", scales()[AT_COUNTERS])]
    survey = Survey.objects.filter(code=code).first()
    return [(text, scales()[scale]) for text, scale in survey.questions] if survey else []


def title_of(code: str) -> str:
    return Survey.objects.filter(code=code).values_list("title", flat=True).first() or code


# --- who may, and what there is ---------------------------------------------------------------------------------


def _check_scope(by: Officer, unit: Unit) -> None:
    """The provincial synthesiser for every unit, a department for its own."""
    if not by.may(Right.HOLD_CONSULTATIONS):
        raise PermissionDenied
    if not by.may(Right.READ_TOTALS) and by.unit_id != unit.pk:
        raise PermissionDenied


def own_only(person: Officer) -> Unit | None:
    """The one unit that the officer sees; None for those who see all. Raises PermissionDenied without a unit."""
    if person.may(Right.READ_TOTALS):
        return None
    if person.unit is None:
        raise PermissionDenied
    return person.unit


def counters(person: Officer) -> QuerySet[Counter]:
    rows = Counter.objects.select_related("unit")
    return rows if person.may(Right.READ_TOTALS) else rows.filter(unit__in=[person.unit_id])


def surveys(person: Officer) -> QuerySet[Survey]:
    rows = Survey.objects.all()
    return rows if person.may(Right.READ_TOTALS) else rows.filter(units__unit__in=[person.unit_id])


def words_of(person: Officer, most: int) -> Iterator[tuple[str, dt.date, str]]:
    """The last words left at counters, without personal data: (unit and place, day, words)."""
    rows = CounterAnswer.objects.filter(counter__in=counters(person)).exclude(text="")
    for row in rows.select_related("counter__unit")[:most]:
        yield str(row.counter), row.on, row.text
