"""«Hôm nay của tôi»: what waits for an officer on a day, in at most twelve queries however many cases there are."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Generic, NamedTuple, TypeVar

from django.db.models import Count, Exists, F, Func, IntegerField, OuterRef, Q, QuerySet, Value, Window

from langnghe.cases.hours import late_share
from langnghe.cases.models import Case, DataRequest, Draft, Duty, Event, Meeting, Mention, Message, Opening
from langnghe.cases.prepared import AnyOfficer, Blank, Prepared, Who
from langnghe.figures.satisfaction import SATISFIED_FROM
from langnghe.registry.models import Officer
from langnghe.registry.roles import Right, Scope, may, scope

SHOWN = 20  # rows of a list; its total says how many there are
MOST_BELOW = 1_000  # overdue cases of a whole province are counted up to this
SOON = dt.timedelta(days=7)
RATED = dt.timedelta(days=30)  # how long an answer that was rated «not solved» stays on the page
COUNTED = "COUNT(*) FILTER (WHERE %(expressions)s)"
Day = dt.date | Blank
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Listed(Generic[T]):
    """The first rows of a list, and how many there are."""

    rows: list[T] = field(default_factory=list)
    total: int = 0


class Row(NamedTuple):
    """What a list shows of a case."""

    pk: int
    code: str
    kind: str
    state: str
    title: str
    due_on: dt.date | None
    promised_on: dt.date | None
    warned: int
    received_on: dt.date
    unit: str
    officer: str  # username, "" while nobody has it


@dataclass(frozen=True, slots=True)
class Today:
    """Every list of the page, the most urgent first; empty where the officer's role has no such list."""

    on: dt.date
    overdue: Listed[Row] = field(default_factory=Listed)
    due_today: Listed[Row] = field(default_factory=Listed)
    due_soon: Listed[Row] = field(default_factory=Listed)  # within seven days
    warned: Listed[Row] = field(default_factory=Listed)  # most of a longer term has run (``hours.late_share``)
    promised: Listed[Row] = field(default_factory=Listed)  # promised for a day that has passed or comes within seven
    new: Listed[Row] = field(default_factory=Listed)  # received in the unit, given to nobody
    below: Listed[Row] = field(default_factory=Listed)  # overdue in the units one supervises; counted to MOST_BELOW
    messages: Listed[Message] = field(default_factory=Listed)  # of senders, not answered yet
    unsolved: Listed[Case] = field(default_factory=Listed)  # rated «not solved» of late, or opened again by the sender
    requests: Listed[DataRequest] = field(default_factory=Listed)  # of senders about their data, still open
    drafts: Listed[Draft] = field(default_factory=Listed)
    mentions: Listed[Mention] = field(default_factory=Listed)
    meetings: Listed[Meeting] = field(default_factory=Listed)
    duties: Listed[Duty] = field(default_factory=Listed)
    openings: Listed[Opening] = field(default_factory=Listed)  # for custodians

    @property
    def is_empty(self) -> bool:
        return not any(value.total for value in self.lists().values())

    def lists(self) -> dict[str, Listed[Any]]:
        return {name: getattr(self, name) for name in self.__slots__ if name != "on"}


def today_of(officer: Officer, on: dt.date) -> Today:
    """What waits for an officer: the cases given to them or to nobody in their unit; a leader's unit as a whole."""
    if not officer.is_active:
        return Today(on)
    lists: dict[str, Any] = _own_lists(officer, on) if officer.unit_id and officer.may(Right.READ_CASES) else {}
    lists |= {name: _listed(RARE[name].rows(officer, on)) for name in _there(officer, on)}
    if officer.may(Right.SUPERVISE):
        lists["below"] = _below(officer, on)
    return Today(on, **lists)


def today_of_cases(cases: QuerySet[Case], on: dt.date) -> Today:
    """The lists of due days of any set of open cases, for example a unit's."""
    wanted = conditions(on)
    lists: dict[str, Any] = _case_lists(_totals(cases, wanted)[0], lambda names: _first_rows(cases, wanted, names))
    return Today(on, **lists)


def own_cases(officer: Who) -> QuerySet[Case]:
    """Open cases that the officer must move on."""
    return _cases_of(officer).filter(is_open=True)


def _cases_of(officer: Who) -> QuerySet[Case]:
    """Cases that are the officer's to look after, open or not."""
    found = Case.objects.filter(unit=officer.unit_id) if officer.unit_id else Case.objects.none()
    if not officer.may(Right.READ_DENUNCIATIONS):
        found = found.filter(secret=False)
    return found if officer.may(Right.SUPERVISE) else found.filter(Q(officer=officer.pk) | Q(officer=None))


