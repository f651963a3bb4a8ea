"""The working calendar at the desk: seen, changed after a preview, taken back after a preview."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator

import pytest
import time_machine
from django.test import Client

from langnghe.cases.models import Case
from langnghe.cases.registering import Item, register
from langnghe.registry.models import CalendarDay, Unit

PAGE = "/thiet-lap/lich-lam-viec/"
DAY = {"on": "10/11/2026", "kind": "holiday", "name": "Nghỉ bão", "source": "Công điện 1"}


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel(dt.datetime(2026, 11, 5, 2, tzinfo=dt.UTC), tick=False):
        yield


@pytest.fixture
def a_case(province: Unit) -> Callable[[], Case]:
    """A denunciation: its first term is of working days."""

    def make() -> Case:
        unit = Unit.objects.filter(kind="xa").order_by("code")[0]
        items = [Item("to_cao", "Thu tiền sai quy định.", area=unit)]
        return register(by="x", unit=unit, channel="post", received_on=dt.date(2026, 11, 2), items=items).cases.get()

    return make


def test_the_year_is_listed(as_administrator: Client) -> None:
    page = as_administrator.get(PAGE, {"nam": "2026"}).content.decode()
    assert "30/04/2026" in page
    assert as_administrator.get(PAGE, {"nam": "9999"}).status_code == 200
    assert as_administrator.get(PAGE, {"nam": "x"}).status_code == 200


def test_a_day_is_kept_after_its_preview_only(as_administrator: Client, a_case: Callable[[], Case]) -> None:
    a_case()
    preview = as_administrator.post(PAGE, DAY)
    assert preview.context["moved"] == 1
    assert not CalendarDay.objects.exists()
    kept = as_administrator.post(PAGE, {**DAY, "on": "2026-11-10", "confirmed": "1"})
    assert kept.headers["Location"] == f"{PAGE}?nam=2026"
    assert CalendarDay.objects.get().name == "Nghỉ bão"


def test_it_is_taken_back_after_its_preview_only(as_administrator: Client, a_case: Callable[[], Case]) -> None:
    CalendarDay.objects.create(date=dt.date(2026, 11, 10), kind="holiday", name="Nghỉ", made_by="x")
    a_case()
    assert as_administrator.post(f"{PAGE}2026-11-10/bo/").context["moved"] == 1
    assert CalendarDay.objects.exists()
    as_administrator.post(f"{PAGE}2026-11-10/bo/", {"confirmed": "1"})
    assert not CalendarDay.objects.exists()


@pytest.mark.parametrize("wrong", [{"on": "31/02/2026"}, {"on": ""}, {"name": ""}, {"kind": "x"}, {"on": "1/1/2150"}])
def test_a_wrong_day_comes_back_marked(as_administrator: Client, wrong: dict[str, str]) -> None:
    page = as_administrator.post(PAGE, DAY | wrong | {"confirmed": "1"})
    assert page.context["form"].errors
    assert not CalendarDay.objects.exists()


def test_a_day_that_is_not_there(as_administrator: Client) -> None:
    for on in ("2026-11-10", "2026-13-40", "hom-nay"):
        assert as_administrator.post(f"{PAGE}{on}/bo/", {"confirmed": "1"}).headers["Location"] == PAGE
