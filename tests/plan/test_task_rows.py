"""Tables of plans: columns, sections, parts, merged cells, measures."""

from __future__ import annotations

import io
from decimal import Decimal
from pathlib import Path

import pytest
import xlsxwriter
from docx import Document

from langnghe.intake.readers import read
from langnghe.plan.task_measures import guessed_source, read_measures
from langnghe.plan.task_rows import PlanText, column_role, read_plan

HEAD = ("STT", "Nội dung, nhiệm vụ", "Cơ quan chủ trì", "Cơ quan phối hợp", "Thời gian hoàn thành", "Sản phẩm")
ROWS = (
    ("I", "Nắm tình hình", "", "", "", ""),
    ("1", "Hướng dẫn ghi nhận ý kiến", "", "", "", ""),
    ("1.1", "Ban hành mẫu báo cáo", "Sở Nội vụ", "", "Quý I/2026", "01 văn bản"),
    ("1.2", "Tập huấn cán bộ", "", "Sở Y tế", "Quý II/2026", "Ít nhất 04 lớp tập huấn"),
    ("II", "Giải quyết", "", "", "", ""),
    ("2", "Trả lời đúng hạn", "Các sở", "", "Thường xuyên", ""),
)


def plan_of(path: Path) -> PlanText:
    return read_plan(read(path, drop_people=False).blocks)


def docx_of(path: Path, *tables: tuple[tuple[str, ...], ...], title: str = "Đối thoại năm 2026") -> Path:
    made = Document()
    made.add_paragraph("KẾ HOẠCH")
    made.add_paragraph(title)
    for rows in tables:
        table = made.add_table(rows=len(rows), cols=len(rows[0]))
        for line, row in zip(table.rows, rows, strict=True):
            for cell, text in zip(line.cells, row, strict=True):
                cell.text = text
        made.add_paragraph("Ghi chú giữa hai bảng của kế hoạch.")
    out = io.BytesIO()
    made.save(out)
    path.write_bytes(out.getvalue())
    return path


def xlsx_of(path: Path, rows: tuple[tuple[str, ...], ...]) -> Path:
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return path


@pytest.mark.parametrize("ending", ["docx", "xlsx"])
def test_sections_parts_and_cells_that_go_on_from_above(tmp_path: Path, ending: str) -> None:
    rows = (HEAD, *ROWS)
    path = docx_of(tmp_path / "a.docx", rows) if ending == "docx" else xlsx_of(tmp_path / "a.xlsx", rows)
    found = plan_of(path).rows
    assert [(row.mark, row.section, row.parent, row.is_head) for row in found] == [
        ("1", "I. Nắm tình hình", 0, True),
        ("1.1", "I. Nắm tình hình", 1, False),
        ("1.2", "I. Nắm tình hình", 1, False),
        ("2", "II. Giải quyết", 0, False),
    ]
    assert (found[2].lead, found[2].carried) == ("Sở Nội vụ", ("lead",))


def test_several_tables_are_one_plan_and_the_title_is_found(tmp_path: Path) -> None:
    found = plan_of(docx_of(tmp_path / "a.docx", (HEAD, *ROWS[:3]), (HEAD, *ROWS[4:])))
    assert [row.mark for row in found.rows] == ["1", "1.1", "2"]
    assert found.title == "Kế hoạch Đối thoại năm 2026"


def test_columns_in_another_order_and_a_header_in_two_lines(tmp_path: Path) -> None:
    made = Document()
    table = made.add_table(rows=3, cols=5)
    for row, texts in zip(
        table.rows,
        (
            ("TT", "Đơn vị thực hiện", "", "Tên nhiệm vụ", "Thời hạn"),
            ("", "Chủ trì", "Phối hợp", "", ""),
            ("1", "Sở Y tế", "Sở Nội vụ", "Khám lưu động", "Tháng 5"),
        ),
        strict=True,
    ):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    table.cell(0, 1).merge(table.cell(0, 2))
    for column in (0, 3, 4):
        table.cell(0, column).merge(table.cell(1, column))
    out = io.BytesIO()
    made.save(out)
    (tmp_path / "a.docx").write_bytes(out.getvalue())
    (row,) = plan_of(tmp_path / "a.docx").rows
    assert (row.title, row.lead, row.co, row.when) == ("Khám lưu động", "Sở Y tế", "Sở Nội vụ", "Tháng 5")


def test_a_column_that_names_people_is_not_brought_in(tmp_path: Path) -> None:
    rows = ((*HEAD, "Người phụ trách"), ("1", "Đối thoại", "Sở Y tế", "", "Quý I", "", "Nguyễn Văn Thử"))
    found = plan_of(xlsx_of(tmp_path / "a.xlsx", rows))
    assert "Người phụ trách" in found.ignored
    assert "Thử" not in repr(found.rows)


def test_a_file_without_such_a_table_says_what_it_needs(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="Không thấy bảng nhiệm vụ"):
        plan_of(docx_of(tmp_path / "a.docx", (("Họ tên", "Địa chỉ"), ("A", "B"))))


@pytest.mark.parametrize(
    ("header", "role"),
    [
        ("Nội dung công việc", "title"),
        ("ĐƠN VỊ CHỦ TRÌ", "lead"),
        ("Đơn vị phối hợp", "co"),
        ("Thời hạn", "when"),
        ("Ghi chú", None),
    ],
)
def test_columns_are_known_by_their_words(header: str, role: str | None) -> None:
    assert column_role(header) == role


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Ít nhất 04 lớp tập huấn", [("least", "4", "lớp")]),
        ("≥ 90% phản ánh được trả lời đúng hạn", [("least", "90", "%")]),
        ("không quá 5% hồ sơ quá hạn; 1.200 lượt người", [("most", "5", "%"), ("least", "1200", "lượt người")]),
        ("Đạt 95,5%", [("least", "95.5", "%")]),
        ("Kế hoạch số 15 năm 2026", []),
        ("Báo cáo tháng 9", []),
    ],
)
def test_measures_in_the_words_of_a_plan(text: str, found: list[tuple[str, str, str]]) -> None:
    measures = read_measures(text, sure=False)
    assert [(each.way, each.target, each.counted_in) for each in measures] == [
        (way, Decimal(target), counted_in) for way, target, counted_in in found
    ]


def test_a_measure_that_the_site_counts_itself_is_proposed_its_source() -> None:
    assert guessed_source("≥ 90% phản ánh được trả lời đúng hạn", "%") == "cases_on_time"
    assert guessed_source("Ít nhất 12 buổi tiếp công dân", "buổi") == "receptions"
    assert guessed_source("Sửa xong 12 km đường", "km") == ""
