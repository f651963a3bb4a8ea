"""Rows of fast entry become opinions of one document, so that synthesis counts them; a row may be taken back."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F, Max
from django.utils import timezone

from langnghe.audit import journal
from langnghe.cases.models import Case, Line, Meeting
from langnghe.cases.registering import Item, register
from langnghe.cases.registers.lines import Row
from langnghe.intake.models import Document, Opinion, StoredBlock
from langnghe.registry.actions import open_period
from langnghe.synthesis.actions import decide, judge_link
from langnghe.synthesis.models import Link, Proposal
from langnghe.text.normal import fold

CHANNELS = {
    Meeting.Kind.RECEPTION: "reception",
    Meeting.Kind.DIALOGUE: "dialogue",
    Meeting.Kind.VOTERS: "voters",
    Meeting.Kind.FIELD: "field",
}
# The kind of submission that a classified opinion is registered as; an officer may choose another.
SUBMISSION_KINDS = {"khieu_nai": "khieu_nai", "to_cao": "to_cao", "kien_nghi": "kien_nghi"}


@dataclass(frozen=True, slots=True)
class Saved:
    """Rows stored now, and rows that were there already."""

    made: int
    known: int


@transaction.atomic
def save(meeting: Meeting, rows: Sequence[Row], *, by: str) -> Saved:
    """Store the ticked rows as opinions of the meeting's document; a row saved before is left as it is.

    An officer's topic or kind is kept as a Decision, a joined known matter as an accepted Link.
    Raises ValueError with a sentence for the user when the meeting was cancelled or lies ahead.
    """
    if meeting.cancelled or meeting.on > timezone.localdate():
        raise ValueError("Buổi này đã hủy hoặc chưa diễn ra nên chưa ghi ý kiến được; hãy xem lại ngày của buổi.")
    meeting = Meeting.objects.select_for_update(of=("self",)).select_related("unit").get(pk=meeting.pk)
    kept = [row for row in rows if row.typed.keep]
    there = set(Line.objects.filter(key__in=[row.typed.key for row in kept]).values_list("key", flat=True))
    new = list({row.typed.key: row for row in kept if row.typed.key not in there}.values())
    if new:
        document = _document(meeting, by)
        number = int(document.blocks.aggregate(last=Max("number"))["last"] or 0)
        for place, row in enumerate(new, start=number + 1):
            _store(meeting, document, place, row, by)
        Document.objects.filter(pk=document.pk).update(pieces=F("pieces") + len(new))
        journal.record(by=by, verb="note lines", what=f"meeting {meeting.pk}", lines=len(new))
    return Saved(len(new), len(kept) - len(new))


@transaction.atomic
def undo(line: Line, *, by: str) -> None:
    """Take a saved row back: it leaves every count.

    Raises ValueError with a sentence for the user when a case was made of it, or the review has cut or joined it.
    """
    line = Line.objects.select_for_update(of=("self",)).select_related("opinion").get(pk=line.pk)
    if line.undone:
        return
    if line.case_id:
        raise ValueError("Dòng này đã thành vụ việc; hãy xử lý ở trang vụ việc.")
    if line.opinion.replaced:
        raise ValueError("Ý kiến này đã được tách hoặc gộp ở bàn rà soát; hãy sửa ở đó.")
    Link.objects.filter(first=line.opinion).delete()
    Link.objects.filter(second=line.opinion).delete()
    Opinion.objects.filter(pk=line.opinion_id).update(replaced=True)
    Document.objects.filter(pk=line.opinion.document_id).update(pieces=F("pieces") - 1)
    Line.objects.filter(pk=line.pk).update(undone=True)
    journal.record(by=by, verb="undo line", what=f"opinion {line.opinion_id}")


@transaction.atomic
def to_case(line: Line, *, kind: str = "", by: str) -> Case:
    """Register a saved row as a case of the meeting's unit, without a name; once, however often it is asked for.

    Raises ValueError with a sentence for the user when the row was taken back or the kind needs a person.
    """
    line = Line.objects.select_for_update(of=("self",)).select_related("opinion__area", "meeting__unit").get(pk=line.pk)
    if line.case:
        return line.case
    if line.undone:
        raise ValueError("Dòng này đã được bỏ; hãy ghi lại trước khi lập vụ việc.")
    meeting, opinion = line.meeting, line.opinion
    topic, proposed = _labels(opinion)
    submission = register(
        by=by,
        unit=meeting.unit,
        channel=CHANNELS[Meeting.Kind(meeting.kind)],
        received_on=meeting.on,
        items=[
            Item(
                kind=kind or _submission_kind(meeting, proposed),
                text=opinion.text,
                sector=topic.split(".")[0].upper(),
                topic=topic,
                area=opinion.area,
            )
        ],
        anonymous=True,
        signed=False,
        form_key=line.key,
    )
    line.case = submission.cases.get()
    line.save(update_fields=["case"])
    journal.record(by=by, verb="line to case", what=f"opinion {opinion.pk}", case=line.case.code)
    return line.case


def _submission_kind(meeting: Meeting, proposed: str) -> str:
    """Complaints and denunciations need a person and are received, not noted; all else is a petition or feedback.

    Raises ValueError with a sentence for the user.
    """
    if SUBMISSION_KINDS.get(proposed) in ("khieu_nai", "to_cao"):
        raise ValueError("Khiếu nại, tố cáo phải có người đứng tên; hãy tiếp nhận ở sổ tiếp công dân hoặc mục đơn thư.")
    return "kien_nghi_cu_tri" if meeting.kind == Meeting.Kind.VOTERS else SUBMISSION_KINDS.get(proposed, "phan_anh")


def _labels(opinion: Opinion) -> tuple[str, str]:
    """Topic and kind: the officer's word before the machine's."""
    decision, proposal = getattr(opinion, "decision", None), getattr(opinion, "proposal", None)
    topic = (decision and decision.topic) or (proposal and proposal.topic) or ""
    kind = (decision and decision.kind) or (proposal and proposal.kind) or ""
    return topic, kind


def _document(meeting: Meeting, by: str) -> Document:
    """The meeting's one document, made with its first row."""
    if meeting.document:
        return meeting.document
    meeting.document = Document.objects.create(
        sha256=hashlib.sha256(f"meeting {meeting.pk}".encode()).hexdigest(),  # no file stands behind it
        period=open_period(f"{meeting.on:%Y-%m}"),
        unit=meeting.unit,
        channel=CHANNELS[Meeting.Kind(meeting.kind)],
        name=f"{meeting.get_kind_display()} {meeting.on:%d/%m/%Y}",
        size=0,
        format="ghi",
        state=Document.State.READ,
        received_by=by,
    )
    meeting.save(update_fields=["document"])
    return meeting.document


