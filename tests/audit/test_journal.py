"""Whoever edits, deletes, inserts or reorders the journal is found out."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db.models import F

from langnghe.audit import journal
from langnghe.audit.models import Entry

pytestmark = pytest.mark.django_db


@pytest.fixture
def chain() -> None:
    for number in range(1, 8):
        journal.record(by="clerk", verb="decide", what=f"opinion {number}", topic="gt.via_he")


def edit() -> None:
    Entry.objects.filter(number=3).update(by="somebody else")


def delete() -> None:
    Entry.objects.filter(number=3).delete()


def insert() -> None:
    Entry.objects.filter(number__gte=3).order_by("-number").update(number=F("number") + 100)
    Entry.objects.filter(number__gte=100).update(number=F("number") - 99)
    copy = Entry.objects.get(number=2)
    copy.number, copy.digest = 3, "f" * 64
    copy.save(force_insert=True)


def reorder() -> None:
    first, second = Entry.objects.get(number=3), Entry.objects.get(number=4)
    Entry.objects.filter(number=3).update(what=second.what)
    Entry.objects.filter(number=4).update(what=first.what)


@pytest.mark.usefixtures("chain")
def test_an_untouched_chain_is_whole() -> None:
    assert journal.first_break() is None


@pytest.mark.usefixtures("chain")
@pytest.mark.parametrize("change", [edit, delete, insert, reorder])
def test_a_changed_chain_breaks_there(change: Callable[[], None]) -> None:
    change()
    assert journal.first_break() in (3, 4)
