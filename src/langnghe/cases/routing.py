"""Which unit answers for a matter: the table of routes, what it suggests and why, and what returned cases teach it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F

from langnghe.audit import journal
from langnghe.cases.models import Case, Lesson, Route
from langnghe.law import competence, taxonomy
from langnghe.registry.models import AREA_KINDS, Unit
from langnghe.registry.succession import one_successor


@dataclass(frozen=True, slots=True)
class Suggestion:
    """The unit that should lead, those that co-operate, and the reasons in Vietnamese; a person confirms."""

    lead: Unit | None
    co_units: tuple[Unit, ...]
    reasons: tuple[str, ...]
    route: Route | None


def suggest(*, kind: str, sector: str, topic: str, area: Unit | None, on: dt.date, level: str = "") -> Suggestion:
    """What the table says; the most exact row wins, and without one the level that usually settles the topic.

    ``level``: of a sector's matters where no topic is given.
    """
    level = competence.level_of(topic) if topic else level
    rows = [row for row in _rows() if _matches(row, kind, sector, topic, area, level)]
    if rows:
        return _by_row(max(rows, key=_exactness), area, on)
    if level == "xa" and area:
        lead = one_successor(area, on)
        return Suggestion(lead, (), (f"Nội dung này thường do cấp xã giải quyết; nơi xảy ra: {area.name}.",), None)
    return Suggestion(None, (), ("Bảng phân công chưa có dòng nào cho nội dung này; hãy chọn đơn vị.",), None)


@transaction.atomic
def add_route(
    *,
    by: str,
    kind: str = "",
    sector: str = "",
    topic: str = "",
    area: Unit | None = None,
    level: str = "",
    lead: Unit | None = None,
    co_units: Iterable[Unit] = (),
    basis: str = "",
) -> Route:
    """A row of the table. Raises ValueError with a sentence for the user where nobody would lead."""
    if lead is None and level != "xa":
        raise ValueError("Hãy chọn đơn vị chủ trì, hoặc cấp xã (đơn vị nơi xảy ra việc sẽ chủ trì).")
    if topic and not sector:
        sector = taxonomy.topics()[topic].sector
    route = Route.objects.create(
        kind=kind, sector=sector, topic=topic, area=area, level=level, lead=lead, basis=basis[:200], made_by=by
    )
    route.co_units.set(co_units)
    journal.record(by=by, verb="add route", what=f"route {route.pk}", lead=lead.code if lead else "")
    return route


@transaction.atomic
def switch_route(*, route: int, active: bool, by: str) -> None:
    """Take a row out of use, or into it again; it is never deleted, for cases were sent by it."""
    Route.objects.filter(pk=route).update(active=active)
    journal.record(by=by, verb="switch route", what=f"route {route}", active=active)


@transaction.atomic
def propose_lesson(case: Case, *, wrong: Unit, right: Unit) -> Lesson | None:
    """A case was returned as another unit's: count it, and propose a row of the table. Nothing changes by itself.

    None where it teaches nothing: nobody has said what it is about, or it only had the place wrong. A commune answers
    for its own area, so a row that leads to one is about that area and no other.
    """
    area = case.area if right.kind in AREA_KINDS else None
    if not case.sector or (right.kind in AREA_KINDS and area in (None, right)):
        return None
    lesson, new = Lesson.objects.get_or_create(
        sector=case.sector,
        topic=case.topic,
        area=area,
        wrong=wrong,
        right=right,
        state=Lesson.State.PROPOSED,
    )
    if not new:
        Lesson.objects.filter(pk=lesson.pk).update(times=F("times") + 1)
    return lesson


@transaction.atomic
def judge_lesson(*, lesson: int, accept: bool, by: str) -> Lesson:
    """Take a proposed row into the table, or refuse it."""
    found = Lesson.objects.select_for_update().get(pk=lesson, state=Lesson.State.PROPOSED)
    found.state, found.judged_by = (Lesson.State.ACCEPTED if accept else Lesson.State.REFUSED), by
    found.save()
    if accept:
        Route.objects.create(
            sector=found.sector,
            topic=found.topic,
            area=found.area,
            lead=found.right,
            basis=f"Rút kinh nghiệm từ {found.times} lượt trả lại",
            made_by=by,
        )
    journal.record(by=by, verb="judge lesson", what=f"lesson {found.pk}", accept=accept)
    return found


def _rows() -> list[Route]:
    return list(Route.objects.filter(active=True).select_related("lead", "area").prefetch_related("co_units"))


def _matches(row: Route, kind: str, sector: str, topic: str, area: Unit | None, level: str) -> bool:
    wanted = (
        (row.kind, kind),
        (row.sector, sector),
        (row.topic, topic),
        (row.area_id, area.pk if area else None),
        (row.level, level),
    )
    return all(not asked or asked == given for asked, given in wanted)


def _exactness(row: Route) -> tuple[int, ...]:
    """Topic before area before sector before kind before level; the newest of equals."""
    return (
        *(1 if field else 0 for field in (row.topic, row.area_id, row.sector, row.kind, row.level)),
        row.pk,
    )


def _by_row(row: Route, area: Unit | None, on: dt.date) -> Suggestion:
    reasons = [f"Theo bảng phân công: {_describe(row)}."]
    if row.basis:
        reasons.append(f"Căn cứ: {row.basis}.")
    lead = row.lead or area
    now = one_successor(lead, on) if lead else None
    if lead and now and now != lead:
        reasons.append(f"{lead.name} nay là {now.name}.")
    return Suggestion(now, tuple(row.co_units.all()), tuple(reasons), row)


def _describe(row: Route) -> str:
    topic = taxonomy.topics()[row.topic].name if row.topic else ""
    sector = taxonomy.sector_names().get(row.sector, "")
    area = row.area.name if row.area else ""
    return ", ".join(part for part in (topic or sector, area) if part) or "mọi nội dung"
