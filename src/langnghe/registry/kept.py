"""SQL that is needed many times a second: Django puts it together once a process, and not at each request.

A question is a queryset with a ``Blank`` in each place that changes; a new row is told by its model. To put one
together costs Django a half to three milliseconds; the answer of an index a tenth of that.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Self

from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.db.models import Expression, Field, ForeignKey, Model, QuerySet


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


def insert(*rows: Model) -> None:
    """Store new rows as Django's ``save(force_insert=True)`` does, without its signals, which nobody here hears.

    What a model's own ``save`` would do is left out (see ``Unit.save``), as by other bulk writes.

    What a row points to is stored already or stands before it. On PostgreSQL all go in one trip, so their keys are
    drawn before. Raises IntegrityError where the database refuses one; the caller's transaction takes back the others.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            _draw_keys(cursor, [row for row in rows if row.pk is None])
            cursor.execute("; ".join(_insertion(type(row)) for row in rows), [v for row in rows for v in _values(row)])
            return
        for row in rows:
            cursor.execute(_insertion(type(row)), _values(row))
            row.pk = row.pk or cursor.lastrowid


def _draw_keys(cursor: CursorWrapper, rows: Sequence[Model]) -> None:
    if rows:
        tables = [connection.ops.quote_name(row._meta.db_table) for row in rows]
        cursor.execute("SELECT " + ", ".join(["nextval(pg_get_serial_sequence(%s, 'id'))"] * len(rows)), tables)
        for row, key in zip(rows, cursor.fetchone(), strict=True):
            row.pk = key


@cache
def _insertion(model: type[Model]) -> str:
    quoted, columns = connection.ops.quote_name, [str(field.column) for field in model._meta.local_concrete_fields]
    places = ", ".join(["%s"] * len(columns))
    return f"INSERT INTO {quoted(model._meta.db_table)} ({', '.join(map(quoted, columns))}) VALUES ({places})"


def _values(row: Model) -> list[Any]:
    fields = row._meta.local_concrete_fields
    row._state.adding, row._state.db = False, connection.alias
    return [field.get_db_prep_save(_value(row, field), connection) for field in fields]


def _value(row: Model, field: Field[Any, Any]) -> Any:
    if isinstance(field, ForeignKey) and field.is_cached(row):  # it may have got its key since it was put there
        setattr(row, field.name, getattr(row, field.name))
    return field.pre_save(row, True)
