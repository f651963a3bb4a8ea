"""The desk of cases under load: list, one case, a new case, today's page; at 1,000 and at 100,000 cases.

    python -m benchmarks.desk --peer [--cases 1000 100000] [--seconds 8] [--database postgresql://user@host:port/name]

Fills an empty database (SQLite in a scratch folder where none is named), starts gunicorn with two workers and asks with
wrk (one thread, four connections). With ``--peer`` django-helpdesk is filled with as many tickets on the same engine
and asked in the same run; it is installed into a scratch folder at the first. A goal is reached at the most cases.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import asdict, replace
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.generator import statements
from benchmarks.helpdesk import Helpdesk
from benchmarks.measuring import line, load, show
from benchmarks.serving import FORMS, ONCE, OURS, PEERS, Page, Speed, ask, queries, serving

AT_ONCE = 5000
COMMUNES = 100
TODAY = date.today()
GOALS = {  # requests a second
    "sqlite": {"list": 150, "one case": 150, "create": 200, "today": 50},
    "postgresql": {"list": 100, "one case": 150, "create": 200, "today": 50},
}
KINDS = ("list", "one case", "create", "today")


class Measured(NamedTuple):
    """One page at one size."""

    speed: Speed
    queries: int


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=int, nargs="+", default=[1_000, 100_000])
    parser.add_argument("--seconds", type=int, default=8)
    parser.add_argument("--database", default="", help="an empty PostgreSQL database; SQLite where not given")
    parser.add_argument("--peer", action="store_true", help="ask django-helpdesk too")
    chosen = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("stopped"))  # so that the served sites end with it
    with tempfile.TemporaryDirectory() as home:
        os.environ |= {"LANGNGHE_HOME": home, "LANGNGHE_DATABASE": chosen.database}
        from langnghe.console.site import prepare, use_django

        use_django()
        prepare()
        from django.conf import settings

        peer = Helpdesk(Path(home) / "helpdesk", settings.DATABASES["default"]) if chosen.peer else None
        sizes = sorted(chosen.cases)
        found = [one_size(start, end, chosen.seconds, peer) for start, end in pairwise([0, *sizes])]
        report(sizes, found)


def one_size(start: int, end: int, seconds: int, peer: Helpdesk | None) -> dict[str, Measured]:
    """Both filled from ``start`` to ``end`` and served; then each page measured, ours first, then the peer's."""
    fill(start, end)
    if peer:
        peer.fill([statement.text for statement in statements(start, end)])
    with ExitStack() as served:
        servers = {OURS: served.enter_context(serving(sys.executable, "benchmarks.desk:application()", OURS))}
        asked = pages()
        if peer:
            servers[PEERS] = served.enter_context(peer.serving())
            asked += peer.pages()
        # Ours first: the peer's slow lists are worked on for a while after wrk has gone.
        asked.sort(key=lambda page: (page.port == PEERS, KINDS.index(_kind(page.name))))
        return {page.name: measured(end, page, seconds, servers[page.port]) for page in asked}


def measured(count: int, page: Page, seconds: int, server: int) -> Measured:
    speed = ask(page, seconds, server)
    line(cases=count, page=page.name, **asdict(speed), queries=page.queries)
    return Measured(speed, page.queries)


def fill(start: int, end: int) -> None:
    """Cases from ``start`` to ``end``, a third of them open, over communes and departments, each with its clock."""
    from django.db import connection

    began = time.monotonic()
    officers = _officers()
    for first in range(start, end, AT_ONCE):
        _store(first, min(first + AT_ONCE, end), officers)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    print(f"{end:,} cases in {connection.vendor} after {time.monotonic() - began:.0f} s")


def _officers() -> Sequence[Any]:
    """One of each commune; the others only look."""
    from langnghe.registry.models import Officer, Unit

    if not Unit.objects.exists():
        province = Unit.objects.create(code="T", name="UBND tỉnh", kind="tinh")
        for number in range(COMMUNES):
            Unit.objects.create(code=f"X{number:03}", name=f"UBND xã Số {number}", kind="xa", parent=province)
        for number, unit in enumerate(Unit.objects.filter(kind="xa")):
            Officer.objects.create_user(username=f"cb{number}", password=None, role="commune", unit=unit)
        Officer.objects.create_user(username="tinh", password=None, role="clerk", unit=province)
        Officer.objects.create_user(username="mttq", password=None, role="front", unit=province)
    return list(Officer.objects.filter(role="commune").select_related("unit").order_by("pk"))


def _store(first: int, end: int, officers: Sequence[Any]) -> None:
    from langnghe.cases.models import Case, Clock, Event, Submission

    draw = random.Random(first)
    texts = [statement.text for statement in statements(first, end)]
    kinds = ["phan_anh"] * 6 + ["kien_nghi"] * 3 + ["khieu_nai"]
    days = [TODAY - timedelta(days=draw.randrange(1, 300)) for _ in texts]
    owners = [draw.choice(officers) for _ in texts]
    submissions = Submission.objects.bulk_create(
        Submission(
            code=f"{first + place:08}",
            channel="post",
            received_on=day,
            received_by="tinh",
            unit=owner.unit,
            text=text,
        )
        for place, (text, day, owner) in enumerate(zip(texts, days, owners, strict=True))
    )
    cases = Case.objects.bulk_create(
        _case(submission, owner, draw, draw.choice(kinds))
        for submission, owner in zip(submissions, owners, strict=True)
    )
    Event.objects.bulk_create(
        Event(case=case, number=1, act="receive", on=case.received_on, by="tinh", state="received") for case in cases
    )
    Clock.objects.bulk_create(
        Clock(case=case, kind=case.kind, step="tra_loi", started_on=case.received_on, due_on=case.due_on)
        for case in cases
        if case.due_on and case.kind != "khieu_nai"
    )


