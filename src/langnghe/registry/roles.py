"""Who may do what: one enum, one table. A right that is not in the table is refused.

A role has the rights marked x. A case is read within the role's scope: own unit, or the whole province
(READ_ALL_CASES). Denunciations never come with the wider scope: only whoever works them in the unit that owns them
reads the stripped copy.

                     commune  department  reception  clerk  front  leader  custodian  auditor  administrator
ADD_DOCUMENTS           .         .           .        x      .       .        .         .           .
READ_OPINIONS           .         .           .        x      .       .        .         .           .
REVIEW                  .         .           .        x      .       .        .         .           .
READ_TOTALS             .         .           .        x      x       x        .         .           .
READ_REPORTS            .         .           .        x      x       x        .         .           .
WRITE_REPORTS           .         .           .        x      .       .        .         .           .
APPROVE_REPORTS         .         .           .        .      .       x        .         .           .
READ_CASES              x         x           x        x      x       x        .         .           .
READ_ALL_CASES          .         .           .        x      x       .        .         .           .
READ_DENUNCIATIONS      x         x           x        .      .       x        .         .           .
RECEIVE                 x         .           x        .      .       .        .         .           .
WORK_CASES              x         x           .        .      .       .        .         .           .
ASSIGN                  x         .           x        x      .       x        .         .           .
APPROVE_DECISIONS       .         .           .        .      .       x        .         .           .
SUPERVISE               .         .           .        .      x       x        .         .           .
KEEP_REGISTERS          x         .           x        x      .       .        .         .           .
DRAW_STATISTICS         x         .           x        x      x       x        .         .           .
EDIT_ROUTES             .         .           .        x      .       .        .         .           .
OPEN_IDENTITY           x         x           .        .      .       x        .         .           .
GRANT_IDENTITY          .         .           .        .      .       .        x         .           .
READ_OPENINGS           .         .           .        .      .       x        x         .           .
SEND_NOTICES            .         .           .        x      .       x        .         .           .
HOLD_CONSULTATIONS      .         x           .        x      .       .        .         .           .
KEEP_SUPERVISION        .         .           .        .      x       .        .         .           .
MAKE_PLANS              .         .           .        x      .       .        .         .           .
DO_TASKS                x         x           .        .      .       .        .         .           .
EDIT_CALENDAR           .         .           .        .      .       .        .         .           x
SET_UP                  .         .           .        .      .       .        .         .           x
READ_JOURNAL            .         .           .        .      .       .        .         x           x

Four eyes is more than a right: whoever drafted a decision never approves it, whoever asks for an identity never grants
it. The rooms that do so compare the two usernames.
"""

from __future__ import annotations

from enum import StrEnum

from django.utils.translation import gettext_lazy as _


class Role(StrEnum):
    COMMUNE_OFFICER = "commune"
    DEPARTMENT_OFFICER = "department"
    RECEPTION_CLERK = "reception"
    CLERK = "clerk"  # the provincial synthesiser
    FRONT_SUPERVISOR = "front"
    LEADER = "leader"
    CUSTODIAN = "custodian"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


class Right(StrEnum):
    ADD_DOCUMENTS = "add_documents"  # upload reports, see what became of each file
    READ_OPINIONS = "read_opinions"  # the redacted statements one by one, search
    REVIEW = "review"  # correct, split, merge, lock; themes; run a synthesis
    READ_TOTALS = "read_totals"  # aggregates and themes
    READ_REPORTS = "read_reports"
    WRITE_REPORTS = "write_reports"  # draft, edit, send for review
    APPROVE_REPORTS = "approve_reports"  # approve and issue
    READ_CASES = "read_cases"  # the redacted cases of one's own unit
    READ_ALL_CASES = "read_all_cases"  # those of the whole province, denunciations excepted
    READ_DENUNCIATIONS = "read_denunciations"  # the stripped copy, in one's own unit
    RECEIVE = "receive"  # register submissions, split them into items
    WORK_CASES = "work_cases"  # take a case through its steps, draft papers and answers
    ASSIGN = "assign"  # route a case to the unit or the officer responsible
    APPROVE_DECISIONS = "approve_decisions"  # let an answer or decision leave; never one's own draft
    SUPERVISE = "supervise"  # what is late or escalated, reminders, root problems
    KEEP_REGISTERS = "keep_registers"  # reception book, dialogues, meetings, field visits
    DRAW_STATISTICS = "draw_statistics"  # the statutory forms and their export
    EDIT_ROUTES = "edit_routes"  # the table of who is competent, and its test bench
    OPEN_IDENTITY = "open_identity"  # ask to open one sealed identity, with a reason
    GRANT_IDENTITY = "grant_identity"  # hold the private key; grant or refuse; never one's own request
    READ_OPENINGS = "read_openings"  # who opened which identity, when and why
    SEND_NOTICES = "send_notices"  # tell a unit about a matter that is rising
    HOLD_CONSULTATIONS = "hold_consultations"  # drafts put out for comment, moderation, the table of replies; surveys
    KEEP_SUPERVISION = "keep_supervision"  # programmes of supervision and social criticism, findings, recommendations
    MAKE_PLANS = "make_plans"  # plans, their tasks, what each unit owes and when
    DO_TASKS = "do_tasks"  # answer for one's own unit: tasks, notices, recommendations, what must be made public
    EDIT_CALENDAR = "edit_calendar"  # holidays and swapped working days
    SET_UP = "set_up"  # units, periods, officers, office details
    READ_JOURNAL = "read_journal"


