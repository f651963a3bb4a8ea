"""The statutory statistics: every number of these cases and turns is counted by hand beside it."""

from __future__ import annotations

import datetime as dt
import io
import random
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
import yaml
from python_calamine import CalamineWorkbook

from langnghe.cases.actions import approve, perform
from langnghe.cases.models import Attachment, Case, Draft
from langnghe.cases.registering import Item, register
from langnghe.cases.registers import meetings, visits
from langnghe.registry.models import Officer, Unit
from langnghe.registry.roles import Role
from langnghe.reports.statistics import workbook
from langnghe.reports.statistics.counting import Table, behind, fill, units_for
from langnghe.reports.statistics.periods import StatisticsPeriod, period_of, quarter_of
from langnghe.reports.statistics.tables import forms, read_form

People = dict[str, Officer]
D = dt.date
QUARTER = StatisticsPeriod("quy_IV", 2026)  # 15/9 to 14/12/2026
WHO = {"name": "Lò Thị Mẩy", "id_number": "030123456789"}


@pytest.fixture(autouse=True)
def today() -> object:
    with time_machine.travel(dt.datetime(2026, 12, 20, 2, tzinfo=dt.UTC), tick=False):
        yield


@pytest.fixture
def other(province: Unit) -> Unit:
    return Unit.objects.get(code="LG-02")


@pytest.fixture
def neighbours(other: Unit) -> People:
    """The officer and the leader of the second commune."""
    return {
        role.value: Officer.objects.create_user(username=f"b-{role.value}", password="x", role=role, unit=other)
        for role in (Role.COMMUNE_OFFICER, Role.LEADER)
    }


def arrives(unit: Unit, kinds: str | list[str], on: dt.date, **more: Any) -> list[Case]:
    items = [Item(kind, f"Nội dung {kind}.") for kind in ([kinds] if isinstance(kinds, str) else kinds)]
    submission = register(by="cb", unit=unit, channel="post", received_on=on, items=items, **more)
    return list(submission.cases.order_by("item"))


def do(case: Case, act: str, who: People, on: dt.date, **fields: Any) -> Case:
    done = perform(case=case.pk, act=act, by=who["commune"], on=on, **fields)
    if isinstance(done, Draft):
        approve(draft=done.pk, by=who["leader"], on=on)
    case.refresh_from_db()
    return case


def decide(case: Case, who: People, on: dt.date, finding: str) -> Case:
    act = "conclude" if case.kind == "to_cao" else "decide"
    return do(case, act, who, on, finding=finding, outcome="explained", answer="Đã xem xét.")


def numbers(
    slug: str, unit: Unit | None = None, period: StatisticsPeriod = QUARTER
) -> dict[tuple[str, ...], int | None]:
    """Every number of a form by its headings, of one unit or in all."""
    table = fill(forms()[slug], period.days, units=None)
    row = table.total if unit is None else next(row.numbers for row in table.rows if row.unit == unit)
    return {leaf.path: number for leaf, number in table.cells(row)}


def only(found: dict[tuple[str, ...], int | None]) -> dict[tuple[str, ...], int]:
    """The numbers that are not nought."""
    return {path: number for path, number in found.items() if number}


# --- forms ------------------------------------------------------------------------------------------------------


def test_there_are_the_six_forms_and_none_of_them_is_confirmed() -> None:
    assert [form.code for form in forms().values()] == [
        "01/TCD", "02/XLD", "03/GQKN", "04/GQTC", "05/KQTH", "06/QLKNTC",
    ]  # fmt: skip
    assert not any(form.confirmed for form in forms().values())


@pytest.mark.parametrize("slug", list(forms()))
def test_no_sum_mixes_units_and_no_column_is_named_twice(slug: str) -> None:
    form = forms()[slug]
    assert len({leaf.key for leaf in form.leaves}) == len(form.leaves)
    for leaf in form.leaves:
        assert {part.unit for key in leaf.sum if (part := form.leaf(key))} <= {leaf.unit}


@pytest.mark.parametrize("slug", list(forms()))
def test_the_headings_cover_the_table_without_a_gap(slug: str) -> None:
    form = forms()[slug]
    covered = [
        (line, column)
        for head in form.headings
        for line in range(head.line, head.line + head.down)
        for column in range(head.column, head.column + head.across)
    ]
    assert sorted(covered) == [(line, column) for line in range(form.depth) for column in range(len(form.leaves))]


