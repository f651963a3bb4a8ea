"""Following by the code: what is shown, what may be done, and that nobody else gets in."""

from __future__ import annotations

import datetime as dt
import json
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, RequestFactory
from django.utils import timezone
from django.utils.html import escape

from langnghe.audit import roots
from langnghe.audit.models import Entry, Root
from langnghe.cases import actions, clocks, conversation, receipts
from langnghe.cases.models import Case, DataRequest, Event, Fellow, Receipt, Submission
from langnghe.cases.registering import Item, register
from langnghe.portal.views.follow import follow
from langnghe.registry.models import Officer, Unit
from langnghe.registry.roles import Role
from tests.conftest import PASSWORD
from tests.portal.test_send import WORDS, answer, code_on, send

pytestmark = pytest.mark.django_db


@pytest.fixture
def worker(province: Unit) -> Officer:
    commune = Unit.objects.get(name="Xã Bình Khê")
    return Officer.objects.create_user("cb-xa", password=PASSWORD, role=Role.COMMUNE_OFFICER, unit=commune)


@pytest.fixture
def code(client: Client, worker: Officer) -> str:
    return send(client)


def opened(code: str, **network: str) -> Client:
    browser = Client(**network)  # type: ignore[arg-type]
    assert browser.post("/tra-cuu/", {"code": code}).headers["Location"] == "/tra-cuu/vu-viec/"
    return browser


def page(browser: Client) -> str:
    return browser.get("/tra-cuu/vu-viec/").content.decode()


def answered(worker: Officer) -> Case:
    case = Case.objects.get()
    actions.perform(
        case=case.pk, act="answer", by=worker, outcome="explained", answer="Xã sẽ sửa lan can cầu trong tháng này."
    )
    return case


def test_the_code_opens_where_it_is_who_answers_and_by_when(code: str) -> None:
    shown = page(opened(f"{code[:4]} {code[4:8]}-{code[8:]}"))
    case = Case.objects.get()
    assert case.due_on is not None
    reasons = [escape(line) for clock in case.clocks.all() for line in clocks.why(clock).explain().lines()]
    for said in ("Xã Bình Khê", f"{case.due_on:%d/%m/%Y}", "gãy lan can", *reasons):
        assert said in shown
    assert len(reasons) > 1
    assert "cb-xa" not in shown


def test_without_the_code_nothing_opens(client: Client, code: str) -> None:
    stranger = Client()
    assert stranger.get("/tra-cuu/vu-viec/").headers["Location"] == "/tra-cuu/"
    assert stranger.post("/tra-cuu/nhan-tin/", {"text": "x"}).headers["Location"] == "/tra-cuu/"
    stranger.cookies["theo-doi"] = "1:forged:signature"
    assert stranger.get("/tra-cuu/vu-viec/").headers["Location"] == "/tra-cuu/"
    assert stranger.post("/tra-cuu/", {"code": Submission.objects.get().code}).status_code == 422


def test_it_closes(code: str) -> None:
    browser = opened(code)
    browser.post("/tra-cuu/thoat/")
    assert browser.get("/tra-cuu/vu-viec/").headers["Location"] == "/tra-cuu/"


def test_words_go_both_ways_and_are_masked(code: str, worker: Officer) -> None:
    browser = opened(code)
    case = Case.objects.get()
    browser.post("/tra-cuu/nhan-tin/", {"case": case.code, "text": "Gọi tôi: 0912345678 nhé."})
    desk = Client()
    desk.force_login(worker)
    read = desk.get(f"/vu-viec/{case.code}/").content.decode()
    assert "Gọi tôi" in read
    assert "0912345678" not in read
    desk.post(f"/vu-viec/{case.code}/nhan-tin/", {"text": "Cho biết cầu ở đoạn nào?"})
    assert "Cho biết cầu ở đoạn nào?" in page(browser)


def test_an_officer_of_another_unit_writes_nothing(code: str, province: Unit) -> None:
    other = Officer.objects.create_user(
        "cb-khac", password=PASSWORD, role=Role.COMMUNE_OFFICER, unit=Unit.objects.get(name="Xã Tân Sơn")
    )
    desk = Client()
    desk.force_login(other)
    assert desk.post(f"/vu-viec/{Case.objects.get().code}/nhan-tin/", {"text": "x"}).status_code == 404


def test_whoever_came_to_the_reception_gets_a_code_once_and_follows(province: Unit, worker: Officer) -> None:
    clerk = Officer.objects.create_user("cb-tiep", password=PASSWORD, role=Role.RECEPTION_CLERK, unit=worker.unit)
    came = register(
        by="cb-tiep",
        unit=clerk.unit,
        channel="reception",
        received_on=timezone.localdate(),
        items=[Item("phan_anh", WORDS, area=clerk.unit)],
    )
    desk = Client()
    desk.force_login(clerk)
    found = re.search(r"\d{4} \d{4} \d{4} \d{4}", desk.post(f"/tiep-nhan/{came.code}/ma/").content.decode())
    assert found
    assert "gãy lan can" in page(opened(found[0]))
    assert desk.post(f"/tiep-nhan/{came.code}/ma/").status_code == 302
    assert Receipt.objects.count() == 1


