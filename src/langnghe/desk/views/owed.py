"""Who has reported, late or not at all; and a unit's own page: its draft, and sending the report in."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from langnghe.desk.access import by, need, officer
from langnghe.desk.files import as_file, asked_file, word_file
from langnghe.intake.actions import receive
from langnghe.intake.models import Document
from langnghe.plan.owed import Cell, Owed, State, owed, owed_by
from langnghe.registry.models import Period, Unit
from langnghe.registry.roles import Right
from langnghe.reports import unit_report
from langnghe.reports.spreadsheet import Sheet, Value

MONTHS = (3, 6, 12)
STATES = {
    State.ON_TIME: gettext_lazy("on time"),
    State.LATE: gettext_lazy("late"),
    State.MISSING: gettext_lazy("missing"),
    State.AWAITED: gettext_lazy("awaited"),
    State.NOT_OWED: gettext_lazy("owes none"),
}
STYLES = ("nd30", "dang")


@need(Right.READ_TOTALS)
def table(request: HttpRequest) -> HttpResponse:
    """Units x months, newest month first, with how many of those that owe a report have sent it."""
    wanted = request.GET.get("so-thang", "")
    months = int(wanted) if wanted in {str(each) for each in MONTHS} else MONTHS[1]
    found = owed(list(Period.objects.all()[:months]), timezone.localdate())
    if ending := asked_file(request):
        return as_file(request, [_sheet(found)], name="don-vi-bao-cao", ending=ending)
    return render(request, "desk/owed/table.html", {"owed": found, "months": months, "choices": MONTHS})


def _sheet(found: Owed) -> Sheet:
    """Units x months with the day on which the report came; the sums of each month under them."""
    rows: list[list[Value]] = [[row.unit.name, *(_cell(cell) for cell in row.cells)] for row in found.rows]
    rows.append([_("Reported, of those that owe one"), *(f"{sum.reported} / {sum.due}" for sum in found.sums)])
    return Sheet(_("Who has reported"), [_("Unit"), *map(str, found.periods)], rows)


def _cell(cell: Cell) -> str:
    words = str(STATES[cell.state])
    return f"{words} ({cell.on:%d/%m/%Y})" if cell.on else words


@need(Right.DO_TASKS)
def own(request: HttpRequest) -> HttpResponse:
    """The unit's own months: what has come, until when, the draft, and where to send the file."""
    unit = officer(request).unit
    months = owed_by(unit, Period.objects.all()[: MONTHS[-1]], timezone.localdate()) if unit else []
    sent = Document.objects.filter(unit=unit, channel="report").select_related("period")[:20] if unit else []
    return render(request, "desk/owed/own.html", {"unit": unit, "months": months, "sent": sent})


@need(Right.DO_TASKS)
def draft(request: HttpRequest, key: str, style: str) -> HttpResponse:
    """The unit's draft of a month as a Word file."""
    period, unit = get_object_or_404(Period, key=key), _unit(request)
    today = timezone.localdate()
    content = unit_report.draft(unit, period, style if style in STYLES else STYLES[0], today=today)
    return word_file(content, f"bao-cao-{unit.code.lower()}-{period.key}.docx")


@need(Right.DO_TASKS)
@require_POST
def send(request: HttpRequest, key: str) -> HttpResponse:
    """Take in the unit's finished report, as the provincial office's inbox would."""
    period, unit = get_object_or_404(Period, key=key), _unit(request)
    file = request.FILES.get("file")
    try:
        if file is None:
            raise ValueError("Chưa chọn tệp báo cáo; hãy chọn tệp rồi bấm Gửi.")
        receipt = receive(file.read(), name=file.name or "?", period=period, unit=unit, by=by(request))
    except ValueError as error:
        messages.error(request, str(error))
    else:
        told = _("The report has been received and is being read.")
        messages.success(request, told if receipt.is_new else _("This file has been received before."))
    return redirect("own-report")


def _unit(request: HttpRequest) -> Unit:
    return get_object_or_404(Unit, pk=officer(request).unit_id or 0)
