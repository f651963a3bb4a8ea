"""Search without diacritics."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from langnghe.desk.access import need
from langnghe.desk.paging import page_of
from langnghe.intake.search import MOST, search
from langnghe.registry.roles import Right
from langnghe.synthesis.queries import labelled


@need(Right.READ_OPINIONS)
def find(request: HttpRequest) -> HttpResponse:
    """Opinions that hold the words, newest first."""
    words = request.GET.get("q", "")
    found = labelled(search(words)).select_related("document__unit", "document__period", "area", "block")
    return render(
        request, "desk/synthesis/search.html", {"words": words, "page": page_of(request, found), "most": MOST}
    )
