"""Root problems: one cause, one owner, "raised N times since"; and what came of cases."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from langnghe.cases import problems as rooms
from langnghe.cases.endings import endings
from langnghe.cases.models import Attachment, Problem
from langnghe.cases.queries import visible_cases
from langnghe.desk.access import need, officer
from langnghe.desk.case_forms import UnitField, topic_choices
from langnghe.desk.forms import DAY
from langnghe.desk.paging import page_of
from langnghe.registry.roles import Right
from langnghe.text.numbers import whole

CASES_SHOWN = 50


class ProblemForm(forms.Form):
    title = forms.CharField(label=gettext_lazy("Problem"), max_length=200)
    cause = forms.CharField(label=gettext_lazy("Cause"), widget=forms.Textarea(attrs={"rows": 4}), required=False)
    owner = UnitField(label=gettext_lazy("Unit that owns it"))
    topic = forms.ChoiceField(label=gettext_lazy("Topic"), choices=lambda: topic_choices(), required=False)
    area = UnitField(label=gettext_lazy("Place it is about"), required=False)


class DayForm(forms.Form):
    promised_on = forms.DateField(label=gettext_lazy("Promised for"), widget=DAY)


@need(Right.READ_CASES)
def problems(request: HttpRequest) -> HttpResponse:
    """Problems, the most often raised first."""
    shown_all = request.GET.get("muc") == "tat-ca"
    rows = page_of(request, rooms.problems(open_only=not shown_all))
    return render(request, "desk/cases/problems.html", {"page": rows, "all": shown_all})


@need(Right.SUPERVISE)
def new_problem(request: HttpRequest) -> HttpResponse:
    form = ProblemForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = rooms.open_problem(by=officer(request), **form.cleaned_data)
            return redirect("problem", pk=made.pk)
        except ValueError as error:
            form.add_error(None, str(error))
    return render(request, "desk/cases/problem_form.html", {"form": form})


@need(Right.READ_CASES)
def problem(request: HttpRequest, pk: int) -> HttpResponse:
    """One problem: how often and since when, its cases, those that may show it too, the promise, the proof."""
    person = officer(request)
    found = get_object_or_404(Problem.objects.select_related("owner", "area", "proof"), pk=pk)
    day = DayForm(request.POST if request.POST.get("act") == "promise" else None)
    if request.method == "POST":
        _change(request, found, day)
        return redirect("problem", pk=pk)
    cases = visible_cases(person).filter(problem=found).select_related("unit", "area").order_by("-received_on", "-pk")
    may_supervise = person.may(Right.SUPERVISE)
    context = {
        "problem": found,
        "figures": rooms.figures_of(found),
        "cases": cases[:CASES_SHOWN],
        "alike": rooms.suggestions_for(found, person) if found.state == Problem.State.OPEN else [],
        "proofs": Attachment.objects.filter(case__problem=found, case__in=cases, proof=True) if may_supervise else [],
        "day": day,
        "joins": any(person.may(right) for right in rooms.MAY_JOIN),
        "today": timezone.localdate(),
    }
    return render(request, "desk/cases/problem.html", context)


def _change(request: HttpRequest, found: Problem, day: DayForm) -> None:
    person, sent = officer(request), request.POST
    key = whole(sent.get("key")) or 0
    moves: dict[str, Callable[[], Any]] = {
        "join": lambda: rooms.join(problem=found.pk, case=key, by=person),
        "leave": lambda: rooms.leave(case=key, by=person),
        "solve": lambda: rooms.solve(problem=found.pk, proof=key, by=person),
    }
    if day.is_bound and day.is_valid():
        moves["promise"] = lambda: rooms.promise(
            problem=found.pk, promised_on=day.cleaned_data["promised_on"], by=person
        )
    try:
        if sent.get("act") in moves:
            moves[sent["act"]]()
            messages.success(request, _("Saved."))
        else:
            messages.error(request, _("Write the day as dd/mm/yyyy."))
    except ValueError as error:
        messages.error(request, str(error))


@need(Right.READ_CASES)
def outcomes(request: HttpRequest) -> HttpResponse:
    """«Làm xong thật» beside every other outcome of a year, by unit of government and month."""
    today = timezone.localdate()
    asked = whole(request.GET.get("nam")) or 0
    year = asked if 2020 <= asked <= today.year else today.year
    told = endings(officer(request), dt.date(year, 1, 1), dt.date(year, 12, 31))
    years = range(today.year - 3, today.year + 1)
    return render(request, "desk/cases/outcomes.html", {"told": told, "year": year, "years": years})
