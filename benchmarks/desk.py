"""The desk of cases under load: list, one case, today's page, a new case; at 1,000 and at 100,000 cases.

    python -m benchmarks.desk [--cases 1000 100000] [--seconds 8] [--database postgresql://user@host:port/name]

Fills an empty database (SQLite in a scratch folder where none is named), starts gunicorn with two workers as an office
would, and asks with wrk (one thread, four connections). Targets at 100,000 cases: list 150/s on SQLite and 100/s on
PostgreSQL, one case 150/s, create 200/s with journal and sealed identity, today 50/s.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

from benchmarks.generator import statements
from benchmarks.measuring import line

PORT = 8765
AT_ONCE = 5000
COMMUNES = 100
TODAY = date(2026, 11, 20)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=int, nargs="+", default=[1_000, 100_000])
    parser.add_argument("--seconds", type=int, default=8)
    parser.add_argument("--database", default="", help="an empty PostgreSQL database; SQLite where not given")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        os.environ |= {"LANGNGHE_HOME": home, "LANGNGHE_DATABASE": chosen.database}
        from langnghe.console.site import prepare, use_django

        use_django()
        prepare()
        filled = 0
        for count in sorted(chosen.cases):
            fill(filled, count)
            filled = count
            measure(count, chosen.seconds, home)


def fill(start: int, end: int) -> None:
    """Cases from ``start`` to ``end``, a third of them open, over communes and departments, each with its clock."""
    from django.db import connection

    began = time.monotonic()
    units, officers = _people()
    for first in range(start, end, AT_ONCE):
        _store(first, min(first + AT_ONCE, end), units, officers)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    print(f"{end:,} cases in {connection.vendor} after {time.monotonic() - began:.0f} s")


def _people():
    from langnghe.registry.models import Officer, Unit

    if not Unit.objects.exists():
        province = Unit.objects.create(code="T", name="UBND tỉnh", kind="tinh")
        for number in range(COMMUNES):
            Unit.objects.create(code=f"X{number:03}", name=f"UBND xã Số {number}", kind="xa", parent=province)
        for number, unit in enumerate(Unit.objects.filter(kind="xa")):
            Officer.objects.create_user(username=f"cb{number}", password=None, role="commune", unit=unit)
        Officer.objects.create_user(username="tinh", password=None, role="clerk", unit=province)
    return list(Unit.objects.filter(kind="xa").order_by("pk")), list(Officer.objects.filter(role="commune"))


def _store(first: int, end: int, units, officers) -> None:
    from langnghe.cases.models import Case, Clock, Event, Submission
    from langnghe.cases.registering import title_of
    from langnghe.text.normal import fold

    draw = random.Random(first)
    texts = [statement.text for statement in statements(first, end)]
    kinds = ["phan_anh"] * 6 + ["kien_nghi"] * 3 + ["khieu_nai"]
    days = [TODAY - timedelta(days=draw.randrange(1, 300)) for _ in texts]
    submissions = Submission.objects.bulk_create(
        Submission(
            code=f"{first + place:08}",
            channel="post",
            received_on=day,
            received_by="tinh",
            unit=units[draw.randrange(len(units))],
            text=text,
        )
        for place, (text, day) in enumerate(zip(texts, days, strict=True))
    )
    cases = Case.objects.bulk_create(
        _case(submission, draw, kinds, officers, title_of, fold) for submission in submissions
    )
    Event.objects.bulk_create(
        Event(case=case, number=1, act="receive", on=case.received_on, by="tinh", state="received") for case in cases
    )
    Clock.objects.bulk_create(
        Clock(case=case, kind=case.kind, step="tra_loi", started_on=case.received_on, due_on=case.due_on)
        for case in cases
        if case.due_on and case.kind != "khieu_nai"
    )


def _case(submission, draw, kinds, officers, title_of, fold):
    from langnghe.cases.models import Case

    is_open = draw.random() < 1 / 3
    officer = officers[draw.randrange(len(officers))]
    return Case(
        code=f"{submission.code}-1",
        submission=submission,
        kind=draw.choice(kinds),
        state="accepted" if is_open else "closed",
        is_open=is_open,
        title=title_of(submission.text),
        text=submission.text,
        folded=fold(submission.text),
        unit=submission.unit,
        area=submission.unit,
        officer=officer if draw.random() < 0.7 else None,
        sector="GT",
        topic="gt.duong",
        received_on=submission.received_on,
        accepted_on=submission.received_on,
        due_on=TODAY + timedelta(days=draw.randrange(-40, 60)) if is_open else None,
        closed_on=None if is_open else submission.received_on + timedelta(days=20),
        outcome="" if is_open else "explained",
    )


def measure(count: int, seconds: int, home: str) -> None:
    """Requests a second of each page, by an officer of the province and one of a commune."""
    from langnghe.cases.models import Case

    newest = Case.objects.order_by("-pk").values_list("code", flat=True)[0]
    with serving(home):
        for who, name, path in (
            ("tinh", "list, province", "/vu-viec/?muc=all"),
            ("cb7", "list, commune", "/vu-viec/"),
            ("tinh", "list, searched", "/vu-viec/?muc=all&tim=duong+lien+thon"),
            ("tinh", "one case", f"/vu-viec/{newest}/"),
            #("cb7", "today", "/hom-nay/"),
        ):
            rate, p99 = ask(path, cookie(who), seconds)
            line(cases=count, page=name, per_second=rate, p99_ms=p99)


def cookie(username: str) -> str:
    """A session of the officer, as signing in makes one."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from langnghe.registry.models import Officer

    officer = Officer.objects.get(username=username)
    session = SessionStore()
    session[SESSION_KEY] = str(officer.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[-1]
    session[HASH_SESSION_KEY] = officer.get_session_auth_hash()
    session.create()
    return f"sessionid={session.session_key}"


@contextmanager
def serving(home: str) -> Iterator[None]:
    command = [sys.executable, "-m", "gunicorn", "-w", "2", "-b", f"127.0.0.1:{PORT}", "--log-level", "error"]
    server = subprocess.Popen([*command, "benchmarks.desk:application()"], start_new_session=True)
    try:
        _wait()
        yield
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait()


def application():
    """The site as gunicorn serves it."""
    from langnghe.console.site import use_django

    use_django()
    from django.core.wsgi import get_wsgi_application

    return get_wsgi_application()


def _wait() -> None:
    for _ in range(150):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{PORT}/dang-nhap/", timeout=2).read()
            return
        except OSError:
            time.sleep(0.2)
    raise SystemExit("the site did not start")


def ask(path: str, cookie: str, seconds: int) -> tuple[float, float]:
    """Requests a second, and the 99th percentile in milliseconds."""
    address = f"http://127.0.0.1:{PORT}{path}"
    request = urllib.request.Request(address, headers={"Cookie": cookie})
    with urllib.request.urlopen(request) as answer:
        if answer.url != address:
            raise SystemExit(f"{path} led to {answer.url}: not signed in")
    run = ["wrk", "-t1", "-c4", f"-d{seconds}s", "--latency", "-H", f"Cookie: {cookie}", address]
    out = subprocess.run(run, capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in out:
        raise SystemExit(out)
    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", out)[1])
    number, unit = re.search(r"99%\s+([\d.]+)(us|ms|s)", out).groups()
    return rate, float(number) * {"us": 0.001, "ms": 1, "s": 1000}[unit]


if __name__ == "__main__":
    main()
