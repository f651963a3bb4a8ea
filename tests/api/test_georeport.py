"""Every call of the specification in both formats: what it answers, what it refuses and how it says so."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.test import Client

from langnghe.cases.models import Case, Release
from langnghe.cases.publishing import release, withdraw
from langnghe.cases.registering import Item, register
from langnghe.law import taxonomy
from langnghe.registry.models import ApiKey, Officer, Unit
from langnghe.registry.roles import Role
from tests.api.conftest import ROOT, WORDS, get, xml

Sender = Callable[..., Any]
Key = tuple[ApiKey, str]


def texts(element: Any, path: str) -> list[str]:
    return [found.text for found in element.findall(path)]


def test_discovery_names_the_end_point_and_its_formats(province: Unit) -> None:
    said = get("discovery.json").json()
    assert said["endpoints"][0]["url"] == "http://testserver/open311/v2"
    assert said["endpoints"][0]["formats"] == ["text/xml", "application/json"]
    root = xml(get("discovery.xml"))
    assert root.tag == "discovery"
    assert texts(root, "endpoints/endpoint/formats/format") == ["text/xml", "application/json"]


def test_every_topic_is_offered_in_its_sector(province: Unit) -> None:
    rows = get("services.json").json()
    assert {row["service_code"]: row["service_name"] for row in rows} == {
        code: topic.name for code, topic in taxonomy.topics().items()
    }
    assert {row["group"] for row in rows} == {sector.name for sector in taxonomy.sectors()}
    root = xml(get("services.xml"))
    assert root.tag == "services"
    assert texts(root, "service/service_code") == [row["service_code"] for row in rows]
    assert set(texts(root, "service/metadata")) == {"true"}


def test_a_definition_says_what_does_not_come_this_way(province: Unit) -> None:
    said = get("services/dd.gcn.json").json()
    assert said["service_code"] == "dd.gcn"
    assert [value["key"] for value in said["attributes"][0]["values"]] == ["phan_anh", "kien_nghi"]
    root = xml(get("services/dd.gcn.xml"))
    assert root.tag == "service_definition"
    assert texts(root, "attributes/attribute/values/value/name") == ["Phản ánh", "Kiến nghị"]
    assert any("tố cáo" in text for text in texts(root, "attributes/attribute/description"))


def test_without_an_ending_the_accept_header_decides(province: Unit) -> None:
    assert Client().get(f"{ROOT}services/dd.gcn").json()["service_code"] == "dd.gcn"
    answer = Client().get(f"{ROOT}services/dd.gcn", headers={"Accept": "text/xml"})
    assert xml(answer).findtext("service_code") == "dd.gcn"
    assert "Accept" in answer.headers["Vary"]


@pytest.mark.parametrize(
    "address, query, status",
    [
        ("services/zz.khong_co", {}, 404),
        ("services/zz.khong_co", {"jurisdiction_id": "LG"}, 404),
        ("services", {"jurisdiction_id": "khac"}, 404),
        ("requests/AAAA-AAAA-1", {}, 404),
        ("tokens/AAAA-AAAA", {}, 404),
        ("khong-co", {}, 404),
        ("requests", {"page": "0"}, 400),
        ("requests", {"service_code": "dd\0"}, 400),
        ("requests/AAAA\0", {}, 400),
        ("requests", {"page": "nhất"}, 400),
        ("requests", {"page_size": "201"}, 400),
        ("requests", {"status": "half"}, 400),
        ("requests", {"start_date": "hôm qua"}, 400),
        ("requests", {"start_date": "0001-01-01T00:00:00+14:00"}, 400),
        ("requests", {"start_date": "2026-05-02T00:00:00Z", "end_date": "2026-05-01T00:00:00Z"}, 400),
        ("requests", {"start_date": "2026-01-01T00:00:00Z", "end_date": "2026-05-01T00:00:00Z"}, 400),
        ("requests", {"api_key": "ln_khong-co"}, 403),
    ],
)
def test_a_call_that_cannot_be_answered_says_why_in_both_formats(
    province: Unit, address: str, query: dict[str, str], status: int
) -> None:
    answer = get(f"{address}.json", **query)
    assert answer.status_code == status
    assert [row["code"] for row in answer.json()] == [status]
    assert answer.json()[0]["description"].strip().endswith(".")
    answer = get(f"{address}.xml", **query)
    assert (answer.status_code, xml(answer).tag) == (status, "errors")
    assert texts(xml(answer), "error/code") == [str(status)]


@pytest.mark.parametrize("address", ["services.xml", "requests.json", "discovery.json"])
def test_a_wrong_verb_is_told_the_right_one(province: Unit, address: str) -> None:
    answer = Client().delete(ROOT + address)
    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]


def test_what_was_sent_is_found_by_its_number_without_its_words(send: Sender) -> None:
    code = send().json()[0]["service_request_id"]
    [row] = get(f"requests/{code}.json").json()
    assert row | {"description": None} == row
    assert (row["status"], row["status_notes"], row["agency_responsible"]) == ("open", "Mới tiếp nhận", "Xã Bình Khê")
    assert (row["service_code"], row["address"], row["address_id"]) == ("gt.duong_xuong_cap", "Xã Bình Khê", "LG-01")
    assert row["requested_datetime"].endswith("T00:00:00+07:00")
    answer = get(f"requests/{code}.xml")
    assert xml(answer).findtext("request/service_request_id") == code
    assert "sụt lún" not in answer.content.decode()
    for ending in (".json", ".xml"):
        assert code in get(f"tokens/{code.removesuffix('-1')}{ending}").content.decode()
        assert code in get(f"tokens/{code}{ending}").content.decode()


def test_a_list_holds_what_came_by_the_own_key_and_nothing_else(
    send: Sender, key: Key, province: Unit, commune_case: Case
) -> None:
    code = send().json()[0]["service_request_id"]
    assert get("requests.json").json() == []
    assert [row["service_request_id"] for row in get("requests.json", api_key=key[1]).json()] == [code]
    assert texts(xml(get("requests.xml", api_key=key[1])), "request/service_request_id") == [code]
    assert (
        get("requests.json", api_key=key[1], service_request_id=f"{code},{commune_case.code}").json()[0][
            "service_request_id"
        ]
        == code
    )
    assert get(f"requests/{commune_case.code}.json").status_code == 404


@pytest.fixture
def commune_case(province: Unit) -> Case:
    """A case that came to a commune by post, and that nobody has released."""
    unit = Unit.objects.get(code="LG-01")
    made = register(
        by="cb", unit=unit, channel="post", received_on=dt.date(2026, 11, 2), items=[Item("phan_anh", WORDS, area=unit)]
    )
    return made.cases.get()


def test_a_case_that_turns_out_to_be_a_denunciation_is_gone(send: Sender, key: Key) -> None:
    code = send().json()[0]["service_request_id"]
    Case.objects.filter(code=code).update(secret=True, kind="to_cao")
    assert get(f"requests/{code}.json").status_code == 404
    assert get(f"tokens/{code}.json").status_code == 404
    assert get("requests.json", api_key=key[1]).json() == []


def test_a_list_is_narrowed_by_topic_state_and_day(send: Sender, key: Key) -> None:
    road = send().json()[0]["service_request_id"]
    land = send(service_code="dd.gcn").json()[0]["service_request_id"]
    Case.objects.filter(code=land).update(is_open=False, state="closed", received_on=dt.date(2026, 1, 5))

    def listed(**query: str) -> list[str]:
        return [row["service_request_id"] for row in get("requests.json", api_key=key[1], **query).json()]

    assert listed() == [road]  # the last 90 days
    assert listed(start_date="2026-01-01T00:00:00Z") == [land]
    assert listed(start_date="2026-01-05T00:00:00+07:00", end_date="2026-01-05T23:59:59+07:00") == [land]
    assert listed(start_date="2026-01-01T00:00:00Z", status="open") == []
    assert listed(start_date="2026-01-01T00:00:00Z", status="open,closed") == [land]
    assert listed(service_code="dd.gcn") == []
    assert listed(service_code="dd.gcn,gt.duong_xuong_cap") == [road]
    assert sorted(listed(service_request_id=f"{land},{road}", status="open")) == sorted([land, road])  # overrides all


def test_pages_name_their_neighbours_and_never_the_key(send: Sender, key: Key) -> None:
    sent = {send(description=f"{WORDS} Lần {n}").json()[0]["service_request_id"] for n in range(5)}
    seen: list[str] = []
    for page, near in ((1, {"next": 2}), (2, {"prev": 1, "next": 3}), (3, {"prev": 2})):
        answer = get("requests.json", api_key=key[1], page=str(page), page_size="2")
        seen += [row["service_request_id"] for row in answer.json()]
        assert [answer.headers[f"X-{name}"] for name in ("Total-Count", "Page", "Page-Size")] == ["5", str(page), "2"]
        assert key[1] not in answer.headers["Link"]
        for name, number in near.items():
            assert f'page_size=2&page={number}>; rel="{name}"' in answer.headers["Link"]
        assert answer.headers["Link"].count("rel=") == len(near)
    assert set(seen) == sent
    assert len(seen) == 5
    past = get("requests.json", api_key=key[1], page="9", page_size="2")
    assert (past.json(), past.headers["X-Page"]) == ([], "9")


def test_a_page_asks_the_database_little(
    send: Sender, key: Key, django_assert_max_num_queries: Callable[[int], Any]
) -> None:
    for n in range(4):
        send(description=f"{WORDS} Lần {n}")
    with django_assert_max_num_queries(8):
        assert len(get("requests.json", api_key=key[1]).json()) == 4


def test_nobody_signs_in_and_no_session_begins(province: Unit) -> None:
    answer = get("services.json")
    assert answer.status_code == 200
    assert not answer.cookies


def test_the_description_covers_every_call(province: Unit) -> None:
    said = Client().get(f"{ROOT}openapi.json").json()
    assert {(path, verb) for path, calls in said["paths"].items() for verb in calls} == {
        ("/discovery{format}", "get"),
        ("/services{format}", "get"),
        ("/services/{code}{format}", "get"),
        ("/requests{format}", "get"),
        ("/requests{format}", "post"),
        ("/requests/{service_request_id}{format}", "get"),
        ("/tokens/{token}{format}", "get"),
    }
    assert said["servers"] == [{"url": "/open311/v2"}]


@pytest.fixture
def released(commune_case: Case) -> int:
    """The public number of a commune's case, answered and released by its leader."""
    Case.objects.filter(pk=commune_case.pk).update(
        state="closed", is_open=False, outcome="done", answer="Đã sửa xong ngày 18/11.", closed_on=dt.date(2026, 11, 18)
    )
    leader = Officer.objects.create_user(username="ld", password="x", role=Role.LEADER, unit=commune_case.unit)
    return int(release(case=commune_case.pk, by=leader).pk)


