"""A site under load: gunicorn with two synchronous workers, asked by wrk with one thread and four connections."""

from __future__ import annotations

import os
import re
import secrets
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.measuring import tree

OURS, PEERS = 28765, 28766  # ports that nothing else is likely to hold
ONCE = "@once@"  # stands for another word in each form sent
CONNECTIONS = 4
PATIENCE = 300  # seconds before a page is given up
FORMS = 20  # different ones, sent in turn
CSRF = "c" * 32
BOUNDARY = "----a-part-of-the-form"
MILLISECONDS = {"us": 0.001, "ms": 1, "s": 1000}
POST = """
local bodies, sent = {%s}, 0
wrk.method = "POST"
wrk.headers["Content-Type"] = "multipart/form-data; boundary=%s"
function request()
  sent = sent + 1
  return wrk.format(nil, nil, nil, (bodies[sent %% #bodies + 1]:gsub("%s", "%s" .. sent)))
end
function response(status, headers, body)
  if status ~= 302 or not headers["Location"]:find("%s", 1, true) then
    io.stderr:write("not accepted: ", status, " ", headers["Location"] or body)
    os.exit(1)
  end
end
"""


@dataclass(frozen=True, slots=True)
class Page:
    """What is asked, by whom; where forms are given they are sent in turn, as a browser sends them."""

    name: str
    path: str
    cookie: str = ""
    forms: Sequence[Mapping[str, str]] = field(default_factory=list)
    leads_to: str = ""  # start of the address that an accepted form leads to
    queries: int = 0
    port: int = OURS

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}{self.path}"


@dataclass(frozen=True, slots=True)
class Speed:
    per_second: float
    p99_ms: float
    cpu_ms: float  # that the site's own processes take for one request; says more than the rate on a busy machine


@contextmanager
def serving(python: str, site: str, port: int, **environment: str) -> Iterator[int]:
    """The site that ``site`` names as gunicorn wants it, served until the end of the block; yields its process."""
    socket.create_server(("127.0.0.1", port)).close()  # fails where another site listens already
    command = [python, "-m", "gunicorn", "-w", "2", "-b", f"127.0.0.1:{port}", "--log-level", "critical"]
    command += ["--timeout", str(PATIENCE), site]
    server = subprocess.Popen(command, start_new_session=True, env=os.environ | environment)
    try:
        _wait(server, port)
        yield server.pid
    finally:
        server.terminate()
        server.wait()


def _wait(server: subprocess.Popen[bytes], port: int) -> None:
    while server.poll() is None:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}", timeout=2).close()
            return
        except urllib.error.HTTPError:  # it answers, if only with a refusal
            return
        except OSError:
            time.sleep(0.2)
    raise SystemExit("the site did not start")


def ask(page: Page, seconds: int, server: int) -> Speed:
    """How the site of the process ``server`` answers the page, after a second to warm up."""
    request = urllib.request.Request(page.address, headers={"Cookie": _cookie(page)})
    with urllib.request.urlopen(request) as answer:
        if answer.url != page.address:
            raise SystemExit(f"{page.path} led to {answer.url}: not signed in")
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        script.write(_script(page))
        script.flush()
        _wrk(page, script.name, 1)
        brief = _timed(page, script.name, seconds, server, least=CONNECTIONS)
        found = brief or _timed(page, script.name, 10 * seconds, server, least=1)
    if not found:
        raise SystemExit(f"{page.name}: no answer in {10 * seconds} seconds")
    return found


def _timed(page: Page, script: str, seconds: int, server: int, *, least: int) -> Speed | None:
    """None where fewer answers came than would say anything."""
    before = _cpu_ms(server)
    printed = _wrk(page, script, seconds)
    return _speed(printed, _cpu_ms(server) - before, least)


def _cpu_ms(server: int) -> float:
    """Processor time that a process and all below it have taken."""
    stats = [Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split() for pid in tree(server)]
    return sum(int(stat[11]) + int(stat[12]) for stat in stats) * 1000 / os.sysconf("SC_CLK_TCK")


def _script(page: Page) -> str:
    if not page.forms:
        return ""
    bodies = ", ".join(f'"{_escaped(_body(form))}"' for form in page.forms)
    return POST % (bodies, BOUNDARY, ONCE, secrets.token_hex(6), page.leads_to)


def _body(form: Mapping[str, str]) -> bytes:
    fields = {"csrfmiddlewaretoken": CSRF, **form}
    part = '--{}\r\nContent-Disposition: form-data; name="{}"\r\n\r\n{}\r\n'
    return ("".join(part.format(BOUNDARY, *each) for each in fields.items()) + f"--{BOUNDARY}--\r\n").encode()


def _escaped(body: bytes) -> str:
    return "".join(f"\\{byte:03}" for byte in body)


def _cookie(page: Page) -> str:
    return f"csrftoken={CSRF}; {page.cookie}".removesuffix("; ")


def _wrk(page: Page, script: str, seconds: int) -> str:
    run = [
        "wrk",
        "-t1",
        f"-c{CONNECTIONS}",
        f"-d{seconds}s",
        "--latency",
        "--timeout",
        "60s",
        "-H",
        f"Cookie: {_cookie(page)}",
    ]
    done = subprocess.run([*run, "-s", script, page.address], capture_output=True, text=True)
    if done.returncode or "Non-2xx" in done.stdout:
        raise SystemExit(f"{page.name}: {done.stdout[-500:]}{done.stderr[:2000]}")
    return done.stdout


def _speed(printed: str, cpu_ms: float, least: int) -> Speed | None:
    rate = re.search(r"Requests/sec:\s+([\d.]+)", printed)
    p99 = re.search(r"99%\s+([\d.]+)(us|ms|s)", printed)
    count = re.search(r"(\d+) requests in", printed)
    if not rate or not p99 or not count or int(count[1]) < least:
        return None
    return Speed(float(rate[1]), float(p99[1]) * MILLISECONDS[p99[2]], cpu_ms / int(count[1]))


def queries(page: Page) -> int:
    """How many SQL statements the page takes, transactions' own not counted; in this process, of either's Django."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client(SERVER_NAME="127.0.0.1")
    client.cookies.load(page.cookie)
    for once in (secrets.token_hex(6), secrets.token_hex(6)):  # the first fills what a process keeps
        with CaptureQueriesContext(connection) as seen:
            form = {name: value.replace(ONCE, once) for name, value in page.forms[0].items()} if page.forms else None
            answer = client.post(page.path, form) if form else client.get(page.path)
            assert answer.status_code == (302 if form else 200), (page.name, answer.status_code)
    words = [query["sql"].split(None, 1)[0] for query in seen]
    return sum(word not in ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE") for word in words)
