"""Every job that the worker does by itself: what, when, and in which order when several wait.

Every job may be done twice without harm (it looks at what is there, not at what it did), so when it was last done is
kept in the worker's memory only. Jobs that write to people look at the working time themselves (``cases.hours``).
"""

from __future__ import annotations

import datetime as dt
import fcntl
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import close_old_connections
from django.utils import timezone

from langnghe.audit import checking, roots
from langnghe.cases import (
    booking,
    digest,
    identity,
    keeping,
    letters,
    reminders,
    retention,
    subscribing,
    succession,
    unsent,
)
from langnghe.cases.hours import vietnam_time, work_morning
from langnghe.consultations import supervision_reminders
from langnghe.intake import actions as intake
from langnghe.intake import press
from langnghe.plan import owed, task_reminders
from langnghe.plan.disclosures import actions as disclosures
from langnghe.plan.disclosures import reminders as disclosure_reminders
from langnghe.reports import mailing
from langnghe.reports.papers import actions as papers
from langnghe.synthesis import pipeline, sheets, tallies

IDLE_SECONDS = 1.0  # between two looks when nothing waits


def read_documents() -> bool:
    """Read what waits in the inbox; whether anything did."""
    return bool(intake.read_waiting())


def carry_out_run() -> bool:
    """Carry out the oldest synthesis that waits; whether one did."""
    return pipeline.run_next() is not None


def at_every_look(now: dt.datetime) -> object:
    return object()


def every(minutes: int) -> Callable[[dt.datetime], object]:
    return lambda now: int(now.timestamp()) // (60 * minutes)


def each_day(now: dt.datetime) -> object:
    return vietnam_time(now).date()


@dataclass(frozen=True, slots=True)
class Job:
    """What is done once in each turn; the turn that a moment belongs to, None for a moment that is no time for it."""

    act: Callable[[], object]  # what comes back says whether there was anything to do
    turn: Callable[[dt.datetime], object | None] = at_every_look


JOBS = (
    Job(read_documents),
    Job(carry_out_run),
    Job(press.read_due, every(1)),  # one newspaper's feed
    Job(tallies.settle),  # months whose opinions have changed
    Job(sheets.draw_stale, every(2)),
    Job(identity.expire),
    Job(roots.close_days),
    Job(checking.check_slice),
    Job(keeping.recount_slice),  # clocks, when the calendar or the law's table has changed
    Job(succession.settle_successions, each_day),  # cases of units that have ended
    Job(retention.let_go, each_day),  # what the schedule no longer lets us keep
    Job(unsent.sweep, each_day),  # what was being written and never sent
    Job(papers.let_go, each_day),
    Job(reminders.remind, every(30)),  # in working time
    Job(task_reminders.remind, every(30)),  # in working time
    Job(digest.write_digests, work_morning),
    Job(owed.remind_owing, work_morning),
    Job(mailing.write_due, work_morning),
    Job(subscribing.send_news, every(30)),
    Job(booking.forget_past, each_day),
    Job(press.forget_old, each_day),
    Job(supervision_reminders.remind, every(30)),  # in working time
    Job(disclosures.keep_year, each_day),
    Job(disclosure_reminders.remind, every(30)),  # in working time
    Job(letters.send_waiting, every(1)),  # in working time
)


class AlreadyWorking(Exception):
    """Another worker holds this home folder: there is one worker for one inbox."""


def work(*, until_idle: bool = False) -> None:
    """Do what waits, job by job, until told to stop (or until nothing waits).

    Raises AlreadyWorking.
    """
    stop = threading.Event()
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, lambda *_: stop.set())
    with only_worker():
        intake.release_claims()
        pipeline.release_claims()
        done: dict[Job, object] = {}
        while not stop.is_set():
            close_old_connections()
            if take_turns(done, timezone.now()):
                continue
            if until_idle:
                return
            stop.wait(IDLE_SECONDS)


def take_turns(done: dict[Job, object], now: dt.datetime) -> bool:
    """Do every job whose turn has come since ``done`` was noted; whether any had something to do."""
    due = [(job, turn) for job in JOBS if (turn := job.turn(now)) is not None and done.get(job) != turn]
    busy = []
    for job, turn in due:
        busy.append(bool(job.act()))
        done[job] = turn
    return any(busy)


@contextmanager
def only_worker() -> Iterator[None]:
    """Hold the worker's lock; the operating system lets go of it however the process ends."""
    path = Path(settings.HOME) / "worker.lock"
    with open(path, "w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AlreadyWorking(f"Một tiến trình khác đang làm việc với {settings.HOME}.") from None
        yield
