"""Questions that are asked many times a second: Django puts one together once a process, and not at each request.

A question is a queryset with a ``Blank`` in each place that changes. To put one together costs Django a half to three
milliseconds; the answer of an index a tenth of that.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Self

from django.db import connection
from django.db.models import Expression, QuerySet


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
        if isinstance(value, dt.datetime):
            return connection.ops.adapt_datetimefield_value(value + self.moved)
        return connection.ops.adapt_datefield_value(value + self.moved) if isinstance(value, dt.date) else value


@dataclass(frozen=True, slots=True)
class Question:
    """One question with its blanks."""

    sql: str
    blanks: Sequence[Any]  # what is bound: a Blank, or a value that is always the same
    convert: Callable[[Any], Iterable[Sequence[Any]]]  # of the rows as the database gives them

    @classmethod
    def of(cls, found: QuerySet[Any, Any]) -> Self:
        """The rows of a queryset of values."""
        compiler = found.query.get_compiler(connection=connection)
        sql, blanks = compiler.as_sql()
        converters = compiler.get_converters([column for column, *_ in compiler.select])
        return cls(sql, blanks, lambda rows: compiler.apply_converters(rows, converters))

    def rows(self, **values: Any) -> list[Sequence[Any]]:
        """The answer, each blank filled with the value of its name."""
        bound = [blank.filled(values) if isinstance(blank, Blank) else blank for blank in self.blanks]
        with connection.cursor() as cursor:
            cursor.execute(self.sql, bound)
            return list(self.convert(cursor.fetchall()))