def test_a_flood_of_messages_waits_for_the_unit(code: str, worker: Officer) -> None:
    case = Case.objects.get()
    for _ in range(conversation.MOST_WAITING):
        conversation.say(case=case, text="Đã có ai xem chưa?")
    with pytest.raises(ValueError, match="chờ cơ quan"):
        conversation.say(case=case, text="Đã có ai xem chưa?")
    conversation.reply(case=case, text="Đang xem.", by=worker)
    conversation.say(case=case, text="Cảm ơn.")


def test_rated_once_and_reopened_once_with_a_reason(code: str, worker: Officer) -> None:
    case = answered(worker)
    browser = opened(code)
    assert "sửa lan can" in page(browser)
    given = {"case": case.code, "solved": "0", "rating": "2", "note": "Chưa thấy ai đến."}
    assert browser.post("/tra-cuu/danh-gia/", given).status_code == 302
    case.refresh_from_db()
    assert case.rating == 2
    assert Event.objects.get(act="rate").detail["solved"] is False
    assert Event.objects.get(act="rate").by == "máy"
    assert browser.post("/tra-cuu/danh-gia/", given).status_code == 422  # once
    assert browser.post("/tra-cuu/mo-lai/", {"case": case.code, "note": ""}).status_code == 422
    assert browser.post("/tra-cuu/mo-lai/", {"case": case.code, "note": "Lan can vẫn gãy."}).status_code == 302
    case.refresh_from_db()
    assert (case.state, case.is_open) == ("accepted", True)
    answered(worker)
    assert browser.post("/tra-cuu/mo-lai/", {"case": case.code, "note": "Vẫn gãy."}).status_code == 422
    assert Event.objects.filter(act="reopen").count() == 1


def test_nothing_is_rated_before_the_answer_or_without_yes_or_no(code: str, worker: Officer) -> None:
    browser, case = opened(code), Case.objects.get()
    given = {"case": case.code, "solved": "1", "rating": "5"}
    assert browser.post("/tra-cuu/danh-gia/", given).status_code == 422
    answered(worker)
    assert browser.post("/tra-cuu/danh-gia/", {"case": case.code, "rating": "5"}).status_code == 422
    assert browser.post("/tra-cuu/danh-gia/", given | {"rating": "6"}).status_code == 422
    assert browser.post("/tra-cuu/danh-gia/", given).status_code == 302


def test_a_code_reaches_its_own_cases_only(client: Client, code: str, worker: Officer) -> None:
    case = answered(worker)
    other = Client()
    answer(other, photos=0)
    other.post("/gui/kiem-tra/", {})
    browser = opened(code_on(other.get("/gui/bien-nhan/").content.decode()))
    assert browser.post("/tra-cuu/mo-lai/", {"case": case.code, "note": "x"}).status_code == 404


def test_ones_data_are_asked_for_with_the_laws_terms(code: str, worker: Officer) -> None:
    browser = opened(code)
    for _ in range(2):
        browser.post("/tra-cuu/du-lieu/", {"kind": "xoa"})
    asked = DataRequest.objects.get()
    assert asked.due_on is not None
    assert asked.acknowledge_on is not None
    assert asked.due_on >= asked.asked_on + dt.timedelta(days=20)  # NĐ 356/2025/NĐ-CP
    assert asked.asked_on < asked.acknowledge_on < asked.due_on
    assert f"{asked.due_on:%d/%m/%Y}" in page(browser)
    desk = Client()
    desk.force_login(worker)
    address = f"/vu-viec/{Case.objects.get().code}/du-lieu/{asked.pk}/"
    for reason in ("", "Đã xóa."):  # nothing said; and a case that is open still needs what it holds
        desk.post(address, {"outcome": "done", "reason": reason})
        asked.refresh_from_db()
        assert not asked.outcome
    desk.post(address, {"outcome": "refused", "reason": "Vụ việc còn đang giải quyết."})
    assert "Vụ việc còn đang giải quyết." in page(browser)


