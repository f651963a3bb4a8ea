"""Sessions with people: receptions, dialogues, voter meetings, field visits."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any, ClassVar
from uuid import uuid4

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from langnghe.cases.models import Meeting, Visit
from langnghe.cases.registers import duties, meetings, queries, rules
from langnghe.desk.access import by, need, officer
from langnghe.desk.forms import DAY
from langnghe.desk.paging import page_of
from langnghe.desk.views.registers.asked import days_of, meeting_of, month_of
from langnghe.law.procedures import kinds, report_periods
from langnghe.registry.models import AREA_KINDS, Unit
from langnghe.registry.queries import areas
from langnghe.registry.roles import Right
from langnghe.text.numbers import whole


class MeetingForm(forms.ModelForm):
    """One session. What does not belong to its kind is left out of the form."""

    class Meta:
        model = Meeting
        fields = (
            "unit",
            "on",
            "mode",
            "held_by",
            "delegated",
            "online",
            "area",
            "place",
            "subject",
            "people",
            "requested_share",
        )
        widgets: ClassVar = {"on": DAY, "requested_share": forms.NumberInput(attrs={"step": "0.01"})}

    def __init__(self, *args: Any, kind: str, units: list[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = timezone.localdate()
        self.fields["unit"].queryset = Unit.objects.filter(pk__in=[unit.pk for unit in units])  # type: ignore[attr-defined]
        self.fields["area"].queryset = areas(today)  # type: ignore[attr-defined]
        self.fields["area"].label = _("Commune where it was held")
        held_by = {key for unit in units for key in rules.OFFICES.get(unit.kind, ())}
        named = [(key, name) for key, name in rules.office_names(today).items() if key in held_by]
        self.fields["held_by"] = forms.ChoiceField(
            label=_("Held by"), choices=[("", _("whoever is on duty")), *named], required=False
        )
        for name in self._left_out(kind, units):
            del self.fields[name]

    @staticmethod
    def _left_out(kind: str, units: list[Unit]) -> list[str]:
        reception, dialogue = kind == Meeting.Kind.RECEPTION, kind == Meeting.Kind.DIALOGUE
        names = [] if reception else ["mode", "held_by", "delegated"]
        names += ["people"] if reception else []  # counted from the turns
        names += [] if dialogue else ["requested_share"]
        names += ["online"] if kind == Meeting.Kind.FIELD else []
        names += ["area"] if reception or all(unit.kind in AREA_KINDS for unit in units) else []
        return [*names, "unit"] if len(units) == 1 else names


@need(Right.KEEP_REGISTERS)
def registers(request: HttpRequest) -> HttpResponse:
    """Sessions of all registers, by kind, unit and month."""
    person, today = officer(request), timezone.localdate()
    kind = request.GET.get("loai", "") if request.GET.get("loai") in Meeting.Kind.values else ""
    month = month_of(request.GET.get("thang", ""))
    unit = whole(request.GET.get("don-vi"))
    rows = queries.register(person, kind=kind, unit=unit, between=days_of(month))
    units = queries.units_of(person, today)
    own = [person.unit] if person.unit else []
    return render(
        request,
        "desk/registers/registers.html",
        {
            "page": page_of(request, rows),
            "kind": kind,
            "kinds": Meeting.Kind.choices,
            "month": month,
            "unit": unit,
            "units": units if len(units) > 1 else [],
            "counts": queries.counts(rows) if kind in ("", Meeting.Kind.RECEPTION) else None,
            "warnings": duties.warnings(own, today),
            "overdue": queries.overdue_dialogues(person, today),
            "official": report_periods(),
            "today": today,
        },
    )


@need(Right.KEEP_REGISTERS)
def new_meeting(request: HttpRequest) -> HttpResponse:
    """Enter a session; its kind comes with the address (?loai=doi_thoai)."""
    person = officer(request)
    kind = request.GET.get("loai", Meeting.Kind.RECEPTION)
    if kind not in Meeting.Kind.values:
        return redirect("registers")
    units = queries.units_of(person, timezone.localdate())
    if not units:
        messages.error(request, _("You have no unit yet; ask the administrator to set it."))
        return redirect("registers")
    start = {"on": timezone.localdate(), "unit": person.unit or units[0], "mode": request.GET.get("hinh-thuc", "")}
    start |= {"held_by": request.GET.get("chuc-vu", "")}
    form = MeetingForm(request.POST or None, initial=start, kind=kind, units=units)
    if request.method == "POST" and form.is_valid():
        fields = {"unit": units[0], **form.cleaned_data}
        key = request.POST.get("form_key", "")[:36]
        try:
            made = meetings.hold(kind=kind, by=by(request), form_key=key, **fields)
            messages.success(request, _("Entered in the register."))
            return redirect("meeting", pk=made.pk)
        except ValueError as error:
            form.add_error(None, str(error))
    context = {"form": form, "kind": Meeting.Kind(kind), "key": request.POST.get("form_key") or str(uuid4())}
    return render(request, "desk/registers/meeting_form.html", context)


@need(Right.KEEP_REGISTERS)
def edit_meeting(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct a session; its unit and kind stay."""
    row = meeting_of(request, pk)
    form = MeetingForm(request.POST or None, instance=row, kind=row.kind, units=[row.unit])
    if request.method == "POST" and form.is_valid():
        try:
            meetings.change(row, by=by(request), **form.cleaned_data)
            messages.success(request, _("Saved."))
            return redirect("meeting", pk=pk)
        except ValueError as error:
            form.add_error(None, str(error))
    return render(
        request, "desk/registers/meeting_form.html", {"form": form, "kind": Meeting.Kind(row.kind), "meeting": row}
    )


