"""The demo communes' year of making things public: most of it done in time, some late, one commune shown in full."""

from __future__ import annotations

import datetime as dt

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from langnghe.cases.clocks import calendar
from langnghe.plan.disclosures import actions
from langnghe.plan.disclosures.actions import Done
from langnghe.plan.disclosures.items import Act
from langnghe.plan.models import Obligation
from langnghe.registry.models import Officer

BY = "mau"  # who did it elsewhere: no officer of the demo
PAPER = "Tài liệu mẫu của tỉnh hư cấu Lam Giang: nội dung đã được công khai tại trụ sở và nhà văn hóa xã.".encode()
NOT_DONE, DONE_LATE = 17, 11  # of so many things one is late, one was done late
EVENTS = (
    ("gop_cong_trinh", "Góp ngày công làm đường vào khu sản xuất", 40, "Mỗi hộ góp hai ngày công, xong trước mùa mưa."),
    ("huong_uoc", "Sửa quy ước về giữ vệ sinh đường thôn", 75, "Thống nhất quét dọn đường thôn vào sáng thứ Bảy."),
)


@transaction.atomic
def add_disclosures(*, works: Officer, approves: Officer) -> int:
    """The running year of every commune, once; how many things."""
    if Obligation.objects.exists():
        return 0
    today = timezone.localdate()
    actions.open_year(today.year, by=BY)
    _done_elsewhere(works, today)
    if works.unit and works.unit.is_area:
        _done_at_home(works, approves, today)
    return Obligation.objects.count()


def _done_elsewhere(works: Officer, today: dt.date) -> None:
    working, rows = calendar(), []
    past = Obligation.objects.filter(due_on__lt=today).exclude(unit=works.unit).select_related("unit")
    for number, row in enumerate(past.order_by("unit__code", "planned_on", "pk")):
        if number % NOT_DONE == 0 or row.due_on is None:
            continue
        after = 6 if number % DONE_LATE == 0 else -1
        row.done_on = min(today, working.working_after(row.due_on, after))
        row.done_by, row.form, row.place = BY, row.row.forms[0], "Trụ sở và nhà văn hóa"
        row.released_at, row.released_by = timezone.now(), BY
        rows.append(row)
    Obligation.objects.bulk_update(
        rows, ["done_on", "done_by", "form", "place", "released_at", "released_by"], batch_size=200
    )


def _done_at_home(works: Officer, approves: Officer, today: dt.date) -> None:
    past = Obligation.objects.filter(unit=works.unit, due_on__lt=today).order_by("planned_on", "pk")
    rows = list(past)
    for row in rows[:-2]:  # the last two are late
        _do(row, works, row.started_on + dt.timedelta(days=3))
    for row in rows[:-4]:  # two wait for the leader
        actions.release(row, by=approves)
    for item, title, ago, result in EVENTS:
        _decide(works, approves, item, title, today - dt.timedelta(days=ago), result)


def _do(row: Obligation, works: Officer, on: dt.date) -> None:
    paper = ContentFile(PAPER, name=f"{row.item.replace('_', '-')}-{row.year}.txt")
    papers, proofs = ([], [paper]) if row.row.local else ([paper], [])
    result = "Chương trình, báo cáo đã gửi các thôn." if row.row.act is Act.SUPERVISE else ""
    actions.do(
        row, Done(on, row.row.forms[0], "Trụ sở, nhà văn hóa xã", result=result, papers=papers, proofs=proofs), by=works
    )


def _decide(works: Officer, approves: Officer, item: str, title: str, on: dt.date, result: str) -> None:
    if works.unit is None:
        return
    due = on + dt.timedelta(days=30)
    row = actions.record_event(unit=works.unit, item=item, on=on, title=title, due_on=due, by=works)
    minutes = ContentFile(PAPER, name="bien-ban-hop-thon.txt")
    done = Done(
        on + dt.timedelta(days=12),
        "hoi_nghi",
        "Nhà văn hóa thôn",
        called=140,
        attended=118,
        outcome=Obligation.Outcome.PASSED,
        result=result,
        proofs=[minutes],
    )
    actions.do(row, done, by=works)
    actions.release(row, by=approves)
