"""Sessions in which officers met people: held, changed, announced, cancelled."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from langnghe.audit import journal
from langnghe.cases.models import Meeting
from langnghe.cases.registers.rules import OFFICES, without_names
from langnghe.registry.actions import open_period
from langnghe.registry.models import Unit

YEARS_AHEAD = 1  # farther ahead is a slip of the pen
FIRST = dt.date(2020, 1, 1)  # so is anything before


@transaction.atomic
def hold(*, unit: Unit, kind: str, on: dt.date, by: str, form_key: str = "", **fields: Any) -> Meeting:
    """Enter a session into its register; the same form sent twice is one session.

    ``fields``: mode, online, area, place, held_by, delegated, subject, people, requested_share; see ``Meeting``.
    Raises ValueError with a sentence for the user when they do not fit together.
    """
    known = Meeting.objects.filter(form_key=form_key).first() if form_key else None
    if known:
        return known
    meeting = Meeting(unit=unit, kind=kind, on=on, made_by=by, form_key=form_key or None)
    _fill(meeting, fields)
    meeting.save()
    journal.record(by=by, verb="hold meeting", what=f"meeting {meeting.pk}", kind=kind, on=str(on), unit=unit.code)
    return meeting


@transaction.atomic
def change(meeting: Meeting, *, by: str, **fields: Any) -> None:
    """Correct a session; what was noted there moves to the month of its new day.

    Raises ValueError with a sentence for the user when the fields do not fit together.
    """
    _fill(meeting, fields)
    meeting.save()
    if meeting.document:
        meeting.document.period = open_period(f"{meeting.on:%Y-%m}")
        meeting.document.save(update_fields=["period"])
    journal.record(by=by, verb="change meeting", what=f"meeting {meeting.pk}", fields=sorted(fields))


@transaction.atomic
def announce(meeting: Meeting, on: dt.date, *, by: str) -> None:
    """Say on which day a dialogue was announced in public.

    Raises ValueError with a sentence for the user when the day cannot be.
    """
    if on > min(meeting.on, timezone.localdate()):
        raise ValueError("Ngày thông báo phải trước ngày đối thoại và không ở tương lai; hãy xem lại.")
    meeting.announced_on = on
    meeting.save(update_fields=["announced_on"])
    journal.record(by=by, verb="announce meeting", what=f"meeting {meeting.pk}", on=str(on))


@transaction.atomic
def publish_results(meeting: Meeting, on: dt.date, *, by: str) -> None:
    """Say on which day the results of a dialogue were published.

    Raises ValueError with a sentence for the user when the day cannot be.
    """
    if not meeting.on <= on <= timezone.localdate():
        raise ValueError("Ngày công khai kết quả phải từ ngày đối thoại đến hôm nay; hãy xem lại.")
    meeting.results_on = on
    meeting.save(update_fields=["results_on"])
    journal.record(by=by, verb="publish results", what=f"meeting {meeting.pk}", on=str(on))


@transaction.atomic
def cancel(meeting: Meeting, *, by: str) -> None:
    """The session did not take place.

    Raises ValueError with a sentence for the user when people were met or opinions noted there.
    """
    if meeting.visits.exists() or meeting.lines.filter(undone=False).exists():
        raise ValueError("Buổi này đã có lượt tiếp hoặc ý kiến ghi lại nên không hủy được; hãy bỏ các dòng đó trước.")
    _set_cancelled(meeting, True, by=by, verb="cancel meeting")


@transaction.atomic
def restore(meeting: Meeting, *, by: str) -> None:
    """Take a cancellation back."""
    _set_cancelled(meeting, False, by=by, verb="restore meeting")


def _set_cancelled(meeting: Meeting, cancelled: bool, *, by: str, verb: str) -> None:
    meeting.cancelled = cancelled
    meeting.save(update_fields=["cancelled"])
    journal.record(by=by, verb=verb, what=f"meeting {meeting.pk}")


def _fill(meeting: Meeting, fields: dict[str, Any]) -> None:
    for name, value in fields.items():
        setattr(meeting, name, without_names(value) if name in ("place", "subject") else value)
    if meeting.kind != Meeting.Kind.RECEPTION:
        meeting.mode, meeting.held_by, meeting.delegated = "", "", False
    _check_day(meeting)
    _check_reception(meeting)
    _check_share(meeting.requested_share)


def _check_day(meeting: Meeting) -> None:
    today = timezone.localdate()
    if not FIRST <= meeting.on <= today.replace(year=today.year + YEARS_AHEAD, day=1):
        raise ValueError(f"Ngày {meeting.on:%d/%m/%Y} nằm ngoài khoảng ghi sổ được; hãy xem lại năm.")
    if meeting.kind == Meeting.Kind.RECEPTION and meeting.on > today:
        raise ValueError("Buổi tiếp công dân chưa diễn ra; hãy ghi ngày đó vào lịch tiếp của lãnh đạo.")
    if not meeting.unit.is_in_force(meeting.on):
        raise ValueError(f"Ngày {meeting.on:%d/%m/%Y} «{meeting.unit}» chưa có hoặc đã kết thúc; hãy chọn đơn vị khác.")


def _check_reception(meeting: Meeting) -> None:
    if meeting.kind != Meeting.Kind.RECEPTION:
        return
    if meeting.mode not in Meeting.Mode.values:
        raise ValueError("Hãy chọn tiếp thường xuyên, định kỳ hay đột xuất.")
    if meeting.mode == Meeting.Mode.REGULAR:
        meeting.held_by, meeting.delegated = "", False
    elif meeting.held_by not in OFFICES.get(meeting.unit.kind, ()):
        raise ValueError("Buổi tiếp định kỳ hoặc đột xuất là của người đứng đầu; hãy chọn chức vụ chủ trì.")


def _check_share(share: Decimal | None) -> None:
    if share is not None and not 0 <= share <= 100:
        raise ValueError("Tỷ lệ cử tri yêu cầu phải từ 0 đến 100%.")
