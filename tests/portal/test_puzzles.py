"""What a form costs a program: a puzzle each, once, or a wait; and that neither is in the way of a person."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client

from langnghe.cases.models import Booking, Duty, Submission, Subscription
from langnghe.portal import limits, puzzles
from langnghe.registry.models import Unit
from tests.portal.solving import field, solved, solved_on
from tests.portal.test_send import answer

pytestmark = pytest.mark.django_db
CHECK = "/gui/kiem-tra/"
NOW = dt.datetime(2026, 11, 20, 2, tzinfo=dt.UTC)


@pytest.fixture
def puzzles_solved() -> None:
    """Not here."""


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Coordinates]:
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


def page(client: Client, address: str = CHECK) -> str:
    return client.get(address).content.decode()


def test_a_solved_puzzle_goes_through_at_once(client: Client, province: Unit) -> None:
    answer(client, photos=0)
    assert client.post(CHECK, solved_on(page(client))).headers["Location"] == "/gui/bien-nhan/"
    assert Submission.objects.count() == 1


@pytest.mark.parametrize("given", [{}, {"solution": "12"}, {"puzzle": "0.abc:1:2", "solution": "1"}])
def test_a_program_that_does_not_solve_is_sent_to_wait(client: Client, province: Unit, given: dict[str, str]) -> None:
    answer(client, photos=0)
    answered = client.post(CHECK, {"puzzle": field(page(client), "puzzle"), **given})
    assert answered.status_code == 429
    assert answered.headers["Retry-After"] == "20"
    assert not Submission.objects.exists()


def test_a_puzzle_is_good_once(client: Client, province: Unit) -> None:
    answer(client, photos=0)
    paid = solved_on(page(client))
    assert client.post(CHECK, paid).status_code == 302
    other = Client()
    answer(other, photos=0)
    assert other.post(CHECK, paid).status_code == 429
    assert Submission.objects.count() == 1


def test_a_puzzle_of_an_hour_ago_is_not_good(client: Client, province: Unit, clock: time_machine.Coordinates) -> None:
    answer(client, photos=0)
    paid = solved_on(page(client))
    clock.shift(dt.timedelta(hours=1, seconds=1))
    assert client.post(CHECK, paid).status_code == 429


def test_a_puzzle_of_one_form_does_not_open_another(client: Client, province: Unit) -> None:
    answer(client, photos=0)
    assert client.post(CHECK, solved_on(page(client, "/dang-ky/"))).status_code == 429


def test_an_altered_puzzle_is_not_ours(province: Unit) -> None:
    bits, _, rest = puzzles.made("gui", "x").partition(".")
    assert int(bits) == puzzles.LEAST
    easy = solved(f"1.{rest}")
    assert not puzzles.is_solved("gui", easy["puzzle"], easy["solution"])


def test_without_script_a_wait_is_the_way_and_it_is_good_once(
    client: Client, province: Unit, clock: time_machine.Coordinates
) -> None:
    answer(client, photos=0)
    held = client.post(CHECK, {}).content.decode()
    wait = {"wait": field(held, "wait")}
    clock.shift(5)
    early = client.post(CHECK, wait)
    assert (early.status_code, early.headers["Retry-After"]) == (429, "15")
    assert field(early.content.decode(), "wait") == wait["wait"]
    clock.shift(15)
    assert client.post(CHECK, wait).status_code == 302
    other = Client()
    answer(other, photos=0)
    assert other.post(CHECK, wait).status_code == 429
    assert Submission.objects.count() == 1


def test_what_was_typed_comes_through_the_wait(client: Client, province: Unit, clock: time_machine.Coordinates) -> None:
    commune = Unit.objects.get(code="LG-01")
    held = client.post("/dang-ky/", {"email": "an@thu.example", "area": commune.pk}).content.decode()
    assert not Subscription.objects.exists()
    clock.shift(20)
    typed = {name: field(held, name) for name in ("email", "area", "wait")}
    assert client.post("/dang-ky/", typed).status_code == 200
    assert Subscription.objects.get().area == commune


def test_a_time_is_booked_after_the_puzzle_only(client: Client, province: Unit) -> None:
    unit = Unit.objects.get(code="LG-01")
    duty = Duty.objects.create(unit=unit, held_by="chu_tich_xa", on=dt.date(2026, 11, 25), place="P", made_by="x")
    at = f"/tiep-cong-dan/{duty.pk}/"
    paid = solved_on(page(client, at))
    assert client.post(at, {"at": "08:00", "matter": "Việc đất"}).status_code == 429
    assert not Booking.objects.exists()
    assert client.post(at, {"at": "08:00", **paid}).status_code == 200
    assert Booking.objects.count() == 1


def test_those_who_wait_are_fewer(client: Client, province: Unit, clock: time_machine.Coordinates) -> None:
    """Ten in an hour from one network, however many waits a program collects beforehand."""
    browsers = [Client() for _ in range(12)]
    for browser in browsers:
        answer(browser, photos=0)
    waits = [field(browser.post(CHECK, {}).content.decode(), "wait") for browser in browsers]
    clock.shift(60)
    answers = [b.post(CHECK, {"wait": wait}).status_code for b, wait in zip(browsers, waits, strict=True)]
    assert answers == [302] * 10 + [429] * 2
    paid = solved_on(page(browsers[-1]))
    assert browsers[-1].post(CHECK, paid).status_code == 302  # a script that works is not held up by it


def test_puzzles_grow_with_the_load(province: Unit, clock: time_machine.Coordinates) -> None:
    quiet = puzzles.bits("somebody")
    for _ in range(puzzles.BUSY):
        puzzles.LOAD.count(puzzles.ALL)
    assert puzzles.bits("somebody") == quiet + 1
    for _ in range(4 * puzzles.OFTEN):
        puzzles.OWN.count("somebody")
    assert puzzles.bits("somebody") == quiet + 1 + 3
    assert puzzles.bits("another") == quiet + 1
    clock.shift(61)
    assert puzzles.bits("another") == quiet


def test_a_limit_runs_from_the_first_on(province: Unit, clock: time_machine.Coordinates) -> None:
    """As long as it says: neither forgotten after five minutes nor begun anew by each one more."""
    limit = limits.Limit("test", 3, 3600)
    for _ in range(3):
        limit.count("x")
        clock.shift(dt.timedelta(minutes=15))
    assert limit.is_reached("x")
    clock.shift(dt.timedelta(minutes=15, seconds=1))
    assert not limit.is_reached("x")
