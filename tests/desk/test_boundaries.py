"""The administrator loads the boundaries: a preview first, then the map, and away again."""

from __future__ import annotations

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from langnghe.audit.models import Entry
from langnghe.registry.models import Boundary, Unit
from langnghe.registry.roles import Role
from tests.conftest import officer, signed_in
from tests.registry.test_boundaries import feature, file, square


@pytest.fixture
def admin(province: Unit) -> Client:
    return signed_in(officer(Role.ADMINISTRATOR))


def send(client: Client, content: bytes, status: int = 200) -> str:
    page = client.post(reverse("boundaries"), {"file": SimpleUploadedFile("xa.geojson", content)})
    assert page.status_code == status
    return page.content.decode()


def test_a_file_is_shown_then_loaded_then_taken_away(admin: Client) -> None:
    page = send(admin, file(feature({"ma": "LG-01"}), feature({"ma": "?"}, square(105.1))))
    assert "Không có xã nào" in page
    assert not Boundary.objects.exists()
    name = re.findall(r'name="file" value="([^"]+)"', page)[0]
    admin.post(reverse("load-boundaries"), {"file": name})
    assert Boundary.objects.get().unit.code == "LG-01"
    assert Entry.objects.filter(verb="load boundaries").exists()
    admin.post(reverse("load-boundaries"), {"file": name})  # a second time there is nothing to load
    assert Entry.objects.filter(verb="load boundaries").count() == 1
    admin.post(reverse("clear-boundaries"))
    assert not Boundary.objects.exists()


def test_a_file_of_no_use_and_a_wrong_name_change_nothing(admin: Client) -> None:
    assert "GeoJSON" in send(admin, b"<kml>", status=422)
    assert admin.post(reverse("boundaries")).status_code == 422
    admin.post(reverse("load-boundaries"), {"file": "../secret-key"})
    assert not Boundary.objects.exists()
