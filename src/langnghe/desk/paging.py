"""Long lists in pages."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest

PAGE = 25


def page_of(request: HttpRequest, rows: QuerySet[Any] | list[Any], size: int = PAGE) -> Page[Any]:
    """The page asked for with ?trang=3; the first or last one when the number makes no sense."""
    return Paginator(rows, size).get_page(request.GET.get("trang"))
