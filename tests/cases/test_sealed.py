"""Turns of the reception book, booked times and files as they came open by the same rules as a case's sender."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from langnghe.audit.models import Entry
from langnghe.cases import actions, booking, identity
from langnghe.cases.attachments import attach
from langnghe.cases.models import Booking, Case, Duty, Meeting, Opening, Visit
from langnghe.cases.registering import Item, register
from langnghe.cases.registers import meetings, visits
from langnghe.intake.actions import receive
from langnghe.intake.models import Document
from langnghe.privacy.seal import keys_folder, original_path
from langnghe.privacy.vault import Person
from langnghe.registry.actions import open_period
from langnghe.registry.models import Officer, Unit
from tests.cases.conftest import RECEIVED, WORDS
from tests.conftest import signed_in

HER = {"name": "Lò Thị Ín", "id_number": "012345678901"}
WHY = "Cần xác minh nhân thân để thụ lý"
LETTER = "Đơn của tôi, Lò Thị Ín, bản Vực: đề nghị sửa cầu treo."
CaseMaker = Callable[..., Case]
People = dict[str, Officer]


@pytest.fixture
def key_file() -> bytes:
    return (keys_folder() / "custodian.key").read_bytes()


@pytest.fixture
def session(commune: Unit) -> Meeting:
    return meetings.hold(
        unit=commune, kind="tiep_cong_dan", mode="thuong_xuyen", on=dt.date(2026, 11, 18), by="cb-reception"
    )


def turn(session: Meeting, kind: str = "kien_nghi", **more: object) -> Visit:
    return visits.receive(session, person=HER, text=WORDS, by="cb-reception", kind=kind, handling="thu_ly", **more)  # type: ignore[arg-type]


def booked(commune: Unit) -> Booking:
    day = dt.date.today() + dt.timedelta(days=7)
    duty = Duty.objects.create(unit=commune, held_by="chu_tich_xa", on=day, made_by="cb-reception")
    booking.book(duty=duty.pk, at=dt.time(8), person=Person(name="Lò Thị Ín"), matter="Việc đất đai")
    return Booking.objects.get()


def a_file(case: Case, text: str = LETTER) -> object:
    return attach(case, SimpleUploadedFile("don.txt", text.encode()), by="cb-commune")


def a_report(clerk: Officer) -> Document:
    period = open_period("2026-10")
    return receive(LETTER.encode(), name="bc.txt", period=period, unit=None, by=clerk.username).document


def granted(opening: Opening, people: People, key_file: bytes) -> Opening:
    identity.grant(opening, by=people["custodian"], key_file=key_file)
    opening.refresh_from_db()
    return opening


def test_a_turn_of_the_book(session: Meeting, people: People, key_file: bytes) -> None:
    visit = turn(session)
    opening, key = identity.ask(visit, reason=WHY, by=people["commune"])
    seen = identity.read(granted(opening, people, key_file), by=people["commune"], key=key)
    assert (seen.person.name, seen.original) == ("Lò Thị Ín", WORDS)
    told = Entry.objects.filter(what=f"visit {visit.pk}").order_by("number").values_list("verb", flat=True)
    assert list(told)[-3:] == ["ask identity", "grant identity", "read identity"]


def test_a_booked_time(commune: Unit, people: People, key_file: bytes) -> None:
    opening, key = identity.ask(booked(commune), reason=WHY, by=people["commune"])
    seen = identity.read(granted(opening, people, key_file), by=people["commune"], key=key)
    assert (seen.person.name, seen.original) == ("Lò Thị Ín", "Việc đất đai")


def test_a_file_as_it_came(a_case: CaseMaker, people: People, key_file: bytes) -> None:
    attachment = a_file(a_case())
    opening, key = identity.ask(attachment, reason=WHY, by=people["commune"])  # type: ignore[arg-type]
    opening = granted(opening, people, key_file)
    assert len(bytes(opening.lent or b"")) < 200  # a key, not the file
    file = identity.fetch(opening, by=people["commune"], key=key)
    assert file.content.decode() == LETTER
    assert file.name == f"ban-goc-{opening.pk}.txt"
    assert Entry.objects.filter(verb="download", by="cb-commune").exists()
    with pytest.raises(ValueError, match="trình duyệt"):
        identity.fetch(opening, by=people["commune"], key="A" * 43 + "=")
    identity.end(opening, by=people["commune"])
    opening.refresh_from_db()
    with pytest.raises(ValueError, match="đã hết"):
        identity.fetch(opening, by=people["commune"], key=key)


def test_a_report_as_it_came_is_asked_for_by_who_adds_reports(people: People, key_file: bytes) -> None:
    report = a_report(people["clerk"])
    for role in ("commune", "leader", "reception", "auditor"):
        with pytest.raises(ValueError, match="không được yêu cầu"):
            identity.ask(report, reason=WHY, by=people[role])
    opening, key = identity.ask(report, reason=WHY, by=people["clerk"])
    assert identity.fetch(granted(opening, people, key_file), by=people["clerk"], key=key).content.decode() == LETTER


def test_a_file_that_was_let_go_is_told(a_case: CaseMaker, people: People, key_file: bytes) -> None:
    attachment = a_file(a_case())
    opening, _ = identity.ask(attachment, reason=WHY, by=people["commune"])  # type: ignore[arg-type]
    original_path(attachment.sealed).unlink()  # type: ignore[attr-defined]
    with pytest.raises(ValueError, match="không còn trong kho"):
        identity.grant(opening, by=people["custodian"], key_file=key_file)


def test_a_person_is_no_file(session: Meeting, people: People, key_file: bytes) -> None:
    opening, key = identity.ask(turn(session), reason=WHY, by=people["commune"])
    with pytest.raises(ValueError, match="không phải để mở một tệp"):
        identity.fetch(granted(opening, people, key_file), by=people["commune"], key=key)


def test_another_unit_asks_for_nothing_here(session: Meeting, commune: Unit, a_case: CaseMaker, people: People) -> None:
    things = [turn(session), booked(commune), a_file(a_case())]
    people["commune"].unit = Unit.objects.get(code="LG-03")
    people["commune"].save()
    for thing in things:
        with pytest.raises(ValueError, match="không thuộc đơn vị"):
            identity.ask(thing, reason=WHY, by=people["commune"])  # type: ignore[arg-type]
    browser = signed_in(people["commune"])
    for word, thing in zip(("luot", "lich-hen", "tep"), things, strict=True):
        assert browser.get(reverse("identity-ask-other", args=[word, thing.pk])).status_code == 404  # type: ignore[attr-defined]
    assert browser.get(reverse("identity-ask-other", args=["khac", 1])).status_code == 404


def test_the_database_keeps_a_request_to_one_thing(session: Meeting, a_case: CaseMaker) -> None:
    for things in ({}, {"case": a_case(person=Person(**HER)), "visit": turn(session)}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Opening.objects.create(reason=WHY, asked_by="x", **things)


# --- denunciations ----------------------------------------------------------------------------------------------


def test_a_turn_with_a_denunciation_needs_two(session: Meeting, people: People, key_file: bytes) -> None:
    opening, _ = identity.ask(turn(session, "to_cao"), reason=WHY, by=people["commune"])
    with pytest.raises(ValueError, match="hai người"):
        identity.grant(opening, by=people["custodian"], key_file=key_file)
    identity.agree(opening, by=people["leader"])
    identity.grant(opening, by=people["custodian"], key_file=key_file)


def test_a_denunciations_file_needs_two(a_case: CaseMaker, people: People, key_file: bytes) -> None:
    attachment = a_file(a_case("to_cao"))
    opening, key = identity.ask(attachment, reason=WHY, by=people["commune"])  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="hai người"):
        identity.grant(opening, by=people["custodian"], key_file=key_file)
    identity.agree(opening, by=people["leader"])
    opened = identity.fetch(granted(opening, people, key_file), by=people["commune"], key=key)
    assert opened.content.decode() == LETTER


def test_one_seal_over_a_complaint_and_a_denunciation_needs_two(commune: Unit, people: People) -> None:
    """What one person brought lies under one seal: by the complaint nobody gets at the denouncer alone."""
    mixed = register(
        by="cb-reception",
        unit=commune,
        channel="post",
        received_on=RECEIVED,
        items=[Item("khieu_nai", WORDS, area=commune), Item("to_cao", "Tố cáo cán bộ nhận tiền.", area=commune)],
        person=Person(**HER),
    )
    opening, _ = identity.ask(mixed.cases.get(item=1), reason=WHY, by=people["commune"])
    assert opening.needs_two


def test_what_becomes_a_denunciation_while_it_waits_needs_two(
    a_case: CaseMaker, people: People, key_file: bytes
) -> None:
    case = a_case("khieu_nai", person=Person(**HER))
    opening, _ = identity.ask(case, reason=WHY, by=people["commune"])
    actions.perform(case=case.pk, act="reclassify", by=people["commune"], kind="to_cao", note="Nội dung là tố cáo")
    with pytest.raises(ValueError, match="hai người"):
        identity.grant(opening, by=people["custodian"], key_file=key_file)


def test_what_becomes_a_denunciation_while_it_is_lent_is_taken_back(
    a_case: CaseMaker, people: People, key_file: bytes
) -> None:
    case = a_case("khieu_nai", person=Person(**HER))
    opening, key = identity.ask(case, reason=WHY, by=people["commune"])
    opening = granted(opening, people, key_file)
    actions.perform(case=case.pk, act="reclassify", by=people["commune"], kind="to_cao", note="Nội dung là tố cáo")
    with pytest.raises(ValueError, match="đã hết"):
        identity.read(Opening.objects.get(), by=people["commune"], key=key)


# --- over HTTP --------------------------------------------------------------------------------------------------


def through(browser: Client, custodian: Client, word: str, pk: int, key_file: bytes) -> Opening:
    """Asked for and granted over HTTP."""
    browser.post(reverse("identity-ask-other", args=[word, pk]), {"reason": WHY})
    opening = Opening.objects.get()
    assert WHY in custodian.get(reverse("identity-requests")).content.decode()
    answer = reverse("answer-identity", args=[opening.pk])
    assert custodian.get(answer).status_code == 200
    custodian.post(answer, {"act": "grant", "key": SimpleUploadedFile("k.key", key_file)})
    return opening


def test_a_turn_over_http(session: Meeting, people: People, key_file: bytes) -> None:
    visit = turn(session)
    address = reverse("identity-ask-other", args=["luot", visit.pk])
    assert address in signed_in(people["commune"]).get(reverse("visit", args=[visit.pk])).content.decode()
    browser = signed_in(people["commune"])
    opening = through(browser, signed_in(people["custodian"]), "luot", visit.pk, key_file)
    card = reverse("identity", args=[opening.pk])
    assert "Lò Thị Ín" not in browser.get(card).content.decode()
    assert "Lò Thị Ín" in browser.post(card).content.decode()
    done = browser.post(reverse("end-identity", args=[opening.pk]))
    assert done["Location"] == address
    assert "Lò Thị Ín" not in browser.get(card).content.decode()


def test_a_booked_time_is_asked_for_from_its_page(commune: Unit, people: People) -> None:
    row = booked(commune)
    page = signed_in(people["commune"]).get(reverse("bookings")).content.decode()
    assert reverse("identity-ask-other", args=["lich-hen", row.pk]) in page
    assert "/xin-mo/" not in signed_in(people["reception"]).get(reverse("bookings")).content.decode()


def test_a_file_over_http(a_case: CaseMaker, people: People, key_file: bytes) -> None:
    attachment = a_file(a_case())
    browser = signed_in(people["commune"])
    opening = through(browser, signed_in(people["custodian"]), "tep", attachment.pk, key_file)  # type: ignore[attr-defined]
    page = browser.post(reverse("identity", args=[opening.pk])).content.decode()
    assert "Lò Thị Ín" not in page
    fetched = browser.post(reverse("identity-file", args=[opening.pk]))
    assert fetched.content.decode() == LETTER
    assert fetched["Content-Type"] == "application/octet-stream"
    assert "no-store" in fetched["Cache-Control"]
    assert signed_in(people["commune"]).post(reverse("identity-file", args=[opening.pk])).status_code == 302
    assert signed_in(people["leader"]).post(reverse("identity-file", args=[opening.pk])).status_code == 404


def test_a_report_over_http(people: People, key_file: bytes) -> None:
    report = a_report(people["clerk"])
    browser = signed_in(people["clerk"])
    address = reverse("identity-ask-other", args=["van-ban", report.pk])
    assert address in browser.get(reverse("document", args=[report.pk])).content.decode()
    opening = through(browser, signed_in(people["custodian"]), "van-ban", report.pk, key_file)
    assert browser.post(reverse("identity-file", args=[opening.pk])).content.decode() == LETTER
