"""Words between whoever sent a matter and the unit that answers for it; who sent it is not known here."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F

from langnghe.audit import journal
from langnghe.cases.models import Case, Fellow, Message
from langnghe.cases.queries import visible_cases
from langnghe.privacy import door
from langnghe.registry.models import Officer
from langnghe.registry.roles import Right

LONGEST = 4_000  # letters of one message
MOST_WAITING = 10  # messages of the sender after the unit's last


@transaction.atomic
def say(*, case: Case, text: str) -> Message:
    """The sender writes. Raises ValueError with a sentence for the user."""
    last = case.messages.exclude(by="").order_by("-id").values_list("id", flat=True).first() or 0
    if case.messages.filter(by="", id__gt=last).count() >= MOST_WAITING:
        raise ValueError("Ông/bà đã gửi nhiều tin mà cơ quan chưa trả lời; xin chờ cơ quan trả lời rồi gửi tiếp.")
    return _write(case, text, by="")


@transaction.atomic
def reply(*, case: Case, text: str, by: Officer) -> Message:
    """The unit writes; only who works on the case. Raises PermissionDenied, or ValueError with a sentence."""
    if not by.may(Right.WORK_CASES) or not visible_cases(by).filter(pk=case.pk).exists():
        raise PermissionDenied
    return _write(case, text, by=by.username)


@transaction.atomic
def join(case: Case) -> int:
    """One more person has met the same matter; how many now."""
    row, _new = Fellow.objects.get_or_create(case=case)
    Fellow.objects.filter(pk=row.pk).update(people=F("people") + 1)
    journal.record(by=journal.MACHINE, verb="join matter", what=f"case {case.code}")
    row.refresh_from_db()
    return row.people


def _write(case: Case, text: str, *, by: str) -> Message:
    if not text.strip():
        raise ValueError("Chưa có nội dung; hãy viết tin rồi gửi.")
    if len(text) > LONGEST:
        raise ValueError(f"Tin dài quá {LONGEST} chữ; hãy chia làm nhiều tin.")
    message = Message.objects.create(case=case, text=door.admit_texts([text])[0], by=by)
    journal.record(by=by or journal.MACHINE, verb="write message", what=f"case {case.code}", message=message.pk)
    return message
