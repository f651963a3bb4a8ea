"""Registers of people's contact: sessions, the reception book, the heads' calendar, dialogues, fast entry."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any, ClassVar
from uuid import uuid4

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from langnghe.cases.models import Duty, Line, Meeting, Visit
from langnghe.cases.registers import book, duties, meetings, noted, queries, rules, visits
from langnghe.cases.registers.lines import Row, Typed, check, cut
from langnghe.desk.access import by, need, officer
from langnghe.desk.forms import DAY
from langnghe.desk.paging import page_of
from langnghe.law.procedures import kinds, report_bounds, report_periods
from langnghe.law.taxonomy import KINDS, sectors
from langnghe.registry.models import AREA_KINDS, Officer, Unit
from langnghe.registry.queries import areas, month_bounds
from langnghe.registry.roles import Right

WEEKS = (
    (1, gettext_lazy("first")),
    (2, gettext_lazy("second")),
    (3, gettext_lazy("third")),
    (4, gettext_lazy("fourth")),
    (5, gettext_lazy("fifth")),
)
PERSON = ("name", "id_number", "phone", "address")
EMPTY_ROWS = 3
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


# --- sessions -------------------------------------------------------------------------------------------------


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
    month = _month(request.GET.get("thang", ""))
    unit = _whole(request.GET.get("don-vi"))
    rows = queries.register(person, kind=kind, unit=unit, between=_days_of(month))
    units = queries.units_of(person, today)
    own = [person.unit] if person.unit else []
    return render(
        request,
        "desk/registers.html",
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
    return render(request, "desk/meeting_form.html", context)


@need(Right.KEEP_REGISTERS)
def edit_meeting(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct a session; its unit and kind stay."""
    row = _meeting(request, pk)
    form = MeetingForm(request.POST or None, instance=row, kind=row.kind, units=[row.unit])
    if request.method == "POST" and form.is_valid():
        try:
            meetings.change(row, by=by(request), **form.cleaned_data)
            messages.success(request, _("Saved."))
            return redirect("meeting", pk=pk)
        except ValueError as error:
            form.add_error(None, str(error))
    return render(request, "desk/meeting_form.html", {"form": form, "kind": Meeting.Kind(row.kind), "meeting": row})


