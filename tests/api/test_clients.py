"""The interface over a real socket: an outside client library where it is installed, and one written from the
specification alone, which reads XML as the specification requires of every server."""

from __future__ import annotations

import json
import urllib.error
import urllib.parse
import urllib.request
from typing import Any

import pytest
from django.utils import timezone
from lxml import etree
from pytest_django.live_server_helper import LiveServer

from langnghe.cases.models import Case
from langnghe.cases.publishing import release
from langnghe.cases.registering import Item, register
from langnghe.registry.keys import make_key
from langnghe.registry.models import Officer, Unit
from langnghe.registry.roles import Role
from tests.api.conftest import WORDS


class Plain:
    """A client that knows the specification and nothing of this site: where it is, it asks of the discovery."""

    def __init__(self, discovery: str, media: str, key: str) -> None:
        self.read = self._xml if media == "text/xml" else self._json
        self.ending = "xml" if media == "text/xml" else "json"
        self.key = key
        endpoint = self._fetch(f"{discovery}.{self.ending}")["endpoints"]
        endpoint = endpoint[0] if isinstance(endpoint, list) else endpoint["endpoint"]
        self.url = endpoint["url"]

    def get(self, resource: str, **query: str) -> list[dict[str, Any]]:
        return self._listed(self._fetch(f"{self.url}/{resource}.{self.ending}?{urllib.parse.urlencode(query)}"))

    def post(self, **form: str) -> list[dict[str, Any]]:
        sent = urllib.parse.urlencode(form | {"api_key": self.key}).encode()
        return self._listed(self._fetch(f"{self.url}/requests.{self.ending}", sent))

    def _fetch(self, address: str, sent: bytes | None = None) -> Any:
        with urllib.request.urlopen(urllib.request.Request(address, data=sent), timeout=20) as answer:
            return self.read(answer.read())

    @staticmethod
    def _json(content: bytes) -> Any:
        return json.loads(content)

    @classmethod
    def _xml(cls, content: bytes) -> Any:
        return cls._element(etree.fromstring(content))

    @classmethod
    def _element(cls, element: etree._Element) -> Any:
        children = list(element)
        if not children:
            return element.text
        names = [str(child.tag) for child in children]
        if len(set(names)) == 1 and f"{element.tag}".rstrip("s").endswith(names[0]):
            return [cls._element(child) for child in children]
        return {name: cls._element(child) for name, child in zip(names, children, strict=True)}

    @staticmethod
    def _listed(content: Any) -> list[dict[str, Any]]:
        return content if isinstance(content, list) else [content]


@pytest.fixture
def site(transactional_db: None, province: Unit, live_server: LiveServer) -> tuple[str, str]:
    """Where the interface is, and a key to it."""
    key = make_key(name="Bên ngoài", unit=province, rate=1000, by="administrator")[1]
    return f"{live_server.url}/open311/v2", key


@pytest.mark.parametrize("media", ["application/json", "text/xml"])
def test_a_client_of_the_specification_makes_every_call(site: tuple[str, str], media: str) -> None:
    client = Plain(f"{site[0]}/discovery", media, site[1])
    assert client.url == site[0]
    codes = [row["service_code"] for row in client.get("services")]
    [definition] = client.get(f"services/{codes[0]}")
    assert definition["service_code"] == codes[0]
    [made] = client.post(service_code=codes[0], description=WORDS, address_id="LG-01", phone="0912345678")
    code = made["service_request_id"]
    assert [row["service_request_id"] for row in client.get(f"requests/{code}")] == [code]
    assert [row["service_code"] for row in client.get("requests", api_key=site[1])] == [codes[0]]
    assert [row["service_request_id"] for row in client.get(f"tokens/{code}")] == [code]
    with pytest.raises(urllib.error.HTTPError) as refused:
        client.get("services/khong.co")
    assert refused.value.code == 404


@pytest.fixture
def released(site: tuple[str, str]) -> str:
    """The public number of a case that everybody may read."""
    unit, today = Unit.objects.get(code="LG-01"), timezone.localdate()
    items = [Item("phan_anh", WORDS, sector="GT", topic="gt.duong_xuong_cap", area=unit)]
    made = register(by="cb", unit=unit, channel="post", received_on=today, items=items)
    done = {"state": "closed", "is_open": False, "outcome": "done", "answer": "Đã sửa.", "closed_on": today}
    Case.objects.filter(submission=made).update(**done)
    leader = Officer.objects.create_user(username="ld", password="x", role=Role.LEADER, unit=unit)
    return str(release(case=made.cases.get().pk, by=leader).pk)


@pytest.mark.parametrize("output", ["json", "xml"])
def test_the_outside_library_makes_all_its_calls(site: tuple[str, str], released: str, output: str) -> None:
    """georeport 0.3 from the package index: its four calls; it has none that sends."""
    georeport = pytest.importorskip("georeport", reason="georeport is not installed: pip install georeport")
    sent = Plain(f"{site[0]}/discovery", "application/json", site[1]).post(
        service_code="dd.gcn", description=WORDS, address_id="LG-01"
    )
    client = georeport.GeoReport(site[0], jurisdiction="LG", api_key=site[1], output_format=output)
    assert "dd.gcn" in [row["service_code"] for row in client.get_service_list()]
    assert client.get_service_definition("dd.gcn")["service_code"] == "dd.gcn"
    listed = client.get_service_requests(status="closed")
    assert [row["service_request_id"] for row in ([listed] if isinstance(listed, dict) else listed)] == [released]
    for number in (released, sent[0]["service_request_id"]):
        assert client.get_service_request(number)["service_request_id"] == number
