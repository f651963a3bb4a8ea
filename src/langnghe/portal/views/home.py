"""The first page of citizens, and the quick way out."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from langnghe.cases import unsent
from langnghe.portal import cookies

ELSEWHERE = "https://nchmf.gov.vn/"  # the weather forecast: a page that anybody may have open


@login_not_required
def home(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/home.html")


@login_not_required
@never_cache
@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Throw away what was being written, close what was open, and show the weather.

    What waits on the telephone (``views.offline``) goes with the browser's storage. The way there is a header: a
    redirect of a form to another host is against our own policy (form-action).
    """
    if token := cookies.writing(request):
        unsent.drop(token)
    response = HttpResponse(headers={"Refresh": f"0; url={ELSEWHERE}", "Clear-Site-Data": '"cache", "storage"'})
    for name in (cookies.WRITING, cookies.FOLLOWING, cookies.JOINED, cookies.KNOWN):
        cookies.take(response, name)
    return response
