"""The cast: a clerk, a leader and an administrator; and the small province they work for."""

from __future__ import annotations

import datetime as dt
import socket
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest
import time_machine
from django.conf import LazySettings
from django.db import connection
from django.test import Client
from pytest_django.plugin import DjangoDbBlocker

from langnghe.privacy.seal import make_keys
from langnghe.registry.actions import open_period
from langnghe.registry.models import Office, Officer, Period, Unit
from langnghe.registry.roles import Role
from tests.migrated import Migrated

PASSWORD = "mat-khau-cua-kiem-thu"
# No example fails for its time: the machine may be at other work, and the first loads what the others find ready.
hypothesis.settings.register_profile(
    "unhurried", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("unhurried")
OF_THE_DATABASE = {"db", "transactional_db", "live_server"}


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "database: touches the database (given by itself): the ones to run on each")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.get_closest_marker("django_db") or OF_THE_DATABASE.intersection(getattr(item, "fixturenames", ())):
            item.add_marker("database")


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Migrated | None:
    """None where there is only one worker."""
    has_others = hasattr(request.config, "workerinput")
    return Migrated(tmp_path_factory.getbasetemp().parent) if has_others else None


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None, migrated: Migrated | None) -> None:
    if migrated:
        migrated.take()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker, migrated: Migrated | None) -> None:
    if migrated:
        with django_db_blocker.unblock():
            migrated.give()


@pytest.fixture(autouse=True)
def own_home(settings: LazySettings, tmp_path: Path) -> Path:
    """Each test has its own folder for originals, spool, keys and reports, and plain static files."""
    settings.HOME = tmp_path / "home"
    settings.HOME.mkdir()
    settings.WORKERS = 1
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    make_keys()
    return Path(settings.HOME)


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing in the product reaches out: only this machine's own addresses can be connected to."""
    connect = socket.socket.connect

    def only_here(self: socket.socket, address: object) -> None:
        host = address[0] if isinstance(address, tuple) else "local"
        if host not in ("127.0.0.1", "::1", "localhost", "local"):
            raise AssertionError(f"the product tried to reach {host}")
        connect(self, address)  # type: ignore[arg-type]

    monkeypatch.setattr(socket.socket, "connect", only_here)


@pytest.fixture
def province(db: None) -> Unit:
    """A fictional province with two communes, a ward and a department."""
    Office.objects.create(
        province="tỉnh Lam Giang",
        superior="TỈNH ỦY LAM GIANG",
        name="BAN TUYÊN GIÁO VÀ DÂN VẬN",
        symbol="BTGDVTU",
        place="Lam Giang",
        signs_for="T/M BAN",
        signer_title="TRƯỞNG BAN",
        recipients="Thường trực Tỉnh ủy (báo cáo),\nLưu Văn phòng Ban.",
        second_factor=[],
    )
    root = Unit.objects.create(code="LG", name="Tỉnh Lam Giang", kind="tinh", must_report=False)
    for code, name, kind in (
        ("LG-01", "Xã Bình Khê", "xa"),
        ("LG-02", "Xã Tân Sơn", "xa"),
        ("LG-03", "Phường Đông Hà", "phuong"),
        ("LG-50", "Sở Xây dựng", "so"),
    ):
        Unit.objects.create(code=code, name=name, kind=kind, parent=root, valid_from=dt.date(2025, 7, 1))
    return root


@pytest.fixture
def period(province: Unit) -> Period:
    return open_period("2026-10")


def officer(role: Role) -> Officer:
    return Officer.objects.create_user(username=role.value, password=PASSWORD, role=role)


@pytest.fixture
def clerk(province: Unit) -> Officer:
    return officer(Role.CLERK)


@pytest.fixture
def leader(province: Unit) -> Officer:
    return officer(Role.LEADER)


@pytest.fixture
def administrator(province: Unit) -> Officer:
    return officer(Role.ADMINISTRATOR)


@pytest.fixture
def as_clerk(clerk: Officer) -> Client:
    return signed_in(clerk)


@pytest.fixture
def as_leader(leader: Officer) -> Client:
    return signed_in(leader)


@pytest.fixture
def as_administrator(administrator: Officer) -> Client:
    return signed_in(administrator)


def signed_in(person: Officer) -> Client:
    client = Client()
    client.force_login(person)
    return client


def gather_statistics() -> None:
    """What PostgreSQL does by itself within a minute, but not inside a test's transaction: learn how large tables are."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


@pytest.fixture
def on_20_november() -> Iterator[None]:
    """A Friday morning in Vietnam."""
    with time_machine.travel(dt.datetime(2026, 11, 20, 2, tzinfo=dt.UTC), tick=False):
        yield
