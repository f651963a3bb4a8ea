"""The remembered layout of spreadsheets: what an officer has said a column means holds for every later file.

A column's header alone decides in most files. Where it misleads, the officer corrects its role once; from then on the
splitter is shown a header that says so, and a column of people is emptied before anything is stored.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from langnghe.intake.models import ColumnRole
from langnghe.text.blocks import CELL_SEPARATOR, Block
from langnghe.text.normal import fold

# Headers that the splitter understands, for the roles that an officer can choose.
PLAIN_HEADERS = {
    ColumnRole.Role.CONTENT: "Nội dung",
    ColumnRole.Role.ANSWER: "Kết quả trả lời",
    ColumnRole.Role.PLACE: "Địa bàn",
    ColumnRole.Role.UNIT: "Cơ quan giải quyết",
    ColumnRole.Role.OTHER: "Ghi chú",
}


def remembered() -> dict[str, str]:
    """Role by folded header."""
    return dict(ColumnRole.objects.values_list("header", "role"))


def without_people(blocks: Sequence[Block], roles: Mapping[str, str]) -> list[Block]:
    """The blocks with the columns emptied that are remembered as columns of people."""
    people = {header for header, role in roles.items() if role == ColumnRole.Role.PEOPLE}
    return [_emptied(block, people) if people and block.kind == "row" else block for block in blocks]


def _emptied(block: Block, people: set[str]) -> Block:
    hidden = {number for number, column in enumerate(block.columns) if fold(column) in people}
    cells = ["" if number in hidden else cell for number, cell in enumerate(block.cells)]
    return replace(block, text=CELL_SEPARATOR.join(cells))


def with_plain_headers(blocks: Sequence[Block], roles: Mapping[str, str]) -> list[Block]:
    """The blocks with remembered columns headed by their role, as the splitter is shown them; text and places stay."""
    plain = {header: PLAIN_HEADERS.get(ColumnRole.Role(role)) for header, role in roles.items()}
    return [
        replace(block, columns=tuple(plain.get(fold(column)) or column for column in block.columns))
        if plain and block.columns
        else block
        for block in blocks
    ]
