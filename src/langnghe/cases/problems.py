"""Root problems: one cause behind many cases over many periods, one owner, solved only when shown to be.

"Answered" is not "solved": a problem counts how often it was raised and since when, closes with a proof only, and opens
again by itself when somebody raises it anew.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count, Max, Min, Q, QuerySet, Sum
from django.db.models.functions import TruncMonth
from django.utils import timezone

from langnghe.audit import journal
from langnghe.cases.models import Attachment, Case, Problem
from langnghe.cases.queries import visible_cases
from langnghe.cases.repeats import COMPARED, Candidate, repeats_of
from langnghe.privacy import door
from langnghe.registry.models import Officer, Unit
from langnghe.registry.roles import Right

MAY_JOIN = (Right.SUPERVISE, Right.RECEIVE, Right.WORK_CASES, Right.ASSIGN)


@dataclass(frozen=True, slots=True)
class Figures:
    """How often a problem was raised: every case is one time; people are those who signed, each time anew."""

    times: int
    people: int
    months: int  # different months in which it was raised
    since: dt.date | None
    last: dt.date | None
    open_cases: int
    really_done: int

    def sentence(self) -> str:
        """«Đã phản ánh 12 lần từ tháng 3/2026», as it stands beside the problem everywhere."""
        if self.since is None:
            return "Chưa có vụ việc nào."
        return f"Đã phản ánh {self.times} lần từ tháng {self.since.month}/{self.since.year}."


# --- changing ---------------------------------------------------------------------------------------------------


@transaction.atomic
def open_problem(
    *,
    by: Officer,
    title: str,
    owner: Unit,
    cause: str = "",
    topic: str = "",
    area: Unit | None = None,
    cases: Sequence[int] = (),
) -> Problem:
    """A problem with the cases that show it. Raises PermissionDenied, or ValueError with a sentence for the user."""
    if not by.may(Right.SUPERVISE):
        raise PermissionDenied
    if not title.strip():
        raise ValueError("Hãy đặt tên cho vấn đề gốc: một câu nói rõ việc gì, ở đâu.")
    if not owner.is_in_force(timezone.localdate()):
        raise ValueError(f"«{owner}» không còn hoạt động; hãy chọn đơn vị chịu trách nhiệm khác.")
    name, why = door.admit_texts([title.strip(), cause.strip()])
    problem = Problem.objects.create(
        title=name[:200], cause=why, owner=owner, topic=topic, area=area, made_by=by.username
    )
    journal.record(by=by.username, verb="open problem", what=f"problem {problem.pk}", owner=owner.code)
    for case in cases:
        join(problem=problem.pk, case=case, by=by)
    return problem


@transaction.atomic
def join(*, problem: int, case: int, by: Officer) -> Problem:
    """Say that a case shows this problem; one that was solved is open again.

    Raises PermissionDenied, or ValueError with a sentence for the user.
    """
    found = Problem.objects.select_for_update().get(pk=problem)
    joined = _seen_case(case, by)
    if joined.secret:
        raise ValueError("Vụ việc tố cáo không gộp vào vấn đề gốc để giữ bí mật.")
    if joined.problem_id == found.pk:
        return found
    if joined.problem_id:
        raise ValueError("Vụ việc đã thuộc một vấn đề gốc khác; hãy tách ra trước.")
    Case.objects.filter(pk=joined.pk).update(problem=found)
    journal.record(by=by.username, verb="join problem", what=f"problem {found.pk}", case=joined.code)
    if found.state == Problem.State.SOLVED:
        found.state, found.solved_on, found.proof = Problem.State.OPEN, None, None
        found.save(update_fields=["state", "solved_on", "proof"])
        journal.record(by=by.username, verb="reopen problem", what=f"problem {found.pk}", case=joined.code)
    return found


@transaction.atomic
def leave(*, case: int, by: Officer) -> Case:
    """Say that a case is another matter after all."""
    left = _seen_case(case, by)
    if left.problem_id is None:
        raise ValueError("Vụ việc này không thuộc vấn đề gốc nào.")
    problem, left.problem = left.problem_id, None
    Case.objects.filter(pk=left.pk).update(problem=None)
    journal.record(by=by.username, verb="leave problem", what=f"problem {problem}", case=left.code)
    return left


@transaction.atomic
def promise(*, problem: int, promised_on: dt.date, by: Officer) -> Problem:
    """The day for which its owner promises the solution."""
    found = _supervised(problem, by)
    if promised_on < timezone.localdate():
        raise ValueError(f"Ngày {promised_on:%d/%m/%Y} đã qua; hãy chọn ngày từ hôm nay.")
    found.promised_on = promised_on
    found.save(update_fields=["promised_on"])
    on = promised_on.isoformat()
    journal.record(by=by.username, verb="promise problem", what=f"problem {found.pk}", promised_on=on)
    return found


@transaction.atomic
def solve(*, problem: int, proof: int, by: Officer, on: dt.date | None = None) -> Problem:
    """Close a problem that is really solved: with a proof from one of its cases, and no promise left open.

    Raises PermissionDenied, or ValueError with a sentence for the user.
    """
    found = _supervised(problem, by)
    if found.state == Problem.State.SOLVED:
        raise ValueError("Vấn đề này đã được ghi là giải quyết xong.")
    shown = Attachment.objects.filter(pk=proof, proof=True, case__problem=found).first()
    if shown is None:
        raise ValueError("Cần ảnh hoặc tài liệu chứng minh, đã đánh dấu ở một vụ việc của chính vấn đề này.")
    promised = found.cases.filter(state="promised").count()
    if promised:
        raise ValueError(f"Còn {promised} vụ việc đang thực hiện cam kết; hãy kết thúc các vụ việc đó trước.")
    found.state, found.solved_on, found.proof = Problem.State.SOLVED, on or timezone.localdate(), shown
    found.save(update_fields=["state", "solved_on", "proof"])
    journal.record(by=by.username, verb="solve problem", what=f"problem {found.pk}", proof=shown.sha256)
    return found


def _supervised(problem: int, by: Officer) -> Problem:
    if not by.may(Right.SUPERVISE):
        raise PermissionDenied
    return Problem.objects.select_for_update().get(pk=problem)


def _seen_case(case: int, by: Officer) -> Case:
    """A case that the officer may see and say something about."""
    found = visible_cases(by).filter(pk=case).first()
    if found is None or not any(by.may(right) for right in MAY_JOIN):
        raise PermissionDenied
    return found


# --- asking -----------------------------------------------------------------------------------------------------


def problems(*, open_only: bool = True) -> QuerySet[Problem]:
    """Problems, the most often raised first; each with ``times``, ``since`` and ``last``."""
    found = Problem.objects.filter(state=Problem.State.OPEN) if open_only else Problem.objects.all()
    told = found.annotate(times=Count("cases"), since=Min("cases__received_on"), last=Max("cases__received_on"))
    return told.select_related("owner", "area").order_by("-times", "-pk")


def figures_of(problem: Problem) -> Figures:
    row = problem.cases.order_by().aggregate(
        times=Count("pk"),
        people=Sum("submission__people", default=0),
        months=Count(TruncMonth("received_on"), distinct=True),
        since=Min("received_on"),
        last=Max("received_on"),
        open_cases=Count("pk", filter=Q(is_open=True)),
        really_done=Count("pk", filter=Q(outcome="done")),
    )
    return Figures(**row)


def suggestions_for(problem: Problem, by: Officer, on: dt.date | None = None) -> list[Candidate]:
    """Cases that may show the problem too: of its place and topic, in like words, that the officer may see."""
    cases = visible_cases(by).filter(problem=None)
    if problem.topic and problem.area:
        cases = cases.filter(topic=problem.topic)
    text = f"{problem.title}. {problem.cause}".strip()
    found = repeats_of(
        text,
        area=problem.area,
        topic=problem.topic,
        on=on or timezone.localdate(),
        among=cases,
        most=COMPARED,
        thorough=True,
    )
    return [each for each in found if each.case]
