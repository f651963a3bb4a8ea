"""Themes: groups of one concern, named with people's words, the same whatever the order, known again next month."""

from __future__ import annotations

import random
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import astuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from langnghe.text.cluster import FEW, Item, Known, Theme, group, is_satisfied, themes
from langnghe.text.cluster.titles import words_of
from langnghe.text.cluster.words import Features, read

CONCERNS = {
    "nước": ["nước máy vàng đục", "nước sinh hoạt có mùi tanh", "nước máy chảy yếu", "bể lọc nhà máy nước hỏng"],
    "đường": ["mặt đường bong tróc", "ổ gà chi chít trên mặt đường", "mặt đường lún nứt", "đường ngập ổ gà ổ voi"],
    "lương": [
        "công ty nợ lương công nhân",
        "công nhân chưa được trả lương",
        "chậm lương công nhân",
        "nợ lương hai quý",
    ],
}
PLACES = ["Khe Dài", "Nà Lạn", "Đồng Cát", "Bãi Vàng", "Cổng Trời", "Tân Lập"]
ENDS = ["suốt mùa khô", "từ đầu vụ", "ai cũng kêu", "trẻ nhỏ khổ nhất", "hỏi không ai đáp", "người già đi lại khó"]


def said(concern: str, number: int, topic: str = "t", seed: int = 0) -> list[Item]:
    rng = random.Random(f"{concern}{seed}")
    return [
        Item(
            f"{concern}{seed}-{n}",
            f"Cử tri {rng.choice(PLACES)} phản ánh {rng.choice(CONCERNS[concern])} {rng.choice(ENDS)}, đề nghị xem xét",
            topic,
        )
        for n in range(number)
    ]


def all_concerns(number: int, topic: str = "t", seed: int = 0) -> list[Item]:
    return [item for concern in CONCERNS for item in said(concern, number, topic, seed)]


def known_from(found: list[Theme], items: list[Item]) -> list[Known]:
    texts = {item.id: item.text for item in items}
    return [Known(theme.key, theme.topic, tuple(texts[member] for member in theme.members)) for theme in found]


def test_concerns_of_a_topic_are_hardly_mixed() -> None:
    found = themes(all_concerns(20))
    assert len(found) >= len(CONCERNS)
    concerns = [Counter(member.split("0-")[0] for member in theme.members) for theme in found]
    assert sum(max(concern.values()) for concern in concerns) >= 0.9 * 20 * len(CONCERNS)


def test_a_topic_with_few_statements_is_one_theme() -> None:
    items = said("nước", FEW - 2, "a") + said("đường", 3, "b")
    assert sorted((theme.topic, len(theme.members)) for theme in themes(items)) == [("a", FEW - 2), ("b", 3)]


def test_topics_are_never_mixed() -> None:
    items = said("nước", 12, "a") + said("nước", 12, "b", seed=1)
    topic = {item.id: item.topic for item in items}
    for theme in themes(items):
        assert {topic[member] for member in theme.members} == {theme.topic}


def test_what_says_nothing_is_in_no_theme() -> None:
    found = themes([*said("nước", 6), Item("empty", "Đề nghị xem xét, giải quyết.", "t"), Item("sign", "...", "t")])
    members = {member for theme in found for member in theme.members}
    assert members == {f"nước0-{n}" for n in range(6)}


def test_what_only_one_says_is_no_theme() -> None:
    assert themes([Item(1, "Nước máy vàng đục", "t")]) == []


def test_a_lone_statement_goes_on_with_a_known_theme() -> None:
    known = Known("tcu", "t", ("Nước máy vàng đục", "Nước máy vàng đục cả tuần"))
    assert [theme.key for theme in themes([Item(1, "nước máy vàng đục", "t")], known=[known])] == ["tcu"]


def test_nobody_is_in_two_themes_and_examples_are_members() -> None:
    found = themes(all_concerns(15))
    members = [member for theme in found for member in theme.members]
    assert len(members) == len(set(members))
    for theme in found:
        assert 1 <= len(theme.typical) <= 3
        assert len(theme.minority) <= 2
        assert {*theme.typical, *theme.minority} <= set(theme.members)
        assert not set(theme.typical) & set(theme.minority)


# --- titles ---------------------------------------------------------------------------------------------------


def test_titles_are_peoples_words_with_marks_and_unique() -> None:
    items = all_concerns(15)
    spoken = " | ".join(item.text.lower() for item in items)
    found = themes(items)
    assert len({theme.title for theme in found}) == len(found)
    for theme in found:
        assert all(phrase in spoken for phrase in theme.title.split(", "))
        assert not any(formula in theme.title for formula in ("cử tri", "phản ánh", "đề nghị"))


def test_a_title_prefers_the_wording_with_marks() -> None:
    texts = ["nuoc may vang duc ca tuan", "nuoc may vang duc", "Nước máy vàng đục", "nuoc may vang duc qua"]
    assert themes([Item(n, text, "t") for n, text in enumerate(texts)])[0].title == "nước máy vàng đục"


@pytest.mark.parametrize(
    "hidden",
    ["ông Trần Văn Bình", "bà [TÊN]", "Nguyễn Thị Xuân", "0950 123 456", "anh tuấn", "[SỐ ĐIỆN THOẠI]"],
)
def test_no_name_number_or_mark_is_left_for_titles(hidden: str) -> None:
    left = " ".join(written for written, _ in words_of(f"trại lợn của {hidden} xả thải ra suối"))
    assert left.split() == "trại lợn của xả thải ra suối".split()


