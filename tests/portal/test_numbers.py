"""«Số liệu»: frozen, with small cells hidden, and the same as open data."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterator

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from langnghe.cases import publications
from langnghe.cases.models import Case, Publication
from langnghe.cases.publications import PROVINCE, Quarter
from langnghe.registry.models import Office, Officer, Unit
from tests.conftest import signed_in
from tests.portal.published import answered, leader_of, quarter

Q3 = Quarter(2026, 3)


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel(dt.datetime(2026, 11, 20, 2, tzinfo=dt.UTC), tick=False):
        yield


@pytest.fixture
def units(province: Unit) -> list[Unit]:
    return list(Unit.objects.filter(code__startswith="LG-").order_by("code"))


@pytest.fixture
def boss(province: Unit) -> Officer:
    return leader_of(province)


def publish(boss: Officer) -> publications.Figures:
    publications.publish(quarter=Q3, by=boss)
    found = publications.figures(str(Q3))
    assert found is not None
    return found


def test_quarters_begin_and_end() -> None:
    assert (Q3.first, Q3.last) == (dt.date(2026, 7, 1), dt.date(2026, 9, 30))
    assert str(Quarter.of(dt.date(2026, 12, 31)).following) == "2027-Q1"
    assert str(Quarter(2026, 1).before) == "2025-Q4"
    for wrong in ("2026", "2026-Q5", "26-Q1", "2026-Q1x", ""):
        with pytest.raises(ValueError, match="2026-Q3"):
            Quarter.parse(wrong)


def test_one_press_on_the_desk_publishes_a_quarter(client: Client, units: list[Unit], boss: Officer) -> None:
    quarter(units)
    assert "2026-Q3" not in client.get("/so-lieu/").content.decode()
    signed_in(boss).post("/cong-bo/so-lieu/", {"quarter": "2026-Q3"})
    page = client.get("/so-lieu/").content.decode()
    assert "2026-Q3" in page
    assert ">109<" in page
    assert units[0].name in page
    assert units[2].name not in page  # four cases: too few


def test_what_is_published_is_true_and_frozen(units: list[Unit], boss: Officer) -> None:
    cases = quarter(units)
    found = publish(boss)
    assert found.count() == len(cases)
    done = sum(case.outcome == "done" for case in cases)
    assert found.count(PROVINCE, "outcome:done") == done
    assert found.really_done() == 100 * done / len(cases)
    days = sorted((case.closed_on - case.received_on).days for case in cases)
    assert found.days[PROVINCE, ""] == (days[len(days) // 2], len(days))
    satisfied = sum(case.rating in (4, 5) for case in cases)
    index = found.satisfaction()
    assert index is not None
    assert index.n == sum(case.rating is not None for case in cases)
    assert round(index.value * index.n / 100) == satisfied
    Case.objects.filter(pk=cases[0].pk).update(outcome="explained")
    again = publications.figures(str(Q3))
    assert again is not None
    assert again.count(PROVINCE, "outcome:done") == done


def test_nothing_small_leaves_the_house(client: Client, units: list[Unit], boss: Officer) -> None:
    quarter(units)
    publish(boss)
    text = client.get("/so-lieu/du-lieu/2026-Q3.csv").content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    shown = [int(row["count"]) for row in rows if row["count"]]
    assert shown
    assert not [count for count in shown if 0 < count < 10]
    assert [row for row in rows if not row["count"]]
    whole = {row["row"]: row["count"] for row in rows if not row["column"]}
    assert whole["LG-03"] == ""
    hidden = [unit for unit in ("LG-01", "LG-02") if not whole[unit]]
    assert hidden, "the third unit would follow from the other two"


def test_denunciations_and_merged_ones_are_not_counted(units: list[Unit], boss: Officer) -> None:
    cases = quarter(units)
    answered(units[0], 900, secret=True, kind="to_cao")
    answered(units[0], 901, state="merged", merged_into=cases[0])
    assert publish(boss).count() == len(cases)


def test_a_quarter_that_runs_is_refused(units: list[Unit], boss: Officer) -> None:
    quarter(units)
    with pytest.raises(ValueError, match="chưa kết thúc"):
        publications.publish(quarter=Quarter(2026, 4), by=boss)
    clerk = Officer.objects.create_user(username="x", password="x", role="clerk")
    with pytest.raises(PermissionDenied):
        publications.publish(quarter=Q3, by=clerk)


def test_the_threshold_is_the_offices(units: list[Unit], boss: Officer) -> None:
    quarter(units)
    Office.objects.update(least_public=25)
    publish(boss)
    row = Publication.objects.get()
    assert row.k == 25
    assert all(count == 0 or count >= 25 for *_, count in row.shown["cells"])


def test_published_anew_after_one_more_case_is_refused_and_after_many_is_safe(units: list[Unit], boss: Officer) -> None:
    quarter(units)
    first = publish(boss)
    answered(units[0], 950)
    with pytest.raises(ValueError, match="giữ bản đã công bố"):
        publications.publish(quarter=Q3, by=boss)
    for number in range(960, 990):
        answered(units[0], number)
    second = publish(boss)
    assert Publication.objects.count() == 2
    assert second.count() == (first.count() or 0) + 31
    for cell, count in second.cells.items():
        assert not 0 < count - first.cells.get(cell, count) < 10
        assert cell in first.cells


def test_open_data_describes_itself(client: Client, units: list[Unit], boss: Officer) -> None:
    quarter(units)
    found = publish(boss)
    package = client.get("/so-lieu/du-lieu/datapackage.json").json()
    assert package["profile"] == "tabular-data-package"
    assert package["licenses"][0]["name"] == "CC-BY-4.0"
    resource = package["resources"][0]
    table = client.get(resource["path"].removeprefix("http://testserver"))
    head = table.content.decode("utf-8-sig").splitlines()[0]
    assert head.split(",") == [field["name"] for field in resource["schema"]["fields"]]
    records = client.get("/so-lieu/du-lieu/2026-Q3.json").json()
    assert records["licence"]["name"] == "CC-BY-4.0"
    assert records["least_count"] == 10
    told = {(row["row"], row["column"]): row["count"] for row in records["records"]}
    assert told[PROVINCE, ""] == found.count()
    assert {cell for cell, count in told.items() if count is not None} == set(found.cells)
    for nothing in ("2026-Q1", "abc"):
        assert client.get(f"/so-lieu/du-lieu/{nothing}.csv").status_code == 404


def test_the_page_asks_for_publications_only(
    client: Client, units: list[Unit], boss: Officer, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    quarter(units)
    publish(boss)
    with django_assert_max_num_queries(3) as asked:
        response = client.get("/so-lieu/")
    assert not [query for query in asked.captured_queries if "cases_case" in query["sql"]]
    assert "counts" not in "".join(query["sql"] for query in asked.captured_queries)
    assert client.get("/so-lieu/", headers={"if-none-match": response["ETag"]}).status_code == 304
