"""A supervision by the Front, over HTTP: planned, visited, found, asked; no answer in time; answered, done, public."""

from __future__ import annotations

import datetime as dt
import io

import docx
import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from langnghe.audit.checking import flaws
from langnghe.audit.models import Entry
from langnghe.cases.models import Letter
from langnghe.consultations.models import Finding, Programme, Recommendation
from langnghe.consultations.supervision.reminders import remind
from langnghe.law.calendar import VIETNAM
from langnghe.registry.models import Officer, Unit
from langnghe.registry.roles import Role
from tests.conftest import signed_in

NAMED = "Tại bộ phận một cửa, ông Lò Văn Pánh, số điện thoại 0987 654 321, chưa niêm yết thủ tục đất đai."
CONDUCT = "Ông Lò Văn Pánh ở bộ phận một cửa vòi vĩnh, nhận tiền của dân khi làm sổ đỏ."
ASKED = "Niêm yết đủ thủ tục đất đai và thời hạn giải quyết tại bộ phận một cửa."


def at(day: int, month: int = 11, hour: int = 9) -> dt.datetime:
    return dt.datetime(2026, month, day, hour, tzinfo=VIETNAM)


def picture() -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "white").save(out, "JPEG")
    return SimpleUploadedFile("niem-yet.jpg", out.getvalue(), "image/jpeg")


@pytest.fixture
def front(province: Unit) -> Unit:
    Unit.objects.filter(pk=province.pk).update(email="tinh@lam-giang.example")
    Unit.objects.filter(code="LG-01").update(email="binh-khe@lam-giang.example")
    return Unit.objects.create(
        code="LG-70", name="Ủy ban MTTQ Việt Nam tỉnh", kind="mttq", parent=province, email="mttq@lam-giang.example"
    )


def person(name: str, role: Role, unit: Unit) -> Client:
    return signed_in(Officer.objects.create_user(username=name, role=role, unit=unit))


@pytest.fixture
def keeper(front: Unit) -> Client:
    return person("mattran", Role.FRONT_SUPERVISOR, front)


@pytest.fixture
def second(front: Unit) -> Client:
    return person("mattran2", Role.FRONT_SUPERVISOR, front)


@pytest.fixture
def body(front: Unit) -> Client:
    return person("canbo", Role.COMMUNE_OFFICER, Unit.objects.get(code="LG-01"))


def again(*names: str) -> list[Client]:
    """The same people, signed in anew: weeks have gone by."""
    return [signed_in(Officer.objects.get(username=name)) for name in names]


def plan(client: Client, front: Unit, **more: object) -> Programme:
    sent = {
        "kind": "supervision",
        "subject": "Giám sát việc công khai thủ tục hành chính về đất đai ở cấp xã",
        "year": 2026,
        "starts_on": "02/11/2026",
        "ends_on": "30/11/2026",
        "leads": front.pk,
        "bodies": [Unit.objects.get(code="LG-01").pk],
        "legal": ["luat_mt", "qd_217"],
        "members": "Hội Nông dân: 2\nHội Phụ nữ: 1",
        **more,
    }
    response = client.post(reverse("new-programme"), sent)
    assert response.status_code == 302, response.content.decode()
    return Programme.objects.latest("pk")


def act(client: Client, programme: Programme, name: str, **sent: object) -> str:
    response = client.post(reverse("programme", args=[programme.pk]), {"act": name, **sent}, follow=True)
    return response.content.decode()


def recommend(client: Client, programme: Programme) -> Recommendation:
    act(client, programme, "recommend", body="LG-01", text=ASKED, term="ngay_lam_viec_15")
    return programme.recommendations.get()


