"""The table of kinds (``data/redact.yaml``), compiled once."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import re2
import yaml


@dataclass(frozen=True, slots=True)
class Row:
    """One kind of personal data: its mark, its patterns, and sentences that show it and what is not it."""

    kind: str
    mark: str
    patterns: tuple[str, ...]
    cased: tuple[str, ...]
    examples: tuple[str, ...]
    counters: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """A compiled pattern and the kinds it finds, or keeps from being found."""

    kinds: tuple[str, ...]
    pattern: Any
    cased: bool
    group: int  # 1 where parentheses hold the datum, else 0


_OPTIONS = re2.Options()
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


def scanner(pattern: str) -> Any:
    """A linear-time scanner over bytes; no capturing group means no second pass."""
    return re2.compile(pattern.encode("ascii"), _OPTIONS)


def _rule(kinds: tuple[str, ...], pattern: str, cased: bool) -> Rule:
    compiled = scanner(_filled(pattern))
    return Rule(kinds, compiled, cased, min(compiled.groups, 1))


@cache
def rows() -> tuple[Row, ...]:
    """Every kind, the stronger claim to an overlapping find first."""
    return tuple(
        Row(
            row["kind"],
            row["mark"],
            *(tuple(row.get(key, ())) for key in ("patterns", "cased", "examples", "counters")),
        )
        for row in _file()["kinds"]
    )


@cache
def rules() -> tuple[Rule, ...]:
    return tuple(
        _rule((row.kind,), pattern, cased)
        for row in rows()
        for cased, patterns in ((False, row.patterns), (True, row.cased))
        for pattern in patterns
    )


@cache
def shields() -> tuple[Rule, ...]:
    return tuple(
        _rule(tuple(row["shields"]), pattern, False) for row in _file()["left_alone"] for pattern in row["patterns"]
    )


@cache
def marks() -> dict[str, str]:
    return {row.kind: row.mark for row in rows()}
