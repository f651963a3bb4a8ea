"""A report cut into single opinions: titles (outline.py), tables, clauses, their signs, how they join (reading.py)."""

from langnghe.text.split.outline import parse
from langnghe.text.split.reading import Opinion, Rest, Split, match, records, split
from langnghe.text.split.signs import REASONS

__all__ = ["REASONS", "Opinion", "Rest", "Split", "match", "parse", "records", "split"]
