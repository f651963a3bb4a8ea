"""A telephone without a network: the form opens, a message waits, and it arrives once though the server is killed."""

from __future__ import annotations

import os
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.db import connection
from PIL import Image
from playwright.sync_api import Page, expect

from langnghe.registry.models import Unit
from tests.browser.workers import wait_for_worker

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif("connection.vendor != 'sqlite'", reason="the site of this test runs on a copied file"),
]
WORDS = "Cầu qua suối ở thôn Đồng Mít gãy lan can từ tháng trước, học sinh đi học rất nguy hiểm."
LEFT = """async () => {
  const database = await new Promise((done) => {
    const opening = indexedDB.open("lang-nghe");
    opening.onsuccess = () => done(opening.result);
  });
  const messages = !database.objectStoreNames.length ? 0 : await new Promise((done) => {
    database.transaction("messages").objectStore("messages").count().onsuccess = (asked) => done(asked.target.result);
  });
  const workers = await navigator.serviceWorker.getRegistrations();
  return [(await caches.keys()).length, workers.length, messages];
}"""  # what a page of the site finds of itself on the telephone
SECONDS = 90  # until a site answers, on a busy machine


class Site:
    """The site on a port of its own, to be stopped and started again on the same files."""

    def __init__(self, home: Path) -> None:
        self.home, self.flag, self.database = home, home / "killed-once", home / "langnghe.sqlite3"
        with socket.socket() as free:
            free.bind(("localhost", 0))
            self.port = free.getsockname()[1]
        self.url = f"http://localhost:{self.port}"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        environ = {**os.environ, "LANGNGHE_HOME": str(self.home), "LANGNGHE_DATABASE": f"sqlite:///{self.database}"}
        command = [sys.executable, "-m", "tests.browser.dying_site", str(self.port), str(self.flag)]
        self.process = subprocess.Popen(command, env=environ)
        until = time.monotonic() + SECONDS
        while not self._answers():
            assert self.process.poll() is None
            assert time.monotonic() < until, "the site does not answer"
            time.sleep(0.2)

    def stop(self) -> None:
        if self.process:
            self.process.kill()
            self.process.wait()

    def died(self) -> int:
        """Its exit status, once it is gone."""
        assert self.process
        return self.process.wait(timeout=SECONDS)

    def count(self, table: str) -> int:
        with sqlite3.connect(self.database) as database:
            return int(database.execute(f"SELECT count(*) FROM {table}").fetchone()[0])

    def _answers(self) -> bool:
        with socket.socket() as asked:
            return asked.connect_ex(("localhost", self.port)) == 0


@pytest.fixture
def site(province: Unit, own_home: Path) -> Iterator[Site]:
    made = Site(own_home)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(made.database)])
    made.start()
    yield made
    made.stop()


def photo(folder: Path) -> str:
    """Small, and it tells with what it was taken."""
    exif = Image.Exif()
    exif[0x010F] = "MayAnhCuaAnTrinh"
    Image.new("RGB", (640, 480), "red").save(folder / "cau.jpg", exif=exif)
    return str(folder / "cau.jpg")


def visit(page: Page, site: Site) -> None:
    """Once with a network: the worker comes after the page and takes what it needs."""
    page.goto(f"{site.url}/gui/", wait_until="load")
    wait_for_worker(page)
    page.wait_for_function("navigator.serviceWorker.controller !== null")


def write(page: Page, **photos: str) -> None:
    page.fill("#id_text", WORDS)
    page.select_option("#id_area", "Xã Bình Khê")
    page.check("input[value=phan_anh]")
    for file in photos.values():
        page.set_input_files("#id_photos", file)
    page.click("#write button.main-act")


