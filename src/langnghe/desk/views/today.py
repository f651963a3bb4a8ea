"""«Hôm nay của tôi»: what waits for the officer, the most urgent first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from functools import lru_cache

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from langnghe.cases.prepared import AnyOfficer, Blank, Prepared
from langnghe.cases.today import today_of
from langnghe.desk.access import need, officer
from langnghe.plan.models import Due
from langnghe.plan.tasks import waiting_dues
from langnghe.registry.models import Officer
from langnghe.registry.roles import Right

# Lists of cases in the order of the page: name, heading, what to say about them, the tab of the inbox that has all.
LISTS = (
    ("overdue", _("Overdue"), _("The legal term is over."), "late"),
    ("due_today", _("Due today"), "", "mine"),
    ("due_soon", _("Due within seven days"), "", "mine"),
    ("warned", _("Most of the term has run"), "", "mine"),
    ("promised", _("Promised for these days"), _("Really done needs a proof."), "mine"),
    ("new", _("New, given to nobody yet"), "", "unit"),
    ("below", _("Overdue in units below"), _("They have come up to you."), "late"),
)

TASKS_SHOWN = 10  # of the plan's, late or due within seven days


@need(Right.READ_CASES)
def today(request: HttpRequest) -> HttpResponse:
    """The lists that are not empty, and how many each holds."""
    person, on = officer(request), timezone.localdate()
    found = today_of(person, on)
    lists = [(getattr(found, name), name, *said) for name, *said in LISTS if getattr(found, name).total]
    return render(
        request, "desk/cases/today.html", {"found": found, "today": on, "lists": lists, "tasks": _tasks(person, on)}
    )


def _tasks(person: Officer, on: dt.date) -> Iterable[Due]:
    """Most days have none: whether there are some is a question that need not be put together again."""
    if not person.unit_id or not _any_tasks(person.role).ask(person, on=on)[0][0]:
        return ()
    return waiting_dues(person, on)[:TASKS_SHOWN]


@lru_cache(maxsize=16)
def _any_tasks(role: str) -> Prepared:
    return Prepared.which([waiting_dues(AnyOfficer(role), Blank("on"))])  # type: ignore[arg-type]  # stand in for any
