"""What an ended commune still owes is owed by the commune that takes its matters by rule, as its open cases are."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from langnghe.audit import journal
from langnghe.plan.models import Obligation
from langnghe.registry.models import Unit
from langnghe.registry.succession import heirs


@transaction.atomic
def pass_on(on: dt.date | None = None) -> int:
    """Give to heirs what ended communes have not made public; how many rows changed hands. Safe to repeat.

    What an heir owes already, or gets from two communes, it owes once: the row that is not done goes, the journal says
    how many. Where several heirs stand and none takes the matters by rule, the rows stay until a supervisor has chosen.
    """
    heir_of = {unit: heir for unit, heir in heirs(on or timezone.localdate()).items() if heir}
    rows = Obligation.objects.select_for_update(of=("self",)).filter(released_at=None)
    moved: Counter[tuple[int, int]] = Counter()
    dropped: Counter[tuple[int, int]] = Counter()
    for row in rows.filter(Q(unit__in=heir_of) | Q(owner__in=heir_of)).order_by("pk"):
        way = (row.unit_id, heir_of.get(row.unit_id, row.unit_id))
        if _pass(row, heir_of):
            moved[way] += 1
        elif row.done_on is None:
            row.delete()
            dropped[way] += 1
    _tell(moved, dropped)
    return moved.total()


def _pass(row: Obligation, heir_of: Mapping[int, int]) -> bool:
    """Whether the row has new hands now; not where its heir owes the same already."""
    unit = heir_of.get(row.unit_id, row.unit_id)
    same = Obligation.objects.filter(unit=unit, item=row.item, planned_on=row.planned_on).exclude(pk=row.pk)
    if row.planned_on is None:
        same = same.filter(started_on=row.started_on, title=row.title)
    if same.exists():
        return False
    row.unit_id, row.owner_id = unit, heir_of.get(row.owner_id, row.owner_id)
    row.save(update_fields=["unit", "owner"])
    return True


def _tell(moved: Counter[tuple[int, int]], dropped: Counter[tuple[int, int]]) -> None:
    ways = sorted(moved.keys() | dropped.keys())
    codes = dict(Unit.objects.filter(pk__in={unit for way in ways for unit in way}).values_list("pk", "code"))
    for way in ways:
        before, after = (codes[unit] for unit in way)
        journal.record(
            by=journal.MACHINE,
            verb="pass disclosures on",
            what=f"unit {before}",
            to=after,
            rows=moved[way],
            dropped=dropped[way],
        )
