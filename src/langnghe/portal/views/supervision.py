"""«Giám sát»: what the Front has looked into, what it asked, and what became of it. Released results only."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from langnghe.consultations.supervision import queries
from langnghe.consultations.supervision.terms import bases
from langnghe.portal.public import public, show
from langnghe.text.numbers import whole

SHOWN = 50


@public
def programmes(request: HttpRequest) -> HttpResponse:
    year = whole(request.GET.get("nam"))
    every = queries.shown_programmes()
    years = sorted({*every.order_by().values_list("year", flat=True)}, reverse=True)
    found = [
        (each, queries.states_of([shown.row for shown in queries.shown_recommendations(each)]))
        for each in (every.filter(year=year) if year else every)[:SHOWN]
    ]
    return show(request, "supervision", {"programmes": found, "years": years, "year": year})


@public
def programme(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(queries.shown_programmes(), pk=pk)
    context = {
        "programme": found,
        "rows": queries.shown_recommendations(found),
        "bases": [bases()[key] for key in found.bases if key in bases()],
    }
    return show(request, "supervision_programme", context)
