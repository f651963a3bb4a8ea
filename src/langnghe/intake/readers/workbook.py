"""XLSX and XLS: every visible sheet as a table, with its title rows above."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

import python_calamine as calamine

from langnghe.intake.readers.lines import one_line
from langnghe.intake.readers.shape import Draft, Limits, Refused, Source
from langnghe.intake.readers.tables import DATE, HEADER_CELL, HEADER_DEPTH, Row, find_header, role_of, table_blocks
from langnghe.intake.readers.zipped import Package
from langnghe.text.blocks import Unread
from langnghe.text.normal import clean

Cell = int | float | str | bool | dt.date | dt.time | dt.datetime | dt.timedelta

_EXCEL_EPOCH = dt.date(1899, 12, 30)
_SERIAL_DAYS = range(20_000, 80_000)  # 1954 to 2119
_SPARSE_CELLS = 5_000_000  # a used area larger than this with next to nothing in it is a trap


def read(source: Source) -> Draft:
    """Blocks of a workbook; place ``s1.r7`` is row 7 of the first sheet as Excel numbers it."""
    draft = Draft()
    if source.content.startswith(b"PK"):
        _inspect_package(source, draft)
    try:
        book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(source.content))
    except calamine.PasswordError as error:
        raise Refused("Tệp có mật khẩu. Hãy bỏ mật khẩu rồi gửi lại.") from error
    except calamine.CalamineError as error:
        raise Refused("Bảng tính bị hỏng. Hãy mở tệp bằng Excel, lưu lại thành .xlsx rồi gửi lại.") from error
    for number, sheet in enumerate(book.sheets_metadata, start=1):
        _read_sheet(book, sheet, number, source, draft)
    return draft


def _read_sheet(
    book: calamine.CalamineWorkbook, sheet: calamine.SheetMetadata, number: int, source: Source, draft: Draft
) -> None:
    wanted = source.layout.sheet if source.layout else None
    if sheet.typ == calamine.SheetTypeEnum.MacroSheet:
        raise Refused("Bảng tính có macro Excel 4.0 nên không được đọc. Hãy lưu lại thành .xlsx rồi gửi lại.")
    if sheet.typ != calamine.SheetTypeEnum.WorkSheet or (wanted and sheet.name != wanted):
        return
    rows = list(_rows(book.get_sheet_by_name(sheet.name), number, source.limits))
    if sheet.visible != calamine.SheetVisibleEnum.Visible:
        if rows:
            reason = f"Trang tính ẩn «{clean(sheet.name)}» chưa đọc; hãy bỏ ẩn rồi gửi lại nếu cần."
            draft.unread.append(Unread(f"s{number}", reason))
        return
    draft.blocks += table_blocks(_dated(rows), source.layout, source.drop_people)


def _rows(sheet: calamine.CalamineSheet, number: int, limits: Limits) -> Iterable[Row]:
    if sheet.total_height > limits.rows or sheet.total_width > limits.columns * 40:
        raise Refused(f"Bảng tính dài hơn {limits.rows} dòng hoặc quá rộng. Hãy chia nhỏ rồi gửi lại.")
    covered = _covered(sheet, limits)
    for i, cells in enumerate(sheet.to_python(skip_empty_area=False), start=1):
        texts = tuple(cell_text(cell) for cell in cells[: limits.columns])
        if any(texts):
            yield Row(texts, f"s{number}.r{i}", covered=None if covered is None else frozenset(covered.get(i - 1, ())))


def _covered(sheet: calamine.CalamineSheet, limits: Limits) -> dict[int, set[int]] | None:
    """Row (from 0) -> columns that a wider merged cell covers, its first column apart; None where not told."""
    if sheet.merged_cell_ranges is None:
        return None
    covered: dict[int, set[int]] = {}
    for (top, left), (bottom, right) in sheet.merged_cell_ranges:
        for row in range(top, min(bottom, top + HEADER_DEPTH) + 1):  # merges matter in headers only
            covered.setdefault(row, set()).update(range(left + 1, min(right, limits.columns) + 1))
    return covered


def cell_text(cell: Cell) -> str:
    """A cell as a person sees it: 3 for 3.0, 24/07/2026 for a date, a formula's result for a formula."""
    match cell:
        case str():
            return one_line(cell)
        case bool():
            return "TRUE" if cell else "FALSE"
        case float():
            return _number_text(cell)
        case dt.datetime():
            return f"{cell:%d/%m/%Y %H:%M}".removesuffix(" 00:00")
        case dt.date():
            return f"{cell:%d/%m/%Y}"
        case dt.time():
            return f"{cell:%H:%M}"
    return str(cell)


