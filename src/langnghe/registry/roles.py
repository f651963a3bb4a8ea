"""Who may do what: one enum, one table. A right that is not in the table is refused."""

from __future__ import annotations

from enum import StrEnum

from django.utils.translation import gettext_lazy as _


class Role(StrEnum):
    CLERK = "clerk"
    LEADER = "leader"
    ADMINISTRATOR = "administrator"


class Right(StrEnum):
    ADD_DOCUMENTS = "add_documents"  # upload reports, see what became of each file
    READ_OPINIONS = "read_opinions"  # the redacted statements one by one, search
    REVIEW = "review"  # correct, split, merge, lock; themes; run a synthesis
    READ_TOTALS = "read_totals"  # aggregates and themes
    READ_REPORTS = "read_reports"
    WRITE_REPORTS = "write_reports"  # draft, edit, send for review
    APPROVE_REPORTS = "approve_reports"  # approve and issue
    SET_UP = "set_up"  # units, periods, officers, office details
    READ_JOURNAL = "read_journal"


ROLE_NAMES = {
    Role.CLERK: _("Clerk"),
    Role.LEADER: _("Leader"),
    Role.ADMINISTRATOR: _("Administrator"),
}

RIGHTS: dict[Role, frozenset[Right]] = {
    Role.CLERK: frozenset(
        {
            Right.ADD_DOCUMENTS,
            Right.READ_OPINIONS,
            Right.REVIEW,
            Right.READ_TOTALS,
            Right.READ_REPORTS,
            Right.WRITE_REPORTS,
        }
    ),
    Role.LEADER: frozenset({Right.READ_TOTALS, Right.READ_REPORTS, Right.APPROVE_REPORTS}),
    # The administrator keeps the house and sees no content.
    Role.ADMINISTRATOR: frozenset({Right.SET_UP, Right.READ_JOURNAL}),
}


def may(role: str, right: Right) -> bool:
    """Whether a role has a right; an unknown role has none."""
    return right in RIGHTS.get(Role(role), frozenset()) if role in set(Role) else False
