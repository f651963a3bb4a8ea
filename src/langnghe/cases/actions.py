"""Take a case through its acts: check the table, wait for a second person where the law asks, carry out, record."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from langnghe.audit import journal
from langnghe.cases import clocks
from langnghe.cases.effects import EFFECTS
from langnghe.cases.fields import read_fields
from langnghe.cases.models import Case, Draft, Event
from langnghe.cases.states import Act, acts, states
from langnghe.privacy import door
from langnghe.registry.models import Officer
from langnghe.registry.roles import Right

MACHINE = journal.MACHINE
JOURNALED = frozenset(  # of what effects return; a new key stays out until it is known to hold no words
    """unit from_unit officer kind from_kind complexity refusal meets_on attended days suspension stop outcome finding
    promised_on from_on coerced rating into parts was_secret""".split()
)
OF_SENDER = ("rate", "reopen")  # acts that the sender takes, with the code of the receipt


class Conflict(ValueError):
    """Another officer has changed the case since it was opened; nothing typed is lost, the form comes back with it."""

    def __init__(self, case: Case) -> None:
        super().__init__("Cán bộ khác vừa thay đổi vụ việc này. Hãy xem những gì đã đổi rồi bấm gửi lại.")
        self.case = case


@transaction.atomic
def perform(
    *, case: int, act: str, by: Officer, version: int | None = None, on: dt.date | None = None, **given: Any
) -> Event | Draft:
    """Carry an act out, or lay it before another officer where it needs approval.

    ``given`` holds the act's fields as the form sent them (see ``fields.py``). Raises PermissionDenied, Conflict, or
    ValueError with a sentence for the user.
    """
    row = _act(act)
    if not by.may(row.right):
        raise PermissionDenied
    locked = _locked(case)
    if version is not None and version != locked.version:
        raise Conflict(locked)
    day = _day(locked, on)
    _check_state(locked, row)
    fields = read_fields(locked, row, given, on=day)
    if row.needs_approval(locked.kind):
        _rehearse(locked.pk, row, fields, by=by.username, on=day)
        return _lay_before(locked, row, fields, by=by.username)
    return carry_out(locked, row, fields, by=by.username, on=day)


@transaction.atomic
def perform_for_sender(*, case: int, act: str, solved: bool | None = None, **given: Any) -> Event:
    """Rate an answer, or reopen the matter once with a reason, for who sent it; the machine's name stands for theirs.

    ``solved``: what the sender says beside the points. Raises ValueError with a sentence for the user.
    """
    row, locked = _act(act), _locked(case)
    if not sender_may(locked, act):
        raise ValueError(f"Vụ việc này hiện không thể «{row.vi}».")
    day = _day(locked, None)
    fields = read_fields(locked, row, given, on=day)
    event = carry_out(locked, row, fields, by=MACHINE, on=day)
    if solved is not None:
        event.detail["solved"] = solved
        event.save(update_fields=["detail"])
    return event


def sender_may(case: Case, act: str) -> bool:
    """Once an answer was given: rate it once, reopen once. A decision on a complaint is contested as the law says."""
    if act not in OF_SENDER or case.state != "closed" or case.kind not in _act("answer").kinds or not case.answer:
        return False
    if act == "rate":
        return case.rating is None
    return not case.events.filter(act="reopen", by=MACHINE).exists()


@transaction.atomic
def approve(*, draft: int, by: Officer, on: dt.date | None = None) -> Event:
    """Let a drafted act take effect today; never by its drafter.

    Raises PermissionDenied, or ValueError with a sentence for the user.
    """
    waiting = _judged(draft, by, Draft.State.APPROVED, "")
    locked = _locked(waiting.case_id)
    row, day = _act(waiting.act), _day(locked, on)
    _check_state(locked, row)
    fields = read_fields(locked, row, waiting.fields, on=day)
    return carry_out(locked, row, fields, by=by.username, on=day, drafted_by=waiting.drafted_by)


@transaction.atomic
def send_back(*, draft: int, by: Officer, remark: str) -> Draft:
    """Return a drafted act to its drafter with a remark."""
    if not remark.strip():
        raise ValueError("Hãy ghi lý do trả lại để người soạn biết phải sửa gì.")
    waiting = _judged(draft, by, Draft.State.RETURNED, door.admit_texts([remark])[0])
    journal.record(by=by.username, verb="return draft", what=f"case {waiting.case.code}", act=waiting.act)
    return waiting


@transaction.atomic
def take_back(*, draft: int, by: Officer) -> Draft:
    """Take one's own draft back while nobody has judged it."""
    waiting = Draft.objects.select_related("case").get(pk=draft)
    if waiting.drafted_by != by.username:
        raise PermissionDenied
    _judge(waiting, Draft.State.TAKEN_BACK, by.username, "")
    journal.record(by=by.username, verb="take draft back", what=f"case {waiting.case.code}", act=waiting.act)
    return waiting


