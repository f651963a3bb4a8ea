"""The table of rights: what it must never allow, and that its drawing in the docstring is true."""

from __future__ import annotations

import pytest

from langnghe.registry import roles
from langnghe.registry.roles import RIGHTS, ROLE_NAMES, Right, Role, Scope, may, scope

CONTENT = set(Right) - {Right.SET_UP, Right.EDIT_CALENDAR, Right.READ_JOURNAL}


def drawn() -> dict[Role, set[Right]]:
    """The table as the docstring draws it."""
    lines = (roles.__doc__ or "").splitlines()
    head = next(line for line in lines if line.split()[:2] == ["commune", "department"]).split()
    rows = [line.split() for line in lines if line.split()[:1] and line.split()[0] in Right.__members__]
    return {Role(name): {Right[row[0]] for row in rows if row[place] == "x"} for place, name in enumerate(head, 1)}


def test_the_drawing_is_the_table() -> None:
    assert drawn() == {role: set(rights) for role, rights in RIGHTS.items()}


def test_every_role_has_a_name_and_a_row() -> None:
    assert set(RIGHTS) == set(ROLE_NAMES) == set(Role)


def test_the_administrator_reads_no_content() -> None:
    assert not RIGHTS[Role.ADMINISTRATOR] & CONTENT


def test_the_auditor_reads_the_journal_and_nothing_else() -> None:
    assert RIGHTS[Role.AUDITOR] == {Right.READ_JOURNAL}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (Right.GRANT_IDENTITY, Right.OPEN_IDENTITY),
        (Right.GRANT_IDENTITY, Right.READ_CASES),
        (Right.GRANT_IDENTITY, Right.SET_UP),
        (Right.APPROVE_DECISIONS, Right.WORK_CASES),
        (Right.READ_ALL_CASES, Right.READ_DENUNCIATIONS),
        (Right.READ_ALL_CASES, Right.OPEN_IDENTITY),
    ],
)
def test_no_role_joins_what_must_stay_apart(one: Right, other: Right) -> None:
    assert not [role for role, rights in RIGHTS.items() if {one, other} <= rights]


@pytest.mark.parametrize(
    ("role", "whose"),
    [
        (Role.COMMUNE_OFFICER, Scope.OWN_UNIT),
        (Role.LEADER, Scope.OWN_UNIT),
        (Role.CLERK, Scope.PROVINCE),
        (Role.FRONT_SUPERVISOR, Scope.PROVINCE),
        (Role.CUSTODIAN, Scope.NONE),
        (Role.ADMINISTRATOR, Scope.NONE),
        ("nobody", Scope.NONE),
    ],
)
def test_the_scope_of_cases(role: str, whose: Scope) -> None:
    assert scope(role) is whose


def test_an_unknown_role_has_no_right() -> None:
    assert not any(may("nobody", right) for right in Right)
