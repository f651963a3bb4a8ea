"""The journal: who did what, whether the chain is whole, and the daily roots that everybody may keep."""

from __future__ import annotations

from itertools import islice

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from langnghe.audit.checking import MOST_FLAWS, flaws, last_check
from langnghe.audit.models import Entry, Root
from langnghe.desk.access import need
from langnghe.desk.paging import page_of
from langnghe.registry.roles import Right

ROOTS_SHOWN = 400  # days on the page; the text file has all


@need(Right.READ_JOURNAL)
def journal_page(request: HttpRequest) -> HttpResponse:
    """Who did what, and whether the chain is whole: as the last night's check found it, or now when asked."""
    checked = "kiem-tra" in request.GET
    context = {
        "page": page_of(request, Entry.objects.all(), 50),
        "checked": checked,
        "flaws": list(islice(flaws(), MOST_FLAWS)) if checked else [],
        "night": last_check(),
    }
    return render(request, "desk/journal/journal.html", context)


@login_not_required
@require_safe
def roots(request: HttpRequest) -> HttpResponse:
    """The published roots, for everybody: nothing can be read in them, and any copy can testify."""
    return render(request, "desk/journal/roots.html", {"roots": Root.objects.all()[:ROOTS_SHOWN]})


@login_not_required
@require_safe
def roots_text(request: HttpRequest) -> HttpResponse:
    """The same, one line a day, oldest first: what ``langnghe audit verify --roots`` reads."""
    lines = "".join(f"{root}\n" for root in Root.objects.order_by("day"))
    return HttpResponse(lines, content_type="text/plain; charset=utf-8")
