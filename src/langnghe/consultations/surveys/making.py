"""Making a round of questions, and the second person's word that lets it out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from langnghe.audit import journal
from langnghe.consultations.models import Survey, SurveyUnit
from langnghe.consultations.surveys.rights import check_scope
from langnghe.consultations.surveys.scales import scales
from langnghe.privacy import door
from langnghe.privacy.door import has_marks
from langnghe.registry.models import Officer, Unit
from langnghe.registry.roles import Right

MOST_QUESTIONS = 5


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
        check_scope(by, unit)
    _check_round(title, starts_on, ends_on, questions)
    name, why, *asked = door.admit_texts([title, intro, *(text for text, _ in questions)])
    if has_marks(name, why, *asked):
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
