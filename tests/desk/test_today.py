"""«Hôm nay của tôi» as a page; what stands in its lists is tested beside ``cases.today``."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
import time_machine
from pytest_django import DjangoAssertNumQueries

from langnghe.cases.actions import perform
from langnghe.cases.models import Case
from langnghe.registry.models import Officer
from tests.cases.conftest import a_case, commune, people  # noqa: F401 (fixtures)
from tests.conftest import signed_in

People = dict[str, Officer]


@pytest.fixture(autouse=True)
def today() -> object:
    with time_machine.travel(dt.datetime(2026, 11, 20, 2, tzinfo=dt.UTC), tick=False):
        yield


def test_an_empty_day_says_so(people: People) -> None:  # noqa: F811
    assert "#today" in signed_in(people["commune"]).get("/hom-nay/").content.decode()


def test_what_is_late_stands_before_what_is_near(people: People, a_case: Callable[..., Case]) -> None:  # noqa: F811
    late, near = a_case("khieu_nai"), a_case("phan_anh", received_on=dt.date(2026, 11, 9))
    page = signed_in(people["commune"]).get("/hom-nay/").content.decode()
    assert 'id="overdue"' in page
    assert page.index(late.code) < page.index(near.code)


def test_a_leader_finds_what_to_approve(people: People, a_case: Callable[..., Case]) -> None:  # noqa: F811
    case = a_case("khieu_nai", received_on=dt.date(2026, 11, 18))
    perform(case=case.pk, act="accept", by=people["commune"])
    page = signed_in(people["leader"]).get("/hom-nay/").content.decode()
    assert 'id="drafts"' in page
    assert case.code in page


def test_the_page_asks_at_most_fifteen_times(
    people: People,  # noqa: F811
    a_case: Callable[..., Case],  # noqa: F811
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for kind in ("khieu_nai", "phan_anh", "kien_nghi"):
        perform(case=a_case(kind).pk, act="accept", by=people["commune"])
    client = signed_in(people["leader"])
    with django_assert_max_num_queries(15):
        client.get("/hom-nay/")
