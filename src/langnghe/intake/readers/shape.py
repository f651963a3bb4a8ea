"""What goes into a reader and what comes out of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from langnghe.text.blocks import Block, Unread


class Refused(Exception):
    """The whole file cannot or must not be read; the message is a Vietnamese sentence that says what to do."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may cost before it is given up."""

    seconds: float = 30.0
    memory: int = 2 << 30  # bytes of address space of the reading process
    file_bytes: int = 100 << 20
    unzipped_bytes: int = 300 << 20
    unzip_ratio: int = 250  # an honest report shrinks 5 to 30 times
    entries: int = 5_000
    characters: int = 20_000_000
    rows: int = 200_000
    columns: int = 500
    pages: int = 600
    pixels: int = 120_000_000
    ocr_pages: int = 40
    ocr_page_seconds: float = 60.0
    ocr_seconds: float = 600.0


LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Layout:
    """How a unit fills its table, remembered: which column says what.

    ``columns`` maps a column's header text to its role (see ``columns.yaml``); ``author`` columns are emptied.
    """

    columns: Mapping[str, str]
    header_rows: int = 1
    sheet: str | None = None  # None: every sheet

    def header(self, role: str) -> str | None:
        """Text of the first column header that has ``role``."""
        return next((text for text, its_role in self.columns.items() if its_role == role), None)


@dataclass(frozen=True, slots=True)
class Source:
    """One file and how to read it."""

    content: bytes
    name: str = ""
    path: str = ""
    layout: Layout | None = None
    drop_people: bool = True
    limits: Limits = LIMITS
    more_time: Callable[[float], None] = lambda seconds: None  # asks the watching process for patience


@dataclass(slots=True)
class Draft:
    """The blocks of a file while it is being read."""

    blocks: list[Block] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Reading:
    """All that was read of a file, what was not and why, and remarks for the person who sent it."""

    blocks: tuple[Block, ...]
    unread: tuple[Unread, ...]
    notes: tuple[str, ...]
    format: str  # "docx", "pdf" ...; "" where it is not one that is read

    def at(self, place: str) -> Block:
        """The block at ``place``; KeyError where there is none."""
        for block in self.blocks:
            if block.place == place:
                return block
        raise KeyError(place)