def broken(columns: str) -> dict[str, Any]:
    head = "{code: X, title: X, article: X, conf: known, of: cases, columns: %s}"
    row: dict[str, Any] = yaml.safe_load(head % columns)
    return row


@pytest.mark.parametrize(
    ("columns", "told"),
    [
        ("[{vi: A, key: a, unit: don}, {vi: B, key: b, unit: vu_viec}, {vi: T, unit: don, sum: [a, b]}]", "trộn"),
        ("[{vi: A, key: a, unit: don}, {vi: T, unit: don, sum: [a, z]}]", "không có"),
        ("[{vi: A, unit: nguoi}]", "không đếm được «người»"),
        ("[{vi: A, unit: luot}]", "không đếm được «lượt»"),
        ("[{vi: A, unit: don, where: {tuoi: 60}}]", "không có «tuoi»"),
        ("[{vi: A, unit: con}]", "đơn vị tính «con»"),
        ("[{vi: A, key: a, unit: don, held: false}, {vi: T, unit: don, sum: [a]}]", "không đếm được"),
    ],
)
def test_a_form_that_counts_wrongly_is_refused(columns: str, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        read_form("x", broken(columns))


# --- periods ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("today", "key", "year"),
    [
        (D(2026, 12, 14), "quy_IV", 2026),
        (D(2026, 12, 15), "quy_I", 2027),
        (D(2027, 1, 1), "quy_I", 2027),
        (D(2027, 3, 14), "quy_I", 2027),
        (D(2027, 3, 15), "quy_II", 2027),
        (D(2028, 2, 29), "quy_I", 2028),
    ],
)
def test_a_quarter_goes_by_the_official_cut_off_days(today: dt.date, key: str, year: int) -> None:
    assert quarter_of(today) == StatisticsPeriod(key, year)


def test_a_period_that_is_none_becomes_the_present_quarter() -> None:
    assert period_of("nam", "2025", D(2026, 11, 2)).days == (D(2024, 12, 15), D(2025, 12, 14))
    for key, year in (("thang_13", "2026"), ("nam", "x"), ("nam", "1900"), ("nam", "9999"), ("", "")):
        assert period_of(key, year, D(2026, 11, 2)) == QUARTER


# --- reception --------------------------------------------------------------------------------------------------


@pytest.fixture
def reception(commune: Unit, other: Unit) -> None:
    """Turns of two communes; ``t`` people, and whether they had come before."""

    def hold(unit: Unit, on: dt.date, mode: str, *turns: tuple[int, bool], **more: Any) -> None:
        meeting = meetings.hold(unit=unit, kind="tiep_cong_dan", on=on, by="cb", mode=mode, **more)
        for people, again in turns:
            visits.receive(meeting, by="cb", person=WHO, text="Hỏi về đất.", people=people, again=again)

    hold(commune, D(2026, 9, 14), "thuong_xuyen", (9, False))  # the day before the quarter
    hold(commune, D(2026, 9, 15), "thuong_xuyen", (1, False), (2, True), (7, False))
    hold(commune, D(2026, 10, 1), "dinh_ky", (1, False), (6, True), held_by="chu_tich_xa")
    hold(commune, D(2026, 10, 15), "dot_xuat", (3, False), held_by="chu_tich_xa")
    hold(other, D(2026, 12, 14), "thuong_xuyen", (4, False))
    hold(other, D(2026, 12, 15), "thuong_xuyen", (5, False))  # the day after
    refused = meetings.hold(unit=other, kind="tiep_cong_dan", on=D(2026, 11, 3), by="cb", mode="thuong_xuyen")
    visits.receive(refused, by="cb", person={}, text="", people=1, handling="tu_choi", refusal="vi_pham_noi_quy")
    called_off = meetings.hold(unit=other, kind="tiep_cong_dan", on=D(2026, 11, 4), by="cb", mode="dinh_ky", held_by="chu_tich_xa")  # fmt: skip
    meetings.cancel(called_off, by="cb")


HEAD = "Tiếp định kỳ và đột xuất của Thủ trưởng"
CROWD = "Trong đó đoàn đông người"


