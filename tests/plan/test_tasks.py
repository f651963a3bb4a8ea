"""Tasks from an import to the last report: idempotence, states, reports, later days, reminders, measures."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction

from langnghe.cases.models import Letter
from langnghe.plan import progress, tasks
from langnghe.plan.models import Due, Measure, Plan, Task, TaskExtension, TaskReminder, TaskReport
from langnghe.plan.sources import reached, without_source
from langnghe.plan.task_dates import Span
from langnghe.plan.task_import import Frame, PlanPreview, apply, preview
from langnghe.plan.task_reminders import remind
from langnghe.plan.task_rows import PlanRow, PlanText
from langnghe.plan.tasks import TaskState
from langnghe.registry.models import Officer, Succession, Unit
from langnghe.registry.roles import Role
from tests.conftest import officer

FRAME = Frame(
    "Kế hoạch đối thoại năm 2026", Span(dt.date(2026, 1, 1), dt.date(2026, 12, 31)), "quarter", "Tỉnh Lam Giang"
)
NOW = dt.date(2026, 8, 3)  # a Monday
AT_WORK = dt.datetime(2026, 8, 3, 9, 0, tzinfo=dt.timezone(dt.timedelta(hours=7)))
ROWS = [
    PlanRow(1, "r1", "I. Đối thoại", "1", "Đối thoại với Nhân dân", "Sở Xây dựng", "các xã, phường", "Quý III/2026", "Ít nhất 02 cuộc đối thoại"),
    PlanRow(2, "r2", "I. Đối thoại", "2", "Tổng hợp hằng tháng", "Xã Bình Khê", "", "Hằng tháng"),
    PlanRow(3, "r3", "II. Sửa đường", "3", "Sửa đường liên thôn", "Xã Bình Khê; Xã Tân Sơn", "Sở Xây dựng", "trước 31/7/2026", "Sửa xong 12 km"),
]  # fmt: skip


def look(rows: list[PlanRow] = ROWS, corrections: dict[int, dict[str, str]] | None = None) -> PlanPreview:
    return preview(PlanText(FRAME.title, rows), FRAME, corrections or {}, NOW)


@pytest.fixture
def plan(province: Unit) -> Plan:
    return apply(look(), by="clerk")


@pytest.fixture
def commune(province: Unit) -> Officer:
    person = officer(Role.COMMUNE_OFFICER)
    person.unit = Unit.objects.get(code="LG-01")
    person.save()
    return person


@pytest.fixture
def department(province: Unit) -> Officer:
    person = officer(Role.DEPARTMENT_OFFICER)
    person.unit = Unit.objects.get(code="LG-50")
    person.save()
    return person


def due_of(mark: str, unit: str = "LG-01", kind: str = "result") -> Due:
    return Due.objects.filter(task__mark=mark, unit__code=unit, kind=kind).order_by("on")[0]


def state_of(mark: str, on: dt.date = NOW) -> TaskState:
    (row,) = tasks.standing(Task.objects.filter(mark=mark), on)
    return row.state


# --- import -----------------------------------------------------------------------------------------------------


def test_rows_become_tasks_with_units_dues_and_measures(plan: Plan) -> None:
    first = plan.tasks.get(mark="1")
    assert [(each.unit.code, each.role) for each in first.units.order_by("unit__code")] == [
        ("LG-01", "co"), ("LG-02", "co"), ("LG-03", "co"), ("LG-50", "lead"),
    ]  # fmt: skip
    assert first.measures.get().source == "dialogues"
    assert Due.objects.filter(task__mark="2", kind="result").count() == 12
    assert {due.unit.code for due in Due.objects.filter(task__mark="3", kind="result")} == {"LG-01", "LG-02"}
    assert [due.on for due in Due.objects.filter(task__mark="3", unit__code="LG-01", kind="progress")] == [
        dt.date(2026, 3, 31),
        dt.date(2026, 6, 30),
    ]


def test_the_same_file_again_updates_nothing(plan: Plan) -> None:
    before = list(Due.objects.values_list("pk", "on", "met_on"))
    again = look()
    assert (again.new, again.changed, again.unchanged, again.may_apply) == (0, 0, 3, False)
    apply(again, by="clerk")
    assert list(Due.objects.values_list("pk", "on", "met_on")) == before
    assert Plan.objects.count() == 1


def test_a_changed_row_changes_its_task_and_keeps_what_was_reported(plan: Plan, commune: Officer) -> None:
    progress.report(due_of("3"), percent=50, done="Đã làm một nửa.", by=commune, on=NOW)
    rows = [*ROWS[:2], PlanRow(**{**_as_dict(ROWS[2]), "when": "trước 30/9/2026", "lead": "Xã Bình Khê"})]
    again = look(rows)
    assert (again.new, again.changed, again.unchanged) == (0, 1, 2)
    apply(again, by="clerk")
    dues = Due.objects.filter(task__mark="3", kind="result")
    assert {(due.unit.code, due.on) for due in dues} == {
        ("LG-01", dt.date(2026, 7, 31)),  # somebody has reported on it
        ("LG-01", dt.date(2026, 9, 30)),
    }


def _as_dict(row: PlanRow) -> dict[str, object]:
    return {name: getattr(row, name) for name in row.__slots__}


def test_what_is_not_understood_keeps_the_plan_out_until_it_is_put_right(province: Unit) -> None:
    rows = [PlanRow(1, "r1", "", "1", "Bố trí kinh phí", "Văn phòng nào đó", "", "theo hướng dẫn")]
    planned = look(rows)
    assert [remark.cell for remark in planned.tasks[0].remarks if remark.wrong] == ["lead", "when"]
    with pytest.raises(ValueError, match="chưa nhập gì"):
        apply(planned, by="clerk")
    assert not Plan.objects.exists()
    apply(look(rows, {1: {"lead": "Sở Xây dựng", "when": "Quý I"}}), by="clerk")
    assert Task.objects.get().ends_on == dt.date(2026, 3, 31)
    assert look(rows).unchanged == 1  # corrected once is corrected


def test_an_old_name_is_the_unit_that_came_after_it(province: Unit) -> None:
    old = Unit.objects.create(
        code="LG-OLD", name="Xã Khê Hạ", kind="xa", parent=province, valid_to=dt.date(2026, 6, 30)
    )
    Succession.objects.create(
        before=old,
        after=Unit.objects.get(code="LG-02"),
        on=dt.date(2026, 7, 1),
        kind="merge",
        legal_basis="NQ",
        default=True,
    )
    planned = look([PlanRow(1, "r1", "", "1", "Sửa cầu", "UBND xã Khê Hạ", "", "Quý IV")])
    assert [unit.code for unit in planned.tasks[0].leads] == ["LG-02"]


def test_personal_data_in_a_plan_does_not_pass_the_door(province: Unit) -> None:
    from langnghe.plan.task_import import admitted

    row = PlanRow(1, "r1", "", "1", "Liên hệ ông Nguyễn Văn Bình, điện thoại 0912 345 678", "Sở Xây dựng", "", "Quý I")
    assert "0912" not in admitted(PlanText("", [row])).rows[0].title


# --- states and reports -----------------------------------------------------------------------------------------


def test_the_state_follows_from_dues_and_reports(plan: Plan, commune: Officer) -> None:
    assert state_of("3", dt.date(2026, 7, 1)) is TaskState.NOT_BEGUN
    progress.report(due_of("3"), percent=40, done="Đã làm nền đường.", by=commune, on=dt.date(2026, 7, 1))
    assert state_of("3", dt.date(2026, 7, 2)) is TaskState.UNDER_WAY
    assert state_of("3") is TaskState.LATE
    other = Officer(username="khac", unit=Unit.objects.get(code="LG-02"))
    progress.report(due_of("3"), percent=100, done="Xong.", by=commune, on=dt.date(2026, 7, 30))
    assert state_of("3") is TaskState.LATE  # one of two leading units
    progress.report(due_of("3", "LG-02"), percent=100, done="Xong.", by=other, on=NOW)
    assert state_of("3") is TaskState.DONE_LATE


def test_done_in_time_settles_the_progress_reports_too(plan: Plan, department: Officer) -> None:
    progress.report(due_of("1", "LG-50"), percent=100, done="Đã tổ chức hai cuộc.", by=department, on=NOW)
    assert state_of("1") is TaskState.DONE
    assert not tasks.own_dues(department).exists()


def test_a_returned_report_meets_nothing(plan: Plan, commune: Officer, clerk: Officer) -> None:
    made = progress.report(due_of("3"), percent=100, done="Xong.", by=commune, on=dt.date(2026, 7, 30))
    with pytest.raises(ValueError, match="cần bổ sung"):
        progress.return_report(made, why=" ", by=clerk)
    progress.return_report(made, why="Thiếu biên bản nghiệm thu.", by=clerk)
    assert due_of("3").met_on is None
    with pytest.raises(ValueError, match="trước đó"):
        progress.return_report(made, why="Lần nữa.", by=clerk)


def test_a_report_goes_through_the_door_with_its_evidence_cleaned(plan: Plan, commune: Officer) -> None:
    files = [ContentFile("Biên bản nghiệm thu.".encode(), name="bien-ban.txt") for _ in range(2)]
    made = progress.report(
        due_of("3"), percent=50, done="Bà Trần Thị Hoa, 0912 345 678, nhận.", files=files, by=commune
    )
    assert "0912" not in made.done
    assert made.files.get().name == "bien-ban.txt"


def test_nobody_reports_for_another_unit(plan: Plan, department: Officer) -> None:
    with pytest.raises(PermissionError):
        progress.report(due_of("3"), percent=10, done="x", by=department)


@pytest.mark.parametrize(("percent", "done"), [(101, "x"), (-1, "x"), (50, "  ")])
def test_a_report_without_sense_is_refused(plan: Plan, commune: Officer, percent: int, done: str) -> None:
    with pytest.raises(ValueError, match=r"Mức hoàn thành|Hãy ghi"):
        progress.report(due_of("3"), percent=percent, done=done, by=commune)


def test_a_later_day_is_asked_by_one_and_granted_by_another(plan: Plan, commune: Officer, clerk: Officer) -> None:
    asked = progress.ask_extension(due_of("3"), until=dt.date(2026, 9, 15), reason="Mưa lũ kéo dài.", by=commune)
    with pytest.raises(ValueError, match="đang chờ"):
        progress.ask_extension(due_of("3"), until=dt.date(2026, 9, 20), reason="Nữa.", by=commune)
    with pytest.raises(ValueError, match="không tự đồng ý"):
        progress.answer_extension(asked, grant=True, reason="Được.", by=commune)
    progress.answer_extension(asked, grant=True, reason="Có xác nhận của địa phương.", by=clerk)
    due = due_of("3")
    assert (due.first_on, due.on) == (dt.date(2026, 7, 31), dt.date(2026, 9, 15))
    assert asked.due_id == due.pk
    with pytest.raises(IntegrityError), transaction.atomic():
        TaskExtension.objects.filter(pk=asked.pk).update(answered_by=commune.username)


def test_a_unit_sees_its_own_tasks_only(plan: Plan, commune: Officer, department: Officer, leader: Officer) -> None:
    assert set(tasks.visible_tasks(commune).values_list("mark", flat=True)) == {"1", "2", "3"}
    assert set(tasks.visible_tasks(department).values_list("mark", flat=True)) == {"1", "3"}
    assert tasks.visible_tasks(leader).count() == 3
    assert not tasks.visible_tasks(officer(Role.AUDITOR)).exists()


def test_each_unit_is_counted_by_what_it_owes(plan: Plan) -> None:
    row = next(each for each in tasks.by_unit(plan.tasks.all(), NOW) if each.unit.code == "LG-01")
    assert (row.results, row.late, row.later) == (8, 8, 5)  # seven months and the road; five months to come
    assert [each.unit.code for each in tasks.by_unit(plan.tasks.all(), NOW)] == ["LG-01", "LG-02", "LG-50"]


# --- measures ---------------------------------------------------------------------------------------------------


def test_every_measure_has_a_source_or_stands_in_the_list_of_those_without(plan: Plan, clerk: Officer) -> None:
    every = Measure.objects.filter(task__plan=plan)
    assert {row.has_source for row in every} == {True, False}
    assert [row.name for row in without_source(every)] == [row.name for row in every if not row.has_source]
    for row in without_source(every):
        progress.set_source(row, entered_by=Unit.objects.get(code="LG-01").pk, by=clerk)
    assert not without_source(every).exists()


def test_values_by_hand_add_up_over_units_by_their_newest_report(plan: Plan, commune: Officer) -> None:
    road = Measure.objects.get(task__mark="3")
    other = Officer(username="khac", unit=Unit.objects.get(code="LG-02"))
    progress.report(due_of("3"), percent=20, done="a", values={road.pk: Decimal(3)}, by=commune, on=dt.date(2026, 7, 1))
    progress.report(due_of("3"), percent=60, done="b", values={road.pk: Decimal(7)}, by=commune, on=NOW)
    progress.report(due_of("3", "LG-02"), percent=60, done="c", values={road.pk: Decimal("5.5")}, by=other, on=NOW)
    found = reached(road, NOW)
    assert (found.value, found.is_met, found.on) == (Decimal("12.5"), True, NOW)


def test_a_measure_of_the_sites_own_is_computed_on_the_day(plan: Plan) -> None:
    found = reached(Measure.objects.get(source="dialogues"), NOW)
    assert (found.value, found.on, found.is_met) == (Decimal(0), NOW, False)


# --- reminders --------------------------------------------------------------------------------------------------


@pytest.fixture
def addresses(plan: Plan) -> Callable[[], list[str]]:
    for code in ("LG", "LG-01", "LG-02", "LG-50"):
        Unit.objects.filter(code=code).update(email=f"{code.lower()}@example.vn")
    return lambda: sorted(Letter.objects.values_list("to", flat=True))


def test_late_is_told_once_to_the_unit_and_to_whom_supervises(addresses: Callable[[], list[str]]) -> None:
    made = remind(AT_WORK)
    assert made == TaskReminder.objects.count() > 0
    told = addresses()
    assert {"lg@example.vn", "lg-01@example.vn", "lg-02@example.vn"} <= set(told)
    assert len(told) == len(set(told))  # one letter a reader
    assert remind(AT_WORK + dt.timedelta(minutes=30)) == 0
    assert addresses() == told


def test_a_reminder_names_tasks_by_their_numbers_only(addresses: Callable[[], list[str]]) -> None:
    remind(AT_WORK)
    body = Letter.objects.get(to="lg-01@example.vn").body
    late = due_of("3")
    said = (
        f"- Xã Bình Khê: nhiệm vụ số {late.task_id} (kế hoạch số {late.task.plan_id}): kết quả QUÁ HẠN, hạn 31/07/2026"
    )
    assert said in body.splitlines()
    words = [*Task.objects.values_list("title", flat=True), *Plan.objects.values_list("title", flat=True)]
    assert not [each for each in words if each in body]


def test_nothing_is_told_at_night_or_on_a_day_of_rest(addresses: Callable[[], list[str]]) -> None:
    assert remind(AT_WORK.replace(hour=22)) == remind(AT_WORK.replace(day=2)) == 0
    assert not addresses()


def test_an_extended_day_warns_anew_and_a_report_ends_it(
    addresses: Callable[[], list[str]], commune: Officer, clerk: Officer
) -> None:
    remind(AT_WORK)
    due = due_of("3")
    asked = progress.ask_extension(due, until=dt.date(2026, 8, 7), reason="Mưa.", by=commune)
    progress.answer_extension(asked, grant=True, reason="Được.", by=clerk)
    assert remind(AT_WORK) == 1  # four working days left: the unit alone
    progress.report(due_of("3"), percent=100, done="Xong.", by=commune, on=NOW)
    remind(AT_WORK.replace(day=10))
    assert list(due.reminders.filter(on=dt.date(2026, 8, 7)).values_list("point", "to")) == [(5, "unit")]


def test_what_was_reported_whole_is_not_reported_again(plan: Plan, commune: Officer) -> None:
    progress.report(due_of("3"), percent=100, done="Xong.", by=commune, on=NOW)
    with pytest.raises(ValueError, match="báo cáo xong"):
        progress.report(due_of("3"), percent=100, done="Nữa.", by=commune, on=NOW)
    assert TaskReport.objects.count() == 1
