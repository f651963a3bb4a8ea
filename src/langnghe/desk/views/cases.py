"""The inbox of cases: tabs, filters, what is due first."""

from __future__ import annotations

import datetime as dt

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from langnghe.cases.queries import Filter, inbox
from langnghe.cases.states import states
from langnghe.desk.access import need, officer
from langnghe.law import procedures, taxonomy
from langnghe.registry.roles import Right

TABS = (
    ("unit", _("My unit")),
    ("mine", _("Mine")),
    ("late", _("Overdue")),
    ("co", _("Co-operating")),
    ("drafts", _("To approve")),
    ("all", _("All open")),
    ("closed", _("Closed")),
)


@need(Right.READ_CASES)
def cases(request: HttpRequest) -> HttpResponse:
    """Cases by tab and filter, the soonest due first."""
    wanted, today = _filter(request), timezone.localdate()
    return render(
        request,
        "desk/cases.html",
        {
            "rows": inbox(officer(request), wanted, today=today),
            "wanted": wanted,
            "tabs": TABS,
            "kinds": procedures.kinds().values(),
            "states": states().values(),
            "sectors": taxonomy.sectors(),
            "today": today,
        },
    )


def _filter(request: HttpRequest) -> Filter:
    """The filter as the address says it; what makes no sense is passed over."""
    asked = request.GET
    return Filter(
        tab=asked.get("muc", "unit") if officer(request).unit_id else asked.get("muc", "all"),
        words=asked.get("tim", ""),
        state=asked.get("trang-thai", ""),
        kind=asked.get("loai", ""),
        sector=asked.get("linh-vuc", ""),
        unit=_number(asked.get("don-vi", "")),
        area=_number(asked.get("dia-ban", "")),
        due_from=_day(asked.get("tu", "")),
        due_to=_day(asked.get("den", "")),
        after=asked.get("sau", ""),
    )


def _number(value: str) -> int | None:
    return int(value) if value.isdigit() else None


def _day(value: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(value)
    except ValueError:
        return None
