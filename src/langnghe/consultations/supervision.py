"""Supervision and social criticism: what the Front plans, sees, finds and asks; what the body asked answers and does.

Who lets results out: a second officer of the Front (KEEP_SUPERVISION). The office's leader does not, because the bodies
supervised are led from there. What is shown goes as far as it had come when the second person looked at it: words
written later wait for their word again, and only the state of a recommendation and its day stay current.

The conduct of a person is no matter of this room: see :func:`admitted`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files as package_files
from typing import Any

import yaml
from django.core.exceptions import PermissionDenied
from django.core.files import File
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from langnghe.audit import journal
from langnghe.cases import attachments, clocks
from langnghe.consultations.models import (
    Finding,
    InspectionVisit,
    Programme,
    Recommendation,
    RecommendationStep,
    SupervisionFile,
)
from langnghe.consultations.models.supervision import SETTLED
from langnghe.privacy import door
from langnghe.registry.models import Officer, Unit
from langnghe.registry.roles import Right
from langnghe.registry.succession import heirs
from langnghe.text.normal import fold
from langnghe.text.redact import marks

State = Recommendation.State
CHOSEN = "chosen"  # a day set by hand in place of a term
STANCES = (State.ACCEPTED, State.PARTLY, State.REFUSED)
SEALED_WAY = (
    "Đoạn này nói về hành vi của một người cụ thể. Việc đó đi theo đường tố cáo niêm phong (mục «Tố cáo» ở trang gửi, "
    "hoặc tiếp công dân), không ghi vào giám sát. Hãy bỏ đoạn đó, chỉ ghi cách làm việc của cơ quan."
)


@dataclass(frozen=True, slots=True)
class Basis:
    key: str
    vi: str
    kinds: tuple[str, ...]
    confirmed: bool


@dataclass(frozen=True, slots=True)
class Term:
    """So many working days for the answer."""

    key: str
    vi: str
    days: int
    source: str
    confirmed: bool


@cache
def bases() -> dict[str, Basis]:
    return {row["key"]: Basis(row["key"], row["vi"], tuple(row["for"]), row["confirmed"]) for row in _table()["bases"]}


@cache
def terms() -> dict[str, Term]:
    return {row["key"]: Term(**row) for row in _table()["terms"]}


@cache
def _table() -> dict[str, Any]:
    rows: dict[str, Any] = yaml.safe_load((package_files(__package__) / "supervision.yaml").read_text("utf-8"))
    return rows


# --- through the door -------------------------------------------------------------------------------------------


def admitted(*texts: str) -> list[str]:
    """The texts without personal data.

    Raises ValueError with a sentence for the user where one names somebody and speaks of conduct: that is a
    denunciation, which is sealed, never counted by person and not public before a decision.
    """
    found = door.admit_texts(texts)
    if any(is_about_conduct(text) for text in found):
        raise ValueError(SEALED_WAY)
    return found


def is_about_conduct(text: str) -> bool:
    """Whether a text that has been through the door names somebody in one breath with a word of conduct."""
    words = fold(text)
    return marks()["NAME"] in text and any(fold(word) in words for word in _table()["conduct"])


def has_marks(text: str) -> bool:
    """Whether the door has taken something out: such a text is not shown to everybody."""
    return any(mark in text for mark in marks().values())


# --- the programme ----------------------------------------------------------------------------------------------


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
    _check_right(by)
    _check_plan(kind, subject, bodies, draft, starts_on, ends_on, legal)
    title, of_draft, who = admitted(subject, draft, members)
    row = _open(programme, by) if programme else Programme(made_by=by.username, state_on=timezone.localdate())
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
    kind: str, subject: str, bodies: Sequence[Unit], draft: str, starts_on: dt.date, ends_on: dt.date, legal: Any
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
    row = _open(programme, by)
    return _set_programme(row, Programme.State.UNDER_WAY, by, "begin programme")


@transaction.atomic
def drop(*, programme: int, by: Officer) -> Programme:
    """Leave a programme undone; nothing may wait for an answer in it."""
    row = _open(programme, by)
    if row.recommendations.exclude(state__in=SETTLED).exists():
        raise ValueError("Còn kiến nghị chưa kết thúc; hãy rút các kiến nghị đó trước.")
    return _set_programme(row, Programme.State.DROPPED, by, "drop programme")


@transaction.atomic
def record_visit(
    *, programme: int, by: Officer, body: Unit, held_on: dt.date, place: str, seen: str
) -> InspectionVisit:
    """What was seen at a place on a day that has come."""
    row = _open(programme, by)
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
    row = _open(programme, by)
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
    _check_right(by)
    row = Programme.objects.select_for_update().get(pk=programme)
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


# --- recommendations --------------------------------------------------------------------------------------------


def answer_due(asked_on: dt.date, term: str, chosen: dt.date | None = None) -> dt.date:
    """The last day for the answer: so many working days, or the day chosen moved to a working day.

    Raises ValueError with a sentence for the user.
    """
    days = clocks.calendar()
    if term == CHOSEN:
        if chosen is None or chosen <= asked_on:
            raise ValueError("Hãy chọn hạn trả lời sau ngày gửi kiến nghị.")
        return days.next_working(chosen)
    if term not in terms():
        raise ValueError("Hãy chọn thời hạn trả lời trong danh sách, hoặc tự đặt ngày.")
    return days.working_after(asked_on, terms()[term].days)


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
    _check_right(by)
    row = Programme.objects.select_for_update().get(pk=programme)
    today = timezone.localdate()
    on = asked_on or today
    if row.state == Programme.State.DROPPED or on > today:
        raise ValueError("Chương trình đã bỏ, hoặc ngày gửi kiến nghị còn ở phía trước.")
    if not text.strip():
        raise ValueError("Hãy ghi kiến nghị: cơ quan cần làm gì.")
    if not body.is_in_force(today):
        raise ValueError(f"«{body}» không còn hoạt động; hãy chọn cơ quan khác.")
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
) -> Recommendation:
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
    _step(row, stance, by=by, on=today, verb="answer recommendation", text=text, files=files, is_answer=True)
    return row


@transaction.atomic
def report_done(
    *, recommendation: int, by: Officer, text: str, files: Sequence[File], on: dt.date | None = None
) -> Recommendation:
    """The body says that it is done, and shows it; the Front has still to see that it is."""
    row = _asked(recommendation, by)
    if row.state not in (State.ACCEPTED, State.PARTLY):
        raise ValueError("Chỉ báo đã làm xong với kiến nghị đã tiếp thu.")
    if not files:
        raise ValueError("Hãy kèm ảnh hoặc tài liệu chứng minh đã làm xong.")
    today, verb = on or timezone.localdate(), "report recommendation"
    _step(row, State.REPORTED, by=by, on=today, verb=verb, text=text, files=files, is_answer=True)
    return row


@transaction.atomic
def judge(
    *,
    recommendation: int,
    by: Officer,
    act: str,
    text: str = "",
    due_on: dt.date | None = None,
    on: dt.date | None = None,
) -> Recommendation:
    """The Front's word on what came: see JUDGEMENTS. Raises ValueError with a sentence for the user."""
    _check_right(by)
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
    _step(row, judgement.to, by=by, on=today, verb=f"{act} recommendation", text=text)
    return row


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
) -> None:
    row.state, row.state_on = state, on
    row.save()
    step = RecommendationStep.objects.create(
        recommendation=row, state=state, on=on, text=admitted(text)[0], by=by.username, is_answer=is_answer
    )
    for file in files:
        _keep(step, file)
    what = f"recommendation {row.pk}"
    journal.record(by=by.username, verb=verb, what=what, body=row.body.code, state=state, files=len(files))