def conditions(on: Day) -> Mapping[str, Q]:
    """Which open cases stand in which list on a day; no case stands in two lists of due days."""
    return {
        "overdue": Q(due_on__lt=on),
        "due_today": Q(due_on=on),
        "due_soon": Q(due_on__gt=on, due_on__lte=on + SOON),
        "warned": Q(due_on__gt=on + SOON, warned__gte=late_share()),
        "promised": Q(state="promised", promised_on__lte=on + SOON),
        "new": Q(state="received", officer=None),
    }


CASE_LISTS = tuple(conditions(Blank("on")))


def drafts_for(officer: Who) -> QuerySet[Draft]:
    """Acts that wait for this officer's approval: of the own unit or one below, never the own drafts."""
    mine = Q(case__unit=officer.unit_id) | Q(case__unit__parent=officer.unit_id, case__secret=False)
    waiting = Draft.objects.filter(mine, state=Draft.State.WAITING) if officer.unit_id else Draft.objects.none()
    return waiting.exclude(drafted_by=officer.username).select_related("case").order_by("pk")


def asked_openings() -> QuerySet[Opening]:
    return Opening.objects.filter(state=Opening.State.ASKED).order_by("pk")


def unseen_mentions(officer: Who) -> QuerySet[Mention]:
    return Mention.objects.filter(officer=officer.pk, seen=False).select_related("note__case").order_by("pk")


def unanswered_messages(officer: Who) -> QuerySet[Message]:
    """The last word of a case's conversation where it is the sender's; the one that has waited longest first."""
    later = Message.objects.filter(case=OuterRef("case"), pk__gt=OuterRef("pk"))
    waiting = Message.objects.filter(~Exists(later), by="", case__in=_cases_of(officer))
    return waiting.select_related("case").order_by("pk")


def unsolved_cases(officer: Who, on: Day) -> QuerySet[Case]:
    """Cases whose sender says that it is not solved: by a low rating of late, or by opening it again.

    Each half by an index of its own: with «or» in their place a database reads all that the unit has ever had.
    """
    later = Event.objects.filter(case=OuterRef("case"), number__gt=OuterRef("number"))
    reopening = Event.objects.filter(~Exists(later), act="reopen", case=OuterRef("pk"))
    mine = _cases_of(officer).order_by()
    rated = mine.filter(is_open=False, rating__lt=SATISFIED_FROM, closed_on__gte=on - RATED)
    reopened = mine.filter(Exists(reopening), is_open=True)
    return Case.objects.filter(pk__in=rated.values("pk").union(reopened.values("pk"))).order_by("-pk")


def open_requests(officer: Who) -> QuerySet[DataRequest]:
    """Requests about data that the officer's unit must settle, the first due first."""
    mine = DataRequest.objects.filter(outcome="", submission__unit=officer.unit_id)
    waiting = mine if officer.unit_id else DataRequest.objects.none()
    return waiting.select_related("submission").prefetch_related("submission__cases").order_by("due_on", "pk")


def meetings_of(officer: Who, on: Day) -> QuerySet[Meeting]:
    return Meeting.objects.filter(unit=officer.unit_id, on=on, cancelled=False).order_by("pk")


def duties_of(officer: Who, on: Day) -> QuerySet[Duty]:
    return Duty.objects.filter(unit=officer.unit_id, on=on).order_by("pk")


class Rare(NamedTuple):
    """A list that is empty for most officers on most days."""

    rows: Callable[[Who, Day], QuerySet[Any]]
    rights: Collection[Right]  # one of them gives the list
    of_unit: bool = True  # nobody without a unit has it


RARE = {
    "messages": Rare(lambda officer, on: unanswered_messages(officer), {Right.WORK_CASES}),
    "unsolved": Rare(unsolved_cases, {Right.WORK_CASES}),
    "requests": Rare(lambda officer, on: open_requests(officer), {Right.WORK_CASES}),
    "drafts": Rare(lambda officer, on: drafts_for(officer), {Right.APPROVE_DECISIONS}),
    "openings": Rare(lambda officer, on: asked_openings(), {Right.GRANT_IDENTITY}, of_unit=False),
    "mentions": Rare(
        lambda officer, on: unseen_mentions(officer), {Right.READ_CASES, Right.GRANT_IDENTITY}, of_unit=False
    ),
    "meetings": Rare(meetings_of, {Right.READ_CASES}),
    "duties": Rare(duties_of, {Right.READ_CASES}),
}


def _there(officer: Officer, on: dt.date) -> list[str]:
    """Which of the rare lists have something for the officer: one query for all, nothing read."""
    names = _rare_names(officer.role, officer.unit_id is not None)
    found = _which(officer.role, names).ask(officer, on=on)[0] if names else ()
    return [name for name, some in zip(names, found, strict=True) if some]


