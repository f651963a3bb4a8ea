"""Clocks counted anew when the calendar changes: every case its right day, once, told; killed passes go on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from langnghe.audit.models import Entry
from langnghe.cases import clocks, recount
from langnghe.cases.actions import perform
from langnghe.cases.holidays import days_of, moved_if, set_day, take_back_day
from langnghe.cases.models import Case, Clock, Event, Extension, Letter, Pause, Recount
from langnghe.law.calendar import shipped
from langnghe.registry.models import CalendarDay, Officer, Unit

CaseMaker = Callable[..., Case]
People = dict[str, Officer]
HOLIDAY = dt.date(2026, 11, 10)  # a Tuesday within the seven working days of a denunciation received on the 2nd


@pytest.fixture(autouse=True)
def today() -> object:
    with time_machine.travel(dt.datetime(2026, 11, 5, 2, tzinfo=dt.UTC), tick=False):
        yield


@pytest.fixture
def editor(people: People) -> Officer:
    return people["administrator"]


def rest(on: dt.date, by: Officer, kind: str = "holiday") -> None:
    set_day(on=on, kind=kind, name="Nghỉ", source="Thông báo 1", by=by)


def count_anew() -> None:
    """What the worker does, until there is nothing left."""
    while recount.next_slice():
        pass


def under_other_rules() -> None:
    """A pass after a change that the calendar of today no longer shows."""
    Recount.objects.update(rules="other")
    count_anew()


def due(case: Case) -> dt.date | None:
    case.refresh_from_db()
    return case.due_on


def counted_singly(case: Case) -> list[dt.date | None]:
    """What the one-case path of an officer's act gives."""
    clocks.recompute(case)
    return list(case.clocks.filter(state__in=clocks.RUNNING).values_list("due_on", flat=True))


def test_a_new_holiday_moves_terms_of_working_days_and_says_so(
    a_case: CaseMaker, editor: Officer, commune: Unit
) -> None:
    Unit.objects.filter(pk=commune.pk).update(email="xa@lam-giang.example")
    moved, not_moved = a_case("to_cao"), a_case("khieu_nai")
    before = due(not_moved)
    assert moved_if(HOLIDAY, "holiday") == 1
    rest(HOLIDAY, editor)
    assert due(moved) == dt.date(2026, 11, 11)  # saved, and counted by the worker only
    count_anew()
    assert (due(moved), due(not_moved)) == (dt.date(2026, 11, 12), before)
    event = moved.events.get(act="recompute")
    assert (event.number, event.detail["from_on"], event.detail["due_on"]) == (2, "2026-11-11", "2026-11-12")
    letter = Letter.objects.get()
    assert letter.to == "xa@lam-giang.example"
    assert moved.code in letter.body
    assert "12/11/2026" in letter.body
    assert "thu hồi đất" not in letter.body
    assert Entry.objects.filter(verb="recompute clocks").count() == 1


def test_taking_the_day_back_gives_the_old_day_back(a_case: CaseMaker, editor: Officer) -> None:
    case = a_case("to_cao")
    rest(HOLIDAY, editor)
    count_anew()
    take_back_day(on=HOLIDAY, by=editor)
    count_anew()
    assert due(case) == dt.date(2026, 11, 11)
    assert case.events.filter(act="recompute").count() == 2


def test_a_second_pass_changes_nothing(a_case: CaseMaker, editor: Officer) -> None:
    a_case("to_cao")
    rest(HOLIDAY, editor)
    count_anew()
    before = (Event.objects.count(), Entry.objects.count(), Letter.objects.count())
    under_other_rules()
    assert Recount.objects.count() == 2
    assert Recount.objects.first().moved == 0  # type: ignore[union-attr]
    assert (Event.objects.count(), Entry.objects.count(), Letter.objects.count()) == before


def test_the_worker_counts_when_the_calendar_has_changed_and_only_then(a_case: CaseMaker, editor: Officer) -> None:
    case = a_case("to_cao")
    count_anew()
    assert Recount.objects.count() == 1
    rest(HOLIDAY, editor)
    count_anew()
    assert due(case) == dt.date(2026, 11, 12)
    assert not recount.next_slice()
    assert Recount.objects.count() == 2