def test_reception_is_counted_in_turns_people_delegations_and_matters(
    reception: None, commune: Unit, other: Unit
) -> None:
    assert only(numbers("01-tcd", commune)) == {
        ("Tổng số lượt tiếp",): 6,  # 3 + 2 + 1
        ("Tổng số người được tiếp",): 20,  # 1 + 2 + 7 + 1 + 6 + 3
        ("Tổng số vụ việc tiếp",): 6,
        ("Tiếp thường xuyên", "Số lượt tiếp"): 3,
        ("Tiếp thường xuyên", "Số người được tiếp"): 10,
        ("Tiếp thường xuyên", "Số vụ việc", "Tiếp lần đầu"): 2,
        ("Tiếp thường xuyên", "Số vụ việc", "Tiếp nhiều lần"): 1,
        ("Tiếp thường xuyên", CROWD, "Số đoàn được tiếp"): 1,  # of seven
        ("Tiếp thường xuyên", CROWD, "Số người được tiếp"): 7,
        ("Tiếp thường xuyên", CROWD, "Số vụ việc tiếp lần đầu"): 1,
        (HEAD, "Thủ trưởng tiếp", "Số kỳ tiếp"): 2,
        (HEAD, "Thủ trưởng tiếp", "Số lượt tiếp"): 3,
        (HEAD, "Thủ trưởng tiếp", "Số người được tiếp"): 10,
        (HEAD, "Thủ trưởng tiếp", "Số vụ việc", "Tiếp lần đầu"): 2,
        (HEAD, "Thủ trưởng tiếp", "Số vụ việc", "Tiếp nhiều lần"): 1,
        (HEAD, "Thủ trưởng tiếp", CROWD, "Số đoàn được tiếp"): 1,  # of six
        (HEAD, "Thủ trưởng tiếp", CROWD, "Số người được tiếp"): 6,
        (HEAD, "Thủ trưởng tiếp", CROWD, "Số vụ việc tiếp nhiều lần"): 1,
    }
    assert numbers("01-tcd", other)["Tổng số lượt tiếp",] == 1  # the refused turn and the next quarter's are none
    assert numbers("01-tcd")["Tổng số người được tiếp",] == 24


# --- petitions --------------------------------------------------------------------------------------------------


@pytest.fixture
def petitions(commune: Unit, people: People) -> dict[str, Case]:
    """Nine petitions to the first commune, one of them of two matters; accepted, answered, guided and so on."""
    made: dict[str, Case] = {}
    (made["old_done"],) = arrives(commune, "phan_anh", D(2026, 9, 1))
    do(
        made["old_done"], "answer", people, D(2026, 9, 10), outcome="explained", answer="Xong."
    )  # over before the quarter
    (made["carried"],) = arrives(commune, "kien_nghi", D(2026, 9, 10))
    do(made["carried"], "accept", people, D(2026, 9, 18))
    made["mixed"], made["mixed_2"] = arrives(commune, ["khieu_nai", "phan_anh"], D(2026, 9, 20), people=4)
    do(made["mixed"], "accept", people, D(2026, 9, 25))
    do(made["mixed_2"], "answer", people, D(2026, 9, 30), outcome="explained", answer="Xong.")
    (made["guided"],) = arrives(commune, "kien_nghi", D(2026, 10, 1))
    do(made["guided"], "guide", people, D(2026, 10, 5), body="Tòa án")
    (made["referred"],) = arrives(commune, "phan_anh", D(2026, 10, 2))
    do(made["referred"], "refer", people, D(2026, 10, 6), body="Sở Xây dựng")
    (made["refused"],) = arrives(commune, "khieu_nai", D(2026, 10, 3))
    do(made["refused"], "refuse", people, D(2026, 10, 7), refusal="het_thoi_hieu")
    (made["nameless"],) = arrives(commune, "phan_anh", D(2026, 10, 4), anonymous=True)
    do(made["nameless"], "answer", people, D(2026, 10, 9), outcome="explained", answer="Xong.")
    (made["secret"],) = arrives(commune, "to_cao", D(2026, 10, 8))
    do(made["secret"], "accept", people, D(2026, 10, 12))
    (made["waiting"],) = arrives(commune, "phan_anh", D(2026, 12, 14))
    (made["next_quarter"],) = arrives(commune, "phan_anh", D(2026, 12, 15))
    return made


