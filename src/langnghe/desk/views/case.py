"""One case."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from langnghe.cases.queries import visible_cases
from langnghe.desk.access import need, officer
from langnghe.registry.roles import Right


@need(Right.READ_CASES)
def case(request: HttpRequest, code: str) -> HttpResponse:
    found = get_object_or_404(visible_cases(officer(request)).select_related("unit", "area"), code=code)
    return render(request, "desk/case.html", {"case": found})
