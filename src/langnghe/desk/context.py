"""What every page of the desk shows: the months, the chosen one, and the entries of the menu."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.functional import SimpleLazyObject
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from langnghe.desk.access import chosen_period
from langnghe.registry.models import Officer, Period
from langnghe.registry.roles import Right, may

# Groups of entries: (label, ((name of the page, label, rights of which one shows it), ...)).
MENU: tuple[tuple[Any, tuple[tuple[Any, ...], ...]], ...] = (
    (
        _("Matters"),
        (
            ("today", _("My day"), Right.READ_CASES),
            ("cases", _("Cases"), Right.READ_CASES),
            ("registers", _("Registers"), Right.KEEP_REGISTERS),
            ("publish", _("Publishing"), Right.APPROVE_DECISIONS),
        ),
    ),
    (
        _("What people say"),
        (
            ("dashboard", _("The whole picture"), Right.READ_TOTALS),
            ("rising", _("Early notice"), Right.READ_TOTALS),
            ("home", _("Overview"), Right.READ_OPINIONS),
            ("inbox", _("Inbox"), Right.ADD_DOCUMENTS),
            ("press", _("Press"), Right.ADD_DOCUMENTS),
            ("runs", _("Synthesis"), Right.REVIEW),
            ("review", _("Review"), Right.REVIEW),
            ("links", _("Same matter"), Right.REVIEW),
            ("themes", _("Themes"), Right.READ_TOTALS),
            ("search", _("Search"), Right.READ_OPINIONS),
        ),
    ),
    (
        _("Reports"),
        (
            ("reports", _("Reports"), Right.READ_REPORTS),
            ("owed", _("Who has reported"), Right.READ_TOTALS),
            ("own-report", _("Reports of the unit"), Right.DO_TASKS),
            ("statistics", _("Statistics"), Right.DRAW_STATISTICS),
        ),
    ),
    (
        _("Participation"),
        (
            ("rounds", _("Consultations"), Right.HOLD_CONSULTATIONS, Right.READ_TOTALS),
            ("supervision", _("Supervision"), Right.SUPERVISE),
            ("recommendations", _("Recommendations"), Right.DO_TASKS),
            ("surveys", _("Satisfaction"), Right.HOLD_CONSULTATIONS),
            ("satisfaction", _("Satisfaction index"), Right.READ_TOTALS),
        ),
    ),
    (
        _("Plan"),
        (
            ("plan", _("Plan and tasks"), Right.READ_TOTALS, Right.DO_TASKS),
            ("notices", _("Early notices"), Right.DO_TASKS),
            ("disclosures", _("Made public"), Right.DO_TASKS),
            ("late-disclosures", _("Made public"), Right.READ_TOTALS),
        ),
    ),
    (
        _("Office"),
        (
            ("set-up", _("Settings"), Right.SET_UP),
            ("calendar", _("Working calendar"), Right.EDIT_CALENDAR),
            ("identity-requests", _("Identities"), Right.READ_OPENINGS),
            ("journal", _("Journal"), Right.READ_JOURNAL),
        ),
    ),
)

# Which entry of the menu a page without one of its own belongs to.
WITHIN = {
    **dict.fromkeys(("coming", "new-notice", "notice"), "rising"),
    **dict.fromkeys(("new-programme", "programme", "change-programme"), "supervision"),
    "recommendation": "recommendations",
    **dict.fromkeys(("new-survey", "survey"), "surveys"),
    **dict.fromkeys(
        ("new-round", "round", "edit-round", "moderate-comments", "round-replies", "round-reply"), "rounds"
    ),
    **dict.fromkeys(("new-meeting", "meeting", "edit-meeting", "new-visit", "visit", "grid"), "registers"),
    **dict.fromkeys(("reception-days", "dialogues", "bookings"), "registers"),
    **dict.fromkeys(("case", "case-act", "case-draft", "case-note", "case-share", "case-again", "case-known"), "cases"),
    **dict.fromkeys(
        ("register-case", "receipt", "give-code", "move-cases", "outcomes", "problems", "new-problem"), "cases"
    ),
    **dict.fromkeys(("problem", "routes", "answer-templates", "answer-template"), "cases"),
    **dict.fromkeys(("one-plan", "plan-gantt", "plan-late", "plan-measures", "import-plan", "check-plan"), "plan"),
    **dict.fromkeys(("task", "new-task", "change-task", "task-report", "extend-task"), "plan"),
    "case-papers": "cases",
    "paper-forms": "set-up",
    "statistics-cell": "statistics",
    **dict.fromkeys(("dashboard-sector", "dashboard-area"), "dashboard"),
    "identity-ask": "cases",
    "identity-ask-other": "cases",
    "identity": "cases",
    "answer-identity": "identity-requests",
    "take-day-back": "calendar",
    "ended-units": "cases",
    "letters": "set-up",
    **dict.fromkeys(("disclosure", "new-disclosure"), "disclosures"),
    **dict.fromkeys(("add-press", "press-feeds"), "press"),
    "document": "inbox",
    "upload": "inbox",
    "opinion": "review",
    "theme": "themes",
    "report": "reports",
    "mailings": "reports",
    "edit-section": "reports",
    "figure": "reports",
    "office": "set-up",
    "api-keys": "set-up",
    "units": "set-up",
    "unit": "set-up",
    "new-unit": "set-up",
    "change-unit": "set-up",
    "import-units": "set-up",
    "apply-units": "set-up",
    "succeed-unit": "set-up",
    "boundaries": "set-up",
    "officers": "set-up",
    "officer": "set-up",
    "officer-act": "set-up",
    "new-officer": "set-up",
    "change-password": "account",
    "mfa_activate_totp": "account",
    "mfa_deactivate_totp": "account",
    "mfa_view_recovery_codes": "account",
    "mfa_generate_recovery_codes": "account",
}


def first_page(person: Officer) -> str:
    """The name of the first page in the officer's menu; the own account where the menu is empty."""
    return next(
        (name for _group, entries in MENU for name, _label, *rights in entries if any(map(person.may, rights))),
        "account",
    )


def desk(request: HttpRequest) -> dict[str, Any]:
    person = getattr(request, "user", None)
    if not isinstance(person, Officer):
        return {}
    page = request.resolver_match.url_name if request.resolver_match else None
    here = WITHIN.get(page or "", page)
    return {
        "here": here,
        "menu": _menu(person.role, here, get_language()),
        "period": SimpleLazyObject(lambda: chosen_period(request)),  # pages that show no month ask nothing
        "periods": Period.objects.all(),
        "rights": _rights(person.role),
    }


@lru_cache(maxsize=512)  # the same for every officer of a role: printed once and not with every page
def _menu(role: str, here: str | None, language: str | None) -> SafeString:
    groups = [
        (label, shown)
        for label, entries in MENU
        if (shown := [(name, text) for name, text, *rights in entries if any(may(role, right) for right in rights)])
    ]
    return render_to_string("desk/_menu.html", {"groups": groups, "here": here}) if groups else SafeString()


@lru_cache(maxsize=16)
def _rights(role: str) -> Mapping[str, bool]:
    return MappingProxyType({right.value: may(role, right) for right in Right})