PETITIONS = {
    ("Tổng số đơn phải xử lý", "Tổng số"): 8,
    ("Tổng số đơn phải xử lý", "Kỳ trước chuyển sang"): 1,  # carried
    ("Tổng số đơn phải xử lý", "Tiếp nhận trong kỳ"): 7,  # mixed guided referred refused nameless secret waiting
    ("Số đơn đã xử lý",): 7,  # all of the eight but waiting
    ("Số đơn chưa xử lý (chuyển kỳ sau xử lý)",): 1,
    ("Đủ điều kiện xử lý", "Số đơn"): 6,  # not the nameless one
    ("Đủ điều kiện xử lý", "Số vụ việc"): 7,  # the mixed one has two
    ("Phân loại đơn theo nội dung", "Khiếu nại"): 2,  # mixed by its first matter, refused
    ("Phân loại đơn theo nội dung", "Tố cáo"): 1,
    ("Phân loại đơn theo nội dung", "Kiến nghị, phản ánh"): 3,  # carried guided referred
    ("Phân loại đơn theo tình trạng giải quyết", "Chưa giải quyết xong"): 6,
    ("Kết quả xử lý đơn", "Đơn thuộc thẩm quyền", "Tổng số"): 4,
    ("Kết quả xử lý đơn", "Đơn thuộc thẩm quyền", "Khiếu nại"): 1,  # mixed
    ("Kết quả xử lý đơn", "Đơn thuộc thẩm quyền", "Tố cáo"): 1,
    ("Kết quả xử lý đơn", "Đơn thuộc thẩm quyền", "Kiến nghị, phản ánh"): 2,  # carried, nameless
    ("Kết quả xử lý đơn", "Đơn không thuộc thẩm quyền", "Tổng số"): 2,
    ("Kết quả xử lý đơn", "Đơn không thuộc thẩm quyền", "Hướng dẫn"): 1,
    ("Kết quả xử lý đơn", "Đơn không thuộc thẩm quyền", "Chuyển đơn"): 1,
}


def test_petitions_are_counted_once_and_matters_each(petitions: dict[str, Case], commune: Unit) -> None:
    assert only(numbers("02-xld", commune)) == PETITIONS
    assert numbers("02-xld")["Số văn bản phúc đáp nhận được do chuyển đơn",] is None  # not held: never nought


def test_what_happens_later_does_not_change_what_was_reported(
    petitions: dict[str, Case], commune: Unit, people: People
) -> None:
    do(petitions["guided"], "reopen", people, D(2026, 12, 16), note="Gửi nhầm")
    do(petitions["waiting"], "answer", people, D(2026, 12, 17), outcome="explained", answer="Xong.")
    do(petitions["mixed"], "withdraw", people, D(2026, 12, 18), signed_paper="1")
    assert only(numbers("02-xld", commune)) == PETITIONS


def test_a_petition_passed_on_stays_in_the_row_of_who_received_it(
    petitions: dict[str, Case], commune: Unit, other: Unit, people: People
) -> None:
    perform(case=petitions["carried"].pk, act="assign", by=people["commune"], on=D(2026, 12, 1), unit=other.pk)
    assert only(numbers("02-xld", commune)) == PETITIONS
    assert only(numbers("02-xld", other)) == {}


# --- complaints and denunciations -------------------------------------------------------------------------------


