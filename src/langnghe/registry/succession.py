"""What became of a unit: who takes its matters on a given day, step after step, and where it came from.

A unit in force is its own successor. One that has ended passes its matters on by the rows of ``Succession`` that took
effect after its last day; a row while the unit lived on (a hamlet moved to the neighbour) passes nothing on by itself.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F, Q, QuerySet

from langnghe.registry.models import Succession, Unit

ENDING = (Succession.Kind.MERGE, Succession.Kind.RENAME, Succession.Kind.ABOLISH)  # the old unit is gone afterwards


@dataclass(frozen=True, slots=True)
class Lineage:
    """Steps from ended units to what came after them, as known on a day: loaded once, asked often."""

    on: dt.date
    steps: dict[int, list[Succession]]  # by the old unit's pk

    def successors(self, unit: Unit) -> list[Unit]:
        """Units in force that hold the matters of ``unit``, by name; itself while in force; [] where none is told."""
        found: dict[int, Unit] = {}
        seen: set[int] = set()
        todo = [unit]
        while todo:
            each = todo.pop()
            if each.is_in_force(self.on):
                found[each.pk] = each
            elif each.pk not in seen:
                seen.add(each.pk)
                todo += [row.after for row in self.steps.get(each.pk, [])]
        return sorted(found.values(), key=lambda unit: (unit.name, unit.code))

    def one_successor(self, unit: Unit) -> Unit | None:
        """The one unit that takes the matters by rule: the only or the default one at every step; else None."""
        each, seen = unit, set[int]()
        while not each.is_in_force(self.on):
            seen.add(each.pk)
            chosen = _by_rule(self.steps.get(each.pk, []))
            if chosen is None or chosen.pk in seen:
                return self._only(each)
            each = chosen
        return each

    def _only(self, unit: Unit) -> Unit | None:
        """Parts that have come together again leave nothing to choose."""
        found = self.successors(unit)
        return found[0] if len(found) == 1 else None


def _by_rule(rows: list[Succession]) -> Unit | None:
    if len(rows) == 1:
        return rows[0].after
    return next((row.after for row in rows if row.default), None)


# --- asking -----------------------------------------------------------------------------------------------------


def successors(unit: Unit, on: dt.date) -> list[Unit]:
    """Units in force on a day that hold the matters of ``unit``, followed through every step."""
    return lineage_of([unit], on).successors(unit)


def one_successor(unit: Unit, on: dt.date) -> Unit | None:
    """The unit that takes the open cases of ``unit`` on a day: itself while in force; None: a supervisor chooses."""
    return lineage_of([unit], on).one_successor(unit)


def predecessors(unit: Unit, on: dt.date | None = None) -> list[Unit]:
    """Units that ``unit`` came from, through every step, by name; with a day only those in force on that day."""
    found: dict[int, Unit] = {}
    todo = {unit.pk}
    while todo:
        rows = Succession.objects.filter(after__in=todo).select_related("before")
        fresh = {row.before_id: row.before for row in rows if row.before_id not in found and row.before_id != unit.pk}
        found |= fresh
        todo = set(fresh)
    kept = [each for each in found.values() if on is None or each.is_in_force(on)]
    return sorted(kept, key=lambda unit: (unit.name, unit.code))


def lineage_of(units: Iterable[Unit], on: dt.date) -> Lineage:
    """The steps that lead on from a few units: one question to the database for each generation."""
    steps: dict[int, list[Succession]] = defaultdict(list)
    asked: set[int] = set()
    todo = {unit.pk for unit in units if not unit.is_in_force(on)}
    while todo:
        asked |= todo
        rows = list(_final_steps(on).filter(before__in=todo))
        for row in rows:
            steps[row.before_id].append(row)
        todo = {row.after_id for row in rows if not row.after.is_in_force(on)} - asked
    return Lineage(on, dict(steps))


def heirs(on: dt.date) -> dict[int, int | None]:
    """For each unit that has ended by ``on``: pk of the one that takes its matters by rule, None where one must choose.

    The whole country in two questions: for moving cases and summing years before and after a reform.
    """
    steps: dict[int, list[Succession]] = defaultdict(list)
    for row in _final_steps(on):
        steps[row.before_id].append(row)
    lineage = Lineage(on, steps)
    found = ((unit.pk, lineage.one_successor(unit)) for unit in Unit.objects.filter(valid_to__lt=on))
    return {old: heir.pk if heir else None for old, heir in found}


def orphans(on: dt.date) -> QuerySet[Unit]:
    """Units in force whose superior has ended: the villages of a merged commune, until somebody moves them."""
    return Unit.objects.filter(
        Q(valid_to=None) | Q(valid_to__gte=on), valid_from__lte=on, parent__valid_to__lt=on
    ).order_by("name", "code")


def _final_steps(on: dt.date) -> QuerySet[Succession]:
    """Rows in effect that came after the old unit's last day, in an order that never changes."""
    rows = Succession.objects.filter(on__lte=on, before__valid_to__lt=F("on"))
    return rows.select_related("after").order_by("before", "pk")


