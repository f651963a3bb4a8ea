"""The worker's table: what is done in which turn."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from langnghe import timetable
from langnghe.intake import actions as intake
from langnghe.intake.models import Document
from langnghe.law.calendar import VIETNAM
from langnghe.registry.models import Period
from langnghe.timetable import Job, LeftUndone, at_every_look, each_day, every, take_turns, work

START = dt.datetime(2026, 11, 5, 8, tzinfo=VIETNAM)


@pytest.mark.parametrize(
    "turn, minutes, times",
    [
        (at_every_look, [0, 0, 1], 3),
        (every(30), [0, 1, 29, 30, 59, 61], 3),
        (each_day, [0, 600, 959, 960, 1200], 2),  # midnight in Vietnam is 16 hours on
        (lambda now: None, [0, 1], 0),
    ],
)
def test_a_job_is_done_once_a_turn(
    turn: object, minutes: list[int], times: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[int] = []
    monkeypatch.setattr(timetable, "JOBS", (Job(lambda: calls.append(1), turn),))  # type: ignore[arg-type]
    done: dict[Job, object] = {}
    for each in minutes:
        take_turns(done, START + dt.timedelta(minutes=each))
    assert len(calls) == times


@pytest.mark.django_db
def test_a_job_that_failed_rests_a_minute_and_is_done_again(monkeypatch: pytest.MonkeyPatch) -> None:
    act = failing_once()
    monkeypatch.setattr(timetable, "JOBS", (Job(act, each_day),))
    done: dict[Job, object] = {}
    assert not take_turns(done, START)
    assert not take_turns(done, START + dt.timedelta(seconds=59))
    assert take_turns(done, START + dt.timedelta(seconds=60))
    assert not take_turns(done, START + dt.timedelta(minutes=5))


@pytest.mark.django_db
def test_a_job_that_failed_does_not_rest_longer_when_the_clock_is_set_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timetable, "JOBS", (Job(failing_once(), at_every_look),))
    done: dict[Job, object] = {}
    take_turns(done, START)
    assert take_turns(done, START - dt.timedelta(hours=3))


@pytest.mark.django_db
def test_the_jobs_behind_one_that_fails_have_their_turns(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[str] = []

    def never() -> None:
        calls.append("first")
        raise ValueError("Ông Nguyễn Văn An")

    monkeypatch.setattr(timetable, "JOBS", (Job(never), Job(lambda: calls.append("second"), each_day)))
    take_turns({}, START)
    assert calls == ["first", "second"]


@pytest.mark.django_db
def test_the_log_says_which_job_failed_and_where_but_not_in_its_words(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def never() -> None:
        raise ValueError("Ông Nguyễn Văn An")

    monkeypatch.setattr(timetable, "JOBS", (Job(never),))
    take_turns({}, START)
    assert "never" in caplog.text
    assert "builtins.ValueError" in caplog.text
    assert __file__ in caplog.text
    assert "Nguyễn" not in caplog.text


@pytest.mark.django_db
def test_a_worker_that_stops_when_idle_says_what_failed(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[str] = []
    monkeypatch.setattr(timetable, "JOBS", (Job(failing_once()), Job(lambda: calls.append("second"))))
    with pytest.raises(LeftUndone, match="failing_once"):
        work(until_idle=True)
    assert calls == ["second"]


@pytest.mark.django_db
def test_what_a_job_had_taken_is_given_back_before_the_first_turn_and_after_one_that_failed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    calls: list[str] = []
    answers = iter([True, False, False])

    def act() -> object:
        calls.append("act")
        if next(answers):
            raise ValueError("no")
        return None

    monkeypatch.setattr(timetable, "JOBS", (Job(act, every(1), release=lambda: calls.append("release")),))
    done: dict[Job, object] = {}
    for minute in range(3):
        take_turns(done, START + dt.timedelta(minutes=minute))
    assert calls == ["release", "act", "release", "act", "act"]


@pytest.mark.django_db(transaction=True)  # what fails closes its connection, as outside of tests
def test_a_document_in_the_hands_of_a_turn_that_failed_is_read_by_the_next(
    period: Period, monkeypatch: pytest.MonkeyPatch
) -> None:
    intake.receive(
        "Đường liên thôn xã Bình Khê hỏng nặng.".encode(), name="a.txt", period=period, unit=None, by="clerk"
    )
    monkeypatch.setattr(timetable, "JOBS", timetable.JOBS[:1])
    done: dict[Job, object] = {}
    with monkeypatch.context() as patch:
        patch.setattr(intake, "read_many", lambda paths, workers: 1 / 0)
        take_turns(done, START)
    assert Document.objects.get().state == Document.State.READING
    take_turns(done, START + dt.timedelta(minutes=1))
    assert Document.objects.get().state == Document.State.READ


def failing_once() -> Callable[[], object]:
    """A job that fails the first time and has something to do from then on."""
    answers = iter([ValueError("no"), 1])

    def act() -> object:
        answer = next(answers)
        if isinstance(answer, Exception):
            raise answer
        return answer

    return act


@pytest.mark.django_db
def test_an_idle_site_has_nothing_to_do_at_night() -> None:
    done: dict[Job, object] = {}
    night = dt.datetime(2026, 11, 8, 2, tzinfo=VIETNAM)
    while take_turns(done, night):
        pass
    assert not take_turns(done, night)
