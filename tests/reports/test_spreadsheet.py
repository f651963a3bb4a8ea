"""Tables as files: what is written is read back the same by another reader, and nothing becomes a formula."""

from __future__ import annotations

import csv
import datetime as dt
import io
import zipfile
from collections.abc import Sequence

import pytest
from python_calamine import CalamineWorkbook

from langnghe.reports.spreadsheet import FORMATS, Sheet

SHEET = Sheet(
    "Bảng kê",
    ("Đơn vị", "Số", "Tỷ lệ", "Ngày"),
    [("Xã Bình Khê", 1234, 12.5, dt.date(2026, 10, 3)), ("=HYPERLINK(1)", 0, None, None)],
    ("Ghi chú cuối bảng",),
)


def read_back(ending: str) -> Sequence[Sequence[object]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(FORMATS[ending].write([SHEET])))
    return book.get_sheet_by_index(0).to_python()


@pytest.mark.parametrize("ending", ["xlsx", "ods"])
def test_a_workbook_reads_back_as_it_was_written(ending: str) -> None:
    rows = read_back(ending)
    assert rows[0] == ["Đơn vị", "Số", "Tỷ lệ", "Ngày"]
    assert rows[1] == ["Xã Bình Khê", 1234, 12.5, dt.date(2026, 10, 3)]
    assert rows[2][0] == "=HYPERLINK(1)"
    assert any("Ghi chú cuối bảng" in row for row in rows)


@pytest.mark.parametrize("ending, part", [("xlsx", "xl/worksheets/sheet1.xml"), ("ods", "content.xml")])
def test_a_text_that_looks_like_a_formula_stays_text(ending: str, part: str) -> None:
    content = zipfile.ZipFile(io.BytesIO(FORMATS[ending].write([SHEET]))).read(part).decode()
    assert "<f>" not in content
    assert "table:formula" not in content


def test_the_workbook_holds_a_real_table() -> None:
    book = zipfile.ZipFile(io.BytesIO(FORMATS["xlsx"].write([SHEET])))
    assert 'ref="A1:D3"' in book.read("xl/tables/table1.xml").decode()


def test_csv_is_known_by_excel_and_carries_no_formula() -> None:
    content = FORMATS["csv"].write([SHEET])
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    assert rows[1] == ["Xã Bình Khê", "1234", "12.5", "03/10/2026"]
    assert rows[2][0] == "'=HYPERLINK(1)"


def test_an_empty_table_is_a_file_too() -> None:
    empty = Sheet("Trống", ("Một", "Hai"), [])
    for each in FORMATS.values():
        assert each.write([empty])