def test_a_killed_pass_goes_on_where_it_was(
    a_case: CaseMaker, editor: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    cases = [a_case("to_cao") for _ in range(3)]
    rest(HOLIDAY, editor)
    monkeypatch.setattr(recount, "AT_ONCE", 1)
    move, calls = recount._move, []

    def killed_at_the_second(*args: object) -> None:
        calls.append(args)
        if len(calls) == 2:
            raise KeyboardInterrupt
        move(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(recount, "_move", killed_at_the_second)
    with pytest.raises(KeyboardInterrupt):
        count_anew()
    count_anew()
    assert {due(case) for case in cases} == {dt.date(2026, 11, 12)}
    assert Event.objects.filter(act="recompute").count() == 3
    assert Recount.objects.get().moved == 3


@pytest.mark.parametrize("kind", ["khieu_nai", "to_cao", "kien_nghi", "phan_anh", "pakn_quy_dinh", "kien_nghi_cu_tri"])
def test_bulk_and_single_counting_agree(a_case: CaseMaker, kind: str) -> None:
    """With suspensions and extensions too: all days are first spoilt, then counted anew."""
    cases = [a_case(kind, received_on=dt.date(2026, 11, 2) - dt.timedelta(days)) for days in range(0, 30, 7)]
    for case in cases[::2]:
        Pause.objects.create(
            case=case, from_on=case.received_on + dt.timedelta(3), to_on=dt.date(2026, 11, 9), ground="x"
        )
    for clock in Clock.objects.filter(case__in=cases):
        allowed = clocks.row_of(clock).extensions(clock.variant or None)
        for one in allowed[:1]:
            Extension.objects.create(clock=clock, days=one.days, unit=one.unit, decided_on=clock.started_on)
    Clock.objects.update(due_on=dt.date(2030, 1, 1))
    Case.objects.update(due_on=dt.date(2030, 1, 1))
    count_anew()
    for case in cases:
        bulk = list(case.clocks.values_list("due_on", flat=True))
        assert bulk == counted_singly(case)
        case.refresh_from_db()
        in_bulk = case.due_on
        clocks.refresh(case)
        assert in_bulk == case.due_on


def test_a_suspended_case_keeps_no_day(a_case: CaseMaker, editor: Officer) -> None:
    case = a_case("to_cao")
    clocks.pause(case, dt.date(2026, 11, 4), "x")
    clocks.refresh(case)
    case.save()
    rest(HOLIDAY, editor)
    count_anew()
    assert due(case) is None
    assert not case.events.filter(act="recompute").exists()


def test_a_case_over_tet_moves_when_the_holiday_grows(a_case: CaseMaker, people: People, editor: Officer) -> None:
    """Seven working days from 28 January 2027, over Tết (4 to 10 February); the office adds one day of rest."""
    received = dt.date(2027, 1, 28)
    with time_machine.travel(dt.datetime(2027, 1, 28, 2, tzinfo=dt.UTC), tick=False):
        case = a_case("to_cao", received_on=received)
        before = due(case)
        assert before is not None
        assert before == dt.date(2027, 2, 15) == shipped().working_after(received, 7)
        rest(dt.date(2027, 2, 11), editor)
        count_anew()
        assert due(case) == shipped().working_after(before, 1)


def test_a_term_over_29_february(a_case: CaseMaker, editor: Officer) -> None:
    """28 February 2028 is a Monday and 29 a working Tuesday: one more day off moves the term by one."""
    with time_machine.travel(dt.datetime(2028, 2, 24, 2, tzinfo=dt.UTC), tick=False):
        case = a_case("to_cao", received_on=dt.date(2028, 2, 24))
        before = due(case)
        assert before == dt.date(2028, 3, 6)
        rest(dt.date(2028, 2, 29), editor)
        count_anew()
        assert due(case) == dt.date(2028, 3, 7)


def test_a_case_that_cannot_be_counted_stops_no_other(a_case: CaseMaker, editor: Officer) -> None:
    odd, case = a_case("to_cao"), a_case("to_cao")
    Clock.objects.filter(case=odd).update(started_on=dt.date(1026, 11, 2), row_from=dt.date(2026, 11, 2))
    rest(HOLIDAY, editor)
    count_anew()
    assert due(case) == dt.date(2026, 11, 12)


def test_few_queries_however_many_cases(a_case: CaseMaker, editor: Officer) -> None:
    def asked(count: int) -> int:
        for _ in range(count):
            a_case("to_cao")
        with CaptureQueriesContext(connection) as queries:
            under_other_rules()
        return len(queries)

    count_anew()
    assert asked(2) == asked(20)


def test_a_changed_day_does_not_lose_an_officers_form(a_case: CaseMaker, people: People, editor: Officer) -> None:
    case = a_case("phan_anh")
    rest(HOLIDAY, editor)
    count_anew()
    perform(case=case.pk, act="accept", by=people["commune"], version=case.version)
    case.refresh_from_db()
    assert case.events.filter(act="accept").exists()


def test_the_years_list_shows_shipped_and_own_days(editor: Officer) -> None:
    rest(HOLIDAY, editor)
    rest(dt.date(2026, 9, 2), editor, kind="ordinary")
    rows = {row.on: row for row in days_of(2026)}
    assert rows[HOLIDAY].own is not None
    assert rows[HOLIDAY].shipped is None
    assert rows[dt.date(2026, 9, 2)].kind == "ordinary"
    assert rows[dt.date(2026, 9, 2)].shipped is not None
    assert rows[dt.date(2026, 4, 30)].own is None


@pytest.mark.parametrize(
    "on, kind, name, says",
    [
        (dt.date(2126, 1, 1), "holiday", "Tết", "kiểm tra lại năm"),
        (HOLIDAY, "lễ", "Tết", "chọn trong danh sách"),
        (HOLIDAY, "holiday", " ", "tên ngày"),
    ],
)
def test_a_wrong_day_is_refused(editor: Officer, on: dt.date, kind: str, name: str, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        set_day(on=on, kind=kind, name=name, source="", by=editor)
    assert not CalendarDay.objects.exists()
