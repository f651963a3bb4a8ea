"""Field visit notes from a telephone: one note however often it is sent, its officer's only, counted by its channel."""

from __future__ import annotations

import datetime as dt
import re
import secrets

import pytest
from django.test import Client
from django.urls import reverse

from langnghe.cases.models import Line, Meeting
from langnghe.cases.registers import noted
from langnghe.desk.views.press import by_channel
from langnghe.intake.models import Opinion, StoredBlock
from langnghe.registry.models import Officer, Period, Unit
from langnghe.registry.roles import Role
from tests.conftest import PASSWORD, signed_in

TODAY = dt.date(2026, 11, 20)
pytestmark = pytest.mark.usefixtures("on_20_november")
ROAD = "Đường liên thôn từ cầu Vực đến nhà văn hóa nhiều ổ gà"
REFUSE = "Bãi rác thôn Đồng Trám ba tuần không có xe thu gom, anh Lò Văn Páo (0954218637) nói"
TEXT = f"- {ROAD}\n\n2. {REFUSE}\n"


@pytest.fixture
def commune(province: Unit) -> Unit:
    return Unit.objects.get(code="LG-01")


@pytest.fixture
def keeper(commune: Unit) -> Officer:
    return Officer.objects.create_user(username="xa", password=PASSWORD, role=Role.COMMUNE_OFFICER, unit=commune)


@pytest.fixture
def site(keeper: Officer) -> Client:
    return signed_in(keeper)


def written(client: Client, **more: str) -> dict[str, str]:
    """What the telephone of a signed-in officer would send."""
    who = re.search(r'data-who="(\w+)"', client.get(reverse("visit-note")).content.decode())
    assert who
    return {"who": who[1], "key": secrets.token_urlsafe(32), "on": "2026-11-18", "text": TEXT, "kind": "", **more}


def take(client: Client, said: dict[str, str]) -> tuple[int, dict[str, str]]:
    answer = client.post(reverse("take-visit-note"), said)
    return answer.status_code, answer.json()


def test_sent_five_times_it_is_one_visit_with_its_lines_redacted(site: Client, commune: Unit) -> None:
    said = written(site)
    answers = [take(site, said) for _ in range(5)]
    made = Meeting.objects.get()
    assert answers == [(200, answers[0][1])] * 5
    assert answers[0][1]["address"] == reverse("meeting", args=[made.pk])
    assert (made.kind, made.unit, made.on, made.made_by) == ("di_co_so", commune, dt.date(2026, 11, 18), "xa")
    road, refuse = Opinion.objects.order_by("pk")
    assert road.text == ROAD
    assert (road.area, refuse.area) == (commune, commune)
    stored = [*Opinion.objects.values_list("text", flat=True), *StoredBlock.objects.values_list("text", flat=True)]
    assert len(stored) == 4
    assert not [text for text in stored if "Páo" in text or "0954218637" in text]
    assert said["key"] != made.form_key


def test_its_opinions_are_counted_by_their_channel(site: Client) -> None:
    take(site, written(site))
    assert dict(by_channel(Period.objects.get(key="2026-11"))) == {"Đi cơ sở": 2}
    noted.undo(Line.objects.all()[0], by="xa")
    assert dict(by_channel(Period.objects.get(key="2026-11"))) == {"Đi cơ sở": 1}


def test_another_officer_neither_sends_it_nor_takes_its_key(site: Client, commune: Unit) -> None:
    said = written(site)
    person = Officer.objects.create_user(username="ban", password=PASSWORD, role=Role.COMMUNE_OFFICER, unit=commune)
    other = signed_in(person)
    assert take(other, said) == (409, {"other": True})
    assert not Meeting.objects.exists()
    assert take(site, said)[0] == 200
    status, answer = take(other, {**written(other), "key": said["key"], "text": "Việc khác hẳn"})
    assert (status, "cán bộ khác" in answer["wrong"]) == (422, True)
    assert Meeting.objects.count() == 1


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"text": " \n-\n"}, "mỗi việc một dòng"),
        ({"on": "2026-11-21"}, "chưa diễn ra"),
        ({"key": "ngan"}, "viết lại|write it again"),
        ({"text": "\n".join(f"Việc {n}" for n in range(101))}, "chia thành hai lần"),
        ({"kind": "to_cao"}, "to_cao"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_stored(site: Client, more: dict[str, str], sentence: str) -> None:
    status, answer = take(site, written(site, **more))
    assert status == 422
    assert re.search(sentence, answer["wrong"])
    assert not Meeting.objects.exists()


def test_without_a_session_nothing_is_taken(site: Client) -> None:
    said = written(site)
    site.logout()
    assert site.post(reverse("take-visit-note"), said).status_code == 302
    assert site.get(reverse("visit-note-token")).status_code == 302
    assert not Meeting.objects.exists()


def test_without_script_it_is_an_ordinary_form(site: Client, commune: Unit) -> None:
    page = site.get(reverse("visit-note")).content.decode()
    key = re.search(r'name="key" value="([^"]+)"', page)
    assert key
    tan_son = Unit.objects.get(code="LG-02")
    sent = {"key": key[1], "on": "2026-11-18", "text": ROAD, "kind": "kien_nghi", "area": str(tan_son.pk)}
    for _ in range(2):
        assert ROAD in site.post(reverse("visit-note"), sent, follow=True).content.decode()
    opinion = Opinion.objects.get()
    assert (opinion.area, opinion.document.unit, opinion.document.channel) == (tan_son, commune, "field")
    assert site.post(reverse("visit-note"), {**sent, "on": ""}).status_code == 200


def test_an_officer_of_the_province_notes_for_the_province(province: Unit, as_clerk: Client) -> None:
    assert take(as_clerk, written(as_clerk))[0] == 200
    assert Meeting.objects.get().unit == province


def test_what_the_telephone_keeps_names_no_officer_and_nothing_written(site: Client, keeper: Officer) -> None:
    take(site, written(site))
    shell = site.get(reverse("visit-note-shell")).content.decode()
    for word in ("csrf", "data-who", 'name="key"', str(keeper), ROAD):
        assert word not in shell
    worker = site.get(reverse("visit-note-worker")).content.decode()
    assert re.findall(r'"(/[^"]*)"', worker)[:2] == [reverse("visit-note"), reverse("visit-note-shell")]
    assert all("/static/" in address for address in re.findall(r'"(/[^"]*)"', worker)[2:])
