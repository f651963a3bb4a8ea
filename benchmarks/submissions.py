"""Citizens' messages under load, with the server killed in the middle: is every receipt that somebody saw still found?

    python -m benchmarks.submissions [--form 300] [--kept 600] [--database postgresql://user@host:port/name]

An empty database (SQLite in a scratch folder where none is named), gunicorn with two workers, four visitors at once on
loopback, each message from an address of its own. Two ways are measured:

- *form*: the six questions of ``/gui``, its check page with the puzzle, the sending, the receipt that shows the code;
- *kept*: a message that waited on a telephone, sent with its puzzle and its key to ``/gui/khong-mang/nhan/``.

Puzzles are asked for and solved before the sending is timed: citizens' telephones do that. When half of the messages
of a way have been acknowledged the server and its workers are killed (SIGKILL) and started again; what was not
acknowledged is sent once more, as a telephone does. Then every code that was shown is typed into ``/tra-cuu``.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import secrets
import signal
import socket
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from http.cookies import SimpleCookie
from urllib.parse import urlencode

from benchmarks.generator import statements
from benchmarks.measuring import line, load, show
from benchmarks.serving import CONNECTIONS, CSRF, OURS, serving
from tests.portal.solving import solved, solved_on

SITE = "benchmarks.desk:application()"
COMMUNES = 100
LIMIT = 90  # seconds that the sending of one way may take, with the restart
PAUSE = 0.1  # seconds before a visitor tries again
KILL_AT = 0.5  # share of the messages that are acknowledged by then
GATE = "/gui/khong-mang/nhan/"
FINAL = "/gui/kiem-tra/"


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    text: str
    location: str
    draft: str  # cookie that opens what is being written


@dataclass(slots=True)
class Visitor:
    """One who sends one message, from an address of its own."""

    number: int
    words: str
    draft: str = ""
    key: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    puzzle: dict[str, str] = field(default_factory=dict)
    code: str = ""
    tries: int = 0
    milliseconds: float = 0.0  # of the try that was answered

    @property
    def address(self) -> str:
        return f"10.{self.number >> 16 & 255}.{self.number >> 8 & 255}.{self.number & 255}"


@dataclass(frozen=True, slots=True)
class Sent:
    """What one way has shown."""

    visitors: Sequence[Visitor]
    prepared: float  # seconds
    sending: float  # seconds, without those in which nobody answered
    silent: float  # seconds from the kill until the site answered again
    found: int


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--form", type=int, default=300, help="messages by the questions of /gui")
    parser.add_argument("--kept", type=int, default=600, help="messages that waited on a telephone")
    parser.add_argument("--database", default="", help="an empty PostgreSQL database; SQLite where not given")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        os.environ |= {"LANGNGHE_HOME": home, "LANGNGHE_DATABASE": chosen.database, "LANGNGHE_PROXIES": "1"}
        from langnghe.console.site import prepare, use_django

        use_django()
        prepare()
        add_communes()
        texts = [statement.text for statement in statements(0, chosen.form + chosen.kept)]
        visitors = [Visitor(number, text) for number, text in enumerate(texts)]
        ways = {
            "form": one_way(visitors[: chosen.form], fill_in, press_send),
            "kept": one_way(visitors[chosen.form :], take_puzzle, hand_in),
        }
        report(ways)


def add_communes() -> None:
    from langnghe.registry.models import Unit

    province = Unit.objects.create(code="T", name="UBND tỉnh", kind="tinh")
    for number in range(COMMUNES):
        Unit.objects.create(code=f"X{number:03}", name=f"Xã Số {number}", kind="xa", parent=province)


def one_way(visitors: Sequence[Visitor], prepare: Callable[[Visitor], None], send: Callable[[Visitor], None]) -> Sent:
    """All prepare, then all send; the server dies in the middle; then all look their codes up."""
    with ThreadPoolExecutor(CONNECTIONS) as pool:
        with serving(sys.executable, SITE, OURS) as server:
            began = time.monotonic()
            list(pool.map(prepare, visitors))
            prepared = time.monotonic() - began
            began = time.monotonic()
            sending = [pool.submit(until_sent, send, visitor, began + LIMIT) for visitor in visitors]
            wait_for(visitors, sending)
            killed = time.monotonic()
            kill(server)
        with serving(sys.executable, SITE, OURS):
            silent = time.monotonic() - killed
            for each in sending:
                each.result()
            took = time.monotonic() - began - silent
            found = sum(pool.map(is_found, visitors))
    return Sent(visitors, prepared, took, silent, found)


def wait_for(visitors: Sequence[Visitor], sending: Sequence[Future[None]]) -> None:
    """Until half have seen their code; what a visitor cannot understand ends the run."""
    while sum(bool(visitor.code) for visitor in visitors) < KILL_AT * len(visitors):
        time.sleep(0.01)
        for each in sending:
            if each.done():
                each.result()


def kill(server: int) -> None:
    """The site and its workers at once, as a power cut does to processes; back when nobody listens any more."""
    os.killpg(server, signal.SIGKILL)
    for _ in range(1000):
        try:
            socket.create_connection(("127.0.0.1", OURS), timeout=1).close()
        except ConnectionRefusedError:
            return
        except OSError:  # a worker is dying this moment
            time.sleep(0.01)


def until_sent(send: Callable[[Visitor], None], visitor: Visitor, end: float) -> None:
    """Try until a code is shown, as a person or a telephone does; each time with all that was typed."""
    while not visitor.code and time.monotonic() < end:
        visitor.tries += 1
        began = time.monotonic()
        try:
            send(visitor)
        except (OSError, HTTPException):  # the server has died
            time.sleep(PAUSE)
        visitor.milliseconds = 1000 * (time.monotonic() - began)


def fill_in(visitor: Visitor) -> None:
    """The questions one after another, each page opened and sent, to the check page with its puzzle."""
    area = f"Xã Số {visitor.number % COMMUNES}"
    steps: dict[str, dict[str, str]] = {
        "viec": {"text": visitor.words},
        "noi": {"area": area, "spot": "sau chợ"},
        "tep": {},
        "loai": {"kind": "phan_anh"},
        "lien-he": {"name": "Nguyễn Văn Thử", "phone": "0900 000 000", "address": "Thôn Thử"},
    }
    asked(visitor, "/gui/", None, 200)
    for step, given in steps.items():
        asked(visitor, f"/gui/{step}/", None, 200)
        answer = asked(visitor, f"/gui/{step}/", given, 302)
        visitor.draft = answer.draft or visitor.draft
    visitor.puzzle = solved_on(asked(visitor, FINAL, None, 200).text)


def press_send(visitor: Visitor) -> None:
    """The last button, and the page that shows the code; a page with a new puzzle is solved as its script does."""
    answer = ask(visitor, FINAL, visitor.puzzle)
    if answer.status == 429:
        visitor.puzzle = solved_on(answer.text)
        return
    if answer.location != "/gui/bien-nhan/":
        raise SystemExit(f"not accepted: {answer.status} {answer.location}")
    shown = asked(visitor, answer.location, None, 200).text
    visitor.code = re.findall(r'class="the-code">([\d ]+)<', shown)[0]


def take_puzzle(visitor: Visitor) -> None:
    visitor.puzzle = solved(json.loads(asked(visitor, "/gui/cau-do/", None, 200).text)["puzzle"])


def hand_in(visitor: Visitor) -> None:
    """The worker's request; told to come later it asks for a new puzzle."""
    answer = ask(visitor, GATE, {"key": visitor.key, "text": visitor.words, "kind": "phan_anh", **visitor.puzzle})
    if answer.status == 429:
        take_puzzle(visitor)
    elif answer.status == 200:
        visitor.code = json.loads(answer.text)["code"]
    else:
        raise SystemExit(f"not accepted: {answer.status} {answer.text[:200]}")


