"""Odd but possible: two officers at the same instant, lessons that teach nothing, joins that go in a circle."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import connection

from langnghe.cases import filters, notes, routing
from langnghe.cases.actions import Conflict, perform
from langnghe.cases.models import Case, Lesson, Note, Route
from langnghe.registry.models import Officer, Unit

CaseMaker = Callable[..., Case]
People = dict[str, Officer]


def do(case: Case, act: str, by: Officer, **given: Any) -> Case:
    perform(case=case.pk, act=act, by=by, **given)
    case.refresh_from_db()
    return case


@pytest.fixture
def department() -> Unit:
    return Unit.objects.get(code="LG-50")


@pytest.fixture
def neighbour() -> Unit:
    return Unit.objects.get(code="LG-02")


# --- at the same instant ----------------------------------------------------------------------------------------


@pytest.mark.skipif("postgresql" not in settings.DATABASES["default"]["ENGINE"], reason="SQLite has one writer")
@pytest.mark.django_db(transaction=True)
def test_of_officers_who_send_at_the_same_instant_one_wins_and_all_others_are_told(
    a_case: CaseMaker, people: People
) -> None:
    case = a_case("phan_anh")

    def send(number: int) -> str:
        try:
            perform(
                case=case.pk,
                act="answer",
                by=people["commune"],
                version=case.version,
                outcome="explained",
                answer=f"Trả lời {number}.",
            )
        except Conflict:
            return "told"
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(6) as threads:
        said = list(threads.map(send, range(6)))
    assert sorted(said) == ["done", *["told"] * 5]
    assert case.events.filter(act="answer").count() == 1


# --- what returned cases teach ----------------------------------------------------------------------------------


def test_a_case_returned_to_a_department_proposes_a_row_for_its_topic(
    a_case: CaseMaker, people: People, department: Unit
) -> None:
    for _ in range(2):
        case = a_case("phan_anh")
        Case.objects.filter(pk=case.pk).update(sector="GT", topic="gt.duong_xuong_cap")
        do(case, "return", people["commune"], unit=department.pk, note="Thuộc Sở Xây dựng")
    lesson = Lesson.objects.get()
    assert (lesson.topic, lesson.area, lesson.right, lesson.times, lesson.state) == (
        "gt.duong_xuong_cap",
        None,
        department,
        2,
        "proposed",
    )
    assert not Route.objects.exists()


def test_a_wrong_place_teaches_nothing_about_the_topic(
    a_case: CaseMaker, people: People, commune: Unit, neighbour: Unit
) -> None:
    """Else one road on the border would send the roads of the whole province to one commune."""
    case = a_case("phan_anh")
    Case.objects.filter(pk=case.pk).update(sector="GT", topic="gt.duong_xuong_cap", area=None)
    do(case, "return", people["commune"], unit=neighbour.pk, note="Thuộc xã bên")
    assert not Lesson.objects.exists()


def test_a_commune_that_answers_for_anothers_area_is_a_row_of_that_area(
    a_case: CaseMaker, people: People, commune: Unit, neighbour: Unit
) -> None:
    case = a_case("phan_anh")
    Case.objects.filter(pk=case.pk).update(sector="GT", topic="gt.duong_xuong_cap")
    do(case, "return", people["commune"], unit=neighbour.pk, note="Cầu do xã bên quản lý")
    routing.judge_lesson(lesson=Lesson.objects.get().pk, accept=True, by="vanthu")
    assert Route.objects.get().area == commune


@pytest.mark.parametrize("sector", ["", "XD"])
def test_back_to_where_it_was_or_about_nothing_is_no_lesson(
    a_case: CaseMaker, people: People, commune: Unit, department: Unit, sector: str
) -> None:
    case = a_case("phan_anh")
    Case.objects.filter(pk=case.pk).update(sector=sector)
    do(case, "return", people["commune"], unit=(commune if sector else department).pk, note="Nhầm")
    assert not Lesson.objects.exists()


# --- joined and parted ------------------------------------------------------------------------------------------


def test_cases_are_not_joined_in_a_circle(a_case: CaseMaker, people: People) -> None:
    first, second = a_case("phan_anh"), a_case("phan_anh")
    do(second, "merge", people["commune"], into=first.pk)
    with pytest.raises(ValueError, match="chưa bị nhập"):
        do(first, "merge", people["commune"], into=second.pk)
    with pytest.raises(ValueError, match="một vụ việc khác"):
        do(first, "merge", people["commune"], into=first.pk)
    do(second, "unmerge", people["commune"])
    do(first, "merge", people["commune"], into=second.pk)
    assert first.merged_into == second


def test_a_denunciation_is_not_joined_to_one_of_another_unit(
    a_case: CaseMaker, people: People, neighbour: Unit
) -> None:
    mine, theirs = a_case("to_cao"), a_case("to_cao")
    Case.objects.filter(pk=theirs.pk).update(unit=neighbour)
    with pytest.raises(ValueError, match="cùng loại"):
        do(mine, "merge", people["commune"], into=theirs.pk)


def test_a_split_is_not_undone_once_a_part_was_worked_on(a_case: CaseMaker, people: People) -> None:
    case = a_case("kien_nghi", "Đường hỏng. Cầu gãy.")
    parts = [{"kind": "phan_anh", "text": "Đường hỏng."}, {"kind": "phan_anh", "text": "Cầu gãy."}]
    do(case, "split", people["commune"], parts=parts)
    other = case.submission.cases.exclude(pk=case.pk).get()
    do(other, "take", people["commune"], officer=people["commune"].pk)
    with pytest.raises(ValueError, match="Không hoàn tác được"):
        do(case, "unsplit", people["commune"])


# --- many at once, names in notes -------------------------------------------------------------------------------


def test_a_bulk_move_passes_over_what_is_not_ones_own(
    a_case: CaseMaker, people: People, neighbour: Unit, department: Unit
) -> None:
    mine, theirs, secret = a_case("phan_anh"), a_case("phan_anh"), a_case("to_cao")
    Case.objects.filter(pk__in=[theirs.pk, secret.pk]).update(unit=neighbour)
    keys = [mine.pk, theirs.pk, secret.pk, 999_999]
    planned = filters.plan(keys=keys, move="assign", officer=people["commune"], to=department)
    assert [row.case.pk for row in planned if not row.obstacle] == [mine.pk]
    assert secret.pk not in [row.case.pk for row in planned]
    assert filters.carry_out(planned=planned, move="assign", officer=people["commune"], to=department) == 1


def test_a_bulk_move_over_a_case_changed_meanwhile_moves_none(
    a_case: CaseMaker, people: People, department: Unit
) -> None:
    first, second = a_case("phan_anh"), a_case("phan_anh")
    planned = filters.plan(keys=[first.pk, second.pk], move="assign", officer=people["commune"], to=department)
    do(second, "take", people["commune"], officer=people["commune"].pk)
    with pytest.raises(Conflict):
        filters.carry_out(planned=planned, move="assign", officer=people["commune"], to=department)
    first.refresh_from_db()
    assert first.unit != department


def test_a_topic_is_set_by_no_one_without_the_right(a_case: CaseMaker, people: People) -> None:
    with pytest.raises(PermissionDenied):
        filters.set_topic(case=a_case("phan_anh"), topic="gt.duong_xuong_cap", by=people["auditor"])


def test_a_denunciations_note_names_only_who_may_read_it(a_case: CaseMaker, people: People) -> None:
    secret = a_case("to_cao")
    with pytest.raises(ValueError, match="Không nhắc được"):
        notes.write_note(case=secret, text="Nhờ @cb-clerk xem", by=people["commune"])
    assert not Note.objects.exists()
    notes.write_note(case=secret, text="Nhờ @cb-leader xem, gọi 0912345678 (@cb-leader).", by=people["commune"])
    assert "0912345678" not in Note.objects.get().text
    assert people["leader"].mentions.count() == 1
