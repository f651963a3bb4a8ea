"""Write to the journal and check that nobody has altered it.

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

MACHINE = "máy"
START = "0" * 64
_LOCK = 0x6C6E  # any number of our own for PostgreSQL's advisory lock


def record(*, by: str, verb: str, what: str, **detail: Any) -> Entry:
    """Append one entry; inside the caller's transaction, so an act and its entry stand or fall together."""
    with transaction.atomic():
        _one_writer_at_a_time()
        last = Entry.objects.order_by("-number").first()
        entry = Entry(
            number=last.number + 1 if last else 1,
            at=timezone.now(),
            by=by,
            verb=verb,
            what=what,
            detail=detail,
            previous=last.digest if last else START,
        )
        entry.digest = digest(entry)
        entry.save(force_insert=True)
    return entry


def digest(entry: Entry) -> str:
    """SHA-256 over every field of the entry but the digest itself."""
    fields = [
        entry.number,
        entry.at.isoformat(),
        entry.by,
        entry.verb,
        entry.what,
        entry.detail,
        entry.previous,
    ]
    return hashlib.sha256(json.dumps(fields, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def first_break() -> int | None:
    """Number of the first entry that does not follow from the one before; None when the chain is whole."""
    previous = START
    for number, entry in enumerate(Entry.objects.order_by("number").iterator(chunk_size=2000), start=1):
        if entry.number != number or entry.previous != previous or entry.digest != digest(entry):
            return number
        previous = entry.digest
    return None


def _one_writer_at_a_time() -> None:
    """SQLite's IMMEDIATE transactions already serialise writers; PostgreSQL needs a lock of its own."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
