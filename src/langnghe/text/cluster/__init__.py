"""Opinions into themes: compared by their words (words.py), grouped (centres.py), named (titles.py)."""

from langnghe.text.cluster.theming import (
    FEW,
    MOST,
    NAMED_BY,
    SEED,
    Item,
    Known,
    Theme,
    group,
    how_many,
    is_satisfied,
    themes,
)

__all__ = ["FEW", "MOST", "NAMED_BY", "SEED", "Item", "Known", "Theme", "group", "how_many", "is_satisfied", "themes"]
