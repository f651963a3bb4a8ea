"""A consultation from a Word file to the published replies, all of it through the pages."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Iterator

import docx
import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from langnghe.audit.models import Entry
from langnghe.consultations.models import Comment, Group, Round
from langnghe.registry.models import Officer
from langnghe.reports.replies import render_replies
from tests.conftest import signed_in
from tests.consultations.rounds_made import ALONE, LONGER, NO_BOOK, at, boss, holder, opened, said, word_file

pytestmark = pytest.mark.usefixtures("province")


@pytest.fixture(autouse=True)
def today() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(dt.datetime(2026, 11, 20, 2, tzinfo=dt.UTC), tick=True) as clock:
        yield clock


def upload(content: bytes | None = None, name: str = "du-thao.docx") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, word_file() if content is None else content)


def typed(**fields: object) -> dict[str, object]:
    return {
        "title": "Quyết định hỗ trợ học phí",
        "purpose": "Để các em được đi học đủ năm.",
        "kind": "vbqppl",
        "opens_on": "20/11/2026",
        "ends_on": "20/12/2026",
        "questions": "Chi trả cách nào? | Tiền mặt | Tài khoản\nCòn gì nữa?",
        "statements": "Mức hỗ trợ là hợp lý.",
        "draft": upload(),
    } | fields


def page(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return response.content.decode()


def comment(round: Round, text: str, label: str = "") -> str:
    """What a citizen does; the code that they keep."""
    citizen, number = Client(), at(round, label).number if label else 0
    address = f"/gop-y/{round.slug}/doan/{number}/"
    token = re.search(r'name="token" value="([^"]+)"', page(citizen, address))
    assert token
    answer = citizen.post(address, {"text": text, "token": token[1]}).content.decode()
    return re.search(r'class="digits">([0-9 ]{19})<', answer)[1]  # type: ignore[index]


def test_from_a_word_file_to_the_published_replies(today: time_machine.Traveller) -> None:
    desk, leader = signed_in(holder()), signed_in(boss())
    desk.post("/lay-y-kien/moi/", typed())
    made = Round.objects.get()
    here = f"/lay-y-kien/{made.pk}/"
    assert "Điều 2, khoản 2" in page(desk, here)
    desk.post(f"{here}buoc/", {"act": "submit"})
    assert leader.post(f"{here}buoc/", {"act": "publish"}).status_code == 302
    codes = [comment(made, text, "Điều 2, khoản 2") for text in LONGER]
    codes += [comment(made, text, "Điều 2, khoản 3") for text in (*NO_BOOK, ALONE)]
    spam = comment(made, "Bán nhà giá rẻ")

    moderation = page(desk, f"{here}kiem-duyet/")
    ticked = re.findall(r'name="comment" value="(\d+)"', moderation)
    bad = Comment.objects.get(text__contains="giá rẻ").pk
    desk.post(f"{here}kiem-duyet/", {"hide": bad, f"reason-{bad}": "advertising"})
    desk.post(f"{here}kiem-duyet/", {"comment": [each for each in ticked if each != str(bad)]})
    assert Comment.objects.filter(state="shown").count() == 7

    today.move_to(dt.datetime(2026, 12, 22, 2, tzinfo=dt.UTC))
    desk, leader = signed_in(holder()), signed_in(boss())  # sessions do not last a month
    desk.post(f"{here}tiep-thu/", {"act": "propose"})
    for group in Group.objects.all():
        desk.post(
            f"/lay-y-kien/nhom/{group.pk}/",
            {"title": group.title, "answer": "accepted", "why": "Hợp lý.", "changed": "9 tháng."},
        )
    desk.post(f"{here}buoc/", {"act": "submit-replies"})
    assert Client().get(f"/gop-y/{made.slug}/tiep-thu/").status_code == 404
    assert desk.post(f"{here}buoc/", {"act": "publish-replies"}).status_code == 403
    leader.post(f"{here}buoc/", {"act": "publish-replies"})

    shown = page(Client(), f"/gop-y/{made.slug}/tiep-thu/")
    gathered = Comment.objects.get(text=LONGER[0]).group
    assert gathered
    assert f'id="n{gathered.pk}"' in shown
    assert all(text in page(Client(), f"/gop-y/{made.slug}/tiep-thu/?nhom={gathered.pk}") for text in LONGER)
    comments_page = page(Client(), f"/gop-y/{made.slug}/doan/{at(made, 'Điều 2, khoản 2').number}/")
    assert comments_page.count(f"#n{gathered.pk}") == 3
    for code in codes:
        assert "Hợp lý." in Client().post("/gop-y/tra-cuu/", {"code": code}).content.decode()
    told = Client().post("/gop-y/tra-cuu/", {"code": spam}).content.decode()
    assert "quảng cáo" in told
    words = text_of(Client().get(f"/gop-y/{made.slug}/tiep-thu.docx").content)
    assert "Tổng số góp ý nhận được là 8" in words
    assert "1 vì quảng cáo" in words
    assert ALONE in words
    verbs = set(Entry.objects.values_list("verb", flat=True))
    assert {"begin round", "publish round", "hide comment", "propose replies", "publish replies"} <= verbs


def text_of(content: bytes) -> str:
    document = docx.Document(io.BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


@pytest.mark.parametrize("style, head", [("nd30", "CỘNG HÒA XÃ HỘI"), ("dang", "ĐẢNG CỘNG SẢN")])
def test_the_table_in_both_layouts_and_marked_as_a_draft(style: str, head: str) -> None:
    made = opened()
    said(made, "Giá < 5.000 & thu > chi")
    words = text_of(render_replies(made, style))
    assert head in words
    assert "DỰ THẢO" in words
    assert "Mức 500.000 đồng là hợp lý." in words
    assert "dưới 5" in words


@pytest.mark.parametrize(
    "fields, sentence",
    [
        ({"ends_on": "25/11/2026"}, "ít nhất 20 ngày"),
        ({"exception": "khan_cap", "ends_on": "25/11/2026"}, "ghi lý do"),
        ({"draft": upload(b"%PDF-1.4 x", "a.docx")}, "Word"),
        ({"questions": "Một lựa chọn? | Có"}, "ít nhất hai lựa chọn"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_made(fields: dict[str, object], sentence: str) -> None:
    answer = signed_in(holder()).post("/lay-y-kien/moi/", typed(**fields))
    assert sentence in answer.content.decode()
    assert not Round.objects.exists()


def test_a_leader_reads_and_the_menu_leads_there(as_leader: Client, leader: Officer) -> None:
    made = opened()
    menu = page(as_leader, "/lay-y-kien/")
    assert menu.count('href="/lay-y-kien/"') == 1
    assert made.title in menu
    page(as_leader, f"/lay-y-kien/{made.pk}/")
    assert as_leader.get(f"/lay-y-kien/{made.pk}/kiem-duyet/").status_code == 403
    assert as_leader.post(f"/lay-y-kien/{made.pk}/tiep-thu/", {"act": "propose"}).status_code == 403


def test_comments_are_moved_and_groups_joined_on_the_page() -> None:
    made, desk = opened(), signed_in(holder())
    said(made, *LONGER, *NO_BOOK, label="Điều 2, khoản 2")
    here = f"/lay-y-kien/{made.pk}/tiep-thu/"
    desk.post(here, {"act": "propose"})
    one = Comment.objects.get(text=NO_BOOK[0])
    assert one.group
    desk.post(f"/lay-y-kien/nhom/{one.group.pk}/", {"act": "move", "comment": [one.pk], "title": "Bỏ sổ hộ khẩu"})
    one.refresh_from_db()
    assert one.group.title == "Bỏ sổ hộ khẩu"
    every = [group.pk for group in Group.objects.all()]
    desk.post(here, {"act": "merge", "group": every})
    assert Group.objects.get().comments.count() == 6
    page(desk, f"/lay-y-kien/nhom/{Group.objects.get().pk}/")


def test_a_later_last_day(today: time_machine.Traveller) -> None:
    made, desk = opened(), signed_in(holder())
    address = f"/lay-y-kien/{made.pk}/buoc/"
    for typed_day in ("31/12/2026", "01/12/2026", "mai"):
        desk.post(address, {"act": "extend", "ends_on": typed_day})
    made.refresh_from_db()
    assert made.ends_on == dt.date(2026, 12, 31)