def _keep(step: RecommendationStep, upload: File) -> SupervisionFile:
    kept = attachments.keep(upload)
    return SupervisionFile.objects.create(
        step=step, sealed=kept.sealed, sha256=kept.sha256, name=kept.name, format=kept.format, size=kept.size
    )


# --- letting it out ---------------------------------------------------------------------------------------------


@transaction.atomic
def propose_public(*, programme: int, by: Officer) -> Programme:
    """Ask a second person of the Front to let the results out. Raises ValueError where a text still has marks."""
    _check_right(by)
    row = Programme.objects.select_for_update().get(pk=programme)
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
    _check_right(by)
    row = Programme.objects.select_for_update().get(pk=programme)
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
    _check_right(by)
    row = Programme.objects.select_for_update().get(pk=programme)
    row.proposed_by, row.shown_through = "", None
    row.save(update_fields=["proposed_by", "shown_through"])
    journal.record(by=by.username, verb="withdraw supervision", what=f"programme {row.pk}")
    return row


def _check_clean(row: Programme) -> None:
    steps = RecommendationStep.objects.filter(recommendation__programme=row).values_list("text", flat=True)
    asked = row.recommendations.values_list("text", flat=True)
    for text in (row.subject, row.draft, row.members, row.opinion, *asked, *steps):
        if has_marks(text):
            raise ValueError(
                f"Còn chỗ đã che thông tin cá nhân: «{text[:80]}». Hãy viết lại, không nêu người, rồi thử lại."
            )


