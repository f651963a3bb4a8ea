"""The page of one case: its acts, drafts, notes, two officers at once, files, the second level."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from langnghe.cases.actions import approve, perform
from langnghe.cases.models import Case, Draft, Fellow, Mention
from langnghe.cases.sharing import may_complain_again_until
from langnghe.registry.models import Officer, Unit
from tests.cases.conftest import a_case, commune, people  # noqa: F401 (fixtures)
from tests.conftest import signed_in
from tests.samples import docx_of

CaseMaker = Callable[..., Case]
People = dict[str, Officer]


@pytest.fixture(autouse=True)
def today() -> object:
    with time_machine.travel(dt.datetime(2026, 11, 20, 2, tzinfo=dt.UTC), tick=False):
        yield


@pytest.fixture
def worker(people: People) -> Client:  # noqa: F811
    return signed_in(people["commune"])


def page(client: Client, case: Case, query: str = "") -> str:
    answer = client.get(f"/vu-viec/{case.code}/{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def act(client: Client, case: Case, key: str, **fields: object) -> str:
    answer = client.post(f"/vu-viec/{case.code}/buoc/{key}/", fields, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_case_shows_what_may_be_done_and_why_it_is_due(worker: Client, a_case: CaseMaker) -> None:  # noqa: F811
    case = a_case("khieu_nai")
    shown = page(worker, case)
    assert case.text in shown
    assert "?buoc=accept" in shown
    clock = case.clocks.get()
    assert "Luật Khiếu nại" not in shown
    assert "Luật Khiếu nại" in page(worker, case, f"?vi-sao={clock.pk}")


def test_how_many_others_have_met_it_is_said_where_somebody_has(worker: Client, a_case: CaseMaker) -> None:  # noqa: F811
    case = a_case("khieu_nai")
    assert "cũng gặp việc này" not in page(worker, case)
    Fellow.objects.create(case=case, people=3)
    assert "<b>3</b> người khác cũng gặp việc này" in page(worker, case)


def test_a_draft_goes_to_the_leader_and_comes_back_approved(
    worker: Client,
    people: People,  # noqa: F811
    a_case: CaseMaker,  # noqa: F811
) -> None:
    case = a_case("khieu_nai")
    act(worker, case, "accept")
    draft = Draft.objects.get()
    leader = signed_in(people["leader"])
    assert 'value="approve"' in page(leader, case)
    assert 'value="approve"' not in page(worker, case)
    leader.post(f"/vu-viec/{case.code}/du-thao/{draft.pk}/", {"act": "approve"})
    case.refresh_from_db()
    assert case.state == "accepted"


def test_reasons_of_the_law_stand_with_their_article(worker: Client, a_case: CaseMaker) -> None:  # noqa: F811
    shown = page(worker, a_case("khieu_nai"), "?buoc=refuse")
    assert "het_thoi_hieu" in shown
    assert "Điều 11" in shown


def test_who_comes_second_sees_what_changed_and_loses_nothing(
    worker: Client,
    people: People,  # noqa: F811
    a_case: CaseMaker,  # noqa: F811
) -> None:
    case = a_case("phan_anh")
    perform(case=case.pk, act="accept", by=people["commune"])
    shown = act(
        worker, case, "return", version=1, seen=1, note="Việc này của phường bên cạnh, đã trao đổi qua điện thoại."
    )
    assert "đã trao đổi qua điện thoại" in shown
    assert "Thụ lý → Đang giải quyết" in shown
    assert f"/vu-viec/{case.code}/?vi-sao=" in shown  # links lead to the case, not to the address of the act
    assert 'name="version" value="2"' in shown
    case.refresh_from_db()
    assert case.state == "accepted"


def test_what_is_missing_is_said_and_what_was_typed_stays(worker: Client, a_case: CaseMaker) -> None:  # noqa: F811
    shown = act(worker, a_case("phan_anh"), "answer", version=1, outcome="done", answer="Đã vá xong đoạn đường.")
    assert "cần ảnh hoặc tài liệu chứng minh" in shown
    assert "Đã vá xong đoạn đường." in shown


def test_a_mention_waits_until_it_is_seen(
    worker: Client,
    people: People,  # noqa: F811
    a_case: CaseMaker,  # noqa: F811
) -> None:
    case = a_case("phan_anh")
    worker.post(f"/vu-viec/{case.code}/ghi-chu/", {"text": "Nhờ @cb-leader xem giúp, gọi 0912345678."})
    note = case.notes.get()
    assert "@cb-leader" in note.text
    assert "0912345678" not in note.text
    assert Mention.objects.get().seen is False
    page(signed_in(people["leader"]), case)
    assert Mention.objects.get().seen is True


def test_nobody_is_named_who_may_not_read_the_case(worker: Client, a_case: CaseMaker) -> None:  # noqa: F811
    case = a_case("to_cao")
    answer = worker.post(f"/vu-viec/{case.code}/ghi-chu/", {"text": "Hỏi @cb-clerk về việc này."})
    assert "Không nhắc được" in answer.content.decode()
    assert "Hỏi @cb-clerk về việc này." in answer.content.decode()
    assert not case.notes.exists()


def test_a_split_takes_as_many_rows_as_are_needed(worker: Client, a_case: CaseMaker) -> None:  # noqa: F811
    case = a_case("kien_nghi", "Đường hỏng. Rác không ai thu.")
    parts = {"part-kind": ["phan_anh", "phan_anh"], "part-text": ["Đường hỏng.", "Rác không ai thu."]}
    more = act(worker, case, "split", more="1", **parts)
    assert more.count('name="part-text"') == 3
    act(worker, case, "split", version=1, **parts)
    assert case.submission.cases.count() == 2
    assert "?buoc=unsplit" in page(worker, case)


def test_a_unit_that_only_co_operates_works_nothing(people: People, a_case: CaseMaker) -> None:  # noqa: F811
    case = a_case("phan_anh")
    other = Unit.objects.get(code="LG-02")
    worker = signed_in(people["commune"])
    worker.post(f"/vu-viec/{case.code}/phoi-hop/", {"unit": "tan son"})
    neighbour = Officer.objects.create_user(username="ben-canh", password="x", role="commune", unit=other)
    client = signed_in(neighbour)
    assert "?buoc=" not in page(client, case)
    assert client.post(f"/vu-viec/{case.code}/buoc/accept/").status_code == 403


def test_a_unit_is_named_in_any_spelling_and_asked_for_when_unclear(worker: Client, a_case: CaseMaker) -> None:  # noqa: F811
    case = a_case("phan_anh")
    assert "Có nhiều đơn vị như vậy" in act(worker, case, "assign", version=1, unit="xã")
    act(worker, case, "assign", version=1, unit="so xay dung")
    case.refresh_from_db()
    assert case.unit.code == "LG-50"
    assert "Sở Xây dựng · LG-50" in worker.get("/tim-don-vi/?unit=so+xay").content.decode()


def test_done_takes_its_proof_with_it(
    worker: Client,
    people: People,  # noqa: F811
    a_case: CaseMaker,  # noqa: F811
) -> None:
    case = a_case("phan_anh")
    perform(case=case.pk, act="accept", by=people["commune"])
    sent = SimpleUploadedFile("bien-ban.docx", docx_of("Biên bản nghiệm thu đoạn đường."))
    act(worker, case, "answer", outcome="done", answer="Đã vá xong đoạn đường.", files=sent)
    case.refresh_from_db()
    assert (case.state, case.outcome) == ("closed", "done")
    assert case.attachments.get().proof


def test_a_second_complaint_is_open_while_its_term_runs(
    worker: Client,
    people: People,  # noqa: F811
    a_case: CaseMaker,  # noqa: F811
) -> None:
    case = a_case("khieu_nai")
    _decided(case, people)
    assert may_complain_again_until(case) == dt.date(2026, 12, 21)  # 30 days from 20 November end on a Sunday
    worker.post(f"/vu-viec/{case.code}/lan-hai/", {"text": ""})
    second = Case.objects.get(previous=case)
    assert (second.kind, second.unit.code, second.submission) == ("khieu_nai_lan_hai", "LG", case.submission)
    assert second.received_on == dt.date(2026, 11, 20)
    assert may_complain_again_until(case) is None


def _decided(case: Case, people: People) -> None:  # noqa: F811
    for key, fields in (
        ("accept", {}),
        ("decide", {"finding": "wrong", "outcome": "explained", "answer": "Bác khiếu nại."}),
    ):
        draft = perform(case=case.pk, act=key, by=people["commune"], **fields)
        approve(draft=draft.pk, by=people["leader"])
    case.refresh_from_db()


def test_a_page_asks_at_most_twelve_times(
    worker: Client,
    a_case: CaseMaker,  # noqa: F811
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    case = a_case("phan_anh")
    page(worker, case)
    with django_assert_max_num_queries(12):
        page(worker, case)
