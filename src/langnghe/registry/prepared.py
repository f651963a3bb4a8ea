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
from django.db.models import Expression, Model, QuerySet
from django.db.models.query import ModelIterable, get_related_populators


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
    convert: Callable[[Any], Iterable[Any]]  # of the rows as the database gives them

    @classmethod
    def of(cls, found: QuerySet[Any, Any]) -> Self:
        """The rows of a queryset: values where it asks for values, else objects."""
        compiler = found.query.get_compiler(connection=connection)
        sql, blanks = compiler.as_sql()
        converters = compiler.get_converters([column for column, *_ in compiler.select])
        made = _maker(compiler) if found._iterable_class is ModelIterable else None

        def convert(rows: Any) -> Iterable[Any]:
            converted = compiler.apply_converters(rows, converters)
            return map(made, converted) if made else converted

        return cls(sql, blanks, convert)

    def rows(self, **values: Any) -> list[Any]:
        """The answer, each blank filled with the value of its name."""
        bound = [blank.filled(values) if isinstance(blank, Blank) else blank for blank in self.blanks]
        with connection.cursor() as cursor:
            cursor.execute(self.sql, bound)
            return list(self.convert(cursor.fetchall()))


def _maker(compiler: Any) -> Callable[[Sequence[Any]], Model]:
    """What makes an object of a row, with its related ones and annotations, as Django's own ``ModelIterable`` does."""
    model, columns = compiler.klass_info["model"], compiler.klass_info["select_fields"]
    names = [compiler.select[column][0].target.attname for column in columns]
    first, last = columns[0], columns[-1] + 1
    related = get_related_populators(compiler.klass_info, compiler.select, connection.alias)  # type: ignore[call-arg]  # newer stubs
    annotated = compiler.annotation_col_map or {}

    def made(row: Sequence[Any]) -> Model:
        one: Model = model.from_db(connection.alias, names, row[first:last])
        for populator in related:
            populator.populate(row, one)
        for name, column in annotated.items():
            setattr(one, name, row[column])
        return one

    return made
