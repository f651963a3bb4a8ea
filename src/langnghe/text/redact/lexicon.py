"""Names and the words around them, from the files in ``text/data``."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import yaml

from langnghe.text.redact.letters import encode, fold, lower

Words = frozenset[bytes]


def _text(name: str) -> str:
    return (files("langnghe.text") / "data" / name).read_text("utf-8")


def key(word: str) -> bytes:
    """A word as the scanners' small view has it."""
    return lower(encode(word.replace("_", " ").strip()))


def _listed(name: str) -> list[str]:
    lines = [line for line in _text(name).splitlines() if not line.startswith("#")]
    return " ".join(lines).split()


def _phrases(name: str) -> Words:
    lines = [line for line in _text(name).splitlines() if not line.startswith("#")]
    return frozenset(key(phrase) for phrase in ",".join(lines).split(","))


def bared(words: Words) -> Words:
    return frozenset(fold(word) for word in words)


SURNAMES = frozenset(key(word.rstrip("*")) for word in _listed("names_surnames.txt"))
WEAK = frozenset(key(word.rstrip("*")) for word in _listed("names_surnames.txt") if word.endswith("*"))
GIVEN = frozenset(key(word) for word in _listed("names_given.txt"))
NICKNAMES = frozenset(key(word) for word in _listed("names_nicknames.txt"))
HEROES = _phrases("names_heroes.txt")
PLACES = _phrases("names_places.txt")


@cache
def _around() -> dict[str, list[str]]:
    loaded: dict[str, list[str]] = yaml.safe_load(_text("redact_names.yaml"))
    return loaded


def around(name: str) -> Words:
    """A list of ``redact_names.yaml`` as scanner words; rows may hold several, by commas."""
    return frozenset(key(word) for row in _around()[name] for word in str(row).split(","))


def written(name: str) -> list[str]:
    """A list of ``redact_names.yaml`` as it is written."""
    return _around()[name]


def relatives() -> Words:
    """ "con trai tôi", "mẹ em", "vợ anh là": every relative with every owner."""
    return frozenset(relative + b" " + owner for relative in around("family") for owner in around("owners"))
