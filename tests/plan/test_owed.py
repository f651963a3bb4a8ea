"""Who has reported, late or not at all; letters to those who have not; a unit's own draft."""

from __future__ import annotations

import datetime as dt
import io

import docx
import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from langnghe.cases.models import Case, Letter, Submission
from langnghe.intake.models import Document
from langnghe.law.taxonomy import sector_names
from langnghe.plan.owed import State, owed, remind_owing
from langnghe.registry.models import Officer, Period, Unit
from langnghe.registry.queries import units_due
from langnghe.registry.roles import Role
from langnghe.reports import unit_report
from langnghe.synthesis.queries import coverage
from langnghe.text.normal import fold
from tests.conftest import officer, signed_in

DUE = dt.date(2026, 10, 26)  # a Monday
MORNING = dt.time(8, 30, tzinfo=dt.timezone(dt.timedelta(hours=7)))


@pytest.fixture
def month(period: Period) -> Period:
    period.due_on = DUE
    period.save()
    return period


def sent(unit: Unit, period: Period, on: dt.date, *, state: str = Document.State.READ, channel: str = "report") -> None:
    document = Document.objects.create(
        sha256=f"{unit.pk}{on}{channel}{state}", period=period, unit=unit, name="x.docx", size=1, state=state,
        channel=channel, received_by="clerk",
    )  # fmt: skip
    Document.objects.filter(pk=document.pk).update(received_at=dt.datetime.combine(on, MORNING))


def unit(code: str) -> Unit:
    return Unit.objects.get(code=code)


def states(period: Period, today: dt.date) -> dict[str, State]:
    found = owed([period], today)
    return {row.unit.code: row.cells[0].state for row in found.rows}


def test_each_unit_is_on_time_late_missing_or_awaited(month: Period) -> None:
    sent(unit("LG-01"), month, DUE)
    sent(unit("LG-01"), month, DUE + dt.timedelta(days=3))  # the first one counts
    sent(unit("LG-02"), month, DUE + dt.timedelta(days=1))
    sent(unit("LG-03"), month, DUE, state=Document.State.UNREAD)
    sent(unit("LG-50"), month, DUE, channel="meeting")

    before = {"LG-01": State.ON_TIME, "LG-02": State.LATE, "LG-03": State.AWAITED, "LG-50": State.AWAITED}
    assert states(month, DUE) == before
    after = states(month, DUE + dt.timedelta(days=1))
    assert after == before | {"LG-03": State.MISSING, "LG-50": State.MISSING}


def test_the_sums_are_those_of_the_coverage_that_stands_beside_every_total(month: Period) -> None:
    sent(unit("LG-01"), month, DUE)
    sent(unit("LG-02"), month, DUE + dt.timedelta(days=9))
    [sums] = owed([month], DUE + dt.timedelta(days=10)).sums
    beside = coverage(month)
    assert (sums.due, sums.reported) == (beside.due, beside.reported) == (4, 2)
    assert (sums.on_time, sums.late, sums.missing, sums.awaited) == (1, 1, 2, 0)


def test_a_unit_that_began_later_owes_nothing_for_earlier_months(month: Period) -> None:
    Unit.objects.filter(code="LG-03").update(valid_from=DUE + dt.timedelta(days=30))
    assert "LG-03" not in states(month, DUE)


class TestLetters:
    @pytest.fixture(autouse=True)
    def addresses(self, month: Period) -> None:
        for each in units_due(month):
            each.email = f"{each.code.lower()}@lamgiang.example"
            each.save()

    def letters(self) -> list[str]:
        return sorted(Letter.objects.filter(key__startswith="owed-").values_list("to", flat=True))

    def remind(self, on: dt.date, hour: int = 8) -> int:
        return remind_owing(dt.datetime.combine(on, MORNING.replace(hour=hour)))

    def test_units_that_have_not_reported_hear_once_before_and_once_after_the_last_day(self, month: Period) -> None:
        sent(unit("LG-01"), month, dt.date(2026, 10, 20))
        assert self.remind(dt.date(2026, 10, 21)) == 0  # Wednesday: three working days are left
        assert self.remind(dt.date(2026, 10, 22)) == 3
        assert self.remind(dt.date(2026, 10, 22), hour=9) == 0
        assert self.remind(DUE) == 0
        sent(unit("LG-02"), month, DUE)
        assert self.remind(DUE + dt.timedelta(days=1)) == 2
        assert self.remind(DUE + dt.timedelta(days=2)) == 0
        assert self.letters() == [f"lg-{code}@lamgiang.example" for code in ("02", "03", "03", "50", "50")]

    @pytest.mark.parametrize(
        "on, hour",
        [(dt.date(2026, 10, 24), 8), (dt.date(2026, 10, 25), 8), (DUE, 3)],
        ids=["Saturday", "Sunday", "night"],
    )
    def test_nobody_is_written_to_outside_working_time(self, on: dt.date, hour: int) -> None:
        assert self.remind(on, hour) == 0
        assert self.letters() == []


