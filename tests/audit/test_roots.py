"""Each day's root stands for its entries: copies kept elsewhere show what was cut off or written anew."""

from __future__ import annotations

import datetime as dt
import hashlib

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from langnghe.audit import journal
from langnghe.audit.checking import Walk, check_slice, flaws, last_check
from langnghe.audit.models import Check, Entry, Root
from langnghe.audit.roots import close_days, proof, tree_of

HEX = st.binary(min_size=32, max_size=32).map(bytes.hex)


def write(*days: int, each: int = 3) -> None:
    for day in days:
        with time_machine.travel(dt.datetime(2026, 10, day, 9, tzinfo=dt.UTC), tick=False):
            for number in range(each):
                journal.record(by="clerk", verb="decide", what=f"opinion {number}")


def after(day: int, hour: int = 20) -> dt.datetime:
    """An instant of October 2026 in UTC; 20:00 is three at night of the day after in Vietnam."""
    return dt.datetime(2026, 10, day, hour, tzinfo=dt.UTC)


def close(day: int) -> None:
    with time_machine.travel(after(day), tick=False):
        while close_days():
            pass


@pytest.mark.django_db
def test_a_day_gets_its_root_when_it_is_over() -> None:
    write(5)
    with time_machine.travel(after(5, 16), tick=False):  # 23:00 in Vietnam
        assert not close_days()
    close(5)
    root = Root.objects.get()
    assert (root.day, root.first, root.last) == (dt.date(2026, 10, 5), 1, 3)
    assert Entry.objects.get(number=4).detail == {"root": root.tree}


@pytest.mark.django_db
def test_days_without_entries_have_none_and_days_missed_are_made_up() -> None:
    write(5, 8)
    close(9)
    assert [root.day.day for root in Root.objects.order_by("day")] == [5, 8]
    assert list(flaws()) == []


@pytest.mark.django_db
def test_an_end_cut_off_is_found_by_the_root() -> None:
    write(5)
    close(5)
    Entry.objects.filter(number__gte=3).delete()
    assert [str(flaw) for flaw in flaws()] == ["Dòng 1-3: không còn khớp với mã gốc của ngày ấy."]


@pytest.mark.django_db
def test_a_journal_written_anew_is_found_by_a_copy_of_the_root() -> None:
    write(5)
    close(5)
    copy = {"2026-10-05": str(Root.objects.get())}
    assert list(flaws(copy)) == []
    Entry.objects.all().delete()
    Root.objects.all().delete()
    write(5, each=2)
    close(5)
    assert list(flaws()) == []
    assert [flaw.what for flaw in flaws(copy)] == ["published"]


@pytest.mark.django_db
def test_every_entry_of_a_closed_day_can_be_proved() -> None:
    write(5, each=7)
    assert proof(3) is None
    close(5)
    for number in range(1, 8):
        made = proof(number)
        assert made is not None
        assert made.holds()
        assert made.digest == Entry.objects.get(number=number).digest
    assert proof(8) is None  # written today


@given(st.lists(HEX, min_size=1, max_size=40))
def test_the_tree_is_that_of_the_rfc(digests: list[str]) -> None:
    def by_definition(leaves: list[str]) -> bytes:
        """RFC 6962, section 2.1."""
        if len(leaves) == 1:
            return hashlib.sha256(b"\0" + bytes.fromhex(leaves[0])).digest()
        split = 1 << (len(leaves) - 1).bit_length() - 1
        return hashlib.sha256(b"\1" + by_definition(leaves[:split]) + by_definition(leaves[split:])).digest()

    assert tree_of(digests) == by_definition(digests).hex()


@pytest.mark.django_db
def test_the_night_checks_everything_in_slices_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("langnghe.audit.checking.SLICE", 4)
    write(5, each=10)
    Entry.objects.filter(number=7).update(by="somebody else")
    assert not check_slice(after(5, 17))  # half past midnight: not yet night's work
    slices = 0
    while check_slice(after(5)):
        slices += 1
    assert slices == 3
    result = last_check()
    assert result is not None
    assert [flaw.number for flaw in result[1]] == [7]
    assert not check_slice(after(5))
    assert check_slice(after(6))


@pytest.mark.django_db
def test_entries_removed_while_it_is_checked_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("langnghe.audit.checking.SLICE", 4)
    write(5, each=10)
    check_slice(after(5))
    Entry.objects.filter(number__gte=9).delete()
    while check_slice(after(5)):
        pass
    result = last_check()
    assert result is not None
    assert [str(flaw) for flaw in result[1]] == ["Các dòng 9-10 đã bị xóa."]
    assert Check.objects.count() == 1


@pytest.mark.django_db
def test_a_walk_in_pieces_finds_what_one_walk_finds() -> None:
    write(5, each=9)
    Entry.objects.filter(number__in=[3, 5]).delete()
    entries = list(Entry.objects.order_by("number"))
    first = Walk()
    found = list(first.over(entries[:3]))
    found += Walk(first.reached, first.head).over(entries[3:])
    assert found == list(Walk().over(entries))
