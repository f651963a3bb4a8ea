"""A table of units, cell by cell: rows that are understood, and what must be put right in the others.

Columns stand in any order and are known by their header's words (``unit_columns.yaml``). A column that is absent says
nothing about the units; an empty cell of a column that is there empties the field. In the column of replaced units, the
codes are parted by ";", and a "*" behind a code marks this unit as the one that takes its open matters.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from langnghe import tables
from langnghe.registry.models import Unit
from langnghe.text.normal import clean, fold

REQUIRED = ("code", "name")
HEADER_DEPTH = 25  # the header lies within the first rows, below the title
_EXCEL_EPOCH = dt.date(1899, 12, 30)
_EXCEL_DAYS = range(10_000, 80_000)  # 1927 to 2119; four figures are a year
_DAY = re.compile(r"(?P<day>\d{1,2})[/.-](?P<month>\d{1,2})[/.-](?P<year>\d{4})\b")
_ISO_DAY = re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})(?!\d)")
_LENGTHS = {"code": 20, "name": 200, "legal_basis": 300}

Cells = Sequence[str]


@dataclass(frozen=True, slots=True)
class Wrong:
    """One cell that stops the import: where it is and what to do."""

    line: int
    column: str
    sentence: str


@dataclass(slots=True)
class UnitRow:
    """One understood row; ``fields`` holds the model's fields of those columns that the table has."""

    line: int
    code: str
    fields: dict[str, Any]
    parent: str | None = None  # code; "" for none; None where the table has no such column
    replaces: dict[str, bool] = field(default_factory=dict)  # old code -> whether marked with *
    replaced_on: dt.date | None = None
    legal_basis: str = ""


def read_rows(table: Iterable[tuple[int, Cells]]) -> tuple[list[UnitRow], list[Wrong]]:
    """Rows of a table, each with its number in the file, and the cells that cannot be understood.

    ValueError with a sentence where no header with a code and a name is found.
    """
    lines = list(table)
    top, columns = _header(lines)
    understood: list[UnitRow] = []
    wrong: list[Wrong] = []
    for number, cells in lines[top + 1 :]:
        texts = {key: clean(cells[i]).strip() if i < len(cells) else "" for key, i in columns.items()}
        if any(texts.values()):
            row, faults = _row(number, texts)
            understood += [row] if row else []
            wrong += faults
    return understood, wrong + _twice(understood)


def sample() -> list[list[str]]:
    """The table that one may download, fill in and send back: its header and example rows."""
    return [list(_words()["shown"].values()), *_words()["sample"]]


def column_name(key: str) -> str:
    return str(_words()["shown"][key])


# --- header -----------------------------------------------------------------------------------------------------


def _words() -> Mapping[str, Any]:
    return tables.read(__package__, "unit_columns.yaml")


def _header(lines: Sequence[tuple[int, Cells]]) -> tuple[int, dict[str, int]]:
    for i, (_, cells) in enumerate(lines[:HEADER_DEPTH]):
        columns = _columns(cells)
        if all(key in columns for key in REQUIRED):
            return i, columns
    shown = " và ".join(f"«{column_name(key)}»" for key in REQUIRED)
    raise ValueError(f"Không thấy dòng tiêu đề có cột {shown}. Hãy tải tệp mẫu và điền theo các cột trong đó.")


def _columns(cells: Cells) -> dict[str, int]:
    """Which field each column holds, by whole names: nothing is guessed where a catalogue is changed.

    Of two columns for one field the first.
    """
    found: dict[str, int] = {}
    for i, cell in enumerate(cells):
        key = _column_keys().get(plain(re.sub(r"\(.*?\)", "", cell)))
        if key:
            found.setdefault(key, i)
    return found


@cache
def _column_keys() -> Mapping[str, str]:
    return {name: key for key, names in _words()["columns"].items() for name in names}


def plain(text: str) -> str:
    """Folded, with single spaces and no marks between words but the hyphen."""
    return " ".join(re.sub(r"[^\w\s-]", " ", fold(clean(text))).split())


# --- cells ------------------------------------------------------------------------------------------------------


def _row(number: int, texts: Mapping[str, str]) -> tuple[UnitRow | None, list[Wrong]]:
    wrong: list[Wrong] = []
    values: dict[str, Any] = {}
    for key, text in texts.items():
        try:
            values[key] = _READ[key](text) if key in _READ else _short(key, text)
        except ValueError as error:
            wrong.append(Wrong(number, column_name(key), str(error)))
    if not wrong:
        wrong = _doubts(number, values)
    return (None, wrong) if wrong else (_understood(number, values), [])


def _understood(number: int, values: dict[str, Any]) -> UnitRow:
    for key in ("kind", "valid_from", "valid_to"):
        if values.get(key) is None:
            values.pop(key, None)
    apart = {
        key: values.pop(key) for key in ("code", "parent", "replaces", "replaced_on", "legal_basis") if key in values
    }
    return UnitRow(
        number,
        apart["code"],
        values,
        apart.get("parent"),
        apart.get("replaces") or {},
        apart.get("replaced_on"),
        apart.get("legal_basis", ""),
    )


