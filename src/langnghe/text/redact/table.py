"""The table of kinds (``data/redact.yaml``), compiled once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import re2
import yaml

Stretch = tuple[int, int]  # of a view: start, and end exclusive


class Scanner:
    """A pattern sought in linear time over bytes; it must not match an empty stretch.

    Asks the binding's own matcher: to make and read its match objects takes longer than the search.
    """

    def __init__(self, pattern: str) -> None:
        compiled = re2.compile(pattern.encode("ascii"), _OPTIONS)
        self._match, self._grouped = compiled._regexp.Match, compiled.groups > 0

    def stretches(self, view: bytes) -> list[Stretch]:
        """Each find from left to right, none inside another."""
        match, end = self._match, len(view)
        found, (whole, *_) = [], match(_UNANCHORED, view, 0, end)
        while whole != _NOWHERE:
            found.append(whole)
            whole = match(_UNANCHORED, view, whole[1], end)[0]
        return found

    def starts(self, view: bytes) -> Iterator[int]:
        """Where finds begin; one may begin inside another."""
        match, at, end = self._match, -1, len(view)
        while (at := match(_UNANCHORED, view, at + 1, end)[0][0]) >= 0:
            yield at

    def data(self, view: bytes) -> list[Stretch]:
        """Of each find what its group holds, or all of it where no group took part."""
        if not self._grouped:
            return self.stretches(view)
        match, end = self._match, len(view)
        found, (whole, *groups) = [], match(_UNANCHORED, view, 0, end)
        while whole != _NOWHERE:
            datum = max(groups)
            found.append(whole if datum == _NOWHERE else datum)
            whole, *groups = match(_UNANCHORED, view, whole[1], end)
        return found


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
    """A compiled pattern and the kinds it finds, or keeps from being found."""

    kinds: tuple[str, ...]
    pattern: Scanner
    cased: bool = False
    doubtful: bool = False


_UNANCHORED, _NOWHERE = re2._Anchor.UNANCHORED, (-1, -1)
_OPTIONS = re2.Options()
_OPTIONS.encoding = re2.Options.Encoding.LATIN1  # one byte a letter, as the views have it
_OPTIONS.max_mem = 1 << 26  # bytes: the longest lists of names need more than the default 8 MiB


@cache
def _file() -> dict[str, Any]:
    text = (files("langnghe.text") / "data" / "redact.yaml").read_text("utf-8")
    loaded: dict[str, Any] = yaml.safe_load(text)
    return loaded


def _filled(pattern: str) -> str:
    while "<" in pattern and (part := re.search(r"<([A-Z_]+)>", pattern)):
        pattern = pattern.replace(part[0], _file()["parts"][part[1]])
    return pattern


def _union(patterns: Iterable[str]) -> Scanner:
    """All patterns of a row as one scan; what one find hides of another, the next round sees."""
    return Scanner(_filled("|".join(patterns)))


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
def interest() -> Scanner:
    """Matches from the first sign of a patterned kind to the end of its text; texts without one need no rule."""
    return Scanner(rf"(?:{_filled('|'.join(_file()['interest']))})[^\x00]*")


@cache
def rules() -> tuple[Rule, ...]:
    found = []
    for row in rows():
        if row.patterns:
            found.append(Rule((row.kind,), _union(row.patterns)))
        if row.cased:
            found.append(Rule((row.kind,), _union(row.cased), cased=True))
        if row.doubtful:
            found.append(Rule((row.kind,), _union(row.doubtful), doubtful=True))
    return tuple(found)


@cache
def shields() -> tuple[Rule, ...]:
    return tuple(Rule(tuple(row["shields"]), _union(row["patterns"])) for row in _file()["left_alone"])


@cache
def marks() -> dict[str, str]:
    return {row.kind: row.mark for row in rows()}
