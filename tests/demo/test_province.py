"""The first start: made once, left alone ever after, finished when it was cut short."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.test import Client

from langnghe.audit import journal
from langnghe.demo import manifest, province
from langnghe.demo.bank import tree
from langnghe.demo.province import OFFICERS, create_once
from langnghe.intake.models import Document, Opinion
from langnghe.registry.models import Office, Officer, Unit
from langnghe.reports.models import Report
from langnghe.synthesis import queries
from langnghe.synthesis.models import Run

pytestmark = [pytest.mark.django_db(transaction=True)]

SMALL = {"txt", "csv", "html", "truncated", "macro"}  # read in no time


class Killed(BaseException):
    """As sudden as a kill: nothing in the product catches it."""


@pytest.fixture(autouse=True)
def small_months(monkeypatch: pytest.MonkeyPatch) -> list[manifest.Sent]:
    """The three months with a handful of their files."""
    rows = [row for row in manifest.sent() if row.format in SMALL]
    monkeypatch.setattr(province, "sent", lambda: rows)
    return rows


def counts() -> tuple[int, ...]:
    return tuple(model.objects.count() for model in (Unit, Officer, Document, Opinion, Run, Report))


def test_the_first_start_makes_the_province(small_months: list[manifest.Sent], settings: LazySettings) -> None:
    said: list[str] = []
    assert create_once(say=said.append)
    assert Office.objects.get().province == "tỉnh Lam Giang"
    assert Unit.objects.filter(kind__in=["xa", "phuong", "dac_khu"], valid_to=None).count() == 40
    assert Unit.objects.filter(kind="so").count() == 8
    assert Document.objects.count() == len(small_months)
    assert set(Document.objects.values_list("state", flat=True)) == {"read", "unread"}
    assert list(Run.objects.order_by("pk").values_list("period__key", "state")) == [
        (key, "done") for key in ("2026-08", "2026-09", "2026-10")
    ]
    assert set(Report.objects.values_list("period__key", "form", "style")) == {
        ("2026-10", "thang", "nd30"),
        ("2026-10", "thang", "dang"),
    }
    assert any("Đọc tài liệu" in line for line in said)
    assert journal.first_break() is None


def test_senders_are_found_where_nobody_told_them(small_months: list[manifest.Sent]) -> None:
    create_once(say=lambda line: None)
    unknown = [row for row in small_months if not row.unit]
    assert unknown
    for row in unknown:
        assert Document.objects.get(period__key=row.month, name=row.file).unit.code == "LG-70"


def test_the_officers_can_sign_in_with_the_printed_words(settings: LazySettings) -> None:
    said: list[str] = []
    create_once(say=said.append)
    path = Path(settings.HOME) / "sign-ins.txt"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    words = dict(line.split()[:2] for line in path.read_text("utf-8").splitlines()[1:])
    assert set(words) == set(OFFICERS)
    for name, password in words.items():
        assert password in said[-1]
        assert Client().login(username=name, password=password)


def test_a_second_start_does_nothing() -> None:
    create_once(say=lambda line: None)
    before = counts()
    said: list[str] = []
    assert not create_once(say=said.append)
    assert said == []
    assert counts() == before


def test_a_site_with_its_own_units_is_left_alone() -> None:
    Unit.objects.create(code="X", name="Tỉnh khác", kind="tinh")
    assert not create_once(say=lambda line: None)
    assert counts() == (1, 0, 0, 0, 0, 0)


@pytest.mark.parametrize(
    ("where", "what"),
    [
        ("_officers", "the catalogues"),
        ("intake.receive", "taking in"),
        ("intake.read_waiting", "reading"),
        ("pipeline.run_next", "the synthesis"),
        ("draft_report", "the report"),
    ],
)
def test_a_start_that_was_killed_goes_on(monkeypatch: pytest.MonkeyPatch, where: str, what: str) -> None:
    room, _, name = where.rpartition(".")
    owner = getattr(province, room) if room else province
    real, calls = getattr(owner, name), iter(range(1000))

    def killed_at_the_second(*args: object, **kwargs: object) -> object:
        if next(calls) == (0 if name == "_officers" else 1):
            raise Killed(what)
        return real(*args, **kwargs)

    with monkeypatch.context() as patch:
        patch.setattr(owner, name, killed_at_the_second)
        with pytest.raises(Killed):
            create_once(say=lambda line: None)
    assert create_once(say=lambda line: None)
    assert Document.objects.count() == len(province.sent())
    assert not Document.objects.filter(state__in=["waiting", "reading"]).exists()
    assert Officer.objects.count() == len(OFFICERS)
    assert Unit.objects.count() == len(tree("units")["units"]) + 1
    assert Report.objects.count() == 2
    assert all(queries.balance(run.period).difference == 0 for run in Run.objects.filter(state="done"))
    assert not create_once(say=lambda line: None)
