"""«Tiếp công dân»: the heads' reception days and the dialogues, booking a time and taking it back."""

from __future__ import annotations

import datetime as dt

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from langnghe.cases import booking
from langnghe.cases.booking import Day
from langnghe.cases.registers.rules import office_names
from langnghe.portal import limits, puzzles
from langnghe.portal.public import public, show, too_many
from langnghe.privacy.vault import Person
from langnghe.registry.models import Unit
from langnghe.text.numbers import whole

BOOKED = limits.Limit("booked", 5, limits.DAY)


class BookingForm(forms.Form):
    at = forms.ChoiceField(label=_("Time"), widget=forms.RadioSelect)
    name = forms.CharField(label=_("Full name (you need not say it here)"), max_length=100, required=False)
    phone = forms.CharField(
        label=_("Telephone, in case the day is moved (you need not)"),
        max_length=20,
        required=False,
        widget=forms.TextInput({"type": "tel", "autocomplete": "tel"}),
    )
    matter = forms.CharField(
        label=_("What is it about? (you need not)"), max_length=500, required=False, widget=forms.Textarea({"rows": 3})
    )

    def __init__(self, *args: object, day: Day, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["at"].choices = [(f"{time:%H:%M}", f"{time:%H:%M}") for time in day.free]  # type: ignore[attr-defined]


class CancelForm(forms.Form):
    code = forms.CharField(
        label=_("The 12 digits of your booking"),
        max_length=30,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off", "class": "code"}),
    )


@public
def reception(request: HttpRequest) -> HttpResponse:
    today, unit = timezone.localdate(), whole(request.GET.get("don-vi"))
    every = booking.days(today)
    context = {
        "days": [day for day in every if unit in (None, day.duty.unit_id)],
        "dialogues": booking.dialogues(today, unit),
        "units": sorted({(day.duty.unit_id, day.duty.unit.name) for day in every}, key=lambda row: row[1]),
        "unit": Unit.objects.filter(pk=unit).first() if unit else None,
        "offices": office_names(today),
    }
    return show(request, "reception", context)


@login_not_required
@never_cache
def book(request: HttpRequest, duty: int) -> HttpResponse:
    """Choose a time of one day; what is said of oneself is sealed."""
    today = timezone.localdate()
    day = next((each for each in booking.days(today) if each.duty.pk == duty and each.free), None)
    if day is None:
        raise Http404
    form = BookingForm(request.POST or None, day=day)
    context = {"form": form, "day": day, "office": office_names(today).get(day.duty.held_by, "")}
    if request.method != "POST" or not form.is_valid():
        return render(request, "portal/reception_book.html", context)
    who = limits.address(request)
    if BOOKED.is_reached(who):
        return too_many(request)
    if page := puzzles.held(request, "dat-lich"):
        return page
    try:
        code = _book(day, form.cleaned_data)
    except ValueError as error:
        form.add_error("at", str(error))
        return render(request, "portal/reception_book.html", context)
    BOOKED.count(who)
    booked = {"code": " ".join(code[n : n + 4] for n in (0, 4, 8)), "at": form.cleaned_data["at"]}
    return render(request, "portal/reception_booked.html", context | booked)


def _book(day: Day, said: dict[str, str]) -> str:
    person = Person(name=said["name"].strip(), phone=said["phone"].strip())
    at = dt.time.fromisoformat(said["at"])
    return booking.book(duty=day.duty.pk, at=at, person=person, matter=said["matter"])


@login_not_required
@never_cache
def cancel(request: HttpRequest) -> HttpResponse:
    """Take a booking back with its code; wrong codes are counted as those of receipts are."""
    form, done = CancelForm(request.POST or None), False
    if request.method == "POST" and form.is_valid():
        who = limits.address(request)
        if limits.WRONG_CODES.is_reached(who):
            return too_many(request)
        done = booking.cancel(form.cleaned_data["code"])
        if not done:
            limits.WRONG_CODES.count(who)
            form.add_error("code", str(_("No booking of a coming day has this code.")))
    return render(request, "portal/reception_cancel.html", {"form": form, "done": done})
