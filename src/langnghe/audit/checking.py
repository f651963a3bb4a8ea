"""Find what was done to the journal: which entry was changed, removed, moved or written anew.

    flaws()        all of them, for ``langnghe audit verify``
    check_slice()  the same in the background, a slice at a time, once a day

What cannot be seen from the entries alone is that the very end was cut off, or that all of it was written anew: for
that there are the published roots (``audit.roots``), of which others hold copies.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from langnghe.audit.journal import START, digest
from langnghe.audit.models import Check, Entry, Root
from langnghe.audit.roots import tree_of

SLICE = 5_000  # entries in one go of the background check: a fraction of a second
MOST_FLAWS = 50  # kept of one background check; the command names all
NIGHT = 1  # o'clock from which a day's background check may begin

SENTENCES = {
    "changed": "Dòng {number} đã bị sửa: nội dung không còn khớp với mã băm của nó.",
    "missing": "Dòng {number} đã bị xóa.",
    "missing many": "Các dòng {number}-{other} đã bị xóa.",
    "moved": "Dòng {number} đã bị đổi chỗ: đó vốn là dòng {other}.",
    "rewritten": "Dòng {number} đã bị viết lại: dòng {other} không nối tiếp từ nó.",
    "root": "Dòng {number}-{other}: không còn khớp với mã gốc của ngày ấy.",
    "published": "Mã gốc ngày {day} không khớp với bản đã công bố: nhật ký đến ngày ấy đã bị viết lại.",
}


@dataclass(frozen=True, slots=True)
class Flaw:
    """One thing that is wrong: the entry's number, a key of SENTENCES, another number or a day where it has one."""

    number: int
    what: str
    other: int = 0
    day: str = ""

    def __str__(self) -> str:
        return SENTENCES[self.what].format(number=self.number, other=self.other, day=self.day)


def flaws(published: Mapping[str, str] | None = None) -> Iterator[Flaw]:
    """Every flaw in order, then those of the roots.

    ``published`` holds the lines of roots as someone else kept them, by day (2026-10-31).
    """
    yield from Walk().over(Entry.objects.order_by("number").iterator(chunk_size=2000))
    yield from _roots()
    yield from _published(published or {})


class Walk:
    """A way along the chain that may be broken off and taken up again."""

    def __init__(self, reached: int = 0, head: str = START) -> None:
        self.reached = reached
        self.head = head  # what the next entry must name as the one before; "" after a flaw, when nothing is known

    def over(self, entries: Iterable[Entry]) -> Iterator[Flaw]:
        """The flaws of the next entries, which come by number."""
        for entry in entries:
            yield from self._flaw(entry)
            self.reached = entry.number

    def _flaw(self, entry: Entry) -> Iterator[Flaw]:
        before, head = self.reached, self.head
        if entry.number > before + 1:
            yield _missing(before + 1, entry.number - 1)
            head = ""
        self.head = entry.digest
        if digest(entry) != entry.digest:
            moved = _true_number(entry)
            yield Flaw(entry.number, "moved", moved) if moved else Flaw(entry.number, "changed")
            self.head = ""
        elif head and entry.previous != head:
            yield Flaw(before, "rewritten", entry.number)


def _missing(first: int, last: int) -> Flaw:
    return Flaw(first, "missing") if first == last else Flaw(first, "missing many", last)


def _true_number(entry: Entry) -> int:
    """The number under which the entry was written; 0 when its text was changed as well."""
    before = Entry.objects.filter(digest=entry.previous).values_list("number", flat=True).first()
    candidates = [entry.number + 1, entry.number - 1, *([before + 1] if before is not None else [])]
    return next((number for number in candidates if digest(entry, number=number) == entry.digest), 0)


def _roots() -> Iterator[Flaw]:
    for root in Root.objects.order_by("day"):
        of_day = Entry.objects.filter(number__range=(root.first, root.last)).order_by("number")
        digests = list(of_day.values_list("digest", flat=True))
        if not digests or digests[-1] != root.head or tree_of(digests) != root.tree:
            yield Flaw(root.first, "root", root.last)


def _published(lines: Mapping[str, str]) -> Iterator[Flaw]:
    roots = {f"{root.day:%Y-%m-%d}": str(root) for root in Root.objects.all()}
    for day, line in sorted(lines.items()):
        if roots.get(day) != line:
            yield Flaw(0, "published", day=day)


# --- in the background ------------------------------------------------------------------------------------------


def check_slice(now: dt.datetime | None = None) -> bool:
    """Check the next entries of the running background check, or begin the night's; whether there was one."""
    check = Check.objects.filter(ended_at=None).first() or _begin(timezone.localtime(now))
    if check is None:
        return False
    walk = Walk(check.reached, check.head)
    entries = Entry.objects.filter(number__gt=check.reached, number__lte=check.upto).order_by("number")[:SLICE]
    found = list(walk.over(entries))
    if walk.reached in (check.reached, check.upto):
        found += [*_end_missing(walk.reached, check.upto), *_roots()]
        check.ended_at = timezone.now()
    check.flaws = [*check.flaws, *map(_as_list, found)][:MOST_FLAWS]
    check.reached, check.head = walk.reached, walk.head
    check.save()
    return True


def last_check() -> tuple[Check, list[Flaw]] | None:
    """The newest background check that was finished, and what it found."""
    check = Check.objects.exclude(ended_at=None).first()
    return (check, [Flaw(*flaw) for flaw in check.flaws]) if check else None


def _begin(local: dt.datetime) -> Check | None:
    if local.hour < NIGHT or Check.objects.filter(day=local.date()).exists():
        return None
    last = Entry.objects.values_list("number", flat=True).first()
    return Check.objects.create(day=local.date(), upto=last, head=START) if last else None


def _end_missing(reached: int, upto: int) -> Iterator[Flaw]:
    if reached < upto:
        yield _missing(reached + 1, upto)


def _as_list(flaw: Flaw) -> list[Any]:
    return [flaw.number, flaw.what, flaw.other, flaw.day]
