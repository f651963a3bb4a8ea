"""What the environment may say about mail and the provider: right, or no start."""

from __future__ import annotations

import pytest
from django.core.exceptions import ImproperlyConfigured

from langnghe import settings


@pytest.mark.parametrize(
    ("address", "port", "tls", "ssl"),
    [
        ("smtp://mail.lamgiang.example:25", 25, False, False),
        ("smtp://may:m%40t@mail.lamgiang.example", 587, True, False),
        ("smtps://may:m%40t@mail.lamgiang.example", 465, False, True),
    ],
)
def test_mail_by_one_address(address: str, port: int, tls: bool, ssl: bool) -> None:
    mail = settings._mail(address)
    assert (mail["EMAIL_PORT"], mail["EMAIL_USE_TLS"], mail["EMAIL_USE_SSL"]) == (port, tls, ssl)
    assert mail["EMAIL_HOST_PASSWORD"] == ("m@t" if "@mail" in address else "")


def test_without_an_address_mail_is_kept_in_files() -> None:
    assert settings._mail("")["EMAIL_FILE_PATH"] == settings.HOME / "mail"


def test_an_address_that_is_no_mail_server_refuses_to_start() -> None:
    with pytest.raises(ImproperlyConfigured, match="LANGNGHE_SMTP"):
        settings._mail("http://mail.lamgiang.example")


def test_half_a_provider_refuses_to_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANGNGHE_OIDC_ISSUER", "https://cong.lamgiang.example")
    with pytest.raises(ImproperlyConfigured, match="LANGNGHE_OIDC_CLIENT_ID, LANGNGHE_OIDC_CLIENT_SECRET"):
        settings._provider()


def test_a_whole_provider(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"ISSUER": "https://cong.lamgiang.example/", "CLIENT_ID": "a", "CLIENT_SECRET": "b"}.items():
        monkeypatch.setenv(f"LANGNGHE_OIDC_{name}", value)
    assert settings._provider()[0]["settings"] == {
        "server_url": "https://cong.lamgiang.example",
        "oauth_pkce_enabled": True,
    }
