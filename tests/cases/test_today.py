"""«Hôm nay của tôi»: which list a case stands in, for whom, and how few questions the database is asked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from langnghe.cases import conversation, data_requests
from langnghe.cases.actions import perform
from langnghe.cases.models import Case, Duty, Event, Meeting, Mention, Note, Opening
from langnghe.cases.today import SHOWN, today_of
from langnghe.registry.models import Officer, Unit

CaseMaker = Callable[..., Case]
People = dict[str, Officer]
ON = dt.date(2026, 11, 12)  # the day a complaint received on the 2nd must be accepted by


@pytest.fixture(autouse=True)
def today() -> object:
    with time_machine.travel(dt.datetime(2026, 11, 12, 2, tzinfo=dt.UTC), tick=False):
        yield


def codes(listed: object) -> list[str]:
    return [row.code for row in listed.rows]  # type: ignore[attr-defined]


def test_each_case_stands_in_the_list_of_its_due_day(a_case: CaseMaker, people: People) -> None:
    case = a_case("khieu_nai")
    for days, name in ((1, "overdue"), (0, "due_today"), (-1, "due_soon"), (-7, "due_soon")):
        found = today_of(people["commune"], ON + dt.timedelta(days))
        due = {key: codes(found.lists()[key]) for key in ("overdue", "due_today", "due_soon", "warned")}
        assert due == {key: [case.code] if key == name else [] for key in due}
    assert codes(found.new) == [case.code]


def test_a_long_term_is_listed_once_it_was_warned_of(a_case: CaseMaker, people: People) -> None:
    case = a_case("khieu_nai")
    Case.objects.filter(pk=case.pk).update(due_on=ON + dt.timedelta(30), warned=80)
    assert codes(today_of(people["commune"], ON).warned) == [case.code]


def test_a_promise_is_listed_when_its_day_comes(a_case: CaseMaker, people: People) -> None:
    case = a_case("phan_anh")
    Case.objects.filter(pk=case.pk).update(state="promised", promised_on=ON - dt.timedelta(1), due_on=None)
    assert codes(today_of(people["commune"], ON).promised) == [case.code]


def test_a_case_given_to_another_is_not_mine_but_the_leader_sees_it(a_case: CaseMaker, people: People) -> None:
    case = a_case("khieu_nai")
    perform(case=case.pk, act="take", by=people["commune"], officer=people["department"].pk)
    assert today_of(people["commune"], ON).due_today.total == 0
    assert today_of(people["department"], ON).due_today.total == 1
    assert today_of(people["leader"], ON).due_today.total == 1


def test_denunciations_show_to_those_who_may_read_them_only(a_case: CaseMaker, people: People) -> None:
    a_case("to_cao")
    assert today_of(people["commune"], ON).new.total == 1
    assert today_of(people["clerk"], ON).new.total == 0
    assert today_of(people["front"], ON + dt.timedelta(60)).below.total == 0


def test_what_is_late_below_goes_up(a_case: CaseMaker, people: People, province: Unit) -> None:
    case = a_case("khieu_nai")
    people["leader"].unit = province
    later = ON + dt.timedelta(1)
    assert codes(today_of(people["leader"], later).below) == [case.code]
    assert today_of(people["leader"], ON).below.total == 0
    people["leader"].unit = Unit.objects.filter(kind="so").first()
    assert today_of(people["leader"], later).below.total == 0


def test_drafts_wait_for_the_leader_and_never_for_their_drafter(a_case: CaseMaker, people: People) -> None:
    perform(case=a_case("khieu_nai").pk, act="accept", by=people["commune"])
    assert today_of(people["leader"], ON).drafts.total == 1
    assert today_of(people["commune"], ON).drafts.total == 0


def test_mentions_meetings_and_duties_of_the_day(a_case: CaseMaker, people: People, commune: Unit) -> None:
    note = Note.objects.create(case=a_case(), text="Xem giúp", by="cb-leader")
    Mention.objects.create(note=note, officer=people["commune"])
    for on in (ON, ON + dt.timedelta(1)):
        Meeting.objects.create(kind="tiep_cong_dan", unit=commune, on=on, made_by="x")
        Duty.objects.create(unit=commune, held_by="Chủ tịch UBND xã", on=on, made_by="x")
    found = today_of(people["commune"], ON)
    assert (found.mentions.total, found.meetings.total, found.duties.total) == (1, 1, 1)
    Mention.objects.update(seen=True)
    assert today_of(people["commune"], ON).mentions.total == 0


def test_a_custodian_sees_requests_and_no_case(a_case: CaseMaker, people: People) -> None:
    Opening.objects.create(case=a_case(), reason="Xác minh", asked_by="cb-commune")
    found = today_of(people["custodian"], ON)
    assert {name for name, listed in found.lists().items() if listed.total} == {"openings"}
    assert today_of(people["auditor"], ON).is_empty


def test_a_sender_who_wrote_last_waits_for_an_answer(a_case: CaseMaker, people: People) -> None:
    case = a_case("phan_anh")
    first = conversation.say(case=case, text="Khi nào sửa xong cầu?")
    last = conversation.say(case=case, text="Cầu lại gãy thêm một nhịp.")
    assert [row.pk for row in today_of(people["commune"], ON).messages.rows] == [last.pk] != [first.pk]
    conversation.reply(case=case, text="Tuần sau sửa.", by=people["commune"])
    assert today_of(people["commune"], ON).messages.total == 0


def test_what_the_sender_calls_unsolved_is_told(a_case: CaseMaker, people: People) -> None:
    case = a_case("phan_anh")
    Case.objects.filter(pk=case.pk).update(state="closed", is_open=False, rating=2, closed_on=ON - dt.timedelta(3))
    assert list(today_of(people["commune"], ON).unsolved.rows) == [case]
    assert today_of(people["commune"], ON + dt.timedelta(60)).unsolved.total == 0
    Case.objects.filter(pk=case.pk).update(rating=5)
    assert today_of(people["commune"], ON).unsolved.total == 0
    Case.objects.filter(pk=case.pk).update(state="accepted", is_open=True, rating=None, closed_on=None)
    reopened = Event.objects.create(case=case, number=90, act="reopen", on=ON, by="", state="accepted")
    assert list(today_of(people["commune"], ON).unsolved.rows) == [case]
    Event.objects.create(case=case, number=reopened.number + 1, act="take", on=ON, by="x", state="accepted")
    assert today_of(people["commune"], ON).unsolved.total == 0


def test_a_request_about_data_waits_until_it_is_settled(a_case: CaseMaker, people: People) -> None:
    asked = data_requests.ask(submission=a_case("phan_anh").submission, kind="cung_cap")
    assert list(today_of(people["commune"], ON).requests.rows) == [asked]
    data_requests.settle(request=asked.pk, outcome="done", reason="Đã gửi bản sao.", by=people["commune"])
    assert today_of(people["commune"], ON).requests.total == 0


def test_lists_are_cut_and_their_totals_are_not(a_case: CaseMaker, people: People) -> None:
    for _ in range(SHOWN + 3):
        a_case("khieu_nai")
    found = today_of(people["commune"], ON).due_today
    assert (len(found.rows), found.total) == (SHOWN, SHOWN + 3)


@pytest.mark.parametrize("role", ["commune", "leader", "front", "custodian"])
def test_at_most_eleven_queries(a_case: CaseMaker, people: People, role: str) -> None:
    a_case("khieu_nai")
    perform(case=a_case("khieu_nai").pk, act="accept", by=people["commune"])
    with CaptureQueriesContext(
        connection,
    ) as asked:
        today_of(people[role], ON + dt.timedelta(1))
    assert len(asked) <= 11


def test_a_kept_question_is_asked_with_each_officers_and_days_own_values(a_case: CaseMaker, people: People) -> None:
    case = a_case("khieu_nai")
    Meeting.objects.create(kind="tiep_cong_dan", unit=people["commune"].unit, on=ON, made_by="x")
    first = today_of(people["commune"], ON)
    elsewhere = Unit.objects.create(code="XK", name="UBND xã Khác", kind="xa")
    stranger = Officer(pk=people["commune"].pk + 1000, username="khac", role="commune", unit=elsewhere)
    assert codes(first.due_today) == [case.code]
    assert first.meetings.total == 1
    assert today_of(stranger, ON).is_empty
    assert codes(today_of(people["commune"], ON + dt.timedelta(1)).overdue) == [case.code]
