"""An officer in a valley without a network: the page opens, a note waits, and it arrives exactly once."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from langnghe.cases.models import Line, Meeting
from langnghe.registry.models import Officer, Unit
from langnghe.registry.roles import Role
from tests.browser.workers import wait_for_worker
from tests.conftest import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PAGE = "/so-tiep-xuc/di-co-so/"
SECONDS = 90  # until a note has come in, on a busy machine
TEXT = "Cầu qua suối thôn Đồng Mít gãy lan can\nKênh mương bồi lắng, ruộng thiếu nước"
LEFT = """async () => [(await indexedDB.databases()).length, (await caches.keys()).length,
  (await navigator.serviceWorker.getRegistrations()).length, localStorage.length]"""


@pytest.fixture
def keeper(province: Unit) -> Officer:
    unit = Unit.objects.get(code="LG-01")
    return Officer.objects.create_user(username="xa", password=PASSWORD, role=Role.COMMUNE_OFFICER, unit=unit)


def sign_in(page: Page, live_server: LiveServer) -> None:
    page.goto(f"{live_server.url}/dang-nhap/?next={PAGE}")
    page.fill("[name=login]", "xa")
    page.fill("[name=password]", PASSWORD)
    page.click("main button")
    page.wait_for_url(f"**{PAGE}")


def write_refused(page: Page) -> None:
    """A note of a day to come: it is refused, and still here to be corrected."""
    wait_for_worker(page)
    page.fill("#id_on", "2035-01-01")
    page.fill("#id_text", TEXT)
    page.click("#write .main-act")
    expect(page.locator("#queue .note.error")).to_be_visible()


def test_a_note_waits_without_a_network_and_arrives_once(page: Page, live_server: LiveServer, keeper: Officer) -> None:
    page.set_viewport_size({"width": 375, "height": 760})
    sign_in(page, live_server)
    wait_for_worker(page)
    page.wait_for_function("navigator.serviceWorker.controller !== null")
    page.context.set_offline(True)
    page.reload()
    assert page.locator("[name=csrfmiddlewaretoken]").count() == 0
    page.fill("#id_text", TEXT)
    page.click("#write .main-act")
    cards = page.locator("#queue article")
    expect(cards.locator(".tag.warn")).to_be_visible()
    page.reload()
    expect(cards.locator(".words")).to_have_text(TEXT)
    assert page.evaluate("document.documentElement.scrollWidth") <= 375
    assert Axe().run(page).response["violations"] == []
    kept: list[Any] = list(page.context.cookies())
    page.context.clear_cookies()
    page.context.set_offline(False)
    expect(page.locator("#ended")).to_be_visible()
    assert Meeting.objects.count() == 0
    page.context.add_cookies(kept)  # signed in again
    page.click("[data-do=send]")
    expect(cards.locator(".tag.good")).to_be_visible(timeout=SECONDS * 1000)
    expect(cards.locator(".words")).to_have_count(0)
    page.reload()
    page.wait_for_timeout(1000)
    assert (Meeting.objects.count(), Line.objects.count()) == (1, 2)


def test_a_refused_note_is_corrected_and_gone(page: Page, live_server: LiveServer, keeper: Officer) -> None:
    sign_in(page, live_server)
    write_refused(page)
    page.click("#queue [data-do=again]")
    expect(page.locator("#id_text")).to_have_value(TEXT)
    page.fill("#id_on", "2026-01-05")
    page.click("#write .main-act")
    expect(page.locator("#queue article")).to_have_count(1)
    expect(page.locator("#queue .tag.good")).to_be_visible(timeout=SECONDS * 1000)
    assert Line.objects.count() == 2


def test_signing_out_asks_and_leaves_nothing_on_the_telephone(
    page: Page, live_server: LiveServer, keeper: Officer
) -> None:
    sign_in(page, live_server)
    write_refused(page)
    page.goto(f"{live_server.url}/so-tiep-xuc/")
    page.once("dialog", lambda dialog: dialog.dismiss())
    page.click("form[data-leave] button")
    assert page.evaluate(LEFT) == [1, 1, 1, 1]
    page.once("dialog", lambda dialog: dialog.accept())
    page.click("form[data-leave] button")
    page.wait_for_url("**/dang-nhap/**")
    assert page.evaluate(LEFT) == [0, 0, 0, 0]
    assert not Meeting.objects.exists()
