"""What is past its term goes; what is counted stays; a backup put back loses it again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from unittest import mock

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Count

from langnghe.audit.models import Entry
from langnghe.cases import attachments, data_requests
from langnghe.cases.actions import perform
from langnghe.cases.attachments import attach, attachment_path
from langnghe.cases.models import Attachment, Case, Submission, Visit
from langnghe.cases.registers.meetings import hold
from langnghe.cases.registers.visits import receive
from langnghe.cases.retention import DELETED, ERASED, let_go
from langnghe.law import procedures
from langnghe.law.retention import ended_before, schedule
from langnghe.plan.models import Obligation, Proof
from langnghe.privacy.models import Sealed
from langnghe.privacy.seal import original_path
from langnghe.privacy.vault import Person
from langnghe.registry.models import Officer, Unit

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


LETTER = "Đơn đề nghị sửa cầu.".encode()


def ended_with_a_file(a_case: CaseMaker, people: dict[str, Officer], year: int) -> Attachment:
    with at(year):
        case = a_case("phan_anh", "Đường hỏng nặng, đề nghị sửa.", received_on=dt.date(year, 11, 2), person=WRITER)
        file = attach(case, SimpleUploadedFile("don.txt", LETTER), by="cb-commune")
        perform(case=case.pk, act="answer", by=people["commune"], outcome="explained", answer="Đã giải thích.")
    return file


def on_disk(file: Attachment) -> tuple[bool, bool]:
    return original_path(file.sealed).exists(), attachment_path(file.sha256).exists()


def test_a_file_goes_with_the_case_that_alone_has_it(a_case: CaseMaker, people: dict[str, Officer]) -> None:
    file = ended_with_a_file(a_case, people, 2026)
    assert on_disk(file) == (True, True)
    with at(2027, day=21):
        let_go()
    assert on_disk(file) == (False, True)
    with at(2031, day=21):
        let_go()
    assert on_disk(file) == (False, False)


def test_a_file_stays_for_another_case_that_has_it(a_case: CaseMaker, people: dict[str, Officer]) -> None:
    older, newer = (ended_with_a_file(a_case, people, year) for year in (2026, 2028))
    assert (older.sealed, older.sha256) == (newer.sealed, newer.sha256)
    with at(2031, day=21):
        let_go()
    assert on_disk(newer) == (False, True)  # both identities are past their term, one content is
    with at(2033, day=21):
        let_go()
    assert on_disk(newer) == (False, False)


def test_a_file_stays_for_a_unit_that_disclosed_it(
    a_case: CaseMaker, people: dict[str, Officer], commune: Unit
) -> None:
    file = ended_with_a_file(a_case, people, 2026)
    kept = attachments.keep(SimpleUploadedFile("don.txt", LETTER))
    assert (kept.sealed, kept.sha256) == (file.sealed, file.sha256)
    day = dt.date(2026, 11, 2)
    owed = Obligation.objects.create(item="x", unit=commune, owner=commune, year=2026, started_on=day, made_by="x")
    row = {"sealed": kept.sealed, "sha256": kept.sha256, "name": kept.name, "format": kept.format, "size": kept.size}
    Proof.objects.create(obligation=owed, **row)
    with at(2031, day=21):
        assert let_go()
    assert on_disk(file) == (True, True)


def test_the_reception_book_lets_go_too(commune: Unit) -> None:
    """Identity after the term of its kind, words after theirs; of a turn whose kind is unclear after the longest."""
    with at(2026):
        session = hold(unit=commune, kind="tiep_cong_dan", mode="thuong_xuyen", on=dt.date(2026, 11, 18), by="a")
        person = {"name": "Lò Thị Bảy", "id_number": "012345678901"}
        asked, unclear = (
            receive(session, person=person, text="Đề nghị sửa cầu treo.", by="a", kind=kind, handling="tra_loi")
            for kind in ("phan_anh", "")
        )
        opened = receive(session, person=person, text="Đường hỏng.", by="a", kind="phan_anh", as_case=True)
    with at(2028):
        let_go()
        assert set(Visit.objects.exclude(vault=None)) == {unclear, opened}  # its case is open
    with at(2032):
        let_go()
    asked.refresh_from_db()
    unclear.refresh_from_db()
    assert (asked.text, asked.people, unclear.text) == (ERASED, 1, "Đề nghị sửa cầu treo.")
    with at(2042):
        let_go()
        assert not let_go()
    assert set(Visit.objects.exclude(vault=None)) == {opened}
    assert Entry.objects.filter(verb="let identity go", what=f"visit {asked.pk}").count() == 1


def test_a_file_brought_again_while_it_goes_is_there(a_case: CaseMaker, people: dict[str, Officer]) -> None:
    """Retention looked before the row was written and took the file away: whoever brought it writes it again."""
    file = ended_with_a_file(a_case, people, 2026)
    create = Attachment.objects.create

    def gone_meanwhile(**fields: object) -> Attachment:
        original_path(file.sealed).unlink()
        attachment_path(file.sha256).unlink()
        return create(**fields)

    with mock.patch.object(Attachment.objects, "create", gone_meanwhile):
        ended_with_a_file(a_case, people, 2028)
    assert on_disk(file) == (True, True)


def test_an_open_case_keeps_its_whole_submission(answered: Case, people: dict[str, Officer]) -> None:
    with at(2027, day=1):
        perform(case=answered.pk, act="reopen", by=people["commune"], note="Chưa sửa")
    with at(2040):
        assert not let_go()
    assert Sealed.objects.count() == 1


def test_29_february() -> None:
    assert ended_before(dt.date(2028, 2, 29), 1) == dt.date(2027, 2, 28)
