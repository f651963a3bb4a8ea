"""Counters: places of a unit with a poster, and how many people they served."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from langnghe.audit import journal
from langnghe.cases.publications import Quarter
from langnghe.consultations.models import Counter, Served
from langnghe.consultations.surveys.rights import check_scope
from langnghe.privacy import door
from langnghe.privacy.door import has_marks
from langnghe.registry.models import Officer, Unit


@transaction.atomic
def open_counter(*, by: Officer, unit: Unit, place: str) -> Counter:
    """A place that gets a poster. Raises PermissionDenied, or ValueError with a sentence for the user."""
    check_scope(by, unit)
    name = door.admit_texts([place])[0]
    if not name:
        raise ValueError("Hãy ghi nơi đặt mã, ví dụ «Bộ phận một cửa, quầy 2».")
    if has_marks(name):
        raise ValueError("Đặt tên quầy theo chỗ, không theo người: chỉ số không tính cho từng cán bộ.")
    if Counter.objects.filter(unit=unit, place=name).exists():
        raise ValueError("Đơn vị đã có nơi đặt mã với tên này.")
    made = Counter.objects.create(unit=unit, place=name[:120], made_by=by.username, made_on=timezone.localdate())
    journal.record(by=by.username, verb="open counter", what=f"counter {made.pk}", unit=unit.code)
    return made


@transaction.atomic
def switch_counter(*, counter: int, by: Officer) -> Counter:
    row = Counter.objects.select_for_update().select_related("unit").get(pk=counter)
    check_scope(by, row.unit)
    row.active = not row.active
    row.save(update_fields=["active"])
    journal.record(by=by.username, verb="switch counter", what=f"counter {row.pk}", active=row.active)
    return row


@transaction.atomic
def set_served(*, by: Officer, unit: Unit, quarter: str, people: int) -> Served:
    """How many people the unit's counters served: the denominator of the response rate."""
    check_scope(by, unit)
    if people < 1:
        raise ValueError("Số lượt tiếp phải từ 1 trở lên.")
    row, _new = Served.objects.update_or_create(
        unit=unit, quarter=str(Quarter.parse(quarter)), defaults={"people": people, "made_by": by.username}
    )
    journal.record(by=by.username, verb="set served", what=f"unit {unit.code}", quarter=quarter, people=people)
    return row
