"""Which column of a table carries what people said, and which say where, by whom and with what answer."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Literal

from langnghe.text.blocks import Block
from langnghe.text.split.words import Mark, areas, lowered, marks

Role = Literal["content", "answer", "unit", "place", "other", ""]
ROLES: tuple[Role, ...] = ("content", "answer", "unit", "place", "other")
SHORTEST_CONTENT = 25  # characters, median of a column that could carry matters
ORDINAL = re.compile(r"[\s.()]*(?:\d{1,3}|[IVX]{1,5}|[A-Zđa-z])[\s.()]*$")


@dataclass(frozen=True, slots=True)
class Table:
    """Roles of the columns of a run of rows."""

    roles: tuple[Role, ...]
    heads: tuple[str, ...] = ()

    def at(self, column: int) -> Role:
        return self.roles[column] if column < len(self.roles) else "other"

    @property
    def has_content(self) -> bool:
        return "content" in self.roles


def role_of(header: str) -> Role:
    """Role of a column by its header: the first word decides, then an answer before a content word."""
    named = marks(header, "column_")
    if not named:
        return ""
    first = named[0]
    if first.any("column_unit") and not first.any("column_content"):
        return "unit"
    if first.any("column_other", "column_place") and not first.any("column_content"):
        return "other" if first.any("column_other") else "place"
    if any(mark.any("column_answer") for mark in named):
        return "answer"
    return "content" if any(mark.any("column_content") for mark in named) else ""


def table_of(rows: Sequence[Block]) -> Table:
    """Roles of the columns of the rows of one table, by their headers and by the shape of their text."""
    body = [row.cells for row in rows if row.kind == "row"]
    heads = _heads(rows)
    width = max([len(cells) for cells in body] + [len(heads)])
    roles: list[Role] = [role_of(heads[i]) if i < len(heads) else "" for i in range(width)]
    shapes = [_typical_length(body, i) for i in range(width)]
    if "content" not in roles:
        roles = _by_shape(roles, shapes, body)
    roles = _by_area(roles, heads, body)
    return Table(tuple(_one_kind_of_content(roles, shapes)), heads)


def _heads(rows: Sequence[Block]) -> tuple[str, ...]:
    """Header of each column: the rows' own, or the header rows joined downward, or a first row that reads like one."""
    named = next((row.columns for row in rows if any(row.columns)), ())
    if named:
        return named
    heads: list[str] = []
    first = [row for row in rows if row.kind == "header_row"] or [row for row in rows[:1] if reads_like_head(row.cells)]
    for row in first:
        for i, cell in enumerate(row.cells):
            heads.extend([""] * (i + 1 - len(heads)))
            heads[i] = f"{heads[i]} {cell}".strip()
    return tuple(heads)


def reads_like_head(cells: Sequence[str]) -> bool:
    """Whether most cells of a row are short names of columns, and none is a number."""
    named = [cell.strip() for cell in cells if cell.strip()]
    if len(named) < 2 or any(cell[0].isdigit() for cell in named):
        return False
    return sum(bool(role_of(cell) or _area(cell)) and len(cell) < 80 for cell in named) > len(named) / 2


def _typical_length(body: list[list[str]], column: int) -> float:
    lengths = [len(cells[column]) for cells in body if column < len(cells) and cells[column].strip()]
    return median(lengths) if lengths else 0


def _by_shape(roles: list[Role], shapes: list[float], body: list[list[str]]) -> list[Role]:
    """Without a telling header the first long column that is not an answer carries the matters."""
    free = [i for i, role in enumerate(roles) if role == "" and shapes[i] >= SHORTEST_CONTENT]
    spoken = [i for i in free if not _tells_actions(body, i)]
    for i in free:
        roles[i] = "answer"
    if spoken:
        roles[max(spoken, key=lambda i: (shapes[i], -i))] = "content"
    return roles


def _by_area(roles: list[Role], heads: Sequence[str], body: list[list[str]]) -> list[Role]:
    """A column headed by an area of life ("An ninh trật tự") carries matters too."""
    named = [i < len(heads) and bool(_area(heads[i])) for i in range(len(roles))]
    if sum(named) < 2 and not any(named[i] and role == "content" for i, role in enumerate(roles)):
        return roles
    return ["content" if named[i] and _holds_matters(body, i) else role for i, role in enumerate(roles)]


def _area(header: str) -> list[Mark]:
    return list(areas("split_columns").find(lowered(header)))


def _holds_matters(body: list[list[str]], column: int) -> bool:
    """Whether the cells of a column are sentences, and not what an office did."""
    return _typical_length(body, column) >= SHORTEST_CONTENT and not _tells_actions(body, column)


def _tells_actions(body: list[list[str]], column: int) -> bool:
    """Whether most cells of a column begin with what an office did."""
    cells = [cells[column] for cells in body if column < len(cells) and cells[column].strip()]
    begun = [found[0] for cell in cells if (found := marks(cell[:60]))]
    acting = sum(mark.start == 0 and mark.any("own_action", "authority") for mark in begun)
    return acting * 2 > len(cells)


def _one_kind_of_content(roles: list[Role], shapes: list[float]) -> list[Role]:
    """A short column beside a long one of content ("Loại phản ánh") only names the kind."""
    longest = max((shapes[i] for i, role in enumerate(roles) if role == "content"), default=0)
    return [
        "other" if role == "content" and shapes[i] < SHORTEST_CONTENT and shapes[i] < longest / 3 else role or "other"
        for i, role in enumerate(roles)
    ]


def is_section_row(block: Block) -> bool:
    """A row with one title and at most an ordinal: "I | LĨNH VỰC GIAO THÔNG | | "."""
    cells = [cell.strip() for cell in block.cells if cell.strip()]
    titles = [cell for cell in cells if not ORDINAL.fullmatch(cell)]
    if len(titles) != 1 or len(block.cells) < 3 or len(titles[0]) > 140:
        return False
    roman = any(re.fullmatch(r"[IVX]{1,5}\.?|[A-H]\.?", cell) for cell in cells)
    return roman or titles[0].isupper() or (len(cells) == 1 and len(titles[0]) < 60)
