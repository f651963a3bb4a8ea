"""Tables of any format: find the header rows, name each column, empty the columns that say who spoke."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from langnghe import tables
from langnghe.intake.readers.lines import is_letterhead, kind_of
from langnghe.intake.readers.shape import Layout
from langnghe.text.blocks import CELL_SEPARATOR, Block, Kind
from langnghe.text.columns import best, fits
from langnghe.text.normal import fold

AUTHOR = "author"
HEADER_CELL = 90  # characters; a longer cell is not a column's name
TITLE_CELL = 160  # characters; a longer line above a table is text
HEADER_DEPTH = 25  # a table's header lies within its first rows, below the title
DATE = "date"


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table. A cell that continues another one, to the left or above, is empty."""

    cells: tuple[str, ...]
    place: str
    marked_header: bool = False  # the file itself says that the row is a header
    covered: frozenset[int] | None = None  # columns that a wider cell to the left covers; None: not known

    def gap_at(self, i: int) -> bool:
        """Whether column ``i`` is empty because a wider cell may reach over it."""
        return i < len(self.cells) and not self.cells[i] and (self.covered is None or i in self.covered)


# --- roles ------------------------------------------------------------------------------------------------------


@cache
def role_of(header: str) -> str | None:
    """Role of the column with this header text ("content", "author", "place" ...), None where it is not known.

    Under a wider name the column's own part tells first: "Tiếp nhận / Người gọi" says who spoke.
    """
    _, part, own = header.rpartition(" / ")
    if part and (role := role_of(own)):
        return role
    found = fits(header, tables.read(__package__, "columns.yaml"))
    if found[AUTHOR] and not _holds_content(found):
        return AUTHOR
    return best(found | {AUTHOR: 0})


def _holds_content(found: Mapping[str, int]) -> bool:
    """A header that names what was said beside who said it must keep its column; the redactor sees to the names."""
    return bool(found["content"] or found["answer"] or found["officer"])


# --- header -----------------------------------------------------------------------------------------------------


def _is_header_like(row: Row) -> bool:
    texts = [cell for cell in row.cells if cell]
    return len(texts) >= 2 and all(len(text) <= HEADER_CELL and not text[0].isdigit() for text in texts)


def _known_names(row: Row) -> int:
    return sum(1 for cell in row.cells if cell and len(cell) <= HEADER_CELL and role_of(cell))


def _is_column_numbers(row: Row) -> bool:
    """The row "(1) (2) (3)" or "A B 1 2=3+4" that official forms put under the header."""
    texts = [cell for cell in row.cells if cell]
    return len(texts) >= 2 and all(re.fullmatch(r"\(?(?:\d{1,2}|[A-ZĐ])\)?(?:\s*=.*)?", text) for text in texts)


def find_header(rows: Sequence[Row], layout: Layout | None = None) -> tuple[int, int]:
    """Number (from 0) of the first header row and how many there are; (0, 0) where the table has none."""
    first = _first_header(rows, layout)
    if first is None:
        return 0, 0
    count = max(layout.header_rows, 1) if layout else _count_headers(rows, first)
    after = first + count
    if after < len(rows) and _is_column_numbers(rows[after]) and not layout:
        count += 1
    return first, count


def _first_header(rows: Sequence[Row], layout: Layout | None) -> int | None:
    top = range(min(len(rows), HEADER_DEPTH))
    if layout:
        wanted = {fold(name) for name in layout.columns}
        hits = {i: sum(1 for cell in rows[i].cells if cell and _names_any(cell, wanted)) for i in top}
        best = max(top, key=lambda i: hits[i], default=None)
        if best is not None and hits[best]:
            return best
    marked = next((i for i in top if rows[i].marked_header), None)
    if marked is not None:
        return marked
    known = next((i for i in top if _is_header_like(rows[i]) and _known_names(rows[i]) >= 2), None)
    return _full_first_row(rows) if known is None else _top_of_header(rows, known)


def _top_of_header(rows: Sequence[Row], known: int) -> int:
    """The first of the header rows that end with row ``known``: those above it only name its cells together."""
    first = known
    while first and _is_header_like(rows[first - 1]) and _goes_on(rows[first - 1], rows[first]):
        first -= 1
    return first


def _names_any(cell: str, wanted: set[str]) -> bool:
    return fold(cell) in wanted or any(name.startswith(fold(cell) + " /") for name in wanted)


def _full_first_row(rows: Sequence[Row]) -> int | None:
    """A first row with a short word in every column above rows with longer text or numbers."""
    for i, row in enumerate(rows[:HEADER_DEPTH]):
        if len([cell for cell in row.cells if cell]) < 2:
            continue
        below = rows[i + 1 : i + 6]
        full = all(row.cells) and len(row.cells) >= 2 and _is_header_like(row)
        longer = any(len(cell) > HEADER_CELL or cell[:1].isdigit() for each in below for cell in each.cells)
        return i if full and longer else None
    return None


