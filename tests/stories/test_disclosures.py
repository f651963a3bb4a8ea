"""A commune's year of grassroots democracy over HTTP: owed, done, looked at by a second person, read by everybody."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from langnghe.audit.checking import flaws
from langnghe.cases.letters import send_waiting
from langnghe.cases.models import Letter
from langnghe.law.calendar import VIETNAM
from langnghe.plan.disclosures.reminders import remind
from langnghe.plan.models import Obligation, Proof
from langnghe.registry.models import Officer, Unit
from langnghe.registry.roles import Role
from tests.conftest import signed_in

TITLE = "Góp công làm đường thôn Đồng Mít"


def at(month: int, day: int) -> dt.datetime:
    return dt.datetime(2026, month, day, 9, tzinfo=VIETNAM)


@pytest.fixture(autouse=True)
def new_year() -> Iterator[None]:
    with time_machine.travel(at(1, 2), tick=False):
        yield


@pytest.fixture
def commune(province: Unit) -> Unit:
    Unit.objects.filter(code="LG-01").update(email="xa@lam-giang.example")
    return Unit.objects.get(code="LG-01")


def person(name: str, role: Role, unit: Unit | None) -> Client:
    """Signed in anew: a session does not last from one month to the next."""
    found = Officer.objects.filter(username=name).first()
    return signed_in(found or Officer.objects.create_user(name, password="x", role=role, unit=unit))


def cast(commune: Unit) -> tuple[Client, Client, Client]:
    return (
        person("vanthu", Role.CLERK, commune.parent),
        person("canbo", Role.COMMUNE_OFFICER, commune),
        person("chutich", Role.LEADER, commune),
    )


def text(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return response.content.decode()


def test_a_year_of_a_commune(client: Client, commune: Unit) -> None:
    clerk, worker, boss = cast(commune)

    # The year's list, entered by one act; the commune sees its own, with reasons for each day.
    text(clerk, "/cong-khai-dan-chu/bang/")
    clerk.post("/cong-khai-dan-chu/lap/", {"nam": "2026"})
    rows = Obligation.objects.filter(unit=commune)
    assert rows.count() > 15
    assert "Dự toán ngân sách xã" in text(worker, "/cong-khai-dan-chu/")
    budget = rows.get(item="du_toan")
    page = text(worker, f"/cong-khai-dan-chu/{budget.pk}/")
    assert "09/01/2026" in page
    assert "không tính ngày xảy ra sự kiện" in page

    # Everybody sees what is due, and nothing else yet.
    public = text(client, "/cong-khai/lg-01/")
    assert "Dự toán ngân sách xã" in public
    assert "09/01/2026" in public

    # Done with a paper and a photograph; public only after the second person's word.
    sent = {"on": "05/01/2026", "form": "niem_yet", "place": "Nhà văn hóa xã", "link": ""}
    files = {
        "papers": SimpleUploadedFile("du-toan-2026.txt", b"Du toan thu chi nam 2026."),
        "proofs": SimpleUploadedFile("anh.txt", b"Anh bang niem yet."),
    }
    with time_machine.travel(at(1, 5), tick=False):
        clerk, worker, boss = cast(commune)
        worker.post(f"/cong-khai-dan-chu/{budget.pk}/", sent | files)
        budget.refresh_from_db()
        assert budget.done_on == dt.date(2026, 1, 5)
        assert "Nhà văn hóa xã" not in text(client, "/cong-khai/lg-01/")
        assert worker.post(f"/cong-khai-dan-chu/{budget.pk}/dua-len/", {"act": "release"}).status_code == 403
        assert "Dự toán ngân sách xã" in text(boss, "/cong-khai-dan-chu/bang/")
        boss.post(f"/cong-khai-dan-chu/{budget.pk}/dua-len/", {"act": "release"})
    public = text(client, "/cong-khai/lg-01/")
    assert "Nhà văn hóa xã" in public
    assert "25/01/2026" in public  # stays posted twenty days
    shown = Proof.objects.get(shown=True)
    assert client.get(f"/cong-khai/tai/{shown.pk}/").content == b"Du toan thu chi nam 2026."
    assert client.get(f"/cong-khai/tai/{Proof.objects.get(shown=False).pk}/").status_code == 404
    assert "Dự toán" in text(client, "/cong-khai/lg-01/tin.atom")

    # The people decide: an event of the year, told in counts.
    with time_machine.travel(at(3, 10), tick=False):
        clerk, worker, boss = cast(commune)
        event = {"item": "gop_cong_trinh", "on": "02/03/2026", "title": TITLE, "due_on": "31/03/2026"}
        made = worker.post("/cong-khai-dan-chu/moi/", event)
        decided = Obligation.objects.get(title=TITLE)
        assert made.headers["Location"].endswith(f"/{decided.pk}/")
        told = {"on": "10/03/2026", "form": "hoi_nghi", "called": "120", "attended": "98", "outcome": "passed"}
        files = {"proofs": SimpleUploadedFile("bien-ban.txt", b"Bien ban hop thon.")}
        refused = worker.post(f"/cong-khai-dan-chu/{decided.pk}/", told | {"result": ""} | files)
        assert "không ghi tên người" in refused.content.decode()
        files = {"proofs": SimpleUploadedFile("bien-ban.txt", b"Bien ban hop thon.")}
        worker.post(f"/cong-khai-dan-chu/{decided.pk}/", told | {"result": "Mỗi hộ góp hai ngày công."} | files)
        boss.post(f"/cong-khai-dan-chu/{decided.pk}/dua-len/", {"act": "release"})
        public = text(client, "/cong-khai/lg-01/")
        assert TITLE in public
        assert "98" in public
        assert "Mỗi hộ góp hai ngày công." in public

        # The unit is reminded once; the late table counts what its rows say.
        remind(at(3, 10))
        remind(at(3, 10))
        assert Letter.objects.filter(to="xa@lam-giang.example").count() == 1
        assert send_waiting(at(3, 10)) == 1
        late = [row for row in rows if row.is_late(dt.date(2026, 3, 10)) and not row.done_on]
        table = text(clerk, "/cong-khai-dan-chu/bang/")
        assert f'<span class="tag bad">{len(late)}</span>' in table
        everywhere = [row for row in Obligation.objects.all() if row.is_late(dt.date(2026, 3, 10)) and not row.done_on]
        assert f"<dd>{len(everywhere)}</dd>" in table
    assert list(flaws()) == []


def test_the_index_is_searched_without_marks(client: Client, commune: Unit) -> None:
    assert "Xã Bình Khê" in text(client, "/cong-khai/")
    found = text(client, "/cong-khai/?tu=binh+khe")
    assert "Xã Bình Khê" in found
    assert "Xã Tân Sơn" not in found
    assert client.get("/cong-khai/xa-binh-khe/").headers["Location"] == "/cong-khai/lg-01/"
    assert client.get("/cong-khai/khong-co/").status_code == 404
    assert client.get("/cong-khai/lg-50/").status_code == 404  # a department has no such page
