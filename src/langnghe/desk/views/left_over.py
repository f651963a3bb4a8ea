"""What rules alone cannot settle: cases of ended units with several heirs, and letters that did not leave."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from langnghe.cases.letters import doubtful, given_up
from langnghe.cases.succession import choices, choose_heir
from langnghe.desk.access import need, officer
from langnghe.registry.models import Unit
from langnghe.registry.roles import Right

LETTERS_SHOWN = 100


@need(Right.SUPERVISE)
def ended_units(request: HttpRequest) -> HttpResponse:
    """Ended units that still hold open cases; a supervisor says which heir takes them."""
    if request.method == "POST":
        return _choose(request)
    return render(request, "desk/cases/ended_units.html", {"choices": choices()})


def _choose(request: HttpRequest) -> HttpResponse:
    unit = get_object_or_404(Unit, pk=request.POST.get("unit") or 0)
    heir = get_object_or_404(Unit, pk=request.POST.get("heir") or 0)
    try:
        moved = choose_heir(unit=unit, heir=heir, by=officer(request))
        messages.success(request, _("%(n)s cases now lie with %(unit)s.") % {"n": moved, "unit": heir})
    except ValueError as error:
        messages.error(request, str(error))
    return redirect("ended-units")


@need(Right.SET_UP)
def letters(request: HttpRequest) -> HttpResponse:
    """Letters that the server refused every time, and those of which nobody knows whether they left."""
    context = {"refused": given_up()[:LETTERS_SHOWN], "doubtful": doubtful()[:LETTERS_SHOWN]}
    return render(request, "desk/settings/letters.html", context)
