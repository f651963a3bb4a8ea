"""Requests of a sender about their own data (NĐ 356/2025/NĐ-CP), with the law's terms; found by the receipt alone."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from langnghe.audit import journal
from langnghe.cases import clocks, retention
from langnghe.cases.models import DataRequest, Submission
from langnghe.law import clock as law_clock
from langnghe.law import procedures
from langnghe.privacy import door
from langnghe.registry.models import Officer
from langnghe.registry.roles import Right

KIND = "du_lieu_ca_nhan"
ACKNOWLEDGE = "phan_hoi"


@transaction.atomic
def ask(*, submission: Submission, kind: str) -> DataRequest:
    """Ask to see or to delete; asked again while the first is open, it is the same request.

    Raises ValueError with a sentence for the user.
    """
    if kind not in DataRequest.Kind.values:
        raise ValueError("Chưa chọn yêu cầu: xem dữ liệu hay xóa dữ liệu.")
    known = submission.data_requests.filter(kind=kind, outcome="").first()
    if known:
        return known
    today = timezone.localdate()
    request = DataRequest.objects.create(
        submission=submission,
        kind=kind,
        asked_on=today,
        acknowledge_on=_due(ACKNOWLEDGE, today).on,
        due_on=_due(kind, today).on,
    )
    journal.record(by=journal.MACHINE, verb="ask for data", what=f"submission {submission.code}", kind=kind)
    return request


@transaction.atomic
def settle(*, request: int, outcome: str, reason: str, by: Officer) -> DataRequest:
    """Say what was done, or why not; a deletion is carried out here, where the law lets it.

    Raises PermissionDenied, or ValueError with a sentence for the user.
    """
    row = DataRequest.objects.select_for_update().select_related("submission").get(pk=request)
    if not by.may(Right.WORK_CASES) or by.unit_id != row.submission.unit_id:
        raise PermissionDenied
    if row.outcome or outcome not in ("done", "refused"):
        raise ValueError("Yêu cầu này đã được trả lời, hoặc chưa chọn kết quả.")
    if not reason.strip():
        raise ValueError("Hãy ghi đã làm gì, hoặc vì sao không làm được, để người gửi biết.")
    if (row.kind, outcome) == (DataRequest.Kind.DELETE, "done"):
        retention.delete_on_request(row.submission, by=by.username)
    row.outcome, row.reason = outcome, door.admit_texts([reason])[0]
    row.settled_on, row.settled_by = timezone.localdate(), by.username
    row.save()
    journal.record(by=by.username, verb="settle data request", what=f"submission {row.submission.code}", kind=row.kind)
    return row


def hindrance(submission: Submission) -> str:
    """Why a deletion cannot be carried out now, as a sentence; "" where it can."""
    return retention.why_kept(submission)


def why(request: DataRequest) -> list[str]:
    """Why the request is due on its day, in Vietnamese."""
    return _due(request.kind, request.asked_on).explain().lines()


def _due(step: str, on: dt.date) -> law_clock.Due:
    return law_clock.due(on, procedures.deadline(KIND, step, on), calendar=clocks.calendar())