@time_machine.travel(dt.datetime(2026, 11, 20, 2, tzinfo=dt.UTC), tick=False)
def test_what_an_officer_has_released_is_for_everybody_under_its_public_number(
    released: int, commune_case: Case, send: Sender, key: Key
) -> None:
    [row] = get("requests.json").json()
    assert (row["service_request_id"], row["status"]) == (str(released), "closed")
    assert (row["description"], row["status_notes"]) == (WORDS, "Đã sửa xong ngày 18/11.")
    assert get(f"requests/{released}.json").json() == [row]
    assert xml(get(f"requests/{released}.xml")).findtext("request/description") == WORDS
    assert get(f"tokens/{released}.json").json()[0]["service_request_id"] == str(released)
    for query in ({}, {"service_request_id": str(released)}, {"api_key": key[1]}):
        assert commune_case.code not in get("requests.json", **query).content.decode()
    assert get("requests.json", service_request_id=commune_case.code).json() == []  # no number leads to the other
    assert get(f"requests/{commune_case.code}.json").status_code == 404
    own = send().json()[0]["service_request_id"]
    both = get("requests.json", api_key=key[1], service_request_id=f"{own},{released}").json()
    assert {each["service_request_id"] for each in both} == {own, str(released)}


@time_machine.travel(dt.datetime(2026, 11, 20, 2, tzinfo=dt.UTC), tick=False)
def test_what_is_withdrawn_is_gone(released: int) -> None:
    withdraw(case=Release.objects.get().case_id, by=Officer.objects.get(username="ld"), reason="Có sai sót.")
    assert get("requests.json").json() == []
    assert get(f"requests/{released}.xml").status_code == 404


