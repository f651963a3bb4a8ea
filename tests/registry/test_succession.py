"""Who takes a unit's matters on a day: one step and many, parts, circles, names of before."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from langnghe.registry.models import Succession, Unit
from langnghe.registry.queries import catalogue, find_units
from langnghe.registry.succession import (
    Lineage,
    add_succession,
    heirs,
    make_default,
    one_successor,
    orphans,
    predecessors,
    rehome,
    successors,
)

pytestmark = pytest.mark.django_db

REFORM, MERGER, TODAY = dt.date(2025, 7, 1), dt.date(2026, 9, 1), dt.date(2026, 11, 1)
BASIS = "Nghị quyết số 1/NQ-UBTVQH15"
LAW = {"kind": "merge", "legal_basis": BASIS}


def unit(code: str, first: dt.date = dt.date(1990, 1, 1), last: dt.date | None = None, **more: str) -> Unit:
    names = {"name": f"Xã {code}", "kind": "xa"} | more
    return Unit.objects.create(code=code, valid_from=first, valid_to=last, **names)


def test_a_unit_in_force_is_its_own_successor() -> None:
    one = unit("A")
    assert successors(one, TODAY) == [one]
    assert one_successor(one, TODAY) == one


def test_matters_are_followed_through_two_reforms() -> None:
    old, between, new = unit("A"), unit("B", REFORM), unit("C", MERGER)
    add_succession(before=old, after=between, on=REFORM, **LAW)
    add_succession(before=between, after=new, on=MERGER, **LAW)
    assert one_successor(old, TODAY) == new
    assert one_successor(old, dt.date(2025, 12, 31)) == between
    assert one_successor(old, dt.date(2025, 6, 30)) == old  # its last day
    assert predecessors(new) == [old, between]
    assert predecessors(new, dt.date(2025, 6, 30)) == [old]


def test_of_several_successors_only_the_default_one_takes_matters_by_rule() -> None:
    old, one, two = unit("A", last=dt.date(2025, 6, 30)), unit("B", REFORM), unit("C", REFORM)
    first = add_succession(before=old, after=one, on=REFORM, kind="split", legal_basis=BASIS)
    add_succession(before=old, after=two, on=REFORM, kind="split", legal_basis=BASIS)
    assert successors(old, TODAY) == [one, two]
    assert one_successor(old, TODAY) is None
    make_default(first)
    assert one_successor(old, TODAY) == one
    assert heirs(TODAY) == {old.pk: one.pk}


def test_parts_that_come_together_again_leave_nothing_to_choose() -> None:
    old, one, two, new = unit("A", last=dt.date(2025, 6, 30)), unit("B", REFORM), unit("C", REFORM), unit("D", MERGER)
    for part in (one, two):
        add_succession(before=old, after=part, on=REFORM, kind="split", legal_basis=BASIS)
        add_succession(before=part, after=new, on=MERGER, **LAW)
    assert one_successor(old, TODAY) == new
    assert successors(old, TODAY) == [new]


def test_a_part_given_away_while_the_unit_lives_on_takes_no_matters_with_it() -> None:
    old, neighbour, new = unit("A"), unit("B"), unit("C", MERGER)
    add_succession(before=old, after=neighbour, on=REFORM, kind="transfer", legal_basis=BASIS)
    assert successors(old, TODAY) == [old]
    add_succession(before=old, after=new, on=MERGER, **LAW)
    assert one_successor(old, TODAY) == new


def test_an_ended_unit_without_successor_has_none() -> None:
    old = unit("A", last=dt.date(2025, 6, 30))
    assert successors(old, TODAY) == []
    assert one_successor(old, TODAY) is None


def test_a_merger_ends_the_old_unit_the_day_before() -> None:
    old, new = unit("A"), unit("B", REFORM)
    add_succession(before=old, after=new, on=REFORM, **LAW)
    old.refresh_from_db()
    assert old.valid_to == dt.date(2025, 6, 30)


def test_circles_doubles_and_impossible_dates_are_refused_in_words() -> None:
    old, new, late = unit("A"), unit("B"), unit("C", dt.date(2027, 1, 1))
    add_succession(before=old, after=new, on=REFORM, kind="split", legal_basis=BASIS, default=True)

    def refused(before: Unit, after: Unit, on: dt.date = REFORM, **more: object) -> str:
        with pytest.raises(ValueError, match=r"\.$") as error, transaction.atomic():
            add_succession(before=before, after=after, on=on, **{"kind": "split", "legal_basis": BASIS} | more)  # type: ignore[arg-type]
        return str(error.value)

    assert "vòng tròn" in refused(new, old, MERGER)
    assert "Đã ghi" in refused(old, new)
    assert "chính mình" in refused(old, old)
    assert "không có hiệu lực vào ngày 01/07/2025" in refused(old, late)
    assert "chỉ có hiệu lực từ 01/01/2027" in refused(late, new)
    assert "căn cứ" in refused(old, unit("D"), legal_basis=" ")
    assert "mặc định" in refused(old, unit("E"), default=True)
    ended = unit("F", last=TODAY)
    assert "còn hiệu lực (đến 01/11/2026)" in refused(ended, new, kind="merge")
    assert Succession.objects.count() == 1


def test_a_circle_of_three_is_refused() -> None:
    one, two, three = unit("A"), unit("B"), unit("C")
    add_succession(before=one, after=two, on=REFORM, kind="split", legal_basis=BASIS)
    add_succession(before=two, after=three, on=REFORM, kind="split", legal_basis=BASIS)
    with pytest.raises(ValueError, match="vòng tròn"):
        add_succession(before=three, after=one, on=REFORM, kind="split", legal_basis=BASIS)


def test_the_database_itself_refuses_dates_out_of_order() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        unit("A", TODAY, REFORM)


def test_following_costs_one_question_for_each_generation() -> None:
    old, new = unit("A"), unit("B", REFORM)
    add_succession(before=old, after=new, on=REFORM, **LAW)
    old.refresh_from_db()
    with CaptureQueriesContext(
        connection,
    ) as asked:
        one_successor(old, TODAY)
    assert len(asked) == 1


def test_villages_of_a_merged_commune_move_under_its_heir_where_the_rule_tells_one() -> None:
    old, heir, parted = unit("A"), unit("B", REFORM), unit("C")
    village = unit("V1", kind="thon", name="Thôn Một")
    other = unit("V2", kind="thon", name="Thôn Hai")
    Unit.objects.filter(pk=village.pk).update(parent=old)
    Unit.objects.filter(pk=other.pk).update(parent=parted)
    add_succession(before=old, after=heir, on=REFORM, **LAW)
    for code in ("D", "E"):
        add_succession(before=parted, after=unit(code), on=REFORM, kind="abolish", legal_basis=BASIS)
    assert list(orphans(TODAY)) == [other, village]
    assert rehome(TODAY) == (1, 1)
    village.refresh_from_db()
    assert village.parent == heir
    assert list(orphans(TODAY)) == [other]


def test_a_unit_is_never_put_under_what_lies_below_it() -> None:
    old, commune = unit("A"), unit("B")
    village = unit("V", kind="thon")
    Unit.objects.filter(pk=village.pk).update(parent=commune)
    Unit.objects.filter(pk=commune.pk).update(parent=old)
    add_succession(before=old, after=village, on=REFORM, kind="abolish", legal_basis=BASIS)
    assert rehome(TODAY) == (0, 1)


def test_a_unit_still_to_come_has_not_ended() -> None:
    unit("X", dt.date(2027, 1, 1), name="Xã Mai Sau")
    assert [str(found) for found in find_units("mai sau", TODAY)] == ["Xã Mai Sau"]


# --- names ------------------------------------------------------------------------------------------------------


def test_old_names_are_found_without_marks_and_say_what_they_are_now() -> None:
    old = unit("C1", name="Xã Đất Mũi", other_names="Xã Ông Trang")
    new = unit("X1", REFORM, name="Xã Phan Ngọc Hiển")
    add_succession(before=old, after=new, on=REFORM, **LAW)
    for words in ("dat mui", "Đất Mũi", "ong trang", "c1"):
        assert [str(found) for found in find_units(words, TODAY)] == ["Xã Đất Mũi (nay là Xã Phan Ngọc Hiển)"], words
    assert [str(found) for found in find_units("dat mui", dt.date(2025, 1, 1))] == ["Xã Đất Mũi"]
    assert [found.unit for found in find_units("phan ngoc hien", TODAY)] == [new]


def test_units_in_force_come_first() -> None:
    unit("C1", last=dt.date(2025, 6, 30), name="Xã An Bình")
    new = unit("X1", name="Xã An Bình Tây")
    found = find_units("an binh", TODAY)
    assert [each.is_past for each in found] == [False, True]
    assert found[0].unit == new
    assert str(found[1]) == "Xã An Bình (đã kết thúc)"


def test_text_that_names_an_old_commune_is_led_to_its_heir() -> None:
    old, new = unit("C1", name="Xã Đất Mũi"), unit("X1", REFORM, name="Xã Phan Ngọc Hiển")
    add_succession(before=old, after=new, on=REFORM, **LAW)
    names = catalogue(TODAY)
    assert [found.code for found in names.find("Tại xã Đất Mũi cũ, nay là xã Phan Ngọc Hiển")] == ["X1", "X1"]
    assert [found.code for found in catalogue(dt.date(2025, 1, 1)).find("Tại xã Đất Mũi")] == ["C1"]


def test_a_name_borne_by_a_unit_in_force_is_that_units_alone() -> None:
    old, heir = unit("C1", name="Xã An Bình"), unit("X1", REFORM, name="Xã Tân An")
    unit("X2", REFORM, name="Xã An Bình")
    add_succession(before=old, after=heir, on=REFORM, **LAW)
    assert [found.code for found in catalogue(TODAY).find("Tại xã An Bình")] == ["X2"]


# --- properties -------------------------------------------------------------------------------------------------


def _lineage(after: list[list[int]]) -> tuple[Lineage, list[Unit]]:
    """Units in memory; those with something after them have ended."""
    units = [
        Unit(pk=i + 1, code=str(i), name=str(i), valid_from=dt.date(1990, 1, 1), valid_to=REFORM if news else None)
        for i, news in enumerate(after)
    ]
    steps = {
        i + 1: [Succession(before=units[i], after=units[new], on=MERGER) for new in news]
        for i, news in enumerate(after)
    }
    return Lineage(TODAY, steps), units


@given(st.lists(st.lists(st.integers(0, 11), max_size=3, unique=True), min_size=12, max_size=12))
def test_any_web_of_rows_even_with_circles_ends_in_units_in_force(after: list[list[int]]) -> None:
    lineage, units = _lineage(after)
    for each in units:
        found = lineage.successors(each)
        assert all(unit.is_in_force(TODAY) for unit in found)
        assert len(set(found)) == len(found)
        one = lineage.one_successor(each)
        assert one is None or one in found
        assert len(found) != 1 or one == found[0]
