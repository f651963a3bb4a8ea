"""Who may open a page: every view names its right; what is not named is refused."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect

from langnghe.registry.models import Officer, Period
from langnghe.registry.roles import Right

View = Callable[..., HttpResponseBase]
CODE_DUE = "second_factor_due"  # in the session of an officer whose role needs a code that is not set up yet


def need(*rights: Right) -> Callable[[View], View]:
    """Only for officers who have one of the rights; others get a page that says so.

    Whoever must have a second factor and has none is sent to set it up first.
    """

    def wrap(view: View) -> View:
        @wraps(view)
        def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not any(officer(request).may(right) for right in rights):
                raise PermissionDenied
            if request.session.get(CODE_DUE):
                return redirect("mfa_activate_totp")
            return view(request, *args, **kwargs)

        checked.rights = rights  # type: ignore[attr-defined]
        return checked

    return wrap


def own(view: View) -> View:
    """For the pages of one's own account: any officer who is signed in."""

    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        officer(request)
        return view(request, *args, **kwargs)

    checked.rights = ()  # type: ignore[attr-defined]
    return checked


def officer(request: HttpRequest) -> Officer:
    """The officer who is signed in (the middleware lets nobody else through)."""
    person = request.user
    if not isinstance(person, Officer):
        raise PermissionDenied
    return person


def by(request: HttpRequest) -> str:
    return officer(request).username


def chosen_period(request: HttpRequest) -> Period | None:
    """The month the officer works on: asked for with ?ky=2026-10, remembered, else the newest with reports."""
    asked = request.GET.get("ky") or request.session.get("period")
    period = Period.objects.filter(key=asked).first() if asked else None
    # The press and meetings of the running month come before any unit has reported.
    period = period or Period.objects.filter(documents__channel="report").first() or Period.objects.first()
    if period:
        request.session["period"] = period.key
    return period
