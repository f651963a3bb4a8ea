"""Counters, rounds and words: an officer's, and those of a code on a poster."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.db.models import QuerySet

from langnghe.consultations.models import Counter, CounterAnswer, Survey
from langnghe.consultations.surveys.scales import AT_COUNTERS, Scale, scales
from langnghe.registry.models import Officer
from langnghe.registry.roles import Right


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


def counter_of(code: str) -> Counter | None:
    return Counter.objects.filter(code=code, active=True).select_related("unit").first()


def survey_of(code: str) -> Survey | None:
    """A round that was let out, whatever the day."""
    return Survey.objects.filter(code=code).exclude(opened_by="").prefetch_related("units__unit").first()


def is_running(survey: Survey, today: dt.date) -> bool:
    return bool(survey.opened_by) and survey.starts_on <= today <= survey.ends_on


def questions_of(subject: str) -> list[tuple[str, Scale]]:
    """What was asked: (words, scale) of each group, in order."""
    kind, _, code = subject.partition("-")
    if kind == "counters":
        return [("Hôm nay ông/bà có hài lòng không?", scales()[AT_COUNTERS])]
    survey = Survey.objects.filter(code=code).first()
    return [(text, scales()[scale]) for text, scale in survey.questions] if survey else []


def title_of(code: str) -> str:
    return Survey.objects.filter(code=code).values_list("title", flat=True).first() or code
