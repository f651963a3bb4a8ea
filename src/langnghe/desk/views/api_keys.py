"""Keys of other organisations' programs: who may send on people's matters by Open311, how often, and no longer."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from langnghe.audit import journal
from langnghe.desk.access import by, need
from langnghe.registry.keys import make_key, switch_key
from langnghe.registry.models import ApiKey, Unit
from langnghe.registry.queries import units_in_force
from langnghe.registry.roles import Right


class KeyForm(forms.ModelForm):
    unit = forms.CharField(
        label=gettext_lazy("Code of the unit that receives what names no commune"),
        help_text=gettext_lazy("As it stands in the list of units, for example the code of the province."),
    )

    class Meta:
        model = ApiKey
        fields = ("name", "unit", "rate")

    def clean_unit(self) -> Unit:
        unit = units_in_force(timezone.localdate()).filter(code=self.cleaned_data["unit"].strip()).first()
        if unit is None:
            raise forms.ValidationError(_("No unit in force has this code."))
        return unit

    def clean_rate(self) -> int:
        rate = int(self.cleaned_data["rate"])
        if not 1 <= rate <= 10_000:
            raise forms.ValidationError(_("Write a number from 1 to 10,000."))
        return rate


@need(Right.SET_UP)
@never_cache
def api_keys(request: HttpRequest) -> HttpResponse:
    """The keys; a new one is shown on the page that made it, and never again."""
    form = KeyForm(request.POST or None)
    text = _make(form, by(request)) if request.method == "POST" and form.is_valid() else ""
    context = {"keys": ApiKey.objects.select_related("unit"), "form": KeyForm() if text else form, "text": text}
    return render(request, "desk/settings/api_keys.html", context)


@need(Right.SET_UP)
@require_POST
def switch(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a key out of use at once, or into it again."""
    key, active = get_object_or_404(ApiKey, pk=pk), "active" in request.POST
    with transaction.atomic():
        switch_key(key=key, active=active)
        journal.record(by=by(request), verb="switch key", what=f"key {key.pk}", active=active)
    messages.success(request, _("The key works again.") if active else _("The key works no longer."))
    return redirect("api-keys")


@transaction.atomic
def _make(form: KeyForm, username: str) -> str:
    key, text = make_key(**form.cleaned_data, by=username)
    journal.record(by=username, verb="make key", what=f"key {key.pk}", unit=key.unit.code, rate=key.rate)
    return text
