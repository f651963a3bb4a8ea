"""Settings: units, periods, the office, officers, Word forms. The administrator sees no content."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from langnghe.audit import journal
from langnghe.desk.access import by, need
from langnghe.desk.forms import OfficeForm, PeriodForm
from langnghe.registry.actions import open_period
from langnghe.registry.models import Office, Officer, Period, Unit
from langnghe.registry.roles import Right
from langnghe.reports.forms import keep_word_form, word_form
from langnghe.reports.models import Report


@need(Right.SET_UP)
def set_up(request: HttpRequest) -> HttpResponse:
    """Everything that can be set, and what is still missing before the first report."""
    return render(
        request,
        "desk/settings/set_up.html",
        {
            "units": Unit.objects.count(),
            "periods_known": Period.objects.all()[:24],
            "officers": Officer.objects.filter(is_active=True).count(),
            "office": Office.objects.first(),
            "period_form": PeriodForm(),
            "word_forms": [(form, style) for form in Report.Form.choices for style in Report.Style.choices],
        },
    )


@need(Right.SET_UP)
def office(request: HttpRequest) -> HttpResponse:
    """What reports carry at the head and the foot."""
    form = OfficeForm(request.POST or None, instance=Office.objects.first())
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            form.save()
            journal.record(by=by(request), verb="set office", what="office", fields=form.changed_data)
        messages.success(request, _("Saved."))
        return redirect("set-up")
    return render(request, "desk/form.html", {"form": form, "title": _("Issuing office")})


@need(Right.SET_UP)
@require_POST
def add_period(request: HttpRequest) -> HttpResponse:
    form = PeriodForm(request.POST)
    if form.is_valid():
        with transaction.atomic():
            made = open_period(form.cleaned_data["key"])
            made.due_on = form.cleaned_data["due_on"]
            made.save(update_fields=["due_on"])
            journal.record(by=by(request), verb="open period", what=f"period {made.key}")
        messages.success(request, _("The period %(period)s is open.") % {"period": made})
    else:
        messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
    return redirect("set-up")


@need(Right.SET_UP)
def word_form_file(request: HttpRequest, form: str, style: str) -> HttpResponseBase:
    """Fetch a Word form, or put the office's own in its place."""
    if form not in Report.Form.values or style not in Report.Style.values:
        return redirect("set-up")
    if request.method == "POST":
        try:
            keep_word_form(form, style, b"".join(file.read() for file in request.FILES.getlist("file")[:1]))
        except ValueError as error:
            messages.error(request, str(error))
        else:
            journal.record(by=by(request), verb="replace Word form", what=f"form {form}/{style}")
            messages.success(request, _("Saved."))
        return redirect("set-up")
    return FileResponse(open(word_form(form, style), "rb"), as_attachment=True, filename=f"{form}-{style}.docx")
