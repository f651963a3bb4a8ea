"""A table of units: what is understood, what must be put right, what it changes; and the reform of 2025 as a whole."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from langnghe.registry.models import Succession, Unit
from langnghe.registry.queries import units_in_force
from langnghe.registry.succession import heirs, lineage_of, one_successor, successors
from langnghe.registry.unit_rows import read_day, sample
from langnghe.registry.units import apply, preview
from tests.conftest import gather_statistics
from tests.registry import reform
from tests.registry.reform import country, numbered

pytestmark = pytest.mark.django_db

TODAY = dt.date(2026, 11, 1)
BEFORE = dt.date(2025, 6, 30)
HEAD = ["Mã đơn vị", "Tên đơn vị", "Loại", "Mã cấp trên", "Hiệu lực từ", "Hiệu lực đến", "Thay cho (mã)", "Căn cứ"]


def table(*rows: list[str]) -> list[tuple[int, list[str]]]:
    return numbered([HEAD, *rows])


def faults(*rows: list[str]) -> list[tuple[int, str, str]]:
    return [(each.line, each.column, each.sentence) for each in preview(table(*rows)).wrong]


OLD = ["C1", "Xã Đất Mũi", "xã", "", "01/01/1990", "", "", ""]
NEW = ["X1", "Xã Phan Ngọc Hiển", "xã", "", "01/07/2025", "", "C1", "NQ 1"]


def test_columns_stand_in_any_order_under_any_of_their_names_below_a_title() -> None:
    rows = [
        ["DANH MỤC ĐƠN VỊ", "", ""],
        ["", "", ""],
        ["LOẠI ĐƠN VỊ", "Ten don vi", "Mã ĐVHC"],
        ["Đặc khu", "Đặc khu Lam Sơn", "LG-99"],
    ]
    planned = preview(numbered(rows))
    assert [(change.line, change.unit.code, change.unit.kind) for change in planned.new] == [(4, "LG-99", "dac_khu")]


def test_a_table_without_a_header_is_refused_in_words() -> None:
    with pytest.raises(ValueError, match=r"«Mã» và «Tên».*tệp mẫu"):
        preview(numbered([["LG-01", "Xã Bình Khê"]]))


def test_the_sample_can_be_brought_in_as_it_is() -> None:
    planned = preview(numbered(sample()))
    assert planned.wrong == []
    assert apply(planned)["new"] == len(sample()) - 1
    old = Unit.objects.get(code="LG-C02")
    assert one_successor(old, TODAY) == Unit.objects.get(code="LG-02")
    assert len(successors(old, TODAY)) == 2
    assert Unit.objects.get(code="LG-01").remote


def test_a_replaced_unit_ends_the_day_before_and_the_same_table_again_does_nothing() -> None:
    assert apply(preview(table(OLD, NEW))) == {"new": 2, "changed": 0, "unchanged": 0, "successions": 1}
    assert Unit.objects.get(code="C1").valid_to == BEFORE
    row = Succession.objects.get()
    assert (row.before.code, row.after.code, row.kind, row.legal_basis) == ("C1", "X1", "rename", "NQ 1")
    assert preview(table(OLD, NEW)).counts == {"new": 0, "changed": 0, "unchanged": 2, "successions": 0}
    assert not preview(table(OLD)).has_work  # an empty last day revives nobody


def test_changes_are_told_field_by_field_and_keep_what_the_table_does_not_name() -> None:
    apply(preview(table(OLD)))
    Unit.objects.filter(code="C1").update(email="xa@lamgiang.example", must_report=False, remote=True)
    renamed = [*OLD[:1], "Xã Đất Mũi Mới", *OLD[2:]]
    planned = preview(table(renamed, NEW))
    (change,) = planned.changed
    assert change.differences == {"name": ("Xã Đất Mũi", "Xã Đất Mũi Mới"), "valid_to": (None, BEFORE)}
    apply(planned)
    kept = Unit.objects.get(code="C1")
    assert (kept.email, kept.must_report, kept.remote) == ("xa@lamgiang.example", False, True)
    assert "dat mui moi" in kept.folded


def test_a_unit_on_record_that_the_table_only_replaces_ends_too() -> None:
    apply(preview(table(OLD)))
    planned = preview(table(NEW))
    assert [(change.line, change.unit.code) for change in planned.changed] == [(0, "C1")]
    apply(planned)
    assert one_successor(Unit.objects.get(code="C1"), TODAY) == Unit.objects.get(code="X1")


@pytest.mark.parametrize(
    "place, text, column, part",
    [
        (0, "", "Mã", "Ô này trống"),
        (1, "", "Tên", "Ô này trống"),
        (2, "xứ", "Loại", "Không có loại «xứ»"),
        (3, "ZZ", "Mã cấp trên", "Không có đơn vị mã «ZZ»"),
        (3, "X1", "Mã cấp trên", "vòng tròn"),
        (4, "32/13/2025", "Hiệu lực từ", "không phải ngày"),
        (4, "2025", "Hiệu lực từ", "không phải ngày"),
        (5, "01/01/2020", "Hiệu lực đến", "trước ngày bắt đầu 01/07/2025"),
        (6, "C9", "Thay cho (mã)", "Không có đơn vị mã «C9»"),
        (6, "X1", "Thay cho (mã)", "không thể thay chính nó"),
        (7, "", "Căn cứ", "chưa có căn cứ"),
        (0, "X" * 21, "Mã", "Dài quá 20 ký tự"),
        (0, "X 1", "Mã", "có dấu cách"),
        (4, "01/01/1990", "Thay cho (mã)", "chỉ có hiệu lực từ 01/01/1990"),
    ],
)
def test_a_wrong_cell_is_named_with_what_to_do(place: int, text: str, column: str, part: str) -> None:
    row = [*NEW]
    row[place] = text
    told = faults(OLD, row)
    assert [(line, where) for line, where, _ in told] == [(3, column)]
    assert part in told[0][2]
    assert Unit.objects.count() == 0


def test_faults_between_rows_are_named() -> None:
    assert "đã có ở dòng 2" in faults(OLD, [*OLD])[0][2]
    other = ["X2", *NEW[1:6], "C1*", "NQ 1"]
    both = faults(OLD, [*NEW[:6], "C1*", "NQ 1"], other)
    assert [line for line, _, _ in both] == [3, 4]
    assert "hai đơn vị nhận việc" in both[0][2]
    one = ["A", "Xã A", "xã", "", "01/01/2000", "", "B", "NQ"]
    two = ["B", "Xã B", "xã", "", "01/01/2000", "", "A", "NQ"]
    assert all("vòng tròn" in sentence for _, _, sentence in faults(one, two))
    still = [*OLD[:5], "31/12/2025", "", ""]
    assert "còn hiệu lực (đến 31/12/2025)" in faults(still, NEW)[0][2]


def test_wrong_rows_stop_the_whole_import() -> None:
    planned = preview(table(OLD, [*NEW[:4], "sai", *NEW[5:]]))
    with pytest.raises(ValueError, match="chưa nhập gì"):
        apply(planned)
    assert not Unit.objects.exists()


def test_a_circle_with_what_is_on_record_is_refused() -> None:
    apply(preview(table(OLD, NEW)))
    back = ["C1", "Xã Đất Mũi", "xã", "", "01/01/1990", "30/06/2025", "X1", "NQ 2"]
    assert any("vòng tròn" in sentence for _, _, sentence in faults(back))


def test_two_sheets_of_a_reform_may_come_one_after_the_other() -> None:
    """A second new unit of the same old one turns the rename on record into a split."""
    apply(preview(table(OLD, NEW)))
    apply(preview(table(NEW, ["X2", "Xã Viên An", "xã", "", "01/07/2025", "", "C1*", "NQ 1"])))
    assert set(Succession.objects.values_list("after__code", "kind", "default")) == {
        ("X1", "split", False),
        ("X2", "split", True),
    }


@pytest.mark.parametrize("text", ["01/07/2025", "1-7-2025", "1.7.2025", "2025-07-01", "45839", "01/07/2025 00:00"])
def test_days_are_read_as_offices_write_them(text: str) -> None:
    assert read_day(text) == dt.date(2025, 7, 1)


@given(st.dates(dt.date(1945, 1, 1), dt.date(2099, 12, 31)))
def test_every_day_written_is_the_day_read(day: dt.date) -> None:
    assert read_day(f"{day:%d/%m/%Y}") == read_day(day.isoformat()) == day


# --- the reform of 1 July 2025 ----------------------------------------------------------------------------------


@pytest.fixture
def reformed() -> None:
    apply(preview(numbered(country())))
    gather_statistics()


def test_the_reform_leaves_no_orphan_and_loses_no_count(reformed: None) -> None:
    ended = list(Unit.objects.filter(valid_to__lt=TODAY))
    assert len(ended) == reform.OLD_COMMUNES + reform.DISTRICTS + reform.OLD_PROVINCES - reform.KEPT
    assert Counter(units_in_force(TODAY).values_list("kind", flat=True)) == {"tinh": 34, "xa": 2656, "phuong": 665}
    assert Counter(units_in_force(BEFORE).values_list("kind", flat=True)) == {"tinh": 63, "xa": 10_035, "huyen": 696}

    lineage = lineage_of(ended, TODAY)
    assert all(lineage.successors(unit) for unit in ended)
    assert all(unit.is_in_force(TODAY) for each in ended for unit in lineage.successors(each))

    heir_of = heirs(TODAY)
    undecided = {unit.pk for unit in ended if heir_of[unit.pk] is None}
    assert undecided == {unit.pk for unit in ended if unit.kind == "huyen"}  # a supervisor chooses among communes
    assert {pk: heir and heir.pk for pk, heir in ((unit.pk, lineage.one_successor(unit)) for unit in ended)} == heir_of

    said = {unit.pk: unit.pk % 17 for unit in Unit.objects.filter(code__startswith="C")}
    now: Counter[int | None] = Counter()
    for old, count in said.items():
        now[heir_of[old]] += count
    assert sum(now.values()) == sum(said.values())
    assert None not in now
    by_province: Counter[str] = Counter()
    for pk, code in units_in_force(TODAY).values_list("pk", "parent__code"):
        by_province[code or ""] += now[pk]
    assert sum(by_province.values()) == sum(said.values())
    assert not preview(numbered(country())).has_work
