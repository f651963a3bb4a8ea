"""The reception book: its lines, without names, and its file."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar
from uuid import uuid4

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from langnghe.cases.models import Visit
from langnghe.cases.registers import book, queries, rules, visits
from langnghe.desk.access import by, need, officer
from langnghe.desk.files import excel_file
from langnghe.desk.views.registers.asked import days_of, meeting_of, month_of
from langnghe.law.procedures import kinds, report_bounds
from langnghe.registry.roles import Right
from langnghe.text.numbers import whole

PERSON = ("name", "id_number", "phone", "address")


class HandlingForm(forms.ModelForm):
    """What was done about a matter. Who came is not in it: that has gone into the vault."""

    class Meta:
        model = Visit
        fields: ClassVar[tuple[str, ...]] = ("kind", "again", "handling", "refusal", "earlier_body", "followed", "note")
        widgets: ClassVar[dict[str, forms.Widget]] = {"followed": forms.Textarea(attrs={"rows": 2})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(key, kind.vi) for key, kind in kinds().items()]
        self.fields["kind"] = forms.ChoiceField(
            label=_("Kind of submission"), choices=[("", _("not clear yet")), *named], required=False
        )
        self.fields["refusal"] = forms.ChoiceField(
            label=_("Reason, if reception was refused"), choices=[("", "—"), *rules.refusals().items()], required=False
        )

    @property
    def short_fields(self) -> list[forms.BoundField]:
        """All but the person and the two long texts, which stand alone."""
        return [field for field in self.visible_fields() if field.name not in (*PERSON, "text", "followed")]


class VisitForm(HandlingForm):
    """One turn; the fields of the person never come back to the page once they are sealed."""

    name = forms.CharField(label=gettext_lazy("Full name"), max_length=100, required=False)
    id_number = forms.CharField(label=gettext_lazy("Identity number"), max_length=20, required=False)
    phone = forms.CharField(label=gettext_lazy("Telephone"), max_length=20, required=False)
    address = forms.CharField(label=gettext_lazy("Address"), max_length=200, required=False)
    as_case = forms.BooleanField(label=gettext_lazy("Open a case at once"), required=False)

    class Meta(HandlingForm.Meta):
        fields: ClassVar[tuple[str, ...]] = ("text", "people", *HandlingForm.Meta.fields)
        widgets: ClassVar[dict[str, forms.Widget]] = {
            **HandlingForm.Meta.widgets,
            "text": forms.Textarea(attrs={"rows": 4}),
            "people": forms.NumberInput(attrs={"min": 1}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["people"].initial = 1
        for name in PERSON:
            self.fields[name].widget.attrs["autocomplete"] = "off"

    @property
    def person_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in PERSON]


@need(Right.RECEIVE)
def new_visit(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter one turn into the reception book; after it, the next."""
    row = meeting_of(request, pk)
    form = VisitForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        fields = dict(form.cleaned_data)
        person = {name: fields.pop(name) for name in PERSON}
        try:
            made = visits.receive(
                row, person=person, by=by(request), form_key=request.POST.get("form_key", "")[:36], **fields
            )
            messages.success(
                request, _("Turn %(number)s is in the book; who came is sealed.") % {"number": made.number}
            )
            return redirect("new-visit" if "next" in request.POST else "meeting", pk=pk)
        except ValueError as error:
            form.add_error(None, str(error))
    context = {"form": form, "meeting": row, "key": request.POST.get("form_key") or str(uuid4())}
    return render(request, "desk/registers/visit_form.html", context)


@need(Right.RECEIVE)
def visit(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what was done about one turn's matter."""
    mine = queries.visible(officer(request))
    row = get_object_or_404(Visit.objects.select_related("meeting__unit"), pk=pk, meeting__in=mine)
    form = HandlingForm(request.POST or None, instance=row)
    if request.method == "POST" and form.is_valid():
        try:
            visits.change(row, by=by(request), **form.cleaned_data)
            messages.success(request, _("Saved."))
            return redirect("meeting", pk=row.meeting_id)
        except ValueError as error:
            form.add_error(None, str(error))
    return render(request, "desk/registers/visit_form.html", {"form": form, "meeting": row.meeting, "visit": row})


@need(Right.KEEP_REGISTERS)
def reception_book(request: HttpRequest) -> HttpResponse:
    """The reception book of an official period or a month (all of it without one) as a workbook, without names."""
    between = _official(request) or days_of(month_of(request.GET.get("thang", "")))
    unit = whole(request.GET.get("don-vi"))
    rows = queries.register(officer(request), kind="tiep_cong_dan", unit=unit, between=between)
    days = [f"{day:%d/%m/%Y}" for day in between or ()]
    title = " ".join(["SỔ TIẾP CÔNG DÂN", *(["TỪ", days[0], "ĐẾN", days[1]] if days else [])])
    content = book.render(queries.visits(rows), queries.counts(rows), title=title)
    name = "-".join(["so-tiep-cong-dan", *(f"{day:%Y%m%d}" for day in between or ())])
    return excel_file(content, f"{name}.xlsx")


def _official(request: HttpRequest) -> tuple[dt.date, dt.date] | None:
    """Bounds of the official period asked for (quy_IV of a year); None for none."""
    try:
        return report_bounds(request.GET.get("ky-bao-cao", ""), whole(request.GET.get("nam")) or 0)
    except ValueError:
        return None