@pytest.fixture
def settled(commune: Unit, other: Unit, people: People, neighbours: People) -> dict[str, Case]:
    made: dict[str, Case] = {}

    def complaint(name: str, who: People, unit: Unit, came: dt.date, kind: str = "khieu_nai") -> Case:
        (made[name],) = arrives(unit, kind, came)
        return do(made[name], "accept", who, came + dt.timedelta(days=3))

    decide(complaint("before", people, commune, D(2026, 8, 1)), people, D(2026, 9, 1), "right")
    decide(complaint("right", people, commune, D(2026, 9, 1)), people, D(2026, 9, 28), "right")  # carried over
    decide(complaint("wrong_late", people, commune, D(2026, 9, 20)), people, D(2026, 12, 1), "wrong")
    do(complaint("withdrawn", people, commune, D(2026, 10, 1)), "withdraw", people, D(2026, 10, 9), signed_paper="1")
    decide(complaint("second", people, commune, D(2026, 10, 1), "khieu_nai_lan_hai"), people, D(2026, 10, 20), "partly")
    complaint("open", neighbours, other, D(2026, 11, 1))
    decide(complaint("secret", people, commune, D(2026, 10, 1), "to_cao"), people, D(2026, 10, 20), "partly")
    (made["secret_again"],) = arrives(other, "to_cao", D(2026, 10, 5))
    Case.objects.filter(pk=made["secret_again"].pk).update(previous=made["secret"])
    decide(do(made["secret_again"], "accept", neighbours, D(2026, 10, 9)), neighbours, D(2026, 10, 30), "right")
    return made


DONE = ("Kết quả giải quyết", "Đã giải quyết")
BY = "Phân tích kết quả giải quyết (vụ việc)"


def test_complaints_are_counted_from_their_acceptance(settled: dict[str, Case], commune: Unit, other: Unit) -> None:
    assert only(numbers("03-gqkn", commune)) == {
        ("Đơn khiếu nại thuộc thẩm quyền", "Tổng số"): 4,
        ("Đơn khiếu nại thuộc thẩm quyền", "Đơn kỳ trước chuyển sang"): 1,  # right: accepted 4/9
        ("Đơn khiếu nại thuộc thẩm quyền", "Đơn tiếp nhận trong kỳ"): 3,  # wrong_late withdrawn second
        ("Tổng số vụ việc khiếu nại thuộc thẩm quyền",): 4,
        (*DONE, "Số vụ việc giải quyết bằng QĐ hành chính"): 3,
        (*DONE, "Số vụ việc rút đơn thông qua giải thích, thuyết phục"): 1,
        (BY, "Giải quyết lần đầu", "Khiếu nại đúng"): 1,
        (BY, "Giải quyết lần đầu", "Khiếu nại sai"): 1,
        (BY, "Giải quyết lần 2", "Hủy, sửa QĐ giải quyết lần đầu"): 1,
        (BY, "Chấp hành thời hạn giải quyết", "Đúng quy định"): 2,
        (BY, "Chấp hành thời hạn giải quyết", "Không đúng quy định"): 1,  # wrong_late: 69 days after 23/9
    }
    assert only(numbers("03-gqkn", other)) == {
        ("Đơn khiếu nại thuộc thẩm quyền", "Tổng số"): 1,
        ("Đơn khiếu nại thuộc thẩm quyền", "Đơn tiếp nhận trong kỳ"): 1,
        ("Tổng số vụ việc khiếu nại thuộc thẩm quyền",): 1,
    }


def test_denunciations_are_counted_apart(settled: dict[str, Case]) -> None:
    assert only(numbers("04-gqtc")) == {
        ("Đơn tố cáo thuộc thẩm quyền", "Tổng số"): 2,
        ("Đơn tố cáo thuộc thẩm quyền", "Tiếp nhận trong kỳ"): 2,
        ("Tổng số vụ việc tố cáo thuộc thẩm quyền",): 2,
        ("Trong đó số vụ việc tố cáo tiếp",): 1,
        (*DONE, "Tổng số"): 2,
        (*DONE, "Số vụ việc lần đầu"): 1,
        (*DONE, "Số vụ việc tố cáo tiếp"): 1,
        (BY, "Tố cáo đúng"): 1,
        (BY, "Trong đó tố cáo tiếp đúng"): 1,
        (BY, "Tố cáo có đúng, có sai"): 1,
        ("Chấp hành thời hạn giải quyết", "Đúng quy định"): 2,
    }


def test_a_decision_is_to_be_carried_out_until_it_is_done(
    settled: dict[str, Case], people: People, neighbours: People
) -> None:
    proof = Attachment.objects.create(
        case=settled["right"], name="Ảnh.jpg", format="jpg", size=10, proof=True, made_by="cb", sha256="0" * 64
    )
    do(settled["right"], "done", people, D(2026, 11, 20), proof=[proof.pk])
    do(settled["secret"], "enforce", people, D(2026, 12, 16), note="Đã xử lý")  # in the next quarter
    assert only(numbers("05-kqth")) == {
        ("Quyết định giải quyết khiếu nại", "Tổng số quyết định phải thực hiện trong kỳ"): 3,  # before right second
        ("Quyết định giải quyết khiếu nại", "Số quyết định đã thực hiện xong"): 1,
        ("Kết luận nội dung tố cáo", "Tổng số kết luận phải thực hiện"): 2,
    }