def test_it_waits_and_arrives_once_though_the_server_is_killed_before_it_answers(
    page: Page, site: Site, tmp_path: Path
) -> None:
    visit(page, site)
    site.stop()
    page.goto(f"{site.url}/gui/")  # no network: the form opens all the same
    write(page, photo=photo(tmp_path))
    waits = page.locator("#queue .matter")
    expect(waits).to_have_count(1)
    expect(waits.locator(".tag.calm")).to_be_visible()
    page.reload()
    expect(waits).to_contain_text("gãy lan can")
    assert Axe().run(page).response["violations"] == []
    site.start()
    page.click("[data-do=send]")
    assert site.died() == -9  # after it was stored, before a byte of the answer
    assert (site.count("cases_submission"), site.flag.exists()) == (1, True)
    expect(waits.locator(".the-code")).to_have_count(0)
    site.start()
    page.click("[data-do=send]")
    expect(waits.locator(".the-code")).to_be_visible(timeout=SECONDS * 1000)
    code = waits.locator(".the-code").inner_text()
    assert WORDS not in page.content()
    for table in ("cases_submission", "cases_receipt", "cases_case", "cases_attachment"):
        assert site.count(table) == 1, table
    assert not any(b"MayAnhCuaAnTrinh" in path.read_bytes() for path in site.home.rglob("*") if path.is_file())
    page.reload()  # with a network the first question stands here, and says that a code waits
    page.get_by_role("link", name="đang chờ trên điện thoại này").click()
    expect(waits.locator(".the-code")).to_have_text(code)  # until it is said to be kept
    page.on("dialog", lambda dialog: dialog.accept())
    page.click("[data-do=drop]")
    expect(waits).to_have_count(0)
    page.goto(f"{site.url}/tra-cuu/")
    page.fill("#id_code", code)
    page.click("button.large")
    expect(page.locator(".matter").first).to_contain_text("Xã Bình Khê")


def test_what_waits_can_be_deleted_and_is_never_sent(page: Page, site: Site) -> None:
    visit(page, site)
    site.flag.touch()
    site.stop()
    page.goto(f"{site.url}/cong/")
    write(page)
    page.on("dialog", lambda dialog: dialog.accept())
    page.click("[data-do=drop]")
    expect(page.locator("#queue .matter")).to_have_count(0)
    site.start()
    page.goto(f"{site.url}/gui/khong-mang/")
    expect(page.locator("#write")).to_be_visible()
    page.wait_for_timeout(1500)
    assert site.count("cases_submission") == 0


def test_a_network_that_breaks_on_the_first_question_loses_no_word(page: Page, site: Site) -> None:
    visit(page, site)
    page.goto(f"{site.url}/gui/viec/")
    page.fill("#id_text", WORDS)
    site.stop()
    page.click("button.large")
    expect(page.locator("#write #id_text")).to_have_value(WORDS)


def test_a_complaint_says_what_is_missing_before_it_waits(page: Page, site: Site) -> None:
    visit(page, site)
    page.goto(f"{site.url}/gui/khong-mang/")
    page.fill("#id_text", WORDS)
    page.check("input[value=khieu_nai]")
    page.click("#write button.main-act")
    expect(page.locator("#contact-wrong")).to_be_visible()
    expect(page.locator("#queue .matter")).to_have_count(0)
    assert page.locator("input[value=to_cao]").count() == 0


def test_leaving_quickly_leaves_nothing_on_the_telephone(page: Page, site: Site) -> None:
    visit(page, site)
    site.stop()
    page.goto(f"{site.url}/gui/")
    write(page)
    expect(page.locator("#queue .matter")).to_have_count(1)
    page.route("https://**", lambda route: route.abort())
    page.click(".exit button")
    page.wait_for_timeout(1500)
    site.start()
    page.goto(f"{site.url}/tra-cuu/")
    left = page.evaluate(LEFT)
    assert left == [0, 0, 0]


def test_the_worker_is_light(page: Page, site: Site) -> None:
    """With the page six files and 60 KB at most, over the wire as the real server packs them."""
    visit(page, site)
    sizes = page.evaluate(
        """async () => { const kept = await caches.open((await caches.keys())[0]); const all = await kept.matchAll();
        return Promise.all(all.map(async (one) => (await one.blob()).size)); }"""
    )
    assert len(sizes) == 6
    assert sum(sizes) <= 60_000
