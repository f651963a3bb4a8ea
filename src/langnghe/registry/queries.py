"""What the catalogues say."""

from __future__ import annotations

import calendar
import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Case, Q, QuerySet, When
from django.utils import timezone

from langnghe.registry.models import AREA_KINDS, Office, Period, Unit
from langnghe.registry.succession import heirs, lineage_of
from langnghe.text.normal import clean, fold
from langnghe.text.places import Catalogue, UnitName

UNCLEAR_KINDS = (Unit.Kind.VILLAGE, Unit.Kind.DISTRICT)  # "Thôn 1" is everywhere, a district was many communes


def office() -> Office:
    """The office this site works for; an unnamed one until the administrator has filled it in."""
    return Office.objects.order_by("pk").first() or Office(
        province="tỉnh",
        superior="(CƠ QUAN CẤP TRÊN)",
        name="(CƠ QUAN BAN HÀNH)",
        symbol="...",
        place="(Địa danh)",
        signer_title="(CHỨC VỤ NGƯỜI KÝ)",
    )


def units_in_force(on: dt.date) -> QuerySet[Unit]:
    return Unit.objects.filter(Q(valid_to=None) | Q(valid_to__gte=on), valid_from__lte=on)


def units_due(period: Period) -> QuerySet[Unit]:
    """Units that owe a report for the period."""
    return units_in_force(period.ends_on).filter(must_report=True)


def areas(on: dt.date) -> QuerySet[Unit]:
    """Communes, wards and special zones."""
    return units_in_force(on).filter(kind__in=AREA_KINDS)


def catalogue(on: dt.date | None = None) -> Catalogue:
    """Names of units as of a day (today), for finding units in text; those of villages and districts say too little.

    A unit that has ended lends its names to the one that takes its matters; a name borne by a unit in force is that
    unit's alone.
    """
    on = on or timezone.localdate()
    ended = heirs(on)
    units = list(Unit.objects.exclude(kind__in=UNCLEAR_KINDS).select_related("parent").order_by("code"))
    borne = {fold(unit.name) for unit in units if unit.is_in_force(on)}
    lent: dict[int, list[str]] = defaultdict(list)
    for unit in units:
        heir = ended.get(unit.pk)
        if heir is not None:
            lent[heir] += [name for name in (unit.name, *unit.other_names.splitlines()) if fold(name) not in borne]
    kept = [
        unit for unit in units if ended.get(unit.pk) is None and (unit.is_in_force(on) or fold(unit.name) not in borne)
    ]
    return Catalogue([_unit_name(unit, lent[unit.pk]) for unit in kept])


def _unit_name(unit: Unit, lent: list[str]) -> UnitName:
    aliases = (*unit.other_names.splitlines(), *lent)
    parent = unit.parent.code if unit.parent else None
    return UnitName(code=unit.code, name=unit.name, kind=unit.kind, aliases=aliases, parent=parent)


@dataclass(frozen=True, slots=True)
class FoundUnit:
    """A unit met by a search; ``now`` holds those in force that came after it, [itself] while it is in force."""

    unit: Unit
    now: list[Unit]
    is_past: bool

    def __str__(self) -> str:
        if not self.is_past:
            return self.unit.name
        names = ", ".join(unit.name for unit in self.now[:3]) + (" ..." if len(self.now) > 3 else "")
        return f"{self.unit.name} (nay là {names})" if self.now else f"{self.unit.name} (đã kết thúc)"


def matching_units(text: str) -> QuerySet[Unit]:
    """Units with every word of ``text`` in a name, an old name or the code, with or without marks."""
    found = Unit.objects.all()
    for word in fold(clean(text)).split():
        found = found.filter(folded__contains=word)
    return found


def find_units(text: str, on: dt.date | None = None, limit: int = 50) -> list[FoundUnit]:
    """Units under a present or past name, those in force first; a past one says what it is now."""
    on = on or timezone.localdate()
    is_past = Case(When(Q(valid_to=None) | Q(valid_to__gte=on), then=0), default=1)
    return with_present(list(matching_units(text).order_by(is_past, "name", "code")[:limit]), on)


def with_present(units: Sequence[Unit], on: dt.date) -> list[FoundUnit]:
    """Each unit beside those that hold its matters on a day."""
    lineage = lineage_of(units, on)
    return [FoundUnit(unit, lineage.successors(unit), unit.has_ended(on)) for unit in units]


def month_bounds(key: str) -> tuple[dt.date, dt.date]:
    """First and last day of a month written 2026-10.

    Raises ValueError with a sentence for the user when the key is not a month.
    """
    try:
        first = dt.date.fromisoformat(f"{key}-01")
    except ValueError:
        raise ValueError(f"Kỳ báo cáo «{key}» không đúng; hãy viết năm-tháng, ví dụ 2026-10.") from None
    return first, first.replace(day=calendar.monthrange(first.year, first.month)[1])


def previous_period(period: Period) -> Period | None:
    """The month before, when the site knows it."""
    before = period.starts_on - dt.timedelta(days=1)
    return Period.objects.filter(starts_on__lte=before, ends_on__gte=before).order_by("-key").first()
