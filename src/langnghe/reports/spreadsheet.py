"""Tables as the office works with them: XLSX with real tables, ODS, CSV. Cells are text, numbers or days, no formulas.

A text that a spreadsheet would take for a formula stays text: XLSX and ODS say so in the cell's type, CSV has no types
and gets an apostrophe before it (OWASP, CSV injection).
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import xlsxwriter
from odf.number import DateStyle, Day, Month, Number, NumberStyle, Text, Year
from odf.opendocument import OpenDocumentSpreadsheet
from odf.style import ParagraphProperties, Style, TableCellProperties, TextProperties
from odf.table import Table, TableCell, TableColumn, TableRow
from odf.text import P

Value = str | int | float | dt.date | None
WIDEST = 60  # characters of a column
FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Sheet:
    """One table: a name (also of the sheet, 31 characters), headings, rows; ``notes`` stand under it."""

    name: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Value]]
    notes: Sequence[str] = field(default=())


def xlsx(sheets: Sequence[Sheet]) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True})
    book.set_properties({"author": ""})
    looks = {
        "text": book.add_format({"text_wrap": True, "valign": "top"}),
        "number": book.add_format({"num_format": "#,##0", "valign": "top"}),
        "share": book.add_format({"num_format": "#,##0.0", "valign": "top"}),
        "day": book.add_format({"num_format": "dd/mm/yyyy", "valign": "top", "align": "left"}),
        "note": book.add_format({"italic": True, "font_color": "#555555"}),
    }
    for sheet in sheets:
        _xlsx_sheet(book, sheet, looks)
    book.close()
    return out.getvalue()


def _xlsx_sheet(book: Any, sheet: Sheet, looks: dict[str, Any]) -> None:
    page = book.add_worksheet(sheet.name[:31])
    for line, row in enumerate(sheet.rows, start=1):
        for column, value in enumerate(row):
            _xlsx_cell(page, line, column, value, looks)
    last = max(len(sheet.rows), 1)  # a table in Excel has at least one row
    columns = [{"header": each} for each in sheet.columns]
    page.add_table(0, 0, last, len(columns) - 1, {"columns": columns, "style": "Table Style Light 1"})
    for column, width in enumerate(_widths(sheet)):
        page.set_column(column, column, width)
    for line, note in enumerate(sheet.notes, start=last + 2):
        page.write_string(line, 0, note, looks["note"])
    page.freeze_panes(1, 0)
    page.fit_to_pages(1, 0)
    page.set_landscape()
    page.repeat_rows(0)


def _xlsx_cell(page: Any, line: int, column: int, value: Value, looks: dict[str, Any]) -> None:
    if value is None:
        return
    if isinstance(value, dt.date):
        page.write_datetime(line, column, dt.datetime(value.year, value.month, value.day), looks["day"])
    elif isinstance(value, int | float):
        page.write_number(line, column, value, looks["number" if isinstance(value, int) else "share"])
    else:
        page.write_string(line, column, value, looks["text"])


def _widths(sheet: Sheet) -> list[int]:
    cells = ([_shown(row[column]) for row in sheet.rows] for column in range(len(sheet.columns)))
    return [
        min(max(len(heading), *map(len, column), 6) + 2, WIDEST) if column else len(heading) + 2
        for heading, column in zip(sheet.columns, cells, strict=True)
    ]


# --- ODS ----------------------------------------------------------------------------------------------------------


def ods(sheets: Sequence[Sheet]) -> bytes:
    book = OpenDocumentSpreadsheet()
    for style in _ods_styles():
        book.automaticstyles.addElement(style)
    for sheet in sheets:
        book.spreadsheet.addElement(_ods_table(sheet))
    out = io.BytesIO()
    book.write(out)
    return out.getvalue()


def _ods_styles() -> list[Any]:
    day = DateStyle(name="day-format")
    for part in (Day(style="long"), "/", Month(style="long"), "/", Year(style="long")):
        day.addElement(Text(text=part) if isinstance(part, str) else part)
    number = NumberStyle(name="number-format", language="vi", country="VN")
    number.addElement(Number(decimalplaces="0", minintegerdigits="1", grouping="true"))
    head = Style(name="head", family="table-cell")
    head.addElement(TextProperties(fontweight="bold"))
    head.addElement(TableCellProperties(backgroundcolor="#e8eef4"))
    note = Style(name="note", family="table-cell")
    note.addElement(TextProperties(fontstyle="italic"))
    note.addElement(ParagraphProperties(textalign="start"))
    dates = Style(name="day", family="table-cell", datastylename="day-format")
    numbers = Style(name="number", family="table-cell", datastylename="number-format")
    return [day, number, head, note, dates, numbers]


def _ods_table(sheet: Sheet) -> Any:
    table = Table(name=sheet.name[:31])
    table.addElement(TableColumn(numbercolumnsrepeated=len(sheet.columns)))
    table.addElement(_ods_row(sheet.columns, "head"))
    for row in sheet.rows:
        table.addElement(_ods_row(row))
    for note in sheet.notes:
        table.addElement(_ods_row([note], "note"))
    return table


def _ods_row(values: Sequence[Value], style: str = "") -> Any:
    row = TableRow()
    for value in values:
        row.addElement(_ods_cell(value, style))
    return row


def _ods_cell(value: Value, style: str) -> Any:
    if value is None:
        return TableCell()
    if isinstance(value, dt.date):
        return TableCell(valuetype="date", datevalue=value.isoformat(), stylename="day")
    if isinstance(value, int | float):
        return TableCell(valuetype="float", value=value, stylename="number" if isinstance(value, int) else None)
    cell = TableCell(valuetype="string", stylename=style or None)
    cell.addElement(P(text=value))
    return cell


# --- CSV ----------------------------------------------------------------------------------------------------------


def csv_file(sheets: Sequence[Sheet]) -> bytes:
    """The first table in UTF-8 with a byte order mark, by which Excel knows it."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(sheets[0].columns)
    writer.writerows([_plain(value) for value in row] for row in sheets[0].rows)
    return ("\ufeff" + out.getvalue()).encode()


def _plain(value: Value) -> str | int | float:
    if isinstance(value, int | float):
        return value
    text = _shown(value)
    return f"'{text}" if text.startswith(FORMULA) else text


def _shown(value: Value) -> str:
    if isinstance(value, dt.date):
        return f"{value:%d/%m/%Y}"
    return "" if value is None else str(value)


@dataclass(frozen=True, slots=True)
class Format:
    ending: str
    media_type: str
    write: Callable[[Sequence[Sheet]], bytes]


FORMATS = {
    each.ending: each
    for each in (
        Format("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", xlsx),
        Format("ods", "application/vnd.oasis.opendocument.spreadsheet", ods),
        Format("csv", "text/csv; charset=utf-8", csv_file),
    )
}
