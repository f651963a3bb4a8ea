"""The tables of a plan's document, row by row: which column says what, which rows are sections, which tasks.

Nothing is looked up here: units and times stay as written. What the document says around its tables is kept as parts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache

from langnghe import tables
from langnghe.text.blocks import Block
from langnghe.text.columns import role_of

LEAST_COLUMNS = 3  # known headers that make a table one of tasks
LONGEST_HEADER = 90
_SECTION_MARK = re.compile(r"^(?:[IVXLC]+|[A-ZĐ])[.)]?$")
_MARKED = re.compile(r"^((?:[IVXLC]+|[A-ZĐ]|\d{1,3}(?:\.\d{1,3})*)[.)])\s+(?=\S)")
_DOTTED = re.compile(r"^\d{1,3}(?:\.\d{1,3})+\.?$")
_MOST_PARTS = 40


@dataclass(frozen=True, slots=True)
class PlanRow:
    """One task as printed; ``line`` counts the tasks of the document from 1, ``parent`` is another row's line."""

    line: int
    place: str
    section: str
    mark: str
    title: str
    lead: str = ""
    co: str = ""
    when: str = ""
    product: str = ""
    measure: str = ""
    parent: int = 0
    is_head: bool = False  # who and when stand in the rows numbered below it
    carried: tuple[str, ...] = ()  # cells that were empty and say what the row above says


@dataclass(slots=True)
class PlanText:
    """What was found in one document."""

    title: str = ""
    rows: list[PlanRow] = field(default_factory=list)
    parts: list[list[str]] = field(default_factory=list)  # [[heading, text], ...]
    ignored: list[str] = field(default_factory=list)  # headers of columns that are not brought in


def read_plan(blocks: Sequence[Block]) -> PlanText:
    """Tasks of all tables, in order.

    Raises ValueError with a sentence for the user where no table is one of tasks.
    """
    found = PlanText(title=_title(blocks), parts=_parts(blocks))
    for table in _tables(blocks):
        _read_table(table, found)
    if not found.rows:
        raise ValueError(
            "Không thấy bảng nhiệm vụ trong tệp. Bảng cần có ít nhất các cột: Nội dung (nhiệm vụ), "
            "Cơ quan chủ trì, Thời gian hoàn thành. Có thể tải bảng mẫu rồi chép nội dung vào."
        )
    return found


# --- columns ----------------------------------------------------------------------------------------------------


@cache
def column_role(header: str) -> str | None:
    """What a column with this header holds ("title", "lead", "when" ...); None where it is not known."""
    if len(header) > LONGEST_HEADER:
        return None
    return role_of(header, tables.read(__package__, "task_columns.yaml"))


def _roles(columns: Sequence[str]) -> dict[str, int]:
    """Role -> number of its column, the first that has it; of a header in two lines the lower one decides."""
    found: dict[str, int] = {}
    for number, name in enumerate(columns):
        parts = [part for part in name.split(" / ") if part]
        role = next((role for part in reversed(parts) if (role := column_role(part))), None)
        if role:
            found.setdefault(role, number)
    return found


def _is_of_tasks(roles: dict[str, int]) -> bool:
    known = {"title", "lead", "co", "when", "product", "measure"} & roles.keys()
    return "title" in roles and ("lead" in roles or "when" in roles) and len(known) >= LEAST_COLUMNS - ("mark" in roles)


# --- tables -----------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Table:
    roles: dict[str, int]
    columns: tuple[str, ...]
    rows: list[Block] = field(default_factory=list)


def _tables(blocks: Sequence[Block]) -> Iterator[_Table]:
    """Tables of tasks. A table without a header of its own goes on with the one before, as after a page break."""
    current: _Table | None = None
    here = ""
    for block in blocks:
        if block.kind not in ("row", "header_row"):
            continue
        table = block.place.rpartition(".")[0]
        columns = _header(block)
        if columns and (current is None or table != here or columns != current.columns):
            if current:
                yield current
            current = _Table(_roles(columns), columns)
        elif current and table != here and block.columns and len(block.cells) != len(current.columns):
            yield current
            current = None
        here = table
        if current and block.kind == "row" and _header_cells(block.cells) is None:
            current.rows.append(block)
    if current:
        yield current


def _header(block: Block) -> tuple[str, ...] | None:
    """Names of the columns: as the reader told them, or as the row itself says where it took a header for a row."""
    if block.columns and _is_of_tasks(_roles(block.columns)):
        return block.columns
    return _header_cells(block.cells)


def _header_cells(cells: Sequence[str]) -> tuple[str, ...] | None:
    names = tuple(cells)
    short = all(len(name) <= LONGEST_HEADER for name in names)
    roles = _roles(names) if short and len([name for name in names if name]) >= LEAST_COLUMNS else {}
    exact = sum(1 for name in names if name and _is_only_header(name))
    return names if _is_of_tasks(roles) and exact >= LEAST_COLUMNS else None


def _is_only_header(name: str) -> bool:
    """A cell with little beyond the words of a header: a task may begin with the word "nội dung" too."""
    role = column_role(name)
    return role is not None and len(name.split()) <= 8


