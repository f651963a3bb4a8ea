"""So many tries in a time, without knowing anybody: addresses are counted as hashes with a salt of the day.

The salt lies in the cache only and is gone the day after; with it goes every way from a hash to an address. Nothing
here is ever stored with a submission or written to a log.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import time
from dataclasses import dataclass

from allauth.core.internal.httpkit import get_client_ip
from django.core.cache import cache
from django.db import connection, transaction
from django.http import HttpRequest
from django.utils import timezone

DAY = 24 * 3600


@dataclass(frozen=True, slots=True)
class Limit:
    """At most so many of one thing by one address within so many seconds."""

    key: str
    most: int
    seconds: int

    def is_reached(self, who: str) -> bool:
        return self.used(who) >= self.most

    def used(self, who: str) -> int:
        return self._now(who)[0]

    @transaction.atomic
    def count(self, who: str) -> None:
        """One more. The time runs from the first on; the cache's own counting would begin it anew each time."""
        _one_after_another(self._place(who))
        times, ends = self._now(who)
        cache.set(self._place(who), (times + 1, ends), ends - time.time())

    def _now(self, who: str) -> tuple[int, float]:
        """How many so far, and when (seconds of the epoch) they are forgotten."""
        times, ends = cache.get(self._place(who)) or (0, 0.0)
        now = time.time()
        return (times, ends) if ends > now else (0, now + self.seconds)

    def _place(self, who: str) -> str:
        return f"limit-{self.key}-{who}"


def _one_after_another(place: str) -> None:
    """Whoever counts at the same place waits until this transaction is over, so that no count is lost.

    SQLite lets one writer in at a time anyhow (``transaction_mode`` IMMEDIATE).
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [place])


def address(request: HttpRequest) -> str:
    """Who asks, as a hash that means nothing tomorrow."""
    return digest(get_client_ip(request) or "")


def digest(who: str) -> str:
    return hmac.new(_salt().encode(), who.encode(), hashlib.sha256).hexdigest()[:32]


def _salt() -> str:
    key = f"limit-salt-{timezone.localdate():%Y%m%d}"
    return str(cache.get_or_set(key, lambda: secrets.token_hex(16), DAY))
