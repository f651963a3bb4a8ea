"""Asking, granting and reading over HTTP: nobody else, no cache, no temporary file, no other browser."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from langnghe.cases.models import Case, Opening
from langnghe.privacy.seal import keys_folder
from langnghe.privacy.vault import Person
from langnghe.registry.models import Officer, Unit
from tests.conftest import signed_in

HER = Person(name="Lò Thị Ín", phone="0912345678")
WHY = "Cần xác minh nhân thân để thụ lý"


@pytest.fixture
def case(a_case: Callable[..., Case]) -> Case:
    return a_case("khieu_nai", person=HER)


@pytest.fixture
def browsers(people: dict[str, Officer]) -> dict[str, Client]:
    return {role: signed_in(person) for role, person in people.items()}


def key_file() -> SimpleUploadedFile:
    return SimpleUploadedFile("custodian.key", (keys_folder() / "custodian.key").read_bytes())


def ask(browser: Client, case: Case) -> Opening:
    response = browser.post(reverse("identity-ask", args=[case.code]), {"reason": WHY})
    opening = Opening.objects.get()
    assert response["Location"] == reverse("identity", args=[opening.pk])
    return opening


def test_the_whole_way(case: Case, browsers: dict[str, Client], people: dict[str, Officer]) -> None:
    opening = ask(browsers["commune"], case)
    cookie = browsers["commune"].cookies[f"danh-tinh-{opening.pk}"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Strict"
    assert cookie["path"] == reverse("identity", args=[opening.pk])
    waiting = browsers["custodian"].get(reverse("identity-requests")).content.decode()
    assert WHY in waiting
    assert case.title not in waiting  # the custodian judges the reason and reads no case
    browsers["custodian"].post(reverse("answer-identity", args=[opening.pk]), {"act": "grant", "key": key_file()})
    page = reverse("identity", args=[opening.pk])
    assert "Lò Thị Ín" not in browsers["commune"].get(page).content.decode()  # the time starts when asked to
    shown = browsers["commune"].post(page)
    assert "Lò Thị Ín" in shown.content.decode()
    assert "no-store" in shown["Cache-Control"]
    assert 880 <= int(shown["Refresh"]) <= 901
    assert "Lò Thị Ín" in browsers["commune"].get(page).content.decode()
    assert "Lò Thị Ín" not in signed_in(people["commune"]).get(page).content.decode()  # another browser
    assert browsers["leader"].get(page).status_code == 404
    browsers["commune"].post(reverse("end-identity", args=[opening.pk]))
    assert "Lò Thị Ín" not in browsers["commune"].post(page).content.decode()


def test_every_page_of_it_is_kept_by_no_cache(case: Case, browsers: dict[str, Client]) -> None:
    opening = ask(browsers["commune"], case)
    for role, name, args in (
        ("commune", "identity-ask", [case.code]),
        ("commune", "identity", [opening.pk]),
        ("custodian", "identity-requests", []),
        ("custodian", "answer-identity", [opening.pk]),
    ):
        response = browsers[role].get(reverse(name, args=args))
        assert response.status_code == 200
        assert "no-store" in response["Cache-Control"]


def test_whoever_does_not_see_the_case_does_not_ask(case: Case, people: dict[str, Officer]) -> None:
    people["commune"].unit = Unit.objects.get(code="LG-03")
    people["commune"].save()
    response = signed_in(people["commune"]).post(reverse("identity-ask", args=[case.code]), {"reason": WHY})
    assert response.status_code == 404
    assert not Opening.objects.exists()


def test_a_leader_of_another_unit_sees_no_request(case: Case, people: dict[str, Officer]) -> None:
    opening = ask(signed_in(people["commune"]), case)
    people["leader"].unit = Unit.objects.get(code="LG-03")
    people["leader"].save()
    browser = signed_in(people["leader"])
    assert browser.get(reverse("answer-identity", args=[opening.pk])).status_code == 404
    assert WHY not in browser.get(reverse("identity-requests")).content.decode()


def test_a_wrong_passphrase_is_told_in_vietnamese(case: Case, browsers: dict[str, Client]) -> None:
    opening = ask(browsers["commune"], case)
    address = reverse("answer-identity", args=[opening.pk])
    page = browsers["custodian"].post(address, {"act": "grant", "passphrase": "sai"}, follow=True).content.decode()
    assert "Mật khẩu hoặc tệp khóa không đúng" in page
    assert Opening.objects.get().wrong_keys == 1


def test_two_people_over_http(a_case: Callable[..., Case], browsers: dict[str, Client]) -> None:
    opening = ask(browsers["commune"], a_case("to_cao", person=HER))
    address = reverse("answer-identity", args=[opening.pk])
    browsers["custodian"].post(address, {"act": "grant", "key": key_file()})
    assert Opening.objects.get().state == "asked"
    browsers["leader"].post(address, {"act": "agree"})
    browsers["custodian"].post(address, {"act": "grant", "key": key_file()})
    assert Opening.objects.get().state == "granted"
    assert "Lò Thị Ín" in browsers["commune"].post(reverse("identity", args=[opening.pk])).content.decode()


def test_the_key_file_never_lies_on_the_disk(
    case: Case, browsers: dict[str, Client], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    opening = ask(browsers["commune"], case)

    def no_file(*args: object, **kwargs: object) -> None:
        raise AssertionError("a temporary file was made for the key")

    monkeypatch.setattr("django.core.files.uploadedfile.TemporaryUploadedFile.__init__", no_file)
    browsers["custodian"].post(reverse("answer-identity", args=[opening.pk]), {"act": "grant", "key": key_file()})
    assert Opening.objects.get().state == "granted"


def test_an_answer_needs_the_forms_token(case: Case, people: dict[str, Officer], browsers: dict[str, Client]) -> None:
    opening = ask(browsers["commune"], case)
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(people["custodian"])
    assert strict.post(reverse("answer-identity", args=[opening.pk]), {"act": "refuse"}).status_code == 403
