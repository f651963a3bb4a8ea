"""The daily root: one line a day that is published, and proves later that no entry of that day was altered.

A root is the Merkle tree hash (RFC 6962, section 2.1) over the digests of the day's entries, with the digest of the
last of them. Nothing can be read in it. Whoever keeps a copy can show that the journal was written anew; whoever holds
an entry's digest (a receipt) can prove with :func:`proof` that it is in the journal.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from langnghe.audit import journal
from langnghe.audit.models import Entry, Root


def close_days(now: dt.datetime | None = None) -> bool:
    """Make the root of the days that are over and have none yet; whether one was made."""
    today = timezone.localdate(now)
    newest = Root.objects.first()
    if newest and newest.day >= today - dt.timedelta(days=1):
        return False
    return _close_day(newest.last if newest else 0, today)


@transaction.atomic
def _close_day(after: int, today: dt.date) -> bool:
    """Close the first day, before today, that has entries after this number."""
    rest = Entry.objects.filter(number__gt=after).order_by("number")
    first = rest.first()
    if first is None or (day := timezone.localdate(first.at)) >= today:
        return False
    midnight = timezone.make_aware(dt.datetime.combine(day + dt.timedelta(days=1), dt.time()))
    later = rest.filter(at__gte=midnight).first()
    of_day = list((rest.filter(number__lt=later.number) if later else rest).values_list("number", "digest"))
    digests = [digest for _, digest in of_day]
    root = Root.objects.create(day=day, first=of_day[0][0], last=of_day[-1][0], tree=tree_of(digests), head=digests[-1])
    journal.record(by=journal.MACHINE, verb="close day", what=f"day {day:%Y-%m-%d}", root=root.tree)
    return True


@dataclass(frozen=True, slots=True)
class Proof:
    """That one entry lies in the tree of a day: its digest, and the neighbours' hashes on the way up."""

    digest: str
    path: tuple[tuple[str, str], ...]  # ("left" or "right": where the neighbour stands, its hash)
    tree: str

    def holds(self) -> bool:
        """Whether the path leads from the digest to the tree's hash; needs nothing but this and the published root."""
        reached = _leaf(self.digest)
        for side, neighbour in self.path:
            reached = (
                _node(bytes.fromhex(neighbour), reached) if side == "left" else _node(reached, bytes.fromhex(neighbour))
            )
        return reached.hex() == self.tree


def proof(number: int) -> Proof | None:
    """The proof of one entry; None while its day is not closed."""
    root = Root.objects.filter(first__lte=number, last__gte=number).first()
    if root is None:
        return None
    of_day = Entry.objects.filter(number__range=(root.first, root.last)).order_by("number")
    digests = list(of_day.values_list("digest", flat=True))
    path, level, at = [], [_leaf(digest) for digest in digests], number - root.first
    while len(level) > 1:
        if at ^ 1 < len(level):
            path.append(("left" if at % 2 else "right", level[at ^ 1].hex()))
        level, at = _level_above(level), at // 2
    return Proof(digests[number - root.first], tuple(path), root.tree)


def tree_of(digests: Sequence[str]) -> str:
    """The Merkle tree hash over these digests, in hexadecimal."""
    level = [_leaf(digest) for digest in digests]
    while len(level) > 1:
        level = _level_above(level)
    return level[0].hex() if level else hashlib.sha256().hexdigest()


def _level_above(level: list[bytes]) -> list[bytes]:
    """Pairs joined; one left over goes up as it is, which gives the tree of RFC 6962."""
    pairs = [_node(left, right) for left, right in zip(level[::2], level[1::2], strict=False)]
    return pairs + level[-1:] if len(level) % 2 else pairs


def _leaf(digest: str) -> bytes:
    return hashlib.sha256(b"\0" + bytes.fromhex(digest)).digest()


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\1" + left + right).digest()