def _store(meeting: Meeting, document: Document, number: int, row: Row, by: str) -> None:
    block = StoredBlock.objects.create(
        document=document, number=number, kind="bullet", place=f"p{number}", text=row.text
    )
    opinion = Opinion.objects.create(
        document=document,
        block=block,
        start=0,
        end=len(row.text),
        text=row.text,
        folded=fold(row.text),
        area=row.area,
        made_by=by,
    )
    _label(opinion, row, by)
    _join(opinion, row, by)
    Line.objects.create(meeting=meeting, key=row.typed.key, opinion=opinion, made_by=by)


def _label(opinion: Opinion, row: Row, by: str) -> None:
    """The machine's word as a proposal, which the next run makes anew; the officer's as a decision, which it keeps."""
    Proposal.objects.create(
        opinion=opinion,
        sector=row.machine_topic.split(".")[0].upper(),
        topic=row.machine_topic,
        kind=row.machine_kind,
        score=row.score,
        unsure=row.unsure,
    )
    if row.changed:
        decide(opinion, by=by, topic=row.topic, kind=row.kind)


def _join(opinion: Opinion, row: Row, by: str) -> None:
    """Tie the opinion to the known one that the officer chose among those shown."""
    matter = next((matter for matter in row.matters if matter.pk == row.typed.join), None)
    if matter:
        link = Link.objects.create(first_id=matter.pk, second=opinion, kind="same-matter", score=matter.score)
        judge_link(link, same=True, by=by)