class Scope(StrEnum):
    """Whose cases a role reads."""

    NONE = "none"
    OWN_UNIT = "own_unit"
    PROVINCE = "province"


ROLE_NAMES = {
    Role.COMMUNE_OFFICER: _("Commune officer"),
    Role.DEPARTMENT_OFFICER: _("Department officer"),
    Role.RECEPTION_CLERK: _("Reception clerk"),
    Role.CLERK: _("Provincial synthesiser"),
    Role.FRONT_SUPERVISOR: _("Front supervisor"),
    Role.LEADER: _("Leader"),
    Role.CUSTODIAN: _("Identity custodian"),
    Role.AUDITOR: _("Auditor"),
    Role.ADMINISTRATOR: _("Administrator"),
}

RIGHTS: dict[Role, frozenset[Right]] = {
    Role.COMMUNE_OFFICER: frozenset(
        {
            Right.READ_CASES,
            Right.READ_DENUNCIATIONS,
            Right.RECEIVE,
            Right.WORK_CASES,
            Right.ASSIGN,
            Right.KEEP_REGISTERS,
            Right.DRAW_STATISTICS,
            Right.OPEN_IDENTITY,
            Right.DO_TASKS,
        }
    ),
    Role.DEPARTMENT_OFFICER: frozenset(
        {
            Right.READ_CASES,
            Right.READ_DENUNCIATIONS,
            Right.WORK_CASES,
            Right.OPEN_IDENTITY,
            Right.HOLD_CONSULTATIONS,
            Right.DO_TASKS,
        }
    ),
    Role.RECEPTION_CLERK: frozenset(
        {
            Right.READ_CASES,
            Right.READ_DENUNCIATIONS,
            Right.RECEIVE,
            Right.ASSIGN,
            Right.KEEP_REGISTERS,
            Right.DRAW_STATISTICS,
        }
    ),
    Role.CLERK: frozenset(
        {
            Right.ADD_DOCUMENTS,
            Right.READ_OPINIONS,
            Right.REVIEW,
            Right.READ_TOTALS,
            Right.READ_REPORTS,
            Right.WRITE_REPORTS,
            Right.READ_CASES,
            Right.READ_ALL_CASES,
            Right.ASSIGN,
            Right.KEEP_REGISTERS,
            Right.DRAW_STATISTICS,
            Right.EDIT_ROUTES,
            Right.SEND_NOTICES,
            Right.HOLD_CONSULTATIONS,
            Right.MAKE_PLANS,
        }
    ),
    Role.FRONT_SUPERVISOR: frozenset(
        {
            Right.READ_TOTALS,
            Right.READ_REPORTS,
            Right.READ_CASES,
            Right.READ_ALL_CASES,
            Right.SUPERVISE,
            Right.DRAW_STATISTICS,
            Right.KEEP_SUPERVISION,
        }
    ),
    Role.LEADER: frozenset(
        {
            Right.READ_TOTALS,
            Right.READ_REPORTS,
            Right.APPROVE_REPORTS,
            Right.READ_CASES,
            Right.READ_DENUNCIATIONS,
            Right.ASSIGN,
            Right.APPROVE_DECISIONS,
            Right.SUPERVISE,
            Right.DRAW_STATISTICS,
            Right.OPEN_IDENTITY,
            Right.READ_OPENINGS,
            Right.SEND_NOTICES,
        }
    ),
    # The custodian holds the key and reads no case: what is asked and why is all there is to judge.
    Role.CUSTODIAN: frozenset({Right.GRANT_IDENTITY, Right.READ_OPENINGS}),
    Role.AUDITOR: frozenset({Right.READ_JOURNAL}),
    # The administrator keeps the house and sees no content.
    Role.ADMINISTRATOR: frozenset({Right.SET_UP, Right.EDIT_CALENDAR, Right.READ_JOURNAL}),
}


def may(role: str, right: Right) -> bool:
    """Whether a role has a right; an unknown role has none."""
    return right in RIGHTS.get(Role(role), frozenset()) if role in set(Role) else False


def scope(role: str) -> Scope:
    """Whose cases a role reads; an unknown role none."""
    if may(role, Right.READ_ALL_CASES):
        return Scope.PROVINCE
    return Scope.OWN_UNIT if may(role, Right.READ_CASES) else Scope.NONE
