"""The table of kinds (``data/redact.yaml``), compiled once."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import re2
import yaml

Scanner = Any  # a compiled RE2 pattern; the binding has no types


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


def scanner(pattern: str) -> Scanner:
    """A linear-time scanner over bytes; no capturing group means no second pass."""
    return re2.compile(pattern.encode("ascii"), _OPTIONS)


def _union(patterns: Iterable[str]) -> Scanner:
    """All patterns of a row as one scan; what one find hides of another, the next round sees."""
    return scanner(_filled("|".join(patterns)))


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
    return scanner(rf"(?:{_filled('|'.join(_file()['interest']))})[^\x00]*")


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
