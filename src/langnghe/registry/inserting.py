"""New rows, stored many times a second: the SQL of a model is put together once a process, and not at each row."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.db.models import Field, ForeignKey, Model


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
