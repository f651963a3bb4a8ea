"""The few forms of the settings."""

from __future__ import annotations

from typing import ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from langnghe.registry.models import Office
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
            "least_inside",
            "least_public",
        )
        widgets: ClassVar = {"recipients": forms.Textarea(attrs={"rows": 4})}
        help_texts: ClassVar = {
            "least_inside": _(
                "At least 5. In tables, reports and exports a smaller count reads “under 5”; others are hidden with "
                "it where it could be worked out from them. Clerks who review the statements see every count."
            ),
            "least_public": _(
                "At least 10. The same, on the citizens' pages and in open data. What is published stays as it is; "
                "a new number holds for the next publication."
            ),
        }


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
