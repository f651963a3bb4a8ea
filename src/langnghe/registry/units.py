"""Bring a table of units into the register: what it would do (``preview``), and doing it (``apply``), all or nothing.

A unit is known by its code. The unit that a new one replaces gets its last day, the day before, where it has none, and
a succession with its legal basis. What the table does not name stays as it is; the same table twice changes nothing.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from langnghe.registry.models import AREA_KINDS, Succession, Unit
from langnghe.registry.succession import check_dates
from langnghe.registry.unit_rows import Cells, UnitRow, Wrong, column_name, kind_of_name, read_rows

FIELDS = ("name", "kind", "other_names", "valid_from", "valid_to", "remote", "email")
REPORTING = (*AREA_KINDS, Unit.Kind.DEPARTMENT, Unit.Kind.FRONT, Unit.Kind.PARTY, Unit.Kind.ORGANISATION)
_BATCH = 2000


@dataclass(frozen=True, slots=True)
class Step:
    """One succession that the table tells, by codes."""

    line: int
    before: str
    after: str
    on: dt.date
    legal_basis: str
    default: bool
    kind: str = Succession.Kind.MERGE


@dataclass(frozen=True, slots=True)
class Change:
    """One unit that the import makes or alters; ``line`` is 0 where only its replacement tells of it."""

    line: int
    unit: Unit
    parent: str | None  # code
    differences: dict[str, tuple[Any, Any]]  # field -> before, after; empty for a new unit


@dataclass(slots=True)
class Preview:
    """What an import would do."""

    new: list[Change] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)
    unchanged: int = 0
    steps: list[Step] = field(default_factory=list)  # new or altered successions
    wrong: list[Wrong] = field(default_factory=list)

    @property
    def counts(self) -> dict[str, int]:
        return {
            "new": len(self.new),
            "changed": len(self.changed),
            "unchanged": self.unchanged,
            "successions": len(self.steps),
        }

    @property
    def has_work(self) -> bool:
        return bool(self.new or self.changed or self.steps)

    def digest(self) -> str:
        """The same for the same plan: what was shown is what is done."""
        plan = [(c.unit.code, c.parent, sorted(c.differences), _values(c.unit)) for c in (*self.new, *self.changed)]
        return hashlib.sha256(repr((plan, self.steps)).encode()).hexdigest()


def preview(table: Iterable[tuple[int, Cells]]) -> Preview:
    """Compare a table's rows (number in the file, cells) with the register; nothing is written.

    ValueError with a sentence for the user where the table has no header.
    """
    rows, wrong = read_rows(table)
    plan = _Plan(rows)
    wrong += [*plan.kind_faults(), *plan.parent_faults(), *plan.step_faults()]
    if wrong:
        return Preview(wrong=sorted(set(wrong), key=lambda each: (each.line, each.column)))
    return plan.preview()


@transaction.atomic
def apply(planned: Preview) -> dict[str, int]:
    """Write what a preview planned, in a few large statements; counts for the journal, which the caller writes.

    ValueError with a sentence where the preview has wrong rows.
    """
    if planned.wrong:
        raise ValueError("Tệp còn dòng sai nên chưa nhập gì. Hãy sửa các ô đã nêu rồi gửi lại.")
    ids = dict(Unit.objects.values_list("code", "pk"))
    for level in _by_level([*planned.new, *planned.changed]):
        _write_units(level, ids)
    _write_steps(planned.steps, ids)
    return planned.counts


# --- planning ---------------------------------------------------------------------------------------------------


class _Plan:
    """The register as it would be with the rows laid over it, all in memory."""

    def __init__(self, rows: list[UnitRow]) -> None:
        self.rows = rows
        self.known = {unit.code: unit for unit in Unit.objects.all()}
        self.parents = {code: parent or "" for code, parent in Unit.objects.values_list("code", "parent__code")}
        self.parents_known = dict(self.parents)
        self.wanted: dict[str, Unit] = {}
        for row in rows:
            self._lay(row)
        self.recorded = {
            (before, after): told
            for before, after, *told in Succession.objects.values_list(
                "before__code", "after__code", "on", "legal_basis", "default", "kind"
            )
        }
        self.steps = list(self._steps())
        for step in self.steps:
            self._end(step)

    def _lay(self, row: UnitRow) -> None:
        old = self.known.get(row.code)
        unit = _copy(old) if old else _new_unit(row)
        for name, value in row.fields.items():
            setattr(unit, name, value)
        self.wanted[row.code] = unit
        if row.parent is not None or old is None:
            self.parents[row.code] = row.parent or ""

    def unit(self, code: str) -> Unit | None:
        return self.wanted.get(code) or self.known.get(code)

    def _steps(self) -> Iterator[Step]:
        after_of: dict[str, set[str]] = defaultdict(set)
        before_of: dict[str, set[str]] = defaultdict(set)
        told = [(old, row.code) for row in self.rows for old in row.replaces]
        for old, new in (*self.recorded, *told):
            after_of[old].add(new)
            before_of[new].add(old)
        for row in self.rows:
            on = row.replaced_on or self.wanted[row.code].valid_from
            for old, default in row.replaces.items():
                kind = self._kind(old, len(after_of[old]), len(before_of[row.code]))
                yield Step(row.line, old, row.code, on, row.legal_basis, default, kind)

    def _kind(self, old: str, afters: int, befores: int) -> str:
        """A district's matters pass on by its abolition; else the numbers on both sides tell."""
        unit = self.unit(old)
        if unit and unit.kind == Unit.Kind.DISTRICT:
            return Succession.Kind.ABOLISH
        if afters > 1:
            return Succession.Kind.SPLIT
        return Succession.Kind.MERGE if befores > 1 else Succession.Kind.RENAME

    def _end(self, step: Step) -> None:
        """A replaced unit without a last day ends the day before."""
        unit = self.unit(step.before)
        if unit and unit.valid_to is None and unit.valid_from < step.on:
            ended = self.wanted.setdefault(step.before, _copy(unit))
            ended.valid_to = step.on - dt.timedelta(days=1)

    # --- faults

    def kind_faults(self) -> Iterator[Wrong]:
        for row in self.rows:
            if not self.wanted[row.code].kind:
                sentence = "Thiếu loại đơn vị. Hãy ghi: tỉnh, xã, phường, đặc khu, sở ..."
                yield Wrong(row.line, column_name("kind"), sentence)

    def parent_faults(self) -> Iterator[Wrong]:
        column = column_name("parent")
        for row in self.rows:
            parent = row.parent
            if parent and self.unit(parent) is None:
                yield Wrong(
                    row.line, column, f"Không có đơn vị mã «{parent}» trong tệp hay danh mục. Hãy sửa mã hoặc thêm."
                )
            elif parent and _comes_round(row.code, self.parents):
                yield Wrong(row.line, column, "Cấp trên đi thành vòng tròn. Hãy sửa mã cấp trên.")

    def step_faults(self) -> Iterator[Wrong]:
        onward: dict[str, set[str]] = defaultdict(set)
        for old, new in (*self.recorded, *((step.before, step.after) for step in self.steps)):
            onward[old].add(new)
        circular = _circular(onward)
        defaults = Counter(step.before for step in self.steps if step.default)
        for step in self.steps:
            sentence = self._step_fault(step, circular, defaults)
            if sentence:
                yield Wrong(step.line, column_name("replaces"), sentence)

    def _step_fault(self, step: Step, circular: set[str], defaults: Counter[str]) -> str:
        before, after = self.unit(step.before), self.unit(step.after)
        if before is None or after is None:
            return (
                f"Không có đơn vị mã «{step.before}» trong tệp hay danh mục. Hãy sửa mã hoặc thêm dòng cho đơn vị đó."
            )
        if {step.before, step.after} <= circular:
            return f"«{step.before}» và «{step.after}» thay nhau thành vòng tròn. Hãy sửa lại."
        if defaults[step.before] > 1:
            return f"«{step.before}» có hai đơn vị nhận việc đánh dấu *. Hãy giữ một."
        try:
            check_dates(before, after, step.on, Succession.Kind.ABOLISH)  # what a table replaces has ended
        except ValueError as error:
            return str(error)
        return ""

    # --- the plan

    def preview(self) -> Preview:
        lines = {row.code: row.line for row in self.rows}
        found = Preview()
        for code, unit in self.wanted.items():
            change = self._change(lines.get(code, 0), unit)
            if code not in self.known:
                found.new.append(change)
            elif change.differences:
                found.changed.append(change)
            else:
                found.unchanged += 1
        found.steps = [step for step in self.steps if not self._is_recorded(step)]
        return found

    def _change(self, line: int, unit: Unit) -> Change:
        old = self.known.get(unit.code)
        parent = self.parents[unit.code]
        if old is None:
            return Change(line, unit, parent or None, {})
        pairs = {name: (getattr(old, name), getattr(unit, name)) for name in FIELDS}
        pairs["parent"] = (self.parents_known[unit.code], parent)
        return Change(line, unit, parent or None, {name: pair for name, pair in pairs.items() if pair[0] != pair[1]})

    def _is_recorded(self, step: Step) -> bool:
        told = [step.on, step.legal_basis, step.default, step.kind]
        return self.recorded.get((step.before, step.after)) == told


