"""Warnings and letters: once each, in working time, nothing told but codes and days, whatever dies in between."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Iterator
from smtplib import SMTPDataError, SMTPServerDisconnected

import pytest
import time_machine
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend

from langnghe.cases import hours, letters
from langnghe.cases.hours import at_work, work_morning
from langnghe.cases.models import Case, Clock, Letter, Reminder
from langnghe.cases.reminders import late_promises, remind
from langnghe.cases.today import conditions
from langnghe.law.calendar import VIETNAM
from langnghe.registry.models import CalendarDay, Officer, Unit

CaseMaker = Callable[..., Case]
People = dict[str, Officer]


def at(day: int, hour: int = 9, minute: int = 0, month: int = 11) -> dt.datetime:
    return dt.datetime(2026, month, day, hour, minute, tzinfo=VIETNAM)


@pytest.fixture(autouse=True)
def registered_on_the_second() -> Iterator[None]:
    with time_machine.travel(at(2), tick=False):
        yield


@pytest.fixture(autouse=True)
def addresses(commune: Unit) -> None:
    Unit.objects.filter(pk=commune.pk).update(email="xa@lam-giang.example")
    Unit.objects.filter(pk=commune.parent_id).update(email="tinh@lam-giang.example")


def told() -> list[tuple[int, str]]:
    return list(Reminder.objects.order_by("pk").values_list("share", "to"))


# --- working time -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "now, works",
    [
        (at(5, 7, 29), False),
        (at(5, 7, 30), True),
        (at(5, 11, 29), True),
        (at(5, 11, 30), False),
        (at(5, 13, 30), True),
        (at(5, 17, 0), False),
        (at(5, 23, 0), False),
        (at(7, 9), False),  # Saturday
        (at(2, 9, month=9), False),  # National Day
        (dt.datetime(2027, 2, 8, 9, tzinfo=VIETNAM), False),  # Tết
    ],
)
def test_working_time(now: dt.datetime, works: bool) -> None:
    assert at_work(now) is works


@pytest.mark.parametrize("zone", ["UTC", "America/Los_Angeles", "Asia/Ho_Chi_Minh", "Pacific/Auckland"])
def test_working_time_is_vietnams_wherever_the_machine_stands(
    a_case: CaseMaker, zone: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_case("khieu_nai")
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        for utc_hour, works in ((0, True), (3, True), (4, False), (6, True), (10, False), (23, False)):
            now = dt.datetime(2026, 11, 12, utc_hour, 40, tzinfo=dt.UTC)
            assert at_work(now) is works
            assert at_work(now.astimezone()) is works
        with time_machine.travel(
            dt.datetime(2026, 11, 12, 20, tzinfo=dt.UTC), tick=False
        ):  # 3 in the morning of the 13th
            assert remind() == 0
        with time_machine.travel(dt.datetime(2026, 11, 13, 1, tzinfo=dt.UTC), tick=False):  # 8 in the morning
            assert remind() > 0
            assert letters.send_waiting() == 2
    finally:
        monkeypatch.undo()
        time.tzset()


def test_an_own_day_of_rest_keeps_the_letters_back(a_case: CaseMaker) -> None:
    a_case("khieu_nai")
    remind(at(12))
    CalendarDay.objects.create(date=dt.date(2026, 11, 12), kind="holiday", name="Bão", made_by="x")
    assert letters.send_waiting(at(12, 10)) == 0
    assert work_morning(at(12)) is None
    assert letters.send_waiting(at(13)) == 1


# --- warnings ---------------------------------------------------------------------------------------------------


def test_each_share_is_told_once(a_case: CaseMaker, commune: Unit) -> None:
    """Ten days from 2 to 12 November: half on Saturday 7 (so Monday 9), 80 % on the 10th."""
    case = a_case("khieu_nai")
    expected = {
        6: [],
        9: [(50, "officer")],
        10: [(80, "officer"), (80, "unit")],
        11: [],
        12: [(100, "officer"), (100, "unit")],
        13: [(100, "superior")],
        16: [],
    }
    so_far: list[tuple[int, str]] = []
    for day, new in expected.items():
        for hour in (8, 10, 14):
            remind(at(day, hour))
        so_far += new
        assert told() == so_far, day
    case.refresh_from_db()
    assert case.warned == 100


def test_an_offices_own_share_holds_for_the_warning_the_list_and_its_heading(
    a_case: CaseMaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ten days from 2 November: 30 % on the 5th, 60 % on Sunday 8, so Monday 9."""
    table = hours.table() | {"remind": {30: ["officer"], 60: ["unit"], 100: ["officer"]}}
    monkeypatch.setattr(hours, "table", lambda: table)
    monkeypatch.setattr("langnghe.cases.reminders.table", lambda: table)
    case = a_case("khieu_nai")
    mostly_run = Case.objects.filter(pk=case.pk, warned__gte=hours.late_share())
    remind(at(5))
    assert told() == [(30, "officer")]
    assert not mostly_run.exists()
    remind(at(9))
    assert told() == [(30, "officer"), (60, "unit")]
    assert mostly_run.exists()
    assert str(conditions(dt.date(2026, 11, 2))["warned"]).count("('warned__gte', 60)") == 1


