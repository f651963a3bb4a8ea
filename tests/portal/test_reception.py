"""«Tiếp công dân»: days, a booked time, a code that takes it back, nothing known of who comes."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.test import Client

from langnghe.audit.models import Entry
from langnghe.cases import booking
from langnghe.cases.models import Booking, Duty
from langnghe.privacy.models import Sealed
from langnghe.privacy.vault import Person
from langnghe.registry.models import Officer, Unit
from langnghe.registry.roles import Role
from tests.conftest import signed_in

NAME, PHONE = "Hoàng Thị Mận", "0987654321"


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel(dt.datetime(2026, 11, 20, 2, tzinfo=dt.UTC), tick=False):
        yield


@pytest.fixture
def duty(province: Unit) -> Duty:
    unit = Unit.objects.get(code="LG-01")
    return Duty.objects.create(
        unit=unit, held_by="chu_tich_xa", on=dt.date(2026, 11, 25), place="Phòng tiếp công dân", made_by="x"
    )


def book(client: Client, duty: Duty, at: str = "08:00", **said: str) -> str:
    page = client.post(f"/tiep-cong-dan/{duty.pk}/", {"at": at, **said}).content.decode()
    found = re.search(r'class="the-code">([\d ]+)<', page)
    return found[1] if found else ""


def test_the_calendar_shows_offices_never_names(client: Client, duty: Duty) -> None:
    page = client.get("/tiep-cong-dan/").content.decode()
    assert "25/11/2026" in page
    assert "Thứ Tư" in page
    assert "Chủ tịch" in page
    assert f"/tiep-cong-dan/{duty.pk}/" in page


def test_a_time_is_booked_once_and_what_was_said_is_sealed(client: Client, duty: Duty) -> None:
    code = book(client, duty, name=NAME, phone=PHONE, matter="Việc đất đai")
    assert re.fullmatch(r"\d{4} \d{4} \d{4}", code)
    row = Booking.objects.get()
    assert row.vault
    sealed = bytes(Sealed.objects.get(token=row.vault).ciphertext)
    for word in (NAME, PHONE, "đất đai"):
        assert word.encode() not in sealed
    assert code.replace(" ", "") not in str(list(Booking.objects.values()))
    assert NAME not in str(list(Entry.objects.values()))
    assert book(Client(), duty) == ""
    assert Booking.objects.count() == 1
    assert book(Client(), duty, at="08:30")


def test_two_at_once_get_one_time(client: Client, duty: Duty) -> None:
    booking.book(duty=duty.pk, at=dt.time(9), person=Person())
    with pytest.raises(ValueError, match="vừa có người đặt"):
        booking.book(duty=duty.pk, at=dt.time(9), person=Person(name=NAME))
    assert not Sealed.objects.exists()


def test_the_code_takes_it_back_and_deletes_what_was_said(client: Client, duty: Duty) -> None:
    code = book(client, duty, name=NAME)
    client.post("/tiep-cong-dan/huy/", {"code": "0000 0000 0000"})
    assert Booking.objects.exists()
    client.post("/tiep-cong-dan/huy/", {"code": code})
    assert not Booking.objects.exists()
    assert not Sealed.objects.exists()
    assert book(client, duty)


def test_wrong_codes_are_limited(client: Client, duty: Duty) -> None:
    code = book(client, duty)
    answers = [client.post("/tiep-cong-dan/huy/", {"code": f"{n:012}"}).status_code for n in range(12)]
    assert answers[-1] == 429
    client.post("/tiep-cong-dan/huy/", {"code": code})
    assert Booking.objects.exists()


@pytest.mark.parametrize("at", ["03:00", "x", ""])
def test_a_time_that_is_none_is_refused(client: Client, duty: Duty, at: str) -> None:
    assert book(client, duty, at=at) == ""
    assert not Booking.objects.exists()


def test_past_and_far_days_are_not_booked(client: Client, duty: Duty) -> None:
    for on in (dt.date(2026, 11, 20), dt.date(2026, 11, 1), dt.date(2027, 6, 1)):
        Duty.objects.filter(pk=duty.pk).update(on=on)
        assert client.get(f"/tiep-cong-dan/{duty.pk}/").status_code == 404
        with pytest.raises(ValueError, match="không đặt được"):
            booking.book(duty=duty.pk, at=dt.time(8), person=Person())


def test_a_week_after_the_day_everything_is_forgotten(client: Client, duty: Duty) -> None:
    book(client, duty, name=NAME)
    assert booking.forget_past(dt.date(2026, 12, 1)) == 0
    assert booking.forget_past(dt.date(2026, 12, 3)) == 1
    assert not Booking.objects.exists()
    assert not Sealed.objects.exists()


def test_the_desk_sees_times_and_sets_the_link(client: Client, duty: Duty) -> None:
    book(client, duty, name=NAME)
    keeper = Officer.objects.create_user(username="cb", password="x", role=Role.RECEPTION_CLERK, unit=duty.unit)
    desk = signed_in(keeper)
    page = desk.get("/cong-bo/lich-hen/").content.decode()
    assert "08:00" in page
    assert NAME not in page
    desk.post("/cong-bo/lich-hen/", {"duty": duty.pk, "link": "https://hop.lamgiang.example/tiep-dan"})
    assert "https://hop.lamgiang.example/tiep-dan" in client.get("/tiep-cong-dan/").content.decode()
    other = Officer.objects.create_user(
        username="khac", password="x", role=Role.RECEPTION_CLERK, unit=Unit.objects.get(code="LG-02")
    )
    with pytest.raises(PermissionDenied):
        booking.set_link(duty=duty.pk, link="", by=other)
