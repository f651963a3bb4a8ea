"""Issued reports by e-mail: the newest, once to each address, from its day on, in working time."""

from __future__ import annotations

import datetime as dt
import io

import docx
import pytest
from django.core import mail
from django.test import Client

from langnghe.cases import letters
from langnghe.cases.models import Letter
from langnghe.registry.models import Officer, Period
from langnghe.reports import mailing
from langnghe.reports.actions import draft_report
from langnghe.reports.models import Mailing, Report

VIETNAM = dt.timezone(dt.timedelta(hours=7))


def morning(day: int, month: int = 11) -> dt.datetime:
    return dt.datetime(2026, month, day, 8, 15, tzinfo=VIETNAM)


@pytest.fixture
def issued(period: Period, clerk: Officer) -> Report:
    report = draft_report(period, "thang", "dang", by=clerk.username)
    report.state, report.number, report.dated_on = Report.State.ISSUED, "12", dt.date(2026, 11, 2)
    report.save()
    return report


@pytest.fixture
def monthly(issued: Report) -> Mailing:
    to = "vp@lamgiang.example\nmttq@lamgiang.example"
    return mailing.set_up(Mailing(form=issued.form, style=issued.style, to=to, on_day=5), by="clerk")


def test_each_address_gets_the_issued_report_once(monthly: Mailing) -> None:
    assert mailing.write_due(morning(5)) == 2
    assert mailing.write_due(morning(5)) == mailing.write_due(morning(6)) == 0
    assert letters.send_waiting(morning(5)) == 2
    assert {message.to[0] for message in mail.outbox} == {"vp@lamgiang.example", "mttq@lamgiang.example"}
    name, content, _kind = mail.outbox[0].attachments[0]
    assert name.endswith("2026-10.docx")
    assert docx.Document(io.BytesIO(content)).paragraphs
    assert set(Letter.objects.values_list("file", flat=True)) == {None}  # what has left is not kept twice


@pytest.mark.parametrize(
    "now", [morning(4), morning(15), morning(5).replace(hour=22)], ids=["early", "Sunday", "night"]
)
def test_nothing_leaves_before_its_day_or_outside_working_time(monthly: Mailing, now: dt.datetime) -> None:
    assert mailing.write_due(now) == 0


def test_a_report_that_is_not_issued_never_leaves(monthly: Mailing, issued: Report) -> None:
    Report.objects.filter(pk=issued.pk).update(state=Report.State.APPROVED)
    assert mailing.write_due(morning(5)) == 0


def test_a_clerk_sets_one_up_and_ends_it(as_clerk: Client) -> None:
    sent = {"form": "thang", "style": "dang", "to": "vp@lamgiang.example", "on_day": "3"}
    page = as_clerk.post("/bao-cao-qua-thu/", sent, follow=True).content.decode()
    assert "vp@lamgiang.example" in page
    as_clerk.post(f"/bao-cao-qua-thu/{Mailing.objects.get().pk}/thoi/")
    assert not Mailing.objects.exists()


def test_a_wrong_address_is_named(as_clerk: Client) -> None:
    sent = {"form": "thang", "style": "dang", "to": "vp@lamgiang.example\nkhong-phai-thu", "on_day": "3"}
    page = as_clerk.post("/bao-cao-qua-thu/", sent).content.decode()
    assert "khong-phai-thu" in page
    assert not Mailing.objects.exists()
