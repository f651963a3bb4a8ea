"""Write to the journal. Who altered it is found out by ``audit.checking``; what is published of it by ``audit.roots``.

Each entry's digest covers its own fields and the digest before, so an edited, deleted, inserted or moved entry breaks
the chain from there on. Text of opinions never goes into ``detail``: only codes, counts and states.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from langnghe.audit.models import Entry
from langnghe.registry.inserting import insert

MACHINE = "máy"
START = "0" * 64
_ENCODE = json.JSONEncoder(ensure_ascii=False, sort_keys=True).encode
_LOCK = 0x6C6E  # any number of our own for PostgreSQL's advisory lock
_LAST = "SELECT number, digest FROM audit_entry ORDER BY number DESC LIMIT 1"


def record(*, by: str, verb: str, what: str, **detail: Any) -> Entry:
    """Append one entry; inside the caller's transaction, so an act and its entry stand or fall together."""
    with transaction.atomic(savepoint=False):
        number, previous = _last()
        entry = Entry(
            number=number + 1, at=timezone.now(), by=by, verb=verb, what=what, detail=detail, previous=previous
        )
        entry.digest = digest(entry)
        insert(entry)
    return entry


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
