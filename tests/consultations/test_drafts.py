"""A draft is cut into paragraphs with the addresses people use; versions are compared paragraph by paragraph."""

from __future__ import annotations

import zipfile
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from langnghe.consultations.drafts import compare, cut, read_draft, words_changed
from langnghe.text.blocks import Block
from tests.consultations.rounds_made import DRAFT, word_file


def labels(*lines: str) -> list[tuple[str, int]]:
    blocks = [Block("paragraph", line, f"p{number}") for number, line in enumerate(lines, 1)]
    return [(piece.label, piece.level) for piece in cut(blocks)]


def test_a_word_file_becomes_paragraphs_with_addresses() -> None:
    found = [(piece.label, piece.level) for piece in read_draft(word_file(), "du-thao.docx")]
    assert found == [
        ("", 2),
        ("Chương I", 1),
        ("Điều 1", 3),
        ("Điều 1, đoạn 1", 0),
        ("Điều 2", 3),
        ("Điều 2, khoản 1", 0),
        ("Điều 2, khoản 2", 0),
        ("Điều 2, khoản 2, điểm a", 0),
        ("Điều 2, khoản 3", 0),
    ]


@pytest.mark.parametrize(
    "line, label, level",
    [
        ("CHƯƠNG II", "CHƯƠNG II", 1),
        ("Phần thứ nhất", "Phần thứ nhất", 1),
        ("Mục 2. Kinh phí", "Mục 2", 2),
        ("ĐIỀU 5. HIỆU LỰC", "Điều 5", 3),
        ("Điều 12a. Sửa đổi", "Điều 12a", 3),
        ("Phụ lục II", "Phụ lục II", 1),
    ],
)
def test_headings_of_the_law(line: str, label: str, level: int) -> None:
    assert labels(line) == [(label, level)]


def test_a_clause_before_any_article_is_no_clause() -> None:
    assert labels("1. Căn cứ Luật Giáo dục;") == [("", 0)]


def test_headers_footers_and_empty_lines_are_no_paragraphs() -> None:
    blocks = [Block("header", "Trang 1", "h1"), Block("paragraph", "  ", "p1"), Block("row", "a\tb", "t1.r1")]
    assert [piece.text for piece in cut(blocks)] == ["a | b"]


def test_what_is_no_draft_is_refused_with_a_sentence() -> None:
    bomb = BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"0" * 60_000_000)
    for content, name in (
        (b"", "a.docx"),
        (b"%PDF-1.7 gi\xc3\xa1 tr\xe1\xbb\x8b", "a.docx"),
        (b"Ch\xe1\xbb\x89 l\xc3\xa0 v\xc4\x83n b\xe1\xba\xa3n", "a.txt"),
        (bomb.getvalue(), "a.docx"),
        (word_file(""), "a.docx"),
    ):
        with pytest.raises(ValueError, match=r"hãy|DOCX|Hãy"):
            read_draft(content, name)


def test_personal_data_in_a_draft_is_pointed_out_and_left() -> None:
    lines = (*DRAFT, "Liên hệ ông Nguyễn Văn Tám, điện thoại 0912 345 678.")
    found = read_draft(word_file(*lines), "a.docx")
    assert [piece.text for piece in found if piece.doubtful] == [lines[-1]]


def test_versions_compared() -> None:
    old = ["A một hai ba bốn", "B giữ nguyên", "C sẽ bỏ hẳn đi"]
    new = ["A một hai ba năm", "B giữ nguyên", "X hoàn toàn mới 123"]
    found = compare(old, new)
    assert found.before == [0, 1, None]
    assert found.same == [False, True, False]
    assert found.gone == [2]


@given(st.lists(st.sampled_from("abcdef"), max_size=8), st.lists(st.sampled_from("abcdef"), max_size=8))
def test_each_old_paragraph_becomes_at_most_one_new_or_is_gone(old: list[str], new: list[str]) -> None:
    found = compare(old, new)
    kept = [each for each in found.before if each is not None]
    assert len(kept) == len(set(kept))
    assert sorted([*kept, *found.gone]) == list(range(len(old)))
    assert all(old[before] == new[number] for number, before in enumerate(found.before) if found.same[number])  # type: ignore[index]


@given(st.text("ab ", max_size=20), st.text("ab ", max_size=20))
def test_changed_words_tell_both_texts(old: str, new: str) -> None:
    runs = words_changed(old, new)
    assert " ".join(words for kind, words in runs if kind != "gone").split() == new.split()
    assert " ".join(words for kind, words in runs if kind != "new").split() == old.split()
