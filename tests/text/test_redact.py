"""Redaction through its public functions: the table, the marks, the offsets, planted data, tables, officials."""

from __future__ import annotations

import json
import re
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from langnghe.text.redact import Redacted, Span, marks, redact, redact_many, redact_row, rows
from tests.shared import shared
from tests.text.planted import Planted, bare, statements


def braces(sentence: str) -> tuple[str, list[str]]:
    """A sentence without its braces, and what stood in them."""
    return re.sub(r"[{}]", "", sentence), re.findall(r"\{(.*?)\}", sentence)


def found(text: str, kind: str | None = None, *, keep_officials: bool = False) -> list[str]:
    result = redact(text, keep_officials=keep_officials)
    return [text[span.start : span.end] for span in result.spans if kind in (None, span.kind)]


def covered(result: Redacted) -> set[int]:
    return {place for span in result.spans for place in range(span.start, span.end)}


# -- the table ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind, sentence", [(row.kind, sentence) for row in rows() for sentence in row.examples])
def test_examples_of_the_table_are_found(kind: str, sentence: str) -> None:
    text, data = braces(sentence)
    assert found(text, kind) == data


@pytest.mark.parametrize("sentence", [sentence for row in rows() for sentence in row.counters])
def test_counter_examples_of_the_table_stay(sentence: str) -> None:
    assert redact(sentence).text == sentence


@pytest.mark.parametrize(
    "sentence",
    [
        "Tik Tok {Trang Tour Minh Trà}",
        'zalo: {"hoa cỏ may"}',
        "viber {Ngọc Lan Shop}",
        "xem {fb.me/hoatim}",
        "gọi {012**5}",
        "gọi {+8491**5}",
        "danh bộ {K12345}",
        "bks {AA 12-345}",
    ],
)
def test_the_least_sign_of_a_kind_is_enough(sentence: str) -> None:
    text, data = braces(sentence)
    assert found(text) == data


def test_every_kind_has_a_mark_an_example_and_a_counter_example() -> None:
    assert set(marks()) == {"NAME", "PHONE", "ID", "EMAIL", "ADDRESS", "ACCOUNT", "PLATE", "DOB", "HANDLE"}
    assert all(row.examples and row.counters and row.mark.startswith("[") for row in rows())


# -- names ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "sentence",
    [
        "hộ ông {Sùng Nhìa Dế} bản Mới",
        "hai chị em {Lê Thị Bảo Vy} và {Lê Gia Minh} ở với bà",
        "con em {Bống} ăn bán trú",
        "nha e o thon moi, ten {nguyen thi tham}",
        "chuyển tiền cho {NGUYEN VAN HUNG} rồi mất",
        'đối tượng {Sơn "lùn"} bán lẻ',
        "thằng {Sơn lùn} lại phá",
        "đá gà ở vườn {tư lùn} chiều nào cũng có",
        "bà {mười thanh} ôm hụi bỏ trốn",
        "liên hệ Mr {Tín} để vay",
        "chị {H.} và con",
        "Ông {Đỗ V.H.} cùng các hộ",
        "Kính đơn\n{Hoa Mai}",
        "các hộ: {Lan}, {Hùng} và {Lò Văn Muôn} chưa nhận",
        "cử tri {H'Hen Niê} nêu",
        "Thầy giáo {Lưu Đức Mạnh} dạy giỏi",
        "me em {tran thi gai} bi benh",
        "nhà {Hoàng Văn Thìn} mất trộm",
        "tôi tên {bàn công hùng}, xin hỏi",
        "nhà ông {Bùi Anh Kiệt} 5 lần ngập",
        "tra dat cho toi. {ma thi nhung} 0954 218 637",
        "Ai biết gọi 0954218637 ({Toàn})",
        'đối tượng {Dũng trọc} và {Hưng "sẹo"} đòi nợ',
        "ông {Ksor Y Blan} và bà {Nay H'Điệp}",
        "liệt sĩ {Đào Văn Lịch} khắc sai tên",
    ],
)
def test_names_in_every_guise(sentence: str) -> None:
    text, data = braces(sentence)
    assert found(text, "NAME") == data


def test_a_shop_is_no_person_but_its_keeper_is() -> None:
    assert found("quán Cô Ba bán đắt") == []
    assert found("quán của bà Nghĩa bán đắt") == ["Nghĩa"]


