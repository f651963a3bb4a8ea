"""Splitting reports into single opinions."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from langnghe.text.blocks import Block, full_text, starts
from langnghe.text.places import Catalogue, UnitName
from langnghe.text.split import Split, match, parse, records, split
from tests.shared import shared

SAMPLES = yaml.safe_load((Path(__file__).parent / "split_excerpts.yaml").read_text("utf-8"))
REPORTS = yaml.safe_load((Path(__file__).parent / "split_reports.yaml").read_text("utf-8"))
EXCERPTS, NO_OPINIONS = SAMPLES["opinions"], SAMPLES["none"]
KINDS = {
    "heading1": "heading",
    "heading2": "heading",
    "para": "paragraph",
    "bullet": "bullet",
    "table_header": "header_row",
    "table_row": "row",
}


def opinions(text: str) -> list[str]:
    return [opinion.text for opinion in split(parse(text)).opinions]


def uncovered(blocks: list[Block], result: Split) -> list[str]:
    """Stretches that lie in no span or in two, white space aside."""
    wrong = []
    for index, block in enumerate(blocks):
        spans = sorted((s.start, s.end) for s in (*result.opinions, *result.rest) if s.block == index)
        position = 0
        for start, end in spans:
            if start < position or block.text[position:start].strip():
                wrong.append(block.text[position:start] or f"twice: {block.text[start:position]}")
            position = max(position, end)
        if block.text[position:].strip():
            wrong.append(block.text[position:])
    return wrong


PIECES = st.sampled_from(
    [
        "I. TÌNH HÌNH CHUNG",
        "Cử tri phản ánh",
        ": ",
        "; ",
        ". ",
        "\n",
        "\t",
        "đường hỏng",
        "đề nghị sửa cầu",
        "một là ",
        "Trả lời: ",
        "UBND xã đã tiếp thu",
        "- ",
        "“",
        "”",
        '"',
        "(",
        ")",
        "1) ",
        "[TÊN]",
        "Ông A",
        "hỏi",
        "?",
        " ",
        "II. Ý KIẾN CỦA CỬ TRI\n",
        "Đ",
        "…",
    ]
)


@given(st.lists(PIECES, max_size=40).map("".join))
def test_opinions_and_rest_part_every_text(text: str) -> None:
    blocks = parse(text)
    result = split(blocks)
    assert len(full_text(blocks)) == len(text)
    assert uncovered(blocks, result) == []
    assert all(o.text == blocks[o.block].text[o.start : o.end] and o.text.strip() for o in result.opinions)


@given(st.text(max_size=200))
def test_any_text_is_read(text: str) -> None:
    blocks = parse(text)
    assert uncovered(blocks, split(blocks)) == []


def unmarked(excerpt: str) -> tuple[str, list[tuple[int, int]]]:
    """The text of an excerpt and the spans that were in [[...]]."""
    text, spans = "", []
    for i, part in enumerate(re.split(r"\[\[|\]\]", excerpt)):
        if i % 2:
            spans.append((len(text), len(text) + len(part)))
        text += part
    return text, spans


def spans_of(blocks: list[Block]) -> list[tuple[int, int]]:
    offsets = starts(blocks)
    return [(offsets[o.block] + o.start, offsets[o.block] + o.end) for o in split(blocks).opinions]


@pytest.mark.parametrize("name", EXCERPTS)
def test_excerpts(name: str) -> None:
    text, expected = unmarked(EXCERPTS[name])
    found = spans_of(parse(text))
    assert match(found, expected) == len(expected) == len(found), [text[a:b] for a, b in found]


@pytest.mark.parametrize("name", REPORTS)
def test_whole_reports(name: str) -> None:
    text, expected = unmarked(REPORTS[name])
    found = spans_of(parse(text))
    assert match(found, expected) == len(expected) == len(found), [text[a:b] for a, b in found]


@pytest.mark.parametrize("name", NO_OPINIONS)
def test_papers_without_opinions(name: str) -> None:
    assert opinions(NO_OPINIONS[name]) == []


def test_reply_goes_to_the_opinion_before_it() -> None:
    text, _ = unmarked(EXCERPTS["dialogue minutes with officials' replies"])
    found = split(parse(text)).opinions
    assert found[0].answer is not None
    assert found[0].answer.startswith("đoàn viên liên hệ Phòng Kinh tế")
    assert found[0].answered_by == "Đồng chí Chủ tịch UBND xã"
    assert "đoàn viên thôn Hạ" in found[0].lead_in


def test_columns_tell_place_unit_and_answer() -> None:
    text = (
        "STT\tĐịa phương\tNội dung kiến nghị\tĐơn vị giải quyết\tKết quả giải quyết\n"
        "1\tXã Minh Tân\tĐề nghị sửa cầu Đỏ đã mục\tSở Xây dựng\tĐã bố trí vốn\n"
        "2\t\tKênh Bến Chùa bị lấp, lúa thiếu nước\tUBND xã Minh Tân\t"
    )
    first, second = split(parse(text)).opinions
    assert (first.source_place, first.unit, first.answer) == ("Xã Minh Tân", "Sở Xây dựng", "Đã bố trí vốn")
    assert (second.source_place, second.unit, second.answer) == ("Xã Minh Tân", "UBND xã Minh Tân", None)


def test_lead_in_section_and_addressed_office() -> None:
    text = "I. Ý KIẾN CỦA CỬ TRI\n1. Giao thông\nCử tri thôn Hạ, xã Minh Đức đề nghị UBND xã Minh Đức sửa cầu Đỏ."
    (found,) = split(parse(text)).opinions
    assert found.section == "I. Ý KIẾN CỦA CỬ TRI > 1. Giao thông"
    assert found.lead_in == "Cử tri thôn Hạ, xã Minh Đức"
    assert (found.source_place, found.unit) == ("thôn Hạ", "UBND xã Minh Đức")


def test_catalogue_finds_a_place_without_its_kind() -> None:
    blocks = parse("I. Ý KIẾN CỦA CỬ TRI\n- Cử tri Minh Đức phản ánh cầu Đỏ mục ván, đi lại nguy hiểm.")
    catalogue = Catalogue([UnitName("01", "Xã Minh Đức", "xa")])
    assert split(blocks).opinions[0].source_place is None
    assert split(blocks, catalogue).opinions[0].source_place == "Minh Đức"


def test_why_the_rest_is_none() -> None:
    text = (
        "I. TÌNH HÌNH CHUNG\nTrong tháng tiếp 42 lượt/57 người, nhận 31 đơn.\n"
        "UBND xã đã tiếp thu các ý kiến.\nNơi nhận: lưu VT."
    )
    assert [rest.why for rest in split(parse(text)).rest if rest.why != "punctuation"] == [
        "heading",
        "statistics",
        "authority's action",
        "boilerplate",
    ]


def gold_reports() -> list[dict]:
    return [json.loads(line) for line in shared("gold/reports.jsonl").read_text("utf-8").splitlines()]


def gold_blocks(report: dict) -> list[Block]:
    return [Block(KINDS[row["type"]], row["text"], f"p{i}") for i, row in enumerate(report["blocks"])]  # type: ignore[arg-type]


@pytest.mark.parametrize("given_kinds", [True, False])
def test_gold_reports(given_kinds: bool) -> None:
    pairs = found_count = gold_count = 0
    for report in gold_reports():
        blocks = gold_blocks(report) if given_kinds else parse(report["text"])
        result = split(blocks)
        found = spans_of(blocks)
        gold = [(o["start"], o["end"]) for o in report["opinions"]]
        assert uncovered(blocks, result) == []
        pairs += match(found, gold)
        found_count += len(found)
        gold_count += len(gold)
    assert 2 * pairs / (found_count + gold_count) >= 0.90


FIELDS = """II. TÂM TƯ, NGUYỆN VỌNG CỦA NHÂN DÂN
1. Giải quyết đơn thư, thi hành án
- {first}
2. Hoạt động của chính quyền cơ sở
- {second}
"""


def test_a_field_in_a_title_closes_nothing() -> None:
    said = (
        "Đơn của các hộ thôn Thượng về ranh giới gửi từ năm ngoái chưa có văn bản trả lời",
        "Trưởng thôn không công khai các khoản thu trong năm",
    )
    assert opinions(FIELDS.format(first=said[0], second=said[1])) == list(said)


def test_a_field_in_a_title_closes_over_the_office_s_results() -> None:
    told = ("UBND xã nhận 12 đơn, đã giải quyết 10 đơn", "UBND xã đã tổ chức 3 hội nghị; ban hành 12 văn bản")
    assert opinions(FIELDS.format(first=told[0], second=told[1])) == []


def test_where_people_speak_a_title_that_names_a_thing_closes_nothing() -> None:
    said = "Nước máy đục, có cặn vàng từ đầu tháng"
    under = "I. Ý KIẾN CỦA NHÂN DÂN\n1. {title}\n{text}.\n"
    assert opinions(under.format(title="Hạn chế trong cung cấp nước sạch", text=said)) == [said]
    assert opinions(under.format(title="Hạn chế, nguyên nhân", text=said)) == []


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Tổ chức đá gà ăn tiền ở bãi đất trống sau chợ vào chiều thứ bảy", 1),
        ("Xã vẫn còn nơi tổ chức sới bạc ngay cạnh trường học", 1),
        ("Tổ chức tuyên truyền về phòng chống cờ bạc cho bà con các thôn", 0),
        ("Công an xã đã triệt phá một tụ điểm, thu giữ nhiều tang vật", 0),
    ],
)
def test_who_organises(text: str, count: int) -> None:
    assert len(opinions(f"I. Ý KIẾN CỦA NHÂN DÂN\n- {text}.")) == count


def test_records_count_code_points_of_the_full_text() -> None:
    blocks = parse("II. Ý KIẾN CỦA NHÂN DÂN\n- Bản Cuổi: đề nghị sửa đường vào bản.")
    line = next(iter(records(split(blocks), blocks, "a.txt")))
    assert full_text(blocks)[line["start"] : line["end"]] == line["text"] == "đề nghị sửa đường vào bản"
    assert (line["source"], line["n"], line["section"]) == ("a.txt", 1, "II. Ý KIẾN CỦA NHÂN DÂN")


def test_match_pairs_each_span_once() -> None:
    assert match([(0, 10), (0, 10)], [(0, 10)]) == 1
    assert match([(0, 5)], [(0, 10)]) == 0