@need(Right.KEEP_REGISTERS)
def meeting(request: HttpRequest, pk: int) -> HttpResponse:
    """One session: the turns of a reception, the days of a dialogue, the opinions noted."""
    row, today = _meeting(request, pk), timezone.localdate()
    is_reception = row.kind == Meeting.Kind.RECEPTION
    return render(
        request,
        "desk/meeting.html",
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
    row, act = _meeting(request, pk), request.POST.get("act", "")
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


# --- the reception book ---------------------------------------------------------------------------------------


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
    row = _meeting(request, pk)
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
    return render(request, "desk/visit_form.html", context)


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
    return render(request, "desk/visit_form.html", {"form": form, "meeting": row.meeting, "visit": row})


@need(Right.KEEP_REGISTERS)
def reception_book(request: HttpRequest) -> HttpResponse:
    """The reception book of an official period or a month (all of it without one) as a workbook, without names."""
    between = _official(request) or _days_of(_month(request.GET.get("thang", "")))
    unit = _whole(request.GET.get("don-vi"))
    rows = queries.register(officer(request), kind="tiep_cong_dan", unit=unit, between=between)
    days = [f"{day:%d/%m/%Y}" for day in between or ()]
    title = " ".join(["SỔ TIẾP CÔNG DÂN", *(["TỪ", days[0], "ĐẾN", days[1]] if days else [])])
    content = book.render(queries.visits(rows), queries.counts(rows), title=title)
    name = "-".join(["so-tiep-cong-dan", *(f"{day:%Y%m%d}" for day in between or ())])
    headers = {"Content-Disposition": f'attachment; filename="{name}.xlsx"'}
    return HttpResponse(content, content_type=XLSX, headers=headers)


def _official(request: HttpRequest) -> tuple[dt.date, dt.date] | None:
    """Bounds of the official period asked for (quy_IV of a year); None for none."""
    try:
        return report_bounds(request.GET.get("ky-bao-cao", ""), _whole(request.GET.get("nam")) or 0)
    except ValueError:
        return None


# --- the heads' calendar --------------------------------------------------------------------------------------


@need(Right.KEEP_REGISTERS)
def reception_days(request: HttpRequest) -> HttpResponse:
    """Days held and owed by each head in a month, the calendar, and its public notice."""
    person, today = officer(request), timezone.localdate()
    month = _month(request.GET.get("thang", "")) or today.replace(day=1)
    units = queries.units_of(person, today)
    owing = [unit for unit in units if rules.reception_quotas(unit, today)]
    unit = next((one for one in owing if one.pk == _whole(request.GET.get("don-vi"))), None) or _first(person, owing)
    if request.method == "POST" and unit:
        _plan(request, unit, month)
        return redirect(f"{request.path}?thang={month:%Y-%m}&don-vi={unit.pk}")
    first, last = month_bounds(f"{month:%Y-%m}")
    names = rules.office_names(last)
    planned = Duty.objects.filter(unit=unit, on__range=(first, last)) if unit else []
    return render(
        request,
        "desk/reception_days.html",
        {
            "month": month,
            "unit": unit,
            "units": owing if len(owing) > 1 else [],
            "behind": duties.behind(owing, month, today) if len(owing) > 1 else [],
            "heads": duties.month_of([unit], month, today) if unit else [],
            "planned": [(duty, names.get(duty.held_by, duty.held_by)) for duty in planned],
            "offices": [(quota.key, quota.who) for quota in rules.reception_quotas(unit, last)] if unit else [],
            "weekdays": list(enumerate(duties.WEEKDAYS[:5])),
            "weeks": WEEKS,
            "notice": duties.notice(unit, month) if unit else "",
            "today": today,
        },
    )


def _plan(request: HttpRequest, unit: Unit, month: dt.date) -> None:
    """Put the chosen weekday of the chosen weeks into the calendar, for as many months as asked."""
    weeks = {int(week) for week in request.POST.getlist("week") if week.isdigit()}
    weekday = _whole(request.POST.get("weekday")) or 0
    months = min(_whole(request.POST.get("months")) or 1, 12)
    days = [day for n in range(months) for day in duties.weekdays_of(_later(month, n), weekday, weeks)]
    try:
        done = duties.plan(
            unit=unit,
            held_by=request.POST.get("held_by", ""),
            days=days,
            place=request.POST.get("place", "")[:200],
            online="online" in request.POST,
            by=by(request),
        )
    except ValueError as error:
        messages.error(request, str(error))
        return
    messages.success(request, _("%(n)s days have been put into the calendar.") % {"n": len(done.made)})
    for before, after in done.moved.items():
        messages.info(
            request,
            _("%(before)s is a day of rest; moved to %(after)s.")
            % {"before": f"{before:%d/%m/%Y}", "after": f"{after:%d/%m/%Y}"},
        )


@need(Right.KEEP_REGISTERS)
@require_POST
def drop_day(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a coming day out of the calendar."""
    units = queries.units_of(officer(request), timezone.localdate())
    duty = get_object_or_404(Duty.objects.select_related("unit"), pk=pk, unit__in=units)
    back = f"?thang={duty.on:%Y-%m}&don-vi={duty.unit_id}"
    try:
        duties.drop(duty, by=by(request))
        messages.success(request, _("Taken out of the calendar."))
    except ValueError as error:
        messages.error(request, str(error))
    response = redirect("reception-days")
    response["Location"] += back
    return response


# --- dialogues ------------------------------------------------------------------------------------------------


@need(Right.KEEP_REGISTERS)
def dialogues(request: HttpRequest) -> HttpResponse:
    """A year's dialogues: who still owes one, what is announced or published late."""
    person, today = officer(request), timezone.localdate()
    year = _whole(request.GET.get("nam")) or today.year
    year = year if 2020 <= year <= today.year + 1 else today.year
    rows = queries.dialogues(person, year)
    return render(
        request,
        "desk/dialogues.html",
        {
            "year": year,
            "today": today,
            "years": queries.dialogue_year(person, year, today),
            "dialogues": [queries.dialogue(row, today) for row in rows],
            "quota": rules.dialogue_quota(dt.date(year, 12, 31)),
        },
    )


# --- fast entry -----------------------------------------------------------------------------------------------


@need(Right.KEEP_REGISTERS)
def grid(request: HttpRequest, pk: int) -> HttpResponse:
    """Many opinions of one session: paste, check, correct, save. Works without script by its buttons."""
    row = _meeting(request, pk)
    act, rows, pasted = request.POST.get("act", ""), [], request.POST.get("pasted", "")
    try:
        typed = _typed(request)
        if act == "check" and pasted.strip():
            typed += cut(pasted)
            pasted = ""
        rows = check(typed, row, officer(request)) if typed else []
        if act == "save" and _save(request, row, rows):
            return redirect("meeting", pk=pk)
    except ValueError as error:
        messages.error(request, str(error))
    blank = [Typed("") for _number in range(EMPTY_ROWS)]
    context = {"meeting": row, "rows": rows, "blank": blank, "pasted": pasted, **_choices(row)}
    return render(request, "desk/register_grid.html", context)


def _save(request: HttpRequest, row: Meeting, rows: list[Row]) -> bool:
    """Whether the rows were saved; without a ticked one there is nothing to save and the page stays."""
    if not any(one.typed.keep for one in rows):
        messages.error(request, _("No row is ticked: write or tick what is to be saved."))
        return False
    saved = noted.save(row, rows, by=by(request))
    messages.success(request, _("%(n)s opinions have been saved.") % {"n": saved.made})
    if saved.known:
        messages.info(request, _("%(n)s rows had been saved before and were left as they are.") % {"n": saved.known})
    return True


@need(Right.KEEP_REGISTERS)
@require_POST
def grid_row(request: HttpRequest, pk: int) -> HttpResponse:
    """One row checked while it is typed: what would be stored, the machine's word, what it may repeat."""
    row = _meeting(request, pk)
    typed = [one for one in _typed(request) if one.key == request.POST.get("only")]
    rows = check(typed, row, officer(request))
    context = {"row": rows[0] if rows else None, "key": request.POST.get("only"), "meeting": row, **_choices(row)}
    return render(request, "desk/_grid_found.html", context)


@need(Right.KEEP_REGISTERS)
@require_POST
def undo_line(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a saved row back."""
    line = _line(request, pk)
    try:
        noted.undo(line, by=by(request))
        messages.success(request, _("The row has been taken back."))
    except ValueError as error:
        messages.error(request, str(error))
    return redirect("meeting", pk=line.meeting_id)


@need(Right.RECEIVE)
@require_POST
def line_to_case(request: HttpRequest, pk: int) -> HttpResponse:
    """Register a saved row as a case."""
    line = _line(request, pk)
    try:
        made = noted.to_case(line, by=by(request))
        messages.success(request, _("Registered as case %(code)s.") % {"code": made.code})
    except ValueError as error:
        messages.error(request, str(error))
    return redirect("meeting", pk=line.meeting_id)


def _typed(request: HttpRequest) -> list[Typed]:
    """The rows of the form, in their order; those without words are left out."""
    sent = request.POST
    return [
        Typed(
            text=sent.get(f"text-{key}", "").replace("\r\n", "\n"),
            key=key[:36],
            keep=f"keep-{key}" in sent,
            why=sent.get(f"why-{key}", ""),
            place=sent.get(f"place-{key}", ""),
            topic=sent.get(f"topic-{key}", ""),
            kind=sent.get(f"kind-{key}", ""),
            machine_topic=sent.get(f"machine-topic-{key}", ""),
            machine_kind=sent.get(f"machine-kind-{key}", ""),
            join=_whole(sent.get(f"join-{key}")),
        )
        for key in sent.getlist("row")
        if sent.get(f"text-{key}", "").strip()
    ]


def _choices(row: Meeting) -> dict[str, Any]:
    return {"sectors": sectors(), "kinds": KINDS, "areas": areas(row.on)}


# --- small things ---------------------------------------------------------------------------------------------


def _meeting(request: HttpRequest, pk: int) -> Meeting:
    rows = queries.visible(officer(request)).select_related("unit", "unit__parent", "area", "document")
    return get_object_or_404(rows, pk=pk)


def _line(request: HttpRequest, pk: int) -> Line:
    return get_object_or_404(Line.objects.all(), pk=pk, meeting__in=queries.visible(officer(request)))


def _month(key: str) -> dt.date | None:
    """First day of a month written 2026-11; None for anything else."""
    try:
        return month_bounds(key)[0]
    except ValueError:
        return None


def _days_of(month: dt.date | None) -> tuple[dt.date, dt.date] | None:
    return month_bounds(f"{month:%Y-%m}") if month else None


def _later(month: dt.date, count: int) -> dt.date:
    years, number = divmod(month.month - 1 + count, 12)
    return dt.date(month.year + years, number + 1, 1)


def _first(person: Officer, owing: list[Unit]) -> Unit | None:
    return next((unit for unit in owing if unit == person.unit), owing[0] if owing else None)


def _whole(value: str | None) -> int | None:
    return int(value) if value and value.isdecimal() and len(value) < 10 else None