def test_a_merged_case_is_still_a_petition_but_no_matter_of_its_own(commune: Unit, people: People) -> None:
    (first,), (again,) = arrives(commune, "khieu_nai", D(2026, 10, 1)), arrives(commune, "khieu_nai", D(2026, 10, 2))
    for case in (first, again):
        do(case, "accept", people, D(2026, 10, 5))
    do(again, "merge", people, D(2026, 10, 6), into=first.pk)
    found = numbers("03-gqkn", commune)
    assert found["Đơn khiếu nại thuộc thẩm quyền", "Tổng số"] == 2
    assert found["Tổng số vụ việc khiếu nại thuộc thẩm quyền",] == 1


# --- what holds for every form ----------------------------------------------------------------------------------


def filled() -> list[Table]:
    return [fill(form, QUARTER.days, units=None) for form in forms().values()]


def test_the_total_is_the_sum_of_the_units_in_every_column(
    reception: None, petitions: dict[str, Case], settled: dict[str, Case]
) -> None:
    for table in filled():
        for leaf, number in table.cells(table.total):
            held = [row.numbers[leaf.key] for row in table.rows]
            assert number == (None if held[0] is None else sum(part or 0 for part in held)), leaf.path


def test_a_part_is_never_more_than_its_whole(petitions: dict[str, Case], settled: dict[str, Case]) -> None:
    table = fill(forms()["02-xld"], QUARTER.days, units=None)
    for numbers_of in (table.total, *(row.numbers for row in table.rows)):
        known = {key: number or 0 for key, number in numbers_of.items()}
        assert known["da"] + known["chua"] == known["phai"]
        assert known["huong_dan"] + known["chuyen"] <= known["da"]


def test_a_year_is_its_quarters_for_what_came_in(petitions: dict[str, Case], settled: dict[str, Case]) -> None:
    quarters = [StatisticsPeriod(key, 2026) for key in ("quy_I", "quy_II", "quy_III", "quy_IV")]
    path = ("Tổng số đơn phải xử lý", "Tiếp nhận trong kỳ")
    assert numbers("02-xld", period=StatisticsPeriod("nam", 2026))[path] == sum(
        numbers("02-xld", period=quarter)[path] or 0 for quarter in quarters
    )


@pytest.mark.parametrize("slug", ["01-tcd", "02-xld", "03-gqkn", "04-gqtc", "05-kqth"])
def test_behind_each_number_stand_as_many_rows(
    reception: None, petitions: dict[str, Case], settled: dict[str, Case], people: People, slug: str
) -> None:
    form = forms()[slug]
    table = fill(form, QUARTER.days, units=None)
    for leaf, number in table.cells(table.total):
        if not number:
            continue
        found = behind(form, leaf, QUARTER.days, units=None, officer=people["clerk"])
        assert found.number == number, leaf.path
        shown = [*found.cases, *found.visits, *found.sessions]
        told = sum(visit.people for visit in found.visits) if leaf.counts_people else len(shown) + found.hidden
        assert told == number, leaf.path


def test_a_denunciation_is_only_a_number_for_who_may_not_read_it(
    settled: dict[str, Case], people: People, neighbours: People
) -> None:
    form = forms()["04-gqtc"]
    leaf = form.leaf("vu_viec")
    assert leaf is not None

    def seen(officer: Officer) -> tuple[set[str], int]:
        found = behind(form, leaf, QUARTER.days, units=units_for(officer), officer=officer)
        return {case.code for case in found.cases}, found.hidden

    assert seen(people["clerk"]) == (set(), 2)
    assert seen(people["front"]) == (set(), 2)
    assert seen(people["commune"]) == ({settled["secret"].code}, 0)
    assert seen(neighbours["commune"]) == ({settled["secret_again"].code}, 0)