@need(Right.KEEP_REGISTERS)
def meeting(request: HttpRequest, pk: int) -> HttpResponse:
    """One session: the turns of a reception, the days of a dialogue, the opinions noted."""
    row, today = meeting_of(request, pk), timezone.localdate()
    is_reception = row.kind == Meeting.Kind.RECEPTION
    return render(
        request,
        "desk/registers/meeting.html",
        {
            "meeting": row,
            "held_by": rules.office_names(row.on).get(row.held_by, ""),
            "visits": _named(queries.visits(Meeting.objects.filter(pk=pk))) if is_reception else [],
            "counts": queries.counts(Meeting.objects.filter(pk=pk)) if is_reception else None,
            "dialogue": queries.dialogue(row, today) if row.kind == Meeting.Kind.DIALOGUE else None,
            "lines": queries.noted(row),
            "today": today,
        },
    )


def _named(rows: Iterable[Visit]) -> list[tuple[Visit, str, str]]:
    """Turns with the names of their kind and of the reason for a refusal."""
    names, reasons = {key: kind.vi for key, kind in kinds().items()}, rules.refusals()
    return [(row, names.get(row.kind, ""), reasons.get(row.refusal, "")) for row in rows]


@need(Right.KEEP_REGISTERS)
@require_POST
def step(request: HttpRequest, pk: int) -> HttpResponse:
    """Carry out the button that was pressed: announce, publish results, cancel, restore."""
    row, act = meeting_of(request, pk), request.POST.get("act", "")
    try:
        if act in ("announce", "publish"):
            on = forms.DateField().to_python(request.POST.get("on")) or timezone.localdate()
            (meetings.announce if act == "announce" else meetings.publish_results)(row, on, by=by(request))
        elif act in ("cancel", "restore"):
            (meetings.cancel if act == "cancel" else meetings.restore)(row, by=by(request))
        messages.success(request, _("Saved."))
    except forms.ValidationError:
        messages.error(request, _("Write the day as dd/mm/yyyy."))
    except ValueError as error:
        messages.error(request, str(error))
    return redirect("meeting", pk=pk)


@need(Right.KEEP_REGISTERS)
def dialogues(request: HttpRequest) -> HttpResponse:
    """A year's dialogues: who still owes one, what is announced or published late."""
    person, today = officer(request), timezone.localdate()
    year = whole(request.GET.get("nam")) or today.year
    year = year if 2020 <= year <= today.year + 1 else today.year
    rows = queries.dialogues(person, year)
    return render(
        request,
        "desk/registers/dialogues.html",
        {
            "year": year,
            "today": today,
            "years": queries.dialogue_year(person, year, today),
            "dialogues": [queries.dialogue(row, today) for row in rows],
            "quota": rules.dialogue_quota(dt.date(year, 12, 31)),
        },
    )
