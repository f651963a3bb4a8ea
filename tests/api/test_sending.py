"""Sending: where it goes, what is sealed, what is refused, and that the same request is kept once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from langnghe.api import keys
from langnghe.audit.models import Entry
from langnghe.cases import receipts
from langnghe.cases.models import Case, CoUnit, Submission
from langnghe.privacy.models import Sealed
from langnghe.registry.boundaries import load
from langnghe.registry.boundary_files import plan_of
from langnghe.registry.limits import Limit
from langnghe.registry.models import ApiKey, Unit
from tests.api.conftest import ROOT, WORDS, get, xml
from tests.registry.test_boundaries import feature, file, square

Sender = Callable[..., Any]
CONTACT = {"first_name": "Hoa", "last_name": "Trần Thị", "phone": "0912 345 678", "email": "hoa.tran@example.vn"}


def made(answer: Any) -> Case:
    assert answer.status_code in (200, 201), answer.content.decode()
    return Case.objects.select_related("submission").get(code=answer.json()[0]["service_request_id"])


def test_a_request_becomes_a_case_of_the_commune_it_names(send: Sender, key: tuple[ApiKey, str]) -> None:
    answer = send()
    assert answer.status_code == 201
    case = made(answer)
    assert (case.kind, case.sector, case.topic) == ("phan_anh", "GT", "gt.duong_xuong_cap")
    assert (case.unit.code, case.area.code, case.submission.unit.code) == ("LG-01", "LG-01", "LG-01")
    assert (case.submission.channel, case.submission.received_by) == ("api", f"api:{key[0].pk}")
    assert case.text == f"{WORDS}\nNơi xảy ra: thôn 3, xã Bình Khê"
    assert case.clocks.exists()
    assert Entry.objects.filter(verb="register", by=f"api:{key[0].pk}").count() == 1


def test_an_answer_in_xml(send: Sender) -> None:
    answer = send(".xml")
    assert answer.status_code == 201
    code = xml(answer).findtext("request/service_request_id")
    assert Case.objects.filter(code=code).exists()


@pytest.mark.parametrize(
    "place, unit, area",
    [
        ({"address_id": "LG-02", "address_string": ""}, "LG-02", "LG-02"),
        ({"address_id": "LG-02"}, "LG-02", "LG-02"),  # a code is more exact than words
        ({"address_string": "Chợ Đông Hà, phường Đông Hà"}, "LG-03", "LG-03"),
        ({"address_string": "giữa xã Bình Khê và xã Tân Sơn"}, "LG", None),
        ({"address_string": "", "lat": "21.02851", "long": "105.85424"}, "LG", None),
    ],
)
def test_the_place_decides_who_receives_it(send: Sender, place: dict[str, str], unit: str, area: str | None) -> None:
    case = made(send(**place))
    assert (case.unit.code, case.area.code if case.area else None) == (unit, area)
    assert not CoUnit.objects.exists()


def test_a_commune_that_has_ended_gives_way_to_its_heir(send: Sender) -> None:
    old = Unit.objects.create(code="LG-98", name="Xã Bình Khê Thượng", kind="xa", valid_to=dt.date(2025, 12, 31))
    new = Unit.objects.get(code="LG-02")
    old.successions.create(after=new, on=dt.date(2026, 1, 1), kind="merge", legal_basis="Nghị quyết 1")
    case = made(send(address_id="LG-98"))
    assert case.unit == new


def test_a_point_is_kept_to_a_hundred_metres(send: Sender) -> None:
    case = made(send(lat="21.028511", long="105.854244"))
    assert "Vị trí: 21.029, 105.854" in case.text


def test_who_sent_it_is_sealed_and_never_comes_back(send: Sender, key: tuple[ApiKey, str]) -> None:
    answer = send(description=f"{WORDS} Gọi cho chị Trần Thị Hoa, số 0912345678.", **CONTACT)
    case = made(answer)
    assert "niêm phong" in answer.json()[0]["service_notice"]
    assert Sealed.objects.get(token=case.submission.vault)
    assert not case.submission.anonymous
    pages = [answer, get(f"requests/{case.code}.json"), get("requests.xml", api_key=key[1])]
    kept = [case.text, case.title, case.submission.text, *(str(entry.detail) for entry in Entry.objects.all())]
    for text in [*kept, *(page.content.decode() for page in pages)]:
        for secret in ("Hoa", "0912", "345 678", "hoa.tran"):
            assert secret not in text


def test_without_a_name_nothing_is_sealed(send: Sender) -> None:
    case = made(send(device_id="may-cua-toi", account_id="ai-do"))
    assert case.submission.anonymous
    assert not case.submission.vault
    assert not Sealed.objects.exists()
    rows = [str(vars(row)) for row in (case, case.submission)]
    assert not [row for row in rows if "may-cua-toi" in row or "ai-do" in row]


def test_a_name_that_cannot_be_sealed_is_not_taken(send: Sender, own_home: Path) -> None:
    (own_home / "keys" / "custodian.pub").unlink()
    answer = send(**CONTACT)
    assert answer.status_code == 503
    assert not Submission.objects.exists()


def test_a_media_address_is_not_fetched_and_the_caller_is_told(send: Sender) -> None:
    assert "không được tải" in send(media_url="https://example.org/anh.jpg").json()[0]["service_notice"]


def test_a_proposal_says_its_kind(send: Sender) -> None:
    assert made(send(**{"attribute[kind]": "kien_nghi"})).kind == "kien_nghi"


@pytest.mark.parametrize(
    "fields, status",
    [
        ({"api_key": ""}, 403),
        ({"api_key": "ln_sai"}, 403),
        ({"service_code": "zz.khong_co"}, 404),
        ({"service_code": "to_cao"}, 404),
        ({"jurisdiction_id": "khac"}, 404),
        ({"attribute[kind]": "to_cao"}, 400),
        ({"attribute[kind]": "khieu_nai"}, 400),
        ({"description": ""}, 400),
        ({"description": "  \u200b\x00 "}, 400),
        ({"description": "dài " * 1001}, 400),
        ({"address_string": ""}, 400),
        ({"address_string": "", "lat": "21.0"}, 400),
        ({"lat": "91", "long": "105"}, 400),
        ({"lat": "nan", "long": "105"}, 400),
        ({"address_id": "LG-50"}, 400),  # a department is no place
        ({"address_id": "LG-999"}, 400),
    ],
)
def test_what_cannot_be_taken_is_refused_and_nothing_is_kept(send: Sender, fields: dict[str, str], status: int) -> None:
    for ending in (".json", ".xml"):
        answer = send(ending, **fields)
        assert answer.status_code == status, answer.content.decode()
        assert str(status) in answer.content.decode()
    assert not Submission.objects.exists()


def test_the_same_body_within_ten_minutes_is_one_request(send: Sender) -> None:
    with time_machine.travel(dt.datetime(2026, 11, 20, 2, 0, 30, tzinfo=dt.UTC), tick=False) as clock:
        first = send()
        clock.shift(dt.timedelta(minutes=9))
        again = send()
        assert (first.status_code, again.status_code) == (201, 200)
        assert again.json() == first.json()
        assert send(description=f"{WORDS} Nữa.").status_code == 201
        clock.shift(dt.timedelta(minutes=2))
        later = send()
    assert later.status_code == 201
    assert later.json() != first.json()
    assert Submission.objects.count() == 3


def test_an_idempotency_key_holds_for_good_and_for_one_caller(send: Sender, province: Unit) -> None:
    from langnghe.registry.keys import make_key

    told = {"Idempotency-Key": "don-17"}
    with time_machine.travel(dt.datetime(2026, 11, 20, 2, tzinfo=dt.UTC), tick=False) as clock:
        first = send(headers=told)
        clock.shift(dt.timedelta(days=3))
        again = send(headers=told)
        other = send(headers=told, api_key=make_key(name="Khác", unit=province, rate=9, by="a")[1])
        fresh = send(headers={"Idempotency-Key": "don-18"})
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json() == first.json()
    assert other.status_code == fresh.status_code == 201


def test_what_is_kept_of_a_body_tells_nobody_the_number_in_it(send: Sender) -> None:
    import hashlib

    case = made(send(**CONTACT))
    kept = str(case.submission.form_key)
    assert len(kept) <= 36
    assert hashlib.sha256(CONTACT["phone"].encode()).hexdigest()[:24] not in kept


def test_a_request_without_a_name_gets_the_code_of_its_receipt(send: Sender) -> None:
    first, again = send().json()[0], send().json()[0]
    assert first == again
    found = receipts.find(first["receipt_code"])
    assert found is not None
    assert first["service_request_id"].startswith(found.submission.code)
    assert send(first_name="Bảy", last_name="Lò", phone="0912345678").json()[0]["receipt_code"] is None


def test_a_point_finds_its_commune_where_boundaries_are_loaded(send: Sender) -> None:
    content = file(feature({"ma": "LG-02"}, square(105.1)))
    load(plan_of(content, timezone.localdate()), by="quantri")
    made = send(address_string="", lat="18.05", long="105.15").json()[0]
    case = Case.objects.get(code=made["service_request_id"])
    assert case.area is not None
    assert case.area.code == "LG-02"


def test_who_asks_without_a_key_and_without_end_is_refused(
    client: Client, province: Unit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keys, "ASKED", Limit("open311-few", 3, 60))
    answers = [client.get(f"{ROOT}requests/{number}.json").status_code for number in range(5)]
    assert answers == [404, 404, 404, 429, 429]
    refused = client.get(f"{ROOT}requests.xml")
    assert (refused.status_code, refused["Retry-After"]) == (429, "60")
