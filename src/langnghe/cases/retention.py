"""Let go of what the schedule no longer lets us keep. Never a button: the worker does it by ``law.retention``.

The rows stay, with kind, unit, dates and outcome, so every total survives. What goes is gone from here; after a backup
from before is put back, the same schedule finds the same cases on the worker's first day and lets them go again.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from langnghe.audit import journal
from langnghe.cases.attachments import attachment_path
from langnghe.cases.models import Attachment, Case, Draft, Event, Message, Note, Submission
from langnghe.intake.models import Document
from langnghe.law.retention import ended_before, schedule
from langnghe.privacy import vault
from langnghe.privacy.seal import original_path

AT_ONCE = 200  # submissions held in memory at a time
ERASED = "(đã hết thời hạn lưu giữ)"


def let_go() -> bool:
    """Let identities and contents past their term go; whether any were. Killed midway, the next day goes on."""
    today, found = timezone.localdate(), False
    while _identities(today) or _contents(today):
        found = True
    return found


def _identities(today: dt.date) -> bool:
    """A vault row holds all of a submission, so it goes when the last of its cases lets it."""
    expired = list(_past("identity", today).exclude(vault=None)[:AT_ONCE])
    for submission in expired:
        with transaction.atomic():
            vault.forget([str(submission.vault)])
            submission.vault = None
            submission.save(update_fields=["vault"])
            _unlink(submission, "sealed", original_path)
            journal.record(by=journal.MACHINE, verb="let identity go", what=f"submission {submission.code}")
    return bool(expired)


def _contents(today: dt.date) -> bool:
    expired = list(_past("content", today).exclude(text=ERASED)[:AT_ONCE])
    for submission in expired:
        with transaction.atomic():
            submission.text = ERASED
            submission.save(update_fields=["text"])
            _blank(submission)
            journal.record(by=journal.MACHINE, verb="let content go", what=f"submission {submission.code}")
    return bool(expired)


def _blank(submission: Submission) -> None:
    """Texts of the cases, their timelines, notes, messages, drafts and files."""
    cases = submission.cases.all()
    cases.update(title=ERASED, text="", folded="", answer="")
    Event.objects.filter(case__in=cases).update(note="")
    Note.objects.filter(case__in=cases).delete()
    Message.objects.filter(case__in=cases).delete()
    submission.data_requests.update(reason="")
    Draft.objects.filter(case__in=cases).update(fields={}, remark="")
    _unlink(submission, "sha256", attachment_path)


def _unlink(submission: Submission, column: str, path_of: Callable[[str], Path]) -> None:
    """Forget the files of a submission, and remove those from the disk that nothing else points to."""
    attached = Attachment.objects.filter(case__submission=submission).exclude(**{column: ""})
    gone = set(attached.values_list(column, flat=True))
    attached.update(**{column: ""})
    used = set(Attachment.objects.filter(**{f"{column}__in": gone}).values_list(column, flat=True))
    used |= set(Document.objects.filter(sha256__in=gone).values_list("sha256", flat=True))
    for name in gone - used:
        path_of(name).unlink(missing_ok=True)


def _past(what: str, today: dt.date) -> QuerySet[Submission]:
    """Submissions whose every case ended longer ago than its kind's term."""
    late = Q(pk__in=[])
    for kind, row in schedule().items():
        late |= Q(kind=kind, closed_on__lt=ended_before(today, getattr(row, what)))
    alive = Case.objects.filter(submission=OuterRef("pk")).exclude(late, is_open=False)
    ended = Case.objects.filter(submission=OuterRef("pk")).filter(late, is_open=False)
    return Submission.objects.filter(Exists(ended), ~Exists(alive)).order_by("pk")
