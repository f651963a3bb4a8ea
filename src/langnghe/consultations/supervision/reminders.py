"""Remind a body of an answer that is due; tell its superior and the Front when the day has passed. Each once.

A letter's key says what it tells of, so it is written once however often the worker looks (``cases.letters``); a term
that was set anew has a new day and so a new key.
"""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from langnghe.audit import journal
from langnghe.cases import clocks, letters
from langnghe.cases.hours import at_work, vietnam_time
from langnghe.consultations.models import Recommendation
from langnghe.consultations.supervision.queries import overdue
from langnghe.registry.models import Unit

AHEAD = 3  # working days before the day on which an answer is due


def remind(now: dt.datetime | None = None) -> int:
    """Write the letters that are due, in working time; how many were new, and how many matters were taken higher."""
    here = vietnam_time(now)
    if not at_work(here):
        return 0
    today = here.date()
    soon = clocks.calendar().working_after(today, AHEAD)
    waiting = Recommendation.objects.filter(state=Recommendation.State.WAITING, due_on__range=(today, soon))
    made = sum(_write(row, row.body, "due", "sắp đến hạn trả lời") for row in waiting.select_related("body"))
    return made + sum(_escalate(row, today) for row in overdue(today))


@transaction.atomic
def _escalate(row: Recommendation, today: dt.date) -> int:
    """The body, its superior and the Front's body are told; a missing answer is marked as taken higher, once."""
    said = "quá hạn trả lời" if row.state == Recommendation.State.WAITING else "quá ngày đã hứa làm xong"
    told = [row.body, row.body.parent, row.programme.leads]
    made = sum(_write(row, unit, "late", said) for unit in told if unit)
    fresh = Recommendation.objects.filter(pk=row.pk, escalated_on=None).update(escalated_on=today)
    if fresh:
        what = f"recommendation {row.pk}"
        journal.record(by=journal.MACHINE, verb="escalate recommendation", what=what, body=row.body.code)
    return made + fresh


def _write(row: Recommendation, unit: Unit, key: str, said: str) -> int:
    """One letter to a unit that has an address; 1 where it is new. Numbers and days only: it leaves the house."""
    if not unit.email or row.owed_on is None:
        return 0
    lines = [
        f"Kiến nghị giám sát số {row.pk} gửi «{row.body.name}» {said}: {row.owed_on:%d/%m/%Y}.",
        "Xem và trả lời trong hệ thống Lắng Nghe, mục «Kiến nghị giám sát».",
    ]
    key = f"recommendation-{row.pk}-{key}-{row.owed_on}-unit-{unit.pk}"
    return letters.write(key, to=unit.email, subject=f"Kiến nghị giám sát {said}", lines=lines)[1]
