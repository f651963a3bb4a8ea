"""What goes out to everybody: answered cases released one by one, figures of a quarter, links of online receptions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from langnghe.cases import booking, publications, publishing
from langnghe.cases.publications import Quarter
from langnghe.desk.access import need, officer
from langnghe.desk.paging import page_of
from langnghe.registry.queries import office
from langnghe.registry.roles import Right
from langnghe.text.numbers import whole

RELEASED_SHOWN = 20


class LinkForm(forms.Form):
    duty = forms.IntegerField(widget=forms.HiddenInput)
    link = forms.URLField(label=gettext_lazy("Link of the online reception"), required=False, assume_scheme="https")


@need(Right.APPROVE_DECISIONS)
def publish(request: HttpRequest) -> HttpResponse:
    """Cases that wait for a word, what is published, and the quarters whose figures may be."""
    person, known = officer(request), publications.quarters()
    quarters = publications.publishable_quarters(timezone.localdate())
    context = {
        "page": page_of(request, publishing.proposals(person)),
        "released": publishing.released_by_unit(person)[:RELEASED_SHOWN],
        "quarters": [(str(each), str(each) in known) for each in quarters],
        "least": office().least_public,
    }
    return render(request, "desk/publishing/publishing.html", context)


@need(Right.APPROVE_DECISIONS)
@require_POST
def judge(request: HttpRequest) -> HttpResponse:
    """One press: show a case, keep it back, or withdraw it."""
    sent, person = request.POST, officer(request)
    case, reason = whole(sent.get("case")) or 0, sent.get("reason", "")
    pictures = [number for pk in sent.getlist("pictures") if (number := whole(pk)) is not None]
    acts: dict[str, Callable[[], Any]] = {
        "release": lambda: publishing.release(case=case, by=person, pictures=pictures),
        "keep": lambda: publishing.keep_back(case=case, by=person, reason=reason),
        "withdraw": lambda: publishing.withdraw(case=case, by=person, reason=reason),
    }
    if sent.get("act") not in acts:
        return redirect("publish")
    try:
        acts[sent["act"]]()
        messages.success(request, _("Saved."))
    except ValueError as error:
        messages.error(request, str(error))
    return redirect("publish")


@need(Right.APPROVE_DECISIONS)
@require_POST
def publish_figures(request: HttpRequest) -> HttpResponse:
    """Count a quarter, hide what is small, freeze and show the rest."""
    try:
        made = publications.publish(quarter=Quarter.parse(request.POST.get("quarter", "")), by=officer(request))
        messages.success(request, _("The figures of %(quarter)s are published.") % {"quarter": made.quarter})
    except ValueError as error:
        messages.error(request, str(error))
    return redirect("publish")


@need(Right.KEEP_REGISTERS)
def bookings(request: HttpRequest) -> HttpResponse:
    """Times booked on the unit's coming reception days: how many and when, never who."""
    person = officer(request)
    form = LinkForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        booking.set_link(duty=form.cleaned_data["duty"], link=form.cleaned_data["link"], by=person)
        messages.success(request, _("Saved."))
        return redirect("bookings")
    days = booking.days(timezone.localdate(), person.unit_id) if person.unit_id else []
    taken = booking.taken_rows([day.duty.pk for day in days])
    rows = [(day.duty, taken.get(day.duty.pk, [])) for day in days]
    return render(request, "desk/publishing/bookings.html", {"rows": rows, "form": form})
