"""A commune's year of redress, over HTTP: a mixed petition, two levels of a complaint over Tết, a denunciation that two
people open, feedback answered, rated and reopened, and a matter of an abolished district that its successor settles.
"""

from __future__ import annotations

import datetime as dt
import io
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import time_machine
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from langnghe.audit.checking import flaws
from langnghe.cases.models import Case, Draft
from langnghe.cases.registering import Item, register
from langnghe.cases.succession import settle_successions
from langnghe.privacy.seal import keys_folder
from langnghe.privacy.vault import Person
from langnghe.registry.models import Officer, Succession, Unit
from langnghe.registry.roles import Role
from langnghe.text.normal import fold
from tests.conftest import signed_in
from tests.stories.test_identity_leak import files, tables

WRITER = Person(
    name="Quàng Thị Pâng Sểnh", phone="0987123456", id_number="011190004321", address="bản Hốc, xã Bình Khê"
)
MIXED = "Đơn của Quàng Thị Pâng Sểnh. Khiếu nại quyết định thu hồi đất. Tố cáo cán bộ nhận tiền. Đường vào bản bị sạt."


@contextmanager
def on(day: str) -> Iterator[None]:
    """Nine in the morning of a day in Vietnam."""
    with time_machine.travel(dt.datetime.fromisoformat(f"{day}T02:00:00+00:00"), tick=False):
        yield


class Commune:
    """The commune's people and what they do on the desk."""

    def __init__(self, unit: Unit, province: Unit) -> None:
        self.unit, self.province = unit, province
        self.officers = {
            name: Officer.objects.create_user(username=name, password=None, role=role, unit=unit)
            for name, role in (
                ("tiepdan", Role.RECEPTION_CLERK),
                ("canbo", Role.COMMUNE_OFFICER),
                ("chutich", Role.LEADER),
                ("giukhoa", Role.CUSTODIAN),
            )
        }
        self.officers["tinh"] = Officer.objects.create_user(
            username="tinh", password=None, role=Role.LEADER, unit=province
        )
        self.officers["cbtinh"] = Officer.objects.create_user(
            username="cbtinh", password=None, role=Role.COMMUNE_OFFICER, unit=province
        )

    def desk(self, name: str) -> Client:
        return signed_in(self.officers[name])

    def do(
        self, case: Case, act: str, *, day: str, by: str = "canbo", leader: str = "chutich", **fields: object
    ) -> Case:
        """An act on its day; approved the same day where it waits for a second person."""
        with on(day):
            case.refresh_from_db()
            sent = {**fields, "version": case.version}
            answer = self.desk(by).post(reverse("case-act", args=[case.code, act]), sent, follow=True)
            assert answer.status_code == 200, act
            waiting = Draft.objects.filter(case=case, act=act, state="waiting").first()
            if waiting:
                address = reverse("case-draft", args=[case.code, waiting.pk])
                self.desk(leader).post(address, {"act": "approve"})
        case.refresh_from_db()
        assert case.events.last().act == act, f"{act} was not carried out"
        return case


@pytest.fixture
def commune(province: Unit) -> Commune:
    return Commune(Unit.objects.get(code="LG-01"), province)


def bring(commune: Commune, kind: str, text: str, day: str, **more: object) -> Case:
    with on(day):
        submission = register(
            by="tiepdan",
            unit=commune.unit,
            channel="reception",
            received_on=dt.date.fromisoformat(day),
            items=[Item(kind, text, area=commune.unit)],
            **more,  # type: ignore[arg-type]
        )
    return submission.cases.get()


def mixed(commune: Commune) -> list[Case]:
    """The mixed petition of 4 January 2027, split into its three matters."""
    case = bring(commune, "kien_nghi", MIXED, "2027-01-04", person=WRITER)
    parts = {
        "part-kind": ["khieu_nai", "to_cao", "phan_anh"],
        "part-text": [
            "Khiếu nại quyết định thu hồi đất.",
            "Tố cáo cán bộ nhận tiền.",
            "Đường vào bản bị sạt.",
        ],
    }
    commune.do(case, "split", day="2027-01-04", **parts)
    return list(case.submission.cases.order_by("item"))


def test_a_complaint_goes_through_two_levels_over_tet(commune: Commune) -> None:
    complaint, *_ = mixed(commune)
    assert complaint.due_on == dt.date(2027, 1, 14)
    commune.do(complaint, "accept", day="2027-01-08")
    assert complaint.due_on == dt.date(2027, 2, 11)  # 7 February, a Sunday within Tết: the first day after it
    commune.do(complaint, "complicate", day="2027-01-12", complexity="complex", note="Nhiều hộ liên quan")
    commune.do(complaint, "extend", day="2027-01-12", note="Phải đo đạc lại")
    assert complaint.due_on == dt.date(2027, 2, 22)  # 45 days
    commune.do(complaint, "suspend", day="2027-01-25", suspension="cho_ket_qua_khac", note="Chờ kết quả đo đạc")
    assert complaint.due_on is None
    commune.do(complaint, "resume", day="2027-02-15")
    assert complaint.due_on == dt.date(2027, 3, 15)  # 21 days given back
    term = complaint.clocks.get(step="giai_quyet")
    page = commune.desk("canbo").get(reverse("case", args=[complaint.code]), {"vi-sao": term.pk})
    assert "Luật Khiếu nại, Điều 28" in page.content.decode()
    fields = {"finding": "partly", "outcome": "explained", "answer": "Chấp nhận một phần, tính lại bồi thường."}
    commune.do(complaint, "decide", day="2027-03-10", **fields)
    assert (complaint.state, complaint.clocks.get(step="giai_quyet").state) == ("decided", "met")
    commune.do(complaint, "send", day="2027-03-12")
    commune.do(complaint, "close", day="2027-03-12")

    with on("2027-03-20"):
        commune.desk("canbo").post(reverse("case-again", args=[complaint.code]), {"text": "Chưa đồng ý quyết định."})
    second = complaint.later.get()
    assert (second.kind, second.unit) == ("khieu_nai_lan_hai", commune.province)
    commune.do(second, "accept", day="2027-03-25", by="cbtinh", leader="tinh")
    fields["finding"] = "wrong"
    commune.do(second, "decide", day="2027-05-05", by="cbtinh", leader="tinh", **fields)
    assert second.clocks.get(step="giai_quyet").state == "met"


