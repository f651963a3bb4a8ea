"""Fast entry: many opinions of one meeting, checked row by row."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from langnghe.cases.models import Meeting
from langnghe.cases.registers import noted
from langnghe.cases.registers.lines import Row, Typed, check, cut
from langnghe.desk.access import by, need, officer
from langnghe.desk.views.registers.asked import line_of, meeting_of
from langnghe.law.taxonomy import KINDS, sectors
from langnghe.registry.queries import areas
from langnghe.registry.roles import Right
from langnghe.text.numbers import whole

EMPTY_ROWS = 3


@need(Right.KEEP_REGISTERS)
def grid(request: HttpRequest, pk: int) -> HttpResponse:
    """Many opinions of one session: paste, check, correct, save. Works without script by its buttons."""
    row = meeting_of(request, pk)
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
    return render(request, "desk/registers/grid.html", context)


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
    row = meeting_of(request, pk)
    typed = [one for one in _typed(request) if one.key == request.POST.get("only")]
    rows = check(typed, row, officer(request))
    context = {"row": rows[0] if rows else None, "key": request.POST.get("only"), "meeting": row, **_choices(row)}
    return render(request, "desk/registers/_grid_found.html", context)


@need(Right.KEEP_REGISTERS)
@require_POST
def undo_line(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a saved row back."""
    line = line_of(request, pk)
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
    line = line_of(request, pk)
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
            join=whole(sent.get(f"join-{key}")),
        )
        for key in sent.getlist("row")
        if sent.get(f"text-{key}", "").strip()
    ]


def _choices(row: Meeting) -> dict[str, Any]:
    return {"sectors": sectors(), "kinds": KINDS, "areas": areas(row.on)}
