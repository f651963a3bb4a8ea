"""Write to the journal. Who altered it is found out by ``audit.checking``; what is published of it by ``audit.roots``.

Each entry's digest covers its own fields and the digest before, so an edited, deleted, inserted or moved entry breaks
the chain from there on. Nothing can be taken out again, so no words go into ``detail``: only codes, days, counts and
states. :func:`record` refuses a string that could be a sentence or a name of several words.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from langnghe.audit.models import Entry
from langnghe.registry.inserting import insert

MACHINE = "máy"
START = "0" * 64
_ENCODE = json.JSONEncoder(ensure_ascii=False, sort_keys=True).encode
_LOCK = 0x6C6E  # any number of our own for PostgreSQL's advisory lock
_CODE = re.compile(r"\S{0,80}").fullmatch
_LAST = "SELECT number, digest FROM audit_entry ORDER BY number DESC LIMIT 1"


class Wordy(Exception):
    """What was to be kept forever may be somebody's words; a fault of the caller, never of the user."""


def record(*, by: str, verb: str, what: str, **detail: Any) -> Entry:
    """Append one entry; inside the caller's transaction, so an act and its entry stand or fall together.

    ``detail``: numbers, and strings without blanks of at most 80 characters, also in lists and as keys and values of
    dicts. Raises Wordy for any other string.
    """
    for key, value in detail.items():
        if not _is_coded(value):
            raise Wordy(f"«{key}» of «{verb}» is no code and no day.")  # never the words themselves
    with transaction.atomic(savepoint=False):
        number, previous = _last()
        entry = Entry(
            number=number + 1, at=timezone.now(), by=by, verb=verb, what=what, detail=detail, previous=previous
        )
        entry.digest = digest(entry)
        insert(entry)
    return entry


def _is_coded(value: Any) -> bool:
    if isinstance(value, str):
        return _CODE(value) is not None
    if isinstance(value, dict):
        return _are_coded(value) and _are_coded(value.values())
    return not isinstance(value, list | tuple) or _are_coded(value)


def _are_coded(values: Iterable[Any]) -> bool:
    return all(_is_coded(each) for each in values)


def digest(entry: Entry, *, number: int | None = None) -> str:
    """SHA-256 over every field of the entry but the digest itself; as it would be with another number, when given."""
    fields = [
        number or entry.number,
        entry.at.isoformat(),
        entry.by,
        entry.verb,
        entry.what,
        entry.detail,
        entry.previous,
    ]
    return hashlib.sha256(_ENCODE(fields).encode()).hexdigest()


def _last() -> tuple[int, str]:
    """Number and digest of the last entry; until the transaction ends nobody else adds one."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":  # SQLite's IMMEDIATE transactions already serialise writers
            cursor.execute(f"SELECT pg_advisory_xact_lock({_LOCK}); {_LAST}")  # the second sees what was waited for
            cursor.nextset()
        else:
            cursor.execute(_LAST)
        return cursor.fetchone() or (0, START)
