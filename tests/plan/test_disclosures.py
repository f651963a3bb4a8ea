"""Grassroots democracy: the law's items, their days, proof, the second person's word, reminders once, who is late."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from langnghe.audit.models import Entry
from langnghe.cases.models import Letter
from langnghe.law.calendar import VIETNAM, shipped
from langnghe.plan.disclosures import actions, heirs, queries
from langnghe.plan.disclosures.actions import Done
from langnghe.plan.disclosures.items import ACT_NAMES, Act, all_items, forms, item_of, items
from langnghe.plan.disclosures.reminders import remind
from langnghe.plan.models import Obligation, Proof
from langnghe.registry.models import CalendarDay, Officer, Unit
from langnghe.registry.roles import Role
from langnghe.registry.succession import add_succession

PHOTO = b"Anh chup bang niem yet tai tru so."


def at(month: int, day: int, hour: int = 9) -> dt.datetime:
    return dt.datetime(2026, month, day, hour, tzinfo=VIETNAM)


def paper(text: bytes = PHOTO, name: str = "niem-yet.txt") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, text)


@pytest.fixture(autouse=True)
def first_of_the_year() -> Iterator[None]:
    with time_machine.travel(at(1, 2), tick=False):
        yield


@pytest.fixture
def commune(province: Unit) -> Unit:
    Unit.objects.filter(code="LG-01").update(email="xa@lam-giang.example")
    Unit.objects.filter(pk=province.pk).update(email="tinh@lam-giang.example")
    return Unit.objects.get(code="LG-01")


@pytest.fixture
def worker(commune: Unit) -> Officer:
    return Officer.objects.create_user("canbo", password="x", role=Role.COMMUNE_OFFICER, unit=commune)


@pytest.fixture
def boss(commune: Unit) -> Officer:
    return Officer.objects.create_user("chutich", password="x", role=Role.LEADER, unit=commune)


def budget(unit: Unit) -> Obligation:
    actions.open_year(2026, by="vanthu")
    return Obligation.objects.get(unit=unit, item="du_toan")


def posted(**more: object) -> Done:
    given = {"on": dt.date(2026, 1, 2), "form": "niem_yet", "place": "Trụ sở UBND xã", "proofs": [paper()]}
    return Done(**(given | more))  # type: ignore[arg-type]


# --- the law's table ----------------------------------------------------------------------------------------------


def test_every_row_says_its_article_and_whether_it_is_confirmed() -> None:
    assert {item.act for item in all_items()} == set(ACT_NAMES)
    assert len({(item.key, item.since) for item in all_items()}) == len(all_items())
    for item in all_items():
        assert "Luật" in item.article, item.key
        assert item.deadline.article
        assert set(item.forms) <= set(forms()), item.key
        assert item.is_event != bool(item.days_of(2026) or item.days_of(2027)), item.key
    unsure = [item for item in all_items() if not item.confirmed or not item.deadline.confirmed]
    assert len(unsure) > 20  # what nobody has checked is not called checked


def test_a_row_holds_only_while_the_law_is_in_force() -> None:
    before, after = dt.date(2026, 8, 31), dt.date(2026, 9, 1)
    assert {item.key for item in items(after)} - {item.key for item in items(before)} == {
        "thong_tin_cu",
        "dau_moi_thong_tin",
    }
    assert item_of("thong_tin_cu", after).days_of(2027) == ()
    assert item_of("thong_tin_cu", after).due(after, shipped()).on == dt.date(2027, 3, 1)
    with pytest.raises(ValueError, match="Luật không có nội dung này"):
        item_of("khong_co", after)


@given(day=st.dates(dt.date(2024, 1, 1), dt.date(2029, 11, 1)), item=st.sampled_from(all_items()))
def test_a_due_day_is_a_working_day_after_the_trigger_and_explains_itself(day: dt.date, item: object) -> None:
    assert isinstance(item, type(all_items()[0]))
    due = item.due(day, shipped())
    if item.deadline.days is None:
        assert due.on is None
        return
    assert due.on is not None
    assert due.on > day
    assert shipped().is_working(due.on)
    if item.deadline.unit == "wd":
        assert shipped().working_between(day + dt.timedelta(1), due.on) == item.deadline.days
    assert item.vi in due.explain().lines()[0]


# --- the year -----------------------------------------------------------------------------------------------------


def test_a_year_is_entered_once_for_every_commune(commune: Unit) -> None:
    rows = sum(len(item.days_of(2026)) for item in all_items())
    assert actions.open_year(2026, by="vanthu") == 3 * rows  # two communes and a ward; the department owes nothing
    assert actions.open_year(2026, by="vanthu") == 0
    assert Obligation.objects.filter(unit=commune).count() == rows
    assert Entry.objects.filter(verb="open disclosures").count() == 1
    assert Obligation.objects.get(unit=commune, item="du_toan").due_on == dt.date(2026, 1, 9)


def test_the_daily_job_enters_only_what_is_still_to_come(commune: Unit) -> None:
    with time_machine.travel(at(11, 20), tick=False):
        actions.keep_year()
        assert set(Obligation.objects.values_list("planned_on", flat=True)) == {
            dt.date(2026, 11, 30),
            dt.date(2026, 12, 1),
            dt.date(2026, 12, 31),
        }
        assert not Obligation.objects.filter(due_on__lt=dt.date(2026, 11, 20)).exists()


def test_what_an_ended_commune_owes_passes_to_its_heir_once(commune: Unit, worker: Officer) -> None:
    """Two communes become one in the year: nothing is owed by nobody, nothing twice, what was shown stays theirs."""
    other = Unit.objects.get(code="LG-02")
    actions.open_year(2026, by="vanthu")
    owed = Obligation.objects.filter(unit=commune, planned_on__lt=dt.date(2026, 7, 1)).count()
    shown = budget(commune)
    Obligation.objects.filter(pk=shown.pk).update(
        done_on=dt.date(2026, 1, 8), released_at=at(1, 9), released_by="chutich"
    )
    heir = Unit.objects.create(
        code="LG-09", name="Xã Bình Tân", kind="xa", parent=commune.parent, valid_from=dt.date(2026, 7, 1)
    )
    Unit.objects.filter(pk__in=[commune.pk, other.pk]).update(valid_to=dt.date(2026, 6, 30))
    assert heirs.pass_on(dt.date(2026, 8, 1)) == 0  # nobody has said yet who takes over
    for before in (commune, other):
        before.refresh_from_db()
        add_succession(
            before=before, after=heir, on=dt.date(2026, 7, 1), kind="merge", legal_basis="Nghị quyết 12/NQ-HĐND"
        )
    actions.open_year(2026, by="vanthu")
    assert heirs.pass_on(dt.date(2026, 6, 30)) == 0
    assert heirs.pass_on(dt.date(2026, 8, 1)) > 0
    left = Obligation.objects.filter(unit__in=[commune, other])
    assert [row.pk for row in left] == [shown.pk]
    rows = Obligation.objects.filter(unit=heir)
    assert rows.filter(planned_on__lt=dt.date(2026, 7, 1)).count() == owed
    assert rows.count() == rows.values("item", "planned_on").distinct().count()
    assert all(row.owner == heir for row in rows)
    assert heirs.pass_on(dt.date(2026, 8, 1)) == 0
    told = Entry.objects.filter(verb="pass disclosures on").order_by("number")
    assert [(entry.what, entry.detail["to"]) for entry in told] == [("unit LG-01", "LG-09"), ("unit LG-02", "LG-09")]


def test_an_open_day_follows_the_calendar_and_the_true_day(commune: Unit, worker: Officer) -> None:
    row = budget(commune)
    CalendarDay.objects.create(date=dt.date(2026, 1, 7), kind="holiday", name="Nghỉ bão", made_by="x")
    assert actions.recount() > 0
    row.refresh_from_db()
    assert row.due_on == dt.date(2026, 1, 10)  # a Saturday that is worked for the Friday after New Year
    actions.set_start(row, started_on=dt.date(2025, 12, 19), by=worker)
    row.refresh_from_db()
    assert row.due_on == dt.date(2025, 12, 26)
    with pytest.raises(ValueError, match="quá xa"):
        actions.set_start(row, started_on=dt.date(2024, 1, 1), by=worker)


def test_an_event_is_recorded_once_with_its_own_day(commune: Unit, worker: Officer) -> None:
    given = {"unit": commune, "item": "muc_dong_gop", "on": dt.date(2026, 1, 2), "by": worker}
    made = actions.record_event(title="Quyết định 12 về mức thu phí chợ, ông Nguyễn Văn Tèo ký", **given)  # type: ignore[arg-type]
    again = actions.record_event(title="Quyết định 12 về mức thu phí chợ, ông Nguyễn Văn Tèo ký", **given)  # type: ignore[arg-type]
    assert made.pk == again.pk
    assert "Tèo" not in made.title
    assert made.due_on == dt.date(2026, 1, 9)


@pytest.mark.parametrize(
    "wrong, sentence",
    [
        ({"item": "du_toan"}, "đã có trong danh mục"),
        ({"on": dt.date(2026, 1, 3)}, "tương lai"),
        ({"on": dt.date(2020, 1, 3)}, "luật chưa có"),
        ({"title": " "}, "Hãy ghi tên"),
        ({"due_on": None}, "hãy đặt hạn"),
        ({"due_on": dt.date(2025, 1, 1)}, "hãy đặt hạn"),
    ],
)
def test_what_is_no_event_is_refused(commune: Unit, worker: Officer, wrong: dict[str, object], sentence: str) -> None:
    given = {"item": "huong_uoc", "on": dt.date(2026, 1, 2), "title": "Hương ước", "due_on": dt.date(2026, 2, 2)}
    with pytest.raises(ValueError, match=sentence):
        actions.record_event(unit=commune, by=worker, **(given | wrong))  # type: ignore[arg-type]


# --- what was done ------------------------------------------------------------------------------------------------


def test_done_needs_a_proof_and_a_second_person(commune: Unit, worker: Officer, boss: Officer) -> None:
    row = budget(commune)
    with pytest.raises(ValueError, match="Chưa có minh chứng"):
        actions.do(row, posted(proofs=[]), by=worker)
    with pytest.raises(ValueError, match="Chưa có báo cáo"):
        actions.release(row, by=boss)
    actions.do(row, posted(papers=[paper(b"Du toan nam 2026.", "du-toan.txt")]), by=worker)
    assert queries.released().count() == 0
    assert [each.pk for each in queries.waiting_for(boss)] == [row.pk]
    with pytest.raises(PermissionDenied):
        actions.release(row, by=worker)
    actions.release(row, by=boss)
    row.refresh_from_db()
    assert row.posted_until == dt.date(2026, 1, 22)
    with pytest.raises(ValueError, match="đang ở trang công khai"):
        actions.do(row, posted(), by=worker)
    with pytest.raises(ValueError, match="lý do"):
        actions.withdraw(row, by=boss, reason="")
    actions.withdraw(row, by=boss, reason="Sai số liệu")
    assert queries.released().count() == 0


def test_why_it_was_taken_down_is_read_by_the_unit_and_goes_when_it_is_shown_again(
    client: Client, commune: Unit, worker: Officer, boss: Officer
) -> None:
    row = budget(commune)
    actions.do(row, posted(), by=worker)
    actions.release(row, by=boss)
    client.force_login(boss)
    said = "Ghi cả tên bà Sùng Thị Dợ, phải bỏ"
    address = reverse("release-disclosure", args=[row.pk])
    answer = client.post(address, {"act": "withdraw", "reason": said}, follow=True)
    assert [message.level_tag for message in answer.context["messages"]] == ["warning"]
    client.force_login(worker)
    page = client.get(reverse("disclosure", args=[row.pk])).content.decode()
    assert "phải bỏ" in page
    assert "Sùng" not in page
    entry = Entry.objects.get(verb="withdraw disclosure")
    assert (entry.what, entry.detail) == (f"disclosure {row.pk}", {})
    actions.release(row, by=boss)
    row.refresh_from_db()
    assert row.withdrawn_why == ""


def test_nobody_releases_what_they_reported(commune: Unit) -> None:
    row = budget(commune)
    both = Officer.objects.create_user("kiemnhiem", password="x", role=Role.LEADER, unit=commune)
    Obligation.objects.filter(pk=row.pk).update(done_on=dt.date(2026, 1, 2), done_by=both.username)
    with pytest.raises(ValueError, match="người thứ hai"):
        actions.release(row, by=both)


def test_others_neither_do_nor_release(commune: Unit, worker: Officer) -> None:
    row = budget(commune)
    other = Unit.objects.get(code="LG-02")
    neighbour = Officer.objects.create_user("xakhac", password="x", role=Role.COMMUNE_OFFICER, unit=other)
    neighbours_boss = Officer.objects.create_user("sepkhac", password="x", role=Role.LEADER, unit=other)
    with pytest.raises(PermissionDenied):
        actions.do(row, posted(), by=neighbour)
    assert not queries.visible(neighbour).filter(pk=row.pk).exists()
    actions.do(row, posted(), by=worker)
    with pytest.raises(PermissionDenied):
        actions.release(row, by=neighbours_boss)


def test_only_papers_for_everybody_can_be_fetched_by_everybody(commune: Unit, worker: Officer, boss: Officer) -> None:
    row = budget(commune)
    actions.do(row, posted(papers=[paper(b"Du toan nam 2026.", "du-toan.txt")]), by=worker)
    shown, kept = Proof.objects.get(shown=True), Proof.objects.get(shown=False)
    assert queries.public_file(shown.pk) is None
    actions.release(row, by=boss)
    opened = queries.public_file(shown.pk)
    assert opened is not None
    assert opened.content == b"Du toan nam 2026."
    assert queries.public_file(kept.pk) is None


def test_a_list_of_names_never_becomes_a_public_paper(commune: Unit, worker: Officer) -> None:
    actions.open_year(2026, by="vanthu")
    row = Obligation.objects.get(unit=commune, item="ho_ngheo")
    with pytest.raises(ValueError, match="chỉ niêm yết tại chỗ"):
        actions.do(row, posted(papers=[paper()]), by=worker)
    actions.do(row, posted(), by=worker)


def meeting(commune: Unit, worker: Officer) -> Obligation:
    return actions.record_event(
        unit=commune,
        item="gop_cong_trinh",
        on=dt.date(2026, 1, 2),
        title="Góp làm đường thôn Đồng Mít",
        due_on=dt.date(2026, 2, 2),
        by=worker,
    )


@pytest.mark.parametrize(
    "wrong, sentence",
    [
        ({"called": None}, "số được mời"),
        ({"outcome": ""}, "số được mời"),
        ({"attended": 300}, "lớn hơn"),
        ({"outcome": "toi-khong-biet"}, "kết quả trong danh sách"),
        ({"result": ""}, "Hãy ghi ngắn gọn"),
        ({"form": "cong"}, "hình thức"),
        ({"on": dt.date(2026, 5, 1)}, "tương lai"),
    ],
)
def test_a_decision_of_the_people_is_told_in_counts(
    commune: Unit, worker: Officer, wrong: dict[str, object], sentence: str
) -> None:
    row = meeting(commune, worker)
    told = {
        "form": "hoi_nghi",
        "called": 120,
        "attended": 98,
        "outcome": "passed",
        "result": "Mỗi hộ góp hai ngày công.",
    }
    with pytest.raises(ValueError, match=sentence):
        actions.do(row, posted(**(told | wrong)), by=worker)
    actions.do(row, posted(**(told | {"result": "Ông Nguyễn Văn Tèo nêu: mỗi hộ góp hai ngày công."})), by=worker)
    row.refresh_from_db()
    assert (row.called, row.attended, row.outcome) == (120, 98, "passed")
    assert "Tèo" not in row.result


def test_no_field_can_hold_who_came_or_how_they_voted() -> None:
    names = {field.name for field in Obligation._meta.get_fields()}
    assert not names & {"names", "voters", "agreed", "for", "against", "votes", "signatures", "list"}
    assert {"called", "attended", "outcome"} <= names


# --- reminders ----------------------------------------------------------------------------------------------------


def letters_to(address: str) -> list[str]:
    return list(Letter.objects.filter(to=address).order_by("pk").values_list("subject", flat=True))


def test_each_reminder_is_written_once_in_working_time(commune: Unit) -> None:
    budget(commune)
    assert remind(at(1, 6, 22)) == 0
    first = remind(at(1, 6))
    assert first > 0
    assert remind(at(1, 6, 10)) == 0
    assert len(letters_to("xa@lam-giang.example")) == 1
    assert letters_to("tinh@lam-giang.example") == []
    remind(at(1, 12))
    remind(at(1, 12, 15))
    remind(at(1, 7))  # the machine's clock turned back
    assert len(letters_to("xa@lam-giang.example")) == 2
    assert len(letters_to("tinh@lam-giang.example")) == 1
    body = Letter.objects.filter(to="tinh@lam-giang.example").get().body
    assert "Dự toán ngân sách xã" in body
    assert "09/01/2026" in body


def test_what_is_done_is_not_reminded_of(commune: Unit, worker: Officer) -> None:
    row = budget(commune)
    actions.do(row, posted(), by=worker)
    remind(at(1, 12))
    lines = [line for letter in Letter.objects.all() for line in letter.body.splitlines()]
    assert any("Dự toán ngân sách xã" in line for line in lines)  # of the neighbours
    assert not any("Dự toán ngân sách xã" in line and "Bình Khê" in line for line in lines)
    row.refresh_from_db()
    assert row.told == ""


# --- who is late --------------------------------------------------------------------------------------------------


def test_the_table_equals_an_independent_count(commune: Unit, worker: Officer) -> None:
    actions.open_year(2026, by="vanthu")
    Obligation.objects.filter(unit__code="LG-03").delete()
    meeting(commune, worker)
    for number, row in enumerate(Obligation.objects.order_by("pk")):
        if number % 3 == 0:
            Obligation.objects.filter(pk=row.pk).update(done_on=row.due_on or row.started_on)
        if number % 7 == 1 and row.due_on:
            Obligation.objects.filter(pk=row.pk).update(done_on=row.due_on + dt.timedelta(2))
    today = dt.date(2026, 7, 15)
    table = queries.standings(2026, today)
    for standing in table.rows:
        mine = [row for row in Obligation.objects.all() if row.unit_id == standing.unit.pk]
        told = Counter(_state(row, today) for row in mine)
        assert standing.counts.owed == len(mine)
        assert standing.counts.late == told["late"]
        assert standing.counts.done_late == told["done late"]
        assert standing.counts.in_time == told["in time"]
        assert standing.counts.due == told["late"] + told["done late"] + told["in time"]
        late = [row.due_on for row in mine if _state(row, today) == "late"]
        assert standing.oldest == (min(late) if late else None)  # type: ignore[type-var]
    assert (table.entered, table.communes) == (2, 3)
    assert table.total.owed == Obligation.objects.count()
    assert table.total.late == sum(row.counts.late for row in table.rows) > 0


def _state(row: Obligation, today: dt.date) -> str:
    if row.done_on is None:
        return "late" if row.due_on is not None and row.due_on < today else "open"
    return "done late" if row.due_on is not None and row.done_on > row.due_on else "in time"


def test_the_table_asks_two_questions(commune: Unit, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    actions.open_year(2026, by="vanthu")
    with django_assert_max_num_queries(2):
        queries.standings(2026, dt.date(2026, 7, 15))


def test_acts_have_their_names() -> None:
    assert set(ACT_NAMES) == set(Act)
