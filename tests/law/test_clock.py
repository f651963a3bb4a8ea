"""The clock: a table counted by hand, an independent day-by-day count, and the reasons it gives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import assume, given
from hypothesis import strategies as st

from langnghe.law.calendar import Calendar, Day, shipped
from langnghe.law.clock import Due, Span, due, warnings
from langnghe.law.procedures import Deadline, Extension, deadline, rows
from tests.law import naive

DAY = timedelta(days=1)
WORKED: list[list[Any]] = yaml.safe_load((Path(__file__).parent / "dates.yaml").read_text("utf-8"))

SHARES = (50, 80, 100)


def granted(row: Deadline, variant: str | None, days: list[int]) -> list[Extension]:
    return [replace(most, days=count) for most, count in zip(row.extensions(variant), days, strict=False)]


def worked_due(what: str, start: date, _due: date, _why: str, more: Mapping[str, Any] = {}) -> Due:
    kind, step = what.split(".")
    row = deadline(kind, step, start)
    variant = more.get("variant")
    return due(
        start,
        row,
        calendar=shipped(),
        variant=variant,
        suspensions=[tuple(span) for span in more.get("suspended", [])],
        extensions=granted(row, variant, more.get("extended", [])),
    )


@pytest.mark.parametrize("worked", WORKED, ids=lambda worked: f"{worked[0]}-{worked[1]}-{worked[3]}")
def test_a_step_falls_due_on_the_day_counted_by_hand(worked: list[Any]) -> None:
    assert worked_due(*worked).on == worked[2]


def test_every_row_of_the_law_and_every_variant_has_a_worked_date() -> None:
    met = {(row.kind, row.step, row.since, variant) for row, variant in map(_row_and_variant, WORKED)}
    assert met == {(row.kind, row.step, row.since, variant) for row in rows() for variant in (None, *row.variants)}
    assert len(WORKED) >= 130


def _row_and_variant(worked: list[Any]) -> tuple[Deadline, str | None]:
    found = worked_due(*worked)
    return found.row, found.variant


# -- against an independent count, 2020 to 2030 --

DAYS = st.dates(date(2020, 1, 1), date(2030, 6, 30))
TURNED = st.sampled_from(["holiday", "rest_instead", "work_instead"])


@st.composite
def calendars(draw: st.DrawFn) -> Calendar:
    """The shipped calendar, as an office may have changed it."""
    changes = draw(
        st.dictionaries(DAYS, st.none() | st.builds(Day, TURNED, st.just("Đổi"), st.just("CV"), st.booleans()))
    )
    return shipped().with_changes(changes)


@st.composite
def spans(draw: st.DrawFn, start: date, ends: date) -> list[Span]:
    """Suspensions anywhere, and often about the last day of the term, where the rules meet."""
    about_the_end = st.integers(-2, 4).map(lambda shift: ends + DAY * shift)
    anywhere = st.integers(-10, 120).map(lambda shift: start + DAY * shift)
    found: list[Span] = []
    for _ in range(draw(st.integers(0, 3))):
        first = draw(about_the_end | anywhere)
        length = draw(st.none() | st.integers(0, 60)) if draw(st.booleans()) else draw(st.integers(0, 60))
        found.append((first, None if length is None else first + DAY * length))
    return found


@st.composite
def matters(draw: st.DrawFn) -> tuple[date, Deadline, str | None, list[Span], list[Extension]]:
    """A step that may have begun, with what may have been decided in it."""
    plain = [row for row in rows() if row.days and row.unit != "hour" and row.way != "before"]
    row = draw(st.sampled_from(plain))
    start = draw(DAYS)
    variant = draw(st.sampled_from([None, *row.variants]))
    allowed = row.extensions(variant)[: draw(st.integers(0, 2))]
    ends = due(start, row, calendar=shipped(), variant=variant).ends or start
    return (
        start,
        row,
        variant,
        draw(spans(start, ends)),
        [replace(one, days=draw(st.integers(1, one.days))) for one in allowed],
    )


@given(matters(), calendars())
def test_the_clock_agrees_with_a_finger_on_a_wall_calendar(
    matter: tuple[date, Deadline, str | None, list[Span], list[Extension]], calendar: Calendar
) -> None:
    start, row, variant, suspensions, extensions = matter
    count = row.variants[variant] if variant else row.days or 0
    if row.unit == "month":
        count = naive.days_in_months(start, count)
    last = naive.walk(start, count + sum(one.days for one in extensions), row.unit, calendar, suspensions)
    expected = last and naive.off_rest(last, calendar, suspensions)

    found = due(start, row, calendar=calendar, variant=variant, suspensions=suspensions, extensions=extensions)

    assert (found.ends, found.on) == (last, expected)


@given(matters(), calendars())
def test_days_counted_and_days_skipped_fill_the_term(
    matter: tuple[date, Deadline, str | None, list[Span], list[Extension]], calendar: Calendar
) -> None:
    start, row, variant, suspensions, extensions = matter
    assume(row.unit != "month")
    why = due(start, row, calendar=calendar, variant=variant, suspensions=suspensions, extensions=extensions).explain()
    skipped = [run.first + DAY * shift for run in why.skipped for shift in range((run.last - run.first).days + 1)]
    assert len(skipped) == len(set(skipped))
    assert all(
        naive.suspended(day, suspensions) or (row.unit == "wd" and not naive.works(day, calendar)) for day in skipped
    )
    if why.ends:
        assert why.days is not None
        assert (why.ends - start).days - len(skipped) == why.days + sum(one.days for one in extensions)
    assert why.lines()[0].startswith(row.vi)


@given(DAYS, st.sampled_from(["day", "wd"]), st.integers(1, 30), calendars())
def test_a_notice_before_an_event_is_counted_backwards(event: date, unit: Any, count: int, calendar: Calendar) -> None:
    row = replace(deadline("doi_thoai", "thong_bao", date(2026, 1, 1)), unit=unit, days=count)
    assert due(event, row, calendar=calendar).on == naive.back_from(event, count, unit, calendar)


@given(st.datetimes(datetime(2026, 1, 1), datetime(2030, 6, 30)))
def test_hours_run_through_nights_and_holidays(start: datetime) -> None:
    found = due(start, deadline("du_lieu_ca_nhan", "bao_vi_pham", start), calendar=shipped())
    assert found.at == start + timedelta(days=3)


@given(matters(), calendars())
def test_warnings_come_in_order_on_working_days_and_end_on_the_due_day(
    matter: tuple[date, Deadline, str | None, list[Span], list[Extension]], calendar: Calendar
) -> None:
    start, row, variant, suspensions, _ = matter
    on = due(start, row, calendar=calendar, variant=variant, suspensions=suspensions).on
    assume(on is not None)
    assert on is not None
    half, most, whole = warnings(start, on, calendar, shares=SHARES, suspensions=suspensions).values()
    assert start <= half <= most <= whole == on
    assert all(calendar.is_working(day) for day in (half, most, whole))
    term = naive.days_run(start, on, suspensions)
    assert naive.days_run(start, half, suspensions) >= 0.5 * term
    assert naive.days_run(start, most, suspensions) >= 0.8 * term


# -- what an officer reads --


def lines(kind: str, step: str, start: date, **decided: Any) -> list[str]:
    return due(start, deadline(kind, step, start), calendar=shipped(), **decided).explain().lines()


def test_a_complaint_suspended_over_tet_says_why() -> None:
    row = deadline("khieu_nai", "giai_quyet", date(2026, 1, 12))
    said = lines(
        "khieu_nai",
        "giai_quyet",
        date(2026, 1, 12),
        suspensions=[(date(2026, 2, 9), date(2026, 2, 25))],
        extensions=row.extend,
    )
    assert said == [
        "Giải quyết khiếu nại lần đầu: thời hạn 30 ngày (Luật Khiếu nại, Điều 28).",
        "Tính từ ngày sau thứ Hai 12/01/2026 (thụ lý); không tính ngày xảy ra sự kiện (BLDS 2015, Điều 147).",
        "Gia hạn lần 1: thêm 15 ngày (Luật Khiếu nại, Điều 28).",
        "Không tính 16 ngày: tạm đình chỉ (09/02/2026 đến 24/02/2026).",
        "Ngày cuối tính được là thứ Bảy 14/03/2026, gặp ngày nghỉ hằng tuần (14/03/2026 đến 15/03/2026); "
        "chuyển sang ngày làm việc tiếp theo (BLDS 2015, Điều 148): hết thứ Hai 16/03/2026.",
    ]


def test_working_days_name_the_holidays_and_what_is_not_confirmed() -> None:
    said = lines("to_cao", "thong_bao_thu_ly", date(2026, 11, 19))
    assert said[2:] == [
        "Không tính 2 ngày nghỉ hằng tuần.",
        "Không tính 1 ngày: Ngày Văn hóa Việt Nam (24/11/2026).",
        "Hạn là hết thứ Sáu 27/11/2026.",
        "Có điều chưa xác nhận trong cách tính này: quy định hoặc ngày nghỉ cần được đối chiếu.",
    ]


def test_a_seen_row_over_announced_holidays_is_confirmed() -> None:
    assert not lines("to_cao", "thong_bao_thu_ly", date(2026, 2, 10))[-1].startswith("Có điều chưa xác nhận")
    found = due(date(2026, 2, 10), deadline("to_cao", "chuyen", date(2026, 2, 10)), calendar=shipped())
    assert not found.explain().confirmed  # same days, but the article was not seen


def test_a_year_without_holidays_is_not_confirmed() -> None:
    row = deadline("cap_uy", "tra_loi", date(2031, 3, 3))
    assert not due(date(2031, 3, 3), row, calendar=shipped()).explain().confirmed


def test_a_suspended_case_says_that_it_waits() -> None:
    said = lines("khieu_nai", "giai_quyet", date(2026, 1, 12), suspensions=[(date(2026, 2, 9), None)])
    assert said[-1] == "Đang tạm đình chỉ: ngày đến hạn được tính lại khi tiếp tục giải quyết."


def test_a_row_without_a_number_says_who_sets_it() -> None:
    assert lines("pakn_quy_dinh", "tra_loi", date(2026, 1, 12)) == [
        "Xử lý và trả lời: không có thời hạn (NĐ 20/2008/NĐ-CP, Điều 14-16; quy chế của tỉnh).",
        "Luật không đặt số ngày; đơn vị đặt thời hạn trong quy chế.",
    ]


def test_the_note_of_a_row_is_read_too() -> None:
    said = lines("khieu_nai_lan_hai", "hieu_luc", date(2026, 3, 2))
    assert said[-2:] == ["Hạn là hết thứ Tư 01/04/2026.", "Quyết định có hiệu lực từ ngày sau ngày này."]


def test_a_notice_before_a_dialogue_goes_back_over_tet() -> None:
    said = lines("doi_thoai", "thong_bao", date(2026, 3, 1))
    assert said[0] == "Thông báo hội nghị đối thoại: trước ít nhất 7 ngày (Luật 72/2025/QH15, Điều 43)."
    assert said[-1].endswith("lùi về ngày làm việc trước đó: hết thứ Sáu 13/02/2026.")


def test_an_evening_in_london_is_the_next_day_in_vietnam() -> None:
    evening = datetime(2026, 11, 1, 18, 30, tzinfo=UTC)  # 1:30 on 2/11 in Vietnam
    found = due(evening, deadline("khieu_nai", "giai_quyet", evening), calendar=shipped())
    assert (found.start, found.on) == (date(2026, 11, 2), date(2026, 12, 2))
    breach = due(evening, deadline("du_lieu_ca_nhan", "bao_vi_pham", evening), calendar=shipped())
    assert breach.on == date(2026, 11, 5)
    assert "Đến hạn lúc 01:30 ngày 05/11/2026." in breach.explain().lines()


def test_a_variant_is_named() -> None:
    said = lines("khieu_nai", "giai_quyet", date(2026, 11, 2), variant="remote_complex")
    assert said[0].startswith("Giải quyết khiếu nại lần đầu: thời hạn 60 ngày, vùng sâu, vùng xa và vụ việc phức tạp")


# -- what may not be --


@pytest.mark.parametrize(
    ("kind", "step", "decided", "sentence"),
    [
        ("khieu_nai", "thu_ly", {"extend": [5]}, "chỉ được gia hạn 0 lần"),
        ("to_cao", "giai_quyet", {"extend": [30, 30, 30]}, "chỉ được gia hạn 2 lần"),
        ("to_cao", "giai_quyet", {"extend": [31]}, "từ 1 đến 30 ngày"),
        ("to_cao", "giai_quyet", {"extend": [0]}, "từ 1 đến 30 ngày"),
        ("khieu_nai", "giai_quyet", {"extend": [15], "variant": "complex"}, "chỉ được gia hạn 0 lần"),
        ("khieu_nai_lan_hai", "giai_quyet", {"extend": [11], "variant": "remote"}, "từ 1 đến 10 ngày"),
        ("khieu_nai", "giai_quyet", {"variant": "many_places"}, "không có mức “many_places”"),
        ("doi_thoai", "thong_bao", {"suspend": True}, "không gia hạn hay tạm đình chỉ được"),
        ("du_lieu_ca_nhan", "bao_vi_pham", {"suspend": True}, "không gia hạn hay tạm đình chỉ được"),
        ("khieu_nai", "giai_quyet", {"suspend": False}, "không được trước ngày tạm đình chỉ 10/11/2026"),
    ],
)
def test_what_the_law_does_not_allow_is_refused_in_a_sentence(
    kind: str, step: str, decided: dict[str, Any], sentence: str
) -> None:
    start = date(2026, 11, 2)
    until = {True: date(2026, 11, 12), False: date(2026, 11, 9)}
    with pytest.raises(ValueError, match=sentence):
        due(
            start,
            deadline(kind, step, start),
            calendar=shipped(),
            variant=decided.get("variant"),
            suspensions=[(date(2026, 11, 10), until[decided["suspend"]])] if "suspend" in decided else (),
            extensions=[Extension(days, "day", "", "") for days in decided.get("extend", [])],
        )


def test_a_suspension_on_the_last_day_is_skipped_and_not_taken_for_rest() -> None:
    start = date(2026, 11, 2)
    for step, last, resumed in [
        ("chuyen", date(2026, 11, 9), date(2026, 11, 16)),
        ("niem_yet", date(2026, 11, 17), date(2026, 11, 20)),
    ]:
        why = due(start, deadline("to_cao", step, start), calendar=shipped(), suspensions=[(last, resumed)]).explain()
        assert (why.ends, why.on, why.moved) == (resumed, resumed, ())
        assert why.skipped[-1].reason == "tạm đình chỉ"


def test_a_suspension_of_no_days_changes_nothing() -> None:
    start = date(2026, 11, 2)
    row = deadline("khieu_nai", "giai_quyet", start)
    same_day = [(date(2026, 11, 10), date(2026, 11, 10))]
    assert due(start, row, calendar=shipped(), suspensions=same_day).on == date(2026, 12, 2)


def test_a_holiday_added_by_the_office_moves_the_clock() -> None:
    start = date(2026, 11, 2)
    row = deadline("khieu_nai", "giai_quyet", start)
    storm = shipped().with_changes({date(2026, 12, 2): Day("holiday", "Nghỉ bão", "CĐ 12", True)})
    moved = due(start, row, calendar=storm)
    assert moved.on == date(2026, 12, 3)
    assert "gặp Nghỉ bão (02/12/2026)" in moved.explain().lines()[-1]
    assert due(start, row, calendar=shipped()).on == date(2026, 12, 2)


def test_warnings_of_a_plain_month() -> None:
    """30 days from 2/11: half is day 15, Tue 17/11; 80 % is day 24, Thu 26/11."""
    assert warnings(date(2026, 11, 2), date(2026, 12, 2), shipped(), shares=SHARES) == {
        50: date(2026, 11, 17),
        80: date(2026, 11, 26),
        100: date(2026, 12, 2),
    }


def test_a_warning_never_falls_on_tet_and_never_after_the_due_day() -> None:
    """30 days from 25/1: half is day 15, Mon 9/2; 80 % is day 24, Wed 18/2 in Tết: Mon 23/2."""
    assert warnings(date(2026, 1, 25), date(2026, 2, 24), shipped(), shares=SHARES)[80] == date(2026, 2, 23)
    assert warnings(date(2026, 2, 12), date(2026, 2, 13), shipped(), shares=SHARES)[50] == date(2026, 2, 13)
