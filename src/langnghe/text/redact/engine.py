"""The pass over a batch: scan, drop what is shielded, join what overlaps, repeat until nothing is left."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from itertools import accumulate, chain
from typing import NamedTuple

from langnghe.text.redact.addresses import addresses
from langnghe.text.redact.names import names
from langnghe.text.redact.officials import in_office
from langnghe.text.redact.page import Found, Page, page, where
from langnghe.text.redact.table import Family, Stretch, families, marks, rows

_BATCH = 512  # texts scanned in one go: long enough to be fast, short enough to stay in the cache


class Span(NamedTuple):
    """A datum in the input: offsets in code points, end exclusive."""

    start: int
    end: int
    kind: str


@dataclass  # not frozen: to freeze one takes three times as long as to make it, and every text makes one
class Redacted:
    """A text with its personal data replaced by marks, and where they were."""

    text: str
    spans: list[Span]

    @cached_property
    def _shifts(self) -> tuple[list[int], list[int], list[int]]:
        """Of each span: start in the input, start in the redacted text, length of its mark."""
        shift, starts, marked, lengths = 0, [], [], []
        for span in self.spans:
            length = len(marks()[span.kind])
            starts.append(span.start)
            marked.append(span.start + shift)
            lengths.append(length)
            shift += length - (span.end - span.start)
        return starts, marked, lengths

    def offset(self, at: int) -> int:
        """Where input offset ``at`` is in the redacted text; inside a datum: the start of its mark."""
        starts, marked, lengths = self._shifts
        number = bisect_right(starts, at) - 1
        if number < 0:
            return at
        span = self.spans[number]
        return marked[number] if at < span.end else marked[number] + lengths[number] + at - span.end

    def original(self, at: int) -> int:
        """Where redacted offset ``at`` is in the input; inside a mark: the start of the datum."""
        _, marked, lengths = self._shifts
        number = bisect_right(marked, at) - 1
        if number < 0:
            return at
        span, past = self.spans[number], at - marked[number] - lengths[number]
        return span.start if past < 0 else span.end + past


def redact(text: str, *, keep_officials: bool = False) -> Redacted:
    """One text redacted; see :func:`redact_many`."""
    return redact_many([text], keep_officials=keep_officials)[0]


def redact_many(texts: Sequence[str], *, keep_officials: bool = False) -> list[Redacted]:
    """Each text with personal data replaced by marks, in the order given.

    ``keep_officials`` leaves the names of persons who act in office ("đồng chí X, Phó Chủ tịch UBND xã").
    """
    results: list[Redacted] = []
    for first in range(0, len(texts), _BATCH):
        results += _redacted(texts[first : first + _BATCH], keep_officials)
    return results


def marked(text: str, spans: list[Span]) -> str:
    """The text with each of the spans (in order, apart) replaced by its mark."""
    if not spans:
        return text
    pieces: list[str] = []
    last = 0
    for span in spans:
        pieces += (text[last : span.start], marks()[span.kind])
        last = span.end
    return "".join([*pieces, text[last:]])


def _redacted(texts: Sequence[str], keep_officials: bool) -> list[Redacted]:
    """Marks change what stands beside a word, so texts with finds are read again until quiet."""
    results: dict[int, Redacted] = {}
    waiting, current = list(range(len(texts))), list(texts)
    while waiting:
        found = _found([current[number] for number in waiting], keep_officials)
        waiting = [number for number, spans in zip(waiting, found, strict=True) if spans]
        for number, spans in zip(waiting, filter(None, found), strict=True):
            spans = _with(results.get(number), spans)
            current[number] = marked(texts[number], spans)
            results[number] = Redacted(current[number], spans)
    return [results.get(number) or Redacted(text, []) for number, text in enumerate(texts)]


def _with(before: Redacted | None, spans: list[Span]) -> list[Span]:
    """What was found before, and now in the redacted text, as spans of the input."""
    if before is None:
        return spans
    carried = [Span(before.original(s.start), before.original(s.end - 1) + 1, s.kind) for s in spans]
    return sorted(before.spans + carried)


def _found(texts: list[str], keep_officials: bool) -> list[list[Span]]:
    if unicodedata.is_normalized("NFC", "\n".join(texts)):
        return _page_spans(page(texts), keep_officials)
    composed, offsets = zip(*map(_composed, texts), strict=True)
    found = _page_spans(page(composed), keep_officials)
    return [
        [Span(places[s.start], places[s.end], s.kind) for s in spans]
        for places, spans in zip(offsets, found, strict=True)
    ]


_CLUSTER = re.compile(r"\S[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u20d0-\u20ff]*|\s", re.DOTALL)


def _composed(text: str) -> tuple[str, Sequence[int]]:
    """The text in NFC, and for each of its offsets the offset in ``text``."""
    if unicodedata.is_normalized("NFC", text):
        return text, range(len(text) + 1)
    pieces, offsets = [], []
    for cluster in _CLUSTER.finditer(text):
        piece = unicodedata.normalize("NFC", cluster[0])
        pieces.append(piece)
        offsets += [cluster.start()] * len(piece)
    return "".join(pieces), [*offsets, len(text)]


_RANK = {row.kind: rank for rank, row in enumerate(rows())}


def _page_spans(sheet: Page, keep_officials: bool) -> list[list[Span]]:
    named: Iterable[Found] = names(sheet)
    if keep_officials:
        named = (name for name in named if not in_office(sheet, name))
    result: list[list[Span]] = [[] for _ in sheet.starts]
    patterned = (where(sheet, sheet.bare, family.signs, partial(_patterned, family)) for family in families())
    starts = sheet.starts
    for start, end, kind, _ in _joined(chain(*patterned, addresses(sheet), named)):
        number = bisect_right(starts, start) - 1
        first = starts[number]
        result[number].append(Span(start - first, end - first, kind))
    return result


def _patterned(family: Family, sheet: Page) -> Iterator[Found]:
    kept = _shielded(family, sheet)
    for rule in family.rules:
        kind, doubtful = rule.kind, rule.doubtful
        around = kept[kind]
        for start, end in rule.finder.data(sheet.plain if rule.cased else sheet.bare):
            if not around.touch(start, end):
                yield Found(start, end, kind, doubtful)


def _shielded(family: Family, sheet: Page) -> dict[str, Stretches]:
    """What each kind must not touch."""
    found: dict[str, list[Stretch]] = {rule.kind: [] for rule in family.rules}
    for shield in family.shields:
        stretches = shield.scan.stretches(sheet.bare)
        for kind in shield.kinds:
            found[kind] += stretches
    return {kind: Stretches(stretches) for kind, stretches in found.items()}


class Stretches:
    """Stretches of a page, and whether another touches one of them."""

    def __init__(self, stretches: list[Stretch]) -> None:
        ordered = sorted(stretches)
        self._starts = [start for start, _ in ordered]
        self._ends = [0, *accumulate([end for _, end in ordered], max)]  # the farthest so far: they may overlap

    def touch(self, start: int, end: int) -> bool:
        return self._ends[bisect_left(self._starts, end)] > start


def _joined(found: Iterable[Found]) -> Iterator[Found]:
    """Overlapping finds as one, of the kind with the strongest claim."""
    last: Found | None = None
    for one in sorted(set(found)):
        if last and one.start < last.end:
            last = min(last, one, key=_claim)._replace(start=last.start, end=max(last.end, one.end))
            continue
        if last:
            yield last
        last = one
    if last:
        yield last


def _claim(found: Found) -> tuple[bool, int]:
    """The lower, the stronger."""
    return found.doubtful, _RANK[found.kind]
