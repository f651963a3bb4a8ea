"""A real Chromium against a live site; skipped, with the reason, where Debian's Chromium is absent."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connections
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect
from pytest_django.live_server_helper import LiveServer
from pytest_django.plugin import DjangoDbBlocker

from langnghe.intake.actions import receive
from langnghe.registry.models import Officer, Period
from langnghe.reports.actions import advance, draft_report
from langnghe.reports.models import Report
from langnghe.synthesis.actions import ask_for_run
from langnghe.timetable import work
from tests.samples import REPORTS, docx_of

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

expect.set_options(timeout=20_000)  # a machine that does much else answers late, and is right all the same

# Playwright's loop makes Django think that it is called from asynchronous code; it is not.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    skip = pytest.mark.skip(reason=f"{CHROMIUM} is not installed (apt-get install chromium)")
    for item in items:
        if item.get_closest_marker("browser") and not CHROMIUM.exists():
            item.add_marker(skip)


@pytest.fixture(scope="module")
def database_in_a_file(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[None]:
    """On SQLite the site's threads and the worker need connections of their own, which only a file gives them."""
    memory = connections["default"]
    if memory.vendor != "sqlite":
        yield
        return
    path = str(tmp_path_factory.mktemp("database") / "test.sqlite3")
    with django_db_blocker.unblock(), memory.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [path])
    name = connections.settings["default"]["NAME"]
    connections.settings["default"]["NAME"] = path
    connections["default"] = connections.create_connection("default")
    yield
    connections["default"].close()
    connections.settings["default"]["NAME"] = name
    connections["default"] = memory


@pytest.fixture(scope="module")
def live_server(database_in_a_file: None) -> Iterator[LiveServer]:
    """The site on a free port, started once its database is the file."""
    server = LiveServer("localhost")
    yield server
    server.stop()


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    return {"executable_path": str(CHROMIUM), "args": list(ARGUMENTS)}


@pytest.fixture(scope="session")
def browser_context_args() -> dict[str, Any]:
    return {"locale": "vi-VN", "viewport": {"width": 1280, "height": 860}}


@pytest.fixture
def complaints(page: Page) -> list[str]:
    """What the page says in the console: it should stay empty."""
    heard: list[str] = []

    def listen(message: ConsoleMessage) -> None:
        if message.type == "error":
            heard.append(message.text)

    page.on("console", listen)
    page.on("pageerror", lambda error: heard.append(str(error)))
    return heard


@pytest.fixture
def without_script(browser: Browser) -> BrowserContext:
    return browser.new_context(java_script_enabled=False, locale="vi-VN")


@pytest.fixture
def month_written(period: Period, clerk: Officer) -> Report:
    """Three reports received, read and synthesised by the worker, and a report of them sent for review."""
    for name, text in REPORTS.items():
        receive(docx_of(text), name=name, period=period, unit=None, by=clerk.username)
    ask_for_run(period, by=clerk.username)
    work(until_idle=True)
    report = draft_report(period, "thang", "dang", by=clerk.username)
    advance(report, by=clerk.username)
    return report
