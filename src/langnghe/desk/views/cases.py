"""The inbox of cases: tabs, filters kept under a name, what is due first; many cases moved at once."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from langnghe.cases import filters as keeping
from langnghe.cases.models import Case
from langnghe.cases.queries import Filter, inbox, listed
from langnghe.cases.states import outcomes, states
from langnghe.desk.access import need, officer
from langnghe.desk.case_forms import UnitField, topic_choices, unit_named
from langnghe.desk.files import as_file, asked_file
from langnghe.law import procedures
from langnghe.registry.models import Officer
from langnghe.registry.roles import Right, Scope, scope
from langnghe.reports.spreadsheet import Sheet, Value
from langnghe.text.numbers import whole

TABS = (
    ("unit", gettext_lazy("My unit")),
    ("mine", gettext_lazy("Mine")),
    ("late", gettext_lazy("Overdue")),
    ("co", gettext_lazy("Co-operating")),
    ("drafts", gettext_lazy("To approve")),
    ("all", gettext_lazy("All open")),
    ("closed", gettext_lazy("Closed")),
)
MOVES = {
    "take": gettext_lazy("Give to an officer"),
    "assign": gettext_lazy("Send to a unit"),
    "topic": gettext_lazy("Say what they are about"),
}
MOST_IN_A_FILE = 5_000
FOLDED = ("don-vi", "dia-ban", "tu", "den")  # filters that lie folded until one of them is used


@need(Right.READ_CASES)
def cases(request: HttpRequest) -> HttpResponse:
    """Cases by tab and filter, the soonest due first."""
    person, today = officer(request), timezone.localdate()
    wanted = _filter(request)
    if ending := asked_file(request):
        return as_file(request, [_sheet(person, wanted, today)], name="vu-viec", ending=ending)
    return render(
        request,
        "desk/cases/cases.html",
        {
            "rows": inbox(person, wanted, today=today),
            "wanted": wanted,
            "asked": request.GET,
            "tabs": _tabs(person),
            "more_open": any(request.GET.get(name) for name in FOLDED),
            "is_narrowed": any(value for name, value in request.GET.items() if name not in ("muc", "sau")),
            "saved": person.filters.all(),
            "moves": MOVES.items() if person.may(Right.WORK_CASES) or person.may(Right.ASSIGN) else (),
            "whole_province": scope(person.role) is Scope.PROVINCE,
            "today": today,
        },
    )


def _sheet(person: Officer, wanted: Filter, today: dt.date) -> Sheet:
    """The cases of the filter as a table; what was said stays on the site, the matter goes in its redacted title."""
    columns = (_("Code"), _("Matter"), _("Kind"), _("State"), _("Unit"), _("Place"))
    days = (_("Received on"), _("Term ends"), _("Closed on"))
    found = listed(person, wanted, today=today, most=MOST_IN_A_FILE)
    notes = [
        _("Only the first %(n)s cases are in this file; narrow the filter for the others.") % {"n": MOST_IN_A_FILE}
    ]
    return Sheet(
        _("Cases"),
        (*columns, *days, _("Outcome")),
        [_row(case) for case in found],
        notes if len(found) == MOST_IN_A_FILE else (),
    )


def _row(case: Case) -> list[Value]:
    kind, state = procedures.kinds()[case.kind].vi, states()[case.state].vi
    outcome = outcomes()[case.outcome].vi if case.outcome else ""
    area = case.area.name if case.area else ""
    return [
        case.code,
        case.title,
        kind,
        state,
        case.unit.name,
        area,
        case.received_on,
        case.due_on,
        case.closed_on,
        outcome,
    ]


@need(Right.READ_CASES)
@require_POST
def filters(request: HttpRequest) -> HttpResponse:
    """Keep the present filter under a name, or drop one."""
    person, drop = officer(request), whole(request.POST.get("drop"))
    query = _query(request.POST.get("query", ""))
    try:
        if drop is not None:
            keeping.drop_filter(officer=person, pk=drop)
        else:
            keeping.save_filter(officer=person, name=request.POST.get("name", ""), query=query)
            messages.success(request, _("Kept; it stands above the list."))
    except ValueError as error:
        messages.error(request, str(error))
    return HttpResponseRedirect(f"{reverse('cases')}?{query}")


class MoveForm(forms.Form):
    """Where to: an officer of the unit, a unit, or a topic."""

    def __init__(self, *args: Any, move: str, person: Officer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"] = {
            "take": forms.ModelChoiceField(
                Officer.objects.filter(unit=person.unit_id, is_active=True), label=_("Officer")
            ),
            "assign": UnitField(label=_("Unit")),
            "topic": forms.ChoiceField(choices=topic_choices()[1:], label=_("Topic")),
        }[move]


@need(Right.WORK_CASES, Right.ASSIGN)
def bulk(request: HttpRequest) -> HttpResponse:
    """Choose where to, see what will happen to each case and what will not, then move them."""
    person, move = officer(request), request.POST.get("move", "")
    keys = [number for key in request.POST.getlist("vu-viec") if (number := whole(key)) is not None]
    if move not in MOVES or not keys:
        if request.method == "POST":
            messages.error(request, _("Tick the cases to move first."))
        return redirect("cases")
    form = MoveForm(request.POST if "to" in request.POST else None, move=move, person=person)
    to = form.cleaned_data["to"] if form.is_bound and form.is_valid() else None
    planned = keeping.plan(keys=keys, move=move, officer=person, to=to)
    if to is not None and "confirmed" in request.POST:
        try:
            done = keeping.carry_out(planned=planned, move=move, officer=person, to=to)
            messages.success(request, _("%(n)s cases have been moved.") % {"n": done})
            return redirect("cases")
        except ValueError as error:
            messages.error(request, str(error))
    moving = sum(1 for row in planned if not row.obstacle)
    context = {"planned": planned, "moving": moving, "move": move, "label": MOVES[move], "form": form, "to": to}
    return render(request, "desk/cases/move.html", context)


def _tabs(person: Officer) -> list[tuple[str, Any]]:
    """Those that mean something for the officer."""
    absent = set() if person.unit_id else {"unit", "mine", "co"}
    absent |= set() if person.may(Right.APPROVE_DECISIONS) else {"drafts"}
    return [tab for tab in TABS if tab[0] not in absent]


def _filter(request: HttpRequest) -> Filter:
    """The filter as the address says it; what makes no sense is passed over, an unclear unit is said."""
    asked = request.GET
    return Filter(
        tab=asked.get("muc", "unit") if officer(request).unit_id else asked.get("muc", "all"),
        words=asked.get("tim", ""),
        state=asked.get("trang-thai", ""),
        kind=asked.get("loai", ""),
        sector=asked.get("linh-vuc", ""),
        unit=_unit(request, "don-vi"),
        area=_unit(request, "dia-ban"),
        due_from=_day(asked.get("tu", "")),
        due_to=_day(asked.get("den", "")),
        after=asked.get("sau", ""),
    )


def _unit(request: HttpRequest, name: str) -> int | None:
    typed = request.GET.get(name, "").strip()
    try:
        return unit_named(typed).pk if typed else None
    except forms.ValidationError as error:
        messages.warning(request, error.messages[0])
        return None


def _day(value: str) -> dt.date | None:
    """A day as a person types it or as an address carries it."""
    for pattern in ("%d/%m/%Y", "%Y-%m-%d"):
        try:
            return dt.datetime.strptime(value, pattern).date()
        except ValueError:
            continue
    return None


def _query(sent: str) -> str:
    """A filter's address without the page it stood on."""
    query = QueryDict(sent, mutable=True)
    query.pop("sau", None)
    return query.urlencode()
