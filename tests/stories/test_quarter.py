"""A quarter in the life of the demo province, from the leader's first page to the month after.

The province is made as the first start makes it: all its papers of August to October 2026 go through intake and
synthesis (nothing is taken a short way), the two years before them come from the old register. November comes as they
do, quieter, because the old register's seasons know no rise in refuse.

The other stories: test_plan, test_disclosures, test_supervision, and consultations in tests/desk/test_rounds.
"""

from __future__ import annotations

import datetime as dt
import re

import pytest
import time_machine
from django.test import Client

from langnghe.audit.checking import flaws
from langnghe.demo.past import add_past
from langnghe.demo.province import create_once
from langnghe.intake.models import Document
from langnghe.law.calendar import VIETNAM
from langnghe.law.taxonomy import topics
from langnghe.plan.models import RiseNotice
from langnghe.registry.models import AREA_KINDS, Officer, Period, Unit
from langnghe.registry.roles import Role
from langnghe.synthesis import queries, sheets, tallies
from langnghe.synthesis.early import rises
from langnghe.synthesis.spans import Span
from langnghe.timetable import work
from tests.conftest import PASSWORD, signed_in

# The largest story: once, on SQLite; its rooms are tested on PostgreSQL each by itself.
pytestmark = [pytest.mark.django_db, pytest.mark.engine]

QUARTER = ["2026-08", "2026-09", "2026-10"]
RISEN = "mt.rac_thai"
MATTERS_BEHIND = "/toan-canh/linh-vuc/MT/?ky=2026-10"
SEND = f"/bao-som/2026-10/{RISEN}/gui/"
BACK = '<span class="tag good">'  # "back in the usual range"
ASKED = "Đề nghị kiểm tra các điểm tập kết rác và tăng chuyến thu gom."
ANSWER = "Từ tháng 11 mỗi tuần thêm hai chuyến thu gom ở các xã có nhiều phản ánh."


def on(month: int, day: int) -> dt.datetime:
    return dt.datetime(2026, month, day, 9, tzinfo=VIETNAM)


def page(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return response.content.decode()


def of(name: str) -> Client:
    """Signed in anew: a session does not last from one month to the next."""
    return signed_in(Officer.objects.get(username=name))


def initial(form: str, name: str) -> str:
    found = re.search(rf'name="{name}"[^>]* value="([^"]+)"', form)
    assert found, name
    return found[1]


def shown(picture: str) -> int:
    """The first figure of a page: all opinions of its time."""
    found = re.search(r"<dd>([0-9.]+)", picture)
    assert found
    return int(found[1].replace(".", ""))


def count(key: str) -> int:
    return tallies.total(Span.parse(key).periods(), sector="MT", topic=RISEN)


def the_province_is_as_large_as_promised() -> None:
    quarter = [Period.objects.get(key=key) for key in QUARTER]
    in_force = Unit.objects.filter(valid_to=None, must_report=True)
    assert queries.opinions().count() >= 12_000
    assert queries.opinions_of(quarter).count() > 3_000
    assert in_force.filter(kind__in=AREA_KINDS).count() == 40
    assert in_force.exclude(kind__in=AREA_KINDS).count() >= 12
    assert Period.objects.count() == 24 + len(quarter)
    assert not Document.objects.filter(state=Document.State.WAITING).exists()


def test_a_quarter_from_the_dashboard_to_the_next_month() -> None:
    with time_machine.travel(on(11, 5)) as clock:
        create_once(say=lambda line: None)
        work(until_idle=True)
        sheets.draw_stale()  # the worker's next turn: those drawn for the October report know no July yet
        the_province_is_as_large_as_promised()
        leader, clerk = of("lanhdao"), of("vanthu")

        # The first page: each total beside how many reports it rests on.
        for key in ("2026-10", "2026-Q3"):
            first = page(leader, f"/toan-canh/?ky={key}")
            periods = Span.parse(key).periods()
            covered = [queries.coverage(period) for period in periods]
            reported, due = sum(each.reported for each in covered), sum(each.due for each in covered)
            assert f"<b>{reported}/{due}</b>" in re.sub(r"<b>(\d+)\D+(\d+)</b>", r"<b>\1/\2</b>", first)
            assert shown(first) == tallies.total(periods)
        assert MATTERS_BEHIND in first.replace("2026-Q3", "2026-10")

        # What rises is little of what is said, and refuse is the surest of it.
        early = page(leader, "/bao-som/?ky=2026-10")
        found = [rise.topic for rise in rises(Span.parse("2026-10"))]
        assert RISEN in found
        assert len(found) < len(topics()) / 5
        assert topics()[RISEN].name in early
        assert MATTERS_BEHIND in early
        assert SEND in early
        assert SEND.replace(RISEN, "gd.tuyen_sinh") not in early  # falls each October

        # Behind it: counts for the leader, the statements for the clerk.
        behind = queries.opinions_of(Span.parse("2026-10").periods(), sector="MT").order_by("-pk").first()
        assert behind
        assert topics()[RISEN].name in page(leader, MATTERS_BEHIND)
        assert 'class="statements"' not in page(leader, MATTERS_BEHIND)
        assert 'class="statements"' in page(clerk, MATTERS_BEHIND)

        # The leader sends it to the unit that the table of routes names; the unit reads the statements and answers.
        form = page(leader, SEND)
        sent = {"unit": initial(form, "unit"), "due_on": initial(form, "due_on"), "text": ASKED}
        assert leader.post(SEND, sent).status_code == 302
        notice = RiseNotice.objects.get()
        assert notice.unit.name == sent["unit"]
        assert notice.opinions.count() > 20
        here = f"/thong-bao-som/{notice.pk}/"
        assert "<blockquote>" not in page(leader, here)
        unit = signed_in(
            Officer.objects.create_user("so", password=PASSWORD, role=Role.DEPARTMENT_OFFICER, unit=notice.unit)
        )
        assert here in page(unit, "/thong-bao-som/")
        assert page(unit, here).count("<blockquote>") == notice.opinions.count()
        assert unit.post(f"{here}tra-loi/", {"text": ANSWER}).status_code == 302
        assert ANSWER in page(leader, here)
        assert BACK not in page(leader, here)  # nobody has reported in a later month

        # November: fewer, and the pages say so.
        clock.move_to(on(12, 3))
        assert add_past(["2026-11"], by="vanthu")
        work(until_idle=True)
        leader = of("lanhdao")
        assert count("2026-11") < count("2026-10")
        after = page(leader, here)
        assert BACK in after
        assert f"{count('2026-11')} " in after[: after.index(BACK)].rpartition("<h2>")[2]
        assert SEND.replace("2026-10", "2026-11") not in page(leader, "/bao-som/?ky=2026-11")
        assert shown(page(leader, "/toan-canh/?ky=2026-11")) == tallies.total(Span.parse("2026-11").periods())
        assert shown(page(leader, MATTERS_BEHIND.replace("10", "11"))) < shown(page(leader, MATTERS_BEHIND))
        assert list(flaws()) == []