class TestPages:
    @pytest.fixture
    def commune(self, month: Period) -> Officer:
        person = officer(Role.COMMUNE_OFFICER)
        person.unit = unit("LG-01")
        person.save()
        return person

    def test_the_leader_sees_the_table_with_its_sums(self, as_leader: Client, month: Period) -> None:
        sent(unit("LG-01"), month, DUE)
        page = as_leader.get("/don-vi-bao-cao/").content.decode()
        assert "Xã Bình Khê" in page
        assert "1 / 4" in page

    def test_a_unit_sends_its_report_and_sees_it(self, commune: Officer, month: Period) -> None:
        client = signed_in(commune)
        file = SimpleUploadedFile("bao-cao.txt", "Cử tri đề nghị sửa cầu.".encode())
        page = client.post(f"/bao-cao-don-vi/{month.key}/gui/", {"file": file}, follow=True).content.decode()
        assert "bao-cao.txt" in page
        document = Document.objects.get()
        assert (document.unit, document.period, document.received_by) == (commune.unit, month, commune.username)

    def test_an_empty_file_is_refused_with_a_sentence(self, commune: Officer, month: Period) -> None:
        file = SimpleUploadedFile("trong.docx", b"")
        page = signed_in(commune).post(f"/bao-cao-don-vi/{month.key}/gui/", {"file": file}, follow=True)
        assert "rỗng (0 byte)" in page.content.decode()
        assert not Document.objects.exists()

    @pytest.mark.parametrize("style, head", [("nd30", "CỘNG HÒA XÃ HỘI"), ("dang", "ĐẢNG CỘNG SẢN VIỆT NAM")])
    def test_the_draft_is_a_word_file_of_the_unit(self, commune: Officer, month: Period, style: str, head: str) -> None:
        answer = signed_in(commune).get(f"/bao-cao-don-vi/{month.key}/{style}/")
        text = words(answer.content)
        assert head in text
        assert "«[Nhận định chung" in text

    def test_an_officer_without_a_unit_gets_no_draft(self, month: Period) -> None:
        person = officer(Role.COMMUNE_OFFICER)
        assert signed_in(person).get(f"/bao-cao-don-vi/{month.key}/nd30/").status_code == 404


def words(content: bytes) -> str:
    document = docx.Document(io.BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*cells, *(paragraph.text for paragraph in document.paragraphs)])


def register(month: Period, *, code: str, title: str, sector: str, **facts: object) -> None:
    submission = Submission.objects.create(
        code=code, channel="counter", unit=unit("LG-01"), received_on=month.starts_on, text=title
    )
    Case.objects.create(
        submission=submission, code=f"{code}-1", kind="kien_nghi", title=title, text=title, folded=fold(title),
        unit=unit("LG-01"), sector=sector, received_on=month.starts_on, **facts,
    )  # fmt: skip


@time_machine.travel(dt.datetime(2026, 11, 3, 3, tzinfo=dt.UTC), tick=False)
def test_the_draft_tells_the_unit_s_own_matters_and_never_a_denunciation(month: Period) -> None:
    register(month, code="AAAA-AAAA", title="Đề nghị sửa cầu Bến Đá", sector="GT", due_on=dt.date(2026, 10, 30))
    register(month, code="BBBB-BBBB", title="Đề nghị rải nhựa đường liên thôn", sector="GT")
    register(month, code="CCCC-CCCC", title="Điều không ai được đọc", sector="GT", secret=True)
    text = words(unit_report.draft(unit("LG-01"), month, "nd30", today=dt.date(2026, 11, 3)))
    assert f"{sector_names()['GT']} (2 vụ việc)" in text
    assert "Đề nghị sửa cầu Bến Đá." in text
    assert "AAAA-AAAA-1, hạn 30/10/2026" in text
    assert "1 đơn tố cáo" in text
    assert "Điều không ai được đọc" not in text
