"""Themes: rename, accept, merge, split; each act holds for all later runs."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from langnghe.desk.access import by, chosen_period, need, officer
from langnghe.desk.charts import TrendPoint, shown_trend_of_theme, trend_of_theme
from langnghe.desk.paging import page_of
from langnghe.desk.saved import say_saved
from langnghe.intake.models import Opinion
from langnghe.law.taxonomy import sectors
from langnghe.registry.models import Period
from langnghe.registry.roles import Right
from langnghe.reports.small import Small
from langnghe.synthesis import actions, queries
from langnghe.synthesis.held_back import hidden_themes, without_hidden
from langnghe.synthesis.models import Theme


@need(Right.READ_TOTALS)
def themes(request: HttpRequest) -> HttpResponse:
    """Themes of the month, most voiced first, by sector when one is chosen."""
    period = chosen_period(request)
    if period is None:
        return render(request, "desk/empty.html")
    found = queries.themes_of([period])
    sector = request.GET.get("linh-vuc", "")
    if sector:
        found = found.filter(sector=sector)
    hidden = None if officer(request).may(Right.READ_OPINIONS) else _hidden(period)
    return render(
        request,
        "desk/synthesis/themes.html",
        {
            "page": page_of(request, found if hidden is None else without_hidden(found, hidden)),
            "sectors": sectors(),
            "sector": sector,
            "coverage": queries.coverage(period),
            "without": queries.opinions_of([period], theme=None).count() if hidden is None else 0,
        },
    )


@need(Right.READ_TOTALS)
def theme(request: HttpRequest, pk: int) -> HttpResponse:
    """One theme: its counts, places, trend, usual and rare statements; all statements for those who may read them."""
    row = get_object_or_404(Theme, pk=pk)
    period = chosen_period(request)
    if period is None:
        return render(request, "desk/empty.html")
    found = queries.opinions_of([period], theme=row.pk).select_related("document__unit", "area", "block")
    may_read = officer(request).may(Right.READ_OPINIONS)
    if not may_read and row.pk in _hidden(period):
        return render(request, "desk/synthesis/theme_hidden.html", {"theme": row, "coverage": queries.coverage(period)})
    examples = row.examples.get(period.key, {})
    points: list[TrendPoint] = trend_of_theme(row, period) if may_read else shown_trend_of_theme(row, period)
    return render(
        request,
        "desk/synthesis/theme.html",
        {
            "theme": row,
            "tally": queries.tally(found),
            "places": queries.by("area__name", found.exclude(area=None)),
            "trend": points,
            "typical": found.filter(pk__in=examples.get("typical", [])),
            "minority": found.filter(pk__in=examples.get("minority", [])),
            "may_read": may_read,
            "page": page_of(request, found.order_by("pk")),
            "others": queries.themes_of([period]).filter(sector=row.sector).exclude(pk=row.pk),
            "coverage": queries.coverage(period),
        },
    )


def _hidden(period: Period) -> frozenset[int]:
    """Themes that neither the pages nor the month's report may number."""
    return hidden_themes(period) | Small([period]).themes()


@need(Right.REVIEW)
@require_POST
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Carry out the button that was pressed: rename, accept, reopen, merge, split."""
    row = get_object_or_404(Theme, pk=pk)
    act, who = request.POST.get("act", ""), by(request)
    try:
        if act == "rename":
            actions.rename_theme(row, request.POST.get("title", ""), by=who)
            say_saved(request, row.title_by_person)
        elif act in ("accept", "reopen"):
            actions.accept_theme(row, by=who, accepted=act == "accept")
        elif act == "merge":
            kept = get_object_or_404(Theme, pk=request.POST.get("into") or 0)
            actions.merge_themes(kept, row, by=who)
            messages.success(request, _("Merged into “%(name)s”.") % {"name": kept.name})
            return redirect("theme", pk=kept.pk)
        elif act == "split":
            chosen = Opinion.objects.filter(pk__in=request.POST.getlist("opinion"))
            made = actions.split_theme(row, list(chosen), request.POST.get("title", ""), by=who)
            say_saved(request, made.title, done=_("A new theme has been made."))
            return redirect("theme", pk=made.pk)
    except ValueError as error:
        messages.error(request, str(error))
    return redirect("theme", pk=pk)