@pytest.mark.engine  # how exactly tries are counted on each database: tests/registry/test_limits.py
def test_ten_thousand_wrong_codes(code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """None opens anything; after ten a network waits, and no more is looked up; who has the code still gets in."""
    looked_up = []
    monkeypatch.setattr("langnghe.cases.receipts.COST", 2)  # the slow hash is measured elsewhere
    Receipt.objects.update(code_hash=receipts.hash_of(code))
    find = receipts.find
    monkeypatch.setattr("langnghe.cases.receipts.find", lambda typed: looked_up.append(typed) or find(typed))
    known = opened(code, REMOTE_ADDR="203.0.113.7")
    robber = RequestFactory(REMOTE_ADDR="203.0.113.7")  # straight to the view: the middleware would cost a minute
    answers = [follow(robber.post("/tra-cuu/", {"code": f"{n:016}"})).status_code for n in range(10_000)]
    assert answers.count(422) == 10
    assert answers.count(429) == 9_990
    assert len(looked_up) == 11
    opened(code, REMOTE_ADDR="198.51.100.9")
    assert known.post("/tra-cuu/", {"code": code}).status_code == 302  # the same network, a browser that knows a code


def test_a_guess_is_slow_even_with_the_database_at_hand(code: str) -> None:
    import time

    began = time.perf_counter()
    for _ in range(10):
        receipts.hash_of("1234567812345678")
    assert (time.perf_counter() - began) / 10 > 0.003


# --- proof ------------------------------------------------------------------------------------------------------


def close_the_day() -> None:
    tomorrow = max(Entry.objects.values_list("at", flat=True)) + dt.timedelta(days=1)
    assert roots.close_days(tomorrow)


def checked(code: str, **files: SimpleUploadedFile) -> tuple[int, str]:
    answer = Client().post("/kiem-chung/", {"code": code, **files})
    return answer.status_code, answer.content.decode()


def test_the_receipt_is_in_the_days_root(code: str) -> None:
    assert 'data-intact="1"' in checked(code)[1]  # noted, its day not closed yet
    close_the_day()
    shown = checked(code)[1]
    assert 'data-intact="1"' in shown
    assert Root.objects.get().tree in shown


def test_a_text_changed_behind_the_journals_back_is_found(code: str) -> None:
    close_the_day()
    Submission.objects.update(text="Cầu vẫn tốt, cảm ơn chính quyền.")
    assert 'data-intact="0"' in checked(code)[1]


def test_a_line_changed_or_dropped_is_found(code: str) -> None:
    close_the_day()
    entry = Entry.objects.filter(verb="receipt")
    before = entry.get().detail
    entry.update(detail={"content": "0" * 64})
    assert 'data-intact="0"' in checked(code)[1]
    entry.update(detail=before)
    assert 'data-intact="1"' in checked(code)[1]
    entry.delete()
    assert 'data-intact="0"' in checked(code)[1]


def test_a_submission_dropped_whole_is_shown_by_the_file_that_was_kept(client: Client, worker: Officer) -> None:
    send(client)
    kept = client.get("/gui/bien-nhan/tep/").content
    assert json.loads(kept)["kind"] == "langnghe-receipt"
    assert 'data-intact="1"' in checked("", file=SimpleUploadedFile("b.json", kept))[1]
    Receipt.objects.all().delete()
    assert 'data-intact="0"' in checked("", file=SimpleUploadedFile("b.json", kept))[1]


def test_a_file_that_is_no_receipt(worker: Officer) -> None:
    for content in (b"no json", b"[]", b'{"kind": "langnghe-receipt", "number": "x"}'):
        assert checked("", file=SimpleUploadedFile("b.json", content))[0] == 422


def test_a_matter_that_was_split_still_has_its_proof(code: str, worker: Officer) -> None:
    parts = [{"kind": "phan_anh", "text": "Cầu gãy."}, {"kind": "kien_nghi", "text": "Xin làm cầu mới."}]
    actions.perform(case=Case.objects.get().pk, act="split", by=worker, parts=parts)
    close_the_day()
    assert 'data-intact="1"' in checked(code)[1]
    assert page(opened(code)).count('class="matter"') == 3  # two matters and one's data


def test_a_matter_that_was_joined_shows_the_one_answer(code: str, worker: Officer) -> None:
    mine = Case.objects.get()
    send(Client(), photos=0)
    first = Case.objects.exclude(pk=mine.pk).get()
    actions.perform(case=mine.pk, act="merge", by=worker, into=first.pk)
    actions.perform(case=first.pk, act="answer", by=worker, outcome="explained", answer="Đã sửa xong lan can.")
    shown = page(opened(code))
    assert "Đã sửa xong lan can." in shown
    assert first.code not in shown


# --- «Tôi cũng gặp» ------------------------------------------------------------------------------------------------


@pytest.fixture
def known_matter(code: str, worker: Officer, monkeypatch: pytest.MonkeyPatch) -> Case:
    """One that everybody may read."""
    case = answered(worker)
    monkeypatch.setattr("langnghe.cases.sending.published", lambda: Case.objects.filter(pk=case.pk))
    return case


def test_a_like_public_matter_is_offered_and_one_more_person_counted_once(known_matter: Case) -> None:
    browser = Client()
    answer(browser, photos=0)
    assert known_matter.code in browser.get("/gui/kiem-tra/").content.decode()
    for _ in range(3):
        assert browser.post("/gui/cung-gap/", {"case": known_matter.code}).status_code == 200
    assert Fellow.objects.get().people == 1
    Client().post("/gui/cung-gap/", {"case": known_matter.code})
    assert Fellow.objects.get().people == 2


def test_a_matter_that_nobody_released_is_neither_offered_nor_joined(code: str, worker: Officer) -> None:
    case = answered(worker)
    browser = Client()
    answer(browser, photos=0)
    assert case.code not in browser.get("/gui/kiem-tra/").content.decode()
    assert case.code not in browser.post("/gui/tuong-tu/", {"text": WORDS}).content.decode()
    assert browser.post("/gui/cung-gap/", {"case": case.code}).status_code == 404
    assert not Fellow.objects.exists()
