"""A citizen's way in a browser, with and without script: photo, receipt, following, answer, rating, reopening."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.cache import cache
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from langnghe.cases import actions, conversation
from langnghe.cases.models import Case
from langnghe.portal import puzzles
from langnghe.registry.models import Officer, Unit
from langnghe.registry.roles import Role
from tests.conftest import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WORDS = "Cầu qua suối ở thôn Đồng Mít gãy lan can từ tháng trước, học sinh đi học rất nguy hiểm."
PAGES = ("/cong/", "/gui/", "/gui/viec/", "/gui/to-cao/", "/gui/khong-mang/", "/tra-cuu/", "/kiem-chung/")


@pytest.fixture
def worker(province: Unit) -> Officer:
    cache.clear()
    commune = Unit.objects.get(name="Xã Bình Khê")
    return Officer.objects.create_user("cb-xa", password=PASSWORD, role=Role.COMMUNE_OFFICER, unit=commune)


def photo(folder: Path) -> str:
    """A photo of several megabytes, as a telephone makes it."""
    path = folder / "cau.jpg"
    Image.effect_noise((2400, 1800), 60).convert("RGB").save(path, "JPEG", quality=92)
    return str(path)


def send(page: Page, at: str, file: str, *, script: bool) -> str:
    """All questions to the receipt; the code on it."""
    page.goto(f"{at}/gui/")
    page.click("a.large")
    page.fill("#id_text", WORDS)
    page.click("button.large")
    page.fill("#id_area", "binh khe")
    page.click("button.large")
    page.set_input_files("#files", file)
    if script:
        page.wait_for_selector("form[data-ready]")
    page.click("button.large")
    page.check("input[value=phan_anh]")
    page.click("button.large")
    page.click("button.large")  # no name
    page.click("button.large")
    if not script:  # with one the puzzle is solved beside the page, and nobody is asked to wait
        page.wait_for_timeout(puzzles.WAIT * 1000)
        page.click("form.slow button.large")
    return page.inner_text(".the-code")


def the_whole_way(page: Page, at: str, worker: Officer, file: str, *, script: bool) -> None:
    code = send(page, at, file, script=script)
    case = Case.objects.get()
    page.goto(f"{at}/tra-cuu/")
    page.fill("#id_code", code)
    page.click("button.large")
    expect(page.locator(".matter").first).to_contain_text("Xã Bình Khê")
    conversation.reply(case=case, text="Cầu này ở đầu hay cuối thôn?", by=worker)
    actions.perform(case=case.pk, act="answer", by=worker, outcome="explained", answer="Xã sẽ sửa trong tháng này.")
    page.reload()
    expect(page.locator(".messages .theirs")).to_contain_text("đầu hay cuối thôn")
    page.locator("[name=text]").fill("Đầu thôn.")
    page.click("form[action$='nhan-tin/'] button")
    expect(page.locator(".messages .mine")).to_contain_text("Đầu thôn")
    page.check("[name=solved][value='0']")
    page.check("[name=rating][value='2']")
    page.click("form[action$='danh-gia/'] button")
    case.refresh_from_db()
    assert case.rating == 2
    page.click("details.boxed summary")
    page.locator("details.boxed textarea").fill("Lan can vẫn gãy.")
    page.click("form[action$='mo-lai/'] button")
    expect(page.locator("details.boxed")).to_have_count(0)
    case.refresh_from_db()
    assert case.state == "accepted"


def test_with_script(
    page: Page, live_server: LiveServer, worker: Officer, tmp_path: Path, complaints: list[str]
) -> None:
    """The photo is made small on the telephone; nothing complains; no other host is asked."""
    hosts: set[str] = set()
    page.on("request", lambda request: hosts.add(re.sub(r"^(\w+:(//[^/]*)?).*", r"\1", request.url)))
    the_whole_way(page, live_server.url, worker, photo(tmp_path), script=True)
    assert hosts <= {live_server.url, "data:", "blob:"}
    assert complaints == []
    assert Case.objects.get().attachments.get().size < 1_500_000


def test_without_script(
    without_script: BrowserContext,
    live_server: LiveServer,
    worker: Officer,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The same way; before it is sent, a moment to wait on a page, shortened here."""
    monkeypatch.setattr(puzzles, "WAIT", 2)
    the_whole_way(without_script.new_page(), live_server.url, worker, photo(tmp_path), script=False)


def test_the_code_of_a_scanned_receipt_does_not_stay_in_the_address(
    page: Page, live_server: LiveServer, worker: Officer
) -> None:
    page.goto(f"{live_server.url}/tra-cuu/#1234567812345678")
    expect(page.locator("#id_code")).to_have_value("1234 5678 1234 5678")
    assert page.url == f"{live_server.url}/tra-cuu/"


@pytest.mark.parametrize("width", [375, 1280])
def test_every_page_is_open_to_all_readers(
    browser: Browser, live_server: LiveServer, worker: Officer, width: int
) -> None:
    """No violation of axe in light or dark, nothing wider than the screen, at most 60 KB in at most 6 files."""
    for scheme in ("light", "dark"):
        context = browser.new_context(locale="vi-VN", viewport={"width": width, "height": 800}, color_scheme=scheme)  # type: ignore[arg-type]
        page = context.new_page()
        for address in PAGES:
            page.goto(live_server.url + address)
            found = Axe().run(page).response["violations"]
            assert [(one["id"], one["nodes"][0]["html"]) for one in found] == [], address
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address
        context.close()


@pytest.mark.parametrize("address", PAGES)
def test_a_first_load_is_light(browser: Browser, live_server: LiveServer, worker: Officer, address: str) -> None:
    """Measured without compression, which the real server adds: what is light here is lighter there."""
    page, files = browser.new_context(locale="vi-VN").new_page(), []
    page.on("requestfinished", lambda request: files.append(request.sizes()["responseBodySize"]))
    page.goto(live_server.url + address, wait_until="networkidle")
    assert len(files) <= 6
    assert sum(files) <= 60_000


def test_keyboard_only(page: Page, live_server: LiveServer, worker: Officer) -> None:
    page.goto(f"{live_server.url}/gui/viec/")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")  # back
    page.keyboard.press("Tab")
    expect(page.locator("#id_text")).to_be_focused()
    page.keyboard.type(WORDS)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/gui/noi/**")