@pytest.mark.parametrize(
    "text, name",
    [
        ("Đồng chí Phan Quốc Bảo, Phó Chủ tịch UBND phường đã trả lời", "Phan Quốc Bảo"),
        ("KT. CHỦ TỊCH - PHÓ CHỦ TỊCH: Vi Văn Thuận", "Vi Văn Thuận"),
        ("Chủ tịch UBND xã Vi Văn Thuận tiếp dân", "Vi Văn Thuận"),
        ("Trả lời của Giám đốc Sở Nội vụ Đàm Thế Vinh", "Đàm Thế Vinh"),
        ("cán bộ địa chính tên T. đòi tiền", "T."),
        ("Người tổng hợp: Ninh Đức Hòa", "Ninh Đức Hòa"),
        ("TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH\nLục Văn Dũng", "Lục Văn Dũng"),
        ("Cảm ơn chị Phùng Thị Sen ở quầy hộ tịch", "Phùng Thị Sen"),
    ],
)
def test_officials_stay_only_when_asked(text: str, name: str) -> None:
    assert found(text, "NAME") == [name]
    assert found(text, "NAME", keep_officials=True) == []


def test_private_persons_do_not_stay_with_the_officials() -> None:
    text = "Chủ tịch UBND xã Vi Văn Thuận đến nhà bà Quàng Thị Mẩy"
    assert found(text, keep_officials=True) == ["Quàng Thị Mẩy"]
    assert found("ông Lò Văn Muôn, trưởng bản, nói", keep_officials=True) == ["Lò Văn Muôn"]


# -- what every redaction keeps -----------------------------------------------------------------------------------

WORDS = st.sampled_from(
    [
        "bà",
        "ông",
        "anh",
        "Nguyễn",
        "Thị",
        "Hoa",
        "nguyen",
        "van",
        "toan",
        "tên",
        "là",
        "tôi",
        "0954218637",
        "0957",
        "310",
        "442",
        "007061009452",
        "sinh",
        "ngày",
        "1/2/1980",
        "số",
        "nhà",
        "27,",
        "ngõ",
        "15",
        "tổ",
        "9",
        "Trần",
        "Phú",
        "stk",
        "6120087745103",
        "46H1-517.38",
        "zalo",
        "fb",
        "@lan.anh",
        "Lan",
        "a@thu.example",
        "K.T.Đ.",
        "đường",
        "phố",
        "UBND",
        "xã",
        "[TÊN]",
        "[ĐỊA",
        "CHỈ]",
        "(",
        ")",
        ",",
        ".",
        ":",
        "\n",
        "\t",
        "-",
        "chủ",
        "hộ",
        "con",
        "em",
        "Mười",
        "Hường",
        "quán",
        "Cô",
        "Ba",
        "😀",
        "Ð",
        "\x00",
        "\x1f",
    ]
)
TEXTS = st.lists(WORDS, max_size=25).map(" ".join) | st.text(max_size=60)


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_redacting_twice_changes_nothing(text: str) -> None:
    once = redact(text).text
    assert redact(once).text == once
    assert redact(once).spans == []


@settings(max_examples=200, deadline=None)
@given(TEXTS)
def test_spans_are_in_order_apart_and_what_the_text_shows(text: str) -> None:
    result = redact(text)
    edges = [edge for span in result.spans for edge in (span.start, span.end)]
    assert edges == sorted(edges)
    assert all(0 <= span.start < span.end <= len(text) for span in result.spans)
    rebuilt, last = "", 0
    for span in result.spans:
        rebuilt += text[last : span.start] + marks()[span.kind]
        last = span.end
    assert result.text == rebuilt + text[last:]


@settings(max_examples=200, deadline=None)
@given(TEXTS)
def test_offsets_lead_there_and_back(text: str) -> None:
    result = redact(text)
    hidden = covered(result)
    for place in range(len(text)):
        if place not in hidden:
            assert result.text[result.offset(place)] == text[place]
            assert result.original(result.offset(place)) == place
    for span in result.spans:
        assert result.text[result.offset(span.start) :].startswith(marks()[span.kind])
        assert result.offset(span.end) == result.offset(span.start) + len(marks()[span.kind])


@settings(max_examples=100, deadline=None)
@given(st.lists(TEXTS, max_size=8))
def test_a_batch_is_its_texts_one_by_one(texts: list[str]) -> None:
    assert [result.text for result in redact_many(texts)] == [redact(text).text for text in texts]


def test_decomposed_text_is_read_like_composed() -> None:
    text = "Bà Quàng Thị Mẩy, số điện thoại 0954 218 637, ở bản Nà Lốc"
    apart = unicodedata.normalize("NFD", text)
    assert unicodedata.normalize("NFC", redact(apart).text) == redact(text).text
    assert [unicodedata.normalize("NFC", name) for name in found(apart, "NAME")] == ["Quàng Thị Mẩy"]


def test_marks_already_there_are_left() -> None:
    text = "Bà [TÊN] và ông Lò Văn Muôn, ĐT [SỐ ĐIỆN THOẠI]"
    assert redact(text).text == "Bà [TÊN] và ông [TÊN], ĐT [SỐ ĐIỆN THOẠI]"


def test_empty_input() -> None:
    assert redact_many([]) == []
    assert redact("") == Redacted("", [])


