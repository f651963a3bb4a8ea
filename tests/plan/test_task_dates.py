"""Times as people write them."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from langnghe.plan.task_dates import Span, read_time

YEAR = Span(dt.date(2026, 1, 1), dt.date(2026, 12, 31))


def day(text: str) -> dt.date:
    return dt.datetime.strptime(text, "%d/%m/%Y").date()


@pytest.mark.parametrize(
    ("text", "first", "dues"),
    [
        ("Quý III/2026", "01/07/2026", ["30/09/2026"]),
        ("trước 30/6/2026", "01/01/2026", ["30/06/2026"]),
        ("Chậm nhất ngày 20/12", "01/01/2026", ["20/12/2026"]),
        ("ngày 15 tháng 4 năm 2026", "01/01/2026", ["15/04/2026"]),
        ("tháng 9", "01/09/2026", ["30/09/2026"]),
        ("9/2026", "01/09/2026", ["30/09/2026"]),
        ("đầu tháng 9/2026", "01/09/2026", ["10/09/2026"]),
        ("Tháng 3 - tháng 5/2026", "01/03/2026", ["31/05/2026"]),
        ("Tháng 2-3/2026", "01/02/2026", ["31/03/2026"]),
        ("từ 01/3 đến 30/6/2026", "01/03/2026", ["30/06/2026"]),
        ("Từ tháng 4/2026", "01/04/2026", ["31/12/2026"]),
        ("6 tháng đầu năm", "01/01/2026", ["30/06/2026"]),
        ("thường xuyên", "01/01/2026", ["31/12/2026"]),
        ("Năm 2026", "01/01/2026", ["31/12/2026"]),
        ("Quý II, quý IV/2026", "01/01/2026", ["30/06/2026", "31/12/2026"]),
        ("tháng 3, 6, 9, 12", "01/01/2026", ["31/03/2026", "30/06/2026", "30/09/2026", "31/12/2026"]),
        ("Hàng quý", "01/01/2026", ["31/03/2026", "30/06/2026", "30/09/2026", "31/12/2026"]),
        ("6 tháng, năm", "01/01/2026", ["30/06/2026", "31/12/2026"]),
    ],
)
def test_a_time_is_read_as_it_is_meant(text: str, first: str, dues: list[str]) -> None:
    found = read_time(text, YEAR)
    assert (found.starts_on, [turn.on for turn in found.turns]) == (day(first), [day(each) for each in dues])
    assert not found.doubt


def test_every_month_is_a_turn_of_its_own_with_its_day_and_name() -> None:
    found = read_time("Trước ngày 25 hằng tháng", YEAR)
    assert [turn.on.day for turn in found.turns] == [25] * 12
    assert found.turns[1].name == "tháng 2/2026"
    assert len(read_time("hằng tháng, từ tháng 3/2026", YEAR).turns) == 10


@pytest.mark.parametrize("text", ["theo hướng dẫn của cấp trên", "31/02/2026", "sớm nhất có thể"])
def test_what_is_no_time_is_a_doubt_and_never_a_guess(text: str) -> None:
    assert read_time(text, YEAR).doubt.startswith("Chưa hiểu")


def test_a_day_outside_the_plan_is_told() -> None:
    assert "ngoài thời gian" in read_time("Tháng 01/2027", YEAR).doubt


@given(st.text(max_size=60))
def test_whatever_is_written_gives_at_least_one_day_in_order(text: str) -> None:
    found = read_time(text, YEAR)
    days = [turn.on for turn in found.turns]
    assert days
    assert days == sorted(days)
    assert found.starts_on <= found.ends_on


@given(
    st.dates(YEAR.first, YEAR.last),
    st.sampled_from(["{:%d/%m/%Y}", "trước {:%d/%m/%Y}", "Trước ngày {:%d.%m.%Y}", "xong {:%d-%m-%Y}"]),
)
def test_any_day_of_the_year_is_found_however_it_is_written(on: dt.date, written: str) -> None:
    assert read_time(written.format(on), YEAR).ends_on == on