def _count_headers(rows: Sequence[Row], first: int) -> int:
    count = 1
    while first + count < len(rows) and _goes_on(rows[first + count - 1], rows[first + count]):
        count += 1
    return count


def _goes_on(row: Row, below: Row) -> bool:
    """Whether ``below`` is a further header row: the file says so, or it only names parts of a wider cell above."""
    if row.marked_header and below.marked_header:
        return True
    named = [i for i, cell in enumerate(below.cells) if cell]
    if len(named) < 2 or not _is_header_like(below):
        return False
    return all(row.gap_at(i) or row.gap_at(i + 1) for i in named)


def column_names(header: Sequence[Row]) -> tuple[str, ...]:
    """One name per column; the parts of a name over several rows are joined by " / "."""
    rows = [row for row in header if not _is_column_numbers(row)] or list(header)
    width = max((len(row.cells) for row in rows), default=0)
    return tuple(" / ".join(_name_parts(rows, i)) for i in range(width))


def _name_parts(rows: Sequence[Row], i: int) -> list[str]:
    parts: list[str] = []
    for depth, row in enumerate(rows):
        part = row.cells[i] if i < len(row.cells) else ""
        if row.gap_at(i) and not parts and any(row.cells[i] for row in rows[depth + 1 :] if i < len(row.cells)):
            part = next((cell for cell in reversed(row.cells[:i]) if cell), "")  # under a wider cell
        if part and part not in parts:
            parts.append(part)
    return parts


def guess_layout(rows: Iterable[Sequence[str]], sheet: str | None = None) -> Layout:
    """The layout of a table as its header words tell it; no columns where no header is found."""
    table = [Row(tuple(cells), str(i)) for i, cells in enumerate(rows, start=1)]
    first, count = find_header(table)
    names = column_names(table[first : first + count])
    return Layout({name: role for name in names if name and (role := role_of(name))}, max(count, 1), sheet)


# --- blocks -----------------------------------------------------------------------------------------------------


def roles_of(columns: Sequence[str], layout: Layout | None) -> list[str | None]:
    """Role of each column: as remembered in ``layout``, else as its header tells."""
    remembered = {fold(name): role for name, role in layout.columns.items()} if layout else {}
    return [remembered.get(fold(name)) or (role_of(name) if name else None) for name in columns]


def table_blocks(rows: Sequence[Row], layout: Layout | None = None, drop_people: bool = True) -> list[Block]:
    """Blocks of a table: what stands above its header, the header rows, and the rows below, blank rows left out."""
    blocks: list[Block] = []
    for part in _parts(rows, layout):
        first, count = find_header(part, layout)
        columns = column_names(part[first : first + count]) if count else ()
        hidden = _author_columns(columns, layout) if drop_people else frozenset()
        blocks += [_title_block(row) for row in part[:first] if any(row.cells)]
        blocks += [_row_block("header_row", row, columns) for row in part[first : first + count]]
        blocks += [_row_block("row", row, columns, hidden) for row in part[first + count :] if any(row.cells)]
    return blocks


def _parts(rows: Sequence[Row], layout: Layout | None) -> list[Sequence[Row]]:
    """The tables that stand under one another in ``rows``, each from its title to its last row."""
    first, count = find_header(rows, layout)
    cuts = [
        i
        for i in range(first + count + 1, len(rows))
        if count and rows[i].cells[0] and _is_header_like(rows[i]) and _all_known(rows[i])
    ]
    edges = [0, *cuts, len(rows)]
    return [rows[start:end] for start, end in pairwise(edges)]


def _all_known(row: Row) -> bool:
    texts = [cell for cell in row.cells if cell]
    return len(texts) >= 3 and _known_names(row) == len(texts)


def _title_block(row: Row) -> Block:
    texts = [cell for cell in row.cells if cell]
    if is_letterhead(" ".join(texts)):
        return Block("header", " ".join(texts), row.place)
    if len(texts) > 1:
        return _row_block("row", row, ())
    kind, level = kind_of(texts[0])
    if kind == "paragraph" and len(texts[0]) <= TITLE_CELL and texts[0][-1] not in ".;,":
        kind, level = "heading", 2
    return Block(kind, texts[0], row.place, level)


def _author_columns(columns: Sequence[str], layout: Layout | None) -> frozenset[int]:
    return frozenset(i for i, role in enumerate(roles_of(columns, layout)) if role == AUTHOR)


def _row_block(kind: Kind, row: Row, columns: tuple[str, ...], hidden: frozenset[int] = frozenset()) -> Block:
    cells = ["" if i in hidden else cell for i, cell in enumerate(row.cells)]
    return Block(kind, CELL_SEPARATOR.join(cells), row.place, columns=columns)
