"""What a paper is made of, whatever file it becomes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

PartKind = Literal["letterhead", "title", "heading", "paragraph", "bullet", "table", "signature", "recipients"]


@dataclass(frozen=True, slots=True)
class Part:
    """A paragraph, a heading, or a table; ``merges`` are (top, left, bottom, right) of its merged cells."""

    kind: PartKind
    text: str = ""
    level: int = 0
    rows: tuple[tuple[str, ...], ...] = ()
    heads: int = 1  # how many of the rows are headers
    merges: tuple[tuple[int, int, int, int], ...] = ()
