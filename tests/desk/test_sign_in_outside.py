"""Sign-in through the office's own OpenID Connect provider: a small one on this machine plays its part."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any, ClassVar
from urllib.parse import parse_qs, urlsplit

import pytest
from django.conf import LazySettings
from django.test import Client
from django.urls import reverse

from langnghe.audit.models import Entry
from langnghe.registry.models import Officer


class Provider(BaseHTTPRequestHandler):
    claims: ClassVar[dict[str, Any]] = {}

    def do_GET(self) -> None:
        root = f"http://{self.headers['Host']}"
        if self.path == "/userinfo":
            return self.answer(self.claims)
        self.answer({name: f"{root}/{path}" for name, path in ENDPOINTS.items()} | {"issuer": root})

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.answer({"access_token": "x", "token_type": "Bearer"})

    def answer(self, what: dict[str, Any]) -> None:
        body = json.dumps(what).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: Any) -> None:
        pass


ENDPOINTS = {
    "authorization_endpoint": "authorize",
    "token_endpoint": "token",
    "userinfo_endpoint": "userinfo",
    "jwks_uri": "keys",
}


@pytest.fixture
def provider(settings: LazySettings) -> Iterator[type[Provider]]:
    server = HTTPServer(("127.0.0.1", 0), Provider)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.SOCIALACCOUNT_PROVIDERS = {
        "openid_connect": {
            "APPS": [
                {
                    "provider_id": "co-quan",
                    "name": "Cổng tỉnh",
                    "client_id": "lang-nghe",
                    "secret": "bi-mat",
                    "settings": {"server_url": f"http://127.0.0.1:{server.server_port}", "oauth_pkce_enabled": True},
                }
            ]
        }
    }
    yield Provider
    server.shutdown()
    server.server_close()


def come_back(provider: type[Provider], **claims: Any) -> Client:
    """Go to the provider and back with what it says of who comes."""
    provider.claims = {"sub": "1", **claims}
    client = Client()
    away = client.get(reverse("openid_connect_login", args=["co-quan"]))
    state = parse_qs(urlsplit(away.headers["Location"]).query)["state"][0]
    back = reverse("openid_connect_callback", args=["co-quan"])
    client.get(back, {"code": "abc", "state": state})
    return client


def is_in(client: Client) -> bool:
    return client.get(reverse("account")).status_code == 200


def test_the_door_shows_the_provider_only_where_it_is_switched_on(provider: type[Provider], clerk: Officer) -> None:
    assert "Cổng tỉnh" in Client().get(reverse("sign-in")).content.decode()


def test_without_a_provider_there_is_no_such_way(clerk: Officer) -> None:
    assert "/dang-nhap/qua/" not in Client().get(reverse("sign-in")).content.decode()
    assert Client().get(reverse("openid_connect_login", args=["co-quan"])).status_code == 404


def test_a_known_officer_enters_by_verified_address(provider: type[Provider], clerk: Officer) -> None:
    Officer.objects.filter(pk=clerk.pk).update(email="vt@lamgiang.example")
    assert is_in(come_back(provider, email="VT@lamgiang.example", email_verified=True))
    assert Entry.objects.filter(verb="sign in", by="clerk").exists()


def test_a_known_officer_enters_by_name(provider: type[Provider], clerk: Officer) -> None:
    assert is_in(come_back(provider, preferred_username="clerk"))


@pytest.mark.parametrize(
    "claims",
    [
        {"email": "vt@lamgiang.example", "email_verified": False},
        {"email": "la@lamgiang.example", "email_verified": True},
        {"preferred_username": "nguoi-la"},
        {},
    ],
)
def test_nobody_else_enters_and_nobody_is_made(
    provider: type[Provider], clerk: Officer, claims: dict[str, Any]
) -> None:
    Officer.objects.filter(pk=clerk.pk).update(email="vt@lamgiang.example")
    assert not is_in(come_back(provider, **claims))
    assert Officer.objects.count() == 1


def test_a_closed_account_stays_closed(provider: type[Provider], clerk: Officer) -> None:
    assert is_in(come_back(provider, preferred_username="clerk"))
    Officer.objects.update(is_active=False)
    assert not is_in(come_back(provider, preferred_username="clerk"))


def test_a_stray_answer_of_the_provider_leads_back_to_the_door(provider: type[Provider], clerk: Officer) -> None:
    back = reverse("openid_connect_callback", args=["co-quan"])
    assert Client().get(back, {"code": "abc", "state": "forged"}).headers["Location"] == reverse("sign-in")
