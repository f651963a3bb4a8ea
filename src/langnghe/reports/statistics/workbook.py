"""A filled form as XLSX: headings merged as on paper, A3 across, one page wide, headings on every page."""

from __future__ import annotations

import io
import textwrap
from typing import Any

import xlsxwriter

from langnghe.registry.queries import office
from langnghe.reports.statistics.counting import Numbers, Table
from langnghe.reports.statistics.periods import StatisticsPeriod
from langnghe.reports.statistics.tables import Form

A3 = 8
HEAD = 6  # lines above the headings
UNIT_WIDTH = 24
MANY = 24  # columns from which each is narrower, so that the page stays readable
LINE = 15  # points of one line of a heading


def render(table: Table, period: StatisticsPeriod) -> bytes:
    """The workbook's bytes. Cells are written as text or numbers, never as formulas; what is not held stays empty."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True})
    book.set_properties({"title": f"{table.form.code} {period}", "author": ""})
    sheet = book.add_worksheet(table.form.code.replace("/", "-"))
    looks = _looks(book)
    _top(sheet, table, period, looks)
    _headings(sheet, table.form, looks)
    _rows(sheet, table, looks)
    _page(sheet, table.form)
    book.close()
    return out.getvalue()


def _looks(book: Any) -> dict[str, Any]:
    font = {"font_name": "Times New Roman", "font_size": 11}
    boxed = {**font, "border": 1, "valign": "vcenter"}
    return {
        "plain": book.add_format(font),
        "soft": book.add_format({**font, "italic": True}),
        "title": book.add_format({**font, "font_size": 14, "bold": True, "align": "center"}),
        "centre": book.add_format({**font, "italic": True, "align": "center"}),
        "head": book.add_format({**boxed, "bold": True, "align": "center", "text_wrap": True}),
        "number_of": book.add_format({**boxed, "italic": True, "align": "center", "font_size": 9, "text_wrap": True}),
        "unit": book.add_format({**boxed, "text_wrap": True}),
        "cell": book.add_format({**boxed, "align": "right", "num_format": "#,##0"}),
        "total": book.add_format({**boxed, "bold": True, "align": "right", "num_format": "#,##0"}),
        "total_of": book.add_format({**boxed, "bold": True}),
    }


def _top(sheet: Any, table: Table, period: StatisticsPeriod, looks: dict[str, Any]) -> None:
    form, head, last = table.form, office(), len(table.form.leaves)
    first_day, last_day = table.days
    sheet.write_string(0, 0, head.name, looks["plain"])
    sheet.write_string(0, max(last - 2, 1), f"Biểu số: {form.code}", looks["plain"])
    sheet.write_string(1, max(last - 2, 1), form.article, looks["soft"])
    sheet.merge_range(2, 0, 2, last, form.title, looks["title"])
    days = f"{period}: số liệu từ {first_day:%d/%m/%Y} đến {last_day:%d/%m/%Y}"
    sheet.merge_range(3, 0, 3, last, days, looks["centre"])
    sheet.write_string(4, 0, confirmed_in_words(form), looks["soft"])


def confirmed_in_words(form: Form) -> str:
    return "" if form.confirmed else f"Tiêu đề cột chưa xác nhận; lấy theo {form.source}."


def column_width(form: Form) -> int:
    """In characters."""
    return 7 if len(form.leaves) > MANY else 9


def heights(form: Form) -> list[int]:
    """Points of each line of the headings: Excel does not stretch the rows of merged cells by itself."""
    found = [LINE + 3] * form.depth
    for heading in sorted(form.headings, key=lambda heading: heading.down):
        lines = len(textwrap.wrap(heading.vi, max(column_width(form) * heading.across - 1, 4)))
        last = heading.line + heading.down
        lacking = lines * LINE + 3 - sum(found[heading.line : last])
        found[last - 1] += max(lacking, 0)
    return found


def _headings(sheet: Any, form: Form, looks: dict[str, Any]) -> None:
    _merge(sheet, HEAD, 0, form.depth, 1, "Đơn vị", looks["head"])
    for heading in form.headings:
        _merge(sheet, HEAD + heading.line, heading.column + 1, heading.down, heading.across, heading.vi, looks["head"])
    for line, height in enumerate(heights(form)):
        sheet.set_row(HEAD + line, height)
    under = HEAD + form.depth
    sheet.set_row(under, 2 * LINE)
    sheet.write_string(under, 0, "", looks["number_of"])
    for number, leaf in enumerate(form.leaves, start=1):
        sheet.write_string(under, number, f"({number}) {leaf.unit_vi}", looks["number_of"])


def _merge(sheet: Any, line: int, column: int, down: int, across: int, text: str, look: Any) -> None:
    if down == across == 1:
        sheet.write_string(line, column, text, look)
    else:
        sheet.merge_range(line, column, line + down - 1, column + across - 1, text, look)


def _rows(sheet: Any, table: Table, looks: dict[str, Any]) -> None:
    line = HEAD + table.form.depth + 1
    _row(sheet, line, "Tổng số", table, table.total, (looks["total_of"], looks["total"]))
    for number, row in enumerate(table.rows, start=1):
        _row(sheet, line + number, row.unit.name, table, row.numbers, (looks["unit"], looks["cell"]))
    if table.form.note:
        sheet.write_string(line + len(table.rows) + 2, 0, f"Ghi chú: {table.form.note}", looks["soft"])


def _row(sheet: Any, line: int, name: str, table: Table, numbers: Numbers, looks: tuple[Any, Any]) -> None:
    sheet.write_string(line, 0, name, looks[0])
    for column, (_leaf, number) in enumerate(table.cells(numbers), start=1):
        if number is None:
            sheet.write_blank(line, column, None, looks[1])
        else:
            sheet.write_number(line, column, number, looks[1])


def _page(sheet: Any, form: Form) -> None:
    sheet.set_landscape()
    sheet.set_paper(A3)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.5)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(HEAD, HEAD + form.depth)
    sheet.set_footer("&C&P/&N")
    sheet.set_column(0, 0, UNIT_WIDTH)
    sheet.set_column(1, len(form.leaves), column_width(form))
    sheet.freeze_panes(HEAD + form.depth + 1, 1)
