"""The official statistics."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse

from langnghe.desk.access import need
from langnghe.registry.roles import Right


@need(Right.DRAW_STATISTICS)
def statistics(request: HttpRequest) -> HttpResponse:
    raise Http404


@need(Right.DRAW_STATISTICS)
def workbook(request: HttpRequest, code: str) -> HttpResponse:
    raise Http404


@need(Right.DRAW_STATISTICS)
def cell(request: HttpRequest, code: str, column: str) -> HttpResponse:
    raise Http404
