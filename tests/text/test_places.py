"""Units under any of their names, and concrete things named in statements."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from langnghe.text.places import Catalogue, UnitName

CATALOGUE = Catalogue(
    [
        UnitName("01", "Xã Mường Sảng", "xa", ("xã Mường Lang", "Nà Hẩu")),
        UnitName("02", "Phường Bến Tượng", "phuong"),
        UnitName("03", "Sở Nông nghiệp và Môi trường", "so"),
        UnitName("04", "Sở Y tế", "so"),
        UnitName("05", "Xã Hòa Bình", "xa"),
        UnitName("06", "Phường Hòa Bình", "phuong"),
        UnitName("07", "Xã Tân Lập", "xa"),
        UnitName("08", "Xã Tân Lập Hạ", "xa"),
        UnitName("09", "Xã Đá Bàn", "xa"),
        UnitName("10", "Xã Đa Bản", "xa"),
    ]
)


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("UBND xã Mường Sảng báo cáo", ["01"]),
        ("xa muong sang bao cao", ["01"]),
        ("cử tri xã Mường Lang cũ và Nà Hẩu", ["01", "01"]),
        ("P. Bến Tượng, phường bến tượng, p bến tượng", ["02", "02", "02"]),
        ("chuyển Sở NN&MT, Sở NNMT, Sở Nông nghiệp và Môi trường tỉnh", ["03", "03", "03"]),
        ("Sở Y tế trả lời", ["04"]),
        ("dân Hòa Bình", []),  # a commune and a ward share the name
        ("xã Hoà Bình và phường Hoà Bình", ["05", "06"]),
        ("xã Tân Lập Hạ giáp xã Tân Lập", ["08", "07"]),
        ("xã Đá Bàn", ["09"]),
        ("xã Đa Bản", ["10"]),
        ("xa da ban", []),  # without marks it may be either
        ("bà con mường sảng lại đây", []),  # small letters, no word of the kind: too weak
        ("xã X", []),
    ],
)
def test_find(text: str, codes: list[str]) -> None:
    assert [found.code for found in CATALOGUE.find(text)] == codes


def test_found_spans_are_the_words_as_written() -> None:
    text = "Tại UBND xã Mường Sảng, P. Bến Tượng."
    assert [text[f.start : f.end] for f in CATALOGUE.find(text)] == ["UBND xã Mường Sảng", "P. Bến Tượng"]


@given(st.text(max_size=80))
def test_any_text_is_searched(text: str) -> None:
    assert all(0 <= f.start < f.end <= len(text) for f in CATALOGUE.find(text))
