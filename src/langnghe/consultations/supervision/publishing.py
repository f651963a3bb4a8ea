"""Letting results out: one officer of the Front proposes, another shows, either takes back."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from langnghe.audit import journal
from langnghe.consultations.models import Programme, RecommendationStep
from langnghe.consultations.supervision.rights import held
from langnghe.privacy.door import has_marks
from langnghe.registry.models import Officer


@transaction.atomic
def propose_public(*, programme: int, by: Officer) -> Programme:
    """Ask a second person of the Front to let the results out. Raises ValueError where a text still has marks."""
    row = held(programme, by)
    if row.state != Programme.State.CONCLUDED:
        raise ValueError("Chỉ công khai sau khi đã có kết luận hoặc ý kiến phản biện.")
    _check_clean(row)
    row.proposed_by = by.username
    row.save(update_fields=["proposed_by"])
    journal.record(by=by.username, verb="propose supervision", what=f"programme {row.pk}")
    return row


@transaction.atomic
def show(*, programme: int, by: Officer) -> Programme:
    """The second person's word: everybody may read it, as far as it has come."""
    row = held(programme, by)
    if not row.proposed_by:
        raise ValueError("Chưa ai đề nghị công khai kết quả này.")
    if row.proposed_by == by.username:
        raise ValueError("Người đề nghị không tự duyệt; cần một cán bộ Mặt trận khác duyệt.")
    _check_clean(row)
    last = RecommendationStep.objects.filter(recommendation__programme=row).order_by("-pk").first()
    row.asked_by, row.proposed_by = row.proposed_by, ""
    row.shown_by, row.shown_on, row.shown_through = by.username, timezone.localdate(), last.pk if last else 0
    row.save()
    journal.record(by=by.username, verb="publish supervision", what=f"programme {row.pk}", asked_by=row.asked_by)
    return row


@transaction.atomic
def take_back(*, programme: int, by: Officer) -> Programme:
    """Not proposed and not public any more."""
    row = held(programme, by)
    row.proposed_by, row.shown_through = "", None
    row.save(update_fields=["proposed_by", "shown_through"])
    journal.record(by=by.username, verb="withdraw supervision", what=f"programme {row.pk}")
    return row


def _check_clean(row: Programme) -> None:
    steps = RecommendationStep.objects.filter(recommendation__programme=row).values_list("text", flat=True)
    asked = row.recommendations.values_list("text", flat=True)
    for text in (*row.words, *asked, *steps):
        if has_marks(text):
            raise ValueError(
                f"Còn chỗ đã che thông tin cá nhân: «{text[:80]}». Hãy viết lại, không nêu người, rồi thử lại."
            )
