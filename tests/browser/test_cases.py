"""The desk of cases in a browser: register, take, answer with proof; the inbox by keyboard; all without script too."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from langnghe.cases.actions import perform
from langnghe.cases.models import AnswerTemplate, Case, Submission
from langnghe.registry.models import Officer
from tests.browser.test_story import DESKTOP, PHONE, barriers, fits, sign_in
from tests.cases.conftest import a_case, commune, people  # noqa: F401 (fixtures)
from tests.samples import docx_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
People = dict[str, Officer]
CaseMaker = Callable[..., Case]
ROAD = "Đường liên thôn từ cầu Vực đến nhà văn hóa nhiều ổ gà, đề nghị sửa chữa."


def act(page: Page, key: str) -> None:
    """Open the form of an act, where it stands open or folded below."""
    link = page.locator(f'a[href*="?buoc={key}"]').first
    if not link.is_visible():
        page.locator("#buoc summary").first.click()
    link.click()


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_from_the_door_to_an_answer_with_proof(
    page: Page,
    live_server: Any,
    people: People,  # noqa: F811
    complaints: list[str],
    tmp_path: Path,
    size: Any,
) -> None:
    page.set_viewport_size(size)
    AnswerTemplate.objects.create(name="Đường hỏng", text="Đã vá xong đoạn đường.", made_by="cb-commune")
    sign_in(page, live_server.url, "cb-commune")
    page.goto(f"{live_server.url}/tiep-nhan/")
    page.locator("[name=viec-1-text]").fill(f"{ROAD} Tôi là Nguyễn Thị Bưởi.")
    page.locator("[name=viec-1-kind]").select_option("phan_anh")
    page.locator("[name=name]").fill("Nguyễn Thị Bưởi")
    assert fits(page)
    assert not barriers(page)
    page.locator("[name=phone]").press("Enter")  # checks, and never adds a matter
    expect(page.locator(".item")).to_contain_text("[TÊN]")
    assert fits(page)
    assert not barriers(page)
    page.locator("button[value=save]").click()
    code = Submission.objects.get().code
    expect(page.locator(".look-up")).to_contain_text(code)
    page.locator(f'a[href$="/vu-viec/{code}-1/"]').click()
    act(page, "take")
    page.locator("[name=officer]").select_option(str(people["commune"].pk))
    page.locator("#buoc .main-act").click()
    act(page, "answer")
    page.locator("[name=outcome][value=done]").check()
    page.locator(".ready summary").click()
    page.locator("[data-into]").click()
    expect(page.locator("[name=answer]")).to_have_value("Đã vá xong đoạn đường.")
    assert fits(page)
    assert not barriers(page)
    page.locator("#buoc .main-act").click()
    expect(page.locator(".errorlist").first).to_contain_text("chứng minh")
    expect(page.locator("[name=answer]")).to_have_value("Đã vá xong đoạn đường.")
    proof = tmp_path / "nghiem-thu.docx"
    proof.write_bytes(docx_of("Biên bản nghiệm thu."))
    page.locator("aside summary").last.click()
    page.locator("aside [name=files]").set_input_files(proof)
    page.locator("aside [name=proof]").check()
    page.locator("aside form").last.locator("button").click()
    act(page, "answer")
    page.locator("[name=outcome][value=done]").check()
    page.locator("[name=answer]").fill("Đã vá xong đoạn đường.")
    page.locator("#buoc .main-act").click()
    expect(page.locator(".timeline")).to_contain_text("Trả lời")
    assert Case.objects.get().outcome == "done"
    assert fits(page)
    assert not barriers(page)
    assert complaints == []


def test_the_inbox_by_keyboard(
    page: Page,
    live_server: Any,
    people: People,  # noqa: F811
    a_case: CaseMaker,  # noqa: F811
) -> None:
    first, second = a_case("phan_anh", ROAD), a_case("phan_anh", f"{ROAD} Lần hai.")
    sign_in(page, live_server.url, "cb-commune")
    page.goto(f"{live_server.url}/vu-viec/", wait_until="load")
    for key in ("j", "x", "j", "x"):
        page.keyboard.press(key)
    page.keyboard.press("?")
    expect(page.locator("#case-keys")).to_be_visible()
    assert not barriers(page)
    page.keyboard.press("Escape")
    page.locator("button[value=take]").click()
    page.locator("[name=to]").select_option(str(people["commune"].pk))
    page.locator("form.stack .acts button").first.click()
    assert not barriers(page)
    assert not Case.objects.filter(officer=people["commune"]).exists()
    page.locator("[name=confirmed]").click()
    expect(page.locator("[data-cases]")).to_be_visible()
    page.wait_for_load_state("load")
    assert set(Case.objects.filter(officer=people["commune"])) == {first, second}
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.locator(".timeline")).to_be_visible()


def test_why_a_day_opens_where_it_stands(
    page: Page,
    live_server: Any,
    people: People,  # noqa: F811
    a_case: CaseMaker,  # noqa: F811
    complaints: list[str],
) -> None:
    case = a_case("khieu_nai")
    sign_in(page, live_server.url, "cb-commune")
    page.goto(f"{live_server.url}/vu-viec/{case.code}/")
    page.locator("#thoi-han a").click()
    expect(page.locator("#thoi-han .reasons")).to_contain_text("Luật Khiếu nại")
    assert complaints == []


def test_two_officers_at_one_case(
    page: Page,
    live_server: Any,
    people: People,  # noqa: F811
    a_case: CaseMaker,  # noqa: F811
) -> None:
    case = a_case("phan_anh", ROAD)
    sign_in(page, live_server.url, "cb-commune")
    page.goto(f"{live_server.url}/vu-viec/{case.code}/?buoc=guide")
    page.locator("[name=body]").fill("Công ty điện lực")
    perform(case=case.pk, act="take", by=people["commune"], officer=people["commune"].pk)
    page.locator("#buoc .main-act").click()
    expect(page.locator("[role=alert]").first).to_contain_text("Giao cán bộ")
    expect(page.locator("[name=body]")).to_have_value("Công ty điện lực")
    assert not barriers(page)
    page.locator("#buoc .main-act").click()
    case.refresh_from_db()
    assert case.state == "guided"


def test_a_mixed_petition_without_script(
    without_script: BrowserContext,
    live_server: Any,
    people: People,  # noqa: F811
) -> None:
    page = without_script.new_page()
    sign_in(page, live_server.url, "cb-commune")
    page.goto(f"{live_server.url}/tiep-nhan/")
    page.locator("[name=viec-1-text]").fill(ROAD)
    page.locator("[name=viec-1-kind]").select_option("phan_anh")
    page.locator("button[value=more]").click()
    page.locator("[name=viec-2-text]").fill("Khiếu nại việc đo thiếu diện tích đất.")
    page.locator("[name=viec-2-kind]").select_option("to_cao")
    expect(page.locator(".secret-note").nth(1)).to_be_visible()
    page.locator("[name=viec-2-kind]").select_option("khieu_nai")
    page.locator("[name=anonymous]").check()
    page.locator("button[value=save]").click()
    expect(page.locator(".look-up")).to_be_visible()
    assert [case.kind for case in Case.objects.order_by("item")] == ["phan_anh", "khieu_nai"]
