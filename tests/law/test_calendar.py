"""The shipped calendar against two independent ones, and against the rule on days in lieu."""

from __future__ import annotations

from datetime import date, timedelta

import holidays
import pytest

from langnghe.law.calendar import Calendar, Day, shipped
from tests.law.lunar import solar

YEARS = range(2020, 2031)
DAY = timedelta(days=1)

# Where the `holidays` package and the yearly notices differ, after looking at both.
PACKAGE_MISSES = {date(2026, 1, 2), date(2026, 1, 10)}  # the swap announced on 25/12/2025


def year_of(year: int) -> list[date]:
    return [date(year, 1, 1) + DAY * shift for shift in range((date(year + 1, 1, 1) - date(year, 1, 1)).days)]


def named(year: int, name: str, kind: str = "holiday") -> list[date]:
    return sorted(
        day for day, row in shipped().days.items() if day.year == year and row.name == name and row.kind == kind
    )


@pytest.mark.parametrize("year", YEARS)
def test_the_first_of_tet_is_the_first_day_of_the_lunar_year_and_one_of_five(year: int) -> None:
    tet = named(year, "Tết Nguyên đán")
    assert len(tet) == 5
    assert tet[-1] - tet[0] == 4 * DAY
    assert solar(1, 1, year) in tet[1:4]


@pytest.mark.parametrize("year", YEARS)
def test_gio_to_is_the_tenth_of_the_third_lunar_month(year: int) -> None:
    assert named(year, "Giỗ Tổ Hùng Vương") == [solar(10, 3, year)]


def test_tet_2030_is_vietnams_and_not_chinas() -> None:
    """The new moon comes at 23:07 on 2/2 in Hà Nội and at 0:07 on 3/2 in Beijing."""
    assert solar(1, 1, 2030) == date(2030, 2, 2)
    assert date(2030, 1, 31) in named(2030, "Tết Nguyên đán")


@pytest.mark.parametrize("year", YEARS)
def test_every_working_day_agrees_with_the_holidays_package(year: int) -> None:
    package = holidays.country_holidays("VN", years=[year - 1, year, year + 1])
    differing = {day for day in year_of(year) if shipped().is_working(day) != package.is_working_day(day)}
    assert differing == {day for day in PACKAGE_MISSES if day.year == year}


@pytest.mark.parametrize("year", YEARS)
def test_the_statutory_days_are_all_there(year: int) -> None:
    for name, on in [("Tết Dương lịch", (1, 1)), ("Ngày Chiến thắng 30/4", (4, 30)), ("Quốc tế Lao động 1/5", (5, 1))]:
        assert named(year, name) == [date(year, *on)]
    national = named(year, "Quốc khánh 2/9")
    assert date(year, 9, 2) in national
    assert len(national) == (1 if year == 2020 else 2)
    assert (named(year, "Ngày Văn hóa Việt Nam") == [date(year, 11, 24)]) is (year >= 2026)


@pytest.mark.parametrize("year", YEARS)
def test_each_holiday_on_a_weekend_gives_one_day_in_lieu(year: int) -> None:
    """Điều 111.3: the next working days; the two days of a swap pay for each other."""
    lost = [day for day, row in shipped().days.items() if row.kind == "holiday" and day.year == year]
    in_lieu = [day for day, row in shipped().days.items() if row.name.startswith("Nghỉ bù") and day.year == year]
    assert len(in_lieu) == sum(day.weekday() >= 5 for day in lost)
    assert all(day.weekday() < 5 for day in in_lieu)
    assert not any(shipped().is_working(day - DAY) for day in in_lieu)  # joined to the rest it belongs to
    swapped = [day for day, row in shipped().days.items() if "hoán đổi" in row.name and day.year == year]
    worked = [day for day, row in shipped().days.items() if row.kind == "work_instead" and day.year == year]
    assert len(swapped) == len(worked)
    assert all(day.weekday() == 5 for day in worked)


def test_what_is_expected_is_marked_so() -> None:
    unconfirmed = {day for day, row in shipped().days.items() if not row.confirmed}
    assert unconfirmed == {day for day in shipped().days if day.year >= 2027 or day == date(2026, 11, 24)}
    assert all(row.source for row in shipped().days.values())


@pytest.mark.parametrize(
    ("day", "why"),
    [
        (date(2026, 2, 17), "Tết Nguyên đán"),
        (date(2026, 2, 14), "Thứ Bảy"),
        (date(2026, 2, 15), "Chủ nhật"),
        (date(2026, 4, 27), "Nghỉ bù Giỗ Tổ Hùng Vương"),
        (date(2026, 8, 31), "Nghỉ hoán đổi với thứ Bảy 22/8/2026"),
        (date(2026, 8, 22), None),
        (date(2026, 8, 21), None),
    ],
)
def test_a_day_off_has_its_reason(day: date, why: str | None) -> None:
    assert shipped().why_not(day) == why
    assert shipped().is_working(day) is (why is None)


def test_an_office_lays_its_own_days_over_the_shipped_ones() -> None:
    day_of_culture, storm = date(2026, 11, 24), date(2026, 11, 25)
    mine = shipped().with_changes({day_of_culture: None, storm: Day("holiday", "Nghỉ bão", "CĐ 12", True)})
    assert mine.is_working(day_of_culture)
    assert not shipped().is_working(day_of_culture)
    assert mine.why_not(storm) == "Nghỉ bão"
    assert shipped().is_working(storm)
    assert mine.working_after(date(2026, 11, 23), 1) == day_of_culture
    assert mine.working_after(date(2026, 11, 23), 2) == date(2026, 11, 26)


def test_the_same_changes_give_the_same_calendar_which_is_counted_once() -> None:
    storm = {date(2026, 11, 25): Day("holiday", "Nghỉ bão", "CĐ 12", True)}
    assert shipped().with_changes(storm) is shipped().with_changes(dict(storm))
    assert shipped().with_changes(storm) != shipped().with_changes({}) == shipped()


def test_counting_goes_both_ways_and_agrees_with_itself() -> None:
    friday, monday = date(2026, 2, 13), date(2026, 2, 23)  # Tết between them
    assert shipped().working_after(friday, 1) == monday
    assert shipped().working_after(monday, -1) == friday
    assert shipped().working_after(date(2026, 2, 17), -1) == friday
    assert shipped().working_between(friday, monday) == 2
    assert shipped().working_between(monday, friday) == 0
    assert shipped().next_working(date(2026, 2, 14)) == monday
    assert shipped().last_working(date(2026, 2, 22)) == friday


def test_an_office_that_works_on_saturdays() -> None:
    assert Calendar(rest=(6,)).working_after(date(2026, 11, 6), 2) == date(2026, 11, 9)  # Sat, (Sun), Mon


def test_a_year_out_of_reach_is_a_sentence() -> None:
    with pytest.raises(ValueError, match="kiểm tra lại năm"):
        shipped().working_after(date(1026, 11, 2), 5)


def test_years_without_holidays_are_known() -> None:
    assert shipped().covers(date(2020, 1, 1), date(2030, 12, 31))
    assert not shipped().covers(date(2030, 12, 31), date(2031, 1, 1))
