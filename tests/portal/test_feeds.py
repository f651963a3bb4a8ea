"""RSS, Atom, iCalendar, and e-mail that is asked for twice and ended with one link."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

import pytest
import time_machine
from django.core import mail
from django.test import Client
from lxml import etree

from langnghe.audit.models import Entry
from langnghe.cases import subscribing
from langnghe.cases.models import Duty, Meeting, Subscription
from langnghe.registry.models import Officer, Unit
from tests.portal.published import ANSWER, TEXT, leader_of, released

ADDRESS = "nguoi.doc@thu.example"
SITE = "http://testserver"


@pytest.fixture(autouse=True)
def today() -> Iterator[time_machine.Coordinates]:
    with time_machine.travel(dt.datetime(2026, 11, 20, 2, tzinfo=dt.UTC), tick=False) as traveller:
        yield traveller


@pytest.fixture
def commune(province: Unit) -> Unit:
    return Unit.objects.get(code="LG-01")


@pytest.fixture
def boss(commune: Unit) -> Officer:
    return leader_of(commune)


@pytest.mark.parametrize(
    ("kind", "entry", "media"), [("atom", "{http://www.w3.org/2005/Atom}entry", "atom+xml"), ("rss", "item", "rss+xml")]
)
def test_feeds_hold_what_is_published_and_follow_the_filter(
    client: Client, commune: Unit, boss: Officer, kind: str, entry: str, media: str
) -> None:
    row = released(commune, boss)
    response = client.get(f"/da-giai-quyet/tin.{kind}")
    assert media in response["Content-Type"]
    tree = etree.fromstring(response.content)
    found = list(tree.iter(entry))
    assert len(found) == 1
    text = etree.tostring(found[0], encoding="unicode")
    assert TEXT in text
    assert ANSWER in text
    assert f"{SITE}/da-giai-quyet/{row.pk}/" in text
    other = etree.fromstring(client.get(f"/da-giai-quyet/tin.{kind}?linh-vuc=MT").content)
    assert not list(other.iter(entry))
    assert client.get("/da-giai-quyet/tin.xyz").status_code == 404


def test_the_calendar_is_icalendar(client: Client, commune: Unit) -> None:
    Duty.objects.create(
        unit=commune, held_by="chu_tich_xa", on=dt.date(2026, 11, 25), place="Nhà A; phòng 1, tầng 2", made_by="x"
    )
    Meeting.objects.create(
        kind="doi_thoai",
        unit=commune,
        on=dt.date(2026, 12, 3),
        announced_on=dt.date(2026, 11, 10),
        made_by="x",
        subject="Đối thoại về thu hồi đất làm đường liên xã qua các thôn Đồng Mít, Cầu Vực và Bản Lác",
    )
    response = client.get("/tiep-cong-dan/lich.ics")
    assert response["Content-Type"].startswith("text/calendar")
    lines = response.content.split(b"\r\n")
    assert max(len(line) for line in lines) <= 75
    text = response.content.decode().replace("\r\n ", "")
    assert text.count("BEGIN:VEVENT") == text.count("END:VEVENT") == 2
    assert "DTSTART;VALUE=DATE:20261125" in text
    assert "DTEND;VALUE=DATE:20261126" in text
    assert r"LOCATION:Nhà A\; phòng 1\, tầng 2" in text
    assert "Bản Lác" in text


def ask(client: Client, **more: object) -> None:
    assert client.post("/dang-ky/", {"email": ADDRESS, **more}).status_code == 200


def said(page: bytes) -> str:
    """The page without the tokens of its forms."""
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", page.decode())


def link_of(number: int = -1) -> str:
    found = re.findall(r"http://testserver(/dang-ky/\S+)", str(mail.outbox[number].body))
    return str(found[-1])


@pytest.mark.django_db(transaction=True)
def test_asked_for_twice_and_deleted_with_one_link(
    client: Client, commune: Unit, boss: Officer, today: time_machine.Coordinates
) -> None:
    ask(client)
    row = Subscription.objects.get()
    assert ADDRESS.encode() not in bytes(row.sealed)
    assert ADDRESS not in str(list(Subscription.objects.values())) + str(list(Entry.objects.values()))
    confirm = link_of()
    released(commune, boss)
    today.shift(dt.timedelta(days=3) - dt.timedelta(hours=1))
    assert subscribing.send_news(site=SITE) == 0
    client.get(confirm)  # a scanner opens the link and presses nothing
    assert Subscription.objects.get().confirmed_on is None
    client.post(confirm)
    assert Subscription.objects.get().confirmed_on
    today.shift(60)
    released(commune, boss, 2, title="Trạm bơm hỏng ở thôn")
    today.move_to(dt.datetime(2026, 11, 25, 3, tzinfo=dt.UTC))
    assert subscribing.send_news(site=SITE) == 1
    assert subscribing.send_news(site=SITE) == 0
    letter = mail.outbox[-1]
    assert letter.to == [ADDRESS]
    assert "Trạm bơm hỏng" in letter.body
    assert TEXT not in letter.body
    stop = link_of()
    client.get(stop)
    assert Subscription.objects.exists()
    client.post(stop)
    assert not Subscription.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_asking_twice_is_one_wish_and_looks_the_same(client: Client, commune: Unit) -> None:
    ask(client)
    first = said(client.post("/dang-ky/", {"email": ADDRESS}).content)
    client.post(link_of())
    assert said(client.post("/dang-ky/", {"email": ADDRESS.upper()}).content) == first
    assert Subscription.objects.count() == 1
    assert len(mail.outbox) == 2


@pytest.mark.django_db(transaction=True)
def test_old_and_altered_links_do_nothing(client: Client, commune: Unit, today: time_machine.Coordinates) -> None:
    ask(client)
    link = link_of()
    assert client.post(link[:-3] + "aa/").status_code == 200
    today.shift(dt.timedelta(days=4))
    client.post(link)
    assert Subscription.objects.get().confirmed_on is None


@pytest.mark.django_db(transaction=True)
def test_robots_and_floods_write_to_nobody(client: Client, commune: Unit) -> None:
    ask(client, website="http://spam.example")
    assert not mail.outbox
    answers = [client.post("/dang-ky/", {"email": f"a{n}@thu.example"}).status_code for n in range(8)]
    assert answers[-1] == 429
    assert len(mail.outbox) <= 5
