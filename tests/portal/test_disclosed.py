"""«Công khai» of a commune: only what a second person released, few bytes, small meetings not counted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from django.utils.html import strip_tags
from pytest_django import DjangoAssertNumQueries

from langnghe.plan.disclosures import actions
from langnghe.plan.models import Obligation, Proof
from langnghe.registry.models import Unit

MOST_BYTES = 20_500  # with 39 KB of styles, script and fonts the page stays under 60 KB


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel(dt.datetime(2026, 11, 20, 2, tzinfo=dt.UTC), tick=False):
        yield


@pytest.fixture
def commune(province: Unit) -> Unit:
    return Unit.objects.get(code="LG-01")


def shown(unit: Unit, title: str, **more: object) -> Obligation:
    given = {
        "item": "gop_cong_trinh",
        "started_on": dt.date(2026, 10, 1),
        "due_on": dt.date(2026, 10, 30),
        "done_on": dt.date(2026, 10, 12),
        "form": "hoi_nghi",
        "released_at": timezone.now(),
    }
    return Obligation.objects.create(unit=unit, owner=unit, title=title, year=2026, **(given | more))


def read(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def test_what_waits_for_a_second_person_is_not_shown(client: Client, commune: Unit) -> None:
    shown(commune, "Góp làm cầu treo")
    shown(commune, "Chưa ai duyệt", released_at=None, result="Lời chưa duyệt")
    page = read(client, "/cong-khai/lg-01/")
    assert "Góp làm cầu treo" in page
    assert "Chưa ai duyệt" not in page
    assert "Lời chưa duyệt" not in page
    for kind in ("atom", "rss"):
        feed = read(client, f"/cong-khai/lg-01/tin.{kind}")
        assert "Góp làm cầu treo" in feed
        assert "Chưa ai duyệt" not in feed
    assert client.get("/cong-khai/lg-01/tin.xml").status_code == 404


def test_who_did_or_released_it_is_not_shown(client: Client, commune: Unit) -> None:
    shown(commune, "Góp làm cầu treo", done_by="nguoighi", released_by="nguoiduyet", made_by="nguoilap")
    page = read(client, "/cong-khai/lg-01/") + read(client, "/cong-khai/lg-01/tin.atom")
    assert not any(name in page for name in ("nguoighi", "nguoiduyet", "nguoilap"))


def test_a_small_meeting_is_not_counted(client: Client, commune: Unit) -> None:
    shown(commune, "Họp lớn", called=140, attended=118, outcome="passed")
    assert "118" in read(client, "/cong-khai/lg-01/")
    Obligation.objects.all().delete()
    shown(commune, "Họp nhỏ", called=143, attended=7, outcome="passed")
    page = read(client, "/cong-khai/lg-01/")
    assert "143" not in strip_tags(page)  # addresses and keys may hold any number
    assert ">7<" not in page
    assert "10" in page


def test_a_long_page_stays_small_and_goes_on(client: Client, commune: Unit) -> None:
    actions.open_year(2026, by="x")
    for number in range(30):
        row = shown(
            commune, f"Việc số {number} của thôn Đồng Mít bàn về đường vào khu sản xuất", result="Đã bàn. " * 20
        )
        Proof.objects.create(
            obligation=row, sealed="a", sha256="b", name="bien-ban.pdf", format="pdf", size=9, shown=True
        )
    response = client.get("/cong-khai/lg-01/")
    assert len(response.content) < MOST_BYTES
    assert "csrfmiddlewaretoken" not in response.content.decode().split("<main")[1]
    assert not response.cookies
    assert "?bo-qua=12" in response.content.decode()
    assert "Việc số 7 " in read(client, "/cong-khai/lg-01/?bo-qua=12")
    assert read(client, "/cong-khai/lg-01/?bo-qua=abc")


def test_the_index_asks_few_questions(
    client: Client, commune: Unit, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    shown(commune, "Góp làm cầu treo")
    with django_assert_max_num_queries(4):
        read(client, "/cong-khai/")
    with django_assert_max_num_queries(8):
        read(client, "/cong-khai/lg-01/")
