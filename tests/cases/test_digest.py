"""The morning's letter: once a working morning, to whom something waits for, with codes and days only."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator

import pytest
import time_machine

from langnghe.cases import letters
from langnghe.cases.actions import perform
from langnghe.cases.digest import write_digests
from langnghe.cases.models import Case, Letter, Mention, Note, Opening
from langnghe.law.calendar import VIETNAM
from langnghe.registry.models import Officer, Unit

CaseMaker = Callable[..., Case]
People = dict[str, Officer]


def at(day: int, hour: int = 7, minute: int = 40) -> dt.datetime:
    return dt.datetime(2026, 11, day, hour, minute, tzinfo=VIETNAM)


@pytest.fixture(autouse=True)
def registered_on_the_second() -> Iterator[None]:
    with time_machine.travel(at(2), tick=False):
        yield


@pytest.fixture
def reader(people: People) -> Officer:
    people["commune"].email = "cb@lam-giang.example"
    people["commune"].save()
    return people["commune"]


def test_nothing_is_written_when_nothing_waits(reader: Officer) -> None:
    assert write_digests(at(5)) == 0


def test_what_is_late_due_and_waiting(a_case: CaseMaker, reader: Officer) -> None:
    late, due = a_case("khieu_nai"), a_case("khieu_nai", received_on=dt.date(2026, 11, 2))
    Case.objects.filter(pk=late.pk).update(due_on=dt.date(2026, 11, 11))
    Mention.objects.create(note=Note.objects.create(case=due, text="Anh Tèo xem giúp", by="x"), officer=reader)
    assert write_digests(at(12)) == 1
    letter = Letter.objects.get()
    assert letter.subject == "Lắng Nghe 12/11/2026: 1 quá hạn, 1 đến hạn hôm nay"
    assert f"- {late.code}: 11/11/2026" in letter.body
    assert f"- {due.code}: 12/11/2026" in letter.body
    assert "Được nhắc tên trong ghi chú: 1" in letter.body
    assert not any(word in letter.body for word in ("Tèo", "thu hồi đất", due.title))


def test_once_a_morning(a_case: CaseMaker, reader: Officer) -> None:
    a_case("khieu_nai")
    assert [write_digests(at(5)), write_digests(at(5, 10)), write_digests(at(6))] == [1, 0, 1]


@pytest.mark.parametrize("now", [at(5, 6), at(5, 14), at(5, 23), at(7), at(8)])
def test_in_the_morning_of_a_working_day_only(a_case: CaseMaker, reader: Officer, now: dt.datetime) -> None:
    a_case("khieu_nai")
    assert write_digests(now) == 0


def test_the_unit_gets_its_own(a_case: CaseMaker, commune: Unit) -> None:
    case = a_case("khieu_nai")
    Unit.objects.filter(pk=commune.pk).update(email="xa@lam-giang.example")
    write_digests(at(5))
    letter = Letter.objects.get()
    assert (letter.to, case.code in letter.body) == ("xa@lam-giang.example", True)


def test_leaders_hear_of_drafts_and_custodians_of_requests(a_case: CaseMaker, people: People) -> None:
    for role in ("leader", "custodian", "auditor"):
        Officer.objects.filter(pk=people[role].pk).update(email=f"{role}@lam-giang.example")
    case = a_case("khieu_nai")
    perform(case=case.pk, act="accept", by=people["commune"])
    Opening.objects.create(case=case, reason="Xác minh nhân thân", asked_by="cb-commune")
    write_digests(at(5))
    bodies = dict(Letter.objects.values_list("to", "body"))
    assert "Dự thảo chờ duyệt: 1" in bodies["leader@lam-giang.example"]
    assert "Yêu cầu mở danh tính chờ xét: 1" in bodies["custodian@lam-giang.example"]
    assert "nhân thân" not in bodies["custodian@lam-giang.example"]
    assert "auditor@lam-giang.example" not in bodies


def test_a_digest_that_could_not_leave_is_not_sent_the_next_day(a_case: CaseMaker, reader: Officer) -> None:
    a_case("khieu_nai")
    write_digests(at(5))
    assert letters.send_waiting(at(6)) == 0
    write_digests(at(6))
    assert letters.send_waiting(at(6)) == 1


def test_a_killed_round_goes_on_with_the_others(
    a_case: CaseMaker, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    for role in ("commune", "leader", "reception"):
        Officer.objects.filter(pk=people[role].pk).update(email=f"{role}@lam-giang.example")
    a_case("khieu_nai")
    write, calls = letters.write, []

    def killed_at_the_second(*args: object, **more: object) -> object:
        calls.append(args)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return write(*args, **more)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(letters, "write", killed_at_the_second)
        with pytest.raises(KeyboardInterrupt):
            write_digests(at(5))
    assert write_digests(at(5, 8)) == 2
    assert Letter.objects.count() == 3
