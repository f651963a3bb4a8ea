"""Open cases of a unit that has ended go to the one that takes its matters; where there are several a supervisor says.

Nothing else of a case changes: terms run on, its area and its receiving unit stay what they were. The act ``succeed``
stands on the timeline with the decision it rests on, one line of the journal names all cases that went the same way.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count, F, Max, QuerySet
from django.utils import timezone

from langnghe.audit import journal
from langnghe.cases import letters
from langnghe.cases.models import Case, CoUnit, Event, Problem
from langnghe.registry.models import Officer, Succession, Unit
from langnghe.registry.roles import Right, Scope, scope
from langnghe.registry.succession import heirs, lineage_of, successors

AT_ONCE = 500  # cases of one transaction
COLUMNS = ("pk", "code", "state", "unit")


class Move(NamedTuple):
    """An open case, the unit it lies with and the one that takes it."""

    pk: int
    code: str
    state: str
    unit: Unit
    heir: Unit


@dataclass(frozen=True, slots=True)
class Choice:
    """A unit that has ended with open cases and no single successor: a supervisor chooses one of its heirs."""

    unit: Unit
    heirs: tuple[Unit, ...]
    cases: int


def settle_successions(on: dt.date | None = None) -> int:
    """Pass on what has one successor by rule; the number of cases that moved. Safe to repeat."""
    on = on or timezone.localdate()
    ended = _ended_with_work(on)
    if not ended:
        return 0
    heir_of = heirs(on)
    units = Unit.objects.in_bulk({heir for unit in ended if (heir := heir_of.get(unit.pk))})
    passed = {unit: units[heir] for unit in ended if (heir := heir_of.get(unit.pk))}
    return _pass_on(passed, by=journal.MACHINE, on=on)


def choose_heir(*, unit: Unit, heir: Unit, by: Officer, on: dt.date | None = None) -> int:
    """Pass every open case of an ended unit to the heir that a supervisor names; the number of cases.

    Raises PermissionDenied, or ValueError with a sentence for the user.
    """
    on = on or timezone.localdate()
    if not by.may(Right.SUPERVISE) or not _supervises(by, unit):
        raise PermissionDenied
    if unit.is_in_force(on):
        raise ValueError(f"«{unit}» còn hoạt động; hãy dùng bước «Chuyển đơn vị xử lý» cho từng vụ việc.")
    known = successors(unit, on)
    if not heir.is_in_force(on) or (known and heir not in known):
        names = ", ".join(map(str, known)) or "một đơn vị đang hoạt động"
        raise ValueError(f"«{heir}» không kế thừa «{unit}»; hãy chọn: {names}.")
    return _pass_on({unit: heir}, by=by.username, on=on)


def choices(on: dt.date | None = None) -> list[Choice]:
    """The supervisor's list: ended units with open cases that no rule passes on."""
    on = on or timezone.localdate()
    heir_of = heirs(on)
    waiting = [unit for unit in _ended_with_work(on) if heir_of.get(unit.pk) is None]
    counts = dict(
        Case.objects.filter(is_open=True, unit__in=waiting).order_by().values_list("unit").annotate(Count("pk"))
    )
    lineage = lineage_of(waiting, on)
    return [Choice(unit, tuple(lineage.successors(unit)), counts.get(unit.pk, 0)) for unit in waiting]


def orphans(on: dt.date | None = None) -> QuerySet[Case]:
    """Open cases that lie with a unit which has ended."""
    return Case.objects.filter(is_open=True, unit__valid_to__lt=on or timezone.localdate())


def _ended_with_work(on: dt.date) -> list[Unit]:
    """Ended units that still hold an open case or own a problem that is not solved."""
    holding = [
        *orphans(on).order_by().values_list("unit", flat=True).distinct(),
        *Problem.objects.filter(state=Problem.State.OPEN, owner__valid_to__lt=on)
        .order_by()
        .values_list("owner", flat=True),
    ]
    return list(Unit.objects.filter(pk__in=set(holding)).order_by("code"))


def _supervises(officer: Officer, unit: Unit) -> bool:
    """Of the province, or of the unit above; a unit without a superior answers for the whole site."""
    if scope(officer.role) is Scope.PROVINCE:
        return True
    own = officer.unit
    return own is not None and (own.parent_id is None or own.pk == unit.parent_id)


def _pass_on(passed: Mapping[Unit, Unit], *, by: str, on: dt.date) -> int:
    """Pass everything open of these units on, ordered by heir, so that what one heir gets stands together."""
    _pass_problems_on(passed, by=by)
    heir_of = {unit.pk: heir for unit, heir in passed.items()}
    rows = Case.objects.filter(is_open=True, unit__in=heir_of).order_by("pk").values_list("pk", "unit")
    found = sorted((heir_of[unit].pk, pk) for pk, unit in rows)
    reasons = _reasons(passed)
    return sum(
        _pass_some_on([pk for _, pk in found[first : first + AT_ONCE]], passed, reasons, by=by, on=on)
        for first in range(0, len(found), AT_ONCE)
    )


