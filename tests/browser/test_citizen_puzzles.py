"""The puzzle in a browser: nobody notices it with a script; without one, a moment's wait."""

from __future__ import annotations

import hashlib

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.cache import cache
from playwright.sync_api import BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from langnghe.cases.models import Subscription
from langnghe.portal import puzzles
from langnghe.registry.models import Unit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def nothing_counted(province: Unit) -> None:
    cache.clear()


def subscribe(page: Page, at: str) -> None:
    page.goto(f"{at}/dang-ky/")
    page.fill("#id_email", "an@thu.example")
    page.click("main button.main-act")


def test_with_script_nobody_notices(page: Page, live_server: LiveServer, complaints: list[str]) -> None:
    subscribe(page, live_server.url)
    expect(page.locator(".note.success")).to_be_visible()
    assert Subscription.objects.count() == 1
    assert complaints == []


def test_a_hard_puzzle_is_waited_for(page: Page, live_server: LiveServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pressed before its end, the form goes by itself once it is solved."""
    monkeypatch.setattr(puzzles, "LEAST", 17)
    subscribe(page, live_server.url)
    expect(page.locator(".note.success")).to_be_visible(timeout=60_000)


def test_an_old_page_asks_to_press_once_more(
    page: Page, live_server: LiveServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its puzzle is over; on the page in between a new one is solved at once, so no time is waited."""
    monkeypatch.setattr(puzzles, "WAIT", 600)
    page.goto(f"{live_server.url}/dang-ky/")
    page.evaluate("document.querySelector('[name=puzzle]').value = '1.x:1:2'")
    page.fill("#id_email", "an@thu.example")
    page.click("main button.main-act")
    expect(page.locator("form.slow[data-solved]")).to_be_visible(timeout=30_000)
    page.click("form.slow button")
    expect(page.locator(".note.success")).to_be_visible()


def test_without_script_the_wait_holds_what_was_typed(
    without_script: BrowserContext, live_server: LiveServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(puzzles, "WAIT", 3)
    page = without_script.new_page()
    subscribe(page, live_server.url)
    expect(page.locator("form.slow button")).to_be_visible()
    page.click("form.slow button")  # too early: the same page
    expect(page.locator("form.slow button")).to_be_visible()
    page.wait_for_timeout(3000)
    page.click("form.slow button")
    expect(page.locator(".note.success")).to_be_visible()
    assert Subscription.objects.count() == 1


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_in_between_is_open_to_all_readers(page: Page, live_server: LiveServer, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    page.set_viewport_size({"width": 375, "height": 760})
    page.goto(f"{live_server.url}/dang-ky/")
    page.evaluate("document.querySelector('[name=solution]').value = '0'")
    page.evaluate("document.querySelector('[name=puzzle]').value = ''")
    page.fill("#id_email", "an@thu.example")
    page.click("main button.main-act")
    expect(page.locator("form.slow")).to_be_visible()
    assert [(one["id"], one["nodes"][0]["html"]) for one in Axe().run(page).response["violations"]] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_script_and_the_site_mean_the_same_hash(page: Page, live_server: LiveServer) -> None:
    """Names of all lengths, solved by the script, looked at with Python's SHA-256."""
    page.goto(f"{live_server.url}/dang-ky/")
    asked = [f"9.{'aB-_9' * 10}"[: 2 + length] + ":1:2" for length in range(1, 50)]
    found = page.evaluate(
        """(asked) => Promise.all(asked.map((puzzle) => new Promise((done) => {
          const worker = new Worker(document.querySelector("[data-puzzle]").dataset.puzzle);
          worker.onmessage = (message) => { worker.terminate(); done(message.data); };
          worker.postMessage(puzzle);
        })))""",
        asked,
    )
    for puzzle, solution in zip(asked, found, strict=True):
        name = puzzle[2:].partition(":")[0]
        assert hashlib.sha256(f"{name}{solution}".encode()).digest()[0] == 0, puzzle
