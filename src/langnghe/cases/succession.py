"""Open cases of a unit that has ended go to the one that takes its matters; where there are several a supervisor says.

Nothing else of a case changes: terms run on, its area and its receiving unit stay what they were. The act ``succeed``
stands on the timeline with the decision it rests on, one line of the journal names all cases that went the same way.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count, F, Max, QuerySet
from django.utils import timezone

from langnghe.audit import journal
from langnghe.cases import letters
from langnghe.cases.models import Case, CoUnit, Event, Problem
from langnghe.registry.models import Officer, Succession, Unit
from langnghe.registry.roles import Right, Scope, scope
from langnghe.registry.succession import heirs, successors

AT_ONCE = 500  # cases of one transaction


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
    units = Unit.objects.in_bulk([pk for pk in {heir_of.get(unit.pk) for unit in ended} if pk])
    pairs = [(unit, units[heir]) for unit in ended if (heir := heir_of.get(unit.pk))]
    return sum(_pass_on(unit, heir, by=journal.MACHINE, on=on) for unit, heir in pairs)


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
    return _pass_on(unit, heir, by=by.username, on=on)


def choices(on: dt.date | None = None) -> list[Choice]:
    """The supervisor's list: ended units with open cases that no rule passes on."""
    on = on or timezone.localdate()
    heir_of = heirs(on)
    waiting = [unit for unit in _ended_with_work(on) if heir_of.get(unit.pk) is None]
    counts = dict(
        Case.objects.filter(is_open=True, unit__in=waiting).order_by().values_list("unit").annotate(Count("pk"))
    )
    return [Choice(unit, tuple(successors(unit, on)), counts.get(unit.pk, 0)) for unit in waiting]


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


def _pass_on(unit: Unit, heir: Unit, *, by: str, on: dt.date) -> int:
    _pass_problems_on(unit, heir, by=by)
    reason, moved = _reason(unit, heir), 0
    while count := _pass_some_on(unit, heir, reason, by=by, on=on):
        moved += count
    return moved


@transaction.atomic
def _pass_some_on(unit: Unit, heir: Unit, reason: str, *, by: str, on: dt.date) -> int:
    """Some cases of the unit, under lock, with timeline, journal and a letter to the heir."""
    open_ones = Case.objects.select_for_update().filter(unit=unit, is_open=True).order_by("pk")
    rows = list(open_ones.values_list("pk", "code", "state")[:AT_ONCE])
    if not rows:
        return 0
    keys = [pk for pk, _, _ in rows]
    CoUnit.objects.bulk_create(
        [CoUnit(case_id=pk, unit=unit, role=CoUnit.Role.RECEIVED) for pk in keys], ignore_conflicts=True
    )
    CoUnit.objects.filter(case__in=keys, unit=heir).delete()
    Case.objects.filter(pk__in=keys).exclude(officer__unit=heir).update(officer=None)
    Case.objects.filter(pk__in=keys).update(unit=heir, version=F("version") + 1)
    _write_events(rows, unit, heir, reason, by=by, on=on)
    codes = [code for _, code, _ in rows]
    journal.record(by=by, verb="succeed", what=f"unit {unit.code}", to=heir.code, on=on.isoformat(), cases=codes)
    if heir.email:
        letters.write(
            f"succeed-{unit.pk}-{heir.pk}-{keys[0]}",
            to=heir.email,
            subject=f"Lắng Nghe: {len(codes)} vụ việc được chuyển đến",
            lines=[reason, "", *letters.cut([f"- {code}" for code in codes], 40)],
        )
    return len(rows)


def _write_events(
    rows: Sequence[tuple[int, str, str]], unit: Unit, heir: Unit, reason: str, *, by: str, on: dt.date
) -> None:
    keys = [pk for pk, _, _ in rows]
    lasts = Event.objects.filter(case__in=keys).order_by().values_list("case").annotate(Max("number"), Max("on"))
    last = {case: (number, day) for case, number, day in lasts}
    Event.objects.bulk_create(
        Event(
            case_id=pk,
            number=last.get(pk, (0, on))[0] + 1,
            act="succeed",
            on=max(on, last.get(pk, (0, on))[1]),
            by=by,
            state=state,
            note=reason,
            detail={"from_unit": unit.code, "unit": heir.code},
        )
        for pk, _, state in rows
    )


def _reason(unit: Unit, heir: Unit) -> str:
    """Why the case lies with another unit now, with the decision that it rests on."""
    row = Succession.objects.filter(before=unit).order_by("-default", "on", "pk").first()
    ended = f" từ ngày {unit.valid_to:%d/%m/%Y}" if unit.valid_to else ""
    basis = f" theo {row.legal_basis}" if row and row.legal_basis else ""
    return f"{unit.name} kết thúc hoạt động{ended}{basis}; vụ việc chuyển cho {heir.name}."


@transaction.atomic
def _pass_problems_on(unit: Unit, heir: Unit, *, by: str) -> None:
    owned = list(Problem.objects.filter(owner=unit, state=Problem.State.OPEN).values_list("pk", flat=True))
    if owned:
        Problem.objects.filter(pk__in=owned).update(owner=heir)
        journal.record(by=by, verb="succeed", what=f"unit {unit.code}", to=heir.code, problems=owned)