def _case(submission: Any, officer: Any, draw: random.Random, kind: str) -> Any:
    from langnghe.cases.models import Case
    from langnghe.cases.registering import title_of
    from langnghe.text.normal import fold

    is_open = draw.random() < 1 / 3
    return Case(
        code=f"{submission.code}-1",
        submission=submission,
        kind=kind,
        state="accepted" if is_open else "closed",
        is_open=is_open,
        title=title_of(submission.text),
        text=submission.text,
        folded=fold(submission.text),
        unit=submission.unit,
        area=submission.unit,
        officer=officer if draw.random() < 0.7 else None,
        sector="GT",
        topic="gt.duong_nong_thon",
        received_on=submission.received_on,
        accepted_on=submission.received_on,
        due_on=TODAY + timedelta(days=draw.randrange(-40, 60)) if is_open else None,
        closed_on=None if is_open else submission.received_on + timedelta(days=20),
        outcome="" if is_open else "explained",
    )


def pages() -> list[Page]:
    """The desk's pages of officers of a commune and of the province, with the SQL statements of each counted."""
    from langnghe.cases.models import Case

    newest = Case.objects.order_by("-pk").values_list("code", flat=True)[0]
    commune, province, front = (cookie(username) for username in ("cb7", "tinh", "mttq"))
    found = [
        Page("list, province", "/vu-viec/?muc=all", province),
        Page("list, commune", "/vu-viec/", commune),
        Page("list, searched", "/vu-viec/?muc=all&tim=duong+lien+thon", province),
        Page("one case", f"/vu-viec/{newest}/", province),
        Page("create", "/tiep-nhan/", commune, forms=forms(), leads_to="/tiep-nhan/"),
        Page("today, commune", "/hom-nay/", commune),
        Page("today, the Front", "/hom-nay/", front),
    ]
    return [replace(page, queries=queries(page)) for page in found]


def forms() -> list[dict[str, str]]:
    """Filled registering forms: a text as a person wrote it, and who the person is, for the seal."""
    return [
        {
            "act": "save",
            "items": "1",
            "form_key": ONCE,
            "channel": "post",
            "received_on": TODAY.isoformat(),
            "people": "1",
            "name": "Nguyễn Văn Thử",
            "phone": "0900 000 000",
            "address": "Thôn Thử, tỉnh Lam Giang",
            "viec-1-text": statement.text,
            "viec-1-kind": "phan_anh",
            "viec-1-topic": "gt.duong_nong_thon",
        }
        for statement in statements(0, FORMS)
    ]


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


def application() -> Any:
    """The site as gunicorn serves it."""
    from langnghe.console.site import use_django

    use_django()
    from django.core.wsgi import get_wsgi_application

    return get_wsgi_application()


def report(sizes: Sequence[int], found: Sequence[dict[str, Measured]]) -> None:
    """What is reached at the most cases, and how much slower that is than at the fewest; ours, then the peer's."""
    from django.db import connection

    few, many = found[0], found[-1]
    peers = {kind: [name for name in many if _is_peers(name) and _kind(name) == kind] for kind in KINDS}
    rows = [
        [name, GOALS[connection.vendor][_kind(name)], *_row(few, many, [name]), *_beside(few, many, name, peers)]
        for name in many
        if not _is_peers(name)
    ]
    print(f"\n{connection.vendor}, {sizes[-1]:,} cases, slower than at {sizes[0]:,}; load {load()}")
    side = ("a second", "p99 ms", "CPU ms", "SQL", "slower")
    show(("page", "goal", *side, "ours is", *(f"peer {name}" for name in side)), rows)


def _is_peers(name: str) -> bool:
    return name.startswith("peer: ")


def _kind(name: str) -> str:
    return name.removeprefix("peer: ").partition(",")[0]


def _beside(few: dict[str, Measured], many: dict[str, Measured], name: str, peers: dict[str, list[str]]) -> list[Any]:
    """How many times faster ours is, and the peer's row of the same kind; both of its list's requests must arrive."""
    parts = peers[_kind(name)]
    if not parts:
        return ["-"] * 6
    return [f"{_together(many, [name]) / _together(many, parts):.1f} x", *_row(few, many, parts)]


def _row(few: dict[str, Measured], many: dict[str, Measured], parts: Sequence[str]) -> list[Any]:
    all_parts = [many[part] for part in parts]
    return [
        _together(many, parts),
        sum(part.speed.p99_ms for part in all_parts),
        sum(part.speed.cpu_ms for part in all_parts),
        sum(part.queries for part in all_parts),
        _together(few, parts) / _together(many, parts),
    ]


def _together(found: dict[str, Measured], parts: Sequence[str]) -> float:
    """Screens a second that need all the parts."""
    return 1 / sum(1 / found[part].speed.per_second for part in parts)


if __name__ == "__main__":
    main()
