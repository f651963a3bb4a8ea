"""«Góp ý dự thảo»: commenting without an account, answering without a trace, following by a code."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client
from django.utils.html import strip_tags
from pytest_django import DjangoAssertNumQueries

from langnghe.consultations import comments, rounds
from langnghe.consultations.models import Comment, Round, Statement
from langnghe.portal.views import rounds as page
from tests.consultations.rounds_made import ALONE, DRAFT, LONGER, at, begun, boss, holder, opened, said, word_file

pytestmark = pytest.mark.usefixtures("province")


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel(dt.datetime(2026, 11, 20, 2, tzinfo=dt.UTC), tick=True):
        yield


@pytest.fixture
def held() -> Round:
    return opened()


def read(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return response.content.decode()


def send(client: Client, address: str, text: str, **more: str) -> tuple[int, str]:
    token = re.search(r'name="token" value="([^"]+)"', read(client, address))
    assert token
    response = client.post(address, {"text": text, "token": token[1], **more})
    return response.status_code, response.content.decode()


def digits(page: str) -> str:
    found = re.search(r'class="digits">([0-9 ]{19})<', page)
    assert found
    return found[1]


def test_a_round_is_public_only_once_published(client: Client) -> None:
    made = begun()
    assert made.title not in read(client, "/gop-y/")
    assert client.get(f"/gop-y/{made.slug}/").status_code == 404
    rounds.submit(round=made.pk, by=holder())
    assert client.get(f"/gop-y/{made.slug}/").status_code == 404
    rounds.publish(round=made.pk, by=boss())
    assert made.title in read(client, "/gop-y/")
    assert DRAFT[6] in read(client, f"/gop-y/{made.slug}/")


def test_a_comment_without_an_account_waits_and_is_followed_by_its_code(client: Client, held: Round) -> None:
    address = f"/gop-y/{held.slug}/doan/{at(held, 'Điều 2, khoản 2').number}/"
    status, answer = send(client, address, LONGER[0])
    assert status == 200
    code = digits(answer)
    assert LONGER[0] not in read(client, address)
    found = client.post("/gop-y/tra-cuu/", {"code": code}).content.decode()
    assert LONGER[0] in found
    assert held.title in found
    Comment.objects.update(state="shown")
    assert LONGER[0] in read(client, address)
    assert "(1)" in read(client, f"/gop-y/{held.slug}/")


def test_sent_twice_is_one_comment_with_one_code(client: Client, held: Round) -> None:
    address = f"/gop-y/{held.slug}/doan/0/"
    token = re.search(r'name="token" value="([^"]+)"', read(client, address))
    assert token
    answers = [client.post(address, {"text": ALONE, "token": token[1]}).content.decode() for _ in range(2)]
    assert digits(answers[0]) == digits(answers[1])
    assert held.comments.count() == 1


def test_a_forged_token_the_trap_and_too_many_are_refused(
    client: Client, held: Round, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = f"/gop-y/{held.slug}/doan/0/"
    assert client.post(address, {"text": ALONE, "token": "mine"}).status_code == 422
    assert send(client, address, ALONE, website="http://spam")[0] == 302
    assert held.comments.count() == 0
    monkeypatch.setattr(page, "COMMENTED", page.limits.Limit("comments", 1, 60))
    assert [send(client, address, ALONE)[0] for _ in range(2)] == [200, 429]


def test_wrong_codes_are_counted(client: Client, held: Round, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page.limits, "WRONG_CODES", page.limits.Limit("codes", 2, 60))
    tries = [client.post("/gop-y/tra-cuu/", {"code": "1" * 16}).status_code for _ in range(3)]
    assert tries == [200, 200, 429]


def test_one_answer_a_browser_and_no_cookie_says_what_it_was(client: Client, held: Round) -> None:
    statement, address = held.statements.get(), f"/gop-y/{held.slug}/hoi/"
    for answer in ("agree", "disagree"):
        client.post(address, {"about": f"s{statement.pk}", "answer": answer})
    statement.refresh_from_db()
    assert (statement.agree, statement.disagree) == (1, 0)
    assert "agree" not in client.cookies[page.COOKIE].value
    assert 'value="agree"' not in read(client, address)
    Client().post(address, {"about": f"s{statement.pk}", "answer": "disagree"})
    statement.refresh_from_db()
    assert (statement.agree, statement.disagree) == (1, 1)


def test_counts_below_the_smallest_are_not_shown_and_the_rest_is_rounded(client: Client, held: Round) -> None:
    Statement.objects.update(agree=57, disagree=9, unsure=0)
    shown = read(client, f"/gop-y/{held.slug}/hoi/")
    tally = re.findall(r"<dd>(.*?)</dd>", shown)[:3]
    assert tally == ["≥ 50", "&lt; 10", "&lt; 10"]
    assert "57" not in strip_tags(shown)  # addresses and keys may hold any number


def test_an_answer_to_another_round_or_nothing_counts_nothing(client: Client, held: Round) -> None:
    other = opened(title="Đợt khác")
    wrong = held.statements.get().pk
    assert client.post(f"/gop-y/{other.slug}/hoi/", {"about": f"s{wrong}", "answer": "agree"}).status_code == 404
    assert client.post(f"/gop-y/{held.slug}/hoi/", {"about": f"s{wrong}", "answer": "agree__gt"}).status_code == 422
    assert client.post(f"/gop-y/{held.slug}/hoi/", {"about": "x", "answer": "1"}).status_code == 404
    assert not Statement.objects.exclude(agree=0)


def test_an_earlier_version_is_read_and_the_newest_is_commented_on(client: Client, held: Round) -> None:
    said(held, *LONGER, label="Điều 2, khoản 2")
    changed = word_file(*(line.replace("6 tháng", "9 tháng") for line in DRAFT))
    rounds.add_version(round=held.pk, by=holder(), draft=changed, name="b.docx")
    assert "<ins>9</ins>" not in read(client, f"/gop-y/{held.slug}/")
    rounds.publish_version(round=held.pk, by=boss())
    now = read(client, f"/gop-y/{held.slug}/")
    assert "<del>6</del>" in now
    assert "<ins>9</ins>" in now
    number = at(held, "Điều 2, khoản 2").number
    before = read(client, f"/gop-y/{held.slug}/doan/{number}/?ban=1")
    assert LONGER[0] in before
    assert "<textarea" not in before
    assert "?ban=1" in read(client, f"/gop-y/{held.slug}/doan/{number}/")


def test_hidden_comments_are_counted_with_their_reason(client: Client, held: Round) -> None:
    said(held, "Mua điện thoại giá rẻ", state="hidden")
    shown = read(client, f"/gop-y/{held.slug}/")
    assert "không nói về dự thảo" in shown
    assert "giá rẻ" not in shown


def test_a_thousand_comments_are_read_page_by_page_with_few_queries(
    client: Client, held: Round, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    place = at(held, "Điều 2, khoản 2")
    Comment.objects.bulk_create(
        Comment(
            round=held, paragraph=place, text=f"Góp ý số {n}: {LONGER[n % 3]}", code_hash=f"{n:064}",
            received_on=dt.date(2026, 11, 20), state="shown",
        )
        for n in range(1_000)
    )  # fmt: skip
    with django_assert_max_num_queries(16):
        shown = read(client, f"/gop-y/{held.slug}/doan/{place.number}/")
    assert shown.count('id="c') == comments.PAGE
    assert len(shown.encode()) < 60_000
    seen = set()
    for number in range(1, 21):
        seen |= set(re.findall(r'id="c(\d+)"', read(client, f"/gop-y/{held.slug}/doan/{place.number}/?trang={number}")))
    assert len(seen) == 1_000


def test_pages_need_no_script_and_hold_no_inline_style(client: Client, held: Round) -> None:
    for address in ("/gop-y/", f"/gop-y/{held.slug}/", f"/gop-y/{held.slug}/doan/0/", f"/gop-y/{held.slug}/hoi/"):
        shown = read(client, address)
        assert " style=" not in shown
        assert not re.search(r"<script(?![^>]*src=)", shown)
        assert len(shown.encode()) < 60_000
