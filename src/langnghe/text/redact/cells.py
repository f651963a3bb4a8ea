"""Cells of a table: a column's header says what its cells hold."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from langnghe.text.redact.engine import Redacted, Span, marked, redact_many
from langnghe.text.redact.letters import encode, fold, lower
from langnghe.text.redact.lexicon import around, key, written

_TITLE = re.compile(r"(?i)^(?:hộ )?(?:ông|bà|anh|chị|cô|chú|bác|cụ|em|cháu|mr|mrs|ms)\.? +")
_NAME_ENDS = re.compile(r"[,;(\n\t:–—0-9]| - ")
_LONGEST_NAME = 6  # words


@cache
def _headers() -> tuple[tuple[str, re.Pattern[bytes]], ...]:
    """Each kind with the words that a header of its column begins with, or is."""
    rows = (row.split(":", 1) for row in written("columns"))
    return tuple((kind, re.compile(words.strip().encode())) for kind, words in rows)


@cache
def _column_kind(header: str) -> str | None:
    plain = fold(lower(encode(" ".join(header.split()))))
    return next((kind for kind, words in _headers() if words.search(plain)), None)


def redact_row(cells: Sequence[str], columns: Sequence[str], *, keep_officials: bool = False) -> list[Redacted]:
    """The cells of one row redacted, under the headers of their columns ("" where there is none).

    Under a header that holds people ("Họ tên", "SĐT", "Ngày sinh") a cell is masked as a whole, in any casing.
    """
    headers = [*columns, *[""] * (len(cells) - len(columns))]
    results = redact_many(cells, keep_officials=keep_officials)
    kinds = [_column_kind(header) for header in headers[: len(cells)]]
    return [_under(kind, cell, result) for kind, cell, result in zip(kinds, cells, results, strict=True)]


def _under(kind: str | None, cell: str, result: Redacted) -> Redacted:
    if kind is None or "[" in cell:
        return result
    if kind == "ADDRESS":
        return _address(cell, result)
    whole = _name_in(cell) if kind == "NAME" else _whole(cell, kind)
    if whole is None:
        return result
    others = [span for span in result.spans if span.end <= whole.start or span.start >= whole.end]
    spans = sorted([*others, whole])
    return Redacted(marked(cell, spans), spans)


def _whole(cell: str, kind: str) -> Span | None:
    text = cell.strip()
    start = cell.find(text)
    return Span(start, start + len(text), kind) if any(map(str.isalnum, text)) else None


def _name_in(cell: str) -> Span | None:
    """The name at the head of a cell, without its form of address; None where the cell names no person."""
    begin = len(cell) - len(cell.lstrip())
    title = _TITLE.match(cell[begin:])
    start = begin + (title.end() if title else 0)
    end = _NAME_ENDS.search(cell, start)
    text = cell[start : end.start() if end else len(cell)].rstrip(" .")
    words = text.split()
    if not 0 < len(words) <= _LONGEST_NAME or key(words[0]) in around("not_first") | around("groups"):
        return None
    return Span(start, start + len(text), "NAME") if any(map(str.isalpha, text)) else None


def _address(cell: str, result: Redacted) -> Redacted:
    """A cell of addresses is read as if "địa chỉ:" stood before it."""
    lead = "địa chỉ: "
    read = redact_many([lead + cell])[0].spans
    spans = [Span(span.start - len(lead), span.end - len(lead), span.kind) for span in read if span.start >= len(lead)]
    return Redacted(marked(cell, spans), spans) if spans else result
