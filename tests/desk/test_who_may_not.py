"""Every address of the desk for every role: what is allowed opens, all else is refused."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.urls.converters import IntConverter

from langnghe.desk.urls import urlpatterns
from langnghe.registry.models import Officer, Unit
from langnghe.registry.roles import Right, Role, may
from tests.conftest import officer, signed_in
from tests.desk.conftest import Month

ADD, READ, REVIEW, TOTALS = Right.ADD_DOCUMENTS, Right.READ_OPINIONS, Right.REVIEW, Right.READ_TOTALS
READ_REPORTS, WRITE, APPROVE = Right.READ_REPORTS, Right.WRITE_REPORTS, Right.APPROVE_REPORTS
APPROVE_DECISIONS = Right.APPROVE_DECISIONS
SET_UP, JOURNAL, REGISTERS = Right.SET_UP, Right.READ_JOURNAL, Right.KEEP_REGISTERS

# One of these rights opens the page. A new address needs a line here and ``@need`` at its view.
NEEDS: dict[str, set[Right]] = {
    "press": {ADD},
    "judge-press": {ADD},
    "add-press": {ADD},
    "press-feeds": {ADD},
    "switch-press-feed": {ADD},
    "disclosures": {Right.DO_TASKS},
    "late-disclosures": {TOTALS},
    "open-disclosures": {Right.MAKE_PLANS},
    "new-disclosure": {Right.DO_TASKS},
    "disclosure": {Right.DO_TASKS, TOTALS},
    "start-disclosure": {Right.DO_TASKS},
    "release-disclosure": {APPROVE_DECISIONS},
    "disclosure-file": {Right.DO_TASKS, TOTALS},
    "drop-disclosure-file": {Right.DO_TASKS},
    "home": set(Right),
    "dashboard": {TOTALS},
    "dashboard-area": {TOTALS},
    "dashboard-sector": {TOTALS},
    "inbox": {ADD},
    "upload": {ADD},
    "document": {READ},
    "assign-unit": {ADD},
    "columns": {REVIEW},
    "make-opinion": {REVIEW},
    "runs": {REVIEW},
    "start-run": {REVIEW},
    "cancel-run": {REVIEW},
    "review": {REVIEW},
    "opinion": {READ},
    "decide": {REVIEW},
    "split-opinion": {REVIEW},
    "merge-opinion": {REVIEW},
    "links": {REVIEW},
    "judge-link": {REVIEW},
    "themes": {TOTALS},
    "theme": {TOTALS},
    "change-theme": {REVIEW},
    "reports": {READ_REPORTS},
    "draft-report": {WRITE},
    "report": {READ_REPORTS},
    "edit-section": {WRITE},
    "advance-report": {WRITE, APPROVE},
    "download-report": {READ_REPORTS},
    "figure": {READ_REPORTS},
    "search": {READ},
    "owed": {TOTALS},
    "rising": {TOTALS},
    "coming": {TOTALS},
    "new-notice": {Right.SEND_NOTICES},
    "notices": {TOTALS, Right.DO_TASKS},
    "notice": {TOTALS, Right.DO_TASKS},
    "answer-notice": {Right.DO_TASKS},
    "mailings": {WRITE},
    "drop-mailing": {WRITE},
    "own-report": {Right.DO_TASKS},
    "send-own-report": {Right.DO_TASKS},
    "own-report-draft": {Right.DO_TASKS},
    "supervision": {Right.KEEP_SUPERVISION, Right.SUPERVISE},
    "new-programme": {Right.KEEP_SUPERVISION},
    "programme": {Right.KEEP_SUPERVISION, Right.SUPERVISE},
    "change-programme": {Right.KEEP_SUPERVISION},
    "programme-paper": {Right.KEEP_SUPERVISION, Right.SUPERVISE},
    "inspection-minutes": {Right.KEEP_SUPERVISION, Right.SUPERVISE},
    "recommendations": {Right.DO_TASKS},
    "recommendation": {Right.DO_TASKS, Right.KEEP_SUPERVISION, Right.SUPERVISE},
    "supervision-file": {Right.DO_TASKS, Right.KEEP_SUPERVISION, Right.SUPERVISE},
    "surveys": {Right.HOLD_CONSULTATIONS, Right.READ_TOTALS},
    "switch-counter": {Right.HOLD_CONSULTATIONS},
    "new-survey": {Right.HOLD_CONSULTATIONS},
    "survey": {Right.HOLD_CONSULTATIONS, Right.READ_TOTALS, Right.APPROVE_DECISIONS},
    "satisfaction": {Right.READ_TOTALS, Right.HOLD_CONSULTATIONS},
    "publish-satisfaction": {Right.APPROVE_DECISIONS},
    "cases": {Right.READ_CASES},
    "case": {Right.READ_CASES},
    "case-act": {Right.WORK_CASES, Right.ASSIGN, Right.SUPERVISE},
    "case-draft": {Right.READ_CASES},
    "case-note": {Right.READ_CASES},
    "case-message": {Right.WORK_CASES},
    "case-data-request": {Right.WORK_CASES},
    "case-share": {Right.WORK_CASES, Right.ASSIGN},
    "case-again": {Right.WORK_CASES},
    "case-known": {Right.WORK_CASES, Right.ASSIGN, Right.RECEIVE, Right.SUPERVISE},
    "find-units": {Right.READ_CASES},
    "today": {Right.READ_CASES},
    "register-case": {Right.RECEIVE},
    "receipt": {Right.RECEIVE},
    "give-code": {Right.RECEIVE},
    "move-cases": {Right.WORK_CASES, Right.ASSIGN},
    "case-filters": {Right.READ_CASES},
    "outcomes": {Right.READ_CASES},
    "problems": {Right.READ_CASES},
    "new-problem": {Right.SUPERVISE},
    "problem": {Right.READ_CASES},
    "routes": {Right.EDIT_ROUTES},
    "switch-route": {Right.EDIT_ROUTES},
    "judge-lesson": {Right.EDIT_ROUTES},
    "answer-templates": {Right.WORK_CASES, Right.EDIT_ROUTES},
    "answer-template": {Right.WORK_CASES, Right.EDIT_ROUTES},
    "registers": {REGISTERS},
    "new-meeting": {REGISTERS},
    "reception-book": {REGISTERS},
    "reception-days": {REGISTERS},
    "drop-day": {REGISTERS},
    "dialogues": {REGISTERS},
    "meeting": {REGISTERS},
    "edit-meeting": {REGISTERS},
    "meeting-step": {REGISTERS},
    "new-visit": {Right.RECEIVE},
    "visit": {Right.RECEIVE},
    "grid": {REGISTERS},
    "visit-note": {REGISTERS},
    "visit-note-shell": {REGISTERS},
    "visit-note-worker": {REGISTERS},
    "visit-note-token": {REGISTERS},
    "take-visit-note": {REGISTERS},
    "grid-row": {REGISTERS},
    "undo-line": {REGISTERS},
    "line-to-case": {Right.RECEIVE},
    "set-up": {SET_UP},
    "office": {SET_UP},
    "units": {SET_UP},
    "new-unit": {SET_UP},
    "unit": {SET_UP},
    "change-unit": {SET_UP},
    "rehome-units": {SET_UP},
    "succeed-unit": {SET_UP},
    "change-succession": {SET_UP},
    "import-units": {SET_UP},
    "apply-units": {SET_UP},
    "sample-units": {SET_UP},
    "boundaries": {SET_UP},
    "load-boundaries": {SET_UP},
    "clear-boundaries": {SET_UP},
    "add-period": {SET_UP},
    "calendar": {Right.EDIT_CALENDAR},
    "ended-units": {Right.SUPERVISE},
    "letters": {Right.SET_UP},
    "take-day-back": {Right.EDIT_CALENDAR},
    "api-keys": {SET_UP},
    "switch-api-key": {SET_UP},
    "officers": {SET_UP},
    "new-officer": {SET_UP},
    "officer": {SET_UP},
    "officer-act": {SET_UP},
    "word-form": {SET_UP},
    "plan": {TOTALS, Right.DO_TASKS},
    "one-plan": {TOTALS, Right.DO_TASKS},
    "plan-gantt": {TOTALS, Right.DO_TASKS},
    "task": {TOTALS, Right.DO_TASKS},
    "task-file": {TOTALS, Right.DO_TASKS},
    "plan-late": {TOTALS},
    "plan-measures": {TOTALS},
    "plan-roll-up": {TOTALS},
    "import-plan": {Right.MAKE_PLANS},
    "check-plan": {Right.MAKE_PLANS},
    "sample-plan": {Right.MAKE_PLANS},
    "new-task": {Right.MAKE_PLANS},
    "change-task": {Right.MAKE_PLANS},
    "measure-source": {Right.MAKE_PLANS},
    "return-task-report": {Right.MAKE_PLANS},
    "task-report": {Right.DO_TASKS, Right.MAKE_PLANS},
    "extend-task": {Right.DO_TASKS, Right.MAKE_PLANS},
    "answer-extension": {Right.MAKE_PLANS, APPROVE_DECISIONS},
    "publish": {APPROVE_DECISIONS},
    "judge-publishing": {APPROVE_DECISIONS},
    "publish-figures": {APPROVE_DECISIONS},
    "bookings": {REGISTERS},
    "journal": {JOURNAL},
    "rounds": {TOTALS, Right.HOLD_CONSULTATIONS},
    "new-round": {Right.HOLD_CONSULTATIONS},
    "round-reply": {TOTALS, Right.HOLD_CONSULTATIONS},
    "round": {TOTALS, Right.HOLD_CONSULTATIONS},
    "edit-round": {Right.HOLD_CONSULTATIONS},
    "add-version": {Right.HOLD_CONSULTATIONS},
    "round-step": {Right.HOLD_CONSULTATIONS, APPROVE_DECISIONS},
    "moderate-comments": {Right.HOLD_CONSULTATIONS},
    "round-replies": {TOTALS, Right.HOLD_CONSULTATIONS},
    "replies-file": {TOTALS, Right.HOLD_CONSULTATIONS},
    "case-papers": {Right.WORK_CASES},
    "draft-paper": {Right.WORK_CASES},
    "paper-file": {Right.WORK_CASES},
    "issue-paper": {Right.WORK_CASES},
    "drop-paper": {Right.WORK_CASES},
    "paper-forms": {SET_UP},
    "paper-form": {SET_UP},
    "statistics": {Right.DRAW_STATISTICS},
    "statistics-file": {Right.DRAW_STATISTICS},
    "statistics-cell": {Right.DRAW_STATISTICS},
    "attach": {Right.WORK_CASES, Right.RECEIVE},
    "attachment": {Right.READ_CASES},
    "strip-attachment": {Right.WORK_CASES, Right.RECEIVE},
    "identity-ask": {Right.OPEN_IDENTITY},
    "identity-ask-other": {Right.OPEN_IDENTITY, ADD},
    "identity": {Right.OPEN_IDENTITY, ADD},
    "identity-file": {Right.OPEN_IDENTITY, ADD},
    "end-identity": {Right.OPEN_IDENTITY, ADD},
    "identity-requests": {Right.GRANT_IDENTITY, Right.READ_OPENINGS},
    "answer-identity": {Right.GRANT_IDENTITY, Right.APPROVE_DECISIONS},
}
# Whoever is not signed in may come here.
OPEN = {
    "journal-roots",
    "journal-roots-text",
    "sign-in",
    "mfa_authenticate",
    "openid_connect_login",
    "openid_connect_callback",
    "forgot-password",
    "reset-sent",
    "set-password",
}
# Every officer's own account.
OWN = {
    "sign-out",
    "account_reauthenticate",
    "mfa_reauthenticate",
    "account",
    "change-password",
    "end-my-sessions",
    "mfa_activate_totp",
    "mfa_deactivate_totp",
    "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes",
}
# Second names of the same pages, which the sign-in library looks up; the rest of them leads back to the door.
SECOND_NAMES = {
    "account_login",
    "mfa_index",
    "account_signup",
    "account_inactive",
    "socialaccount_signup",
    "socialaccount_connections",
    "socialaccount_login_cancelled",
}


def addresses(month: Month) -> dict[str, str]:
    """One address for each name, of a row that exists where the month has one."""
    of = rows(month)
    return {name: reverse(name, args=of[name] if name in of else absent(name)) for name in NEEDS}


def absent(name: str) -> list[Any]:
    """The arguments of an address that leads to no row: the right is asked before the row is looked for."""
    pattern = next(each.pattern for each in urlpatterns if each.name == name)
    return [999_999 if isinstance(kind, IntConverter) else "khong-co" for kind in pattern.converters.values()]


def rows(month: Month) -> dict[str, list[Any]]:
    of: dict[str, list[Any]] = {
        "document": [month.document.pk],
        "assign-unit": [month.document.pk],
        "columns": [month.document.pk],
        "make-opinion": [month.plan.pk],
        "cancel-run": [month.run.pk],
        "judge-link": [month.link.pk],
        "theme": [month.theme.pk],
        "change-theme": [month.theme.pk],
        "report": [month.report.pk],
        "edit-section": [month.report.pk, "tinh-hinh"],
        "advance-report": [month.report.pk],
        "download-report": [month.report.pk, "docx"],
        "figure": [month.report.pk, "tong"],
        "unit": [Unit.objects.first().pk],
        "change-unit": [Unit.objects.first().pk],
        "succeed-unit": [Unit.objects.first().pk],
        "change-succession": [1],
        "officer": [month.officer.pk],
        "officer-act": [month.officer.pk, "dong"],
        "word-form": ["thang", "dang"],
    }
    of |= {name: [month.road.pk] for name in ("opinion", "decide", "split-opinion", "merge-opinion")}
    return of


def test_each_address_names_its_right() -> None:
    views = {pattern.name: pattern.callback for pattern in urlpatterns if pattern.name not in OPEN | SECOND_NAMES}
    declared = {name: set(view.rights) for name, view in views.items()}
    assert declared == NEEDS | {name: set() for name in OWN}


@pytest.mark.parametrize("role", list(Role))
def test_every_officer_has_an_account_and_nobody_else_has(province: Unit, role: Role) -> None:
    client = signed_in(officer(role))
    for name in OWN:
        # 404: no second step yet, so no spare codes; 405: an address for a button.
        assert client.get(reverse(name)).status_code in (200, 302, 404, 405), name
        assert Client().get(reverse(name)).headers["Location"].startswith(reverse("sign-in")), name


@pytest.mark.parametrize("role", list(Role))
def test_a_role_opens_what_it_may_and_nothing_else(month: Month, role: Role) -> None:
    person = month.officer if role is Role.CLERK else officer(role)
    client = signed_in(person)
    for name, address in addresses(month).items():
        allowed = any(may(role, right) for right in NEEDS[name])
        status = client.get(address).status_code
        # 405 is an address for a button that the role may press; 404 an address with no row behind it.
        good = (200, 302, 405) if name in rows(month) or not absent(name) else (404, 405)
        assert status in (good if allowed else (403,)), f"{role} {name}: {status}"


def test_whoever_is_not_signed_in_is_sent_to_sign_in(month: Month) -> None:
    for name, address in addresses(month).items():
        response = Client().get(address)
        assert response.status_code == 302, name
        assert response.headers["Location"].startswith(reverse("sign-in")), name


def test_an_officer_who_has_left_opens_nothing(month: Month) -> None:
    client = signed_in(month.officer)
    Officer.objects.update(is_active=False)
    assert client.get(reverse("inbox")).status_code == 302


@pytest.mark.parametrize("kind", ["xlsx", "json"])
def test_a_leader_gets_no_file_with_statements(month: Month, as_leader: Client, kind: str) -> None:
    assert as_leader.get(reverse("download-report", args=[month.report.pk, kind])).status_code == 403


def test_the_menu_holds_only_what_the_role_may_open(month: Month, as_leader: Client) -> None:
    page = as_leader.get(reverse("themes")).content.decode()
    menu = page[page.index('class="menu"') : page.index("</nav>")]
    for name, rights in NEEDS.items():
        if name in ("inbox", "runs", "review", "links", "themes", "reports", "search", "set-up", "journal"):
            shown = f'href="{reverse(name)}"' in menu
            assert shown == any(may(Role.LEADER, right) for right in rights), name
