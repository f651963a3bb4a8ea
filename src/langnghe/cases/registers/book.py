"""The reception book as a workbook. The column of persons says only that they are sealed."""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import Any

import xlsxwriter

from langnghe.cases.models import Visit
from langnghe.cases.registers.queries import Counts
from langnghe.cases.registers.rules import office_names, refusals
from langnghe.law.procedures import kinds

# Columns of so_tiep_cong_dan as one provincial system keeps them; the number of the official form was not seen.
COLUMNS = (
    ("STT", 6),
    ("Số đơn", 14),
    ("Ngày tiếp", 12),
    ("Họ tên - Địa chỉ - CMND/Hộ chiếu của công dân", 20),
    ("Nội dung vụ việc", 60),
    ("Phân loại đơn / Số người", 22),
    ("Cơ quan đã giải quyết", 24),
    ("Thụ lý để giải quyết", 12),
    ("Trả lại đơn và hướng dẫn", 12),
    ("Chuyển đơn đến cơ quan, tổ chức, đơn vị có thẩm quyền", 16),
    ("Theo dõi kết quả giải quyết", 30),
    ("Lãnh đạo tiếp", 24),
    ("Ghi chú", 30),
)
WAYS = (Visit.Handling.ACCEPTED, Visit.Handling.GUIDED, Visit.Handling.REFERRED)
SEALED, NO_PERSON = "Niêm phong trong kho danh tính", "Không có"
DENUNCIATION = "Tố cáo: nội dung niêm phong"


def render(rows: Iterable[Visit], counts: Counts, *, title: str) -> bytes:
    """The workbook as XLSX bytes. Cells are written as text or numbers, never as formulas."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True})
    _write_book(book, list(rows), title)
    _write_counts(book, counts)
    book.close()
    return out.getvalue()


def _write_book(book: xlsxwriter.Workbook, rows: list[Visit], title: str) -> None:
    sheet = book.add_worksheet("Sổ tiếp công dân")
    bold = book.add_format({"bold": True, "text_wrap": True, "align": "center", "valign": "vcenter", "border": 1})
    cell = book.add_format({"text_wrap": True, "valign": "top", "border": 1})
    sheet.write(0, 0, title, book.add_format({"bold": True, "font_size": 14}))
    sheet.merge_range(2, 7, 2, 9, "Hướng xử lý", bold)
    for column, (head, width) in enumerate(COLUMNS):
        sheet.set_column(column, column, width)
        sheet.write(3, column, head, bold)
    for number, visit in enumerate(rows, start=1):
        for column, value in enumerate(_cells(number, visit)):
            sheet.write(3 + number, column, value, cell)
    sheet.freeze_panes(4, 0)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)


def _cells(number: int, visit: Visit) -> list[Any]:
    meeting = visit.meeting
    is_secret = visit.kind == "to_cao"
    codes = "" if is_secret else ", ".join(submission.code for submission in visit.submissions.all())
    who = office_names(meeting.on).get(meeting.held_by, "")
    return [
        number,
        codes,
        f"{meeting.on:%d/%m/%Y}",
        SEALED if visit.vault else NO_PERSON,
        DENUNCIATION if is_secret else visit.text,
        _kind_and_people(visit),
        visit.earlier_body,
        *("x" if visit.handling == way else "" for way in WAYS),
        visit.followed,
        f"{who} (ủy quyền)" if who and meeting.delegated else who,
        _remarks(visit),
    ]


def _kind_and_people(visit: Visit) -> str:
    kind = kinds()[visit.kind].vi if visit.kind in kinds() else "Chưa phân loại"
    delegation = ", đoàn đông người" if visit.delegation else ""
    return f"{kind} / {visit.people} người{delegation}"


def _remarks(visit: Visit) -> str:
    """The officer's note after what has no column of its own."""
    said = [
        "Trả lời tại chỗ" if visit.handling == Visit.Handling.ANSWERED else "",
        f"Từ chối tiếp: {refusals().get(visit.refusal, visit.refusal)}" if visit.refusal else "",
        "Đã phản ánh lần trước" if visit.again else "",
        visit.note,
    ]
    return ". ".join(part for part in said if part)


def _write_counts(book: xlsxwriter.Workbook, counts: Counts) -> None:
    sheet = book.add_worksheet("Số lượng")
    sheet.set_column(0, 0, 40)
    rows = [
        ("Số buổi tiếp", counts.sessions),
        ("Số lượt tiếp", counts.turns),
        ("Số người được tiếp", counts.people),
        ("Số đoàn đông người", counts.delegations),
        ("Lượt đã phản ánh lần trước", counts.again),
        ("Lượt từ chối tiếp", counts.refused),
    ]
    for row, (label, value) in enumerate(rows):
        sheet.write(row, 0, label)
        sheet.write(row, 1, value)
