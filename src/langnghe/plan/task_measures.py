"""Measures in the words of a plan: "Tối thiểu 12 cuộc đối thoại", "≥ 90% phản ánh được trả lời đúng hạn".

>>> [(each.way, each.target, each.counted_in) for each in read_measures("Ít nhất 02 hội nghị; không quá 5% quá hạn")]
[('least', Decimal('2'), 'hội nghị'), ('most', Decimal('5'), '%')]
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from langnghe import tables
from langnghe.text.normal import clean, fold

LONGEST_NAME = 300
_NUMBER = re.compile(
    r"(?<![\w/.,-])(\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+(?:,\d+)?)\s*(%|[^\W\d_]+(?:\s+[^\W\d_]+)?)?(?![\w/])"
)
_MOST = re.compile(r"(?:khong qua|toi da|duoi|khong vuot qua|<=?|≤)\s*$")
_NO_MEASURE = re.compile(
    r"(?:\bso|\bnam|\bquy|\bthang|\bngay|\bdieu|\bkhoan|\bdot|\bgiai doan|\blan thu|\bphu luc|\bmau)\s*$"
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """One measure as written."""

    name: str
    way: str  # "least" or "most"
    target: Decimal
    counted_in: str


def read_measures(text: str, *, sure: bool = True) -> list[Wanted]:
    """Measures in a cell, one of each clause; ``sure`` false: of a cell about products, only known units count."""
    pieces = re.split(r"[;\n]|(?<=[^\d\s])\.\s+", clean(text))
    found = {each.name: each for piece in pieces if (each := _measure(piece.strip(" .-+*•"), sure))}
    return list(found.values())


def number(text: str) -> Decimal:
    """A number as Vietnamese write it: 1.200 is one thousand two hundred, 95,5 a little over 95."""
    return Decimal(text.replace(".", "").replace(",", "."))


def _measure(piece: str, sure: bool) -> Wanted | None:
    for match in _NUMBER.finditer(piece):
        before = fold(piece[: match.start()])
        counted_in = _counted_in(match[2] or "", sure)
        if _NO_MEASURE.search(before) or counted_in is None:
            continue
        way = "most" if _MOST.search(before) else "least"
        return Wanted(piece[:LONGEST_NAME], way, number(match[1]), counted_in)
    return None


def _counted_in(words: str, sure: bool) -> str | None:
    if words == "%":
        return words
    first = words.split(" ")[0]
    for candidate in (words, first):
        if candidate and fold(candidate) in counting_words():
            return candidate.lower()
    return first.lower() if sure and first else None


@cache
def counting_words() -> frozenset[str]:
    """What offices count their work in, folded (``task_measures.yaml``)."""
    return frozenset(tables.read(__package__, "task_measures.yaml")["counted_in"])


def sources() -> dict[str, dict[str, str]]:
    """The table of sources: key -> {vi, en, counted_in, words}."""
    return tables.read(__package__, "sources.yaml")


def guessed_source(name: str, counted_in: str) -> str:
    """Key of the source whose words a measure has and whose unit it is counted in; "" where none fits."""
    return next((key for key in _fitting(fold(name), counted_in)), "")


def _fitting(name: str, counted_in: str) -> Iterator[str]:
    words = set(re.findall(r"\w+|%", name))
    for key, row in sources().items():
        same = fold(row["counted_in"]) == fold(counted_in) or row["counted_in"] != "%" != counted_in
        if same and any(words.issuperset(line.split()) for line in row["words"]):
            yield key
