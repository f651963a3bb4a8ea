"""The statistics through HTTP: who may, the table, the file, and what stands behind a number."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Callable

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook

from langnghe.audit.models import Entry
from langnghe.cases.models import Case
from langnghe.registry.models import Officer, Unit
from langnghe.registry.roles import Right, Role, may
from langnghe.reports.statistics.tables import forms
from tests.cases.conftest import a_case, commune, people
from tests.conftest import signed_in

__all__ = ["a_case", "commune", "people"]
People = dict[str, Officer]
CaseMaker = Callable[..., Case]
# The site holds nothing of them, so there is nothing to press.
EMPTY = {"06-qlkntc"}


@pytest.fixture(autouse=True)
def today() -> object:
    with time_machine.travel(dt.datetime(2026, 11, 20, 2, tzinfo=dt.UTC), tick=False):
        yield


@pytest.fixture
def site(people: People) -> Client:
    return signed_in(people["clerk"])


def page(client: Client, name: str, *args: object, **query: str) -> str:
    response = client.get(reverse(name, args=args), query)
    assert response.status_code == 200
    return str(response.content.decode())


@pytest.mark.parametrize("role", list(Role))
def test_only_who_draws_statistics_opens_them(people: People, role: Role) -> None:
    client = signed_in(people[role.value])
    for name, args in (
        ("statistics", []),
        ("statistics-file", ["02-xld"]),
        ("statistics-cell", ["02-xld", "phai"]),
    ):
        expected = 200 if may(role, Right.DRAW_STATISTICS) else 403
        assert client.get(reverse(name, args=args)).status_code == expected, name


@pytest.mark.parametrize("slug", list(forms()))
def test_every_form_opens_and_says_that_it_is_not_confirmed(site: Client, slug: str) -> None:
    text = page(site, "statistics", bieu=slug)
    assert forms()[slug].code in text
    assert "chưa xác nhận" in text
    assert ("điền tay" in text) or slug not in EMPTY


def test_each_number_leads_to_what_it_counts(site: Client, a_case: CaseMaker) -> None:
    cases = [a_case("khieu_nai"), a_case("phan_anh")]
    secret = a_case("to_cao", "Trưởng thôn thu tiền làm đường không có biên lai.")
    text = page(site, "statistics", bieu="02-xld")
    links = {
        address.replace("&amp;", "&"): int(number)
        for address, number in re.findall(r'<td><a href="([^"]+)">(\d+)</a>', text)
    }
    assert len(links) == 6  # total, received and waiting, in all and of the commune
    for address, number in links.items():
        behind = site.get(address).content.decode()
        assert number == 3
        assert all(case.code in behind for case in cases)
        assert secret.code not in behind
        assert secret.title not in behind


def test_the_file_holds_the_same_numbers_and_is_in_the_journal(site: Client, a_case: CaseMaker) -> None:
    a_case("khieu_nai")
    response = site.get(reverse("statistics-file", args=["02-xld"]), {"dot": "nam", "nam": "2026"})
    assert response.headers["Content-Disposition"] == 'attachment; filename="02-xld-2026-nam.xlsx"'
    rows = CalamineWorkbook.from_filelike(io.BytesIO(response.content)).get_sheet_by_index(0).to_python()
    total = next(row for row in rows if row[0] == "Tổng số")
    assert total[1:4] == [1, 0, 1]
    entry = Entry.objects.get(verb="export statistics")
    assert entry.detail["period"] == "nam"


def test_a_commune_sees_its_own_row_and_no_other(people: People, a_case: CaseMaker, commune: Unit) -> None:
    a_case("khieu_nai")
    other = Unit.objects.get(code="LG-02")
    stranger = signed_in(Officer.objects.create_user(username="b", password="x", role=Role.COMMUNE_OFFICER, unit=other))
    text = page(stranger, "statistics", bieu="02-xld", **{"tat-ca": "1"})
    assert "Xã Tân Sơn" in text
    assert "Xã Bình Khê" not in text
    for name, args in (("statistics", []), ("statistics-file", ["02-xld"]), ("statistics-cell", ["02-xld", "phai"])):
        assert stranger.get(reverse(name, args=args), {"don-vi": commune.pk}).status_code == 404
    assert page(signed_in(people["commune"]), "statistics", bieu="02-xld").count("Xã Bình Khê") >= 1


def test_what_makes_no_sense_is_not_found_or_passed_over(site: Client) -> None:
    assert site.get(reverse("statistics"), {"bieu": "99"}).status_code == 404
    assert site.get(reverse("statistics-cell", args=["02-xld", "khong-co"])).status_code == 404
    assert site.get(reverse("statistics-cell", args=["06-qlkntc", "cot-1"])).status_code == 404
    assert "Quý IV" in page(site, "statistics", dot="x", nam="y", **{"don-vi": "z"})


def test_an_officer_without_a_unit_sees_no_numbers(a_case: CaseMaker, province: Unit) -> None:
    a_case("khieu_nai")
    client = signed_in(Officer.objects.create_user(username="khong", password="x", role=Role.LEADER))
    assert "<td><a " not in page(client, "statistics", bieu="02-xld")


def test_the_page_asks_few_questions(
    site: Client, a_case: CaseMaker, django_assert_max_num_queries: Callable[[int], object]
) -> None:
    a_case("khieu_nai")
    with django_assert_max_num_queries(12):  # type: ignore[attr-defined]
        page(site, "statistics", bieu="02-xld")
