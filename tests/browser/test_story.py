"""The main job in a browser: files in, read, synthesised, reviewed, themed, written up, and back to a source."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, expect

from langnghe.intake.models import Document, Opinion
from langnghe.registry.models import Officer, Period
from langnghe.reports.models import Report
from langnghe.synthesis.models import Decision, Theme
from langnghe.timetable import work
from tests.conftest import PASSWORD
from tests.samples import REPORTS, docx_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE = {"width": 375, "height": 760}
DESKTOP = {"width": 1280, "height": 860}


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    """The three reports and an empty file."""
    paths = [tmp_path / name for name in (*REPORTS, "rong.docx")]
    for path in paths:
        path.write_bytes(docx_of(REPORTS[path.name]) if path.name in REPORTS else b"")
    return paths


def sign_in(page: Page, site: str, username: str) -> None:
    page.goto(f"{site}/dang-nhap/")
    page.get_by_label("Tên đăng nhập").fill(username)
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()


def fits(page: Page) -> bool:
    """Whether nothing sticks out at the side."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


def barriers(page: Page) -> list[str]:
    """What axe finds, as rule and element."""
    found = Axe().run(page).response["violations"]
    return [f"{rule['id']}: {node['html'][:120]}" for rule in found for node in rule["nodes"]]


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_from_files_to_a_report_and_back_to_a_source(
    page: Page,
    live_server: Any,
    period: Period,
    clerk: Officer,
    files: list[Path],
    complaints: list[str],
    size: dict[str, int],
) -> None:
    page.set_viewport_size(size)  # type: ignore[arg-type]
    sign_in(page, live_server.url, "clerk")
    upload(page, live_server.url, files)
    work(until_idle=True)
    expect(page.locator("#documents")).to_contain_text("Đã đọc")  # the list refreshes itself
    synthesise(page, live_server.url)
    review(page, live_server.url)
    accept_a_theme(page, live_server.url)
    write_report(page, live_server.url)
    trace_a_figure(page)
    assert fits(page)
    assert complaints == []


def upload(page: Page, site: str, files: list[Path]) -> None:
    page.goto(f"{site}/hop-thu/")
    page.locator("input[type=file]").set_input_files(files)
    results = page.locator(".results")
    expect(results.get_by_text("đã nhận")).to_have_count(len(REPORTS))
    expect(results).to_contain_text("rỗng (0 byte)")
    expect(page.locator("#documents")).to_contain_text("tan-son.docx")
    assert Document.objects.count() == len(REPORTS)


def synthesise(page: Page, site: str) -> None:
    page.goto(f"{site}/tong-hop/")
    page.get_by_role("button", name="Bắt đầu tổng hợp").click()
    expect(page.locator("progress")).to_be_visible()
    work(until_idle=True)
    expect(page.locator("#run")).to_contain_text("lệch 0")
    expect(page.locator("#run .tag.good")).to_have_text("Xong")


def review(page: Page, site: str) -> None:
    page.goto(f"{site}/ra-soat/?loc=tat-ca")
    cards = page.locator("[data-review] > .opinion")
    first, second, third = (cards.nth(number).get_attribute("id") for number in range(3))
    choose_topic(page, f"#{first}", "Giao thông", "gt.via_he")
    page.locator(f"#{first}").get_by_role("button", name="Xác nhận").click()
    expect(page.locator(f"#{first}")).to_contain_text("đã xác nhận: clerk")
    assert Decision.objects.get(opinion=(first or "").split("-")[1]).topic == "gt.via_he"
    expect(page.locator(f"#{second}")).to_be_focused()
    page.keyboard.press("x")
    expect(page.locator(f"#{second}")).to_contain_text("không phải ý kiến")
    expect(page.locator(f"#{third}")).to_be_focused()  # the page has gone on; only then does a person go back
    page.locator(f"#{second}").focus()
    page.keyboard.press("u")
    expect(page.locator(f"#{second}").get_by_role("button", name="Xác nhận")).to_be_visible()


def choose_topic(page: Page, card: str, sector: str, topic: str) -> None:
    """The sector leaves only its own topics to choose from."""
    page.locator(f"{card} [data-sector] select").select_option(sector)
    values = page.locator(f"{card} [data-topic] option").evaluate_all("options => options.map(option => option.value)")
    assert {value.split(".")[0] for value in values if value} == {"gt"}
    page.locator(f"{card} [data-topic]").select_option(topic)


def accept_a_theme(page: Page, site: str) -> None:
    page.goto(f"{site}/nhom-van-de/")
    page.locator("td.name a").first.click()
    page.get_by_label("Tên nhóm").fill("Việc bà con nhắc nhiều")
    page.get_by_role("button", name="Đổi tên").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Việc bà con nhắc nhiều")
    page.get_by_role("button", name="Chấp nhận").click()
    expect(page.locator(".head .tag")).to_have_text("Đã chấp nhận")
    assert Theme.objects.get(title_by_person="Việc bà con nhắc nhiều").state == Theme.State.ACCEPTED