def _number_text(number: float) -> str:
    return str(int(number)) if number.is_integer() and abs(number) < 1e15 else repr(number)


def _dated(rows: Sequence[Row]) -> list[Row]:
    """``rows`` with bare Excel day numbers shown as dates, in columns whose header says that they hold dates."""
    first, count = find_header(rows)
    heads = [cell for row in rows[first : first + count] for cell in enumerate(row.cells)]
    columns = {i for i, text in heads if text and len(text) <= HEADER_CELL and role_of(text) == DATE}
    body = range(first + count, len(rows))
    return [_with_dates(row, columns) if i in body and columns else row for i, row in enumerate(rows)]


def _with_dates(row: Row, columns: set[int]) -> Row:
    return replace(row, cells=tuple(_as_date(cell) if i in columns else cell for i, cell in enumerate(row.cells)))


def _as_date(cell: str) -> str:
    if not re.fullmatch(r"\d{5}", cell) or int(cell) not in _SERIAL_DAYS:
        return cell
    return f"{_EXCEL_EPOCH + dt.timedelta(days=int(cell)):%d/%m/%Y}"


# --- what calamine does not tell --------------------------------------------------------------------------------

_CELL = re.compile(rb"<(?:\w+:)?c\s[^>]*?\br=\"([A-Z]{1,3})(\d{1,7})\"")
_HIDDEN_ROW = re.compile(rb"<(?:\w+:)?row\s[^>]*\bhidden=\"(?:1|true)\"")
_ACTIVE = re.compile(rb"<(?:\w+:)?(?:ddeLink|oleLink)\b")


def _inspect_package(source: Source, draft: Draft) -> None:
    package = Package(source.content, source.limits)
    package.refuse_active_content()
    for name in package.matching(r"xl/externalLinks/.+\.xml"):
        if _ACTIVE.search(package.read(name)):
            raise Refused("Bảng tính có liên kết DDE/OLE nên không được đọc. Hãy bỏ liên kết, lưu lại rồi gửi lại.")
    if package.matching(r"xl/macrosheets/.+"):
        raise Refused("Bảng tính có macro Excel 4.0 nên không được đọc. Hãy lưu lại thành .xlsx rồi gửi lại.")
    hidden = 0
    for name in package.matching(r"xl/worksheets/[^/]+\.xml"):
        content = package.read(name)
        _refuse_entities(content)
        _refuse_sparse(content)
        hidden += len(_HIDDEN_ROW.findall(content))
    _refuse_entities(package.read("xl/sharedStrings.xml"))
    if hidden:
        draft.notes.append(f"Bảng tính có {hidden} dòng đang ẩn; các dòng này vẫn được đọc.")


def _refuse_entities(content: bytes) -> None:
    if b"<!DOCTYPE" in content[:2000] or b"<!ENTITY" in content[:4000]:
        raise Refused("Tệp có khai báo DTD/thực thể XML nguy hiểm nên không được đọc. Hãy lưu lại từ Excel.")


def _refuse_sparse(content: bytes) -> None:
    """Two cells in opposite corners of a sheet would be read as a table of billions of cells."""
    cells = _CELL.findall(content)
    if not cells:
        return
    height = max(int(row) for _, row in cells)
    width = max(_column_number(column) for column in {column for column, _ in cells})
    if height * width > _SPARSE_CELLS and height * width > 50 * len(cells):
        raise Refused("Bảng tính có ô nằm quá xa vùng nội dung. Hãy xóa các dòng, cột thừa rồi gửi lại.")


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
