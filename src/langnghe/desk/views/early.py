"""Early notice: what is rising, notices to units and their answers, how much is coming."""

from __future__ import annotations

from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from langnghe.desk import picture
from langnghe.desk.access import by, need, officer
from langnghe.desk.bands import Band, band
from langnghe.desk.case_forms import UnitField
from langnghe.desk.paging import page_of
from langnghe.desk.views.dashboard import choices, span_of
from langnghe.plan import notices
from langnghe.plan.models import RiseNotice
from langnghe.plan.workload import workload
from langnghe.registry.roles import Right
from langnghe.synthesis.early import Rise, rises
from langnghe.synthesis.spans import Span

STATEMENTS_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Drawn:
    rise: Rise
    band: Band
    sent: list[RiseNotice]  # about it, of this span


@need(Right.READ_TOTALS)
def rising(request: HttpRequest) -> HttpResponse:
    """What is rising in a span, the surest first, each with its past and the range of a quiet span."""
    span = span_of(request)
    if span is None:
        return render(request, "desk/empty.html")
    sent = list(notices.visible_notices(officer(request)).filter(span=span.key))
    found = [
        Drawn(rise, band(rise.past, rise.low, rise.high), [row for row in sent if row.key == rise.key])
        for rise in rises(span)
    ]
    context = {"found": found, "coverage": picture.reported_in(span, span.before, span.year_before)}
    return render(request, "desk/notices/rising.html", context | choices(span))


class NoticeForm(forms.Form):
    unit = UnitField(label=gettext_lazy("To the unit"))
    due_on = forms.DateField(label=gettext_lazy("Answer by"), widget=forms.DateInput(attrs={"type": "date"}))
    text = forms.CharField(
        label=gettext_lazy("What the unit is asked to do"), widget=forms.Textarea(attrs={"rows": 5}), max_length=4000
    )


@need(Right.SEND_NOTICES)
def new(request: HttpRequest, span: str, key: str) -> HttpResponse:
    """Send a rising matter to a unit; what goes with it stands under the form for who may read statements."""
    when, rise = _rise(span, key)
    today = timezone.localdate()
    unit = notices.suggested_unit(rise, today)
    first = {"unit": unit.name if unit else "", "due_on": notices.suggested_day(today).isoformat()}
    form = NoticeForm(request.POST or None, initial=first)
    if request.method == "POST" and form.is_valid():
        try:
            made = notices.send(rise=rise, span=when, by=by(request), **form.cleaned_data)
        except ValueError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The notice has been sent."))
            return redirect("notice", pk=made.pk)
    may_read = officer(request).may(Right.READ_OPINIONS)
    behind = notices.statements_behind(when, rise)
    return render(
        request,
        "desk/notices/new.html",
        {
            "rise": rise,
            "span": when,
            "band": band(rise.past, rise.low, rise.high),
            "form": form,
            "enclosed": min(behind.count(), notices.ENCLOSED),
            "statements": behind[:STATEMENTS_SHOWN] if may_read else (),
        },
    )


def _rise(span: str, key: str) -> tuple[Span, Rise]:
    """A rise as the page of the span shows it now; nothing that is not rising can be sent."""
    try:
        when = Span.parse(span)
    except ValueError:
        raise Http404 from None
    rise = next((rise for rise in rises(when) if rise.key == key), None)
    if rise is None:
        raise Http404
    return when, rise


@need(Right.READ_TOTALS, Right.DO_TASKS)
def listed(request: HttpRequest) -> HttpResponse:
    """Notices, the latest first: all of them, or those to the own unit."""
    page = page_of(request, notices.visible_notices(officer(request)))
    return render(request, "desk/notices/listed.html", {"page": page, "today": timezone.localdate()})


@need(Right.READ_TOTALS, Right.DO_TASKS)
def notice(request: HttpRequest, pk: int) -> HttpResponse:
    """One notice: what rose, the statements for the unit and the clerk, the answer, what came after."""
    person = officer(request)
    row = get_object_or_404(notices.visible_notices(person), pk=pk)
    is_theirs = person.may(Right.DO_TASKS) and person.unit_id == row.unit_id
    may_read = is_theirs or person.may(Right.READ_OPINIONS)
    return render(
        request,
        "desk/notices/notice.html",
        {
            "notice": row,
            "span": row.when,
            "statements": row.opinions.filter(replaced=False).order_by("pk") if may_read else (),
            "since": notices.since(row),
            "is_theirs": is_theirs,
            "is_late": row.answered_at is None and row.due_on < timezone.localdate(),
        },
    )


@need(Right.DO_TASKS)
@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    get_object_or_404(notices.visible_notices(officer(request)), pk=pk)
    try:
        notices.answer(notice=pk, text=request.POST.get("text", ""), officer=officer(request))
        messages.success(request, _("The answer has been kept."))
    except ValueError as error:
        messages.error(request, str(error))
    return redirect("notice", pk=pk)


@need(Right.READ_TOTALS)
def coming(request: HttpRequest) -> HttpResponse:
    """Counts of the next months by sector and commune, and how well such forecasts have done."""
    return render(request, "desk/notices/coming.html", {"load": workload(timezone.localdate())})
