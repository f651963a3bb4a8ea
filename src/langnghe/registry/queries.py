"""What the catalogues say."""

from __future__ import annotations

import calendar
import datetime as dt

from django.db.models import Q, QuerySet

from langnghe.registry.models import AREA_KINDS, Office, Period, Unit
from langnghe.text.places import Catalogue, UnitName


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


def catalogue() -> Catalogue:
    """Every unit's names, past ones too, for finding units in text."""
    return Catalogue(
        [
            UnitName(
                code=unit.code,
                name=unit.name,
                kind=unit.kind,
                aliases=tuple(unit.other_names.splitlines()),
                parent=unit.parent.code if unit.parent else None,
            )
            for unit in Unit.objects.select_related("parent").order_by("code")
        ]
    )


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