def carry_out(case: Case, act: Act, fields: dict[str, Any], *, by: str, on: dt.date, drafted_by: str = "") -> Event:
    """Everything an act does: its own effect, the state, the clocks, the line of the timeline and of the journal."""
    before = case.state
    fields["by"] = by
    detail = EFFECTS[act.key](case, fields, on) if act.key in EFFECTS else {}
    if act.to and "state" not in detail:
        case.state = act.to
    case.state = detail.pop("state", case.state)
    _turn_clocks(case, act, before, on)
    case.is_open = states()[case.state].is_open or case.due_on is not None
    if not states()[case.state].is_open and case.closed_on is None:
        case.closed_on = on
    case.version += 1
    case.save()
    last = case.events.order_by("-number").values_list("number", flat=True).first() or 0
    event = Event.objects.create(
        case=case,
        number=last + 1,
        act=act.key,
        on=on,
        by=by,
        state=case.state,
        note=fields.get("note", ""),
        detail=detail | ({"drafted_by": drafted_by} if drafted_by else {}),
        public=act.public and not case.secret,
    )
    for proof in fields.get("proof", []):
        proof.event, proof.proof = event, True
        proof.save(update_fields=["event", "proof"])
    journal.record(by=by, verb=act.key, what=f"case {case.code}", state=case.state, on=on.isoformat(), **_codes(detail))
    return event


def _turn_clocks(case: Case, act: Act, before: str, on: dt.date) -> None:
    clocks.meet(case, act.ends, on)
    if states()[before].is_open and not states()[case.state].is_open:
        clocks.drop(case, on)
    clocks.start(case, act.starts, on)
    clocks.refresh(case)


def _codes(detail: dict[str, Any]) -> dict[str, Any]:
    """What of an event's detail stands in the journal."""
    return {key: value for key, value in detail.items() if key in JOURNALED}


def _act(key: str) -> Act:
    if key not in acts():
        raise ValueError(f"Không có bước «{key}».")
    return acts()[key]


def _locked(pk: int) -> Case:
    return Case.objects.select_for_update().select_related("submission").get(pk=pk)


def _day(case: Case, on: dt.date | None) -> dt.date:
    """The day an act counts from: today unless another is given; the timeline only goes forward.

    A machine whose clock was set back still moves: then the last act's day is taken for today.
    """
    last = case.events.order_by("-number").values_list("on", flat=True).first() or case.received_on
    today = max(timezone.localdate(), last)
    day = on or today
    if day < last:
        raise ValueError(f"Ngày {day:%d/%m/%Y} sớm hơn bước trước của vụ việc ({last:%d/%m/%Y}).")
    if day > today:
        raise ValueError(f"Ngày {day:%d/%m/%Y} ở tương lai; hãy kiểm tra lại.")
    return day


def _check_state(case: Case, act: Act) -> None:
    if case.kind not in act.kinds:
        raise ValueError(f"Loại đơn này không có bước «{act.vi}».")
    if case.state not in act.starts_from:
        raise ValueError(f"Vụ việc đang ở trạng thái «{states()[case.state].vi}» nên không thể «{act.vi}».")


def _lay_before(case: Case, act: Act, fields: dict[str, Any], *, by: str) -> Draft:
    if case.drafts.filter(act=act.key, state=Draft.State.WAITING).exists():
        raise ValueError(f"Bước «{act.vi}» của vụ việc này đang chờ duyệt; hãy chờ kết quả hoặc rút bản dự thảo.")
    draft = Draft.objects.create(case=case, act=act.key, fields=_plain(fields), drafted_by=by)
    journal.record(by=by, verb="draft", what=f"case {case.code}", act=act.key)
    return draft


def _rehearse(pk: int, act: Act, fields: dict[str, Any], *, by: str, on: dt.date) -> None:
    """Carry the act out and take it back, so that nobody is asked to approve what the law would then refuse."""
    with transaction.atomic():
        carry_out(_locked(pk), act, dict(fields), by=by, on=on)
        transaction.set_rollback(True)


def _plain(fields: dict[str, Any]) -> dict[str, Any]:
    """Fields as JSON holds them; ``read_fields`` reads them again at approval."""

    def plain(value: Any) -> Any:
        if isinstance(value, dt.date):
            return value.isoformat()
        if isinstance(value, list):
            return [plain(one) for one in value]
        return value.pk if hasattr(value, "pk") else value

    return {key: plain(value) for key, value in fields.items()}


def _judged(pk: int, by: Officer, state: Draft.State, remark: str) -> Draft:
    """A waiting draft, judged by an officer who may: with the right, of the case's unit or above, not its drafter."""
    waiting = Draft.objects.select_related("case__unit").get(pk=pk)
    if not by.may(Right.APPROVE_DECISIONS) or not _answers_for(by, waiting.case):
        raise PermissionDenied
    if waiting.drafted_by == by.username:
        raise ValueError("Người soạn không tự duyệt bản của mình; cần một người thứ hai.")
    _judge(waiting, state, by.username, remark)
    return waiting


def _answers_for(officer: Officer, case: Case) -> bool:
    return officer.unit_id is not None and officer.unit_id in (case.unit_id, case.unit.parent_id)


def _judge(draft: Draft, state: Draft.State, by: str, remark: str) -> None:
    """Compare and set: whoever comes second is told."""
    changed = Draft.objects.filter(pk=draft.pk, state=Draft.State.WAITING).update(
        state=state, judged_by=by, judged_at=timezone.now(), remark=remark
    )
    if not changed:
        raise ValueError("Bản dự thảo này đã được xử lý; hãy tải lại trang.")
    draft.refresh_from_db()
