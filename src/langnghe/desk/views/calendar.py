"""Holidays and swapped working days: the year's list, and whose term moves before a day is changed."""

from __future__ import annotations

import datetime as dt

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from langnghe.cases.holidays import days_of, moved_if, set_day, take_back_day, years
from langnghe.desk.access import need, officer
from langnghe.desk.calendar_forms import DayForm
from langnghe.registry.models import CalendarDay
from langnghe.registry.roles import Right
from langnghe.text.numbers import whole


@need(Right.EDIT_CALENDAR)
def calendar(request: HttpRequest) -> HttpResponse:
    """The special days of a year; a day sent is shown with what it would move, and kept once confirmed."""
    form = DayForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _keep(request, form) if "confirmed" in request.POST else _year_page(request, form, preview=True)
    return _year_page(request, form)


@need(Right.EDIT_CALENDAR)
@require_POST
def take_back(request: HttpRequest, on: str) -> HttpResponse:
    """Take the office's own row away: the first time with what that would move, then for good."""
    day = _day(on)
    row = CalendarDay.objects.filter(date=day).first() if day else None
    if row is None:
        messages.error(request, _("This day is not in the office's table any more."))
        return redirect("calendar")
    if "confirmed" not in request.POST:
        context = {"row": row, "moved": moved_if(row.date, None), "year": row.date.year}
        return render(request, "desk/settings/calendar_take_back.html", context)
    take_back_day(on=row.date, by=officer(request))
    messages.success(request, _("Taken back. Terms are being counted anew."))
    return redirect(_address(row.date.year))


def _keep(request: HttpRequest, form: DayForm) -> HttpResponse:
    try:
        row = set_day(**form.cleaned_data, by=officer(request))
    except ValueError as error:
        form.add_error(None, str(error))
        return _year_page(request, form)
    messages.success(request, _("Saved. Terms are being counted anew."))
    return redirect(_address(row.date.year))


def _year_page(request: HttpRequest, form: DayForm, *, preview: bool = False) -> HttpResponse:
    asked = whole(request.GET.get("nam"))
    chosen = form.cleaned_data["on"].year if preview else asked or timezone.localdate().year
    known = list(years())
    year = min(max(chosen, known[0]), known[-1])
    context = {"days": days_of(year), "year": year, "years": known, "form": form}
    if preview:
        context["moved"] = moved_if(form.cleaned_data["on"], form.cleaned_data["kind"])
        context["kind"] = CalendarDay.Kind(form.cleaned_data["kind"]).label
    return render(request, "desk/settings/calendar.html", context)


def _day(written: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(written)
    except ValueError:
        return None


def _address(year: int) -> str:
    return f"{reverse('calendar')}?nam={year}"
