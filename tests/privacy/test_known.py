"""What the form says about a person is struck out of the text, however it is written there."""

from __future__ import annotations

import pytest

from langnghe.privacy.door import admit_texts
from langnghe.privacy.known import strike
from langnghe.privacy.vault import Person

HER = Person(
    name="Lò Thị Ín",
    phone="0912 345 678",
    email="lo.in@vidu.vn",
    id_number="012345678901",
    address="số 12, ngõ 3, tổ 5",
    other="Hội viên",
)


@pytest.mark.parametrize(
    "text",
    [
        "Tôi là Lò Thị Ín.",
        "toi la lo thi in",
        "LÒ  THỊ\nÍN",
        "gọi 0912345678",
        "gọi +84 912.345.678",
        "gọi (0912) 345-678",
        "thư LO.IN@vidu.vn",
        "CCCD 0123 4567 8901",
        "ở Số 12, ngõ 3, tổ 5",
    ],
)
def test_what_the_form_says_is_struck_out(text: str) -> None:
    left = strike(text, HER).lower()
    for told in ("ín", "thi in", "345", "vidu", "8901", "ngõ 3"):
        assert told not in left
    assert "[" in left


@pytest.mark.parametrize(
    "text", ["Đường liên thôn hư hỏng", "Lò gạch Thị trấn", "có 0912 hộ", "Lò Thị Ính", "Hội viên"]
)
def test_other_words_stay(text: str) -> None:
    assert strike(text, HER) == text


def test_a_single_word_is_no_name() -> None:
    assert strike("An toàn giao thông", Person(name="An")) == "An toàn giao thông"


def test_letters_in_two_pieces_are_found_too() -> None:
    assert "Ín" not in strike("Lo\u0300 Thi\u0323 I\u0301n", HER)


def test_the_door_strikes_before_it_looks_for_more() -> None:
    (text,) = admit_texts(["lo thi in và ông Sùng A Pháo đề nghị"], of=HER)
    assert "lo thi in" not in text
    assert "Pháo" not in text
