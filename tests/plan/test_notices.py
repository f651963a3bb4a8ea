"""Early notice: a matter that rises is found, told to the unit with its statements, answered, and followed."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

import pytest
from django.test import Client

from langnghe.audit import journal
from langnghe.cases.models import Letter
from langnghe.intake.models import Document, Opinion, StoredBlock
from langnghe.plan.models import RiseNotice
from langnghe.plan.workload import workload
from langnghe.registry.actions import open_period
from langnghe.registry.models import Officer, Period, Unit
from langnghe.registry.roles import Role
from langnghe.synthesis import tallies
from langnghe.synthesis.early import rises
from langnghe.synthesis.models import Proposal
from langnghe.synthesis.spans import Span
from tests.conftest import officer, signed_in

TOPICS = {"gt.duong_xuong_cap": 12, "mt.rac_thai": 14, "dn.dien": 13, "yt.thuoc_vt": 12}
RISEN = "mt.rac_thai"
NOW = Span.parse("2026-10")


def month_of(key: str, counts: dict[str, int]) -> Period:
    """A month in which every unit has reported, with so many statements of each topic, spread over the communes."""
    period = open_period(key)
    units = list(Unit.objects.filter(must_report=True).order_by("code"))
    documents = [
        Document.objects.create(
            sha256=f"{key}-{unit.code}", period=period, unit=unit, name="b.docx", size=1, state="read", received_by="c"
        )
        for unit in units
    ]
    for topic, count in counts.items():
        for number in range(count):
            say(documents[number % len(documents)], topic, f"{topic} lần {number} tháng {key}")
    journal.record(by="clerk", verb="bring over", what=f"period {key}")
    return period


def say(document: Document, topic: str, text: str) -> None:
    block = StoredBlock.objects.create(
        document=document, number=document.blocks.count(), kind="row", place="A1", text=text
    )
    area = document.unit if document.unit and document.unit.is_area else None
    opinion = Opinion.objects.create(
        document=document, block=block, start=0, end=len(text), text=text, folded=text, area=area
    )
    Proposal.objects.create(opinion=opinion, sector=topic.split(".")[0].upper(), topic=topic, kind="kien_nghi", score=1)


def keys(count: int) -> Iterator[str]:
    """The months up to October 2026, oldest first."""
    for back in range(count - 1, -1, -1):
        year, month = divmod(2026 * 12 + 9 - back, 12)
        yield f"{year}-{month + 1:02d}"


@pytest.fixture
def risen(province: Unit) -> Period:
    """A year of quiet months, then October with four times the usual of one topic."""
    Unit.objects.update(valid_from=dt.date(2020, 1, 1))
    *quiet, last = keys(12)
    for place, key in enumerate(quiet):
        month_of(key, {topic: count + (place * 7) % 4 for topic, count in TOPICS.items()})
    period = month_of(last, TOPICS | {RISEN: 56})
    tallies.settle()
    return period


@pytest.fixture
def department(province: Unit) -> Officer:
    person = officer(Role.DEPARTMENT_OFFICER)
    person.unit = Unit.objects.get(code="LG-50")
    person.unit.email = "so@lamgiang.example"
    person.unit.save()
    person.save()
    return person


def test_only_what_has_risen_is_found(risen: Period) -> None:
    [found] = rises(NOW)
    assert (found.topic, found.observed) == (RISEN, 56)
    assert found.low <= 14 <= found.high < 56
    assert [count for _, count in found.past][-1] == 56


def test_a_quiet_month_says_so(risen: Period, as_leader: Client) -> None:
    assert rises(Span.parse("2026-08")) == []
    page = as_leader.get("/bao-som/?ky=2026-08").content.decode()
    assert "rise-1" not in page


def test_fewer_reports_are_no_fall_and_more_are_no_rise(province: Unit) -> None:
    """Half of the units reported for a year; all did in October: twice the statements, and nothing has risen."""
    Unit.objects.update(valid_from=dt.date(2020, 1, 1))
    *quiet, last = keys(12)
    for key in quiet:
        month = month_of(key, TOPICS)
        half = Document.objects.filter(period=month, unit__code__in=["LG-01", "LG-02"])
        half.update(state="unread")
    month_of(last, {topic: 2 * count for topic, count in TOPICS.items()})
    tallies.settle()
    assert rises(NOW) == []


def test_the_story_of_a_notice(risen: Period, as_clerk: Client, as_leader: Client, department: Officer) -> None:
    page = as_leader.get("/bao-som/?ky=2026-10").content.decode()
    form = re.search(r'href="(/bao-som/2026-10/[^"]+/gui/)"', page)
    assert form
    sent = {
        "unit": "Sở Xây dựng",
        "due_on": "2099-01-05",
        "text": "Đề nghị kiểm tra các điểm tập kết rác; gọi 0912 345 678.",
    }
    page = as_leader.post(form[1], sent, follow=True).content.decode()
    assert "mt.rac_thai lần 3" not in page  # the leader reads counts, not statements
    notice = RiseNotice.objects.get()
    assert "0912" not in notice.text
    assert notice.opinions.count() == 30
    assert Letter.objects.get(key=f"notice-{notice.pk}").to == "so@lamgiang.example"

    unit = signed_in(department)
    page = unit.get(f"/thong-bao-som/{notice.pk}/").content.decode()
    assert "mt.rac_thai lần" in page
    unit.post(f"/thong-bao-som/{notice.pk}/tra-loi/", {"text": "Đã thêm hai chuyến thu gom mỗi tuần."})
    assert "Đã thêm hai chuyến" in as_leader.get(f"/thong-bao-som/{notice.pk}/").content.decode()

    open_period("2026-11")
    tallies.settle()
    assert '<span class="tag good">' not in as_leader.get(f"/thong-bao-som/{notice.pk}/").content.decode()
    month_of("2026-11", TOPICS)
    tallies.settle()
    after = as_leader.get(f"/thong-bao-som/{notice.pk}/").content.decode()
    assert "11/2026" in after
    assert '<span class="tag good">' in after


def test_the_same_matter_is_not_sent_twice(risen: Period, as_clerk: Client) -> None:
    sent = {"unit": "Sở Xây dựng", "due_on": "2099-01-05", "text": "Đề nghị xem xét."}
    for _ in range(2):
        answer = as_clerk.post(f"/bao-som/2026-10/{RISEN}/gui/", sent)
    assert "Đã gửi thông báo về vấn đề này" in answer.content.decode()
    assert RiseNotice.objects.count() == 1


@pytest.mark.parametrize("path", ["2026-10/gt.cau/gui", "2026-99/mt.rac_thai/gui", "hom-nay/x/gui"])
def test_what_is_not_rising_cannot_be_sent(risen: Period, as_clerk: Client, path: str) -> None:
    assert as_clerk.get(f"/bao-som/{path}/").status_code == 404


def test_another_unit_sees_no_notice(risen: Period, as_clerk: Client) -> None:
    as_clerk.post(
        f"/bao-som/2026-10/{RISEN}/gui/", {"unit": "Sở Xây dựng", "due_on": "2099-01-05", "text": "Đề nghị xem xét."}
    )
    other = officer(Role.COMMUNE_OFFICER)
    other.unit = Unit.objects.get(code="LG-01")
    other.save()
    notice = RiseNotice.objects.get()
    assert signed_in(other).get(f"/thong-bao-som/{notice.pk}/").status_code == 404
    answer = signed_in(other).post(f"/thong-bao-som/{notice.pk}/tra-loi/", {"text": "x"})
    assert answer.status_code == 404


class TestWhatIsComing:
    def test_sectors_and_communes_have_three_months_with_a_range(self, risen: Period, as_leader: Client) -> None:
        found = workload(dt.date(2026, 11, 20))
        assert {ahead.key for ahead in found.sectors} == {"GT", "MT", "DN", "YT"}
        for ahead in [*found.sectors, *found.areas]:
            assert [point.on for point in ahead.points] == [
                dt.date(2026, 11, 1),
                dt.date(2026, 12, 1),
                dt.date(2027, 1, 1),
            ]
            assert all(0 <= point.low <= point.mean <= point.high for point in ahead.points)
        page = as_leader.get("/bao-som/du-bao/").content.decode()
        assert "Giao thông" in page
        assert "11/2026" in page

    def test_too_few_months_say_so(self, province: Unit, as_leader: Client) -> None:
        month_of("2026-10", TOPICS)
        tallies.settle()
        assert not workload(dt.date(2026, 11, 20)).is_known
        assert as_leader.get("/bao-som/du-bao/").status_code == 200
