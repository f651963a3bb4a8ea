"""Figures checked against each other."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from langnghe.text.arithmetic import doubts, printed, table_doubts, value
from tests.shared import shared


@pytest.mark.parametrize(
    "text",
    [
        "đã giải quyết 109/139 kiến nghị (78%)",
        "trả lời 11/17 ý kiến (64,7%)",
        "26/29 lượt (89,65%) về đất đai",  # cut, not rounded
        "nhận 07 đơn (05 đơn kiến nghị, 02 đơn phản ánh)",
        "Tổng 29 lượt (27 định kỳ, 2 đột xuất) với 39 người",
        "132 ý kiến: 18 thuộc thẩm quyền Trung ương, 93 thuộc tỉnh, 21 thuộc cấp xã",
        "77 đơn thuộc thẩm quyền, giải quyết 66 (85,71%)",
        "Toàn xã có 2.846 hộ (12.917 nhân khẩu, 21 bản)",
        "nhận 40 đơn, trong đó 12 đơn khiếu nại, 3 đơn tố cáo",  # among them, not all
        "tiếp 19 lượt/23 người",
        "ngày 12/7 tăng 30% so với tháng 6",
        "Quyết định số 42/2024/QĐ-UBND, 100% hộ đồng thuận",
        "từ ngày 01/8 đến ngày 31/8/2026",
        "đường dây 24/7, ngõ 14/3",
        "thu ngân sách 3.420 triệu đồng, bằng 61% dự toán",
        "tiếp nhận 34 đơn; đã giải quyết 18 đơn, đạt 52,9%",
        "tổng số ý kiến là 40, trong đó đã trả lời 20 ý kiến (50%)",
        "tiếp nhận 34 đơn; xã Bình An giải quyết 18 đơn, đạt 61%",  # of its own, not told here
        "tiếp nhận 34 đơn; đã giải quyết 18 vụ việc, đạt 61%",
        "tiếp nhận 34 đơn; đã giải quyết 18 đơn, đạt 61% kế hoạch",
        "tiếp nhận 120 đơn; trả lại 20 đơn; đã giải quyết 80 đơn, đạt 80%",
        "Tổng số 50 đơn; đã giải quyết: 40 đơn (80%)",
        "giải quyết 40/50 đơn, đạt tám mươi phần trăm",
        "12/16 vụ (bảy mươi lăm phần trăm)",
        "15/20 vụ (bảy lăm phần trăm)",  # the end of a number that is not read is no number
        "đạt một trăm hai mươi phần trăm (60/50 đơn)",
        "trả lời 11/17 ý kiến (sáu mươi tư phẩy bảy phần trăm)",
        "văn bản số 50; giải quyết 40 đơn (90%)",  # the number of a paper counts nothing
        "kỳ trước chuyển sang 30 đơn. Tiếp nhận 120 đơn. Đã giải quyết 75 đơn, đạt 50%",
    ],
)
def test_figures_that_agree(text: str) -> None:
    assert doubts(text) == []


@pytest.mark.parametrize(
    ("text", "stated", "computed"),
    [
        ("giải quyết 238/316 kiến nghị (88,9%)", "88,9%", "75,3%"),
        ("đã trả lời 187/147 ý kiến, đạt 75,9%", "75,9%", "127,2%"),
        ("nhận 316 đơn, đã giải quyết 238 đơn (88,9%)", "88,9%", "75,3%"),
        ("tiếp nhận 34 đơn; đã giải quyết 18 đơn, đạt 61%", "61%", "53%"),
        ("Tiếp nhận 120 đơn. Đã giải quyết 90 đơn, đạt 80%", "80%", "75%"),
        ("tổng số ý kiến là 40, trong đó đã trả lời 20 ý kiến (59%)", "59%", "50%"),
        ("Tổng số đơn: 120; đã giải quyết 90 đơn (80%)", "80%", "75%"),
        ("238 trong tổng số 316 kiến nghị (88,9%)", "88,9%", "75,3%"),
        ("nhận 08 đơn (05 đơn kiến nghị, 02 đơn phản ánh)", "8", "7"),
        ("nhận 40 đơn, trong đó 32 đơn khiếu nại, 13 đơn tố cáo", "40", "45"),
        ("139 lượt kiến nghị, gồm 13 về chính sách, 46 về giao thông, 70 lĩnh vực khác.", "139", "129"),
        ("tiếp 4.310 lượt với 2.845 người", "4.310", "2.845"),
        ("1.234,5/2.469 ha (60%)", "60%", "50%"),
        ("Tổng số 50 đơn; đã giải quyết: 40 đơn (90%)", "90%", "80%"),
        ("giải quyết 40/50 đơn, đạt chín mươi phần trăm", "90%", "80%"),
        ("giải quyết 238/316 kiến nghị (88,9 phần trăm)", "88,9%", "75,3%"),
        ("đạt một trăm phần trăm (49/50 đơn)", "100%", "98%"),
        ("đạt HAI PHẦN TRĂM (49/50 đơn)", "2%", "98%"),
        ("đạt haı phần trăm (49/50 đơn)", "2%", "98%"),
        ("Nhận 40 đơn, giải quyết 30 đơn, đạt tám mươi mốt phẩy năm phần trăm", "81,5%", "75,0%"),
    ],
)
def test_figures_that_do_not(text: str, stated: str, computed: str) -> None:
    found = doubts(text)
    assert [(doubt.stated, doubt.computed) for doubt in found] == [(stated, computed)]
    assert "hãy kiểm tra" in found[0].sentence_vi
    assert text[found[0].start : found[0].end].strip()


def test_total_rows() -> None:
    rows = [["1", "Đất đai", "12", "5"], ["2", "Môi trường", "1.008", "2"], ["", "Tổng cộng", "1.020", "8"]]
    assert [(row, column, doubt.computed) for row, column, doubt in table_doubts(rows)] == [(2, 3, "7")]


def test_real_reports() -> None:
    """Reports whose figures add up raise no doubt; the one marked as odd does."""
    rows = [json.loads(line) for line in shared("reports_restated/reports.jsonl").read_text("utf-8").splitlines()]
    flagged = {row["id"] for row in rows if doubts(row["text"])}
    odd = {row["id"] for row in rows if "bất thường" in (row["arithmetic"] or "")}
    assert flagged == odd


@given(st.text(alphabet="0123456789/.,()% đơnlượt:;", max_size=60))
def test_any_text_is_checked(text: str) -> None:
    assert all(0 <= doubt.start < doubt.end <= len(text) for doubt in doubts(text))


@given(st.integers(0, 10**9))
def test_numbers_are_printed_as_they_are_read(number: int) -> None:
    assert value(printed(Decimal(number))) == number


@pytest.mark.parametrize(
    ("text", "stated", "computed"),
    [
        ("Tỷ lệ giải quyết đạt 90% (40/50 đơn).", "90%", "80%"),
        ("Có 50 hộ, trong đó 20 hộ nghèo, chiếm 60%.", "60%", "40%"),
    ],
)
def test_plain_forms_of_wrong_shares(text: str, stated: str, computed: str) -> None:
    assert [(doubt.stated, doubt.computed) for doubt in doubts(text)] == [(stated, computed)]


@pytest.mark.parametrize(
    "text",
    [
        "Tỷ lệ giải quyết đạt 80% (40/50 đơn).",
        "Có 50 hộ, trong đó 20 hộ nghèo, chiếm 40%.",
        "Đạt 61% (dự toán giao 5.607 triệu đồng).",
    ],
)
def test_right_shares_in_the_same_forms(text: str) -> None:
    assert doubts(text) == []
