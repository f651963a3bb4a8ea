"""What units do about their tasks: report, show evidence, ask for a later day; and what the clerk answers.

A report meets its due: one on progress by being sent, one on a result by saying 100 %. A report that is returned meets
nothing, so the due is owed again, by its old day.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal

from django.core.files import File
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from langnghe.audit import journal
from langnghe.cases.attachments import Kept, keep
from langnghe.plan.models import Due, Evidence, Measure, MeasureValue, TaskExtension, TaskReport
from langnghe.privacy.door import admit_texts
from langnghe.registry.models import Officer
from langnghe.registry.roles import Right

WHOLE = 100
MAY_GRANT = (Right.MAKE_PLANS, Right.APPROVE_DECISIONS)


def report(
    due: Due,
    *,
    percent: int,
    done: str,
    obstacles: str = "",
    values: Mapping[int, Decimal] | None = None,
    files: Sequence[File] = (),
    by: Officer,
    on: dt.date | None = None,
) -> TaskReport:
    """A unit's word on one due; ``values``: what it counted, by the key of a measure entered by hand.

    Raises ValueError with a sentence for the user; PermissionError where the due is another unit's.
    """
    if due.unit_id != by.unit_id:
        raise PermissionError("Nhiệm vụ này của đơn vị khác.")
    if not 0 <= percent <= WHOLE:
        raise ValueError("Mức hoàn thành phải từ 0 đến 100.")
    if not done.strip():
        raise ValueError("Hãy ghi đã làm được gì; chưa làm thì ghi lý do.")
    kept = [keep(file) for file in files]
    told, in_the_way = admit_texts([done, obstacles])
    with transaction.atomic():
        due = Due.objects.select_for_update().select_related("task").get(pk=due.pk)
        if due.met_on:
            raise ValueError(
                "Kỳ này đã được báo cáo xong. Nếu cần bổ sung, hãy đề nghị cơ quan theo dõi trả lại báo cáo."
            )
        made = TaskReport.objects.create(
            due=due,
            percent=percent,
            done=told,
            obstacles=in_the_way,
            on=on or timezone.localdate(),
            made_by=by.username,
        )
        _enter_values(made, values or {})
        _enter_files(made, kept)
        _meet(made, due)
        detail = {"due": due.pk, "percent": percent, "late": made.on > due.on, "files": len(kept)}
        journal.record(by=by.username, verb="report task", what=f"task {due.task_id}", **detail)
    return made


def _enter_values(made: TaskReport, values: Mapping[int, Decimal]) -> None:
    own = Measure.objects.filter(task=made.due.task_id, source="", pk__in=values)
    MeasureValue.objects.bulk_create(
        MeasureValue(measure=measure, report=made, value=values[measure.pk])
        for measure in own
        if measure.entered_by_id in (None, made.due.unit_id)
    )


def _enter_files(made: TaskReport, kept: Sequence[Kept]) -> None:
    once = {each.sealed: each for each in kept}
    Evidence.objects.bulk_create(
        Evidence(
            report=made, sealed=k.sealed, sha256=k.sha256, name=k.name, format=k.format, size=k.size, scanned=k.scanned
        )
        for k in once.values()
    )


def _meet(made: TaskReport, due: Due) -> None:
    """The due itself; and with 100 % whatever else of a task with one result the unit owes: it is done."""
    met = Q(pk=due.pk) if due.kind == Due.Kind.PROGRESS or made.percent == WHOLE else Q(pk=None)
    if made.percent == WHOLE and _has_one_result(due):
        met |= Q(task=due.task_id, unit=due.unit_id)
    Due.objects.filter(met, met_on=None).update(met_by=made, met_on=made.on)


def _has_one_result(due: Due) -> bool:
    return Due.objects.filter(task=due.task_id, unit=due.unit_id, kind=Due.Kind.RESULT).count() == 1


@transaction.atomic
def return_report(made: TaskReport, *, why: str, by: Officer) -> TaskReport:
    """Send a report back for more; its dues are owed again.

    Raises ValueError with a sentence where no reason is given or it was returned before.
    """
    if not why.strip():
        raise ValueError("Hãy ghi cần bổ sung gì, để đơn vị biết mà làm tiếp.")
    made = TaskReport.objects.select_for_update().select_related("due").get(pk=made.pk)
    if made.state == TaskReport.State.RETURNED:
        raise ValueError("Báo cáo này đã được trả lại trước đó.")
    made.state, made.returned_why, made.returned_by = TaskReport.State.RETURNED, admit_texts([why])[0], by.username
    made.save(update_fields=["state", "returned_why", "returned_by"])
    Due.objects.filter(met_by=made).update(met_by=None, met_on=None)
    journal.record(by=by.username, verb="return task report", what=f"task {made.due.task_id}", report=made.pk)
    return made


@transaction.atomic
def ask_extension(due: Due, *, until: dt.date, reason: str, by: Officer) -> TaskExtension:
    """Ask for a later day.

    Raises ValueError with a sentence for the user; PermissionError where the due is another unit's.
    """
    if due.unit_id != by.unit_id:
        raise PermissionError("Nhiệm vụ này của đơn vị khác.")
    due = Due.objects.select_for_update().get(pk=due.pk)
    if due.met_on:
        raise ValueError("Kỳ này đã hoàn thành nên không cần gia hạn.")
    if until <= due.on:
        raise ValueError(f"Ngày xin gia hạn phải sau hạn hiện nay ({due.on:%d/%m/%Y}).")
    if not reason.strip():
        raise ValueError("Hãy ghi lý do xin gia hạn.")
    if due.extensions.filter(state=TaskExtension.State.ASKED).exists():
        raise ValueError("Đã có một đề nghị gia hạn đang chờ trả lời.")
    asked = TaskExtension.objects.create(due=due, until=until, reason=admit_texts([reason])[0], asked_by=by.username)
    journal.record(by=by.username, verb="ask task extension", what=f"task {due.task_id}", until=until.isoformat())
    return asked


@transaction.atomic
def answer_extension(asked: TaskExtension, *, grant: bool, reason: str, by: Officer) -> TaskExtension:
    """Grant a later day or refuse it, with a reason; never one's own request.

    Raises ValueError with a sentence for the user.
    """
    if not reason.strip():
        raise ValueError("Hãy ghi lý do đồng ý hoặc không đồng ý.")
    asked = TaskExtension.objects.select_for_update().select_related("due").get(pk=asked.pk)
    if asked.state != TaskExtension.State.ASKED:
        raise ValueError("Đề nghị này đã được trả lời.")
    if asked.asked_by == by.username:
        raise ValueError("Người đề nghị không tự đồng ý gia hạn cho mình.")
    asked.state = TaskExtension.State.GRANTED if grant else TaskExtension.State.REFUSED
    asked.answer, asked.answered_by, asked.answered_at = admit_texts([reason])[0], by.username, timezone.now()
    asked.save(update_fields=["state", "answer", "answered_by", "answered_at"])
    if grant:
        Due.objects.filter(pk=asked.due_id).update(on=asked.until)
    verb = "grant task extension" if grant else "refuse task extension"
    journal.record(by=by.username, verb=verb, what=f"task {asked.due.task_id}", until=asked.until.isoformat())
    return asked


@transaction.atomic
def set_source(measure: Measure, *, source: str = "", entered_by: int | None = None, by: Officer) -> None:
    """Say where a measure's value comes from: a query of this site, or a unit that enters it by hand."""
    measure.source, measure.entered_by_id = source, None if source else entered_by
    measure.save(update_fields=["source", "entered_by"])
    journal.record(by=by.username, verb="set measure source", what=f"task {measure.task_id}", source=source)