def test_an_office_with_a_capital_is_not_taken_for_a_name() -> None:
    assert ("chủ", "chu") in words_of("gặp Chủ tịch xã không được")


# --- the same again -------------------------------------------------------------------------------------------


@settings(max_examples=15)
@given(st.randoms(use_true_random=False))
def test_order_does_not_matter(rng: random.Random) -> None:
    items = all_concerns(12) + said("đường", 5, "b")
    shuffled = rng.sample(items, len(items))
    assert [astuple(theme) for theme in themes(shuffled)] == [astuple(theme) for theme in themes(items)]


@settings(max_examples=30)
@given(st.lists(st.text(max_size=40), max_size=25), st.randoms(use_true_random=False))
def test_any_texts_in_any_order(texts: list[str], rng: random.Random) -> None:
    items = [Item(number, text, "t") for number, text in enumerate(texts)]
    found = themes(items)
    assert found == themes(rng.sample(items, len(items)))
    assert all(theme.title for theme in found)


def test_two_workers_give_what_one_gives() -> None:
    items = all_concerns(12, "a") + all_concerns(9, "b", seed=1)
    assert themes(items, workers=2) == themes(items)


def test_progress_is_told_for_each_topic() -> None:
    told: list[tuple[int, int]] = []
    themes(said("nước", 3, "a") + said("đường", 3, "b"), progress=lambda done, total: told.append((done, total)))
    assert told == [(1, 2), (2, 2)]


def test_a_repeat_keeps_every_key() -> None:
    items = all_concerns(20)
    found = themes(items)
    again = themes(items, known=known_from(found, items))
    assert again == found


def test_a_tenth_more_keeps_most_keys() -> None:
    items = all_concerns(20)
    before = themes(items)
    after = themes(items + all_concerns(2, seed=5), known=known_from(before, items))
    keys = {theme.key for theme in before}
    assert sum(theme.key in keys for theme in after) >= 0.7 * len(keys)


def test_next_months_statements_of_a_concern_take_its_key() -> None:
    items = said("nước", 7)
    before = themes(items)
    after = themes(said("nước", 7, seed=3), known=known_from(before, items))
    assert [theme.key for theme in after] == [theme.key for theme in before]


def test_another_concern_or_another_topic_gets_a_key_of_its_own() -> None:
    items = said("nước", 7)
    known = known_from(themes(items), items)
    assert themes(said("lương", 7), known=known)[0].key != known[0].key
    assert themes(said("nước", 7, "other"), known=known)[0].key != known[0].key


# --- group ----------------------------------------------------------------------------------------------------


def test_group_numbers_from_the_largest_and_none_for_nothing() -> None:
    water = [f"{concern} ở {place}" for concern in CONCERNS["nước"] for place in PLACES[:4]]
    wages = [f"{concern} ở {place}" for concern in CONCERNS["lương"] for place in PLACES[:2]]
    assert group([*water, *wages, "???"], k=2) == [0] * 16 + [1] * 8 + [None]


def test_words_first_met_side_by_side_are_two_words() -> None:
    reading = read(["một hai ba bốn năm sáu bảy tám chín mười"])
    assert len(set(reading.word.tolist())) == 10
    assert Features(read(["cầu", "cống"])).keys.size == 2


def test_texts_read_in_several_threads_have_the_words_they_have_alone() -> None:
    """Two officers may have comments grouped at the same time."""
    letters = random.Random(7)
    spellings = ["".join(letters.choices("abcdefghij", k=5)) for _ in range(12_000)]
    texts = [" ".join(spellings[start : start + 100]) for start in range(0, len(spellings), 100)]
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(8) as pool:
            together = list(pool.map(lambda text: (read([text]).word.tolist(), words_of(text)), texts))
    finally:
        sys.setswitchinterval(before)
    assert together == [(read([text]).word.tolist(), [(word, word) for word in text.split()]) for text in texts]
    assert len({number for numbers, _ in together for number in numbers}) == len(set(spellings))


def test_group_of_nothing() -> None:
    assert group([]) == []
    assert group(["", "."]) == [None, None]


# --- stance ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Bà con phấn khởi vì có đường mới", True),
        ("dân chưa đồng tình với giá này", False),
        ("nước máy vàng đục", False),
    ],
)
def test_satisfaction(text: str, expected: bool) -> None:
    assert is_satisfied(text) is expected


def test_the_satisfied_are_shown_as_minority() -> None:
    items = [*said("nước", 6), Item("glad", "Nước máy chảy mạnh và trong hơn, bà con phấn khởi", "t")]
    assert themes(items)[0].minority == ["glad"]


def test_few_statements_of_no_topic_are_a_theme_only_where_they_share_words() -> None:
    said = [
        "Trạm y tế thiếu thuốc bảo hiểm",
        "Đường liên thôn hỏng nặng",
        "Trạm y tế xã thiếu thuốc cả tháng",
        "Cần thêm đèn chiếu sáng",
    ]
    items = [Item(number, text) for number, text in enumerate(said)]
    assert [theme.members for theme in themes(items)] == [(0, 2)]
    assert themes(items[:2]) == []
    one = [Item(item.id, item.text, topic="gt.duong") for item in items]  # a topic says that they belong together
    assert [sorted(theme.members) for theme in themes(one)] == [[0, 1, 2, 3]]