@lru_cache(maxsize=32)
def _rare_names(role: str, has_unit: bool) -> tuple[str, ...]:
    allowed = (name for name, rare in RARE.items() if any(may(role, right) for right in rare.rights))
    return tuple(name for name in allowed if has_unit or not RARE[name].of_unit)


@lru_cache(maxsize=32)
def _which(role: str, names: tuple[str, ...]) -> Prepared:
    return Prepared.which([RARE[name].rows(AnyOfficer(role), Blank("on")) for name in names])


def _own_lists(officer: Officer, on: dt.date) -> dict[str, Listed[Row]]:
    """All lists of the officer's own cases in two queries: the totals, and the first rows of each."""
    totals = _prepared_totals(officer.role).ask(officer, on=on)[0]
    return _case_lists(totals, lambda names: _prepared_rows(officer.role, names).ask(officer, on=on))


def _case_lists(
    totals: Sequence[int], rows_of: Callable[[tuple[str, ...]], Iterable[Sequence[Any]]]
) -> dict[str, Listed[Row]]:
    """Lists of cases by their totals; rows are asked for only of those that have some."""
    counted = dict(zip(CASE_LISTS, totals, strict=True))
    names = tuple(name for name, total in counted.items() if total)
    return _by_list(rows_of(names) if names else (), counted)


@lru_cache(maxsize=16)
def _prepared_totals(role: str) -> Prepared:
    return Prepared.of(_totals(own_cases(AnyOfficer(role)), conditions(Blank("on"))))


@lru_cache(maxsize=256)  # a question for every choice of lists that have rows
def _prepared_rows(role: str, names: tuple[str, ...]) -> Prepared:
    return Prepared.of(_first_rows(own_cases(AnyOfficer(role)), conditions(Blank("on")), names))


def _totals(cases: QuerySet[Case], wanted: Mapping[str, Q]) -> QuerySet[Any, Any]:
    """One row. Counted by plain functions: Django's own aggregates answer at once and cannot be kept."""
    counts = [Func(which, template=COUNTED, output_field=IntegerField()) for which in wanted.values()]
    return cases.order_by().values_list(*counts)


def _by_list(rows: Iterable[Sequence[Any]], totals: Mapping[str, int]) -> dict[str, Listed[Row]]:
    found: dict[str, list[Row]] = {name: [] for name in totals}
    for name, *values in rows:
        found[name].append(Row._make(values))
    return {name: Listed(sorted(rows, key=_urgency), totals[name]) for name, rows in found.items()}


def _first_rows(cases: QuerySet[Case], wanted: Mapping[str, Q], names: Sequence[str]) -> QuerySet[Any, Any]:
    """The first rows of each of these lists."""
    parts = [_first_of(cases.filter(wanted[name]), name) for name in names]
    return parts[0].union(*parts[1:], all=True)


def _first_of(cases: QuerySet[Case], name: str) -> QuerySet[Any, Any]:
    """The limit stands in a subquery: SQLite allows none in a part of a union."""
    order = "promised_on" if name == "promised" else "due_on"
    first = cases.order_by(F(order).asc(nulls_last=True), "pk").values("pk")[:SHOWN]
    return _rows(Case.objects.filter(pk__in=first).order_by(), name)


def _rows(cases: QuerySet[Case], name: str) -> QuerySet[Any, Any]:
    columns = ("pk", "code", "kind", "state", "title", "due_on", "promised_on", "warned", "received_on", "unit__name")
    return cases.annotate(of=Value(name)).values_list("of", *columns, "officer__username")


def _urgency(row: Row) -> tuple[dt.date, int]:
    return row.due_on or row.promised_on or dt.date.max, row.pk


def _below(officer: Officer, on: dt.date) -> Listed[Row]:
    """Overdue cases that have gone up to the officer's unit; of the whole province for who supervises it."""
    late = Case.objects.filter(is_open=True, due_on__lt=on, secret=False)
    if scope(officer.role) is not Scope.PROVINCE:
        late = late.filter(unit__parent=officer.unit_id) if officer.unit_id else late.none()
    rows = [Row._make(values) for _, *values in _rows(late.order_by("due_on", "pk"), "below")[:SHOWN]]
    total = len(rows) if len(rows) < SHOWN else late.order_by("due_on", "pk")[:MOST_BELOW].count()
    return Listed(rows, total)


def _listed(found: QuerySet[Any]) -> Listed[Any]:
    """The first rows with the total beside each: one query."""
    rows = list(found.annotate(total=Window(Count("pk")))[:SHOWN])
    return Listed(rows, rows[0].total if rows else 0)
