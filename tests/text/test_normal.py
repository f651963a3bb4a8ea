"""One spelling: NFC, tone placement, folding, old fonts and encodings."""

from __future__ import annotations

import json
import shutil
import subprocess
import unicodedata
from collections.abc import Iterator
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from langnghe.text.normal import (
    LETTERS,
    clean,
    decode,
    fold,
    from_font,
    from_legacy,
    from_tcvn3,
    from_vni,
    is_syllable,
    looks_legacy,
    to_tcvn3,
    to_vni,
    tone,
)
from tests.shared import shared

VIETNAMESE = st.text(LETTERS + LETTERS.upper() + "abcdeghiklmnopqrstuvxyABCDEGHIKLMNOPQRSTUVXY .,;0123456789\n")
PANGRAM = (
    "Đề nghị Ủy ban sửa đường; ruộng bị ngập, hỗ trợ giống, trẻ em nghỉ học vì lũ. Cử tri phấn khởi, ý kiến quý báu!"
)


@cache
def texts() -> tuple[str, ...]:
    """Real Vietnamese lines of the shared sets."""
    return tuple(_texts())


def _texts() -> Iterator[str]:
    for row in shared("gold/reports.jsonl").read_text("utf-8").splitlines():
        yield from (block["text"] for block in json.loads(row)["blocks"])
    for name in ("questions_pii/questions.jsonl", "petitions_2018/petitions.jsonl", "reports_restated/reports.jsonl"):
        for row in shared(name).read_text("utf-8").splitlines():
            yield from (value for value in json.loads(row).values() if isinstance(value, str))
    yield from shared("uit_vsfc/train/sents.txt").read_text("utf-8").splitlines()


# --- clean ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "raw, expected",
    [
        ("Đường hỏng", "Đường hỏng"),
        (unicodedata.normalize("NFD", "Đường hỏng ở Nghĩa Lộ"), "Đường hỏng ở Nghĩa Lộ"),
        ("\u00d0ề nghị", "Đề nghị"),
        ("kiến\u00a0nghị\u2009này", "kiến nghị này"),
        ("kiến\u200b ng\u00adhị\ufeff", "kiến nghị"),
        ("Quyết định 296\u2011QĐ/TW", "Quyết định 296-QĐ/TW"),
        ("một\thai\nba", "một\thai\nba"),
        ("hai  dấu cách", "hai  dấu cách"),
        ("\uf0b7 mục", "• mục"),
        ("plain", "plain"),
    ],
)
def test_clean(raw: str, expected: str) -> None:
    assert clean(raw) == expected


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("n\u00adớc", "nước"),
        ("TR\u00adỜNG", "TRƯỜNG"),
        ("T\u00ad pháp", "Tư pháp"),
        ("tr\u00adưởng", "trưởng"),
        ("inter\u00adnet", "internet"),
        ("một \u00ad hai", "một  hai"),
    ],
)
def test_a_soft_hyphen_is_the_letter_it_was_or_nothing(raw: str, expected: str) -> None:
    assert clean(raw) == expected


@given(st.text())
def test_clean_is_done_once(text: str) -> None:
    assert clean(clean(text)) == clean(text)


# --- tone -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "written, expected",
    [
        ("hoà giải", "hòa giải"),
        ("Uỷ ban", "Ủy ban"),
        ("THUỶ", "THỦY"),
        ("khoẻ mạnh", "khỏe mạnh"),
        ("thanh tóan", "thanh toán"),
        ("thỏai mái", "thoải mái"),
        ("qúy", "quý"),
        ("quý báu, quỹ, quà", "quý báu, quỹ, quà"),
        ("hoàn toàn, ngoài, khuỷu", "hoàn toàn, ngoài, khuỷu"),
        ("hòa, thủy, của, mía", "hòa, thủy, của, mía"),
    ],
)
def test_tone(written: str, expected: str) -> None:
    assert tone(written) == expected


@given(VIETNAMESE)
def test_tone_keeps_length_and_letters(text: str) -> None:
    text = clean(text)
    assert len(tone(text)) == len(text)
    assert fold(tone(text)) == fold(text)
    assert tone(tone(text)) == tone(text)


# --- fold -------------------------------------------------------------------------------------------------------


def test_fold_takes_marks_and_capitals_away() -> None:
    assert fold("Đất ĐAI ở Nghĩa Lộ – “Ừ”") == "dat dai o nghia lo – “u”"
    assert fold("naïve Ångström 東京 Đ") == "naive angstrom 東京 d"


@given(st.text())
def test_fold_keeps_the_length_of_nfc(text: str) -> None:
    text = unicodedata.normalize("NFC", text)
    assert len(fold(text)) == len(text)


@given(VIETNAMESE)
def test_fold_of_vietnamese_is_ascii_and_the_same_for_nfd(text: str) -> None:
    assert fold(text).isascii()
    assert fold(unicodedata.normalize("NFD", text)) == fold(text)


# --- old fonts --------------------------------------------------------------------------------------------------


@given(VIETNAMESE)
def test_tcvn3_and_back(text: str) -> None:
    assert from_tcvn3(to_tcvn3(clean(text))) == clean(text)


