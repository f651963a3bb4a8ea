"""What a theme may be called: phrases of its statements, each read by itself."""

from hypothesis import given
from hypothesis import strategies as st

from langnghe.text.cluster.titles import phrases, telling


def test_no_phrase_reaches_over_two_statements() -> None:
    said = phrases(["nước máy", "vàng đục", "nước máy"])
    assert set(said.spread) == {("nuoc", "may"), ("vang", "duc")}
    assert said.spread["nuoc", "may"] == 2


def test_a_phrase_counts_once_a_statement_and_more_the_more_central() -> None:
    said = phrases(["đường hỏng, đường hỏng nặng", "cầu sập"])
    assert said.spread["duong", "hong"] == 1
    assert said.weight["duong", "hong"] == 1 > said.weight["cau", "sap"] == 0.75


def test_a_form_of_address_at_the_end_takes_no_word_of_the_next_statement() -> None:
    assert ("nuoc", "duc") in phrases(["xin hỏi ông", "nước đục"]).spread


def test_a_capital_begins_every_statement() -> None:
    assert ("nuoc", "may") in phrases(["cúp điện", "Nước máy"]).spread


SAID = ["Ông Nam hỏi Chủ tịch xã", "[TÊN] kính mong", "", "NƯỚC MÁY VÀNG ĐỤC", "Km12 đường hỏng\nnước máy", "nuoc may"]


@given(st.lists(st.sampled_from(SAID), min_size=1, max_size=6))
def test_statements_are_read_together_as_alone(texts: list[str]) -> None:
    alone = [phrases([text, text]).spread for text in texts]
    for phrase, times in phrases(texts).spread.items():
        assert times == sum(phrase in said for said in alone)


def test_equal_phrases_rank_by_the_alphabet() -> None:
    (ranked,) = telling([phrases(["ba bốn. một hai"])])
    assert [wording for _, wording in ranked] == sorted(wording for _, wording in ranked)