@transaction.atomic
def _pass_some_on(
    wanted: Sequence[int], passed: Mapping[Unit, Unit], reasons: Mapping[int, str], *, by: str, on: dt.date
) -> int:
    """Some cases, under lock, with their timelines, the journal and letters to the heirs."""
    heir_of = {unit.pk: (unit, heir) for unit, heir in passed.items()}
    open_ones = Case.objects.select_for_update().filter(pk__in=wanted, unit__in=heir_of, is_open=True)
    moves = [
        Move(pk, code, state, *heir_of[unit])
        for pk, code, state, unit in open_ones.order_by("pk").values_list(*COLUMNS)
    ]
    by_heir: dict[Unit, list[Move]] = defaultdict(list)
    for move in moves:
        by_heir[move.heir].append(move)
    for heir, got in by_heir.items():
        Case.objects.filter(pk__in=[move.pk for move in got]).update(unit=heir, version=F("version") + 1)
    _settle_sight(moves)
    _write_events(moves, reasons, by=by, on=on)
    for heir, got in by_heir.items():
        _tell(heir, got, reasons, by=by, on=on)
    return len(moves)


def _settle_sight(moves: Sequence[Move]) -> None:
    """The old unit keeps sight of the case, the new one is no co-unit of itself; an officer who went along keeps it."""
    keys = [move.pk for move in moves]
    before = [CoUnit(case_id=move.pk, unit=move.unit, role=CoUnit.Role.RECEIVED) for move in moves]
    CoUnit.objects.bulk_create(before, ignore_conflicts=True)
    CoUnit.objects.filter(case__in=keys, unit=F("case__unit")).delete()
    Case.objects.filter(pk__in=keys).exclude(officer__unit=F("unit")).update(officer=None)


def _write_events(moves: Sequence[Move], reasons: Mapping[int, str], *, by: str, on: dt.date) -> None:
    lasts = Event.objects.filter(case__in=[move.pk for move in moves]).order_by().values_list("case")
    last = {case: (number, day) for case, number, day in lasts.annotate(Max("number"), Max("on"))}
    Event.objects.bulk_create(
        Event(
            case_id=move.pk,
            number=last.get(move.pk, (0, on))[0] + 1,
            act="succeed",
            on=max(on, last.get(move.pk, (0, on))[1]),
            by=by,
            state=move.state,
            note=reasons[move.unit.pk],
            detail={"from_unit": move.unit.code, "unit": move.heir.code},
        )
        for move in moves
    )


def _tell(heir: Unit, got: Sequence[Move], reasons: Mapping[int, str], *, by: str, on: dt.date) -> None:
    """One line of the journal and one letter for all that an heir gets at a time."""
    cases: dict[str, list[str]] = defaultdict(list)
    for move in got:
        cases[move.unit.code].append(move.code)
    journal.record(by=by, verb="succeed", what=f"unit {heir.code}", on=on.isoformat(), cases=dict(cases))
    if heir.email:
        why = dict.fromkeys(reasons[move.unit.pk] for move in got)
        letters.write(
            f"succeed-{heir.pk}-{got[0].pk}-{on:%Y-%m-%d}",
            to=heir.email,
            subject=f"Lắng Nghe: {len(got)} vụ việc được chuyển đến",
            lines=[*why, "", *letters.cut([f"- {move.code}" for move in got], 40)],
        )


def _reasons(passed: Mapping[Unit, Unit]) -> dict[int, str]:
    """Why the cases of each unit lie with another one now, with the decision that it rests on."""
    rows = Succession.objects.filter(before__in=[unit.pk for unit in passed]).order_by("default", "-on", "-pk")
    basis = dict(rows.values_list("before", "legal_basis"))  # the last of a unit's rows stays: the default, the first
    return {unit.pk: _reason(unit, heir, basis.get(unit.pk, "")) for unit, heir in passed.items()}


def _reason(unit: Unit, heir: Unit, basis: str) -> str:
    ended = f" từ ngày {unit.valid_to:%d/%m/%Y}" if unit.valid_to else ""
    under = f" theo {basis}" if basis else ""
    return f"{unit.name} kết thúc hoạt động{ended}{under}; vụ việc chuyển cho {heir.name}."


@transaction.atomic
def _pass_problems_on(passed: Mapping[Unit, Unit], *, by: str) -> None:
    heir_of = {unit.pk: heir for unit, heir in passed.items()}
    for problem in Problem.objects.filter(state=Problem.State.OPEN, owner__in=heir_of).select_related("owner"):
        before, problem.owner = problem.owner, heir_of[problem.owner_id]
        problem.save(update_fields=["owner"])
        what = f"problem {problem.pk}"
        journal.record(by=by, verb="succeed", what=what, from_unit=before.code, unit=problem.owner.code)