def _read_table(table: _Table, found: PlanText) -> None:
    found.ignored += [name for name in table.columns if _is_ignored(name) and name not in found.ignored]
    section: tuple[str, ...] = ()
    above: PlanRow | None = None
    opened: dict[str, int] = {}  # mark -> line, within the section
    rows = [row for row in (_row(block, table.roles) for block in table.rows) if row.title and not _is_numbering(row)]
    for row, below in zip(rows, [*rows[1:], None], strict=True):
        if _is_section(row):
            section, above, opened = _deeper(section, row), None, {}
            continue
        is_head = _says_only_title(row) and below is not None and below.mark.startswith(f"{row.mark}.")
        row = row if is_head else _filled(row, above)
        line = len(found.rows) + 1
        parent = opened.get(_parent_mark(row.mark), 0)
        row = replace(row, line=line, section=" / ".join(section), parent=parent, is_head=is_head)
        opened[row.mark] = line
        found.rows.append(row)
        above = above if is_head else row


def _is_ignored(name: str) -> bool:
    return bool(name) and column_role(name.split(" / ")[-1]) in (None, "never")


def _row(block: Block, roles: dict[str, int]) -> PlanRow:
    cells = block.cells

    def cell(role: str) -> str:
        return cells[roles[role]].strip() if role in roles and roles[role] < len(cells) else ""

    mark, title = cell("mark"), cell("title")
    if not title:  # a section row that is one merged cell begins in the first column
        filled = [text for text in cells if text.strip()]
        title, mark = (filled[-1].strip(), mark if len(filled) > 1 else "") if len(filled) in (1, 2) else ("", mark)
    if not mark and (match := _MARKED.match(title)):
        mark, title = match[1], title[match.end() :]
    when = " - ".join(dict.fromkeys(filter(None, (cell("starts"), cell("when")))))
    return PlanRow(
        0, block.place, "", mark.rstrip(".)"), title, cell("lead"), cell("co"), when, cell("product"), cell("measure")
    )


def _is_numbering(row: PlanRow) -> bool:
    """The row "(1) (2) (3)" under the header."""
    return bool(re.fullmatch(r"\(?\d{1,2}\)?", row.title))


def _says_only_title(row: PlanRow) -> bool:
    return not (row.lead or row.co or row.when or row.product or row.measure)


def _is_section(row: PlanRow) -> bool:
    """Only a title, unmarked or marked like a section."""
    return _says_only_title(row) and (not row.mark or bool(_SECTION_MARK.match(row.mark)))


def _deeper(section: tuple[str, ...], row: PlanRow) -> tuple[str, ...]:
    """A Roman number stands under a letter; a section of the same kind takes the place of the last."""
    text = f"{row.mark}. {row.title}" if row.mark else row.title
    is_roman = bool(re.fullmatch(r"[IVX]+", row.mark))
    under_letter = bool(section) and bool(re.match(r"[A-HĐ]\.", section[0]))
    return (section[0], text) if is_roman and under_letter else (text,)


def _parent_mark(mark: str) -> str:
    return mark.rstrip(".)").rpartition(".")[0] if _DOTTED.match(mark) else "\0"


def _filled(row: PlanRow, above: PlanRow | None) -> PlanRow:
    """Empty cells of who and when say what the row above says: so are cells merged downwards read."""
    if above is None:
        return row
    carried = tuple(name for name in ("lead", "when") if not getattr(row, name) and getattr(above, name))
    return replace(row, carried=carried, **{name: getattr(above, name) for name in carried})


# --- around the tables ------------------------------------------------------------------------------------------

_TYPE = re.compile(r"^(?:kế hoạch|chương trình|đề án|phương án|chương trình phối hợp)$", re.IGNORECASE)
_STARTS = re.compile(r"^(?:kế hoạch|chương trình|đề án)\b", re.IGNORECASE)
_FRAME = ("header", "footer")


def _title(blocks: Iterable[Block]) -> str:
    """ "KẾ HOẠCH" and the lines below it up to the first sentence; or the first line that begins so."""
    lines = [block.text.strip() for block in blocks if block.kind not in (*_FRAME, "row", "header_row")][:25]
    for number, line in enumerate(lines):
        if _TYPE.match(line):
            rest = []
            for text in lines[number + 1 : number + 4]:
                if (
                    len(text) > 200
                    or text.endswith((".", ";", ":"))
                    or re.match(r"^(?:-+|\*+|_+|Căn cứ|Thực hiện|I\b)", text)
                ):
                    break
                rest.append(text)
            return " ".join([line.capitalize(), *rest])[:300]
        if _STARTS.match(line) and len(line) <= 300 and not line.endswith((".", ";", ",")):
            return line[:300]
    return ""


def _parts(blocks: Iterable[Block]) -> list[list[str]]:
    """Texts under the headings of the highest level: purpose, organisation ..."""
    found: list[list[str]] = []
    for block in blocks:
        if re.match(r"^phụ lục\b", block.text, re.IGNORECASE):
            break
        if block.kind == "heading" and re.match(r"^[IVX]+\s*[.\-–]", block.text):
            found.append([block.text, ""])
        elif found and block.kind in ("paragraph", "bullet", "heading"):
            found[-1][1] = f"{found[-1][1]}\n{block.text}".strip()
    return [part for part in found if part[1]][:_MOST_PARTS]