def test_what_leaves_is_a_code_and_a_day(a_case: CaseMaker) -> None:
    case = a_case("to_cao", "Cán bộ Nguyễn Văn Tèo, số 0912345678, thu tiền sai quy định.")
    due = case.due_on
    assert due is not None
    now = dt.datetime.combine(due, dt.time(9), VIETNAM) + dt.timedelta(1)
    while not remind(now):
        now += dt.timedelta(1)
    letters.send_waiting(now)
    assert {message.to[0] for message in mail.outbox} == {"xa@lam-giang.example", "tinh@lam-giang.example"}
    for message in mail.outbox:
        whole = message.message().as_string() + message.subject + str(message.body)
        assert case.code in str(message.body)
        assert f"{due:%d/%m/%Y}" in str(message.body)
        assert not any(word in whole for word in ("thu tiền", "Tèo", "0912", "tố cáo", "to_cao"))


def test_the_officer_is_told_before_the_unit(a_case: CaseMaker, people: People) -> None:
    case = a_case("khieu_nai")
    Officer.objects.filter(pk=people["commune"].pk).update(email="cb@lam-giang.example")
    Case.objects.filter(pk=case.pk).update(officer=people["commune"])
    remind(at(9))
    assert Letter.objects.get().to == "cb@lam-giang.example"
    remind(at(10))
    assert set(Letter.objects.values_list("to", flat=True)) == {"cb@lam-giang.example", "xa@lam-giang.example"}


def test_one_letter_for_many_cases(a_case: CaseMaker) -> None:
    cases = [a_case("khieu_nai") for _ in range(3)]
    remind(at(9))
    letter = Letter.objects.get()
    assert all(case.code in letter.body for case in cases)


def test_without_an_address_the_warning_stands_all_the_same(a_case: CaseMaker) -> None:
    Unit.objects.update(email="")
    case = a_case("khieu_nai")
    assert remind(at(9)) == 1
    assert not Letter.objects.exists()
    case.refresh_from_db()
    assert case.warned == 50


def test_a_moved_term_warns_anew_for_its_new_day(a_case: CaseMaker) -> None:
    case = a_case("khieu_nai")
    remind(at(10))
    Clock.objects.filter(case=case).update(due_on=dt.date(2026, 12, 2))
    assert remind(at(11)) == 0
    assert remind(at(30)) > 0


def test_stopped_and_met_terms_are_silent(a_case: CaseMaker) -> None:
    a_case("khieu_nai")
    Clock.objects.update(state=Clock.State.PAUSED)
    assert remind(at(13)) == 0
    Clock.objects.update(state=Clock.State.MET)
    assert remind(at(13)) == 0


def test_a_clock_set_back_tells_nothing_twice(a_case: CaseMaker) -> None:
    a_case("khieu_nai")
    remind(at(13))
    before = told()
    for day in (9, 10, 12, 13):
        remind(at(day))
    assert told() == before


def test_after_days_without_a_worker_only_the_highest_share_is_told(a_case: CaseMaker) -> None:
    a_case("khieu_nai")
    remind(at(12))
    assert {share for share, _ in told()} == {100}


