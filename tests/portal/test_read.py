"""«Dân nói - chính quyền làm»: what an officer releases is read by everybody, and nothing else."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image
from pytest_django import DjangoAssertNumQueries

from langnghe.audit.models import Entry
from langnghe.cases import problems, publishing
from langnghe.cases.attachments import attach
from langnghe.cases.models import Event, Release
from langnghe.registry.models import Officer, Unit
from langnghe.registry.roles import Role
from tests.conftest import signed_in
from tests.portal.published import ANSWER, TEXT, answered, leader_of, released


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel(dt.datetime(2026, 11, 20, 2, tzinfo=dt.UTC), tick=True):
        yield


@pytest.fixture
def commune(province: Unit) -> Unit:
    return Unit.objects.get(code="LG-01")


@pytest.fixture
def boss(commune: Unit) -> Officer:
    return leader_of(commune)


def read(client: Client, query: str = "") -> str:
    response = client.get(f"/da-giai-quyet/{query}")
    assert response.status_code == 200
    return response.content.decode()


def test_a_case_is_public_only_once_released(client: Client, commune: Unit, boss: Officer) -> None:
    case = answered(commune)
    assert TEXT not in read(client)
    desk = signed_in(boss)
    assert TEXT in desk.get("/cong-bo/").content.decode()
    desk.post("/cong-bo/vu-viec/", {"case": case.pk, "act": "release"})
    number = Release.objects.get().pk
    assert TEXT in read(client)
    page = client.get(f"/da-giai-quyet/{number}/").content.decode()
    assert ANSWER in page
    assert case.code not in page
    assert "Đã giải thích" in page
    assert Entry.objects.filter(verb="publish case", what=f"case {case.code}", by=boss.username).count() == 1


def test_withdrawn_is_gone_and_needs_a_reason(client: Client, commune: Unit, boss: Officer) -> None:
    row = released(commune, boss)
    desk = signed_in(boss)
    desk.post("/cong-bo/vu-viec/", {"case": row.case_id, "act": "withdraw", "reason": ""})
    assert TEXT in read(client)
    desk.post("/cong-bo/vu-viec/", {"case": row.case_id, "act": "withdraw", "reason": "Nhầm địa điểm"})
    assert TEXT not in read(client)
    assert client.get(f"/da-giai-quyet/{row.pk}/").status_code == 404
    assert Entry.objects.filter(verb="withdraw case").count() == 1


def test_kept_back_leaves_the_list_and_is_never_shown(client: Client, commune: Unit, boss: Officer) -> None:
    case = answered(commune)
    publishing.keep_back(case=case.pk, by=boss, reason="Việc riêng của một gia đình")
    assert not publishing.proposals(boss).exists()
    assert TEXT not in read(client)


@pytest.mark.parametrize(
    "wrong",
    [
        {"secret": True, "kind": "to_cao"},
        {"kind": "to_cao"},
        {"state": "accepted", "is_open": True, "closed_on": None},
        {"answer": ""},
        {"outcome": ""},
        {"state": "refused"},
    ],
)
def test_what_is_secret_denounces_or_is_not_answered_cannot_be_released(
    client: Client, commune: Unit, boss: Officer, wrong: dict[str, object]
) -> None:
    case = answered(commune, **wrong)
    with pytest.raises((ValueError, PermissionDenied)):
        publishing.release(case=case.pk, by=boss)
    Release.objects.create(case=case, state="shown", answered=9, at=dt.datetime.now(dt.UTC), by="x")
    assert TEXT not in read(client)


def test_a_name_in_the_answer_stops_the_release(commune: Unit, boss: Officer) -> None:
    case = answered(commune, answer="Đã gặp ông Nguyễn Văn Thanh, điện thoại 0912 345 678.")
    with pytest.raises(ValueError, match="thông tin cá nhân"):
        publishing.release(case=case.pk, by=boss)


def test_only_who_approves_for_the_unit_may_release(commune: Unit) -> None:
    case = answered(commune)
    other = leader_of(Unit.objects.get(code="LG-02"))
    clerk = Officer.objects.create_user(username="cb", password="x", role=Role.COMMUNE_OFFICER, unit=commune)
    for officer in (other, clerk):
        with pytest.raises(PermissionDenied):
            publishing.release(case=case.pk, by=officer)


def test_opened_again_is_hidden_until_its_new_answer_is_released(client: Client, commune: Unit, boss: Officer) -> None:
    row = released(commune, boss)
    Event.objects.create(case=row.case, number=7, act="reopen", on=dt.date(2026, 9, 1), by="x", state="accepted")
    assert TEXT not in read(client)
    assert publishing.proposals(boss).get() == row.case
    publishing.release(case=row.case_id, by=boss)
    assert TEXT in read(client)


def test_found_without_marks_by_place_sector_and_outcome(client: Client, commune: Unit, boss: Officer) -> None:
    released(commune, boss, 1)
    released(commune, boss, 2, title="Trạm bơm hỏng, ruộng khô.", sector="NN", outcome="done")
    for query, road, pump in (
        ("?tu=duong+lien+thon", True, False),
        ("?tu=trạm+bơm", False, True),
        (f"?xa={commune.pk}", True, True),
        ("?linh-vuc=GT", True, False),
        ("?ket-qua=done", False, True),
        ("?xa=999999", False, False),
        ("?tu=%22%29+OR+1&xa=abc&linh-vuc=zz&sau=x", False, False),
    ):
        page = read(client, query)
        assert (TEXT in page, "Trạm bơm hỏng" in page) == (road, pump), query


def test_really_done_is_marked_and_a_promise_is_called_one(client: Client, commune: Unit, boss: Officer) -> None:
    done = released(commune, boss, 1, outcome="done")
    promised = released(
        commune, boss, 2, outcome="promised", state="promised", is_open=True, promised_on=dt.date(2027, 1, 5)
    )
    assert "✓ Đã làm xong" in client.get(f"/da-giai-quyet/{done.pk}/").content.decode()
    page = client.get(f"/da-giai-quyet/{promised.pk}/").content.decode()
    assert "✓" not in page
    assert "05/01/2027" in page


def test_a_root_problem_says_how_often_and_shows_published_cases_only(
    client: Client, commune: Unit, boss: Officer
) -> None:
    row = released(commune, boss, 1)
    hidden = answered(commune, 2, title="Việc chưa được công bố ở thôn Cầu Vực")
    problem = problems.open_problem(
        by=boss, title="Đường liên thôn hỏng", owner=commune, cases=[row.case_id, hidden.pk]
    )
    page = client.get(f"/da-giai-quyet/{row.pk}/").content.decode()
    assert "Đã phản ánh 2 lần từ tháng 8/2026." in page
    assert problem.title in page
    assert hidden.title not in page


def test_pages_go_on_where_they_ended(client: Client, commune: Unit, boss: Officer) -> None:
    for number in range(publishing.PAGE + 3):
        released(commune, boss, number, title=f"Việc số {number:02} ở thôn")
    first = publishing.matters(publishing.Wanted())
    second = publishing.matters(publishing.Wanted(after=first.after))
    assert (len(first.rows), len(second.rows)) == (publishing.PAGE, 3)
    assert second.after is None
    assert not {row.pk for row in first.rows} & {row.pk for row in second.rows}
    assert "sau=" in read(client)


def test_the_map_and_its_table_say_the_same(client: Client, commune: Unit, boss: Officer) -> None:
    released(commune, boss, 1)
    released(commune, boss, 2)
    page = client.get("/da-giai-quyet/ban-do/").content.decode()
    assert f"<title>{commune.name}: 2</title>" in page
    assert page.count("<text x=") == 3
    assert f"?xa={commune.pk}" in page


def test_pages_are_kept_by_browsers_and_ask_little(
    client: Client, commune: Unit, boss: Officer, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(15):
        released(commune, boss, number)
    with django_assert_max_num_queries(4):
        first = client.get("/da-giai-quyet/")
    assert "max-age" in first["Cache-Control"]
    assert "public" in first["Cache-Control"]
    assert not first.cookies
    again = client.get("/da-giai-quyet/", headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.post("/da-giai-quyet/").status_code == 405


def test_in_english_too(client: Client, commune: Unit, boss: Officer) -> None:
    released(commune, boss, outcome="done")
    client.cookies["django_language"] = "en"
    page = read(client)
    assert "Really done" in page
    assert "People say, government acts" in page


def test_a_proof_picture_is_shown_only_where_another_person_ticked_it(
    client: Client, commune: Unit, boss: Officer
) -> None:
    case = answered(commune, 1, outcome="done")
    ours, his, plain = (
        attach(case, SimpleUploadedFile(f"{name}.png", drawn(colour)), by=by, proof=proof)
        for name, colour, by, proof in (
            ("sau", "red", "canbo", True),
            ("truoc", "blue", boss.username, True),
            ("don", "green", "canbo", False),
        )
    )
    with pytest.raises(ValueError, match="người khác"):
        publishing.release(case=case.pk, by=boss, pictures=[his.pk])
    found = publishing.release(case=case.pk, by=boss, pictures=[ours.pk, plain.pk])
    address = f"/da-giai-quyet/{found.pk}/anh/"
    assert f'src="{address}{ours.pk}/"' in client.get(f"/da-giai-quyet/{found.pk}/").content.decode()
    assert client.get(f"{address}{ours.pk}/")["Content-Type"] == "image/png"
    assert [client.get(f"{address}{each.pk}/").status_code for each in (his, plain)] == [404, 404]
    publishing.withdraw(case=case.pk, by=boss, reason="Ảnh lộ mặt người.")
    assert client.get(f"{address}{ours.pk}/").status_code == 404


def drawn(colour: str) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (64, 48), colour).save(out, "PNG")
    return out.getvalue()
