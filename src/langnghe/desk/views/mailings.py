"""Which issued reports go out by e-mail, to whom, from which day of the month."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from langnghe.desk.access import by, need
from langnghe.registry.roles import Right
from langnghe.reports import mailing
from langnghe.reports.models import Mailing


class MailingForm(forms.ModelForm):
    class Meta:
        model = Mailing
        fields = ("form", "style", "to", "on_day")
        widgets = {"to": forms.Textarea(attrs={"rows": 4})}


@need(Right.WRITE_REPORTS)
def mailings(request: HttpRequest) -> HttpResponse:
    """Those that run, and a form for a further one."""
    form = MailingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        mailing.set_up(form.save(commit=False), by=by(request))
        messages.success(request, _("Kept. Only reports that have been issued are sent, each once."))
        return redirect("mailings")
    return render(request, "desk/reports/mailings.html", {"form": form, "mailings": Mailing.objects.all()})


@need(Right.WRITE_REPORTS)
@require_POST
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    mailing.drop(get_object_or_404(Mailing, pk=pk), by=by(request))
    messages.success(request, _("This report no longer goes out by e-mail."))
    return redirect("mailings")