def is_found(visitor: Visitor) -> bool:
    """Whether the code that was shown opens its matter; nobody without a code has one to type."""
    return bool(visitor.code) and ask(visitor, "/tra-cuu/", {"code": visitor.code}).location == "/tra-cuu/vu-viec/"


def asked(visitor: Visitor, path: str, form: dict[str, str] | None, status: int) -> Answer:
    """As ``ask``; anything but the expected status ends the run."""
    answer = ask(visitor, path, form)
    if answer.status != status:
        raise SystemExit(f"{path}: {answer.status}, not {status}: {answer.text[-500:]}")
    return answer


def ask(visitor: Visitor, path: str, form: dict[str, str] | None = None) -> Answer:
    """One request as a browser sends it, behind one proxy that names the visitor's address."""
    cookie = f"csrftoken={CSRF}" + (f"; viet={visitor.draft}" if visitor.draft else "")
    headers = {"Cookie": cookie, "X-Forwarded-For": visitor.address}
    filled = urlencode({"csrfmiddlewaretoken": CSRF, **form}) if form is not None else None
    if filled is not None:
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    connection = HTTPConnection("127.0.0.1", OURS, timeout=60)
    try:
        connection.request("GET" if filled is None else "POST", path, filled, headers)
        answer = connection.getresponse()
        text = answer.read().decode()
    finally:
        connection.close()
    set_now = SimpleCookie("; ".join(each.partition(";")[0] for each in answer.headers.get_all("Set-Cookie") or []))
    draft = set_now["viet"].value if "viet" in set_now else ""
    return Answer(answer.status, text, answer.headers.get("Location", ""), draft)


def report(ways: dict[str, Sent]) -> None:
    """A row for each way, and whether the database holds each message once and an unbroken journal."""
    from django.db import connection

    from langnghe.audit.checking import flaws
    from langnghe.cases.models import Receipt, Submission

    found = {name: figures(sent) for name, sent in ways.items()}
    for name, row in found.items():
        line(way=name, database=connection.vendor, **row)
    print(f"\n{connection.vendor}, two workers, {CONNECTIONS} visitors at once, killed in the middle; load {load()}")
    show(("way", *found["form"]), [[name, *row.values()] for name, row in found.items()])
    codes = {visitor.code for sent in ways.values() for visitor in sent.visitors} - {""}
    stored = f"{Submission.objects.count()} messages and {Receipt.objects.count()} receipts stored"
    print(f"{len(codes)} different codes shown; {stored}; {len(list(flaws()))} flaws in the journal")


def figures(sent: Sent) -> dict[str, float]:
    """Counts, rates and times of one way; the times run until the code is shown, of those whom the killing spared."""
    codes = [visitor for visitor in sent.visitors if visitor.code]
    times = [visitor.milliseconds for visitor in codes if visitor.tries == 1]
    return {
        "tried": len(sent.visitors),
        "acknowledged": len(codes),
        "found": sent.found,
        "lost": len(codes) - sent.found,
        "tried again": sum(visitor.tries > 1 for visitor in codes),
        "a second": len(codes) / sent.sending,
        "with all pages": len(codes) / (sent.sending + sent.prepared),
        "p50 ms": statistics.median(times),
        "p99 ms": statistics.quantiles(times, n=100)[98],
        "silent s": sent.silent,
    }


if __name__ == "__main__":
    main()
