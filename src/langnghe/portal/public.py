"""Pages that are the same for everybody: no cookie, no form token, kept by browsers and checked by their ETag."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page, require_safe

FRESH = 300  # seconds


def public(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """For reading only; a browser that has the page already is told so and gets nothing."""
    kept: Callable[..., HttpResponse] = cache_control(public=True, max_age=FRESH)(view)
    return login_not_required(require_safe(conditional_page(kept)))


def show(request: HttpRequest, page: str, context: dict[str, Any]) -> HttpResponse:
    """The page without a token of its forms: one in it would make every copy different and unfit to be kept."""
    return render(request, f"portal/{page}.html", context | {"csrf_token": "NOTPROVIDED"})


def site(request: HttpRequest) -> str:
    return request.build_absolute_uri("/").rstrip("/")


def too_many(request: HttpRequest) -> HttpResponse:
    said = _("Too much has come from this network today. Please try again tomorrow.")
    return render(request, "portal/wait.html", {"said": said}, status=429)
