"""Make the shipped Word forms of the roll-up anew: call :func:`main` in ``langnghe manage shell``.

The office edits the result in Word; this script is only for changing what is shipped.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from docx.enum.text import WD_BREAK

from langnghe.reports.forms import pieces

ANNEXES = (
    (
        "I",
        "TỔNG HỢP THEO NHÓM NHIỆM VỤ",
        "phu_luc_nhom",
        ("TT", "Nhóm nhiệm vụ", "Tổng số", "Đúng hạn", "Xong chậm", "Đang làm", "Chưa bắt đầu", "Quá hạn"),
        (11, 55, 16, 16, 16, 16, 17, 18),
    ),
    (
        "II",
        "TỔNG HỢP THEO ĐƠN VỊ CHỦ TRÌ",
        "phu_luc_don_vi",
        ("TT", "Đơn vị", "Kết quả đến hạn hoặc đã xong", "Đúng hạn", "Xong chậm", "Quá hạn", "Chưa đến hạn"),
        (11, 62, 26, 16, 16, 16, 18),
    ),
    (
        "III",
        "CHI TIẾT TỪNG NHIỆM VỤ",
        "phu_luc_nhiem_vu",
        ("TT", "Nhiệm vụ", "Chủ trì", "Hạn", "Mức hoàn thành", "Trạng thái"),
        (12, 52, 31, 28, 17, 25),
    ),
    (
        "IV",
        "CHỈ TIÊU CỦA KẾ HOẠCH",
        "phu_luc_chi_tieu",
        ("TT", "Chỉ tiêu", "Mục tiêu", "Đạt được", "Nguồn số liệu"),
        (11, 60, 24, 24, 46),
    ),
)


def build(look: pieces.Look) -> Any:
    document, _left = pieces.blank(look)
    pieces.title(document, look)
    pieces.body(document, look)
    pieces.signature(document, look)
    for number, title, rows, columns, widths in ANNEXES:
        document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
        pieces.annex_head(document, number, title)
        pieces.table(document, rows, columns, widths)
    return document


def main() -> None:
    for look in (pieces.STATE, pieces.PARTY):
        build(look).save(Path(__file__).parent / f"{look.style}.docx")
