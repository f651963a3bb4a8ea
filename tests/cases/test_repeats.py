"""Known matters at intake: the same said again is found, in other words too; other places and denunciations are not."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from langnghe.cases.models import Case, Problem
from langnghe.cases.queries import visible_cases
from langnghe.cases.repeats import repeats_of
from langnghe.registry.models import Officer, Unit

CaseMaker = Callable[..., Case]
ON = dt.date(2026, 11, 20)
ROAD = "Đường ĐT.185 đoạn qua bản Nà Tòng nhiều ổ gà, đề nghị sửa chữa."
AGAIN = "duong DT.185 doan qua ban Na Tong nhieu o ga, de nghi sua chua"


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel(dt.datetime(2026, 11, 20, 2, tzinfo=dt.UTC), tick=False):
        yield


def test_the_same_without_marks_is_found(a_case: CaseMaker, commune: Unit) -> None:
    case = a_case("phan_anh", ROAD)
    a_case("phan_anh", "Chợ xã họp lấn lòng đường vào buổi sáng.")
    found = repeats_of(AGAIN, area=commune, topic="", on=ON)
    assert [(one.case, one.link) for one in found] == [(case, "repeat")]
    assert found[0].score > 0.8


def test_other_words_are_proposed(a_case: CaseMaker, commune: Unit) -> None:
    case = a_case("phan_anh", ROAD)
    for other in ("Chợ xã họp lấn lòng đường vào buổi sáng.", "Đề nghị sửa chữa nhà văn hóa thôn.", "Rác thải ứ đọng."):
        a_case("phan_anh", other)
    (found,) = repeats_of("Người dân Nà Tòng đi lại khổ vì ĐT.185 ổ gà chi chít", area=commune, topic="", on=ON)
    assert (found.case, found.link) == (case, "same-matter")


def test_another_place_is_another_matter(a_case: CaseMaker) -> None:
    a_case("phan_anh", ROAD)
    elsewhere = Unit.objects.filter(kind="phuong").first()
    assert repeats_of(AGAIN, area=elsewhere, topic="", on=ON) == []


def test_without_a_place_the_topic_must_be_the_same(a_case: CaseMaker) -> None:
    case = a_case("phan_anh", ROAD)
    Case.objects.filter(pk=case.pk).update(topic="GT01")
    assert [one.case for one in repeats_of(AGAIN, area=None, topic="GT01", on=ON)] == [case]
    assert repeats_of(AGAIN, area=None, topic="DD01", on=ON) == []
    assert repeats_of(AGAIN, area=None, topic="", on=ON) == []
    assert repeats_of("  ", area=case.area, topic="", on=ON) == []


def test_denunciations_are_never_shown(a_case: CaseMaker, commune: Unit) -> None:
    a_case("to_cao", ROAD)
    assert repeats_of(AGAIN, area=commune, topic="", on=ON) == []


def test_merged_and_long_closed_ones_are_not(a_case: CaseMaker, commune: Unit) -> None:
    case, other = a_case("phan_anh", ROAD), a_case("kien_nghi", "Việc khác hẳn về chợ xã.")
    Case.objects.filter(pk=case.pk).update(is_open=False, closed_on=dt.date(2026, 11, 10))
    assert len(repeats_of(AGAIN, area=commune, topic="", on=ON)) == 1
    assert repeats_of(AGAIN, area=commune, topic="", on=dt.date(2027, 11, 10)) == []
    Case.objects.filter(pk=case.pk).update(merged_into=other)
    assert repeats_of(AGAIN, area=commune, topic="", on=ON) == []


def test_the_problem_comes_with_its_case_and_alone(a_case: CaseMaker, commune: Unit) -> None:
    problem = Problem.objects.create(title=ROAD, owner=commune, area=commune, made_by="x")
    case = a_case("phan_anh", ROAD)
    Case.objects.filter(pk=case.pk).update(problem=problem)
    found = repeats_of(AGAIN, area=commune, topic="", on=ON)
    assert {(one.case, one.problem) for one in found} == {(case, problem), (None, problem)}


def test_only_among_cases_one_may_see_and_not_the_case_itself(
    a_case: CaseMaker, commune: Unit, people: dict[str, Officer]
) -> None:
    case = a_case("phan_anh", ROAD)
    assert repeats_of(ROAD, area=commune, topic="", on=ON, among=visible_cases(people["auditor"])) == []
    assert len(repeats_of(ROAD, area=commune, topic="", on=ON, among=visible_cases(people["commune"]))) == 1
    assert repeats_of(ROAD, area=commune, topic="", on=ON, without=case.pk) == []


def test_four_queries(a_case: CaseMaker, commune: Unit) -> None:
    for _ in range(4):
        a_case("phan_anh", ROAD)
    with CaptureQueriesContext(connection) as asked:
        assert len(repeats_of(AGAIN, area=commune, topic="", on=ON)) == 4
    assert len(asked) <= 4
