"""Where it was: by a commune of the map, or by the phone's position, of which only the commune is answered."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from langnghe.cases.models import SendDraft
from langnghe.registry.boundaries import load
from langnghe.registry.boundary_files import plan_of
from langnghe.registry.models import Unit
from tests.registry.test_boundaries import feature, file, square


@pytest.fixture
def mapped(province: Unit) -> None:
    rows = [feature({"ma": "LG-01"}, square(105.0)), feature({"ma": "LG-02"}, square(105.1))]
    load(plan_of(file(*rows), dt.date(2026, 11, 2)), by="quantri")


@pytest.fixture
def writing(client: Client, mapped: None) -> Client:
    client.post(reverse("send-step", args=["viec"]), {"text": "Cầu qua suối bị gãy lan can đã hai tháng."})
    return client


def test_a_position_is_answered_with_its_commune_and_kept_nowhere(writing: Client) -> None:
    before = list(SendDraft.objects.values())
    answer = writing.post(reverse("send-place"), {"latitude": "18.0512", "longitude": "105.1534"})
    assert answer.json() == {"area": "Xã Tân Sơn"}
    assert list(SendDraft.objects.values()) == before


@pytest.mark.parametrize(
    ("point", "status"),
    [
        (("21.0", "105.8"), 404),
        (("x", "105.1"), 400),
        (("nan", "105.1"), 400),
        (("1e9", "105.1"), 400),
        (("", ""), 400),
    ],
)
def test_another_position_is_answered_with_a_sentence(writing: Client, point: tuple[str, str], status: int) -> None:
    answer = writing.post(reverse("send-place"), {"latitude": point[0], "longitude": point[1]})
    assert answer.status_code == status
    assert answer.json()["said"]


def test_asking_without_end_is_refused(writing: Client) -> None:
    point = {"latitude": "18.05", "longitude": "105.05"}
    answers = {writing.post(reverse("send-place"), point).status_code for _ in range(125)}
    assert answers == {200, 400}


def test_the_map_fills_in_the_commune_without_script(writing: Client) -> None:
    commune = Unit.objects.get(code="LG-01")
    page = writing.get(reverse("send-map")).content.decode()
    assert page.count(f'href="?xa={commune.pk}"') == 2  # in the drawing and in the list
    filled = writing.get(reverse("send-map"), {"xa": commune.pk}).content.decode()
    assert f'value="{commune.name}"' in filled
    assert f'action="{reverse("send-step", args=["noi"])}"' in filled
    assert writing.get(reverse("send-map"), {"xa": 10**8}).status_code == 404


def test_maps_and_positions_are_offered_where_boundaries_are_loaded(client: Client, province: Unit) -> None:
    client.post(reverse("send-step", args=["viec"]), {"text": "Cầu qua suối bị gãy lan can đã hai tháng."})
    where = reverse("send-step", args=["noi"])
    assert "data-place" not in client.get(where).content.decode()
    load(plan_of(file(feature({"ma": "LG-01"})), dt.date(2026, 11, 2)), by="quantri")
    assert "data-place" in client.get(where).content.decode()


def test_nobody_chooses_before_writing(client: Client, mapped: None) -> None:
    assert client.get(reverse("send-map"))["Location"] == reverse("send")
