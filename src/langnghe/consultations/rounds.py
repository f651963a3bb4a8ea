"""Rounds: a draft put out for comment. Who drafted one never publishes it; what was published is never rewritten.

State of a round: being prepared -> waiting -> published; then the calendar says whether it is to come, open or ended,
and the replies (``replies.py``) whether it is answered. A new version waits for a second person too.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.text import slugify

from langnghe.audit import journal
from langnghe.consultations import posting
from langnghe.consultations.drafts import Piece, compare, read_draft
from langnghe.consultations.models import Choice, Paragraph, Question, Round, Statement, Version
from langnghe.privacy import door
from langnghe.registry.models import Officer, Unit
from langnghe.registry.roles import Right, Scope, scope
from langnghe.text.normal import fold

MOST_ASKED = 20  # questions, and statements, of a round
COMING, OPEN, ENDED, ANSWERED = "coming", "open", "ended", "answered"


@dataclass(frozen=True, slots=True)
class Asked:
    """A short question; without choices it is an open one."""

    text: str
    choices: tuple[str, ...] = ()


# --- who sees and does what -------------------------------------------------------------------------------------


def visible_rounds(officer: Officer) -> QuerySet[Round]:
    """Rounds on the desk: all of them for whoever reads totals, else those of the own unit."""
    rounds = Round.objects.select_related("unit")
    if officer.may(Right.READ_TOTALS):
        return rounds
    if officer.may(Right.HOLD_CONSULTATIONS) and officer.unit_id:
        return rounds.filter(unit=officer.unit_id)
    return rounds.none()


def may_hold(held: Round, officer: Officer) -> bool:
    """Whether the officer prepares, moderates and answers this round."""
    whole = scope(officer.role) is Scope.PROVINCE
    return officer.may(Right.HOLD_CONSULTATIONS) and (whole or officer.unit_id == held.unit_id)


def may_approve(held: Round, officer: Officer, drafted_by: Iterable[str]) -> bool:
    """Whether the officer may publish what ``drafted_by`` wrote: a leader of the unit or the one above, no drafter."""
    own = officer.unit_id is not None and officer.unit_id in (held.unit_id, held.unit.parent_id)
    return officer.may(Right.APPROVE_DECISIONS) and own and officer.username not in set(drafted_by)


def held(round: int, by: Officer) -> Round:
    """The round, locked for a change by who holds it. Raises PermissionDenied."""
    found = Round.objects.select_for_update(of=("self",)).select_related("unit").filter(pk=round).first()
    if found is None or not may_hold(found, by):
        raise PermissionDenied
    return found


def approved(round: int, by: Officer, drafted: str) -> Round:
    """The round, locked for approval by somebody who is not in its field ``drafted``. Raises PermissionDenied."""
    found = Round.objects.select_for_update(of=("self",)).select_related("unit").filter(pk=round).first()
    if found is None or not may_approve(found, by, getattr(found, drafted)):
        raise PermissionDenied
    return found


# --- preparing ----------------------------------------------------------------------------------------------------


@transaction.atomic
def begin(
    *,
    by: Officer,
    unit: Unit,
    title: str,
    purpose: str,
    opens_on: dt.date,
    ends_on: dt.date,
    kind: str,
    draft: bytes,
    name: str,
    exception: str = "",
    reason: str = "",
    questions: Sequence[Asked] = (),
    statements: Sequence[str] = (),
) -> Round:
    """A new round with the first version of its draft.

    Raises PermissionDenied, or ValueError with a sentence for the user (days, exception, file).
    """
    row = posting.check(posting=kind, opens_on=opens_on, ends_on=ends_on, exception=exception, reason=reason)
    made = Round(
        slug=_slug(title, opens_on), title=title.strip(), purpose=purpose.strip(), unit=unit, opens_on=opens_on,
        ends_on=ends_on, posting=kind, least_days=row.n, exception=exception, exception_reason=_said(reason),
        drafted_by=[by.username],
    )  # fmt: skip
    if not may_hold(made, by):
        raise PermissionDenied
    pieces = read_draft(draft, name)
    made.save()
    _store_version(made, pieces, draft, name, by)
    _store_asked(made, questions, statements)
    journal.record(by=by.username, verb="begin round", what=f"round {made.pk}", days=(ends_on - opens_on).days)
    return made


@transaction.atomic
def change(*, round: int, by: Officer, questions: Sequence[Asked], statements: Sequence[str], **fields: Any) -> Round:
    """Change a round that is being prepared; ``fields`` as in :func:`begin`. Raises as it does."""
    found = held(round, by)
    _only(found.state == Round.State.DRAFT, "Chỉ sửa được khi đợt lấy ý kiến đang soạn.")
    days = {name: fields[name] for name in ("opens_on", "ends_on", "exception", "reason")}
    found.least_days = posting.check(posting=fields["kind"], **days).n
    found.title, found.purpose, found.posting = fields["title"].strip(), fields["purpose"].strip(), fields["kind"]
    found.opens_on, found.ends_on = fields["opens_on"], fields["ends_on"]
    found.exception, found.exception_reason = fields["exception"], _said(fields["reason"])
    _note_drafter(found, by)
    found.save()
    found.questions.all().delete()
    found.statements.all().delete()
    _store_asked(found, questions, statements)
    journal.record(by=by.username, verb="change round", what=f"round {found.pk}")
    return found


@transaction.atomic
def add_version(*, round: int, by: Officer, draft: bytes, name: str) -> Version:
    """One more version of the draft: in place of the first while it is being prepared, else beside the old ones.

    Raises PermissionDenied, or ValueError with a sentence for the user.
    """
    found = held(round, by)
    _only(found.state != Round.State.WAITING, "Đợt lấy ý kiến đang chờ duyệt; hãy rút lại trước khi thay dự thảo.")
    pieces = read_draft(draft, name)
    found.versions.filter(published_on=None).delete()
    _note_drafter(found, by)
    found.save(update_fields=["drafted_by"])
    made = _store_version(found, pieces, draft, name, by)
    journal.record(by=by.username, verb="add draft version", what=f"round {found.pk}", number=made.number)
    return made


@transaction.atomic
def submit(*, round: int, by: Officer) -> None:
    """Hand the round to whoever approves it. Raises as :func:`held`."""
    found = held(round, by)
    _only(found.state == Round.State.DRAFT, "Đợt lấy ý kiến này đã được trình.")
    _move(found, Round.State.WAITING)
    journal.record(by=by.username, verb="submit round", what=f"round {found.pk}")


@transaction.atomic
def send_back(*, round: int, by: Officer) -> None:
    """Back to its drafter: by whoever holds it or would approve it."""
    found = Round.objects.select_for_update(of=("self",)).select_related("unit").filter(pk=round).first()
    if found is None or not (may_hold(found, by) or may_approve(found, by, found.drafted_by)):
        raise PermissionDenied
    _only(found.state == Round.State.WAITING, "Đợt lấy ý kiến này không còn chờ duyệt.")
    _move(found, Round.State.DRAFT)
    journal.record(by=by.username, verb="send round back", what=f"round {found.pk}")


@transaction.atomic
def publish(*, round: int, by: Officer) -> Round:
    """Show the round to everybody. Its days are counted from today where its first day has passed meanwhile.

    Raises PermissionDenied (drafters too), or ValueError with a sentence for the user.
    """
    found, today = approved(round, by, "drafted_by"), timezone.localdate()
    _only(found.state == Round.State.WAITING, "Đợt lấy ý kiến này không chờ duyệt; hãy tải lại trang.")
    opens_on = max(found.opens_on, today)
    posting.check(
        posting=found.posting,
        opens_on=opens_on,
        ends_on=found.ends_on,
        exception=found.exception,
        reason=found.exception_reason,
    )
    found.opens_on, found.state = opens_on, Round.State.PUBLISHED
    found.published_by, found.published_on = by.username, today
    found.save()
    found.versions.filter(published_on=None).update(published_by=by.username, published_on=today)
    journal.record(by=by.username, verb="publish round", what=f"round {found.pk}", until=found.ends_on.isoformat())
    return found


@transaction.atomic
def publish_version(*, round: int, by: Officer) -> Version:
    """Show the newest version beside the earlier ones; comments stay with the version they spoke of.

    Raises PermissionDenied (drafters too), or ValueError with a sentence for the user.
    """
    found = approved(round, by, "drafted_by")
    waiting = found.versions.filter(published_on=None).last()
    if waiting is None or found.state != Round.State.PUBLISHED:
        raise ValueError("Không có bản dự thảo nào chờ duyệt; hãy tải lại trang.")
    waiting.published_by, waiting.published_on = by.username, timezone.localdate()
    waiting.save(update_fields=["published_by", "published_on"])
    journal.record(by=by.username, verb="publish draft version", what=f"round {found.pk}", number=waiting.number)
    return waiting


@transaction.atomic
def extend(*, round: int, by: Officer, ends_on: dt.date) -> None:
    """A later last day; an earlier one is never set. Raises as :func:`held`, or ValueError with a sentence."""
    found = held(round, by)
    _only(found.replies in (Round.Replies.NONE, Round.Replies.DRAFT), "Đợt này đã trình bảng tiếp thu, giải trình.")
    _only(ends_on > found.ends_on, f"Chỉ kéo dài được: hãy chọn ngày sau {found.ends_on:%d/%m/%Y}.")
    found.ends_on = ends_on
    found.save(update_fields=["ends_on"])
    journal.record(by=by.username, verb="extend round", what=f"round {found.pk}", until=ends_on.isoformat())


def asked_of(lines: str) -> list[Asked]:
    """Questions as officers type them, one a line, choices after bars: "Nên mở cửa mấy giờ? | 7 giờ | 8 giờ".

    Raises ValueError with a sentence: too many, or a single choice.
    """
    rows = [[part.strip() for part in line.split("|") if part.strip()] for line in lines.splitlines() if line.strip()]
    _only(len(rows) <= MOST_ASKED, f"Nhiều nhất {MOST_ASKED} câu hỏi.")
    _only(all(len(row) != 2 for row in rows), "Câu hỏi có lựa chọn phải có ít nhất hai lựa chọn, ngăn nhau bằng dấu |.")
    return [Asked(row[0][:500], tuple(part[:200] for part in row[1:])) for row in rows if row]


def statements_of(lines: str) -> list[str]:
    """Statements, one a line. Raises ValueError with a sentence where there are too many."""
    rows = [line.strip()[:300] for line in lines.splitlines() if line.strip()]
    _only(len(rows) <= MOST_ASKED, f"Nhiều nhất {MOST_ASKED} nhận định.")
    return rows


def lines_of(found: Round) -> Mapping[str, str]:
    """What is asked in a round, as it was typed."""
    rows = [
        " | ".join([question.text, *(choice.text for choice in question.choices.all())])
        for question in found.questions.prefetch_related("choices")
    ]
    return {"questions": "\n".join(rows), "statements": "\n".join(row.text for row in found.statements.all())}


def _slug(title: str, opens_on: dt.date) -> str:
    stem = f"{slugify(fold(title))[:60].strip('-') or 'du-thao'}-{opens_on.year}"
    taken = set(Round.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    numbered = (stem if number == 1 else f"{stem}-{number}" for number in range(1, len(taken) + 2))
    return next(slug for slug in numbered if slug not in taken)


def _said(reason: str) -> str:
    return door.admit_texts([reason])[0][:500]


def _store_version(of: Round, pieces: Sequence[Piece], content: bytes, name: str, by: Officer) -> Version:
    last = of.versions.last()
    old = list(last.paragraphs.all()) if last else []
    found = compare([each.text for each in old], [piece.text for piece in pieces])
    made = Version.objects.create(
        round=of,
        number=last.number + 1 if last else 1,
        name=door.admit_name(PurePath(name.replace("\\", "/")).stem)[:200] + ".docx",
        sha256=hashlib.sha256(content).hexdigest(),
        made_by=by.username,
        made_on=timezone.localdate(),
        gone=[old[number].number for number in found.gone],
    )
    Paragraph.objects.bulk_create(
        Paragraph(
            version=made,
            number=number + 1,
            label=piece.label[:120],
            level=piece.level,
            text=piece.text,
            doubtful=piece.doubtful,
            before=old[source] if source is not None else None,
            change=_change(bool(old), source, found.same[number]),
        )
        for number, (piece, source) in enumerate(zip(pieces, found.before, strict=True))
    )
    return made


def _change(compared: bool, source: int | None, same: bool) -> str:
    if not compared or same:
        return Paragraph.Change.SAME
    return Paragraph.Change.NEW if source is None else Paragraph.Change.CHANGED


def _store_asked(of: Round, questions: Sequence[Asked], statements: Sequence[str]) -> None:
    for number, asked in enumerate(questions, 1):
        question = Question.objects.create(round=of, number=number, text=asked.text)
        Choice.objects.bulk_create(
            Choice(question=question, number=place, text=text) for place, text in enumerate(asked.choices, 1)
        )
    Statement.objects.bulk_create(
        Statement(round=of, number=number, text=text) for number, text in enumerate(statements, 1)
    )


def _note_drafter(found: Round, by: Officer) -> None:
    found.drafted_by = sorted({*found.drafted_by, by.username})


def _move(found: Round, state: Round.State) -> None:
    found.state = state
    found.save(update_fields=["state"])


def _only(fits: bool, sentence: str) -> None:
    if not fits:
        raise ValueError(sentence)


# --- for everybody -------------------------------------------------------------------------------------------------


def published() -> QuerySet[Round]:
    return Round.objects.filter(state=Round.State.PUBLISHED).select_related("unit")


def stage(found: Round, today: dt.date) -> str:
    """Where a published round stands: coming, open, ended or answered."""
    if found.replies == Round.Replies.PUBLISHED:
        return ANSWERED
    if today < found.opens_on:
        return COMING
    return OPEN if today <= found.ends_on else ENDED


def at_stage(wanted: str, today: dt.date) -> QuerySet[Round]:
    """Published rounds of one stage."""
    answered = Q(replies=Round.Replies.PUBLISHED)
    rows = {
        ANSWERED: answered,
        COMING: ~answered & Q(opens_on__gt=today),
        OPEN: ~answered & Q(opens_on__lte=today, ends_on__gte=today),
        ENDED: ~answered & Q(ends_on__lt=today),
    }
    return published().filter(rows[wanted])


def shown_versions(found: Round) -> QuerySet[Version]:
    """Versions that everybody may read, the oldest first."""
    return found.versions.exclude(published_on=None)
