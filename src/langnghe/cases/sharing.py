"""Who else works on a case: co-operating units; and a complaint that goes to the second level."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from langnghe.audit import journal
from langnghe.cases import clocks
from langnghe.cases.models import Case, CoUnit
from langnghe.cases.registering import Item, open_case
from langnghe.law import clock as law_clock
from langnghe.law import procedures
from langnghe.privacy import door
from langnghe.registry.models import Unit

AFTER = ("decided", "promised", "closed")  # states in which a first decision stands


@transaction.atomic
def share(*, case: Case, unit: Unit, by: str) -> CoUnit:
    """Ask a unit to co-operate. Raises ValueError with a sentence for the user: its own unit, or a denunciation."""
    if case.secret:
        raise ValueError("Tố cáo chỉ do đơn vị giải quyết xem; không thêm đơn vị phối hợp.")
    if unit.pk == case.unit_id:
        raise ValueError("Đơn vị này đang chủ trì vụ việc; hãy chọn đơn vị khác.")
    row, _new = CoUnit.objects.update_or_create(case=case, unit=unit, defaults={"role": CoUnit.Role.CO})
    journal.record(by=by, verb="share case", what=f"case {case.code}", unit=unit.code)
    return row


@transaction.atomic
def unshare(*, case: Case, unit: int, by: str) -> None:
    """A unit no longer co-operates."""
    for row in case.co_units.filter(unit=unit).select_related("unit"):
        row.delete()
        journal.record(by=by, verb="unshare case", what=f"case {case.code}", unit=row.unit.code)


def may_complain_again_until(case: Case) -> dt.date | None:
    """Last day of the term for a second complaint (Luật Khiếu nại, Điều 33); None where there can be none."""
    if case.kind != "khieu_nai" or case.state not in AFTER or case.decided_on is None or case.later.exists():
        return None
    row = procedures.deadline("khieu_nai_lan_hai", "thoi_hieu", case.decided_on)
    return law_clock.due(case.decided_on, row, calendar=clocks.calendar(), variant="remote" if case.remote else None).on


@transaction.atomic
def complain_again(*, case: Case, text: str, by: str, on: dt.date) -> Case:
    """Open the second level at the superior unit: the same person and submission, a case and terms of its own.

    Raises ValueError with a sentence for the user when the term is over or has not begun, or no unit stands above.
    """
    locked = Case.objects.select_for_update(of=("self",)).select_related("submission", "unit__parent").get(pk=case.pk)
    until = may_complain_again_until(locked)
    if until is None or on > until:
        raise ValueError("Không còn trong thời hạn khiếu nại lần hai, hoặc vụ việc đã có khiếu nại lần hai.")
    if locked.unit.parent is None:
        raise ValueError("Đơn vị giải quyết lần đầu không có cấp trên trong danh mục; hãy bổ sung đơn vị cấp trên.")
    number = locked.submission.cases.order_by("-item").values_list("item", flat=True)[0] + 1
    about = Item(
        "khieu_nai_lan_hai", text or locked.text, "", locked.sector, locked.topic, locked.area, locked.unit.parent
    )
    words = door.admit_texts([about.text])[0]
    second = open_case(locked.submission, number, about, text=words, title=locked.title, by=by, received_on=on)
    second.previous = locked
    second.save(update_fields=["previous"])
    journal.record(by=by, verb="complain again", what=f"case {second.code}", previous=locked.code)
    return second
