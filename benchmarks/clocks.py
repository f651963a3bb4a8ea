"""How long the keeping of 100,000 open cases takes: clocks counted anew, warnings, today's lists, repeats, succession.

    python benchmarks/clocks.py [--cases 100000]

The named peer: Zammad recalculates SLA times ticket by ticket, over 20 minutes for some 300 tickets (its users say).
The cases are made up; one in twenty has been suspended, one in ten extended where the law allows it.
LANGNGHE_DATABASE names another database, an empty one.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import random
import tempfile
from collections.abc import Callable
from time import perf_counter, process_time
from typing import Any, TypeVar

import django

T = TypeVar("T")
TODAY = dt.date(2026, 11, 20)
UNITS = 150
REPEATED = 10
PLACES = ("Nà Tòng", "Cầu Vực", "Đồng Trám", "Bản Mới", "Khe Sim", "Suối Lạnh", "Phú Lộc", "Hòa Bình", "Thạch Bàn")
MATTERS = (
    "Đường liên thôn qua {} xuống cấp, nhiều ổ gà số {}, đề nghị sửa chữa.",
    "Việc thu hồi đất tại thôn {} thửa số {} chưa được bồi thường thỏa đáng.",
    "Bãi rác gần chợ {} tổ {} bốc mùi, ba tuần không có xe thu gom.",
    "Trạm bơm {} số {} hỏng, ruộng không có nước, đề nghị thay máy.",
    "Hộ nghèo thôn {} số nhà {} chưa nhận được tiền hỗ trợ sửa nhà.",
)
TOPICS = ("giao_thong", "dat_dai", "moi_truong", "thuy_loi", "chinh_sach")


def timed(what: str, act: Callable[[], T]) -> T:
    started, worked = perf_counter(), process_time()
    result = act()
    print(f"{what:66} {perf_counter() - started:8.2f} s, of the processor {process_time() - worked:.2f} s", flush=True)
    return result


def make(count: int) -> None:
    """That many open cases with their clocks, as registering and accepting would leave them."""
    from langnghe.cases import clocks
    from langnghe.cases.models import Case, Clock, Event, Extension, Pause, Submission
    from langnghe.law import clock as law_clock
    from langnghe.law import procedures
    from langnghe.registry.models import Unit
    from langnghe.text.normal import fold

    draw = random.Random(7)
    days = clocks.calendar()
    root = Unit.objects.create(code="LG", name="Tỉnh Lam Giang", kind="tinh", email="tinh@lam-giang.example")
    Unit.objects.bulk_create(
        Unit(code=f"X{i:04}", name=f"Xã {i}", kind="xa", parent=root, email=f"x{i}@lam-giang.example", folded="")
        for i in range(UNITS)
    )
    units = list(Unit.objects.filter(kind="xa"))
    kinds = [kind for kind in procedures.kinds() if kind != "to_cao"]
    for first in range(0, count, 5_000):
        numbers = range(first, min(first + 5_000, count))
        Submission.objects.bulk_create(
            Submission(
                code=f"S{n:07}", channel="post", received_on=TODAY, received_by="x", unit=units[n % UNITS], text="x"
            )
            for n in numbers
        )
        submissions = Submission.objects.in_bulk([f"S{n:07}" for n in numbers], field_name="code")
        cases = []
        for n in numbers:
            topic = draw.randrange(5)
            text = MATTERS[topic].format(draw.choice(PLACES), draw.randrange(1, 400))
            kind, unit = draw.choice(kinds), units[n % UNITS]
            received = TODAY - dt.timedelta(draw.randrange(0, 40))
            cases.append(
                Case(
                    code=f"S{n:07}-1", submission=submissions[f"S{n:07}"], kind=kind, state="accepted",
                    title=text[:120], text=text, folded=fold(text), unit=unit, area=unit, topic=TOPICS[topic],
                    received_on=received,
                )
            )  # fmt: skip
        Case.objects.bulk_create(cases)
        running, pauses = [], {}
        for case in cases:
            step = procedures.kinds()[case.kind].settle_step
            if case.pk % 20 == 0:
                pauses[case.pk] = (case.received_on + dt.timedelta(2), case.received_on + dt.timedelta(9))
            due = law_clock.due(
                case.received_on,
                procedures.deadline(case.kind, step, case.received_on),
                calendar=days,
                suspensions=[pauses[case.pk]] if case.pk in pauses else [],
            ).on
            case.due_on = due
            running.append(
                Clock(
                    case=case, kind=case.kind, step=step, row_from=case.received_on, started_on=case.received_on,
                    due_on=due, state="running",
                )
            )  # fmt: skip
        Clock.objects.bulk_create(running)
        Case.objects.bulk_update(cases, ["due_on"])
        Event.objects.bulk_create(
            Event(case=case, number=1, act="receive", on=case.received_on, by="x", state="received") for case in cases
        )
        Pause.objects.bulk_create(Pause(case_id=pk, from_on=a, to_on=b, ground="x") for pk, (a, b) in pauses.items())
        allowed = [
            (clock, procedures.deadline(clock.kind, clock.step, clock.row_from).extensions()) for clock in running
        ]
        Extension.objects.bulk_create(
            Extension(clock=clock, days=rows[0].days, unit=rows[0].unit, decided_on=TODAY)
            for clock, rows in allowed
            if clock.pk % 10 == 0 and rows
        )
    print(f"{Case.objects.count():,} open cases, {Clock.objects.count():,} running clocks")


def recounts() -> None:
    from langnghe.cases import recount
    from langnghe.cases.models import Case, Clock, Recount
    from langnghe.registry.models import CalendarDay

    def whole_pass() -> None:
        while recount.next_slice():
            pass

    timed("first pass (the extended ones move)", whole_pass)
    Recount.objects.update(rules="other")
    timed("pass with nothing to change", whole_pass)
    CalendarDay.objects.create(date=dt.date(2026, 12, 14), kind="holiday", name="Nghỉ (giả định)", made_by="x")
    from langnghe.cases import clocks

    found = timed("preview: cases that one more holiday moves", lambda: len(recount.moved_by(clocks.calendar())))
    timed(f"pass after that holiday ({found:,} cases move)", whole_pass)
    Clock.objects.update(due_on=dt.date(2027, 1, 1))
    Case.objects.update(due_on=dt.date(2027, 1, 1))
    Recount.objects.update(rules="other")
    timed("pass in which every case moves", whole_pass)
    print(f"    {Recount.objects.first().moved:,} cases moved")  # type: ignore[union-attr]


def keeping_watch() -> None:
    """Warnings of all terms, then one more look with nothing new; the lists of one commune's officer and leader."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from langnghe.cases import digest, reminders, repeats, today
    from langnghe.cases.models import Case, Letter
    from langnghe.law.calendar import VIETNAM
    from langnghe.registry.models import Officer, Unit

    morning = dt.datetime(TODAY.year, TODAY.month, TODAY.day, 8, tzinfo=VIETNAM)
    made = timed("warnings, first look", lambda: reminders.remind(morning))
    timed(f"warnings, second look ({made:,} reminders were made)", lambda: reminders.remind(morning))
    unit = Unit.objects.filter(kind="xa").order_by("code")[0]
    people = {
        role: Officer.objects.create(username=role, role=role, unit=unit) for role in ("commune", "leader", "front")
    }
    for role, person in people.items():
        with CaptureQueriesContext(connection) as asked:
            took = best(lambda person=person: today.today_of(person, TODAY))  # type: ignore[misc]
        print(f"{f'today of a {role}, {len(asked) // REPEATED} queries':66} {took * 1000:8.1f} ms")
    case = Case.objects.filter(area=unit).order_by("pk")[0]
    text = case.text.lower().replace("đề nghị", "mong")
    for name, area, topic in (("place", unit, ""), ("topic only", None, case.topic)):
        took = best(lambda area=area, topic=topic: repeats.repeats_of(text, area=area, topic=topic, on=TODAY))  # type: ignore[misc]
        print(f"{f'repeats of a text, by {name}':66} {took * 1000:8.1f} ms")
    before = Letter.objects.count()
    timed(f"digests of {UNITS} units", lambda: digest.write_digests(morning))
    print(f"    {Letter.objects.count() - before} letters")


def best(act: Callable[[], object]) -> float:
    """Seconds of the quickest of some calls."""
    took = []
    for _ in range(REPEATED):
        started = perf_counter()
        act()
        took.append(perf_counter() - started)
    return min(took)


def main(arguments: Any = None) -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--cases", type=int, default=100_000)
    count = parser.parse_args(arguments).cases
    os.environ |= {"DJANGO_SETTINGS_MODULE": "langnghe.settings", "LANGNGHE_HOME": tempfile.mkdtemp()}
    django.setup()
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0)
    print(connection.vendor)
    timed("make the cases", lambda: make(count))
    keeping_watch()
    recounts()


if __name__ == "__main__":
    main()
