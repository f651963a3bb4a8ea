"""The worker's table: what is done in which turn."""

from __future__ import annotations

import datetime as dt

import pytest

from langnghe import timetable
from langnghe.law.calendar import VIETNAM
from langnghe.timetable import Job, at_every_look, each_day, every, take_turns

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


def test_a_job_that_failed_is_done_again(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = iter([ValueError("no"), 1])

    def act() -> object:
        answer = next(answers)
        if isinstance(answer, Exception):
            raise answer
        return answer

    monkeypatch.setattr(timetable, "JOBS", (Job(act, each_day),))
    done: dict[Job, object] = {}
    with pytest.raises(ValueError, match="no"):
        take_turns(done, START)
    assert take_turns(done, START)
    assert not take_turns(done, START)


@pytest.mark.django_db
def test_an_idle_site_has_nothing_to_do_at_night() -> None:
    done: dict[Job, object] = {}
    night = dt.datetime(2026, 11, 8, 2, tzinfo=VIETNAM)
    while take_turns(done, night):
        pass
    assert not take_turns(done, night)