def _new_unit(row: UnitRow) -> Unit:
    kind = row.fields.get("kind") or kind_of_name(row.fields["name"]) or ""
    return Unit(code=row.code, kind=kind, must_report=kind in REPORTING)


def _copy(unit: Unit) -> Unit:
    return Unit(code=unit.code, must_report=unit.must_report, **{name: getattr(unit, name) for name in FIELDS})


def _values(unit: Unit) -> list[Any]:
    return [getattr(unit, name) for name in FIELDS]


def _comes_round(code: str, parents: dict[str, str]) -> bool:
    seen: set[str] = set()
    while code and code not in seen:
        seen.add(code)
        code = parents.get(code, "")
    return bool(code)


def _circular(onward: dict[str, set[str]]) -> set[str]:
    """Codes on a circle or between two: what is left when units with nothing before or after are peeled off."""
    left = {old: set(new) for old, new in onward.items()}
    while True:
        ends = {new for news in left.values() for new in news} - left.keys()
        starts = left.keys() - {new for news in left.values() for new in news}
        if not ends and not starts:
            return set(left)
        left = {old: news - ends for old, news in left.items() if old not in starts and news - ends}


# --- writing ----------------------------------------------------------------------------------------------------


def _by_level(changes: list[Change]) -> Iterator[list[Change]]:
    """Superior units before those under them, so that each can name its superior."""
    left = {change.unit.code: change for change in changes}
    while left:
        level = [change for change in left.values() if change.parent not in left]
        yield level
        for change in level:
            del left[change.unit.code]


def _write_units(level: list[Change], ids: dict[str, int]) -> None:
    for change in level:
        change.unit.parent_id = ids[change.parent] if change.parent else None
        change.unit.folded = change.unit.words()
    Unit.objects.bulk_create(
        (change.unit for change in level),
        batch_size=_BATCH,
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=[*FIELDS, "parent", "folded"],
    )
    fresh = [change.unit.code for change in level if change.unit.code not in ids]
    if fresh:
        ids |= dict(Unit.objects.values_list("code", "pk"))


def _write_steps(steps: list[Step], ids: dict[str, int]) -> None:
    taken_over = [ids[step.before] for step in steps if step.default]
    for start in range(0, len(taken_over), _BATCH):
        Succession.objects.filter(before__in=taken_over[start : start + _BATCH], default=True).update(default=False)
    Succession.objects.bulk_create(
        (
            Succession(
                before_id=ids[step.before],
                after_id=ids[step.after],
                on=step.on,
                kind=step.kind,
                legal_basis=step.legal_basis,
                default=step.default,
            )
            for step in steps
        ),
        batch_size=_BATCH,
        update_conflicts=True,
        unique_fields=["before", "after"],
        update_fields=["on", "kind", "legal_basis", "default"],
    )
