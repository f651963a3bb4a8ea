"""Reports by e-mail: from its day of the month on, each address gets the newest issued report once, in working time.

Only what has been issued leaves; a month without a newly issued report sends nothing. What was issued before a mailing
was set up does not go out by it, except for the newest.
"""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from langnghe.audit import journal
from langnghe.cases import letters
from langnghe.cases.hours import work_morning
from langnghe.cases.letters import Enclosed
from langnghe.reports import docx
from langnghe.reports.models import Mailing, Report
from langnghe.synthesis.queries import coverage


@transaction.atomic
def set_up(mailing: Mailing, *, by: str) -> Mailing:
    """Keep a mailing that a form has filled."""
    mailing.set_by = by
    mailing.save()
    journal.record(
        by=by, verb="set mailing", what=f"mailing {mailing.pk}", form=mailing.form, to=len(mailing.addresses)
    )
    return mailing


@transaction.atomic
def drop(mailing: Mailing, *, by: str) -> None:
    journal.record(by=by, verb="drop mailing", what=f"mailing {mailing.pk}", form=mailing.form)
    mailing.delete()


def write_due(now: dt.datetime | None = None) -> int:
    """Write the letters that are due on a working morning, each once; the number of new ones."""
    day = work_morning(now)
    if day is None:
        return 0
    return sum(_write(mailing) for mailing in Mailing.objects.filter(on_day__lte=day.day))


def _write(mailing: Mailing) -> int:
    report = _newest(mailing)
    if report is None:
        return 0
    waiting = [address for address in mailing.addresses if not letters.is_written(_key(mailing, report, address))]
    if not waiting:
        return 0
    file = Enclosed(f"bao-cao-{report.form}-{report.period.key}.docx", docx.render(report))
    return sum(_write_to(address, mailing, report, file) for address in waiting)


def _newest(mailing: Mailing) -> Report | None:
    issued = Report.objects.filter(form=mailing.form, style=mailing.style, state=Report.State.ISSUED)
    return issued.select_related("period").order_by("-period__key").first()


def _key(mailing: Mailing, report: Report, address: str) -> str:
    return f"mailing-{mailing.pk}-{report.pk}-{letters.short(address)}"


def _write_to(address: str, mailing: Mailing, report: Report, file: Enclosed) -> int:
    sent = coverage(report.period)
    _letter, new = letters.write(
        _key(mailing, report, address),
        to=address,
        subject=f"{report.get_form_display()}, tháng {report.period}",
        lines=[
            f"Gửi kèm báo cáo số {report.number} đã ban hành: {docx.title(report)}.",
            f"Số đơn vị đã gửi báo cáo: {sent.reported}/{sent.due}.",
        ],
        enclosed=file,
    )
    return int(new)
