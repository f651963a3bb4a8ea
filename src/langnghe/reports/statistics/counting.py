"""Count a form for the units that an officer may see, and find what stands behind one of its numbers."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from langnghe.cases.models import Case, Meeting, Visit
from langnghe.cases.queries import visible_cases
from langnghe.law import procedures
from langnghe.registry.models import Officer, Unit
from langnghe.registry.queries import units_in_force
from langnghe.registry.roles import Scope, scope
from langnghe.reports.statistics.facts import Counted, Days, case_facts, counted, relevant, sessions_of, visits_of
from langnghe.reports.statistics.tables import Form, Leaf

# Units that hold no reception and settle nothing have a row only where something was counted for them.
WITHOUT_ROW = (Unit.Kind.VILLAGE, Unit.Kind.DISTRICT, Unit.Kind.OTHER, Unit.Kind.PARTY, Unit.Kind.ORGANISATION)
Numbers = Mapping[str, int | None]  # by column; None where the site does not hold it


@dataclass(frozen=True, slots=True)
class Row:
    unit: Unit
    numbers: Numbers

    @property
    def is_empty(self) -> bool:
        return not any(self.numbers.values())


@dataclass(frozen=True, slots=True)
class Table:
    """A form filled for a period: one row for each unit, and their total."""

    form: Form
    days: Days
    rows: list[Row]
    total: Numbers

    def cells(self, numbers: Numbers) -> list[tuple[Leaf, int | None]]:
        return [(leaf, numbers[leaf.key]) for leaf in self.form.leaves]


def units_for(officer: Officer) -> set[int] | None:
    """Units whose numbers an officer draws: all of the province (None), or the own and those below it."""
    if scope(officer.role) is Scope.PROVINCE:
        return None
    if officer.unit_id is None:
        return set()
    found = {officer.unit_id}
    below = found
    while below:
        below = set(Unit.objects.filter(parent__in=below).values_list("pk", flat=True)) - found
        found |= below
    return found


def fill(form: Form, days: Days, *, units: Collection[int] | None) -> Table:
    """Count every column of a form: a few queries a form, whatever it holds."""
    heaps = {source: list(counted(source, days, units, form.by, form.kinds())) for source in form.sources()}
    by_column = {leaf.key: _count(leaf, heaps[leaf.of]) for leaf in form.leaves if leaf.of}
    shown = _units(days[1], units, {unit for column in by_column.values() for unit in column})
    rows = [
        Row(unit, _numbers(form, {key: column.get(unit.pk, 0) for key, column in by_column.items()})) for unit in shown
    ]
    total = _numbers(form, {key: sum(column.values()) for key, column in by_column.items()})
    return Table(form, days, rows, total)


def _count(leaf: Leaf, heap: Iterable[Counted]) -> dict[int, int]:
    """The leaf's number of each unit; each distinct fact is looked at once."""
    fits: dict[Any, bool] = {}
    found: dict[int, int] = defaultdict(int)
    for row in heap:
        if row.fact not in fits:
            fits[row.fact] = matches(leaf, row.fact)
        if fits[row.fact]:
            found[row.unit] += row.people if leaf.counts_people else row.rows
    return found


def matches(leaf: Leaf, fact: Any) -> bool:
    return all(getattr(fact, name) in values for name, values in leaf.where.items())


def _numbers(form: Form, counted: dict[str, int]) -> Numbers:
    return {leaf.key: _number(leaf, counted) for leaf in form.leaves}


def _number(leaf: Leaf, counted: dict[str, int]) -> int | None:
    if leaf.sum:
        return sum(counted[key] for key in leaf.sum)
    return counted.get(leaf.key)


def _units(on: dt.date, units: Collection[int] | None, with_numbers: set[int]) -> list[Unit]:
    """Units in force that may have numbers, and every other unit that has some, by kind and name."""
    expected = units_in_force(on).exclude(kind__in=WITHOUT_ROW)
    found = expected if units is None else expected.filter(pk__in=units)
    rows = list(found)
    missing = with_numbers - {unit.pk for unit in rows}
    rows += Unit.objects.filter(pk__in=missing) if missing else []
    order = list(Unit.Kind.values)
    return sorted(rows, key=lambda unit: (order.index(unit.kind), unit.name, unit.code))


# --- behind a number --------------------------------------------------------------------------------------------

MOST = 900  # rows shown of a cell: a longer list is no longer read


@dataclass(frozen=True, slots=True)
class Behind:
    """What a number counts. ``hidden``: how many more that the officer may not read; only their number is told."""

    cases: list[Case]
    visits: list[Visit]
    sessions: list[Meeting]
    hidden: int
    number: int


def behind(form: Form, leaf: Leaf, days: Days, *, units: Collection[int] | None, officer: Officer) -> Behind:
    """The cases, turns or sessions that a cell counts."""
    parts = [part for key in leaf.sum if (part := form.leaf(key))] or [leaf]
    if parts[0].of == "visits":
        return _visits(parts, days, units)
    if parts[0].of == "sessions":
        return _sessions(parts[0], days, units)
    return _cases(form, parts, days, units, officer)


def _cases(form: Form, parts: list[Leaf], days: Days, units: Collection[int] | None, officer: Officer) -> Behind:
    keys = [
        pk
        for pk, _unit, fact in case_facts(days, units, form.by, form.kinds())
        for _part in filter(lambda part: matches(part, fact), parts)
    ]
    may_see = visible_cases(officer).filter(pk__in=relevant(days, units, form.by, form.kinds()).values("pk"))
    seen = set(may_see.values_list("pk", flat=True)) & set(keys)
    shown = Case.objects.filter(pk__in=sorted(seen)[:MOST]).select_related("unit", "area")
    return Behind(list(shown.order_by("-received_on", "pk")), [], [], len(keys) - len(seen), len(keys))


def _visits(parts: list[Leaf], days: Days, units: Collection[int] | None) -> Behind:
    """Turns of reception, those about a denunciation only as a number."""
    rows = visits_of(days, units).select_related("meeting__unit").order_by("-meeting__on", "number")
    found = [row for row in rows if any(_visit_fits(part, row) for part in parts)]
    secret = {kind.key for kind in procedures.kinds().values() if kind.needs_two_to_open}
    shown = [row for row in found if row.kind not in secret]
    number = sum(row.people for row in found) if parts[0].counts_people else len(found)
    return Behind([], shown[:MOST], [], len(found) - len(shown), number)


def _visit_fits(leaf: Leaf, row: Visit) -> bool:
    facts = {
        "mode": row.meeting.mode,
        "delegated": row.meeting.delegated,
        "delegation": row.delegation,
        "again": row.again,
    }
    return all(facts[name] in values for name, values in leaf.where.items())


def _sessions(leaf: Leaf, days: Days, units: Collection[int] | None) -> Behind:
    wanted = {f"{name}__in": values for name, values in leaf.where.items()}
    found = list(sessions_of(days, units).filter(**wanted).select_related("unit").order_by("-on"))
    return Behind([], [], found[:MOST], 0, len(found))
