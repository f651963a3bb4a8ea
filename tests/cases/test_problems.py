"""Root problems: many cases, one cause, one owner; counted, and solved only when shown to be."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from langnghe.audit.models import Entry
from langnghe.cases import problems
from langnghe.cases.models import Attachment, Case, Problem
from langnghe.registry.models import Officer, Unit

CaseMaker = Callable[..., Case]
People = dict[str, Officer]
PUMP = "Trạm bơm Đồng Trám hỏng máy số 2, hơn 30 ha lúa thôn Cầu Vực không có nước."


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel(dt.datetime(2026, 11, 20, 2, tzinfo=dt.UTC), tick=False):
        yield


@pytest.fixture
def problem(people: People, commune: Unit) -> Problem:
    return problems.open_problem(
        by=people["leader"], title="Trạm bơm Đồng Trám hỏng máy", cause="Máy cũ, thiếu vốn", owner=commune, area=commune
    )


def proof(case: Case, *, shows: bool = True) -> Attachment:
    return Attachment.objects.create(
        case=case, sha256="a" * 64, name="Ảnh 1.jpg", format="jpg", size=10, proof=shows, made_by="cb-commune"
    )


def test_raised_so_often_since(a_case: CaseMaker, people: People, problem: Problem) -> None:
    for month in (3, 3, 7, 11):
        case = a_case("phan_anh", PUMP, received_on=dt.date(2026, month, 2), people=2)
        problems.join(problem=problem.pk, case=case.pk, by=people["commune"])
    figures = problems.figures_of(problem)
    assert (figures.times, figures.people, figures.months, figures.open_cases) == (4, 8, 3, 4)
    assert figures.sentence() == "Đã phản ánh 4 lần từ tháng 3/2026."
    listed = problems.problems().get()
    assert (listed.times, listed.since, listed.last) == (4, dt.date(2026, 3, 2), dt.date(2026, 11, 2))  # type: ignore[attr-defined]


def test_each_step_is_in_the_journal(a_case: CaseMaker, people: People, problem: Problem) -> None:
    case = a_case("phan_anh", PUMP)
    problems.join(problem=problem.pk, case=case.pk, by=people["commune"])
    problems.join(problem=problem.pk, case=case.pk, by=people["commune"])
    problems.leave(case=case.pk, by=people["commune"])
    verbs = list(Entry.objects.filter(what=f"problem {problem.pk}").order_by("number").values_list("verb", flat=True))
    assert verbs == ["open problem", "join problem", "leave problem"]
    assert problems.figures_of(problem).sentence() == "Chưa có vụ việc nào."


def test_a_case_shows_one_problem(a_case: CaseMaker, people: People, problem: Problem, commune: Unit) -> None:
    case = a_case("phan_anh", PUMP)
    other = problems.open_problem(by=people["leader"], title="Việc khác", owner=commune, cases=[case.pk])
    assert other.cases.count() == 1
    with pytest.raises(ValueError, match="vấn đề gốc khác"):
        problems.join(problem=problem.pk, case=case.pk, by=people["commune"])


def test_a_denunciation_joins_nothing(a_case: CaseMaker, people: People, problem: Problem) -> None:
    with pytest.raises(ValueError, match="bí mật"):
        problems.join(problem=problem.pk, case=a_case("to_cao").pk, by=people["commune"])


def test_solved_needs_a_proof_of_its_own_case(a_case: CaseMaker, people: People, problem: Problem) -> None:
    case, other = a_case("phan_anh", PUMP), a_case("phan_anh")
    problems.join(problem=problem.pk, case=case.pk, by=people["commune"])
    for wrong in (0, proof(other).pk, proof(case, shows=False).pk):
        with pytest.raises(ValueError, match="chứng minh"):
            problems.solve(problem=problem.pk, proof=wrong, by=people["leader"])
    solved = problems.solve(problem=problem.pk, proof=proof(case).pk, by=people["leader"])
    assert (solved.state, solved.solved_on) == ("solved", dt.date(2026, 11, 20))
    assert not problems.problems().exists()
    assert problems.problems(open_only=False).count() == 1


def test_an_open_promise_keeps_it_open(a_case: CaseMaker, people: People, problem: Problem) -> None:
    case = a_case("phan_anh", PUMP)
    problems.join(problem=problem.pk, case=case.pk, by=people["commune"])
    Case.objects.filter(pk=case.pk).update(state="promised")
    with pytest.raises(ValueError, match="1 vụ việc đang thực hiện cam kết"):
        problems.solve(problem=problem.pk, proof=proof(case).pk, by=people["leader"])


def test_raised_again_it_is_open_again(a_case: CaseMaker, people: People, problem: Problem) -> None:
    first, again = a_case("phan_anh", PUMP), a_case("phan_anh", PUMP)
    problems.join(problem=problem.pk, case=first.pk, by=people["commune"])
    problems.solve(problem=problem.pk, proof=proof(first).pk, by=people["leader"])
    reopened = problems.join(problem=problem.pk, case=again.pk, by=people["commune"])
    assert (reopened.state, reopened.solved_on, reopened.proof) == ("open", None, None)
    assert Entry.objects.filter(verb="reopen problem").count() == 1


def test_the_database_keeps_solved_and_proof_together(problem: Problem) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Problem.objects.filter(pk=problem.pk).update(state="solved")


def test_who_may_not(a_case: CaseMaker, people: People, problem: Problem, commune: Unit) -> None:
    case = a_case("phan_anh", PUMP)
    for role in ("commune", "reception", "custodian", "auditor", "administrator"):
        with pytest.raises(PermissionDenied):
            problems.open_problem(by=people[role], title="Việc", owner=commune)
        with pytest.raises(PermissionDenied):
            problems.solve(problem=problem.pk, proof=1, by=people[role])
    for role in ("custodian", "auditor", "administrator"):
        with pytest.raises(PermissionDenied):
            problems.join(problem=problem.pk, case=case.pk, by=people[role])
    people["commune"].unit = Unit.objects.filter(kind="so").first()
    with pytest.raises(PermissionDenied):
        problems.join(problem=problem.pk, case=case.pk, by=people["commune"])


def test_names_stay_at_the_door(people: People, commune: Unit) -> None:
    made = problems.open_problem(by=people["leader"], title="Việc của ông Nguyễn Văn Tèo 0912345678", owner=commune)
    assert "0912345678" not in made.title


def test_a_promised_day(people: People, problem: Problem) -> None:
    day = dt.date(2026, 12, 31)
    assert problems.promise(problem=problem.pk, promised_on=day, by=people["leader"]).promised_on == day
    with pytest.raises(ValueError, match="đã qua"):
        problems.promise(problem=problem.pk, promised_on=dt.date(2026, 11, 1), by=people["leader"])


def test_like_cases_are_suggested_and_only_those_one_may_see(
    a_case: CaseMaker, people: People, problem: Problem
) -> None:
    like = a_case("phan_anh", PUMP)
    a_case("phan_anh", "Chợ xã họp lấn lòng đường vào buổi sáng.")
    assert [found.case for found in problems.suggestions_for(problem, people["leader"])] == [like]
    problems.join(problem=problem.pk, case=like.pk, by=people["commune"])
    assert problems.suggestions_for(problem, people["leader"]) == []
    assert problems.suggestions_for(problem, people["auditor"]) == []
