"""What is past its term goes; what is counted stays; a backup put back loses it again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
import time_machine
from django.db.models import Count

from langnghe.audit.models import Entry
from langnghe.cases import data_requests
from langnghe.cases.actions import perform
from langnghe.cases.models import Case, Submission
from langnghe.cases.retention import DELETED, ERASED, let_go
from langnghe.law import procedures
from langnghe.law.retention import ended_before, schedule
from langnghe.privacy.models import Sealed
from langnghe.privacy.vault import Person
from langnghe.registry.models import Officer

CaseMaker = Callable[..., Case]
WRITER = Person(name="Lò Thị Bảy", phone="0912345678")


def at(year: int, month: int = 11, day: int = 20) -> time_machine.travel:
    return time_machine.travel(dt.datetime(year, month, day, 2, tzinfo=dt.UTC), tick=False)


@pytest.fixture
def answered(a_case: CaseMaker, people: dict[str, Officer]) -> Case:
    with at(2026):
        case = a_case("phan_anh", "Đường hỏng nặng, đề nghị sửa.", person=WRITER)
        perform(case=case.pk, act="answer", by=people["commune"], outcome="explained", answer="Đã giải thích.")
    case.refresh_from_db()
    return case


def totals() -> list[tuple[str, str, int]]:
    return list(Case.objects.values_list("kind", "outcome").annotate(n=Count("pk")).order_by("kind", "outcome"))


def test_every_kind_has_its_term() -> None:
    assert set(schedule()) == set(procedures.kinds())
    assert all(row.identity <= row.content and row.article for row in schedule().values())


def test_nothing_goes_before_its_term(answered: Case) -> None:
    with at(2027, day=20):
        assert not let_go()
    assert Sealed.objects.count() == 1


def test_a_sender_may_have_an_ended_matter_deleted(answered: Case, people: dict[str, Officer]) -> None:
    before = totals()
    with at(2026, day=22):
        asked = data_requests.ask(submission=answered.submission, kind="xoa")
        data_requests.settle(request=asked.pk, outcome="done", reason="Đã xóa.", by=people["commune"])
    answered.refresh_from_db()
    asked.refresh_from_db()
    assert Sealed.objects.count() == 0
    assert (answered.title, answered.text, answered.answer, answered.submission.text) == (DELETED, "", "", DELETED)
    assert asked.reason == "Đã xóa."
    assert totals() == before
    assert Entry.objects.filter(verb="delete on request").count() == 1
    with at(2040):
        assert not let_go()


@pytest.mark.parametrize(("kind", "said"), [("phan_anh", "đang được giải quyết"), ("khieu_nai", "phải lưu 15 năm")])
def test_what_is_open_or_kept_by_law_is_not_deleted(
    a_case: CaseMaker, people: dict[str, Officer], kind: str, said: str
) -> None:
    case = a_case(kind, "Đường hỏng nặng, đề nghị sửa.", person=WRITER)
    if kind == "khieu_nai":
        Case.objects.filter(pk=case.pk).update(is_open=False)
    asked = data_requests.ask(submission=case.submission, kind="xoa")
    assert said in data_requests.hindrance(case.submission)
    with pytest.raises(ValueError, match=said):
        data_requests.settle(request=asked.pk, outcome="done", reason="Đã xóa.", by=people["commune"])
    assert Sealed.objects.count() == 1
    data_requests.settle(request=asked.pk, outcome="refused", reason=said, by=people["commune"])


def test_the_identity_goes_first_and_the_content_later(answered: Case) -> None:
    before = totals()
    with at(2027, day=21):
        assert let_go()
        assert not let_go()
    answered.refresh_from_db()
    assert Sealed.objects.count() == 0
    assert answered.text.startswith("Đường")
    with at(2031, day=21):
        assert let_go()
        assert not let_go()
    answered.refresh_from_db()
    assert (answered.title, answered.text, answered.answer) == (ERASED, "", "")
    assert [event.note for event in answered.events.all()] == ["", ""]
    assert totals() == before
    assert set(Entry.objects.filter(by="máy").values_list("verb", flat=True)) >= {"let identity go", "let content go"}


def test_a_backup_put_back_loses_the_same_again(answered: Case) -> None:
    row = Sealed.objects.get()
    with at(2027, day=21):
        let_go()
        row.save(force_insert=True)  # as a restore of an older backup would
        Submission.objects.update(vault=row.token)
        assert let_go()
    assert Sealed.objects.count() == 0


def test_an_open_case_keeps_its_whole_submission(answered: Case, people: dict[str, Officer]) -> None:
    with at(2027, day=1):
        perform(case=answered.pk, act="reopen", by=people["commune"], note="Chưa sửa")
    with at(2040):
        assert not let_go()
    assert Sealed.objects.count() == 1


def test_29_february() -> None:
    assert ended_before(dt.date(2028, 2, 29), 1) == dt.date(2027, 2, 28)
