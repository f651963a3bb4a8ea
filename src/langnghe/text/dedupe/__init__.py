"""Which statements repeat each other (copies.py), and which are about the same matter in other words (matters.py)."""

from langnghe.text.dedupe.linking import (
    Counts,
    Item,
    Link,
    counts,
    evidence,
    groups,
    in_order,
    links,
    pairs,
    repeats,
    same_matter,
    union,
)

__all__ = [
    "Counts",
    "Item",
    "Link",
    "counts",
    "evidence",
    "groups",
    "in_order",
    "links",
    "pairs",
    "repeats",
    "same_matter",
    "union",
]
