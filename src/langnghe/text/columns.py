"""What a column holds, by the words of its header and a table of such words: role -> words.

Words are folded (small letters, no marks) and fit as whole words. ``^`` before a word: the header begins with it; ``=``
before a word: the header is nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from langnghe.text.normal import fold

Words = Mapping[str, Sequence[str]]


def fits(header: str, table: Words) -> dict[str, int]:
    """Length of the longest word of each role that fits the header; 0 where none does."""
    folded = " ".join(re.sub(r"\W+", " ", fold(header)).split())
    return {role: max(_fit(folded, word) for word in words) for role, words in table.items()}


def best(found: Mapping[str, int]) -> str | None:
    """The role whose word is longest, the first one in a draw; None where nothing fits."""
    role = max(found, key=lambda role: found[role])
    return role if found[role] else None


def role_of(header: str, table: Words) -> str | None:
    """Role of the column with this header; None where it is not known."""
    return best(fits(header, table))


def _fit(header: str, word: str) -> int:
    """Length of ``word`` when the folded ``header`` has it as whole words, else 0."""
    if word.startswith("="):
        return len(word) if header == word[1:] else 0
    if word.startswith("^"):
        return len(word) - 1 if f"{header} ".startswith(f"{word[1:]} ") else 0
    return len(word) if f" {word} " in f" {header} " else 0