def test_a_commune_counts_itself_and_the_province_everyone(people: People, commune: Unit, other: Unit) -> None:
    assert units_for(people["commune"]) == {commune.pk}
    assert units_for(people["clerk"]) is None
    above = Officer(role=Role.LEADER, unit=commune.parent)
    assert {commune.pk, other.pk} <= (units_for(above) or set())
    assert units_for(Officer(role=Role.RECEPTION_CLERK)) == set()
    table = fill(forms()["02-xld"], QUARTER.days, units={commune.pk})
    assert [row.unit for row in table.rows] == [commune]


def test_a_form_asks_few_questions_however_many_cases_there_are(
    petitions: dict[str, Case], settled: dict[str, Case], django_assert_max_num_queries: Callable[[int], Any]
) -> None:
    for form in forms().values():
        with django_assert_max_num_queries(5):
            fill(form, QUARTER.days, units=None)


def test_the_workbook_holds_the_form_as_on_paper(petitions: dict[str, Case], commune: Unit) -> None:
    form = forms()["02-xld"]
    table = fill(form, QUARTER.days, units=None)
    content = workbook.render(table, QUARTER)
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
    rows = sheet.to_python(skip_empty_area=False)
    words = [value for row in rows for value in row]
    assert form.title in words
    assert "Quý IV năm 2026: số liệu từ 15/09/2026 đến 14/12/2026" in words
    assert any("chưa xác nhận" in str(word) for word in words)
    first = workbook.HEAD + form.depth + 1
    assert rows[first][1 : len(form.leaves) + 1] == [
        "" if number is None else number for _leaf, number in table.cells(table.total)
    ]
    assert [row[0] for row in rows[first + 1 : first + 1 + len(table.rows)]] == [row.unit.name for row in table.rows]
    merged = set(sheet.merged_cell_ranges or [])
    assert {
        ((workbook.HEAD + head.line, head.column + 1),
         (workbook.HEAD + head.line + head.down - 1, head.column + head.across))
        for head in form.headings
        if head.across * head.down > 1
    } <= merged  # fmt: skip
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        xml = archive.read("xl/worksheets/sheet1.xml").decode()
        names = archive.read("xl/workbook.xml").decode()
    assert '<pageSetup paperSize="8"' in xml
    assert 'orientation="landscape"' in xml
    assert "Print_Titles" in names


@pytest.mark.parametrize("slug", list(forms()))
def test_every_form_makes_a_workbook(province: Unit, slug: str) -> None:
    content = workbook.render(fill(forms()[slug], QUARTER.days, units=None), QUARTER)
    names = CalamineWorkbook.from_filelike(io.BytesIO(content)).sheet_names
    assert names == [forms()[slug].code.replace("/", "-")]


@pytest.mark.parametrize("seed", range(6))
def test_random_petitions_add_up(commune: Unit, other: Unit, people: People, neighbours: People, seed: int) -> None:
    """Whatever comes and whatever is done, each form's totals are its units', and every petition is somewhere once."""
    chance = random.Random(seed)
    came = 0
    for _ in range(8):
        unit, who = chance.choice([(commune, people), (other, neighbours)])
        on = D(2026, 8, 20) + dt.timedelta(days=chance.randrange(110))
        (case,) = arrives(unit, chance.choice(["khieu_nai", "phan_anh", "to_cao"]), on, people=chance.choice([1, 3]))
        came += QUARTER.days[0] <= on <= QUARTER.days[1]
        act, fields = chance.choice([("accept", {}), ("guide", {"body": "Tòa án"}), ("", {})])
        if act:
            do(case, act, who, min(on + dt.timedelta(days=chance.randrange(30)), D(2026, 12, 20)), **fields)
    assert numbers("02-xld")["Tổng số đơn phải xử lý", "Tiếp nhận trong kỳ"] == came
    for table in filled():
        for leaf, number in table.cells(table.total):
            assert number is None or number == sum(row.numbers[leaf.key] or 0 for row in table.rows)


def test_a_number_not_held_is_never_nought(province: Unit) -> None:
    table = fill(forms()["06-qlkntc"], QUARTER.days, units=None)
    assert set(table.total.values()) == {None}
    assert all(row.is_empty for row in table.rows)
