"""Questions that a page asks many times a second (``registry.prepared``), put together once for all officers of a role.

A queryset is built with an ``AnyOfficer`` and a ``Blank`` in place of the real ones, and asked with theirs.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db.models import QuerySet

from langnghe.registry.models import Officer
from langnghe.registry.prepared import Blank, Question
from langnghe.registry.roles import Right, may


class AnyOfficer:
    """Stands for all active officers of a role; one without a unit is of no unit that a row could name."""

    is_active = True

    def __init__(self, role: str) -> None:
        self.role = role
        self.pk: Any = Blank("officer")
        self.unit_id: Any = Blank("unit")
        self.username: Any = Blank("username")

    def may(self, right: Right) -> bool:
        return may(self.role, right)


Who = Officer | AnyOfficer


class Prepared(Question):
    """A question about an officer and what else it has blanks for: a day, a code."""

    @classmethod
    def which(cls, questions: Sequence[QuerySet[Any, Any]]) -> Prepared:
        """One row: of each queryset whether it has rows."""
        parts = [_exists(found) for found in questions]
        sql = ", ".join(f"EXISTS({sql})" for sql, _blanks in parts)
        return cls(f"SELECT {sql}", [blank for _sql, blanks in parts for blank in blanks], list)

    def ask(self, officer: Officer, **values: Any) -> list[Any]:
        return self.rows(officer=officer.pk, unit=officer.unit_id, username=officer.username, **values)


def _exists(found: QuerySet[Any, Any]) -> tuple[str, Sequence[Any]]:
    """A queryset that can have no rows is not even put together."""
    try:
        return found.query.exists().sql_with_params()
    except EmptyResultSet:
        return "SELECT 1 WHERE 1 = 0", ()
