"""What a body is asked, what it answers and does, and the Front's word on that: each a step with its day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.core.files import File
from django.db import transaction
from django.utils import timezone

from langnghe.audit import journal
from langnghe.cases import attachments
from langnghe.consultations.conduct import admitted
from langnghe.consultations.models import Programme, Recommendation, RecommendationStep, SupervisionFile
from langnghe.consultations.supervision.rights import check_keeps, held, own_bodies
from langnghe.consultations.supervision.terms import CHOSEN, answer_due
from langnghe.registry.models import Officer, Unit
from langnghe.registry.roles import Right

State = Recommendation.State
STANCES = (State.ACCEPTED, State.PARTLY, State.REFUSED)


@transaction.atomic
def recommend(
    *,
    programme: int,
    by: Officer,
    body: Unit,
    text: str,
    term: str,
    due_on: dt.date | None = None,
    finding: int | None = None,
    asked_on: dt.date | None = None,
) -> Recommendation:
    """Ask a body for something, with a term for its answer."""
    row, on = held(programme, by), asked_on or timezone.localdate()
    _check_asked(row, body, text, on)
    made = Recommendation.objects.create(
        programme=row,
        finding=row.findings.filter(pk=finding).first() if finding else None,
        body=body,
        text=admitted(text)[0],
        asked_on=on,
        term=term,
        due_on=answer_due(on, term, due_on),
        state=State.WAITING,
        state_on=on,
        made_by=by.username,
    )
    _step(made, State.WAITING, by=by, on=on, verb="recommend")
    return made


def _check_asked(row: Programme, body: Unit, text: str, on: dt.date) -> None:
    today = timezone.localdate()
    if row.state == Programme.State.DROPPED or on > today:
        raise ValueError("Chương trình đã bỏ, hoặc ngày gửi kiến nghị còn ở phía trước.")
    if not text.strip():
        raise ValueError("Hãy ghi kiến nghị: cơ quan cần làm gì.")
    if not body.is_in_force(today):
        raise ValueError(f"«{body}» không còn hoạt động; hãy chọn cơ quan khác.")


@transaction.atomic
def answer(
    *,
    recommendation: int,
    by: Officer,
    stance: str,
    text: str,
    promised_on: dt.date | None = None,
    files: Sequence[File] = (),
    on: dt.date | None = None,
) -> RecommendationStep:
    """The body's answer: accepted, in part or not, always with its reasons; and by when it will be done."""
    row, today = _asked(recommendation, by), on or timezone.localdate()
    if row.state != State.WAITING:
        raise ValueError("Kiến nghị này đã được trả lời; hãy tải lại trang.")
    if stance not in STANCES:
        raise ValueError("Hãy chọn tiếp thu, tiếp thu một phần hoặc không tiếp thu.")
    if not text.strip():
        raise ValueError("Hãy ghi nội dung trả lời và lý do.")
    if stance != State.REFUSED and (promised_on is None or promised_on < today):
        raise ValueError("Hãy ghi ngày sẽ làm xong, từ hôm nay trở đi.")
    row.promised_on = promised_on if stance != State.REFUSED else None
    return _step(row, stance, by=by, on=today, verb="answer recommendation", text=text, files=files, is_answer=True)


@transaction.atomic
def report_done(
    *, recommendation: int, by: Officer, text: str, files: Sequence[File], on: dt.date | None = None
) -> RecommendationStep:
    """The body says that it is done, and shows it; the Front has still to see that it is."""
    row = _asked(recommendation, by)
    if row.state not in (State.ACCEPTED, State.PARTLY):
        raise ValueError("Chỉ báo đã làm xong với kiến nghị đã tiếp thu.")
    if not files:
        raise ValueError("Hãy kèm ảnh hoặc tài liệu chứng minh đã làm xong.")
    today, verb = on or timezone.localdate(), "report recommendation"
    return _step(row, State.REPORTED, by=by, on=today, verb=verb, text=text, files=files, is_answer=True)


@transaction.atomic
def judge(
    *,
    recommendation: int,
    by: Officer,
    act: str,
    text: str = "",
    due_on: dt.date | None = None,
    on: dt.date | None = None,
) -> RecommendationStep:
    """The Front's word on what came: see JUDGEMENTS. Raises ValueError with a sentence for the user."""
    check_keeps(by)
    row = Recommendation.objects.select_for_update().get(pk=recommendation)
    judgement = JUDGEMENTS.get(act)
    if judgement is None or row.state not in judgement.of:
        raise ValueError("Bước này không hợp với trạng thái của kiến nghị; hãy tải lại trang.")
    if judgement.needs_text and not text.strip():
        raise ValueError("Hãy ghi lý do.")
    today = on or timezone.localdate()
    if act == "ask again":
        row.due_on, row.term, row.promised_on = answer_due(today, CHOSEN, due_on), CHOSEN, None
        row.escalated_on = None
    return _step(row, judgement.to, by=by, on=today, verb=f"{act} recommendation", text=text)


@dataclass(frozen=True, slots=True)
class Judgement:
    of: tuple[str, ...]
    to: str
    needs_text: bool = True


_OPEN = (State.WAITING, State.ACCEPTED, State.PARTLY, State.REFUSED, State.REPORTED)
JUDGEMENTS = {
    "confirm": Judgement((State.REPORTED,), State.DONE, needs_text=False),
    "send back": Judgement((State.REPORTED,), State.ACCEPTED),
    "ask again": Judgement((State.REFUSED, State.PARTLY), State.WAITING),
    "close": Judgement((State.REFUSED,), State.CLOSED),
    "withdraw": Judgement(_OPEN, State.WITHDRAWN),
}


def _asked(recommendation: int, by: Officer) -> Recommendation:
    """A recommendation to the officer's own unit, or to one whose matters it has taken over."""
    if not by.may(Right.DO_TASKS):
        raise PermissionDenied
    row = Recommendation.objects.select_for_update().get(pk=recommendation)
    if row.body_id not in own_bodies(by):
        raise PermissionDenied
    return row


def _step(
    row: Recommendation,
    state: str,
    *,
    by: Officer,
    on: dt.date,
    verb: str,
    text: str = "",
    files: Sequence[File] = (),
    is_answer: bool = False,
) -> RecommendationStep:
    row.state, row.state_on = state, on
    row.save()
    step = RecommendationStep.objects.create(
        recommendation=row, state=state, on=on, text=admitted(text)[0], by=by.username, is_answer=is_answer
    )
    for file in files:
        _keep(step, file)
    what = f"recommendation {row.pk}"
    journal.record(by=by.username, verb=verb, what=what, body=row.body.code, state=state, files=len(files))
    return step


def _keep(step: RecommendationStep, upload: File) -> SupervisionFile:
    kept = attachments.keep(upload)
    return SupervisionFile.objects.create(
        step=step, sealed=kept.sealed, sha256=kept.sha256, name=kept.name, format=kept.format, size=kept.size
    )
