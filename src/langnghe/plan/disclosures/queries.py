"""What a commune owes, who is late, and what everybody may read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Any

from django.db.models import Count, F, Min, Prefetch, Q, QuerySet
from django.utils.text import slugify

from langnghe.cases.attachments import Opened, opened
from langnghe.plan.models import Obligation, Proof
from langnghe.registry.models import AREA_KINDS, Officer, Unit
from langnghe.registry.queries import areas
from langnghe.registry.roles import Right
from langnghe.text.normal import clean, fold

# --- who may ------------------------------------------------------------------------------------------------------


def may_do(officer: Officer, unit: Unit, owner: Unit | None = None) -> bool:
    """Whether an officer answers for a unit's obligations."""
    mine = {unit.pk, owner.pk if owner else unit.pk}
    return officer.may(Right.DO_TASKS) and officer.unit_id in mine


def may_release(officer: Officer, unit: Unit) -> bool:
    """Whether an officer approves for a unit: its own leader, or that of the unit above it."""
    if not officer.may(Right.APPROVE_DECISIONS) or officer.unit_id is None:
        return False
    return officer.unit_id in (unit.pk, unit.parent_id)


def visible(officer: Officer) -> QuerySet[Obligation]:
    """The obligations an officer may read: the province's for who reads totals, else those of the own unit."""
    rows = Obligation.objects.select_related("unit", "owner").prefetch_related("proofs")
    if officer.may(Right.READ_TOTALS):
        return rows
    if officer.may(Right.DO_TASKS) and officer.unit_id:
        return rows.filter(Q(unit=officer.unit_id) | Q(owner=officer.unit_id))
    return rows.none()


def waiting_for(officer: Officer) -> QuerySet[Obligation]:
    """What was done and waits for the officer's word before everybody sees it."""
    if not officer.may(Right.APPROVE_DECISIONS) or officer.unit_id is None:
        return Obligation.objects.none()
    mine = Q(unit=officer.unit_id) | Q(unit__parent=officer.unit_id)
    waiting = Obligation.objects.filter(mine, done_on__isnull=False, released_at=None)
    return waiting.exclude(done_by=officer.username).select_related("unit").order_by("done_on", "pk")


# --- who is late --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Counts:
    """Obligations of a year: ``due`` is ``in_time`` + ``done_late`` + ``late``; the rest are not due yet."""

    owed: int = 0
    due: int = 0  # the day has passed, or done
    in_time: int = 0
    done_late: int = 0
    late: int = 0  # the day has passed and nothing is done
    shown: int = 0  # on the public page

    def plus(self, other: Counts) -> Counts:
        return Counts(*(getattr(self, field.name) + getattr(other, field.name) for field in fields(self)))


@dataclass(frozen=True, slots=True)
class Standing:
    unit: Unit
    counts: Counts
    oldest: dt.date | None  # the day of the obligation that has been late longest


@dataclass(frozen=True, slots=True)
class Standings:
    """Communes by name, their sum, and for how many of them the year's list has been entered."""

    rows: tuple[Standing, ...]
    total: Counts
    entered: int
    communes: int


def standings(year: int, today: dt.date) -> Standings:
    """Each commune in force with its counts of a year: two queries whatever their number."""
    counted = {row["unit"]: row for row in _counted(Obligation.objects.filter(year=year), today)}
    rows = tuple(_standing(unit, counted.get(unit.pk)) for unit in areas(today).order_by("name", "code"))
    total = Counts()
    for row in rows:
        total = total.plus(row.counts)
    return Standings(rows, total, sum(bool(row.counts.owed) for row in rows), len(rows))


def _counted(rows: QuerySet[Obligation], today: dt.date) -> Iterable[Mapping[str, Any]]:
    open_late = Q(done_on=None, due_on__lt=today)
    after = Q(done_on__isnull=False, done_on__gt=F("due_on"))
    return (
        rows.order_by()
        .values("unit")
        .annotate(
            owed=Count("pk"),
            done=Count("pk", filter=Q(done_on__isnull=False)),
            done_late=Count("pk", filter=after),
            late=Count("pk", filter=open_late),
            shown=Count("pk", filter=Q(released_at__isnull=False)),
            oldest=Min("due_on", filter=open_late),
        )
    )


def _standing(unit: Unit, row: Mapping[str, Any] | None) -> Standing:
    if row is None:
        return Standing(unit, Counts(), None)
    done, late, after = row["done"], row["late"], row["done_late"]
    counts = Counts(row["owed"], done + late, done - after, after, late, row["shown"])
    return Standing(unit, counts, row["oldest"])


# --- for everybody ------------------------------------------------------------------------------------------------


def commune_of(slug: str) -> Unit | None:
    """The commune of a public address: its code, which stays; or its name, while only one bears it."""
    found = [unit for unit in Unit.objects.filter(kind__in=AREA_KINDS) if slug_of(unit) == slug]
    if not found:
        found = [unit for unit in Unit.objects.filter(kind__in=AREA_KINDS) if slugify(fold(unit.name)) == slug]
    return found[0] if len(found) == 1 else None


def slug_of(unit: Unit) -> str:
    return slugify(fold(unit.code))


def communes(words: str, today: dt.date) -> list[tuple[Unit, int]]:
    """Communes in force with all the words in a name, and how many things each has on its page."""
    found = areas(today).order_by("name", "code")
    for word in fold(clean(words)).split():
        found = found.filter(folded__contains=word)
    shown = Count("obligations", filter=Q(obligations__released_at__isnull=False))
    return [(unit, unit.shown) for unit in found.annotate(shown=shown)]


def released() -> QuerySet[Obligation]:
    """What is on the public pages, the newest first, each with its papers."""
    papers = Prefetch("proofs", Proof.objects.filter(shown=True), to_attr="papers")
    rows = Obligation.objects.filter(released_at__isnull=False).select_related("unit").prefetch_related(papers)
    return rows.order_by("-done_on", "-pk")


def coming(unit: Unit, today: dt.date) -> QuerySet[Obligation]:
    """What a commune owes this year and has not shown yet; nothing that anybody typed is in it."""
    open_rows = Obligation.objects.filter(unit=unit, released_at=None, due_on__isnull=False)
    return open_rows.filter(Q(year=today.year) | Q(due_on__gte=today))


def public_file(pk: int) -> Opened | None:
    """A paper of something that is on a public page; None for any other file."""
    proof = Proof.objects.filter(pk=pk, shown=True, obligation__released_at__isnull=False).first()
    return open_proof(proof) if proof else None


def open_proof(proof: Proof) -> Opened:
    return opened(proof.sha256, proof.name, proof.format)
