"""Runs of the synthesis: start, watch, cancel; each with its balance."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from langnghe.desk.access import by, chosen_period, need
from langnghe.intake.models import Document
from langnghe.registry.roles import Right
from langnghe.synthesis import actions, queries
from langnghe.synthesis.models import Run


@need(Right.REVIEW)
def runs(request: HttpRequest) -> HttpResponse:
    """The month's runs, newest first; while one goes on, the page refreshes its progress."""
    period = chosen_period(request)
    if period is None:
        return render(request, "desk/empty.html")
    context = {
        "runs": Run.objects.filter(period=period)[:20],
        "run": queries.last_run(period),
        "balance": queries.balance(period),
        "coverage": queries.coverage(period),
        "waiting": Document.objects.filter(period=period, state__in=["waiting", "reading"]).count(),
        "doubts": queries.doubts_of(period)[:50],
    }
    return render(request, "desk/synthesis/_run.html" if request.htmx else "desk/synthesis/runs.html", context)  # type: ignore[attr-defined]


@need(Right.REVIEW)
@require_POST
def start(request: HttpRequest) -> HttpResponse:
    period = chosen_period(request)
    if period:
        actions.ask_for_run(period, by=by(request))
        messages.success(request, _("The synthesis has been queued."))
    return redirect("runs")


@need(Right.REVIEW)
@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    actions.cancel_run(get_object_or_404(Run, pk=pk), by=by(request))
    messages.info(request, _("The synthesis is being cancelled."))
    return redirect("runs")
