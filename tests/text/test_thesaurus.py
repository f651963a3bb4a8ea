"""The thesaurus: one name for what people call by many."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from langnghe.law.taxonomy import topics
from langnghe.text.normal import fold
from langnghe.text.thesaurus import Thesaurus, expressions_of_topics, read_groups

LAND = Thesaurus(
    [
        ("giấy chứng nhận quyền sử dụng đất", ["sổ đỏ", "bìa đỏ", "GCNQSDĐ"]),
        ("đất", ["đất đai", "thửa đất"]),
        ("chợ", ["chợ cóc", "cho"]),
    ]
)


def test_three_names_of_one_paper_are_one_concept() -> None:
    texts = ("Nhà tôi chưa có sổ đỏ", "hồ sơ cấp GCNQSDĐ", "giấy chứng nhận quyền sử dụng đất bị sai tên")
    assert {LAND.concepts(fold(text)) for text in texts} == {("giấy chứng nhận quyền sử dụng đất",)}


def test_the_longest_expression_wins_and_each_concept_is_named_once_in_order() -> None:
    assert LAND.concepts(fold("Thửa đất chưa có bìa đỏ, xin làm sổ đỏ")) == (
        "đất",
        "giấy chứng nhận quyền sử dụng đất",
    )


def test_a_single_syllable_is_no_expression_because_folding_makes_it_ambiguous() -> None:
    assert LAND.concepts(fold("họ cho tôi về, chợ họp, đất")) == ()


def test_matches_tell_their_words() -> None:
    assert LAND.find(["xin", "so", "do", "va", "thua", "dat"]) == [(1, 3, 0), (4, 6, 1)]


def test_half_an_expression_at_the_end_is_no_match() -> None:
    assert LAND.find(["giay", "chung", "nhan", "quyen", "su"]) == []


def test_the_shipped_thesaurus_is_as_large_as_the_issue_asks() -> None:
    groups = read_groups()
    assert len(groups) >= 1200
    assert all(name and all(variants) for name, variants in groups)


def test_the_shipped_thesaurus_knows_its_most_famous_example() -> None:
    shipped = Thesaurus.shipped()
    assert set(shipped.concepts(fold("sổ đỏ"))) & set(shipped.concepts(fold("GCNQSDĐ")))


def test_every_topic_has_expressions_of_its_own() -> None:
    named = expressions_of_topics()
    assert {topic for topic, _ in named} == set(topics())
    assert ("gt.duong_xuong_cap", "ổ gà") in named
    assert ("gt.via_he", "vỉa hè") in named
    assert "ủy ban nhân dân" not in {phrase for _, phrase in named}  # of no topic


@given(st.lists(st.sampled_from(["so", "do", "bia", "thua", "dat", "dai", "xin"]), max_size=20))
def test_matches_are_in_order_apart_and_real(words: list[str]) -> None:
    found = LAND.find(words)
    assert all(first[1] <= second[0] for first, second in pairwise(found))
    for start, end, number in found:
        assert LAND.concepts(" ".join(words[start:end])) == (LAND.names[number],)
