"""Registers of people's contact: sessions, the reception book, the heads' calendar, dialogues."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from decimal import Decimal

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from langnghe.audit.models import Entry
from langnghe.cases.models import Duty, Meeting, Visit
from langnghe.cases.registers import book, duties, lines, meetings, noted, queries, rules, visits
from langnghe.cases.registers.duties import Standing
from langnghe.intake.models import Document
from langnghe.privacy.models import Sealed
from langnghe.registry.models import Officer, Unit
from langnghe.registry.roles import Role
from langnghe.synthesis.actions import ask_for_run
from langnghe.synthesis.models import Run
from langnghe.synthesis.pipeline import run_next
from langnghe.synthesis.queries import opinions
from tests.conftest import PASSWORD

TODAY = dt.date(2026, 11, 20)  # a Friday
pytestmark = pytest.mark.usefixtures("on_20_november")
WHO = {"name": "Lò Thị Mẩy", "id_number": "030123456789", "phone": "0954218637"}
MATTER = "Bà Lò Thị Mẩy (ĐT 0954218637) đề nghị xem lại việc cấp giấy chứng nhận quyền sử dụng đất"


@pytest.fixture
def commune(province: Unit) -> Unit:
    return Unit.objects.get(code="LG-01")


@pytest.fixture
def reception(commune: Unit) -> Meeting:
    return held(commune, dt.date(2026, 11, 10))


def held(unit: Unit, on: dt.date, **fields: object) -> Meeting:
    return meetings.hold(
        unit=unit,
        kind="tiep_cong_dan",
        on=on,
        by="xa",
        **{"mode": "dinh_ky", "held_by": "chu_tich_xa"} | fields,  # type: ignore[arg-type]
    )


def officer(role: Role, unit: Unit | None = None) -> Officer:
    return Officer.objects.create_user(username=f"{role.value}-o", password=PASSWORD, role=role, unit=unit)


def words_of(content: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        return "\n".join(file.read(name).decode() for name in file.namelist() if name.endswith(".xml"))


# --- sessions -------------------------------------------------------------------------------------------------


def test_a_form_sent_twice_is_one_session(commune: Unit) -> None:
    first = held(commune, TODAY, form_key="k1")
    assert held(commune, TODAY, form_key="k1") == first
    assert Meeting.objects.count() == 1


@pytest.mark.parametrize(
    "fields, sentence",
    [
        ({"on": dt.date(2026, 11, 21)}, "chưa diễn ra"),
        ({"on": dt.date(2016, 11, 21)}, "xem lại năm"),
        ({"on": dt.date(2025, 6, 1)}, "chưa có hoặc đã kết thúc"),
        ({"mode": ""}, "thường xuyên, định kỳ hay đột xuất"),
        ({"held_by": "chu_tich_tinh"}, "chức vụ chủ trì"),
        ({"requested_share": Decimal(101)}, "từ 0 đến 100"),
    ],
)
def test_a_session_that_cannot_be_says_why(commune: Unit, fields: dict[str, object], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        held(commune, **{"on": TODAY} | fields)  # type: ignore[arg-type]


def test_a_session_with_people_is_not_cancelled(reception: Meeting) -> None:
    meetings.cancel(reception, by="xa")
    meetings.restore(reception, by="xa")
    visits.receive(reception, person=WHO, text=MATTER, by="xa")
    with pytest.raises(ValueError, match="không hủy được"):
        meetings.cancel(reception, by="xa")


# --- the reception book ---------------------------------------------------------------------------------------


def test_who_came_is_sealed_and_nowhere_else(reception: Meeting) -> None:
    visit = visits.receive(reception, person=WHO, text=MATTER, by="xa", note="gọi lại số 0954218637", people=2)
    stored = everything()
    for secret in WHO.values():
        assert secret not in stored
    assert "quyền sử dụng đất" in visit.text
    assert Sealed.objects.get().token == visit.vault


def everything() -> str:
    """Every value of every table of the database."""
    with connection.cursor() as cursor:
        found = []
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            found += [str(row) for row in cursor.fetchall()]
    return "\n".join(found)


def test_a_denunciation_leaves_no_word_in_the_book(reception: Meeting) -> None:
    visit = visits.receive(
        reception, person=WHO, text="Tố cáo ông X nhận tiền", kind="to_cao", note="người cùng thôn", by="xa"
    )
    assert "nhận tiền" not in everything()
    assert (visit.text, visit.note) == ("", "")
    content = words_of(
        book.render(queries.visits(Meeting.objects.all()), queries.counts(Meeting.objects.all()), title="Sổ")
    )
    assert "niêm phong" in content
    assert "nhận tiền" not in content


def test_identity_is_asked_for_since_the_law_does(commune: Unit, reception: Meeting) -> None:
    with pytest.raises(ValueError, match="136/2025"):
        visits.receive(reception, person={"name": "Lò Thị Mẩy"}, text=MATTER, by="xa")
    before = held(commune, dt.date(2026, 6, 30))
    assert visits.receive(before, person={}, text=MATTER, by="xa").pk


def test_a_refusal_needs_a_reason_of_the_law(reception: Meeting) -> None:
    with pytest.raises(ValueError, match="Điều 9"):
        visits.receive(reception, person={}, text="", handling="tu_choi", refusal="khong_thich", by="xa")
    visit = visits.receive(reception, person={}, text="", handling="tu_choi", refusal="vi_pham_noi_quy", by="xa")
    assert visit.refusal in rules.refusals()
    visits.change(visit, handling="huong_dan", by="xa")
    assert visit.refusal == ""


def test_a_form_sent_twice_is_one_turn(reception: Meeting) -> None:
    for _ in range(2):
        visits.receive(reception, person=WHO, text=MATTER, by="xa", form_key="v1")
    assert Visit.objects.count() == Sealed.objects.count() == 1


def test_turns_people_and_delegations_are_counted_apart(commune: Unit, reception: Meeting) -> None:
    for people, again in ((1, False), (4, True), (5, False), (12, True)):
        visits.receive(reception, person=WHO, text=MATTER, people=people, again=again, by="xa")
    cancelled = held(commune, dt.date(2026, 11, 3))
    meetings.cancel(cancelled, by="xa")
    found = queries.counts(Meeting.objects.all())
    assert (found.sessions, found.turns, found.people, found.delegations, found.again) == (1, 4, 22, 2, 2)
    assert [visit.number for visit in queries.visits(Meeting.objects.all())] == [1, 2, 3, 4]


def test_the_workbook_has_the_columns_and_no_name(reception: Meeting) -> None:
    visits.receive(reception, person=WHO, text=MATTER, handling="thu_ly", again=True, note="=1+1", by="xa")
    rows = Meeting.objects.all()
    content = words_of(book.render(queries.visits(rows), queries.counts(rows), title="Sổ tiếp công dân 11/2026"))
    for head, _width in book.COLUMNS:
        assert head in content
    assert "Niêm phong trong kho danh tính" in content
    assert "Đã phản ánh lần trước" in content
    assert "Chủ tịch UBND cấp xã" in content
    assert "<f>" not in content
    assert not re.search("Mẩy|0954218637|030123456789", content)


def test_the_journal_holds_no_word_of_a_person(reception: Meeting) -> None:
    visits.receive(reception, person=WHO, text=MATTER, by="xa")
    said = " ".join(f"{entry.what} {entry.detail}" for entry in Entry.objects.all())
    assert "Mẩy" not in said
    assert "đất" not in said


# --- the heads' calendar --------------------------------------------------------------------------------------


def standing(unit: Unit, today: dt.date = TODAY, key: str = "chu_tich_xa") -> duties.HeadMonth:
    return next(head for head in duties.month_of([unit], today, today) if head.quota.key == key)


def test_a_commune_chair_owes_two_days_and_delegated_ones_do_not_count(commune: Unit) -> None:
    assert standing(commune, dt.date(2026, 11, 2)).standing == Standing.SHORT
    held(commune, dt.date(2026, 11, 3))
    held(commune, dt.date(2026, 11, 10), delegated=True)
    held(commune, dt.date(2026, 11, 11), mode="dot_xuat")
    held(commune, dt.date(2026, 11, 12), mode="thuong_xuyen")
    head = standing(commune)
    assert (head.owed, head.held, head.not_counted, head.missing) == (
        2,
        (dt.date(2026, 11, 3),),
        (dt.date(2026, 11, 10),),
        1,
    )
    held(commune, dt.date(2026, 11, 17), online=True)  # allowed since 1 July 2026
    assert standing(commune).standing == Standing.MET


def test_a_party_secretary_does_not_receive_online(commune: Unit) -> None:
    held(commune, dt.date(2026, 11, 3), held_by="bi_thu_xa", online=True)
    head = standing(commune, key="bi_thu_xa")
    assert (head.held, head.not_counted) == ((), (dt.date(2026, 11, 3),))


def test_the_warning_comes_before_the_month_ends_and_a_plan_ends_it(commune: Unit) -> None:
    assert {head.quota.key for head in duties.warnings([commune], dt.date(2026, 11, 21))} == {
        "chu_tich_xa",
        "bi_thu_xa",
    }
    assert duties.warnings([commune], dt.date(2026, 11, 20)) == []
    duties.plan(unit=commune, held_by="chu_tich_xa", days=[dt.date(2026, 11, 24), dt.date(2026, 11, 26)], by="xa")
    assert standing(commune, dt.date(2026, 11, 22)).standing == Standing.PLANNED
    late = standing(commune, dt.date(2026, 11, 28))
    assert late.standing == Standing.WARN
    assert len(late.unheld) == 2


def test_a_month_gone_by_without_the_days_is_missed(commune: Unit) -> None:
    head = duties.month_of([commune], dt.date(2026, 10, 1), TODAY)[0]
    assert head.standing == Standing.MISSED


def test_before_july_2026_the_chair_owed_a_day_a_week(commune: Unit) -> None:
    head = duties.month_of([commune], dt.date(2026, 6, 1), TODAY)[0]
    assert (head.quota.key, head.owed) == ("chu_tich_xa", 5)  # five Mondays in June 2026


@given(month=st.dates(dt.date(2024, 1, 1), dt.date(2030, 12, 1)), weekday=st.integers(0, 6))
def test_every_second_tuesday(month: dt.date, weekday: int) -> None:
    days = duties.weekdays_of(month, weekday, {2, 4})
    assert [day.weekday() for day in days] == [weekday] * 2
    assert [(day.day - 1) // 7 + 1 for day in days] == [2, 4]
    assert {(day.year, day.month) for day in days} == {(month.year, month.month)}


def test_a_day_of_rest_moves_and_a_known_day_stays_one(commune: Unit) -> None:
    days = duties.weekdays_of(dt.date(2027, 1, 1), 4, {1})  # Friday 1 January
    planned = duties.plan(unit=commune, held_by="chu_tich_xa", days=days, by="xa")
    assert planned.moved == {dt.date(2027, 1, 1): dt.date(2027, 1, 4)}
    assert duties.plan(unit=commune, held_by="chu_tich_xa", days=days, by="xa").made == []
    assert Duty.objects.count() == 1


def test_a_past_day_stays_in_the_calendar(commune: Unit) -> None:
    with pytest.raises(ValueError, match="từ hôm nay"):
        duties.plan(unit=commune, held_by="chu_tich_xa", days=[dt.date(2026, 11, 3)], by="xa")
    old = Duty.objects.create(unit=commune, held_by="chu_tich_xa", on=dt.date(2026, 11, 3), made_by="xa")
    with pytest.raises(ValueError, match="đã qua"):
        duties.drop(old, by="xa")


def test_the_notice_names_offices_and_days(commune: Unit) -> None:
    assert duties.notice(commune, TODAY) == ""
    duties.plan(unit=commune, held_by="chu_tich_xa", days=[dt.date(2026, 11, 25)], place="Nhà văn hóa xã", by="xa")
    said = duties.notice(commune, TODAY)
    assert "Thứ Tư, ngày 25/11/2026: Chủ tịch UBND cấp xã" in said
    assert "Nhà văn hóa xã" in said


def test_other_units_owe_what_their_heads_owe(province: Unit) -> None:
    owed = {
        unit.code: {head.quota.key: head.owed for head in duties.month_of([unit], TODAY, TODAY)}
        for unit in Unit.objects.all()
    }
    assert owed["LG-50"] == {"thu_truong": 1}
    assert owed[province.code] == {"chu_tich_tinh": 1, "bi_thu_tinh": 1}
    assert owed["LG-03"] == {"chu_tich_xa": 2, "bi_thu_xa": 2}


# --- dialogues ------------------------------------------------------------------------------------------------


def dialogue(unit: Unit, on: dt.date, **fields: object) -> Meeting:
    return meetings.hold(unit=unit, kind="doi_thoai", on=on, by="xa", **fields)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "on, announce_by, publish_by",
    [
        (dt.date(2026, 12, 10), dt.date(2026, 12, 3), dt.date(2026, 12, 21)),  # the 20th is a Sunday
        (dt.date(2026, 12, 12), dt.date(2026, 12, 4), dt.date(2026, 12, 22)),  # the 5th is a Saturday
        (dt.date(2024, 12, 10), None, None),  # before the law
    ],
)
def test_days_of_a_dialogue(
    province: Unit, on: dt.date, announce_by: dt.date | None, publish_by: dt.date | None
) -> None:
    assert rules.dialogue_days(on) == rules.DialogueDays(announce_by, publish_by)


def test_a_dialogue_shows_what_is_late(commune: Unit) -> None:
    coming = dialogue(commune, dt.date(2026, 11, 26), requested_share=Decimal("12.5"))
    shown = queries.dialogue(coming, TODAY)
    assert shown.is_due
    assert shown.announced_late  # the last day was 19 November
    past = dialogue(commune, dt.date(2026, 11, 2))
    assert queries.dialogue(past, TODAY).results_late
    reader = officer(Role.COMMUNE_OFFICER, commune)
    assert {one.meeting for one in queries.overdue_dialogues(reader, TODAY)} == {coming, past}
    meetings.publish_results(past, dt.date(2026, 11, 12), by="xa")
    assert not queries.dialogue(past, TODAY).results_late
    meetings.announce(coming, dt.date(2026, 11, 18), by="xa")
    assert queries.overdue_dialogues(reader, TODAY) == []


def test_days_that_cannot_be_are_refused(commune: Unit) -> None:
    coming = dialogue(commune, dt.date(2026, 11, 26))
    with pytest.raises(ValueError, match="trước ngày đối thoại"):
        meetings.announce(coming, dt.date(2026, 11, 27), by="xa")
    with pytest.raises(ValueError, match="từ ngày đối thoại"):
        meetings.publish_results(coming, TODAY, by="xa")


def test_a_commune_without_its_yearly_dialogue_stands_first(commune: Unit, clerk: Officer) -> None:
    dialogue(commune, dt.date(2026, 3, 2))
    meetings.cancel(dialogue(Unit.objects.get(code="LG-02"), dt.date(2026, 3, 2)), by="xa")
    rows = queries.dialogue_year(clerk, 2026, TODAY)
    assert [(row.unit.code, row.missing) for row in rows] == [("LG-03", 1), ("LG-02", 1), ("LG-01", 0)]


# --- who sees what --------------------------------------------------------------------------------------------


def test_an_officer_of_one_unit_sees_its_sessions_only(commune: Unit, clerk: Officer, reception: Meeting) -> None:
    other = held(Unit.objects.get(code="LG-02"), TODAY)
    assert set(queries.visible(officer(Role.COMMUNE_OFFICER, commune))) == {reception}
    assert set(queries.visible(clerk)) == {reception, other}
    assert not queries.visible(officer(Role.RECEPTION_CLERK)).exists()


def test_totals_of_a_session_do_not_multiply(reception: Meeting, clerk: Officer) -> None:
    for people in (2, 3):
        visits.receive(reception, person=WHO, text=MATTER, people=people, by="xa")
    row = queries.register(clerk, kind="tiep_cong_dan", between=(TODAY.replace(day=1), TODAY)).get()
    assert (row.turns, row.came, row.noted) == (2, 5, 0)


# --- the way into synthesis -----------------------------------------------------------------------------------


def test_noted_rows_go_through_a_synthesis_with_the_officers_words(commune: Unit, clerk: Officer) -> None:
    said = "Bãi rác thôn Đồng Trám ba tuần không có xe thu gom, mùi hôi nồng nặc"
    again = "Bãi rác ở thôn Đồng Trám đã ba tuần nay không có xe đến thu gom, mùi hôi rất nồng nặc"
    for day, text, choice in ((3, said, ""), (12, again, "dd.gcn")):
        meeting = meetings.hold(unit=commune, kind="di_co_so", on=dt.date(2026, 11, day), by="xa")
        rows = lines.check([lines.Typed(text, topic=choice)], meeting, clerk)
        if rows[0].matters:
            rows = lines.check([lines.Typed(text, join=rows[0].matters[0].pk, topic=choice)], meeting, clerk)
        noted.save(meeting, rows, by="xa")
    run = ask_for_run(Document.objects.first().period, by="xa")  # type: ignore[union-attr]
    assert run_next() == run
    run.refresh_from_db()
    assert (run.state, run.balance["difference"], run.balance["opinions"]) == (Run.State.DONE, 0, 2)
    first, second = opinions().order_by("pk")
    assert first.issue == second.issue
    assert (first.topic, second.topic) == ("mt.rac_thai", "dd.gcn")
