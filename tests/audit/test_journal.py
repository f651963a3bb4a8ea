"""Whoever edits, deletes, inserts or reorders the journal is found out, and the entry is named."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.conf import settings
from django.db import connection
from django.db.models import F

from langnghe.audit import journal
from langnghe.audit.checking import flaws
from langnghe.audit.models import Entry

pytestmark = pytest.mark.django_db


@pytest.fixture
def chain() -> None:
    for number in range(1, 10):
        journal.record(by="clerk", verb="decide", what=f"opinion {number}", topic="gt.via_he")


def edit() -> None:
    Entry.objects.filter(number=3).update(by="somebody else")


def edit_first() -> None:
    Entry.objects.filter(number=1).update(detail={})


def rewrite() -> None:
    entry = Entry.objects.get(number=3)
    entry.what = "opinion 33"
    entry.digest = journal.digest(entry)
    entry.save()


def delete() -> None:
    Entry.objects.filter(number=3).delete()


def delete_many() -> None:
    Entry.objects.filter(number__in=[1, 2, 5, 6]).delete()


def delete_and_close_up() -> None:
    Entry.objects.filter(number=8).delete()
    Entry.objects.filter(number=9).update(number=8)


def insert() -> None:
    Entry.objects.filter(number__gte=9).update(number=F("number") + 1)
    copy = Entry.objects.get(number=2)
    copy.number, copy.digest = 9, "f" * 64
    copy.save(force_insert=True)


def swap() -> None:
    for number, to in ((3, 100), (7, 3), (100, 7)):
        Entry.objects.filter(number=number).update(number=to)


def exchange_contents() -> None:
    first, second = Entry.objects.get(number=3), Entry.objects.get(number=4)
    Entry.objects.filter(number=3).update(what=second.what)
    Entry.objects.filter(number=4).update(what=first.what)


CHANGES: dict[Callable[[], None], list[str]] = {
    edit: ["Dòng 3 đã bị sửa: nội dung không còn khớp với mã băm của nó."],
    edit_first: ["Dòng 1 đã bị sửa: nội dung không còn khớp với mã băm của nó."],
    rewrite: ["Dòng 3 đã bị viết lại: dòng 4 không nối tiếp từ nó."],
    delete: ["Dòng 3 đã bị xóa."],
    delete_many: ["Các dòng 1-2 đã bị xóa.", "Các dòng 5-6 đã bị xóa."],
    delete_and_close_up: ["Dòng 8 đã bị đổi chỗ: đó vốn là dòng 9."],
    insert: [
        "Dòng 9 đã bị sửa: nội dung không còn khớp với mã băm của nó.",
        "Dòng 10 đã bị đổi chỗ: đó vốn là dòng 9.",
    ],
    swap: ["Dòng 3 đã bị đổi chỗ: đó vốn là dòng 7.", "Dòng 7 đã bị đổi chỗ: đó vốn là dòng 3."],
    exchange_contents: [
        "Dòng 3 đã bị sửa: nội dung không còn khớp với mã băm của nó.",
        "Dòng 4 đã bị sửa: nội dung không còn khớp với mã băm của nó.",
    ],
}


@pytest.mark.usefixtures("chain")
def test_an_untouched_chain_is_whole() -> None:
    assert list(flaws()) == []


@pytest.mark.usefixtures("chain")
@pytest.mark.parametrize("change", CHANGES)
def test_each_change_is_found_and_named(change: Callable[[], None]) -> None:
    change()
    assert [str(flaw) for flaw in flaws()] == CHANGES[change]


NAME = "Sùng Thị Dợ"


@pytest.mark.parametrize(
    "detail",
    [
        {"reason": NAME},
        {"reason": "x" * 81},
        {"reason": "Dợ\n"},
        {"reason": "Dợ\u00a0Thị"},
        {"cases": ["26-ABCD", NAME]},
        {"cases": {"LG-01": [NAME]}},
        {"cases": {NAME: 1}},
        {"cases": ({"a": (NAME,)},)},
    ],
)
def test_words_are_refused_wherever_they_stand(detail: dict[str, object]) -> None:
    with pytest.raises(journal.Wordy) as said:
        journal.record(by="clerk", verb="decide", what="opinion 1", **detail)
    assert NAME not in str(said.value)
    assert not Entry.objects.exists()


def test_codes_days_numbers_and_states_are_kept() -> None:
    detail = {
        "on": "2026-11-05",
        "sha256": "0" * 64,
        "empty": "",
        "longest": "x" * 80,
        "cases": {"LG-01": ["26-ABCD-EFGH"]},
        "shown": 3,
        "share": 0.5,
        "nothing": None,
        "active": True,
    }
    journal.record(by="clerk", verb="decide", what="opinion 1", **detail)
    assert Entry.objects.get().detail == detail


@pytest.mark.skipif("postgresql" not in settings.DATABASES["default"]["ENGINE"], reason="SQLite has one writer")
@pytest.mark.django_db(transaction=True)
def test_writers_at_the_same_time_make_one_chain() -> None:
    def write(writer: int) -> None:
        for number in range(15):
            journal.record(by=f"clerk {writer}", verb="decide", what=f"opinion {number}")
        connection.close()

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(write, range(3)))
    assert Entry.objects.count() == 45
    assert not list(flaws())