def _doubts(number: int, values: Mapping[str, Any]) -> list[Wrong]:
    """What is wrong between the cells of one row."""
    found: list[Wrong] = []
    first, last = values.get("valid_from"), values.get("valid_to")
    if first and last and last < first:
        found.append(
            Wrong(
                number,
                column_name("valid_to"),
                f"Ngày {last:%d/%m/%Y} trước ngày bắt đầu {first:%d/%m/%Y}. Hãy sửa lại.",
            )
        )
    if values.get("replaces") and not values.get("legal_basis"):
        found.append(
            Wrong(number, column_name("legal_basis"), "Thay đơn vị cũ mà chưa có căn cứ. Hãy ghi số, ngày nghị quyết.")
        )
    if values["code"] in (values.get("replaces") or {}):
        found.append(Wrong(number, column_name("replaces"), "Đơn vị không thể thay chính nó. Hãy ghi mã đơn vị cũ."))
    return found


def _short(key: str, text: str) -> str:
    if not text and key in REQUIRED:
        raise ValueError("Ô này trống. Hãy điền.")
    if len(text) > _LENGTHS.get(key, 200):
        raise ValueError(f"Dài quá {_LENGTHS.get(key, 200)} ký tự. Hãy viết gọn lại.")
    return " ".join(text.split())


def _kind(text: str) -> str | None:
    """The kind a cell names; None for an empty cell, which leaves it to the unit's name."""
    known = _kinds().get(plain(text)) if text else None
    if text and known is None:
        raise ValueError(f"Không có loại «{text}». Hãy ghi: tỉnh, huyện, xã, phường, đặc khu, sở, thôn, tổ dân phố ...")
    return known


@cache
def _kinds() -> Mapping[str, str]:
    named = {name: kind for kind, names in _words()["kinds"].items() for name in names}
    return named | {value: value for value in Unit.Kind.values}


def kind_of_name(name: str) -> str | None:
    """ "Thị trấn Đông Hà" is a commune-level unit by its first words."""
    words = plain(name).split()
    starts = (" ".join(words[:count]) for count in range(min(5, len(words)), 0, -1))
    return next((_kinds()[start] for start in starts if start in _words()["telling"]), None)


def read_day(text: str) -> dt.date | None:
    """01/07/2025, 1-7-2025, 2025-07-01 or Excel's number of the day; None for an empty cell."""
    if not text:
        return None
    if text.isdigit() and int(text) in _EXCEL_DAYS:
        return _EXCEL_EPOCH + dt.timedelta(days=int(text))
    written = _DAY.match(text) or _ISO_DAY.match(text)
    if written:
        with suppress(ValueError):
            return dt.date(int(written["year"]), int(written["month"]), int(written["day"]))
    raise ValueError(f"«{text}» không phải ngày. Hãy viết ngày/tháng/năm, ví dụ 01/07/2025.")


def _code(text: str) -> str:
    if len(text.split()) > 1:
        raise ValueError(f"Mã «{text}» có dấu cách. Hãy viết liền, hoặc thay bằng dấu chấm, dấu gạch nối.")
    return _short("code", text)


def _codes(text: str) -> dict[str, bool]:
    codes = [part.strip() for part in re.split(r"[;\n]", text) if part.strip()]
    return {code.removesuffix("*").strip(): code.endswith("*") for code in codes}


def _names(text: str) -> str:
    return "\n".join(dict.fromkeys(" ".join(part.split()) for part in re.split(r"[;\n]", text) if part.strip()))


def _yes(text: str) -> bool:
    folded = plain(text)
    if folded not in ("", "khong", "0", "co", "x", "1", "true", "false", "yes", "no"):
        raise ValueError(f"«{text}» không rõ. Hãy ghi «có» hoặc để trống.")
    return folded in ("co", "x", "1", "true", "yes")


def _email(text: str) -> str:
    try:
        validate_email(text) if text else None
    except ValidationError:
        raise ValueError(f"«{text}» không phải địa chỉ thư điện tử. Hãy sửa hoặc để trống.") from None
    return text


_READ = {
    "code": _code,
    "kind": _kind,
    "valid_from": read_day,
    "valid_to": read_day,
    "replaced_on": read_day,
    "replaces": _codes,
    "other_names": _names,
    "remote": _yes,
    "email": _email,
}


def _twice(rows: Sequence[UnitRow]) -> list[Wrong]:
    first: dict[str, int] = {}
    found: list[Wrong] = []
    for row in rows:
        if row.code in first:
            sentence = f"Mã «{row.code}» đã có ở dòng {first[row.code]}. Hãy giữ một dòng."
            found.append(Wrong(row.line, column_name("code"), sentence))
        first.setdefault(row.code, row.line)
    return found
