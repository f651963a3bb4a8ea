"""Registering one submission at the desk: items, the seal, sent twice, joined to what is known, the receipt."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
import time_machine
from django.test import Client

from langnghe.cases.models import Case, Route, Submission
from langnghe.privacy.models import Sealed
from langnghe.registry.models import Officer, Unit
from tests.cases.conftest import a_case, commune, people  # noqa: F401 (fixtures)
from tests.conftest import signed_in
from tests.samples import docx_of

ROAD = "Đoạn đường từ cầu Vực đến nhà văn hóa có nhiều ổ gà, đề nghị sửa chữa."
PEOPLE = dict[str, Officer]


@pytest.fixture(autouse=True)
def today() -> object:
    with time_machine.travel(dt.datetime(2026, 11, 20, 2, tzinfo=dt.UTC), tick=False):
        yield


@pytest.fixture
def desk(people: PEOPLE) -> Client:  # noqa: F811
    return signed_in(people["commune"])


def form(**more: object) -> dict[str, object]:
    return {
        "items": "1",
        "channel": "post",
        "received_on": "20/11/2026",
        "people": "1",
        "name": "Nguyễn Thị Bưởi",
        "phone": "0912 345 678",
        "viec-1-text": f"{ROAD} Tôi là Nguyễn Thị Bưởi.",
        "viec-1-kind": "phan_anh",
        "form_key": "mau-1",
        "act": "save",
        **more,
    }


def test_a_submission_is_registered_and_who_sent_it_sealed(desk: Client) -> None:
    answer = desk.post("/tiep-nhan/", form(), follow=True)
    case = Case.objects.get()
    assert case.submission.code in answer.content.decode()
    assert "Bưởi" not in answer.content.decode() + case.text + case.title
    assert Sealed.objects.count() == 1
    assert (case.due_on, case.unit.code, case.area and case.area.code) == (dt.date(2026, 11, 30), "LG-01", "LG-01")


def test_a_form_sent_twice_is_one(desk: Client) -> None:
    first = desk.post("/tiep-nhan/", form())
    second = desk.post("/tiep-nhan/", form())
    assert first["Location"] == second["Location"]
    assert Submission.objects.count() == Sealed.objects.count() == 1


def test_another_item_without_script_keeps_what_was_typed(desk: Client) -> None:
    page = desk.post("/tiep-nhan/", form(act="more")).content.decode()
    assert 'name="viec-2-text"' in page
    assert "cầu Vực" in page
    assert 'name="items" value="2"' in page
    two = form(items="2", **{"viec-2-text": "Cán bộ thu tiền không có biên lai.", "viec-2-kind": "to_cao"})
    desk.post("/tiep-nhan/", two)
    assert [(case.item, case.kind, case.secret) for case in Case.objects.order_by("item")] == [
        (1, "phan_anh", False),
        (2, "to_cao", True),
    ]
    assert Submission.objects.get().text == ""


def test_checking_suggests_and_saves_nothing(desk: Client, people: PEOPLE) -> None:  # noqa: F811
    Route.objects.create(sector="GT", lead=Unit.objects.get(code="LG-50"), basis="Quyết định số 12", made_by="cb")
    page = desk.post("/tiep-nhan/", form(act="check")).content.decode()
    assert "Sở Xây dựng · LG-50" in page
    assert "Quyết định số 12" in page
    assert "[TÊN]" in page
    assert not Submission.objects.exists()


def test_a_known_matter_is_joined_with_one_choice(desk: Client, a_case: Callable[..., Case]) -> None:  # noqa: F811
    known = a_case("phan_anh", ROAD)
    page = desk.post("/tiep-nhan/", form(act="check")).content.decode()
    assert f'value="case-{known.pk}"' in page
    desk.post("/tiep-nhan/", form(**{"viec-1-join": f"case-{known.pk}"}))
    assert Case.objects.get(merged_into=known).state == "merged"


def test_who_sends_it_must_be_named_or_said_to_be_nobody(desk: Client) -> None:
    page = desk.post("/tiep-nhan/", form(name="", phone="")).content.decode()
    assert "cầu Vực" in page
    assert not Submission.objects.exists()
    desk.post("/tiep-nhan/", form(name="", phone="", anonymous="on"))
    assert Submission.objects.get().anonymous


def test_files_come_with_their_item(desk: Client) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    good = SimpleUploadedFile("don.docx", docx_of("Đơn phản ánh."))
    bad = SimpleUploadedFile("la.exe", b"MZ")
    answer = desk.post("/tiep-nhan/", form(**{"viec-1-files": [good, bad]}), follow=True)
    assert Case.objects.get().attachments.count() == 1
    assert "note error" in answer.content.decode()


def test_another_units_receipt_is_not_shown(desk: Client, people: PEOPLE) -> None:  # noqa: F811
    desk.post("/tiep-nhan/", form())
    code = Submission.objects.get().code
    people["reception"].unit = Unit.objects.get(code="LG-02")
    people["reception"].save()
    assert signed_in(people["reception"]).get(f"/tiep-nhan/{code}/").status_code == 404