# -- planted data -------------------------------------------------------------------------------------------------


def measured(planted: list[Planted]) -> tuple[float, float, list[str]]:
    """Share of planted spans fully covered, share of texts that leak, and what was masked without cause."""
    hits = total = leaks = 0
    false = []
    for one, result in zip(planted, redact_many([one.text for one in planted]), strict=True):
        hidden = covered(result)
        whole = [hidden.issuperset(range(start, end)) for start, end, _ in one.spans]
        hits, total, leaks = hits + sum(whole), total + len(whole), leaks + (not all(whole))
        for span in result.spans:
            if not any(start < span.end and span.start < end for start, end, _ in one.spans):
                false.append(one.text[span.start : span.end])
    return hits / total, leaks / len(planted), false


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_planted_data_is_found(seed: int) -> None:
    recall, leaking, false = measured(statements(1500, personal=1.0, seed=seed))
    assert recall >= 0.99
    assert leaking <= 0.02
    assert len(false) <= 15


def test_planted_data_without_marks_is_mostly_found() -> None:
    planted = [Planted(bare(one.text), one.spans) for one in statements(1500, personal=1.0, seed=4)]
    recall, _, _ = measured(planted)
    assert recall >= 0.93


# -- tables -------------------------------------------------------------------------------------------------------


def test_a_column_of_people_is_masked_in_any_casing() -> None:
    columns = ["TT", "Họ và tên", "Năm sinh", "SĐT", "Địa chỉ", "Nội dung"]
    cells = ["1", "NGUYỄN văn tèo", "1961", "0954218637 (con)", "Tổ 4, phường Bến", "đường lầy lội"]
    assert [result.text for result in redact_row(cells, columns)] == [
        "1", "[TÊN]", "[NGÀY SINH]", "[SỐ ĐIỆN THOẠI]", "[ĐỊA CHỈ], phường Bến", "đường lầy lội",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "cell, shown",
    [
        ("Bà quàng thị mẩy, bản Mới", "Bà [TÊN], bản Mới"),
        ("Cử tri xã Hải Tân", "Cử tri xã Hải Tân"),
        ("Nhiều hộ dân thôn Đồng Mít", "Nhiều hộ dân thôn Đồng Mít"),
        ("", ""),
        ("[TÊN]", "[TÊN]"),
    ],
)
def test_a_cell_under_who_said_it(cell: str, shown: str) -> None:
    assert redact_row([cell], ["Người phản ánh"])[0].text == shown


def test_cells_beyond_the_headers_are_plain_text() -> None:
    assert [r.text for r in redact_row(["a", "bà Nghĩa"], ["TT"])] == ["a", "bà [TÊN]"]


# -- the shared sets ----------------------------------------------------------------------------------------------


def gold(name: str) -> list[tuple[str, list[Span]]]:
    """Texts of a labelled set with their spans; OFFICIAL ones kept under that kind."""
    lines = shared(name).read_text("utf-8").splitlines()
    return [
        (one["text"], [Span(p["start"], p["end"], p.get("kind", p.get("type"))) for p in one.get("pii", one.get("entities"))])
        for one in map(json.loads, lines)
    ]  # fmt: skip


def recall_by_kind(texts: list[tuple[str, list[Span]]]) -> dict[str, float]:
    hits: dict[str, list[bool]] = {}
    for (_, spans), result in zip(texts, redact_many([text for text, _ in texts]), strict=True):
        hidden = covered(result)
        for span in spans:
            hits.setdefault(span.kind, []).append(hidden.issuperset(range(span.start, span.end)))
    return {kind: sum(whole) / len(whole) for kind, whole in hits.items()}


def test_recall_on_the_gold_set() -> None:
    recall = recall_by_kind(gold("gold/reports.jsonl") + gold("gold/messages.jsonl"))
    assert recall["NAME"] >= 0.95
    assert recall["ADDRESS"] >= 0.85
    assert all(recall[kind] >= 0.99 for kind in ("PHONE", "ID", "EMAIL", "ACCOUNT", "PLATE", "DOB", "HANDLE"))


def test_precision_on_the_gold_set() -> None:
    texts = gold("gold/reports.jsonl") + gold("gold/messages.jsonl")
    right = [
        any(one.start < span.end and span.start < one.end for one in spans)
        for (_, spans), result in zip(texts, redact_many([text for text, _ in texts]), strict=True)
        for span in result.spans
    ]
    assert sum(right) / len(right) >= 0.90


def test_recall_on_real_questions() -> None:
    texts = gold("questions_pii/questions.jsonl")
    results = redact_many([text for text, _ in texts])
    whole = [
        covered(result).issuperset(range(span.start, span.end))
        for (_, spans), result in zip(texts, results, strict=True)
        for span in spans
    ]
    assert sum(whole) / len(whole) >= 0.95
