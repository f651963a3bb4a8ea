"""Forms of the plan: the frame of an import, a task by hand, a unit's report, a later day."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from langnghe.desk.case_forms import BLANK, UnitField
from langnghe.desk.forms import DAY
from langnghe.plan.models import Due, Measure, Plan
from langnghe.plan.sources import source_names
from langnghe.plan.task_dates import Span
from langnghe.plan.task_import import Frame


class FrameForm(forms.Form):
    """What holds for the whole plan, as the document tells it, to be put right."""

    title = forms.CharField(label=_("Name of the plan"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))
    starts_on = forms.DateField(label=_("From"), widget=DAY)
    ends_on = forms.DateField(label=_("To"), widget=DAY)
    rhythm = forms.ChoiceField(label=_("Units report progress"), choices=Plan.Rhythm.choices, required=False)
    bodies = forms.CharField(
        label=_("Issued by"),
        max_length=500,
        required=False,
        help_text=_("Several bodies of a joint programme: separate them with a semicolon."),
    )

    def frame(self) -> Frame:
        said = self.cleaned_data
        return Frame(said["title"], Span(said["starts_on"], said["ends_on"]), said["rhythm"], said["bodies"])


class TaskForm(forms.Form):
    """A task by hand: the same words as in a plan's table."""

    title = forms.CharField(label=_("Task"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))
    lead = forms.CharField(
        label=_("Leading unit"), max_length=500, help_text=_("Several: separate them with a semicolon.")
    )
    co = forms.CharField(label=_("Co-ordinating units"), max_length=1000, required=False)
    when = forms.CharField(
        label=_("Time given"),
        max_length=200,
        help_text=_("As in a plan: “Quý III/2026”, “trước 30/6/2026”, “hằng tháng”, “thường xuyên”."),
    )
    product = forms.CharField(
        label=_("Product, measures"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("One measure a clause: “Ít nhất 04 lớp tập huấn; không quá 5% hồ sơ quá hạn”."),
    )


class TaskReportForm(forms.Form):
    """A unit's word on one due, with a field for each measure that it enters by hand."""

    percent = forms.IntegerField(label=_("Done, per cent"), min_value=0, max_value=100)
    done = forms.CharField(label=_("What was done"), max_length=5000, widget=forms.Textarea(attrs={"rows": 5}))
    obstacles = forms.CharField(
        label=_("What is in the way"), max_length=3000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, due: Due, **more: Any) -> None:
        super().__init__(*args, **more)
        self.measures = [
            row
            for row in Measure.objects.filter(task=due.task_id, source="")
            if row.entered_by_id in (None, due.unit_id)
        ]
        for row in self.measures:
            self.fields[f"value-{row.pk}"] = forms.DecimalField(
                label=f"{row.name} ({row.counted_in})" if row.counted_in else row.name,
                max_digits=14,
                decimal_places=2,
                required=False,
                localize=True,
            )

    def values(self) -> dict[int, Decimal]:
        found = {row.pk: self.cleaned_data.get(f"value-{row.pk}") for row in self.measures}
        return {pk: value for pk, value in found.items() if value is not None}


class ExtensionForm(forms.Form):
    until = forms.DateField(label=_("New day"), widget=DAY)
    reason = forms.CharField(label=_("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))


class SourceForm(forms.Form):
    """Where a measure comes from: a figure of this site, or by hand by a unit."""

    source = forms.ChoiceField(label=_("Figure of this system"), required=False)
    entered_by = UnitField(label=_("Or entered by hand by"), required=False)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["source"].choices = [BLANK, *source_names().items()]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        if bool(said.get("source")) == bool(said.get("entered_by")) and not self.errors:
            raise forms.ValidationError("Hãy chọn một số liệu của hệ thống, hoặc ghi đơn vị nhập tay.")
        return said
