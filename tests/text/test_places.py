"""Units under any of their names, and concrete things named in statements."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from langnghe.text.places import Catalogue, UnitName, mentions

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
    assert list(mentions(text)) == sorted(set(mentions(text)))


@pytest.mark.parametrize(
    ("text", "things"),
    [
        ("đường ĐT.185 đoạn từ Km12+300 đến Km15", ("dt 185", "km 12", "km 15")),
        ("tỉnh lộ 185 và Quốc lộ 37C", ("dt 185", "ql 37c")),
        ("Trường THCS Nậm Khoai, cầu treo Bản Cuông", ("cau ban cuong", "thon cuong", "truong nam khoai")),
        ("ho na lan bi o nhiem", ("ho na lan",)),
        ("hồ Nà Lạn bị ô nhiễm", ("ho na lan",)),
        ("ngõ 12, tổ dân phố 5, thôn 3", ("ngo 12", "thon 3", "to dan pho 5")),
        ("bản 67 hộ chưa có điện, hồ sơ nộp từ lâu, môi trường xấu, gia đình tôi", ()),
        ("Công ty CP May Thiên Ý nợ lương, công ty Thiên Ý", ("cong ty thien y",)),
        ("Bản án số 42/2024/DS-PT chưa thi hành", ("so 42/2024/ds-pt",)),
        ("đường vào bản hỏng nặng", ()),
    ],
)
def test_mentions(text: str, things: tuple[str, ...]) -> None:
    assert mentions(text) == things


def test_mentions_keeps_up_with_the_engine() -> None:
    statement = "Đường liên thôn Xóm Chùa - Bản Lùng dài 2,1 km vỡ nát vì xe chở vật liệu, " * 3
    mentions(statement)
    before = time.process_time()
    for _ in range(500):
        mentions(statement[:200])
    assert 500 / (time.process_time() - before) > 5_000
