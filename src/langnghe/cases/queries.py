"""Which cases an officer sees, and the inbox over them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from django.db.models import BooleanField, Exists, F, Func, Model, OuterRef, Q, QuerySet, prefetch_related_objects

from langnghe.cases.models import Attachment, Case, Clock, CoUnit, Draft, Event, Fellow, Note, Receipt
from langnghe.cases.prepared import AnyOfficer, Prepared, Who
from langnghe.cases.states import Act, acts_from
from langnghe.intake.search import matching
from langnghe.registry.models import Officer
from langnghe.registry.prepared import Blank, Question
from langnghe.registry.roles import Right, Scope, scope
from langnghe.text.numbers import whole

PAGE = 25
BY_MACHINE = {"receive", "recompute"}  # not steps of a case page
SHOWN = (
    "code",
    "title",
    "kind",
    "state",
    "is_open",
    "secret",
    "complexity",
    "received_on",
    "due_on",
    "promised_on",
    "outcome",
    "unit__name",
    "area__name",
    "officer__username",
    "officer__first_name",
    "officer__last_name",
)


def visible_cases(officer: Who) -> QuerySet[Case]:
    """The cases an officer may read: the province's or the own unit's; denunciations only in the unit that works them.

    A case given to a unit to co-operate on, or received by it and passed on, stays in its sight; a secret one does not.
    """
    reach = scope(officer.role)
    if reach is Scope.NONE or not officer.is_active:
        return Case.objects.none()
    plain = Q(secret=False)
    if reach is not Scope.PROVINCE:
        plain &= _within_reach(officer)
    if officer.unit_id and officer.may(Right.READ_DENUNCIATIONS):
        return Case.objects.filter(plain | Q(unit=officer.unit_id))
    return Case.objects.filter(plain)


def _within_reach(officer: Who) -> Q:
    """Of the own unit, co-operated on, or of a unit directly below for who supervises it."""
    if not officer.unit_id:
        return Q(pk__in=[])
    reached = Q(unit=officer.unit_id) | Q(Exists(CoUnit.objects.filter(case=OuterRef("pk"), unit=officer.unit_id)))
    return reached | Q(unit__parent=officer.unit_id) if officer.may(Right.SUPERVISE) else reached


ALWAYS_SOME: dict[str, type[Model]] = {"events": Event, "clocks": Clock}
# What most cases have nothing of: asked for with the case itself, by ``annotate(**HAS)``, and read where there is some.
OFTEN_NONE: dict[str, type[Model]] = {"notes": Note, "drafts": Draft, "attachments": Attachment, "co_units": CoUnit}


def _has(model: type[Model], by: str, of: str) -> Func:
    """Whether there is a row of the model; written out, because a queryset in its place is compiled at every page."""
    found = f"SELECT 1 FROM {model._meta.db_table} WHERE {by} = %(expressions)s"
    return Func(of, template=f"EXISTS({found})", output_field=BooleanField())


HAS = {f"has_{name}": _has(model, "case_id", "pk") for name, model in OFTEN_NONE.items()}
HAS |= {
    "has_fellows": _has(Fellow, "case_id", "pk"),
    "has_receipt": _has(Receipt, "submission_id", "submission_id"),  # the sender has its code: a conversation
}


def read_whole(officer: Officer, code: str) -> Case:
    """A case that the officer may read, with all that its page tells: the related rows stand as if prefetched.

    Raises Case.DoesNotExist.
    """
    sees_some = officer.is_active and scope(officer.role) is not Scope.NONE
    found: list[Case] = _one_case(officer.role).ask(officer, code=code) if sees_some else []
    if not found:
        raise Case.DoesNotExist
    case = found[0]
    there = [name for name in OFTEN_NONE if getattr(case, f"has_{name}")]
    if not case.has_fellows:  # type: ignore[attr-defined]  # annotated
        Case._meta.get_field("fellows").set_cached_value(case, None)
    prefetched = {name: _known(OFTEN_NONE[name], case, []) for name in OFTEN_NONE.keys() - there}
    prefetched |= {name: _known(model, case, _rows_of(model).rows(case=case.pk)) for name, model in ALWAYS_SOME.items()}
    case._prefetched_objects_cache = prefetched  # type: ignore[attr-defined]  # no public way
    prefetch_related_objects([case], *("co_units__unit" if name == "co_units" else name for name in there))
    return case


def _known(model: type[Model], case: Case, found: list[Any]) -> QuerySet[Model]:
    """A queryset whose rows are known already."""
    for row in found:
        row.case = case
    rows = model._default_manager.filter(case=case) if found else model._default_manager.none()
    rows._result_cache = found
    return rows


@lru_cache(maxsize=16)
def _one_case(role: str) -> Prepared:
    visible = visible_cases(AnyOfficer(role)).select_related("unit", "area", "officer", "submission")
    return Prepared.of(visible.annotate(**HAS).filter(code=Blank("code")))


@cache
def _rows_of(model: type[Model]) -> Question:
    return Question.of(model._default_manager.filter(case=Blank("case")))


def acts_for(case: Case, officer: Officer) -> list[Act]:
    """Acts that the table allows now and that are this officer's to take, in the table's order."""
    return [act for act in acts_from(case.kind, case.state) if may_take(act, case, officer)]


def may_take(act: Act, case: Case, officer: Officer) -> bool:
    """Only the unit that answers for a case works it; routing and reminding are also for whoever stands above it."""
    if act.key in BY_MACHINE or not officer.may(act.right):
        return False
    if officer.unit_id == case.unit_id and officer.unit_id is not None:
        return True
    above = scope(officer.role) is Scope.PROVINCE or officer.unit_id == case.unit.parent_id
    return above and act.right in (Right.ASSIGN, Right.SUPERVISE)


@dataclass(frozen=True, slots=True)
class Filter:
    """What the inbox shows; every field but ``tab`` may be empty. ``after`` continues where a page ended."""

    tab: str = "unit"
    words: str = ""
    state: str = ""
    kind: str = ""
    sector: str = ""
    unit: int | None = None
    area: int | None = None
    due_from: dt.date | None = None
    due_to: dt.date | None = None
    after: str = ""  # "2026-11-30.512": due day and key of the last row shown; "-.512" where it has no due day


@dataclass(frozen=True, slots=True)
class Rows:
    """One page of cases, soonest due first; ``after`` continues, "" at the end."""

    cases: Sequence[Case]
    after: str


def inbox(officer: Officer, wanted: Filter, *, today: dt.date) -> Rows:
    """A page of the officer's cases, those with a due day first. Nothing is counted: two short walks along an index."""
    cases = _narrowed(_tab(officer, wanted.tab, today), wanted).select_related("unit", "area", "officer").only(*SHOWN)
    due, _, last = wanted.after.partition(".")
    due = "-" if wanted.tab == "closed" else due  # whatever is over has no due day
    rows: list[Case] = []
    if due != "-":
        with_day = cases.filter(due_on__isnull=False).order_by("due_on", "pk")
        rows = list(_after(with_day, due, last)[: PAGE + 1])
    if len(rows) <= PAGE:
        without = cases.filter(due_on=None).order_by("-pk")
        without = without.filter(pk__lt=key) if due == "-" and (key := whole(last)) is not None else without
        rows += without[: PAGE + 1 - len(rows)]
    shown = rows[:PAGE]
    return Rows(shown, _mark(shown[-1]) if len(rows) > PAGE else "")


