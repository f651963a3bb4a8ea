"""The heads' reception calendar."""

from __future__ import annotations

import datetime as dt

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from langnghe.cases.models import Duty
from langnghe.cases.registers import duties, queries, rules
from langnghe.desk.access import by, need, officer
from langnghe.desk.views.registers.asked import first_of, later, month_of
from langnghe.law.calendar import WEEKDAYS
from langnghe.registry.models import Unit
from langnghe.registry.queries import month_bounds
from langnghe.registry.roles import Right
from langnghe.text.numbers import whole

WEEKS = (
    (1, gettext_lazy("first")),
    (2, gettext_lazy("second")),
    (3, gettext_lazy("third")),
    (4, gettext_lazy("fourth")),
    (5, gettext_lazy("fifth")),
)


@need(Right.KEEP_REGISTERS)
def reception_days(request: HttpRequest) -> HttpResponse:
    """Days held and owed by each head in a month, the calendar, and its public notice."""
    person, today = officer(request), timezone.localdate()
    month = month_of(request.GET.get("thang", "")) or today.replace(day=1)
    units = queries.units_of(person, today)
    owing = [unit for unit in units if rules.reception_quotas(unit, today)]
    unit = next((one for one in owing if one.pk == whole(request.GET.get("don-vi"))), None) or first_of(person, owing)
    if request.method == "POST" and unit:
        _plan(request, unit, month)
        return redirect(f"{request.path}?thang={month:%Y-%m}&don-vi={unit.pk}")
    first, last = month_bounds(f"{month:%Y-%m}")
    names = rules.office_names(last)
    planned = Duty.objects.filter(unit=unit, on__range=(first, last)) if unit else []
    return render(
        request,
        "desk/registers/reception_days.html",
        {
            "month": month,
            "unit": unit,
            "units": owing if len(owing) > 1 else [],
            "behind": duties.behind(owing, month, today) if len(owing) > 1 else [],
            "heads": duties.month_of([unit], month, today) if unit else [],
            "planned": [(duty, names.get(duty.held_by, duty.held_by)) for duty in planned],
            "offices": [(quota.key, quota.who) for quota in rules.reception_quotas(unit, last)] if unit else [],
            "weekdays": list(enumerate(WEEKDAYS[:5])),
            "weeks": WEEKS,
            "notice": duties.notice(unit, month) if unit else "",
            "today": today,
        },
    )


def _plan(request: HttpRequest, unit: Unit, month: dt.date) -> None:
    """Put the chosen weekday of the chosen weeks into the calendar, for as many months as asked."""
    weeks = {number for week in request.POST.getlist("week") if (number := whole(week)) is not None}
    weekday = whole(request.POST.get("weekday")) or 0
    months = min(whole(request.POST.get("months")) or 1, 12)
    days = [day for n in range(months) for day in duties.weekdays_of(later(month, n), weekday, weeks)]
    try:
        done = duties.plan(
            unit=unit,
            held_by=request.POST.get("held_by", ""),
            days=days,
            place=request.POST.get("place", "")[:200],
            online="online" in request.POST,
            by=by(request),
        )
    except ValueError as error:
        messages.error(request, str(error))
        return
    messages.success(request, _("%(n)s days have been put into the calendar.") % {"n": len(done.made)})
    for before, after in done.moved.items():
        messages.info(
            request,
            _("%(before)s is a day of rest; moved to %(after)s.")
            % {"before": f"{before:%d/%m/%Y}", "after": f"{after:%d/%m/%Y}"},
        )


@need(Right.KEEP_REGISTERS)
@require_POST
def drop_day(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a coming day out of the calendar."""
    units = queries.units_of(officer(request), timezone.localdate())
    duty = get_object_or_404(Duty.objects.select_related("unit"), pk=pk, unit__in=units)
    back = f"?thang={duty.on:%Y-%m}&don-vi={duty.unit_id}"
    try:
        duties.drop(duty, by=by(request))
        messages.success(request, _("Taken out of the calendar."))
    except ValueError as error:
        messages.error(request, str(error))
    response = redirect("reception-days")
    response["Location"] += back
    return response
