"""Let go of what the schedule no longer lets us keep: the worker does it by ``law.retention``, never an officer alone.

What its sender asks to be deleted goes earlier, where the schedule lets it (Luật 91/2025/QH15, NĐ 356/2025/NĐ-CP).

The rows stay, with kind, unit, dates and outcome, so every total survives. What goes is gone from here; after a backup
from before is put back, the same schedule finds the same cases on the worker's first day and lets them go again.
"""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from langnghe.audit import journal
from langnghe.cases.attachments import drop_unused
from langnghe.cases.models import Attachment, Case, Draft, Event, Message, Note, Submission, Visit
from langnghe.law.retention import ended_before, schedule
from langnghe.privacy import vault

AT_ONCE = 200  # submissions held in memory at a time
ERASED = "(đã hết thời hạn lưu giữ)"
DELETED = "(đã xóa theo yêu cầu của người gửi)"


def let_go() -> bool:
    """Let identities and contents past their term go; whether any were. Killed midway, the next day goes on."""
    today, found = timezone.localdate(), False
    while _identities(today) or _contents(today) or _turns_identities(today) or _turns_contents(today):
        found = True
    return found


def _identities(today: dt.date) -> bool:
    """A vault row holds all of a submission, so it goes when the last of its cases lets it."""
    expired = list(_past("identity", today).exclude(vault=None)[:AT_ONCE])
    for submission in expired:
        with transaction.atomic():
            _forget(submission)
            journal.record(by=journal.MACHINE, verb="let identity go", what=f"submission {submission.code}")
    return bool(expired)


def _contents(today: dt.date) -> bool:
    expired = list(_past("content", today).exclude(text__in=[ERASED, DELETED])[:AT_ONCE])
    for submission in expired:
        with transaction.atomic():
            _blank(submission, ERASED)
            journal.record(by=journal.MACHINE, verb="let content go", what=f"submission {submission.code}")
    return bool(expired)


def _turns_identities(today: dt.date) -> bool:
    """Who came to a reception: the book has seals of its own."""
    expired = list(_past_turns("identity", today).exclude(vault=None)[:AT_ONCE])
    for visit in expired:
        with transaction.atomic():
            vault.forget([str(visit.vault)])
            visit.vault = None
            visit.save(update_fields=["vault"])
            journal.record(by=journal.MACHINE, verb="let identity go", what=f"visit {visit.pk}")
    return bool(expired)


def _turns_contents(today: dt.date) -> bool:
    expired = list(_past_turns("content", today).exclude(text=ERASED)[:AT_ONCE])
    for visit in expired:
        with transaction.atomic():
            visit.text, visit.earlier_body, visit.followed, visit.note = ERASED, "", "", ""
            visit.save(update_fields=["text", "earlier_body", "followed", "note"])
            journal.record(by=journal.MACHINE, verb="let content go", what=f"visit {visit.pk}")
    return bool(expired)


def why_kept(submission: Submission) -> str:
    """Why a submission cannot be deleted though its sender asks: a sentence for the sender; "" where it can."""
    cases = list(submission.cases.all())
    if any(case.is_open for case in cases):
        return "Vụ việc đang được giải quyết nên chưa xóa được. Xin yêu cầu lại khi đã có kết quả, hoặc rút đơn trước."
    kept = [row for row in (schedule()[case.kind] for case in cases) if not row.on_request]
    if kept:
        doubt = "" if kept[0].confirmed else "; căn cứ chưa xác nhận với bản chính thức"
        return f"Hồ sơ loại này phải lưu {kept[0].content} năm từ ngày kết thúc ({kept[0].article}{doubt})."
    return ""


@transaction.atomic
def delete_on_request(submission: Submission, *, by: str) -> None:
    """Identity, words and files of a submission, at its sender's wish; kind, unit, dates and outcome stay counted.

    Raises ValueError with a sentence where the law keeps it.
    """
    if why := why_kept(submission):
        raise ValueError(why)
    if submission.vault:
        _forget(submission)
    _blank(submission, DELETED)
    journal.record(by=by, verb="delete on request", what=f"submission {submission.code}")


def _forget(submission: Submission) -> None:
    """Who sent it, and the words and files as they came."""
    vault.forget([str(submission.vault)])
    submission.vault = None
    submission.save(update_fields=["vault"])
    _drop_files(submission, "sealed")


def _blank(submission: Submission, said: str) -> None:
    """Texts of the submission and its cases, their timelines, notes, messages, drafts and files."""
    submission.text = said
    submission.save(update_fields=["text"])
    cases = submission.cases.all()
    cases.update(title=said, text="", folded="", answer="")
    Event.objects.filter(case__in=cases).update(note="")
    Note.objects.filter(case__in=cases).delete()
    Message.objects.filter(case__in=cases).delete()
    submission.data_requests.update(reason="")
    Draft.objects.filter(case__in=cases).update(fields={}, remark="")
    _drop_files(submission, "sha256")


def _drop_files(submission: Submission, column: str) -> None:
    """Forget the files of a submission, and remove those from the disk that nothing else points to."""
    attached = Attachment.objects.filter(case__submission=submission).exclude(**{column: ""})
    gone = set(attached.values_list(column, flat=True))
    attached.update(**{column: ""})
    drop_unused(column, gone)


def _past(what: str, today: dt.date) -> QuerySet[Submission]:
    """Submissions whose every case ended longer ago than its kind's term."""
    late = Q(pk__in=[])
    for kind, row in schedule().items():
        late |= Q(kind=kind, closed_on__lt=ended_before(today, getattr(row, what)))
    alive = Case.objects.filter(submission=OuterRef("pk")).exclude(late, is_open=False)
    ended = Case.objects.filter(submission=OuterRef("pk")).filter(late, is_open=False)
    return Submission.objects.filter(Exists(ended), ~Exists(alive)).order_by("pk")


def _past_turns(what: str, today: dt.date) -> QuerySet[Visit]:
    """Turns of the reception book past the term of their kind (of an unclear one: of the longest), cases included."""
    terms = {kind: getattr(row, what) for kind, row in schedule().items()}
    late = Q(pk__in=[])
    for kind, years in {**terms, "": max(terms.values())}.items():
        late |= Q(kind=kind, meeting__on__lt=ended_before(today, years))
    alive = Submission.objects.filter(visit=OuterRef("pk")).exclude(pk__in=_past(what, today).values("pk"))
    return Visit.objects.filter(late, ~Exists(alive)).order_by("pk")