def listed(officer: Officer, wanted: Filter, *, today: dt.date, most: int) -> list[Case]:
    """Up to ``most`` of the officer's cases of a filter, in the inbox's order, to leave as a file: no denunciations."""
    cases = _narrowed(_tab(officer, wanted.tab, today), wanted).filter(secret=False)
    return list(cases.select_related("unit", "area").order_by(F("due_on").asc(nulls_last=True), "pk")[:most])


def waiting_drafts(officer: Officer) -> QuerySet[Draft]:
    """Drafts that the officer may judge: of the own unit and of units below it, but not the own ones."""
    if not officer.may(Right.APPROVE_DECISIONS) or officer.unit_id is None:
        return Draft.objects.none()
    answers_for = Q(case__unit=officer.unit_id) | Q(case__unit__parent=officer.unit_id)
    waiting = Draft.objects.filter(answers_for, state=Draft.State.WAITING).exclude(drafted_by=officer.username)
    return waiting.select_related("case__unit").order_by("drafted_at")


def _tab(officer: Officer, tab: str, today: dt.date) -> QuerySet[Case]:
    """The own unit's open cases unless another tab is asked for. Tabs name the narrowest index themselves."""
    if tab not in TABS:
        return _own(officer).filter(is_open=True)
    return visible_cases(officer).filter(TABS[tab](officer, today))


TABS: dict[str, Callable[[Officer, dt.date], Q]] = {
    "mine": lambda officer, today: Q(officer=officer, is_open=True),
    "co": lambda officer, today: Q(pk__in=CoUnit.objects.filter(unit=officer.unit_id).values("case"), is_open=True),
    "late": lambda officer, today: Q(is_open=True, due_on__lt=today),
    "drafts": lambda officer, today: Q(pk__in=waiting_drafts(officer).order_by().values("case")),
    "closed": lambda officer, today: Q(is_open=False),
    "all": lambda officer, today: Q(is_open=True),
}


def _own(officer: Officer) -> QuerySet[Case]:
    """Cases of the own unit, without the detour over co-operation that keeps a database from its index."""
    may_secret = officer.may(Right.READ_DENUNCIATIONS)
    own = Case.objects.filter(unit=officer.unit_id) if officer.unit_id else Case.objects.none()
    return own if may_secret else own.filter(secret=False)


def _narrowed(cases: QuerySet[Case], wanted: Filter) -> QuerySet[Case]:
    exact: dict[str, object] = {"state": wanted.state, "kind": wanted.kind, "sector": wanted.sector}
    exact |= {"unit": wanted.unit, "area": wanted.area, "due_on__gte": wanted.due_from, "due_on__lte": wanted.due_to}
    cases = cases.filter(**{field: value for field, value in exact.items() if value})
    return cases.filter(pk__in=matching(Case._meta.db_table, wanted.words)) if wanted.words.strip() else cases


def _after(cases: QuerySet[Case], due: str, last: str) -> QuerySet[Case]:
    """Rows behind a mark; a mark that somebody wrote by hand and that is none is passed over."""
    try:
        day, key = dt.date.fromisoformat(due), int(last)
    except ValueError:
        return cases
    return cases.filter(Q(due_on__gt=day) | Q(due_on=day, pk__gt=key), due_on__gte=day)


def _mark(case: Case) -> str:
    return f"{case.due_on.isoformat() if case.due_on else '-'}.{case.pk}"