def test_killed_while_writing_leaves_neither_reminder_nor_letter(
    a_case: CaseMaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_case("khieu_nai")
    with monkeypatch.context() as patch:
        patch.setattr(letters, "write", _die)
        with pytest.raises(KeyboardInterrupt):
            remind(at(9))
    assert (told(), Letter.objects.count()) == ([], 0)
    assert remind(at(9, 10)) == 1


# --- sending ----------------------------------------------------------------------------------------------------


def _die(*args: object, **kwargs: object) -> None:
    raise KeyboardInterrupt


@pytest.fixture
def letter() -> Letter:
    return letters.write("thu-1", to="xa@lam-giang.example", subject="Thử", lines=["Một dòng"])[0]


def test_a_letter_is_written_and_sent_once(letter: Letter) -> None:
    assert letters.write("thu-1", to="khac@lam-giang.example", subject="Khác", lines=[])[1] is False
    assert letters.send_waiting(at(5)) == 1
    assert letters.send_waiting(at(5, 10)) == 0
    assert [message.to for message in mail.outbox] == [["xa@lam-giang.example"]]


def test_killed_between_claim_and_send_sends_nothing_twice(letter: Letter, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(EmailBackend, "send_messages", _die)
        with pytest.raises(KeyboardInterrupt):
            letters.send_waiting(at(5))
    assert letters.send_waiting(at(5, 10)) == 0
    assert mail.outbox == []
    assert list(letters.doubtful()) == [letter]


def test_killed_between_send_and_mark_sends_nothing_twice(letter: Letter, monkeypatch: pytest.MonkeyPatch) -> None:
    send = EmailBackend.send_messages

    def sent_and_dead(self: EmailBackend, messages: list[object]) -> None:
        send(self, messages)  # type: ignore[arg-type]
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(EmailBackend, "send_messages", sent_and_dead)
        with pytest.raises(KeyboardInterrupt):
            letters.send_waiting(at(5))
    letters.send_waiting(at(5, 10))
    assert len(mail.outbox) == 1
    assert list(letters.doubtful()) == [letter]


def test_two_workers_send_one_letter(letter: Letter) -> None:
    with mail.get_connection() as connection:
        assert letters.send(letter, connection, at(5))
        assert not letters.send(letter, connection, at(5))
    assert len(mail.outbox) == 1


def test_a_line_that_breaks_leaves_the_letter_in_doubt_and_the_others_waiting(
    letter: Letter, monkeypatch: pytest.MonkeyPatch
) -> None:
    letters.write("thu-2", to="x@lam-giang.example", subject="Hai", lines=[])
    with monkeypatch.context() as patch:
        patch.setattr(EmailBackend, "send_messages", _raise(SMTPServerDisconnected("gone")))
        assert letters.send_waiting(at(5)) == 0
    assert letters.send_waiting(at(5, 10)) == 1
    assert [message.subject for message in mail.outbox] == ["Hai"]


def test_a_refused_letter_is_tried_again_later_and_given_up_at_last(
    letter: Letter, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(EmailBackend, "send_messages", _raise(SMTPDataError(451, b"later")))
        assert letters.send_waiting(at(5)) == 0
    assert letters.send_waiting(at(5, 9, 5)) == 0  # not yet
    assert letters.send_waiting(at(5, 9, 15)) == 1
    Letter.objects.update(claimed_at=None, sent_at=None, tries=letters.MOST_TRIES)
    assert letters.send_waiting(at(5, 10)) == 0
    assert list(letters.given_up()) == [letter]


def test_no_connection_claims_nothing(letter: Letter, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(EmailBackend, "open", _raise(ConnectionRefusedError()))
        assert letters.send_waiting(at(5)) == 0
    assert letters.send_waiting(at(5, 9, 1)) == 1


def test_the_message_id_follows_from_the_letter(letter: Letter) -> None:
    letters.send_waiting(at(5))
    Letter.objects.update(claimed_at=None, sent_at=None)
    letters.send_waiting(at(5))
    first, second = (message.message()["Message-ID"] for message in mail.outbox)
    assert first == second == letters.message_id(letter)
    assert "thu-1" not in first


def test_yesterdays_letter_may_be_of_no_use(letter: Letter) -> None:
    Letter.objects.update(not_after=dt.date(2026, 11, 4))
    assert letters.send_waiting(at(5)) == 0


def _raise(error: Exception) -> Callable[..., None]:
    def fail(*args: object, **kwargs: object) -> None:
        raise error

    return fail


# --- promises ---------------------------------------------------------------------------------------------------


def test_a_promise_that_passes_is_told_once_with_its_postponements(a_case: CaseMaker) -> None:
    case = a_case("phan_anh")
    Clock.objects.update(state=Clock.State.MET)
    Case.objects.filter(pk=case.pk).update(state="promised", promised_on=dt.date(2026, 11, 10), due_on=None)
    case.events.create(number=2, act="postpone", on=dt.date(2026, 11, 5), by="x", state="promised")
    assert remind(at(10)) == 0
    assert remind(at(11)) == 1
    assert remind(at(12)) == 0
    assert "đã dời 1 lần" in Letter.objects.get().body
    assert [row.postponed for row in late_promises(Case.objects.all(), dt.date(2026, 11, 11))] == [1]  # type: ignore[attr-defined]
    Case.objects.update(promised_on=dt.date(2026, 11, 17))
    assert remind(at(18)) == 1