def test_a_supervision_from_its_plan_to_the_public_page(
    front: Unit, keeper: Client, second: Client, body: Client, client: Client
) -> None:
    with time_machine.travel(at(9), tick=False) as clock:
        programme = plan(keeper, front)
        act(keeper, programme, "visit", body="LG-01", held_on="09/11/2026", place="Bộ phận một cửa xã", seen=NAMED)
        page = act(keeper, programme, "finding", text=NAMED, visit=programme.visits.get().pk)
        assert "0987" not in page
        assert "Pánh" not in page
        assert "[TÊN]" in page
        row = recommend(keeper, programme)
        assert row.due_on == dt.date(2026, 12, 1)  # 15 working days; 24 November 2026 is a day of rest

        # The body sees it; another commune does not.
        assert ASKED[:30] in body.get(reverse("recommendations")).content.decode()
        other = person("khac", Role.COMMUNE_OFFICER, Unit.objects.get(code="LG-02"))
        assert other.get(reverse("recommendation", args=[row.pk])).status_code == 404

        # A warning before the day; after it the body, its superior and the Front are told, each once.
        clock.move_to(at(27))
        assert remind() == 1
        assert remind() == 0
        clock.move_to(at(2, 12))
        remind()
        remind()
        told = [(letter.to, letter.subject) for letter in Letter.objects.order_by("pk")]
        late = "Kiến nghị giám sát quá hạn trả lời"
        assert told == [
            ("binh-khe@lam-giang.example", "Kiến nghị giám sát sắp đến hạn trả lời"),
            ("binh-khe@lam-giang.example", late),
            ("tinh@lam-giang.example", late),
            ("mttq@lam-giang.example", late),
        ]
        assert Entry.objects.filter(verb="escalate recommendation").count() == 1
        row.refresh_from_db()
        assert row.escalated_on == dt.date(2026, 12, 2)

        body, other = again("canbo", "khac")
        # An answer needs its reasons and a day; then what was promised is done, and shown.
        place = reverse("recommendation", args=[row.pk])
        assert body.post(place, {"act": "answer", "stance": "accepted", "text": "Xã tiếp thu."}).status_code == 422
        answer = {"stance": "accepted", "text": "Xã tiếp thu, sẽ niêm yết.", "promised_on": "15/12/2026"}
        assert body.post(place, {"act": "answer", **answer}).status_code == 302
        assert body.post(place, {"act": "done", "text": "Đã niêm yết."}).status_code == 422
        clock.move_to(at(14, 12))
        body, other, keeper, second = again("canbo", "khac", "mattran", "mattran2")
        assert body.post(place, {"act": "done", "text": "Đã niêm yết.", "files": [picture()]}).status_code == 302
        assert body.post(place, {"act": "confirm"}).status_code == 302
        row.refresh_from_db()
        assert row.state == "reported"  # only the Front says that it is done
        keeper.post(place, {"act": "confirm"})
        row.refresh_from_db()
        assert (row.state, row.state_on) == ("done", dt.date(2026, 12, 14))
        file = row.steps.get(state="reported").files.get()
        assert second.get(reverse("supervision-file", args=[file.pk])).content[:2] == b"\xff\xd8"
        assert other.get(reverse("supervision-file", args=[file.pk])).status_code == 404

        # Concluded, asked for, let out by a second person; the page shows it and no finding.
        public = reverse("public-programme", args=[programme.pk])
        act(keeper, programme, "conclude", opinion="Việc niêm yết chưa đủ.", number="12", dated_on="14/12/2026")
        assert client.get(public).status_code == 404
        act(keeper, programme, "propose")
        act(keeper, programme, "show")
        assert client.get(public).status_code == 404
        act(second, programme, "show")
        shown = client.get(public).content.decode()
        assert ASKED in shown
        assert "Đã niêm yết." in shown
        assert "Bộ phận một cửa xã" not in shown
        assert programme.subject in client.get(reverse("public-supervision")).content.decode()
        assert list(flaws()) == []


def test_words_written_later_wait_for_the_second_person_again(
    front: Unit, keeper: Client, second: Client, body: Client, client: Client
) -> None:
    with time_machine.travel(at(9), tick=False):
        programme = plan(keeper, front)
        row = recommend(keeper, programme)
        act(keeper, programme, "conclude", opinion="Chưa niêm yết đủ.")
        act(keeper, programme, "propose")
        act(second, programme, "show")
        sent = {"act": "answer", "stance": "refused", "text": "Xã không đủ chỗ niêm yết."}
        body.post(reverse("recommendation", args=[row.pk]), sent)
        public = client.get(reverse("public-programme", args=[programme.pk])).content.decode()
        assert "không đủ chỗ" not in public
        assert row.text in public
        assert public.count('class="tag"') == 1  # the state is today's, its words are not shown yet
        act(second, programme, "propose")
        act(keeper, programme, "show")
        assert "không đủ chỗ" in client.get(reverse("public-programme", args=[programme.pk])).content.decode()


def test_the_conduct_of_a_person_is_turned_away_and_marked_words_are_not_public(front: Unit, keeper: Client) -> None:
    programme = plan(keeper, front)
    page = act(keeper, programme, "finding", text=CONDUCT)
    assert "tố cáo niêm phong" in page
    assert not Finding.objects.exists()
    assert reverse("send-denounce") in page
    act(keeper, programme, "recommend", body="LG-01", text=NAMED, term="ngay_lam_viec_15")
    act(keeper, programme, "conclude", opinion="Chưa niêm yết đủ.")
    assert "Còn chỗ đã che" in act(keeper, programme, "propose")
    assert Programme.objects.get().proposed_by == ""


def test_a_social_criticism_ends_with_reasons_and_its_opinion_in_word(
    front: Unit, keeper: Client, second: Client, body: Client
) -> None:
    with time_machine.travel(at(9), tick=False):
        programme = plan(keeper, front, kind="criticism", draft="Nghị quyết về mức thu tiền rác", consultation=7)
        row = recommend(keeper, programme)
        act(keeper, programme, "conclude", opinion="Mức thu cao so với thu nhập ở vùng khó khăn.", number="7")
        content = keeper.get(reverse("programme-paper", args=[programme.pk])).content
        words = "\n".join(paragraph.text for paragraph in docx.Document(io.BytesIO(content)).paragraphs)
        assert "Phản biện xã hội đối với dự thảo Nghị quyết về mức thu tiền rác" in words
        assert "Mức thu cao" in words
        place = reverse("recommendation", args=[row.pk])
        body.post(place, {"act": "answer", "stance": "refused", "text": "Mức thu theo khung của tỉnh."})
        assert keeper.post(place, {"act": "close"}).status_code == 422  # a reason is owed
        keeper.post(place, {"act": "close", "text": "Đã nghe giải trình."})
        row.refresh_from_db()
        assert (row.state, row.state_on) == ("closed", dt.date(2026, 11, 9))


def test_a_body_is_told_that_a_name_in_its_answer_was_masked(front: Unit, keeper: Client, body: Client) -> None:
    row = recommend(keeper, plan(keeper, front))
    sent = {"act": "answer", "stance": "refused", "text": NAMED}
    page = body.post(reverse("recommendation", args=[row.pk]), sent, follow=True).content.decode()
    assert "đã được che" in page
    assert "Pánh" not in page
