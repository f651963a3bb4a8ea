"""Ready texts for answers, of one unit or of all."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet

from langnghe.audit import journal
from langnghe.cases.models import AnswerTemplate, Case
from langnghe.privacy import door
from langnghe.registry.models import Officer
from langnghe.registry.roles import Right


def usable_templates(case: Case) -> list[AnswerTemplate]:
    """Those of the case's unit or of all, the ones about its topic first."""
    rows = AnswerTemplate.objects.filter(Q(unit=None) | Q(unit=case.unit_id))
    return sorted(rows, key=lambda row: (row.topic != case.topic, row.name))


def own_templates(officer: Officer) -> QuerySet[AnswerTemplate]:
    """Those that the officer may use: of the own unit and of all."""
    return AnswerTemplate.objects.filter(Q(unit=None) | Q(unit=officer.unit_id)).select_related("unit")


def may_change(row: AnswerTemplate, officer: Officer) -> bool:
    """A unit's officers keep its texts; those of all are kept where routes are."""
    if row.unit_id is None:
        return officer.may(Right.EDIT_ROUTES)
    return officer.may(Right.WORK_CASES) and row.unit_id == officer.unit_id


def save_template(
    *, name: str, text: str, topic: str, by: Officer, row: AnswerTemplate | None = None
) -> AnswerTemplate:
    """Keep a text, without personal data. Raises PermissionDenied, or ValueError with a sentence for the user."""
    row = row or AnswerTemplate(unit=None if by.may(Right.EDIT_ROUTES) else by.unit, made_by=by.username)
    if not may_change(row, by):
        raise PermissionDenied
    if not name.strip() or not text.strip():
        raise ValueError("Mẫu trả lời cần tên và nội dung.")
    row.name, row.topic = name.strip()[:100], topic
    row.text = door.admit_texts([text])[0]
    row.save()
    journal.record(by=by.username, verb="save answer template", what=f"template {row.pk}")
    return row


def drop_template(*, row: AnswerTemplate, by: Officer) -> None:
    if not may_change(row, by):
        raise PermissionDenied
    journal.record(by=by.username, verb="drop answer template", what=f"template {row.pk}")
    row.delete()