# --- who may ----------------------------------------------------------------------------------------------------


def _check_right(by: Officer) -> None:
    if not by.may(Right.KEEP_SUPERVISION):
        raise PermissionDenied


def _open(programme: int, by: Officer) -> Programme:
    _check_right(by)
    row = Programme.objects.select_for_update().get(pk=programme)
    if not row.is_open:
        raise ValueError("Chương trình đã kết thúc nên không ghi thêm được.")
    return row


def _asked(recommendation: int, by: Officer) -> Recommendation:
    """A recommendation to the officer's own unit, or to one whose matters it has taken over."""
    if not by.may(Right.DO_TASKS):
        raise PermissionDenied
    row = Recommendation.objects.select_for_update().get(pk=recommendation)
    if row.body_id not in own_bodies(by):
        raise PermissionDenied
    return row


def own_bodies(person: Officer) -> set[int]:
    """The officer's unit and the ended ones whose matters it takes."""
    if person.unit_id is None:
        return set()
    return {person.unit_id} | {old for old, heir in heirs(timezone.localdate()).items() if heir == person.unit_id}


# --- asking -----------------------------------------------------------------------------------------------------


def programmes(year: int | None = None, kind: str = "") -> QuerySet[Programme]:
    found = Programme.objects.select_related("leads").prefetch_related("bodies", "recommendations")
    found = found.filter(year=year) if year else found
    return found.filter(kind=kind) if kind else found


def recommendations_for(person: Officer) -> QuerySet[Recommendation]:
    """What the officer's unit was asked, what is owed first; by the day on which it is owed."""
    rows = Recommendation.objects.filter(body__in=own_bodies(person))
    return rows.select_related("programme", "programme__leads", "body").order_by("state", "due_on", "pk")


def overdue(today: dt.date) -> QuerySet[Recommendation]:
    """No answer in time, or not done by the day promised."""
    late = Q(state=State.WAITING, due_on__lt=today)
    late |= Q(state__in=(State.ACCEPTED, State.PARTLY), promised_on__lt=today)
    return Recommendation.objects.filter(late).select_related("programme", "body__parent").order_by("due_on", "pk")


@dataclass(frozen=True, slots=True)
class Shown:
    """One recommendation on the public page: words that a second person has seen, and the state of today."""

    row: Recommendation
    steps: list[RecommendationStep]

    @property
    def later(self) -> bool:
        """Whether it has come further than the words shown."""
        return not self.steps or self.steps[-1].state != self.row.state


def shown_programmes() -> QuerySet[Programme]:
    return programmes().exclude(shown_through=None)


def shown_recommendations(programme: Programme) -> list[Shown]:
    """Recommendations of a public programme, each with the steps that a second person let out."""
    through = programme.shown_through or 0
    found = []
    for row in programme.recommendations.select_related("body").prefetch_related("steps"):
        steps = [step for step in row.steps.all() if step.pk <= through]
        if steps:
            found.append(Shown(row, steps))
    return found


def states_of(rows: Sequence[Recommendation]) -> list[tuple[str, int]]:
    """(state, how many recommendations) of bodies' answers; never by person."""
    return [(str(state.label), n) for state in State if (n := sum(row.state == state for row in rows))]
