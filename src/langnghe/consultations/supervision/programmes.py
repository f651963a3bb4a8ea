"""A programme from its plan to its conclusion: what the Front writes down on the way."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from langnghe.audit import journal
from langnghe.consultations.conduct import admitted
from langnghe.consultations.models import Finding, InspectionVisit, Programme
from langnghe.consultations.models.supervision import SETTLED
from langnghe.consultations.supervision.rights import check_keeps, held, still_open
from langnghe.consultations.supervision.terms import bases
from langnghe.registry.models import Officer, Unit


@transaction.atomic
def plan_programme(
    *,
    by: Officer,
    kind: str,
    year: int,
    subject: str,
    bodies: Sequence[Unit],
    leads: Unit,
    starts_on: dt.date,
    ends_on: dt.date,
    legal: Sequence[str] = (),
    members: str = "",
    draft: str = "",
    consultation: int | None = None,
    programme: int | None = None,
) -> Programme:
    """A matter of the year's programme, or a change to one that has not ended.

    Raises PermissionDenied, or ValueError with a sentence for the user.
    """
    check_keeps(by)
    _check_plan(kind, subject, bodies, draft, starts_on, ends_on, legal)
    title, of_draft, who = admitted(subject, draft, members)
    row = still_open(programme, by) if programme else Programme(made_by=by.username, state_on=timezone.localdate())
    row.kind, row.year, row.subject, row.draft, row.members = kind, year, title[:300], of_draft[:300], who
    row.leads, row.starts_on, row.ends_on = leads, starts_on, ends_on
    row.bases, row.consultation = list(legal), consultation
    row.shown_through, row.proposed_by = None, ""  # a new subject is for a second person to see again
    row.save()
    row.bodies.set(bodies)
    verb = "change programme" if programme else "plan programme"
    journal.record(by=by.username, verb=verb, what=f"programme {row.pk}", kind=kind, year=year)
    return row


def _check_plan(
    kind: str,
    subject: str,
    bodies: Sequence[Unit],
    draft: str,
    starts_on: dt.date,
    ends_on: dt.date,
    legal: Sequence[str],
) -> None:
    if not subject.strip():
        raise ValueError("Hãy ghi nội dung giám sát hoặc phản biện: việc gì, ở đâu.")
    if not bodies:
        raise ValueError("Hãy chọn ít nhất một cơ quan được giám sát, hoặc cơ quan soạn dự thảo.")
    if kind == Programme.Kind.CRITICISM and not draft.strip():
        raise ValueError("Phản biện xã hội là về một dự thảo; hãy ghi tên dự thảo.")
    if ends_on < starts_on:
        raise ValueError("Ngày kết thúc đứng trước ngày bắt đầu; hãy xem lại hai ngày.")
    if not legal or not set(legal) <= set(bases()):
        raise ValueError("Hãy chọn ít nhất một căn cứ trong danh sách.")


@transaction.atomic
def begin(*, programme: int, by: Officer) -> Programme:
    row = still_open(programme, by)
    return _set_programme(row, Programme.State.UNDER_WAY, by, "begin programme")


@transaction.atomic
def drop(*, programme: int, by: Officer) -> Programme:
    """Leave a programme undone; nothing may wait for an answer in it."""
    row = still_open(programme, by)
    if row.recommendations.exclude(state__in=SETTLED).exists():
        raise ValueError("Còn kiến nghị chưa kết thúc; hãy rút các kiến nghị đó trước.")
    return _set_programme(row, Programme.State.DROPPED, by, "drop programme")


@transaction.atomic
def record_visit(
    *, programme: int, by: Officer, body: Unit, held_on: dt.date, place: str, seen: str
) -> InspectionVisit:
    """What was seen at a place on a day that has come."""
    row = still_open(programme, by)
    if held_on > timezone.localdate():
        raise ValueError("Ngày đến nơi còn ở phía trước; chỉ ghi buổi đã diễn ra.")
    if not seen.strip():
        raise ValueError("Hãy ghi những gì đoàn đã thấy.")
    where, what = admitted(place, seen)
    made = InspectionVisit.objects.create(
        programme=row, body=body, held_on=held_on, place=where[:200], seen=what, made_by=by.username
    )
    if row.state == Programme.State.PLANNED:
        _set_programme(row, Programme.State.UNDER_WAY, by, "begin programme")
    journal.record(by=by.username, verb="record inspection", what=f"programme {row.pk}", body=body.code)
    return made


@transaction.atomic
def record_finding(*, programme: int, by: Officer, text: str, visit: int | None = None) -> Finding:
    """How a body works, as the party found it. Raises ValueError where it is about somebody's conduct."""
    row = still_open(programme, by)
    if not text.strip():
        raise ValueError("Hãy ghi điều đã phát hiện.")
    seen = row.visits.filter(pk=visit).first() if visit else None
    made = Finding.objects.create(programme=row, visit=seen, text=admitted(text)[0], made_by=by.username)
    journal.record(by=by.username, verb="record finding", what=f"programme {row.pk}", finding=made.pk)
    return made


@transaction.atomic
def conclude(
    *, programme: int, by: Officer, opinion: str, number: str = "", dated_on: dt.date | None = None
) -> Programme:
    """The conclusion of a supervision, or the opinion on a draft; each may be corrected while it is not public."""
    row = held(programme, by)
    if row.is_public or row.state == Programme.State.DROPPED:
        raise ValueError("Kết luận đã công khai hoặc chương trình đã bỏ nên không sửa được nữa.")
    if not opinion.strip():
        raise ValueError("Hãy ghi kết luận giám sát, hoặc ý kiến phản biện.")
    row.opinion, row.number, row.dated_on = admitted(opinion)[0], number.strip()[:10], dated_on
    row.proposed_by = ""
    return _set_programme(row, Programme.State.CONCLUDED, by, "conclude programme")


def _set_programme(row: Programme, state: str, by: Officer, verb: str) -> Programme:
    if row.state != state:
        row.state, row.state_on = state, timezone.localdate()
    row.save()
    journal.record(by=by.username, verb=verb, what=f"programme {row.pk}")
    return row
