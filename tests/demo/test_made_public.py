"""The demo's year of making things public and its press: whole, once, and public only through a second person."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
import time_machine

from langnghe.demo.disclosures import add_disclosures
from langnghe.demo.press import add_press
from langnghe.intake.press_models import Clipping
from langnghe.plan.disclosures.queries import standings
from langnghe.plan.models import Obligation
from langnghe.registry.models import Officer, Unit
from langnghe.registry.roles import Role


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel(dt.datetime(2026, 11, 20, 2, tzinfo=dt.UTC), tick=False):
        yield


def test_the_demo_has_a_year_with_late_and_done_things(province: Unit) -> None:
    home = Unit.objects.get(code="LG-01")
    works = Officer.objects.create_user("canbo", password="x", role=Role.COMMUNE_OFFICER, unit=home)
    boss = Officer.objects.create_user("chutich", password="x", role=Role.LEADER, unit=home)
    made = add_disclosures(works=works, approves=boss)
    assert made == Obligation.objects.count() > 60
    assert add_disclosures(works=works, approves=boss) == 0
    total = standings(2026, dt.date(2026, 11, 20)).total
    assert 0 < total.late < total.in_time
    assert total.done_late > 0
    assert 0 < total.shown < total.in_time + total.done_late
    assert not Obligation.objects.filter(released_at__isnull=False, unit=home, released_by="canbo").exists()


def test_the_demo_has_a_press_review(province: Unit) -> None:
    assert add_press(by="vanthu") == 5
    assert add_press(by="vanthu") == 0
    assert Clipping.objects.filter(state="chosen").count() == 2
    assert "[TÊN]" not in "".join(Clipping.objects.values_list("source", flat=True))