@time_machine.travel(dt.datetime(2026, 11, 20, 2, tzinfo=dt.UTC), tick=False)
def test_the_own_request_keeps_its_number_when_it_is_released(send: Sender, key: Key) -> None:
    case = Case.objects.get(code=send().json()[0]["service_request_id"])
    Case.objects.filter(pk=case.pk).update(
        state="closed", is_open=False, outcome="done", answer="Đã sửa.", closed_on=dt.date(2026, 11, 20)
    )
    leader = Officer.objects.create_user(username="ld", password="x", role=Role.LEADER, unit=case.unit)
    public = release(case=case.pk, by=leader).pk
    [mine], [anyones] = get("requests.json", api_key=key[1]).json(), get("requests.json").json()
    assert (mine["service_request_id"], anyones["service_request_id"]) == (case.code, str(public))
    assert mine["description"] == anyones["description"] == case.text


@time_machine.travel(dt.datetime(2026, 11, 20, 2, tzinfo=dt.UTC), tick=False)
def test_a_due_day_is_told(send: Sender) -> None:
    code = send().json()[0]["service_request_id"]
    [row] = get(f"requests/{code}.json").json()
    due = Case.objects.get(code=code).due_on
    assert due is not None
    assert row["expected_datetime"] == f"{due.isoformat()}T00:00:00+07:00"
