"""The peer of ``benchmarks.desk``: django-helpdesk, with packages and settings of its own, outside the project.

``Helpdesk`` is the side of our benchmark: it installs the peer once, fills it, serves it. What must run among the
peer's own packages it starts there: ``python -m benchmarks.helpdesk fill|pages``. The peer has our database settings,
as many officers and tickets as we have cases, a third of them open, one follow-up each, the same texts; no mail.
"""

from __future__ import annotations

import json
import os
import random
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path
from typing import Any

from benchmarks.serving import FORMS, ONCE, PEERS, Page, queries, serving

PACKAGES = ("django-helpdesk==2.6.1", "django<5.3", "gunicorn", "psycopg[binary]")
QUEUES, OFFICERS, AT_ONCE = 3, 100, 5000
OPEN, CLOSED = 1, 4
SETTINGS = """
SECRET_KEY = "thrown away with the folder"
ALLOWED_HOSTS = ["127.0.0.1"]
INSTALLED_APPS = [
    *(f"django.contrib.{name}" for name in (
        "admin", "auth", "contenttypes", "sessions", "messages", "sites", "staticfiles", "humanize"
    )),
    "rest_framework",
    "helpdesk",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
TEMPLATES = [{
    "BACKEND": "django.template.backends.django.DjangoTemplates",
    "APP_DIRS": True,
    "OPTIONS": {"context_processors": [
        "django.template.context_processors.request",
        "django.contrib.auth.context_processors.auth",
        "django.contrib.messages.context_processors.messages",
    ]},
}]
DATABASES = {"default": %r}
ROOT_URLCONF = "helpdesk_addresses"
SITE_ID = 1
LOGIN_URL = "/login/"
STATIC_URL = "static/"
USE_TZ = True
TIME_ZONE = "Asia/Ho_Chi_Minh"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
LOGGING = {"version": 1, "root": {"level": "CRITICAL"}}
HELPDESK_TEAMS_MODE_ENABLED = False
"""
ADDRESSES = """
from django.urls import include, path

urlpatterns = [path("", include("helpdesk.urls"))]
"""
ASKED = "?draw=1&start=0&length=25&search%5Bvalue%5D=&search%5Bregex%5D=false"  # by the list's script, at first


class Helpdesk:
    """The peer's site in a scratch folder; its tables stand beside ours in PostgreSQL, in a schema of their own."""

    def __init__(self, home: Path, database: Mapping[str, Any]) -> None:
        self._python = _environment()
        self._home = home
        own: dict[str, Any] = {"NAME": str(home / "helpdesk.sqlite3")}
        if "postgresql" in database["ENGINE"]:
            own = {"OPTIONS": {"options": "-c jit=off -c search_path=helpdesk"}}
        home.mkdir(exist_ok=True)
        (home / "helpdesk_settings.py").write_text(SETTINGS % ({**database, **own},))
        (home / "helpdesk_addresses.py").write_text(ADDRESSES)
        self._settings = {
            "DJANGO_SETTINGS_MODULE": "helpdesk_settings",
            "PYTHONPATH": str(home),
            "PYTHONWARNINGS": "ignore",
        }

    def fill(self, texts: Sequence[str]) -> None:
        self._run("fill", "".join(f"{json.dumps(text)}\n" for text in texts))

    def pages(self) -> list[Page]:
        """What to ask, by the names of ours; the SQL statements of each page counted."""
        return [Page(**row) for row in json.loads(self._run("pages"))]

    def serving(self) -> AbstractContextManager[int]:
        return serving(self._python, "django.core.wsgi:get_wsgi_application()", PEERS, **self._settings)

    def _run(self, what: str, sent: str = "") -> str:
        command = [self._python, "-m", "benchmarks.helpdesk", what]
        environment = os.environ | self._settings
        return subprocess.run(
            command, input=sent, env=environment, text=True, check=True, stdout=subprocess.PIPE
        ).stdout


