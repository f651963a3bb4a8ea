"""What an officer keeps of the inbox: filters under a name. And moves of many cases at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from langnghe.audit import journal
from langnghe.cases.actions import perform
from langnghe.cases.models import Case, SavedFilter
from langnghe.cases.queries import may_take, visible_cases
from langnghe.cases.states import acts
from langnghe.registry.models import Officer
from langnghe.registry.roles import Right

MOST_FILTERS = 20
MOST_MOVED = 100
MOVES = ("take", "assign", "topic")


def save_filter(*, officer: Officer, name: str, query: str) -> SavedFilter:
    """Keep a filter; the same name replaces it. Raises ValueError with a sentence for the user."""
    name = name.strip()[:60]
    if not name:
        raise ValueError("Hãy đặt tên cho bộ lọc.")
    if officer.filters.exclude(name=name).count() >= MOST_FILTERS:
        raise ValueError(f"Đã có {MOST_FILTERS} bộ lọc; hãy xóa bớt trước khi lưu thêm.")
    row, _new = SavedFilter.objects.update_or_create(officer=officer, name=name, defaults={"query": query[:500]})
    return row


def drop_filter(*, officer: Officer, pk: int) -> None:
    SavedFilter.objects.filter(officer=officer, pk=pk).delete()


@dataclass(frozen=True, slots=True)
class Planned:
    """One case of a bulk move, and what keeps it from moving ("" where nothing does)."""

    case: Case
    obstacle: str


def plan(*, keys: Sequence[int], move: str, officer: Officer, to: Any = None) -> list[Planned]:
    """What a move would do to each of the cases that the officer sees; nothing is changed.

    ``move``: "take" (to: Officer), "assign" (to: Unit), "topic" (to: a topic's code).
    """
    cases = visible_cases(officer).filter(pk__in=keys[:MOST_MOVED]).select_related("unit", "officer").order_by("pk")
    return [Planned(case, _obstacle(case, move, officer, to)) for case in cases]


@transaction.atomic
def carry_out(*, planned: Sequence[Planned], move: str, officer: Officer, to: Any) -> int:
    """Move those that nothing keeps, all or none; how many. Raises ValueError with a sentence for the user."""
    moved = [row.case for row in planned if not row.obstacle]
    for case in moved:
        if move == "topic":
            set_topic(case=case, topic=to, by=officer)
        else:
            field = "officer" if move == "take" else "unit"
            perform(case=case.pk, act=move, by=officer, version=case.version, **{field: to.pk})
    return len(moved)


@transaction.atomic
def set_topic(*, case: Case, topic: str, by: Officer) -> None:
    """Say what a case is about: for routing and statistics."""
    if not (by.may(Right.WORK_CASES) or by.may(Right.ASSIGN)):
        raise PermissionDenied
    Case.objects.filter(pk=case.pk).update(topic=topic, sector=topic.split(".")[0].upper())
    journal.record(by=by.username, verb="set topic", what=f"case {case.code}", topic=topic)


def _obstacle(case: Case, move: str, officer: Officer, to: Any) -> str:
    if move == "topic":
        return "" if case.unit_id == officer.unit_id or officer.may(Right.ASSIGN) else "của đơn vị khác"
    act = acts()[move]
    if not may_take(act, case, officer):
        return "ngoài phạm vi được giao của anh/chị"
    if case.state not in act.starts_from:
        return "đã kết thúc"
    if move == "take" and to is not None and to.unit_id != case.unit_id:
        return "cán bộ được chọn thuộc đơn vị khác"
    if move == "assign" and to is not None and to.pk == case.unit_id:
        return "đã ở đơn vị này"
    return ""
