"""Draft and issue papers of a case."""

from __future__ import annotations

import datetime as dt
import hashlib

from django.db import transaction
from django.utils import timezone

from langnghe.audit import journal
from langnghe.cases.models import Case
from langnghe.cases.retention import DELETED, ERASED
from langnghe.cases.states import acts
from langnghe.reports.actions import NUMBER
from langnghe.reports.models import Paper
from langnghe.reports.papers.filling import acts_of, filled, open_event
from langnghe.reports.papers.forms import STYLES, paper_forms
from langnghe.reports.papers.queries import keys_for


@transaction.atomic
def draft_paper(*, case: Case, key: str, style: str, by: str) -> Paper:
    """Begin a paper; one that is open already is taken up again. Marked DỰ THẢO until it is issued.

    Raises ValueError with a sentence for the user.
    """
    if key not in paper_forms() or style not in STYLES:
        raise ValueError("Không có mẫu văn bản này; hãy chọn trong danh sách.")
    if key not in keys_for(case):
        raise ValueError(f"Loại đơn này không dùng «{paper_forms()[key].vi}»; hãy chọn văn bản khác.")
    paper, made = Paper.objects.get_or_create(
        case=case, key=key, style=style, issued_at=None, defaults={"drafted_by": by}
    )
    if made:
        journal.record(by=by, verb="draft paper", what=f"case {case.code}", paper=key, style=style)
    return paper


@transaction.atomic
def drop_paper(*, paper: Paper, by: str) -> None:
    """Throw an open draft away; what was issued stays."""
    if paper.is_issued:
        raise ValueError("Văn bản đã ban hành nên không bỏ được.")
    journal.record(by=by, verb="drop paper", what=f"case {paper.case.code}", paper=paper.key)
    paper.delete()


@transaction.atomic
def issue_paper(*, paper: int, number: str, by: str, dated_on: dt.date | None = None) -> Paper:
    """Give a paper its number and day and keep it as it leaves. Its act must have taken effect, and not later.

    Raises ValueError with a sentence for the user.
    """
    row = Paper.objects.select_for_update(of=("self",)).select_related("case__unit", "case__submission").get(pk=paper)
    if row.is_issued:
        raise ValueError("Văn bản này đã ban hành.")
    row.event = open_event(row.case, row.key)
    if row.event is None:
        raise ValueError(f"«{_act_name(row.key)}» chưa được thực hiện hoặc chưa được duyệt nên chưa ban hành được.")
    if not NUMBER.fullmatch(number.strip()):
        raise ValueError("Hãy ghi số văn bản, ví dụ 12.")
    row.number, row.dated_on = number.strip(), _day(row, dated_on)
    row.content = filled(row)
    row.sha256 = hashlib.sha256(row.content).hexdigest()
    row.issued_by, row.issued_at = by, timezone.now()
    row.save()
    journal.record(
        by=by, verb="issue paper", what=f"case {row.case.code}", paper=row.key, number=row.number, sha256=row.sha256
    )
    return row


@transaction.atomic
def let_go() -> bool:
    """Let the files of papers go whose case's content the schedule has let go (``cases.retention``); whether any were.

    Number, day and SHA-256 stay, so that a paper in somebody's hands can still be told to be ours.
    """
    gone = Paper.objects.filter(case__submission__text__in=[ERASED, DELETED], content__isnull=False).update(
        content=None
    )
    if gone:
        journal.record(by=journal.MACHINE, verb="let papers go", what="papers", files=gone)
    return bool(gone)


def _act_name(key: str) -> str:
    return acts()[acts_of(key)[0]].vi


def _day(paper: Paper, dated_on: dt.date | None) -> dt.date:
    today = timezone.localdate()
    day = dated_on or today
    if paper.event and not paper.event.on <= day <= today:
        raise ValueError(f"Ngày văn bản phải từ {paper.event.on:%d/%m/%Y} đến hôm nay.")
    return day
