"""Questions that a page asks many times a second: their SQL is put together once a process.

A queryset is built with an ``AnyOfficer`` and a ``Blank`` day in place of the real ones, and asked with theirs. To put
one together costs Django one to three milliseconds; the answer of an index a tenth of that.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Expression, QuerySet

from langnghe.registry.models import Officer
from langnghe.registry.roles import Right, may


class Blank(Expression):
    """A place in a question that is filled when it is asked; one for a day may be moved by days."""

    def __init__(self, name: str, moved: dt.timedelta = dt.timedelta()) -> None:
        super().__init__()
        self.name, self.moved = name, moved

    def __add__(self, days: dt.timedelta) -> Blank:  # type: ignore[override]
        return Blank(self.name, self.moved + days)

    def __sub__(self, days: dt.timedelta) -> Blank:  # type: ignore[override]
        return Blank(self.name, self.moved - days)

    def as_sql(self, compiler: Any, connection: Any) -> Any:  # the place itself stands among the parameters
        return "%s", (self,)

    def filled(self, values: dict[str, Any]) -> Any:
        value = values[self.name]
        return connection.ops.adapt_datefield_value(value + self.moved) if isinstance(value, dt.date) else value


class AnyOfficer:
    """Stands for all officers of a role that have a unit."""

    def __init__(self, role: str) -> None:
        self.role = role
        self.pk: Any = Blank("officer")
        self.unit_id: Any = Blank("unit")
        self.username: Any = Blank("username")

    def may(self, right: Right) -> bool:
        return may(self.role, right)


@dataclass(frozen=True, slots=True)
class Kept:
    """One question with its blanks."""

    sql: str
    blanks: Sequence[Any]  # what is bound: a Blank, or a value that is always the same
    convert: Callable[[Any], Iterable[Sequence[Any]]]  # of the rows as the database gives them

    @classmethod
    def of(cls, found: QuerySet[Any, Any]) -> Kept:
        """The rows of a queryset of values."""
        compiler = found.query.get_compiler(connection=connection)
        sql, blanks = compiler.as_sql()
        converters = compiler.get_converters([column for column, *_ in compiler.select])
        return cls(sql, blanks, lambda rows: compiler.apply_converters(rows, converters))

    @classmethod
    def which(cls, questions: Sequence[QuerySet[Any, Any]]) -> Kept:
        """One row: of each queryset whether it has rows."""
        parts = [_exists(found) for found in questions]
        sql = ", ".join(f"EXISTS({sql})" for sql, _blanks in parts)
        return cls(f"SELECT {sql}", [blank for _sql, blanks in parts for blank in blanks], list)

    def ask(self, officer: Officer, on: dt.date) -> list[Sequence[Any]]:
        values = {"officer": officer.pk, "unit": officer.unit_id, "username": officer.username, "on": on}
        bound = [blank.filled(values) if isinstance(blank, Blank) else blank for blank in self.blanks]
        with connection.cursor() as cursor:
            cursor.execute(self.sql, bound)
            return list(self.convert(cursor.fetchall()))


def _exists(found: QuerySet[Any, Any]) -> tuple[str, Sequence[Any]]:
    """A queryset that can have no rows is not even put together."""
    try:
        return found.query.exists().sql_with_params()
    except EmptyResultSet:
        return "SELECT 1 WHERE 1 = 0", ()
