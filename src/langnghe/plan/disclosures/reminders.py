"""Tell a unit once that a day is near and once that it has passed; then the superior unit too.

What was told stands in the row (``told``, for the day it told of), written together with the letter; the letter leaves
by ``cases.letters``. A day that moves is told anew; a letter names the law's item and the day, nothing else.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.db import transaction
from django.db.models import F, Q

from langnghe.cases import letters
from langnghe.cases.clocks import calendar
from langnghe.cases.hours import at_work, vietnam_time
from langnghe.plan.disclosures.items import table
from langnghe.plan.models import Obligation

NAMED = 40  # items named in one letter
SUBJECTS = {
    Obligation.Told.SOON: "Lắng Nghe: {} nội dung công khai, dân chủ sắp đến hạn",
    Obligation.Told.LATE: "Lắng Nghe: {} nội dung công khai, dân chủ đã quá hạn",
}


def remind(now: dt.datetime | None = None) -> int:
    """Write the letters that are due, in working time; for how many obligations."""
    here = vietnam_time(now)
    if not at_work(here):
        return 0
    today = here.date()
    with transaction.atomic():
        late = _tell(Q(due_on__lt=today), Obligation.Told.LATE)
        near = Q(due_on__range=(today, calendar().working_after(today, table()["soon"])))
        return late + _tell(near, Obligation.Told.SOON)


def _tell(which: Q, told: Obligation.Told) -> int:
    """Letters about the rows not told of yet; the rows are marked in the same transaction."""
    known = Q(told_day=F("due_on"), told__in=[told, Obligation.Told.LATE])
    fresh = Obligation.objects.select_for_update(of=("self",)).filter(which, done_on=None).exclude(known)
    rows = list(fresh.select_related("owner__parent", "unit"))
    for unit, address, of_unit in _by_reader(rows, superior=told is Obligation.Told.LATE):
        letters.write(
            f"disclosures-{told}-{of_unit[0].pk}-{of_unit[0].due_on}-{unit}",
            to=address,
            subject=SUBJECTS[told].format(len(of_unit)),
            lines=["Các nội dung sau theo luật về dân chủ ở cơ sở:", "", *_lines(of_unit)],
        )
    for row in rows:
        row.told, row.told_day = told, row.due_on
    Obligation.objects.bulk_update(rows, ["told", "told_day"])
    return len(rows)


def _by_reader(rows: Iterable[Obligation], *, superior: bool) -> list[tuple[str, str, list[Obligation]]]:
    told: dict[tuple[str, str], list[Obligation]] = defaultdict(list)
    for row in rows:
        for unit in (row.owner, row.owner.parent if superior else None):
            if unit and unit.email:
                told[f"unit-{unit.pk}", unit.email].append(row)
    return [(key, address, of_reader) for (key, address), of_reader in told.items()]


def _lines(rows: Sequence[Obligation]) -> list[str]:
    named = [f"- {row.unit}: {row.law_words}, hạn {row.due_on:%d/%m/%Y}" for row in rows]
    return letters.cut(named, NAMED, "nội dung")
