"""The form of one special day."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from langnghe.desk.forms import DAY
from langnghe.law.calendar import FIRST, LAST
from langnghe.registry.models import CalendarDay


class DayForm(forms.Form):
    on = forms.DateField(label=_("Day"), widget=DAY, input_formats=["%d/%m/%Y", "%Y-%m-%d"])
    kind = forms.ChoiceField(label=_("Nature of the day"), choices=CalendarDay.Kind.choices)
    name = forms.CharField(label=_("Name"), max_length=100)
    source = forms.CharField(label=_("Legal basis"), max_length=200, required=False)

    def clean_on(self) -> object:
        day = self.cleaned_data["on"]
        if not FIRST <= day <= LAST:
            raise forms.ValidationError(
                _("Days are counted from %(first)s to %(last)s; please check the year.")
                % {"first": f"{FIRST:%d/%m/%Y}", "last": f"{LAST:%d/%m/%Y}"}
            )
        return day
