"""The few forms of the settings."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from langnghe.registry.models import Office, Unit
from langnghe.registry.queries import month_bounds
from langnghe.registry.roles import ROLE_NAMES

DAY = forms.DateInput(attrs={"placeholder": "dd/mm/yyyy"})


class OfficeForm(forms.ModelForm):
    second_factor = forms.MultipleChoiceField(
        label=_("Roles that must sign in with a code from the telephone too"),
        choices=list(ROLE_NAMES.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Office
        fields = (
            "province",
            "superior",
            "name",
            "symbol",
            "place",
            "signs_for",
            "signer_title",
            "signer",
            "recipients",
            "keep_officials",
            "second_factor",
        )
        widgets: ClassVar = {"recipients": forms.Textarea(attrs={"rows": 4})}


class UnitForm(forms.ModelForm):
    class Meta:
        model = Unit
        fields = ("code", "name", "kind", "parent", "other_names", "must_report", "valid_from", "valid_to")
        widgets: ClassVar = {"other_names": forms.Textarea(attrs={"rows": 3}), "valid_from": DAY, "valid_to": DAY}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, last = cleaned.get("valid_from"), cleaned.get("valid_to")
        if first and last and last < first:
            self.add_error("valid_to", _("The last day is before the first."))
        return cleaned


class PeriodForm(forms.Form):
    key = forms.CharField(label=_("Month"), max_length=7, widget=forms.TextInput(attrs={"placeholder": "2026-10"}))
    due_on = forms.DateField(label=_("Reports are due on"), required=False, widget=DAY)

    def clean_key(self) -> str:
        key = str(self.cleaned_data["key"])
        try:
            month_bounds(key)
        except ValueError as error:
            raise forms.ValidationError(str(error)) from None
        return key
