"""The first start: made once, left alone ever after, finished when it was cut short."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.db.models import QuerySet
from django.test import Client
from django.urls import reverse

from langnghe.audit.checking import flaws
from langnghe.demo import manifest, past, province
from langnghe.demo.bank import tree
from langnghe.demo.province import OFFICERS, create_once
from langnghe.intake.models import Document, Opinion
from langnghe.privacy.seal import keys_folder
from langnghe.privacy.unseal import private_key
from langnghe.registry.models import Office, Officer, Period, Unit
from langnghe.registry.queries import units_due
from langnghe.registry.roles import Role
from langnghe.reports.models import Report
from langnghe.synthesis import queries
from langnghe.synthesis.models import Run

pytestmark = [pytest.mark.django_db]

SMALL = {"txt-tcvn3", "csv", "html", "truncated"}  # read in no time


PAST = ["2025-06", "2025-07"]  # the last month before the merger, the first after it


class Killed(BaseException):
    """As sudden as a kill: nothing in the product catches it."""


@pytest.fixture(autouse=True)
def small_months(monkeypatch: pytest.MonkeyPatch) -> list[manifest.Sent]:
    """The three months with a handful of their files: one of each small format, the press that nobody named."""
    first = {(row.month, row.format, row.unit == ""): row for row in manifest.sent() if row.format in SMALL}
    rows = list(first.values())
    monkeypatch.setattr(province, "sent", lambda: rows)
    monkeypatch.setattr(province, "months_before", lambda: PAST)
    return rows


def papers() -> QuerySet[Document]:
    """What units sent in the three months: neither the press nor the years before."""
    return Document.objects.exclude(period__key__in=PAST).exclude(channel="press")


def counts() -> tuple[int, ...]:
    return tuple(model.objects.count() for model in (Unit, Officer, Document, Opinion, Run, Report))


def test_the_first_start_makes_the_province_and_a_second_does_nothing(
    small_months: list[manifest.Sent], settings: LazySettings
) -> None:
    said: list[str] = []
    assert create_once(say=said.append)
    before, spoken = counts(), len(said)
    assert not create_once(say=said.append)
    assert (counts(), len(said)) == (before, spoken)
    see_the_province(small_months, said)
    see_the_officers_sign_in(Path(settings.HOME) / "sign-ins.txt", said[-1])


def see_the_province(small_months: list[manifest.Sent], said: list[str]) -> None:
    assert Office.objects.get().province == "tỉnh Lam Giang"
    assert Unit.objects.filter(kind__in=["xa", "phuong", "dac_khu"], valid_to=None).count() == 40
    assert Unit.objects.filter(kind="so").count() == 8
    assert papers().count() == len(small_months)
    assert set(Document.objects.values_list("state", flat=True)) == {"read", "unread"}
    assert list(Run.objects.order_by("pk").values_list("period__key", "state")) == [
        (key, "done") for key in ("2026-08", "2026-09", "2026-10")
    ]
    assert set(Report.objects.values_list("period__key", "form", "style")) == {
        ("2026-10", "thang", "nd30"),
        ("2026-10", "thang", "dang"),
    }
    assert any("Đọc tài liệu" in line for line in said)
    nameless = [row for row in small_months if not row.unit]
    assert nameless
    assert {Document.objects.get(period__key=row.month, name=row.file).unit.code for row in nameless} == {"LG-70"}
    assert list(flaws()) == []


def see_the_officers_sign_in(path: Path, said: str) -> None:
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    *lines, key = path.read_text("utf-8").splitlines()
    assert private_key((keys_folder() / "custodian.key").read_bytes(), key.split()[-1])
    words = dict(line.split()[:2] for line in lines)
    assert set(words) == set(OFFICERS)
    for name, password in words.items():
        assert password in said
        response = Client().post(reverse("sign-in"), {"login": name, "password": password})
        first = "dashboard" if OFFICERS[name][0] is Role.LEADER else "home"
        assert response.headers["Location"] == reverse(first)


@pytest.mark.engine
def test_two_years_before_are_counted_each_month_in_the_units_of_its_time(
    small_months: list[manifest.Sent], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(province, "sent", lambda: small_months[:1])
    create_once(say=lambda line: None)
    before, after = (Period.objects.get(key=key) for key in PAST)
    for month in (before, after):
        assert 900 < queries.opinions_of([month]).count() < 1_600
        assert queries.coverage(month).reported > 40
    assert all(unit.has_ended(after.starts_on) for unit in units_due(before) if unit.is_area)
    assert not any(
        opinion.area and opinion.area.has_ended(after.starts_on) for opinion in queries.opinions_of([before])
    )


def test_months_before_are_two_years_and_the_same_at_every_call() -> None:
    keys = past.months_before()
    assert (keys[0], keys[-1], len(keys)) == ("2024-08", "2026-07", 24)


def test_a_site_with_its_own_units_is_left_alone() -> None:
    Unit.objects.create(code="X", name="Tỉnh khác", kind="tinh")
    assert not create_once(say=lambda line: None)
    assert counts() == (1, 0, 0, 0, 0, 0)


def kill_at(patch: pytest.MonkeyPatch, where: str, call: int) -> None:
    """Let the start die when it reaches that step for the ``call``-th time."""
    room, _, name = where.rpartition(".")
    owner = getattr(province, room) if room else province
    real, calls = getattr(owner, name), iter(range(1, 1000))

    def step(*args: object, **kwargs: object) -> object:
        if next(calls) == call:
            raise Killed(where)
        return real(*args, **kwargs)

    patch.setattr(owner, name, step)


def test_a_start_that_was_killed_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """Killed among the catalogues, while taking in, reading, between two months, between two reports: five times."""
    deaths = [("_officers", 1), ("intake.receive", 3), ("intake.read_waiting", 1), ("pipeline.run_next", 2)]
    for where, call in [*deaths, ("draft_report", 2)]:
        with monkeypatch.context() as patch:
            kill_at(patch, where, call)
            with pytest.raises(Killed, match=where):
                create_once(say=lambda line: None)
    assert create_once(say=lambda line: None)
    assert papers().count() == len(province.sent())
    assert not Document.objects.filter(state__in=["waiting", "reading"]).exists()
    assert Officer.objects.count() == len(OFFICERS)
    old = sum(len(row["old"]) for row in tree("units")["units"] if "zone" in row)
    assert Unit.objects.count() == len(tree("units")["units"]) + old + 1
    assert list(Run.objects.values_list("state", flat=True)) == ["done"] * 3
    assert Report.objects.count() == 2
    assert all(queries.balance(run.period).difference == 0 for run in Run.objects.all())
    assert not create_once(say=lambda line: None)
