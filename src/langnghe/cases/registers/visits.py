"""Lines of the reception book. The person goes sealed into the vault; the book holds the redacted matter and counts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Max

from langnghe.audit import journal
from langnghe.cases.models import Meeting, Visit
from langnghe.cases.registering import Item, register
from langnghe.cases.registers.rules import identity_rule, is_large_delegation, refusals, without_names
from langnghe.law.procedures import kinds, reception_refusals
from langnghe.privacy import vault

DENUNCIATION = "to_cao"
FREE_TEXT = ("earlier_body", "followed", "note")
CHANGEABLE = ("handling", "refusal", "followed", "note", "earlier_body", "kind", "again")


@transaction.atomic
def receive(
    meeting: Meeting,
    *,
    person: Mapping[str, str],
    text: str,
    by: str,
    as_case: bool = False,
    form_key: str = "",
    **fields: Any,
) -> Visit:
    """Enter one turn: one or more people with one matter; the same form sent twice is one turn.

    ``person``: fields of ``privacy.vault.Person``, sealed at once. ``fields``: people, again, kind, handling, refusal,
    earlier_body, followed, note. Of a denunciation the book holds no words at all: they are sealed with the person.
    ``as_case`` registers the matter as a submission with its first case, in the same breath.
    Raises ValueError with a sentence for the user when something is missing.
    """
    known = Visit.objects.filter(form_key=form_key).first() if form_key else None
    if known:
        return known
    Meeting.objects.select_for_update().get(pk=meeting.pk)  # two clerks at one desk: numbers follow each other
    visit = Visit(meeting=meeting, made_by=by, form_key=form_key or None, number=_next_number(meeting))
    _fill(visit, fields)
    _check(visit, person, text)
    visit.delegation = is_large_delegation(visit.people, meeting.on)
    visit.text = "" if visit.kind == DENUNCIATION else without_names(text)
    visit.vault = _sealed(person, text)
    visit.save()
    if as_case:
        _register(visit, person, text, by)
    journal.record(by=by, verb="receive visit", what=f"visit {visit.pk}", people=visit.people, handling=visit.handling)
    return visit


@transaction.atomic
def change(visit: Visit, *, by: str, **fields: Any) -> None:
    """Say what was done about a matter, or correct how it was entered; who came and what was said stay as they are.

    Raises ValueError with a sentence for the user for a handling or reason that does not fit.
    """
    _fill(visit, {name: value for name, value in fields.items() if name in CHANGEABLE})
    _check_handling(visit)
    if visit.kind == DENUNCIATION:
        visit.text = ""
    visit.save()
    journal.record(by=by, verb="change visit", what=f"visit {visit.pk}", handling=visit.handling)


def _fill(visit: Visit, fields: Mapping[str, Any]) -> None:
    for name, value in fields.items():
        setattr(visit, name, without_names(value) if name in FREE_TEXT else value)
    if visit.handling != Visit.Handling.REFUSED:
        visit.refusal = ""
    if visit.kind == DENUNCIATION:  # nothing that could point at the writer
        visit.note = visit.earlier_body = ""


def _check(visit: Visit, person: Mapping[str, str], text: str) -> None:
    if visit.meeting.kind != Meeting.Kind.RECEPTION or visit.meeting.cancelled:
        raise ValueError("Chỉ ghi lượt tiếp vào một buổi tiếp công dân còn hiệu lực; hãy mở đúng buổi.")
    if not visit.people or visit.people < 1:
        raise ValueError("Mỗi lượt có ít nhất một người; hãy ghi số người.")
    refused = visit.handling == Visit.Handling.REFUSED
    if not text.strip() and not refused:
        raise ValueError("Hãy ghi nội dung vụ việc người dân trình bày.")
    rule = None if refused else identity_rule(visit.meeting.on)
    if rule and not (person.get("name", "").strip() and person.get("id_number", "").strip()):
        raise ValueError(
            f"Từ {rule.since:%d/%m/%Y} người đến nơi tiếp công dân phải xuất trình thông tin định danh "
            f"({rule.article}); hãy ghi họ tên và số định danh, hệ thống niêm phong ngay."
        )
    _check_handling(visit)


def _check_handling(visit: Visit) -> None:
    if visit.handling and visit.handling not in Visit.Handling.values:
        raise ValueError("Hướng xử lý không có trong danh mục; hãy chọn lại.")
    if visit.kind and visit.kind not in kinds():
        raise ValueError("Loại đơn không có trong danh mục; hãy chọn lại.")
    if visit.handling == Visit.Handling.REFUSED and visit.refusal not in refusals():
        article = reception_refusals()[0].article
        raise ValueError(f"Từ chối tiếp phải có lý do theo {article}; hãy chọn lý do.")


def _sealed(person: Mapping[str, str], text: str) -> str | None:
    if not any(value.strip() for value in person.values()) and not text.strip():
        return None
    try:
        return vault.keep(person, original=text)
    except FileNotFoundError:
        raise ValueError(
            "Chưa có khóa của người giữ danh tính nên chưa niêm phong được; hãy báo quản trị viên tạo khóa."
        ) from None


def _register(visit: Visit, person: Mapping[str, str], text: str, by: str) -> None:
    """A submission has a vault of its own: opening a case never opens the reception book."""
    register(
        by=by,
        unit=visit.meeting.unit,
        channel="reception",
        received_on=visit.meeting.on,
        items=[Item(kind=visit.kind, text=text)],
        person=vault.Person(**person),
        people=visit.people,
        visit=visit,
    )


def _next_number(meeting: Meeting) -> int:
    return int(meeting.visits.aggregate(last=Max("number"))["last"] or 0) + 1