def _environment() -> str:
    """The Python of the peer's environment, made at the first run."""
    folder = Path(tempfile.gettempdir()) / "langnghe-helpdesk"
    python = folder / "bin" / "python"
    if not (folder / "complete").exists():
        subprocess.run([sys.executable, "-m", "venv", "--clear", folder], check=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", *PACKAGES], check=True)
        (folder / "complete").touch()
    return str(python)


def main() -> None:
    """Run among the peer's packages: take texts as tickets, or say what to ask."""
    import django

    django.setup()
    if sys.argv[1] == "fill":
        fill([json.loads(line) for line in sys.stdin])
    else:
        print(json.dumps([asdict(page) for page in pages()]))


def fill(texts: Sequence[str]) -> None:
    """A ticket of each text, with one follow-up, as its public form writes them."""
    from django.core.management import call_command
    from django.db import connection

    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("CREATE SCHEMA IF NOT EXISTS helpdesk")
    call_command("migrate", verbosity=0)
    for start in range(0, len(texts), AT_ONCE):
        _store(texts[start : start + AT_ONCE])
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _store(texts: Sequence[str]) -> None:
    from django.utils import timezone
    from helpdesk.models import FollowUp, Ticket  # type: ignore[import-not-found]

    queues, officers = _people()
    now, draw = timezone.now(), random.Random(len(texts))
    tickets = [_ticket(text, draw, queues, officers, now + timedelta(days=draw.randrange(-40, 60))) for text in texts]
    Ticket.objects.bulk_create(tickets)
    FollowUp.objects.bulk_create(
        FollowUp(ticket=ticket, title="Ticket Opened", comment=ticket.description, public=True) for ticket in tickets
    )


def _people() -> tuple[Sequence[Any], Sequence[Any]]:
    from django.contrib.auth.models import User
    from helpdesk.models import Queue

    for number in range(0 if Queue.objects.exists() else QUEUES):
        Queue.objects.create(title=f"Queue {number}", slug=f"q{number}", allow_public_submission=True)
    for number in range(0 if User.objects.exists() else OFFICERS):
        User.objects.create_user(f"cb{number}", f"cb{number}@example.org", is_staff=True)
    return list(Queue.objects.all()), list(User.objects.all())


def _ticket(text: str, draw: random.Random, queues: Sequence[Any], officers: Sequence[Any], due: Any) -> Any:
    from helpdesk.models import Ticket

    is_open = draw.random() < 1 / 3
    return Ticket(
        title=text[:120],
        queue=draw.choice(queues),
        submitter_email=f"dan{draw.randrange(50_000)}@example.org",
        assigned_to=draw.choice(officers) if draw.random() < 0.7 else None,
        status=OPEN if is_open else CLOSED,
        description=text,
        due_date=due if is_open else None,
    )


def pages() -> Iterator[Page]:
    from django.test import Client
    from helpdesk.models import Queue, Ticket

    officer = _signed_in()
    shell = Page("peer: list, the shell", "/tickets/", officer)
    client = Client(SERVER_NAME="127.0.0.1")
    client.cookies.load(officer)
    found = re.search(r"/datatables_ticket_list/[\w+/=]+", client.get(shell.path).content.decode())
    assert found, "the list names no address of its rows"
    newest = list(Ticket.objects.order_by("-pk")[:FORMS])
    queue = str(Queue.objects.all()[0].pk)
    forms = [_form(ticket, queue) for ticket in newest]
    for page in (
        shell,
        Page("peer: list, its rows", found[0] + ASKED, officer),
        Page("peer: one case", f"/tickets/{newest[0].pk}/", officer),
        Page("peer: create", "/tickets/submit/", forms=forms, leads_to="/view/?ticket="),
        Page("peer: today, the dashboard", "/dashboard/", officer),
    ):
        yield Page(**{**asdict(page), "queries": queries(page), "port": PEERS})


def _form(ticket: Any, queue: str) -> dict[str, str]:
    """A public form with the text of a ticket."""
    return {
        "queue": queue,
        "title": f"{ticket.title[:100]} {ONCE}",
        "body": ticket.description,
        "priority": "3",
        "submitter_email": ticket.submitter_email,
    }


def _signed_in() -> str:
    from django.contrib.auth.models import User
    from django.test import Client

    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(User.objects.get(username="cb7"))
    return f"sessionid={client.cookies['sessionid'].value}"


if __name__ == "__main__":
    main()
