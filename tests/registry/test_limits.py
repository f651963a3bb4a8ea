"""Counts of tries: none is lost however many come at once, and they are forgotten when their time is over."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
import time_machine
from django.conf import settings
from django.db import connection

from langnghe.registry.limits import Limit

TRIES = Limit("kiem-thu", 5, 60)


@pytest.mark.django_db
def test_a_limit_is_reached_and_forgotten() -> None:
    with time_machine.travel("2026-11-23 02:00:00+00:00", tick=False) as clock:
        for _ in range(TRIES.most):
            assert not TRIES.is_reached("a")
            TRIES.count("a")
        assert TRIES.is_reached("a")
        assert not TRIES.is_reached("b")
        clock.shift(59)
        TRIES.count("a")  # the time runs from the first, not from the last
        clock.shift(2)
        assert TRIES.used("a") == 0


@pytest.mark.skipif("postgresql" not in settings.DATABASES["default"]["ENGINE"], reason="SQLite has one writer")
@pytest.mark.django_db(transaction=True)
def test_no_count_is_lost_when_many_come_at_once() -> None:
    def count(_: int) -> None:
        try:
            TRIES.count("nhieu")
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(count, range(48)))
    assert TRIES.used("nhieu") == 48