def write_report(page: Page, site: str) -> None:
    page.goto(f"{site}/bao-cao/")
    page.get_by_label("Thể thức").select_option("dang")
    page.get_by_role("button", name="Soạn dự thảo").click()
    expect(page.locator(".paper")).to_contain_text("ĐẢNG CỘNG SẢN VIỆT NAM")
    page.get_by_role("link", name=re.compile("TÌNH HÌNH CHUNG")).and_(page.locator(".button")).click()
    field = page.get_by_label("Nội dung mục")
    field.fill("Cả tỉnh ghi nhận ")
    page.get_by_role("button", name="[[tong]]", exact=True).click()
    expect(field).to_have_value("Cả tỉnh ghi nhận [[tong]]")
    page.get_by_role("button", name="Lưu").click()
    expect(page.locator("#muc-tinh-hinh")).to_contain_text(f"Cả tỉnh ghi nhận {Opinion.objects.count()}")
    expect(page.locator("#muc-tinh-hinh")).to_contain_text("clerk đã sửa")
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Tệp Word").click()
    assert waiting.value.suggested_filename.endswith(".docx")


def trace_a_figure(page: Page) -> None:
    page.locator("#muc-tinh-hinh a.figure").first.click()
    expect(page.locator("main")).to_contain_text("Tính lại khớp với số đã in.")
    page.locator(".statements a").first.click()
    expect(page.locator("mark")).to_be_visible()


def test_a_leader_issues_a_report_on_a_phone(
    page: Page, live_server: Any, month_written: Report, leader: Officer
) -> None:
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    sign_in(page, live_server.url, "leader")
    page.goto(f"{live_server.url}/bao-cao/{month_written.pk}/")
    page.get_by_role("button", name="Duyệt").click()
    page.get_by_label("Số báo cáo").fill("41")
    page.get_by_role("button", name="Ban hành").click()
    expect(page.locator("main")).to_contain_text("Đã ban hành: leader")
    expect(page.get_by_role("link", name="Thống kê (Excel)")).to_have_count(0)


def test_files_go_in_without_script(
    without_script: BrowserContext, live_server: Any, period: Period, clerk: Officer, files: list[Path]
) -> None:
    page = without_script.new_page()
    sign_in(page, live_server.url, "clerk")
    page.goto(f"{live_server.url}/hop-thu/")
    page.locator("input[type=file]").set_input_files(files)
    page.get_by_role("button", name="Gửi").click()
    expect(page.get_by_text("đã nhận")).to_have_count(len(REPORTS))
    expect(page.get_by_text("rỗng (0 byte)")).to_be_visible()
    page.get_by_role("link", name="Đến hộp thư").click()
    expect(page.locator("#documents")).to_contain_text("tan-son.docx")


def test_decisions_need_no_script(
    without_script: BrowserContext, live_server: Any, month_written: Report, clerk: Officer
) -> None:
    page = without_script.new_page()
    sign_in(page, live_server.url, "clerk")
    page.goto(f"{live_server.url}/ra-soat/?loc=tat-ca")
    page.locator("[data-topic]").first.select_option("gt.via_he")
    page.get_by_role("button", name="Xác nhận").first.click()
    expect(page).to_have_url(re.compile(r"/ra-soat/\?loc=tat-ca$"))
    assert Decision.objects.filter(topic="gt.via_he", by="clerk").count() == 1


def test_no_page_has_a_barrier_or_sticks_out(
    page: Page,
    live_server: Any,
    month_written: Report,
    clerk: Officer,
    administrator: Officer,
    complaints: list[str],
) -> None:
    found: dict[str, list[str]] = {}
    for who, addresses in pages(month_written).items():
        page.context.clear_cookies()
        if who:
            sign_in(page, live_server.url, who)
        for address in addresses:
            page.goto(f"{live_server.url}{address}")
            found[address] = [*looked_at(page, DESKTOP, "light"), *looked_at(page, PHONE, "dark")]
    assert {address: wrong for address, wrong in found.items() if wrong} == {}
    assert complaints == []


def looked_at(page: Page, size: Any, scheme: Any) -> list[str]:
    """What is wrong with the page at a size and in a colour scheme."""
    page.set_viewport_size(size)
    page.emulate_media(color_scheme=scheme)
    wide = [] if fits(page) else ["wider than the screen"]
    return [f"{size['width']} {scheme} {wrong}" for wrong in (*wide, *barriers(page))]


def pages(report: Report) -> dict[str, list[str]]:
    """Every page, by who opens it."""
    document, opinion, theme = (
        Document.objects.earliest("pk"),
        Opinion.objects.earliest("pk"),
        Theme.objects.earliest("pk"),
    )
    return {
        "": ["/dang-nhap/"],
        "clerk": [
            "/",
            "/hop-thu/",
            f"/van-ban/{document.pk}/",
            "/tong-hop/",
            "/ra-soat/?loc=tat-ca",
            f"/y-kien/{opinion.pk}/",
            "/trung-viec/",
            "/nhom-van-de/",
            f"/nhom-van-de/{theme.pk}/",
            "/bao-cao/",
            f"/bao-cao/{report.pk}/",
            f"/bao-cao/{report.pk}/muc/tinh-hinh/",
            f"/bao-cao/{report.pk}/so-lieu/tong/",
            "/tim/?q=duong",
        ],
        "administrator": [
            "/thiet-lap/",
            "/thiet-lap/co-quan/",
            "/thiet-lap/don-vi/",
            "/thiet-lap/don-vi/moi/",
            "/thiet-lap/can-bo/moi/",
            "/nhat-ky/?kiem-tra=1",
        ],
    }
