"""The table of kinds (``data/redact.yaml``), compiled once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import re2
import yaml

Stretch = tuple[int, int]  # of a view: start, and end exclusive


class Scanner:
    """A pattern sought in linear time over bytes; it must not match an empty stretch.

    Asks the binding's own matcher: to make and read its match objects takes longer than the search. Groups are not
    filled: that takes longer than both.
    """

    def __init__(self, pattern: str) -> None:
        self._match = re2.compile(pattern.encode("ascii"), _UNGROUPED)._regexp.Match

    def first(self, view: bytes, at: int = 0) -> int:
        """Where the first find from ``at`` on begins; -1 is nowhere."""
        start: int = self._match(_UNANCHORED, view, at, len(view))[0][0]
        return start

    def starts(self, view: bytes) -> Iterator[int]:
        """Where finds begin; one may begin inside another."""
        match, at, end = self._match, -1, len(view)
        while (at := match(_UNANCHORED, view, at + 1, end)[0][0]) >= 0:
            yield at

    def stretches(self, view: bytes) -> list[Stretch]:
        """Each find from left to right, none inside another."""
        match, end = self._match, len(view)
        found, (whole,) = [], match(_UNANCHORED, view, 0, end)
        while whole != _NOWHERE:
            found.append(whole)
            (whole,) = match(_UNANCHORED, view, whole[1], end)
        return found


class Finder:
    """Patterns sought in one scan; what one find hides of another, the next round sees."""

    def __init__(self, patterns: Iterable[str]) -> None:
        filled = [_filled(pattern) for pattern in patterns]
        compiled = [re2.compile(pattern.encode("ascii"), _GROUPED) for pattern in filled]
        self._scan, self._grouped = Scanner("|".join(filled)), any(one.groups for one in compiled)
        self._matches = [one._regexp.Match for one in compiled]

    def data(self, view: bytes) -> list[Stretch]:
        """Of each find what its group holds, or all of it where no group took part."""
        found = self._scan.stretches(view)
        return [self._datum(view, whole) for whole in found] if self._grouped else found

    def _datum(self, view: bytes, whole: Stretch) -> Stretch:
        """The first pattern that begins where something was found is the one that found it; only here it is grouped."""
        for match in self._matches:
            *_, datum = match(_ANCHORED, view, whole[0], len(view))
            if datum != _NOWHERE:
                return datum
        return whole


@dataclass(frozen=True, slots=True)
class Row:
    """One kind of personal data: its mark, its patterns, and sentences that show it and what is not it."""

    kind: str
    mark: str
    patterns: tuple[str, ...]
    cased: tuple[str, ...]
    doubtful: tuple[str, ...]
    examples: tuple[str, ...]
    counters: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """The patterns of a kind that read the same view, and have the same claim."""

    kind: str
    finder: Finder
    cased: bool
    doubtful: bool


@dataclass(frozen=True, slots=True)
class Shield:
    """What looks like some kinds and is not."""

    kinds: tuple[str, ...]
    scan: Scanner


@dataclass(frozen=True, slots=True)
class Family:
    """Kinds that show in the same signs; a text without a sign needs none of their rules."""

    signs: Scanner
    rules: tuple[Rule, ...]
    shields: tuple[Shield, ...]


_UNANCHORED, _ANCHORED, _NOWHERE = re2._Anchor.UNANCHORED, re2._Anchor.ANCHOR_START, (-1, -1)


def _options(*, never_capture: bool = False) -> re2.Options:
    options = re2.Options()
    options.encoding = re2.Options.Encoding.LATIN1  # one byte a letter, as the views have it
    options.max_mem = 1 << 26  # bytes: the longest lists of names need more than the default 8 MiB
    options.never_capture = never_capture
    return options


_GROUPED, _UNGROUPED = _options(), _options(never_capture=True)


@cache
def _file() -> dict[str, Any]:
    text = (files("langnghe.text") / "data" / "redact.yaml").read_text("utf-8")
    loaded: dict[str, Any] = yaml.safe_load(text)
    return loaded


def _filled(pattern: str) -> str:
    while "<" in pattern and (part := re.search(r"<([A-Z_]+)>", pattern)):
        pattern = pattern.replace(part[0], _file()["parts"][part[1]])
    return pattern


@cache
def rows() -> tuple[Row, ...]:
    """Every kind, the stronger claim to an overlapping find first."""
    return tuple(
        Row(
            row["kind"],
            row["mark"],
            *(tuple(row.get(key, ())) for key in ("patterns", "cased", "doubtful", "examples", "counters")),
        )
        for row in _file()["kinds"]
    )


@cache
def families() -> tuple[Family, ...]:
    return tuple(
        Family(Scanner(_filled("|".join(one["signs"]))), _rules(one["kinds"]), _shields(one["kinds"]))
        for one in _file()["interest"]
    )


def _rules(kinds: Sequence[str]) -> tuple[Rule, ...]:
    return tuple(
        Rule(row.kind, Finder(patterns), cased=patterns is row.cased, doubtful=patterns is row.doubtful)
        for row in rows()
        for patterns in (row.patterns, row.cased, row.doubtful)
        if row.kind in kinds and patterns
    )


def _shields(kinds: Sequence[str]) -> tuple[Shield, ...]:
    return tuple(
        Shield(tuple(row["shields"]), Scanner(_filled("|".join(row["patterns"]))))
        for row in _file()["left_alone"]
        if not set(kinds).isdisjoint(row["shields"])
    )


@cache
def marks() -> dict[str, str]:
    return {row.kind: row.mark for row in rows()}
