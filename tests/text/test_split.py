"""Splitting reports into single opinions."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from langnghe.text.blocks import Block, full_text, starts
from langnghe.text.split import Split, match, parse, records, split
from tests.shared import shared

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


def gold_reports() -> list[dict]:
    return [json.loads(line) for line in shared("gold/reports.jsonl").read_text("utf-8").splitlines()]


def gold_blocks(report: dict) -> list[Block]:
    return [Block(KINDS[row["type"]], row["text"], f"p{i}") for i, row in enumerate(report["blocks"])]  # type: ignore[arg-type]


@pytest.mark.parametrize("given_kinds", [True, False])
def test_gold_reports(given_kinds: bool) -> None:
    pairs = found_count = gold_count = 0
    for report in gold_reports():
        blocks = gold_blocks(report) if given_kinds else parse(report["text"])
        offsets = starts(blocks)
        result = split(blocks)
        found = [(offsets[o.block] + o.start, offsets[o.block] + o.end) for o in result.opinions]
        gold = [(o["start"], o["end"]) for o in report["opinions"]]
        assert uncovered(blocks, result) == []
        pairs += match(found, gold)
        found_count += len(found)
        gold_count += len(gold)
    assert 2 * pairs / (found_count + gold_count) >= 0.85


def test_records_count_code_points_of_the_full_text() -> None:
    blocks = parse("II. Ý KIẾN CỦA NHÂN DÂN\n- Bản Cuổi: đề nghị sửa đường vào bản.")
    line = next(iter(records(split(blocks), blocks, "a.txt")))
    assert full_text(blocks)[line["start"] : line["end"]] == line["text"] == "đề nghị sửa đường vào bản"
    assert (line["source"], line["n"], line["section"]) == ("a.txt", 1, "II. Ý KIẾN CỦA NHÂN DÂN")


def test_match_pairs_each_span_once() -> None:
    assert match([(0, 10), (0, 10)], [(0, 10)]) == 1
    assert match([(0, 5)], [(0, 10)]) == 0
