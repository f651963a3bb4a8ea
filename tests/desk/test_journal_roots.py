"""Anybody may fetch the published roots, without signing in; they tell nothing but themselves."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from langnghe.audit import journal
from langnghe.audit.models import Root
from langnghe.audit.roots import close_days


@pytest.mark.django_db
def test_the_roots_are_public() -> None:
    with time_machine.travel(dt.datetime(2026, 10, 5, 9, tzinfo=dt.UTC)):
        journal.record(by="clerk", verb="decide", what="opinion 1")
    close_days()
    root = Root.objects.get()
    page = Client().get(reverse("journal-roots"))
    assert page.status_code == 200
    assert root.tree in page.content.decode()
    assert "clerk" not in page.content.decode()
    assert Client().get(reverse("journal-roots-text")).content.decode() == f"{root}\n"


@pytest.mark.django_db
def test_they_can_only_be_read() -> None:
    assert Client().post(reverse("journal-roots")).status_code == 405
