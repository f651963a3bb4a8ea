"""The statistics workbook that goes with a report: figures, counts, coverage, and every statement."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from typing import Any

import xlsxwriter

from langnghe.law.taxonomy import KINDS, sector_names, topics
from langnghe.reports.actions import months_of
from langnghe.reports.models import Report
from langnghe.synthesis.queries import by, coverage, opinions_of, themes_of

Row = Sequence[Any]


def render(report: Report) -> bytes:
    """The workbook as XLSX bytes. Cells are written as text or numbers, never as formulas."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True})
    months = months_of(report.period, report.form)
    found = opinions_of(months)
    names = sector_names()
    topic_names = {code: topic.name for code, topic in topics().items()}
    _sheet(book, "Số liệu", ("Mã", "Số liệu", "Giá trị"), report.figures.values_list("key", "label", "value"))
    _sheet(book, "Lĩnh vực", ("Lĩnh vực", "Số ý kiến"), _named(by("sector", found), names))
    _sheet(book, "Nội dung", ("Nội dung", "Số ý kiến"), _named(by("topic", found), topic_names))
    _sheet(book, "Loại", ("Loại ý kiến", "Số ý kiến"), _named(by("kind", found), KINDS))
    _sheet(book, "Địa bàn", ("Địa bàn", "Số ý kiến"), _named(by("area__name", found), {}))
    _sheet(book, "Nhóm vấn đề", ("Nhóm vấn đề", "Nội dung", "Số ý kiến", "Số đơn vị"), _theme_rows(months, topic_names))
    _sheet(book, "Đơn vị", ("Kỳ", "Phải gửi", "Đã gửi", "Chưa gửi"), _coverage_rows(months))
    _sheet(book, "Ý kiến", STATEMENT_COLUMNS, _statement_rows(found, names, topic_names))
    book.close()
    return out.getvalue()


STATEMENT_COLUMNS = (
    "Số",
    "Văn bản",
    "Đơn vị",
    "Vị trí",
    "Địa bàn",
    "Lĩnh vực",
    "Nội dung",
    "Loại",
    "Ý kiến",
    "Trả lời",
)


def _named(counted: dict[Any, int], names: dict[str, str]) -> list[Row]:
    return [(names.get(code, code) or "Chưa rõ", n) for code, n in counted.items()]


def _theme_rows(months: Sequence[Any], topic_names: dict[str, str]) -> list[Row]:
    return [
        (theme.name, topic_names.get(theme.topic, theme.topic), theme.said, theme.units) for theme in themes_of(months)
    ]


def _coverage_rows(months: Iterable[Any]) -> list[Row]:
    rows = [(period, coverage(period)) for period in months]
    return [(str(period), row.due, row.reported, ", ".join(u.name for u in row.missing)) for period, row in rows]


def _statement_rows(found: Any, names: dict[str, str], topic_names: dict[str, str]) -> Iterable[Row]:
    for row in found.select_related("document__unit", "block", "area").order_by("pk").iterator(chunk_size=2000):
        yield (
            row.pk,
            row.document.name,
            row.document.unit.name if row.document.unit else "",
            row.block.place,
            row.area.name if row.area else "",
            names.get(row.sector, ""),
            topic_names.get(row.topic, ""),
            KINDS.get(row.kind, ""),
            row.text,
            row.answer,
        )


def _sheet(book: Any, name: str, columns: Row, rows: Iterable[Row]) -> None:
    sheet = book.add_worksheet(name)
    head = book.add_format({"bold": True, "bg_color": "#E8EEF4", "border": 1, "text_wrap": True, "valign": "top"})
    cell = book.add_format({"text_wrap": True, "valign": "top"})
    widths = [len(str(column)) + 2 for column in columns]
    sheet.write_row(0, 0, columns, head)
    for number, row in enumerate(rows, start=1):
        for column, value in enumerate(row):
            if isinstance(value, int | float):
                sheet.write_number(number, column, value, cell)
            else:
                sheet.write_string(number, column, str(value), cell)
            widths[column] = min(max(widths[column], len(str(value)) + 2), 60)
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, 0, len(columns) - 1)
