"""The first page: what people said in the month, who has reported, what waits for a person."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from langnghe.desk.access import chosen_period, need, officer
from langnghe.desk.charts import sector_bars, trend_lines
from langnghe.desk.context import first_page
from langnghe.intake.models import Document
from langnghe.registry.models import Period
from langnghe.registry.roles import Right
from langnghe.synthesis import queries

THEMES_SHOWN = 10
MONTHS_SHOWN = 12


@need(*Right)
def home(request: HttpRequest) -> HttpResponse:
    """Totals with their coverage, sectors as bars, themes, and the trend, for those who read the statements themselves.

    Others go to the first page of their menu: the whole picture shows the same with small numbers hidden.
    """
    if not officer(request).may(Right.READ_OPINIONS):
        return redirect(first_page(officer(request)))
    period = chosen_period(request)
    if period is None:
        return render(request, "desk/empty.html")
    rows = queries.opinions_of([period])
    return render(
        request,
        "desk/synthesis/home.html",
        {
            "tally": queries.tally(rows),
            "coverage": queries.coverage(period),
            "balance": queries.balance(period),
            "documents": Document.objects.filter(period=period).count(),
            "unread": Document.objects.filter(period=period, state=Document.State.UNREAD).count(),
            "to_review": rows.filter(needs_review=True).count(),
            "doubts": queries.doubts_of(period).count(),
            "kinds": queries.by("kind", rows),
            "bars": sector_bars(queries.by("sector", rows), _sectors_before(period)),
            "trend": trend_lines(_months(period)),
            "themes": queries.themes_of([period])[:THEMES_SHOWN],
            "run": queries.last_run(period),
        },
    )


def _sectors_before(period: Period) -> dict[str, int]:
    before = _months(period)[:-1]
    return queries.by("sector", queries.opinions_of(before[-1:])) if before else {}


def _months(period: Period) -> list[Period]:
    """The month and those before it, oldest first."""
    return list(Period.objects.filter(starts_on__lte=period.starts_on)[:MONTHS_SHOWN])[::-1]
