"""Keys: made at the desk, shown once, counted by the minute, switched off at once."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from langnghe.audit.models import Entry
from langnghe.registry.keys import count_call, known_key, make_key
from langnghe.registry.models import ApiKey, Unit
from tests.api.conftest import get

Sender = Callable[..., Any]
FORM = {"name": "Ứng dụng", "unit": "LG", "rate": "30"}


def test_a_key_is_shown_once_and_kept_as_a_digest(as_administrator: Client) -> None:
    page = as_administrator.post(reverse("api-keys"), FORM)
    [text] = re.findall(r"ln_[\w-]{43}", page.content.decode())
    assert "no-store" in page.headers["Cache-Control"]
    row = ApiKey.objects.get()
    assert text not in str(vars(row))
    assert (row.name, row.unit.code, row.rate, row.made_by) == ("Ứng dụng", "LG", 30, "administrator")
    assert known_key(text) == row
    assert text not in as_administrator.get(reverse("api-keys")).content.decode()
    entry = Entry.objects.get(verb="make key")
    assert text[:9] not in str(entry.detail)


@pytest.mark.parametrize("wrong", [{"unit": "LG-999"}, {"rate": "0"}, {"rate": "nhiều"}, {"name": ""}])
def test_a_key_that_would_not_work_is_not_made(as_administrator: Client, wrong: dict[str, str]) -> None:
    page = as_administrator.post(reverse("api-keys"), FORM | wrong)
    assert 'role="alert"' in page.content.decode()
    assert not ApiKey.objects.exists()


def test_a_key_out_of_use_sends_nothing_until_it_is_back(
    as_administrator: Client, send: Sender, key: tuple[ApiKey, str]
) -> None:
    address = reverse("switch-api-key", args=[key[0].pk])
    as_administrator.post(address)
    assert send().status_code == 403
    assert get("requests.json", api_key=key[1]).status_code == 403
    as_administrator.post(address, {"active": "1"})
    assert send().status_code == 201
    assert [entry.detail["active"] for entry in Entry.objects.filter(verb="switch key").order_by("number")] == [
        False,
        True,
    ]


def test_a_key_calls_as_often_as_it_may_and_again_in_the_next_minute(send: Sender, key: tuple[ApiKey, str]) -> None:
    ApiKey.objects.update(rate=3)
    with time_machine.travel(dt.datetime(2026, 11, 20, 2, 0, 50, tzinfo=dt.UTC), tick=False) as clock:
        answers = [send(description=f"Đường hỏng số {n}") for n in range(4)]
        assert [answer.status_code for answer in answers] == [201, 201, 201, 429]
        assert answers[3].headers["Retry-After"] == "10"
        assert get("requests.xml", api_key=key[1]).status_code == 429
        assert get("services.json").status_code == 200  # what needs no key goes on
        clock.shift(dt.timedelta(seconds=10))
        assert send(description="Đường hỏng số 5").status_code == 201


def test_keys_are_counted_apart(province: Unit) -> None:
    one, other = (make_key(name=name, unit=province, rate=1, by="a")[0] for name in "ab")
    now = timezone.now()
    assert [count_call(key, now) for key in (one, other, one, other)] == [True, True, False, False]


def test_a_refused_form_counts_as_a_call(send: Sender) -> None:
    ApiKey.objects.update(rate=1)
    assert [send(address_string="").status_code for _ in range(2)] == [400, 429]


def test_a_rate_below_one_is_refused(province: Unit) -> None:
    with pytest.raises(ValueError, match="từ 1 trở lên"):
        make_key(name="a", unit=province, rate=0, by="a")
