"""The cast of the interface: a program with its key, and what it sends."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from lxml import etree

from langnghe.api import keys
from langnghe.registry.keys import make_key
from langnghe.registry.limits import Limit
from langnghe.registry.models import ApiKey, Unit

ROOT = "/open311/v2/"
WORDS = "Đường liên thôn sụt lún, mưa là ngập, đề nghị sửa."


@pytest.fixture(autouse=True)
def many_may_ask(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test asks more in a minute than one program without a key may."""
    monkeypatch.setattr(keys, "ASKED", Limit("open311", 1_000_000, 60))


@pytest.fixture
def key(province: Unit) -> tuple[ApiKey, str]:
    """A key of the province's, as its row and as its text."""
    return make_key(name="Ứng dụng Lam Giang", unit=province, rate=1000, by="administrator")


@pytest.fixture
def send(key: tuple[ApiKey, str]) -> Callable[..., Any]:
    """Send a request; what is given stands in place of the usual form."""

    def post(ending: str = ".json", headers: dict[str, str] | None = None, **fields: str) -> Any:
        form = {
            "api_key": key[1],
            "service_code": "gt.duong_xuong_cap",
            "description": WORDS,
            "address_string": "thôn 3, xã Bình Khê",
        }
        return Client().post(f"{ROOT}requests{ending}", form | fields, headers=headers)

    return post


def get(address: str, **query: str) -> Any:
    return Client().get(ROOT + address, query)


def xml(response: Any) -> etree._Element:
    assert response.headers["Content-Type"] == "text/xml; charset=utf-8"
    return etree.fromstring(response.content)
