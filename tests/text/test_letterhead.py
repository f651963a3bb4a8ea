"""Who sent a report, as the letterhead says."""

from __future__ import annotations

import pytest

from langnghe.text.blocks import Block
from langnghe.text.letterhead import Sender, sender


def head(*lines: str) -> list[Block]:
    return [Block("header", line, f"p{number}") for number, line in enumerate(lines, start=1)]


STATE = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "Số: 12/BC-UBND")


@pytest.mark.parametrize(
    "lines, found",
    [
        (("UBND TỈNH LAM GIANG", "UBND XÃ BÌNH KHÊ", *STATE), Sender("UBND xã Bình Khê", "xa", "xã Bình Khê")),
        (
            ("ỦY BAN MTTQ VIỆT NAM TỈNH LAM GIANG", "ỦY BAN MTTQ VIỆT NAM PHƯỜNG ĐÔNG HÀ"),
            Sender("Ủy ban MTTQ Việt Nam phường Đông Hà", "mttq", "phường Đông Hà"),
        ),
        (
            ("TỈNH ỦY LAM GIANG", "ĐẢNG ỦY XÃ TÂN SƠN", "*", "ĐẢNG CỘNG SẢN VIỆT NAM"),
            Sender("Đảng ủy xã Tân Sơn", "dang", "xã Tân Sơn"),
        ),
        (("ỦY BAN NHÂN DÂN XÃ BÌNH KHÊ", "BÁO CÁO"), Sender("Ủy ban nhân dân xã Bình Khê", "xa", "xã Bình Khê")),
        (("BÁO CÁO", "TỔNG HỢP Ý KIẾN CỬ TRI XÃ BÌNH KHÊ THÁNG 9"), None),
        (("Nhân dân xã Bình Khê phản ánh đường hỏng.",), None),
    ],
)
def test_sender(lines: tuple[str, ...], found: Sender | None) -> None:
    assert sender(head(*lines)) == found


def test_a_letterhead_set_as_a_table() -> None:
    row = Block("row", "UBND TỈNH LAM GIANG SỞ XÂY DỰNG\tCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "t1.r1")
    assert sender([row, *head("UBND TỈNH LAM GIANG", "SỞ XÂY DỰNG")]) is not None
