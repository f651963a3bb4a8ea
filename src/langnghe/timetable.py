"""Every job that the worker does by itself: what, when, and in which order when several wait.

Every job may be done twice without harm (it looks at what is there, not at what it did), so when it was last done is
kept in the worker's memory only. Jobs that write to people look at the working time themselves (``cases.hours``).
"""

from __future__ import annotations

import datetime as dt
import fcntl
import logging
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
    letters,
    recount,
    reminders,
    retention,
    subscribing,
    succession,
    unsent,
)
from langnghe.cases.hours import vietnam_time, work_morning
from langnghe.consultations.supervision import reminders as supervision_reminders
from langnghe.intake import actions as intake
from langnghe.intake import press
from langnghe.plan import owed, task_reminders
from langnghe.plan.disclosures import actions as disclosures
from langnghe.plan.disclosures import reminders as disclosure_reminders
from langnghe.privacy import pending
from langnghe.privacy.failures import traced
from langnghe.reports import mailing
from langnghe.reports.papers import actions as papers
from langnghe.synthesis import pipeline, sheets, tallies

IDLE_SECONDS = 1.0  # between two looks when nothing waits
REST = dt.timedelta(minutes=1)  # of a job that failed, before it is tried again

log = logging.getLogger(__name__)


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
    release: Callable[[], object] | None = None  # gives back what it had taken when it failed or its worker died

    @property
    def name(self) -> str:
        return f"{self.act.__module__}.{self.act.__qualname__}"


@dataclass(frozen=True, slots=True)
class Failed:
    """Noted in the place of a turn that could not be done."""

    at: dt.datetime


JOBS = (
    Job(read_documents, release=intake.release_claims),
    Job(carry_out_run, release=pipeline.release_claims),
    Job(press.read_due, every(1)),  # one newspaper's feed
    Job(tallies.settle),  # months whose opinions have changed
    Job(sheets.draw_stale, every(2)),
    Job(identity.expire),
    Job(roots.close_days),
    Job(checking.check_slice),
    Job(recount.next_slice),  # clocks, when the calendar or the law's table has changed
    Job(succession.settle_successions, each_day),  # cases of units that have ended
    Job(retention.let_go, each_day),  # what the schedule no longer lets us keep
    Job(unsent.sweep, each_day),  # what was being written and never sent
    Job(pending.sweep, every(30)),  # files that nobody has confirmed
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


class LeftUndone(Exception):
    """Nothing waits any more, but jobs have failed; they are named, and the log says where."""


def work(*, until_idle: bool = False) -> None:
    """Do what waits, job by job, until told to stop (or until nothing waits but what has failed).

    Raises AlreadyWorking; LeftUndone when a job has failed before nothing else waited.
    """
    stop = threading.Event()
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, lambda *_: stop.set())
    with only_worker():
        done: dict[Job, object] = {}
        while not stop.is_set():
            close_old_connections()
            if take_turns(done, timezone.now()):
                continue
            if until_idle:
                return _say_failed(done)
            stop.wait(IDLE_SECONDS)


def take_turns(done: dict[Job, object], now: dt.datetime) -> bool:
    """Do every job whose turn has come since ``done`` was noted; whether any had something to do.

    A job that fails keeps its turn and tries again after a rest: the jobs behind it never wait for it.
    """
    due = [(job, turn) for job in JOBS if (turn := job.turn(now)) is not None and _waits(done.get(job), turn, now)]
    busy = [_take_turn(job, turn, done, now) for job, turn in due]  # all of them, before we ask whether any
    return any(busy)


def _waits(noted: object, turn: object, now: dt.datetime) -> bool:
    """Whether a turn is still to be done; a clock that was set back does not lengthen a rest."""
    return abs(now - noted.at) >= REST if isinstance(noted, Failed) else noted != turn


def _take_turn(job: Job, turn: object, done: dict[Job, object], now: dt.datetime) -> bool:
    try:
        if job.release and isinstance(done.get(job), Failed | None):
            job.release()
        busy = bool(job.act())
    except Exception as error:  # noqa: BLE001 - whatever befalls a job, the others have their turns
        log.error("job %s: %s", job.name, traced(error))
        close_old_connections()  # the next job gets one that works
        done[job] = Failed(now)
        return False
    done[job] = turn
    return busy


def _say_failed(done: dict[Job, object]) -> None:
    failed = [job.name for job, noted in done.items() if isinstance(noted, Failed)]
    if failed:
        raise LeftUndone(f"Việc không làm được, xem nhật ký máy chủ: {', '.join(failed)}.")


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