@given(VIETNAMESE)
def test_vni_and_back(text: str) -> None:
    assert from_vni(to_vni(clean(text))) == clean(text)


@pytest.mark.parametrize("there, back", [(to_tcvn3, from_tcvn3), (to_vni, from_vni)])
def test_round_trip_over_real_text(there, back) -> None:  # type: ignore[no-untyped-def]
    lines = [clean(text) for text in texts()]
    lines = [line for line in lines if not set(line) - set(LETTERS + LETTERS.upper()) - {chr(i) for i in range(127)}]
    wrong = sum(a != b for line in lines for a, b in zip(back(there(line)), line, strict=False))
    total = sum(map(len, lines))
    assert total > 500_000
    assert wrong <= total * 0.0001, f"{wrong} of {total}"


@pytest.mark.skipif(not shutil.which("iconv"), reason="iconv, the oracle, is not installed")
def test_tcvn3_agrees_with_iconv() -> None:
    for code in range(0xA1, 0x100):
        oracle = subprocess.run(["iconv", "-f", "TCVN5712-1", "-t", "UTF-8"], input=bytes([code]), capture_output=True)
        expected = oracle.stdout.decode()
        if 0xB0 <= code <= 0xB4 or not expected:  # iconv holds a tone mark back; 0xFF has no letter
            continue
        assert from_tcvn3(chr(code)) == expected


def test_font_decides() -> None:
    assert from_font("§Ò nghÞ Uû ban", ".VnTime") == "Đề nghị Uỷ ban"
    assert from_font("b¸o c¸o", ".VnTimeH") == "BÁO CÁO"
    assert from_font("Ñeà nghò", "VNI-Times") == "Đề nghị"
    assert from_font("d­íi c­", ".VnArial") == "dưới cư"
    assert from_font("§Ò nghÞ", "Times New Roman") == "§Ò nghÞ"
    assert from_font("Đề nghị", ".VnTime") == "Đề nghị"
    assert from_font("nhiệt độ 38°", "VNI-Times") == "nhiệt độ 38°"
    assert from_font("38° C", ".VnTime") == "38° C"
    assert from_font("\uf0a7\uf0d2 nghÞ", ".VnTime") == "Đề nghị"


def test_no_false_conversion_of_clean_sentences() -> None:
    sentences = [clean(text) for text in texts()]
    assert len(sentences) >= 10_000
    assert [text for text in sentences if looks_legacy(text)] == []


def test_no_false_conversion_of_short_pieces_and_foreign_words() -> None:
    words = {word for text in texts() for word in clean(text).split()[:40]}
    assert [word for word in sorted(words) if looks_legacy(word)] == []
    for text in ("Café Müller, São Paulo, El Niño, 38°C, 25 m², ½ ha, Pelé", "• mục § 5 « trích »"):
        assert looks_legacy(text) is None


@pytest.mark.parametrize("there, kind", [(to_tcvn3, "tcvn3"), (to_vni, "vni")])
def test_old_encodings_are_seen_without_font(there, kind: str) -> None:  # type: ignore[no-untyped-def]
    assert looks_legacy(there(PANGRAM)) == kind
    assert from_legacy(there(PANGRAM)) == PANGRAM


# --- syllables --------------------------------------------------------------------------------------------------


def test_syllables() -> None:
    assert all(map(is_syllable, PANGRAM.replace(";", "").replace(",", "").replace(".", "").replace("!", "").split()))
    assert not any(map(is_syllable, ["nghÞ", "Müller", "strẹt", "hoacs", "kiẽc", "qqà"]))


# --- bytes ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "encoded, name",
    [
        (PANGRAM.encode(), "utf-8"),
        (unicodedata.normalize("NFD", PANGRAM).encode(), "utf-8"),
        (PANGRAM.encode("utf-8-sig"), "utf-8-sig"),
        (PANGRAM.encode("utf-16"), "utf-16"),
        (PANGRAM.encode("utf-16-le"), "utf-16-le"),
        (PANGRAM.encode("utf-16-be"), "utf-16-be"),
        (to_tcvn3(PANGRAM).encode("latin-1"), "tcvn3"),
        (to_vni(PANGRAM).encode("latin-1"), "vni"),
        (to_vni(PANGRAM).encode("utf-8"), "utf-8+vni"),
        (b"plain ASCII", "utf-8"),
    ],
)
def test_decode(encoded: bytes, name: str) -> None:
    text, found = decode(encoded)
    assert found == name
    assert text in (PANGRAM, "plain ASCII")


@pytest.mark.parametrize("name", ["cp1258", "tcvn3", "vni", "viscii", "utf16le_bom", "utf8_nfd"])
def test_decode_of_real_petitions(name: str) -> None:
    expected = clean(shared("legacy_encoding/petitions_expected_utf8_nfc.txt").read_text("utf-8"))
    text, _ = decode(shared(f"legacy_encoding/petitions_{name}.txt").read_bytes())
    assert text == expected


@given(st.binary())
def test_decode_takes_any_bytes(content: bytes) -> None:
    text, name = decode(content)
    assert clean(text) == text
    assert name