def test_a_denunciation_keeps_its_writer_from_everybody(
    commune: Commune, own_home: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    _, denunciation, feedback = mixed(commune)
    assert (denunciation.kind, denunciation.secret) == ("to_cao", True)
    clerk = Officer.objects.create_user(username="vt", password=None, role=Role.CLERK, unit=commune.province)
    assert signed_in(clerk).get(reverse("case", args=[denunciation.code])).status_code == 404
    assert signed_in(clerk).get(reverse("case", args=[feedback.code])).status_code == 200

    with on("2027-01-05"):
        commune.desk("canbo").post(reverse("attach", args=[denunciation.code]), {"files": photo()})
        asker = commune.desk("canbo")
        asker.post(reverse("identity-ask", args=[denunciation.code]), {"reason": "Xác minh người tố cáo (Điều 24)"})
        opening = denunciation.openings.get()
        custodian = commune.desk("giukhoa")
        key = {"act": "grant", "key": io.BytesIO((keys_folder() / "custodian.key").read_bytes())}
        custodian.post(reverse("answer-identity", args=[opening.pk]), key)
        opening.refresh_from_db()
        assert opening.state == "asked"  # one person is not enough
        commune.desk("chutich").post(reverse("answer-identity", args=[opening.pk]), {"act": "agree"})
        key["key"] = io.BytesIO((keys_folder() / "custodian.key").read_bytes())
        custodian.post(reverse("answer-identity", args=[opening.pk]), key)
        card = asker.post(reverse("identity", args=[opening.pk])).content.decode()
    assert WRITER.name in card
    stored = [
        *files(own_home),
        *tables(),
        *((record.name, record.getMessage()) for record in caplog.records),
        *(("mail", letter.message().as_string()) for letter in mail.outbox),
    ]
    assert any(commune.unit.name in text for _, text in stored)  # what is stored can be read
    traces = [fold(WRITER.name), WRITER.phone[1:], WRITER.id_number]
    assert [(place, trace) for place, text in stored for trace in traces if trace in fold(text)] == []


def test_feedback_is_answered_rated_and_reopened(commune: Commune) -> None:
    _, _, feedback = mixed(commune)
    commune.do(feedback, "accept", day="2027-01-05")
    promise = {"outcome": "promised", "answer": "Sẽ san gạt trước Tết.", "promised_on": "2027-01-30"}
    commune.do(feedback, "answer", day="2027-01-11", **promise)
    assert (feedback.state, feedback.is_open) == ("promised", True)
    refused = commune.desk("canbo").post(
        reverse("case-act", args=[feedback.code, "done"]), {"version": feedback.version}
    )
    assert "chứng minh" in refused.content.decode()
    with on("2027-01-29"):
        commune.desk("canbo").post(reverse("attach", args=[feedback.code]), {"files": photo(), "proof": "on"})
    commune.do(feedback, "done", day="2027-01-29", proof=[feedback.attachments.get().pk])
    assert (feedback.state, feedback.outcome) == ("closed", "done")
    commune.do(feedback, "rate", day="2027-02-01", by="tiepdan", rating=2)
    commune.do(feedback, "reopen", day="2027-02-02", note="Mưa lại sạt")
    assert (feedback.state, feedback.rating, feedback.outcome) == ("accepted", None, "")


def test_a_matter_of_an_abolished_district_is_settled_by_its_successor(commune: Commune) -> None:
    district = Unit.objects.create(
        code="H1", name="Huyện Khê", kind="huyen", valid_from=dt.date(2010, 1, 1), valid_to=dt.date(2025, 6, 30)
    )
    Succession.objects.create(
        before=district,
        after=commune.unit,
        on=dt.date(2025, 7, 1),
        kind="abolish",
        legal_basis="Luật 72/2025/QH15, Điều 54.8",
        default=True,
    )
    case = bring(commune, "kien_nghi", "Hồ sơ đất nộp ở huyện từ năm ngoái chưa trả.", "2027-01-04")
    Case.objects.filter(pk=case.pk).update(unit=district)
    with on("2027-01-05"):
        settle_successions()
    case.refresh_from_db()
    assert case.unit == commune.unit
    assert case.events.last().act == "succeed"
    commune.do(case, "answer", day="2027-01-08", outcome="explained", answer="Hồ sơ đã chuyển về xã, trả ngày 20/1.")
    assert (case.state, list(flaws())) == ("closed", [])


def photo() -> SimpleUploadedFile:
    """A small picture whose hidden fields name a person."""
    picture, content = Image.new("RGB", (40, 30), "green"), io.BytesIO()
    exif = Image.Exif()
    exif[0x013B] = WRITER.phone  # "Artist"
    picture.save(content, "JPEG", exif=exif)
    return SimpleUploadedFile(f"anh cua {WRITER.name}.jpg", content.getvalue(), "image/jpeg")


def test_the_photo_would_name_its_writer() -> None:
    """The stories' photo does hold what the cleaning must take out."""
    assert WRITER.phone.encode() in photo().read()
