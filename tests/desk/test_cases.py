"""The inbox of cases and the rooms beside it: filters, moves of many, routing bench, root problems, outcomes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from langnghe.cases.actions import perform
from langnghe.cases.models import AnswerTemplate, Case, Lesson, Problem, Route
from langnghe.cases.routing import propose_lesson
from langnghe.registry.models import Officer, Unit
from tests.cases.conftest import a_case, commune, people  # noqa: F401 (fixtures)
from tests.conftest import signed_in

CaseMaker = Callable[..., Case]
People = dict[str, Officer]
ROAD, WASTE = "Đường liên thôn nhiều ổ gà, đề nghị sửa.", "Rác ở chợ ba tuần không thu gom."


@pytest.fixture(autouse=True)
def today() -> object:
    with time_machine.travel(dt.datetime(2026, 11, 20, 2, tzinfo=dt.UTC), tick=False):
        yield


@pytest.fixture
def desk(people: People) -> Client:  # noqa: F811
    return signed_in(people["commune"])


@pytest.fixture
def clerk_desk(people: People) -> Client:  # noqa: F811
    return signed_in(people["clerk"])


def text(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def codes(page: str, *cases: Case) -> list[bool]:
    return [case.code in page for case in cases]


def test_words_without_marks_find_a_case(desk: Client, a_case: CaseMaker) -> None:  # noqa: F811
    road, waste = a_case("phan_anh", ROAD), a_case("phan_anh", WASTE)
    assert codes(text(desk, "/vu-viec/?tim=duong+lien+thon"), road, waste) == [True, False]


def test_filters_stand_in_the_address(desk: Client, a_case: CaseMaker) -> None:  # noqa: F811
    complaint, feedback = a_case("khieu_nai"), a_case("phan_anh", ROAD, received_on=dt.date(2026, 11, 16))
    assert codes(text(desk, "/vu-viec/?loai=khieu_nai"), complaint, feedback) == [True, False]
    assert codes(text(desk, "/vu-viec/?tu=20/11/2026"), complaint, feedback) == [False, True]
    assert codes(text(desk, "/vu-viec/?dia-ban=binh+khe"), complaint, feedback) == [True, True]
    assert codes(text(desk, "/vu-viec/?trang-thai=closed"), complaint, feedback) == [False, False]


def test_an_unclear_place_is_said_and_passed_over(desk: Client, a_case: CaseMaker) -> None:  # noqa: F811
    case = a_case("phan_anh", ROAD)
    page = text(desk, "/vu-viec/?dia-ban=khong+dau+ca")
    assert "Không tìm thấy đơn vị này" in page
    assert case.code in page


def test_a_filter_is_kept_under_a_name_and_dropped(desk: Client, people: People) -> None:  # noqa: F811
    desk.post("/vu-viec/bo-loc/", {"name": "Khiếu nại", "query": "muc=unit&loai=khieu_nai&sau=2026-11-20.7"})
    kept = people["commune"].filters.get()
    assert kept.query == "muc=unit&loai=khieu_nai"
    assert "Khiếu nại" in text(desk, "/vu-viec/")
    signed_in(people["leader"]).post("/vu-viec/bo-loc/", {"drop": kept.pk})
    assert people["commune"].filters.exists()
    desk.post("/vu-viec/bo-loc/", {"drop": kept.pk})
    assert not people["commune"].filters.exists()


def test_many_move_only_after_it_was_said_what_will_happen(
    desk: Client,
    people: People,  # noqa: F811
    a_case: CaseMaker,  # noqa: F811
) -> None:
    one, two = a_case("phan_anh", ROAD), a_case("phan_anh", WASTE)
    sent = {"move": "take", "vu-viec": [one.pk, two.pk], "to": people["commune"].pk}
    page = desk.post("/vu-viec/hang-loat/", sent).content.decode()
    assert 'name="confirmed"' in page
    assert not Case.objects.filter(officer=people["commune"]).exists()
    desk.post("/vu-viec/hang-loat/", {**sent, "confirmed": "1"})
    assert Case.objects.filter(officer=people["commune"]).count() == 2


def test_what_cannot_move_stays_and_says_why(desk: Client, people: People, a_case: CaseMaker) -> None:  # noqa: F811
    moves, closed = a_case("phan_anh", ROAD), a_case("phan_anh", WASTE)
    perform(case=closed.pk, act="guide", by=people["commune"], body="Phòng Quản lý đô thị")
    department = Unit.objects.get(code="LG-50")
    sent = {"move": "assign", "vu-viec": [moves.pk, closed.pk], "to": "LG-50"}
    assert "đã kết thúc" in desk.post("/vu-viec/hang-loat/", sent).content.decode()
    desk.post("/vu-viec/hang-loat/", {**sent, "confirmed": "1"})
    assert list(Case.objects.filter(unit=department)) == [moves]


def test_the_list_asks_at_most_twelve_times(
    desk: Client,
    a_case: CaseMaker,  # noqa: F811
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(3):
        a_case("phan_anh", f"{ROAD} Lần {number}.")
    with django_assert_max_num_queries(6):
        text(desk, "/vu-viec/")


def test_the_bench_says_where_a_matter_would_go_and_why(clerk_desk: Client) -> None:
    Route.objects.create(sector="GT", lead=Unit.objects.get(code="LG-50"), basis="Quyết định 12", made_by="x")
    page = text(clerk_desk, "/phan-cong/?thu=1&text=%C4%90%C6%B0%E1%BB%9Dng+nhi%E1%BB%81u+%E1%BB%95+g%C3%A0")
    assert "Căn cứ: Quyết định 12" in page
    assert "Giao thông" in page


def test_a_row_is_written_and_taken_out_of_use(clerk_desk: Client) -> None:
    clerk_desk.post("/phan-cong/", {"sector": "MT", "lead": "LG-50", "basis": "Quyết định 9"})
    row = Route.objects.get()
    clerk_desk.post(f"/phan-cong/{row.pk}/", {})
    row.refresh_from_db()
    assert (row.sector, row.lead and row.lead.code, row.active) == ("MT", "LG-50", False)
    assert "Hãy chọn đơn vị chủ trì" in clerk_desk.post("/phan-cong/", {"sector": "MT"}).content.decode()


def test_what_returned_cases_teach_is_accepted_by_a_person(
    clerk_desk: Client,
    a_case: CaseMaker,  # noqa: F811
    commune: Unit,  # noqa: F811
) -> None:
    case = a_case("phan_anh", ROAD)
    case.sector = "XD"
    lesson = propose_lesson(case, wrong=commune, right=Unit.objects.get(code="LG-50"))
    assert lesson is not None
    assert "Sở Xây dựng" in text(clerk_desk, "/phan-cong/")
    clerk_desk.post(f"/phan-cong/de-xuat/{lesson.pk}/", {"act": "accept"})
    assert Route.objects.get().lead == Unit.objects.get(code="LG-50")
    assert Lesson.objects.get().state == "accepted"


def test_a_ready_text_is_of_its_unit(desk: Client, people: People, a_case: CaseMaker) -> None:  # noqa: F811
    desk.post("/mau-tra-loi/", {"name": "Đường hỏng", "text": "UBND xã đã tiếp nhận, gọi 0912345678.", "topic": ""})
    row = AnswerTemplate.objects.get()
    assert "0912345678" not in row.text
    assert f"mau={row.pk}" in text(desk, f"/vu-viec/{a_case('phan_anh', ROAD).code}/?buoc=answer")
    people["department"].unit = Unit.objects.get(code="LG-50")
    people["department"].save()
    assert signed_in(people["department"]).post(f"/mau-tra-loi/{row.pk}/", {"drop": "1"}).status_code == 404


def test_a_root_problem_counts_how_often_it_was_raised(
    people: People,  # noqa: F811
    a_case: CaseMaker,  # noqa: F811
    desk: Client,
) -> None:
    supervisor = signed_in(people["leader"])
    supervisor.post("/van-de-goc/moi/", {"title": "Đường liên thôn xuống cấp", "owner": "LG-50", "area": "LG-01"})
    problem = Problem.objects.get()
    one, two = a_case("phan_anh", ROAD), a_case("phan_anh", f"{ROAD} Xin hỏi bao giờ.")
    for case in (one, two):
        supervisor.post(f"/van-de-goc/{problem.pk}/", {"act": "join", "key": case.pk})
    assert "Đã phản ánh 2 lần từ tháng 11/2026" in text(desk, f"/van-de-goc/{problem.pk}/")
    assert problem.title in text(desk, f"/vu-viec/{one.code}/")
    assert desk.get("/van-de-goc/moi/").status_code == 403


def test_really_done_stands_beside_every_other_outcome(
    desk: Client,
    people: People,  # noqa: F811
    a_case: CaseMaker,  # noqa: F811
) -> None:
    for words in (ROAD, WASTE):
        perform(
            case=a_case("phan_anh", words).pk, act="answer", by=people["commune"], outcome="explained", answer="Đã rõ."
        )
    page = text(desk, "/ket-qua/")
    assert "0 %" in page
    assert "Đã giải thích" in page
    assert "Đã làm xong" in page
    assert "cb-commune" not in page.split("<main")[1]


def test_the_topic_of_one_case_is_changed_from_its_page(desk: Client, a_case: CaseMaker) -> None:  # noqa: F811
    case = a_case("phan_anh", ROAD)
    sent = {"move": "topic", "vu-viec": case.pk, "to": "gt.duong_xuong_cap", "confirmed": "1"}
    desk.post("/vu-viec/hang-loat/", sent)
    case.refresh_from_db()
    assert (case.topic, case.sector) == ("gt.duong_xuong_cap", "GT")