# --- changing ---------------------------------------------------------------------------------------------------


@transaction.atomic
def add_succession(
    *, before: Unit, after: Unit, on: dt.date, kind: str, legal_basis: str, default: bool = False
) -> Succession:
    """Record that ``after`` takes from ``before``; where that ends the old unit, its last day becomes the day before.

    ValueError with a sentence for the user where dates, a circle or a second default stand against it. The caller
    writes the journal (the journal's room lies above this one).
    """
    if kind in ENDING and before.valid_to is None and before.valid_from < on:
        before.valid_to = on - dt.timedelta(days=1)
        before.save(update_fields=["valid_to", "folded"])
    check_dates(before, after, on, kind)
    _check_new(before, after, default)
    if not legal_basis.strip():
        raise ValueError("Chưa có căn cứ pháp lý. Hãy ghi số, ngày của nghị quyết hoặc quyết định.")
    return Succession.objects.create(
        before=before, after=after, on=on, kind=kind, legal_basis=legal_basis.strip(), default=default
    )


@transaction.atomic
def make_default(row: Succession) -> None:
    """Let this successor, and no other of the same old unit, take the open matters."""
    Succession.objects.filter(before=row.before_id, default=True).exclude(pk=row.pk).update(default=False)
    row.default = True
    row.save(update_fields=["default"])


@transaction.atomic
def rehome(on: dt.date) -> tuple[int, int]:
    """Put units under the one that takes their ended superior's matters by rule; how many moved, how many are left."""
    heir_of, parent_of = heirs(on), dict(Unit.objects.values_list("pk", "parent"))
    moved, left = [], 0
    for unit in orphans(on):
        heir = heir_of.get(unit.parent_id or 0)
        if heir is None or _is_under(heir, unit.pk, parent_of):
            left += 1
        else:
            unit.parent_id = parent_of[unit.pk] = heir
            moved.append(unit)
    Unit.objects.bulk_update(moved, ["parent"], batch_size=500)
    return len(moved), left


def _is_under(unit: int | None, other: int, parent_of: dict[int, int | None]) -> bool:
    """Whether ``unit`` is ``other`` or lies below it."""
    while unit is not None and unit != other:
        unit = parent_of.get(unit)
    return unit == other


def check_dates(before: Unit, after: Unit, on: dt.date, kind: str) -> None:
    """ValueError with a sentence where the dates of two units do not allow that one follows the other."""
    day = f"{on:%d/%m/%Y}"
    if before.valid_from >= on:
        raise ValueError(
            f"«{before}» chỉ có hiệu lực từ {before.valid_from:%d/%m/%Y}, không thể được thay từ {day}. "
            "Hãy sửa một trong hai ngày."
        )
    if not after.is_in_force(on):
        raise ValueError(f"«{after}» không có hiệu lực vào ngày {day}. Hãy sửa ngày của đơn vị mới hoặc ngày kế thừa.")
    if kind in ENDING and (before.valid_to is None or before.valid_to >= on):
        until = f"đến {before.valid_to:%d/%m/%Y}" if before.valid_to else "chưa có ngày kết thúc"
        raise ValueError(f"«{before}» còn hiệu lực ({until}) vào ngày {day}. Hãy sửa ngày kết thúc của đơn vị cũ.")


def _check_new(before: Unit, after: Unit, default: bool) -> None:
    if before.pk == after.pk:
        raise ValueError("Một đơn vị không thể kế thừa chính mình. Hãy chọn đơn vị khác.")
    if Succession.objects.filter(before=before, after=after).exists():
        raise ValueError(f"Đã ghi «{after}» kế thừa «{before}». Hãy xóa dòng cũ trước khi ghi lại.")
    if any(each.pk == after.pk for each in predecessors(before)):
        raise ValueError(f"«{after}» là đơn vị có trước «{before}», ghi thế này thành vòng tròn. Hãy kiểm tra lại.")
    if default and Succession.objects.filter(before=before, default=True).exists():
        raise ValueError(f"«{before}» đã có đơn vị nhận việc mặc định. Hãy bỏ chọn mặc định hoặc đổi ở dòng kia.")
