"""The words of a header tell what its column holds."""

from __future__ import annotations

import pytest

from langnghe.text.columns import fits, role_of

TABLE = {"content": ["noi dung", "^kien nghi"], "author": ["nguoi kien nghi", "=cu tri"], "unit": ["don vi"]}


@pytest.mark.parametrize(
    ("header", "role"),
    [
        ("NỘI DUNG (tóm tắt)", "content"),
        ("Kiến nghị của cử tri", "content"),
        ("Các kiến nghị", None),  # ^: the header does not begin with it
        ("Người kiến nghị", "author"),
        ("Cử tri", "author"),
        ("Số cử tri", None),  # =: the header says more
        ("Đơn vịt", None),  # whole words only
        ("Nội dung, đơn vị", "content"),  # the longer word
        ("—", None),
    ],
)
def test_the_longest_word_that_fits_wins(header: str, role: str | None) -> None:
    assert role_of(header, TABLE) == role


def test_a_draw_goes_to_the_first_role() -> None:
    table = {"lead": ["chu tri"], "co": ["tri chu"]}
    assert fits("chủ trì chủ", table) == {"lead": 7, "co": 7}
    assert role_of("chủ trì chủ", table) == "lead"
