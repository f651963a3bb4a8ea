import json
import random
import unicodedata

import numpy as np
import pytest
from benchmarks.dedupe import planted, planted_pairs
from hypothesis import given, settings
from hypothesis import strategies as st

from langnghe.text.dedupe import (
    Counts,
    Item,
    Link,
    copies,
    counts,
    groups,
    linking,
    links,
    matters,
    pairs,
    repeats,
    same_matter,
    union,
)
from langnghe.text.dedupe.topics import narrow, wide
from langnghe.text.normal import fold
from tests.shared import shared

ROAD = "Cử tri thôn Ngòi Vải phản ánh tuyến ĐH.27 bong tróc, ổ gà chi chít dài 800 m, đề nghị xã Tân Phúc sửa chữa"


def linked(a: str, b: str) -> bool:
    return bool(repeats([Item(1, a), Item(2, b)]))


@pytest.mark.parametrize(
    "copy",
    [
        ROAD.upper(),
        fold(ROAD),
        unicodedata.normalize("NFD", ROAD),
        ROAD.replace("chi chít ", ""),
        ROAD.replace("phản ánh", "phản náh"),
        ROAD.replace("Vải", "Vair"),
        "Kính gửi Ủy ban, tôi xin phản ánh: " + ROAD + ". Xin cảm ơn!",
        "đề nghị xã Tân Phúc sửa chữa, cử tri thôn Ngòi Vải phản ánh tuyến ĐH.27 bong tróc, ổ gà chi chít dài 800 m",
        ROAD.replace("800", "8.00").replace("8.00", "800"),
    ],
)
def test_an_edited_copy_is_a_repeat(copy):
    assert linked(ROAD, copy)


@pytest.mark.parametrize(
    "other",
    [
        ROAD.replace("27", "31"),
        ROAD.replace("800", "850"),
        ROAD.replace("Ngòi Vải", "Hòa Mỹ"),
        ROAD.replace("Tân Phúc", "Bình Trị"),
        "Cử tri thôn Ngòi Vải phản ánh điện yếu, máy bơm không chạy, đề nghị xã Tân Phúc có ý kiến với điện lực",
    ],
)
def test_the_same_sentence_about_another_place_or_number_is_none(other):
    assert not linked(ROAD, other)


def test_thousands_are_one_number_however_they_are_written():
    assert linked("thiệt hại 3.600 m2 lúa ở cánh đồng Gò Me", "thiệt hại 3600 m2 lúa ở cánh đồng Gò Me")


def test_the_score_tells_how_alike_the_copies_are():
    (exact,) = repeats([Item(1, ROAD), Item(2, ROAD)])
    (edited,) = repeats([Item(1, ROAD), Item(2, ROAD + ", xin cảm ơn các bác")])
    assert exact == Link(1, 2, 1.0, "repeat")
    assert 0.7 < edited.score < 1


def test_planted_copies_are_found_among_near_misses():
    sample = planted(3000, seed=11)
    found = groups([Item(n, text) for n, text in enumerate(sample.texts)], _repeats_of(sample.texts))
    right = set(planted_pairs(sample))
    assert _pair_f1(found, right) >= 0.97


def test_a_large_family_of_copies_is_one_group():
    rng = random.Random(3)
    texts = [ROAD + "".join(rng.choices(["!", ".", " ạ", " nhé", " với"], k=2)) for _ in range(300)]
    items = [Item(n, text) for n, text in enumerate(texts)]
    assert set(groups(items, repeats(items)).values()) == {0}


MATTERS = [
    Item("a1", "đường ĐH.27 từ cầu Ngòi Vải đến trung tâm xã Tân Phúc ổ gà chi chít", "UBND xã Tân Phúc | Giao thông"),
    Item("a2", "duong 27 ngoi vai nat bet roi, xe cho hoc sinh lat", ""),
    Item("b1", "trại gà Đại Nguyên ở thôn Gò Me hôi thối, ruồi bay vào mâm cơm", "UBND xã Tân Phúc | Môi trường"),
    Item("b2", "trai ga dai nguyen hoi qua troi hoi, ruoi nhang bu kin nha", ""),
    Item("c1", "cầu treo Bến Gỗ mục ván, đề nghị sửa", "UBND xã Bình Trị | Giao thông"),
    Item("d1", "chợ Cây Thị tăng phí ki ốt, tiểu thương phản đối", "UBND phường Cửa Bắc | Thương mại"),
]


def test_the_same_matter_is_found_in_other_words_and_without_marks():
    found = {(link.a, link.b) for link in same_matter(MATTERS)}
    assert {("a1", "a2"), ("b1", "b2")} <= found
    assert not {pair for pair in found if pair[0][0] != pair[1][0]}


def test_groups_gather_the_same_matter_and_leave_the_rest_alone():
    assert groups(MATTERS) == {"a1": "a1", "a2": "a1", "b1": "b1", "b2": "b1", "c1": "c1", "d1": "d1"}


def test_pairs_come_best_first_and_each_once():
    found = pairs([*MATTERS, Item("a3", MATTERS[0].text.upper(), MATTERS[0].context)])
    assert [link.score for link in found] == sorted((link.score for link in found), reverse=True)
    assert len({(link.a, link.b) for link in found}) == len(found)
    assert found[0] == Link("a1", "a3", 1.0, "repeat")


def test_topics_that_are_given_are_used():
    a, b = MATTERS[0], MATTERS[1]
    roads = [Item(row.id, row.text, row.context, "gt.duong_xuong_cap", "GT") for row in (a, b)]
    apart = [roads[0], Item(b.id, b.text, b.context, "yt.bhyt", "YT")]
    assert same_matter(roads, least=0.0)[0].score > same_matter(apart, least=0.0)[0].score


def test_likeness_is_not_passed_on_from_neighbour_to_neighbour():
    items = [Item(n, str(n)) for n in range(4)]
    chain = [Link(n, n + 1, 0.3, "same-matter") for n in range(3)]
    assert len(set(groups(items, chain).values())) > 1


def test_repeats_merge_whatever_the_scores_say():
    items = [Item(n, str(n)) for n in range(4)]
    assert set(groups(items, [Link(n, n + 1, 0.1, "repeat") for n in range(3)]).values()) == {0}


def test_nothing_depends_on_the_order_of_the_items_or_the_workers(monkeypatch):
    sample = planted(600, seed=5)
    items = [Item(n, text, "UBND xã An Phú | II. Ý kiến") for n, text in enumerate(sample.texts)]
    shuffled = random.Random(1).sample(items, len(items))
    found = links(items)
    small = {linking: ("FEW", "BATCH"), copies: ("CHUNK", "SORTED"), matters: ("CHUNK", "KEYED")}
    for module, names in small.items():  # so that there are several parts to share out
        for name in names:
            monkeypatch.setattr(module, name, 150)
    monkeypatch.setattr(matters, "SCORED", matters.PAIRS)
    assert found == links(shuffled, workers=2)
    assert groups(items, found) == groups(shuffled, random.Random(2).sample(found, len(found)))


@pytest.mark.parametrize("count", [0, 1])
def test_few_items_have_no_links(count):
    items = [Item(1, "đường hỏng")][:count]
    assert (links(items), groups(items)) == ([], {item.id: item.id for item in items})


ODD_TEXTS = st.text(alphabet=st.characters(codec="utf-8"), max_size=60)


@settings(max_examples=12)
@given(st.lists(ODD_TEXTS, max_size=12))
def test_any_text_goes_through_and_every_item_gets_a_group(texts):
    items = [Item(n, text, topic="dn.dien") for n, text in enumerate(texts)]
    found = groups(items)
    assert list(found) == list(range(len(texts)))
    assert all(group <= number for number, group in found.items())
    copies = [(a, b) for a in found for b in found if texts[a] == texts[b] and any(map(str.isalpha, texts[a]))]
    assert all(found[a] == found[b] for a, b in copies)


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(0, 20))))
def test_union_names_the_smallest_of_those_tied(ties):
    group = union(range(21), ties)
    assert all(group[a] == group[b] for a, b in ties)
    assert all(group[key] <= key and group[group[key]] == group[key] for key in group)


def test_union_takes_numbers_and_strings_together():
    assert union(["b", 2, "a", 10], [("a", 10), (2, "b")]) == {2: 2, 10: 10, "a": 10, "b": 2}


def test_four_honest_counts():
    members = [
        Item(1, "x", source="UBND xã A", period="2026-07"),
        Item(2, "y", source="UBND xã A", period="2026-07"),
        Item(3, "z", source="UBND xã A", period="2026-08"),
        Item(4, "x", source="tin nhắn", period="2026-08"),
    ]
    assert counts(members) == Counts(statements=4, submissions=3, sources=2, periods=2)


def test_the_labelled_set_reaches_its_figures():
    from langnghe.text.evaluate import evaluate_dedupe

    names = ("gold/reports.jsonl", "gold/messages.jsonl")
    lines = [json.loads(line) for name in names for line in shared(name).read_text("utf-8").splitlines()]
    found = evaluate_dedupe(lines)
    assert found["f1"] >= 0.65
    assert found["b_cubed_f1"] >= 0.90


def _repeats_of(texts: list[str]) -> list[Link]:
    return repeats([Item(n, text) for n, text in enumerate(texts)])


def _pair_f1(group_of: dict[int, int], right: set[tuple[int, int]]) -> float:
    members: dict[int, list[int]] = {}
    for key, group in sorted(group_of.items()):
        members.setdefault(group, []).append(key)
    found = {(a, b) for rows in members.values() for place, a in enumerate(rows) for b in rows[place + 1 :]}
    return 2 * len(found & right) / (len(found) + len(right))


def test_the_same_words_from_two_places_are_two_matters() -> None:
    text = "Đề nghị Sở Nội vụ chi trả dứt điểm phụ cấp cho cán bộ không chuyên trách đã nghỉ việc"
    places = {1: "A", 2: "B", 3: "A", 4: None, 5: "B"}
    items = [Item(id=number, text=text, place=place) for number, place in places.items()]
    assert {(link.a, link.b) for link in links(items) if link.link == "repeat"} == {(1, 3), (2, 5)}
    alone = [item for item in items if item.place != "B"]
    assert {(link.a, link.b) for link in links(alone) if link.link == "repeat"} == {(1, 3), (1, 4)}


@given(st.lists(st.floats(0, 1), min_size=1))
def test_chances_are_rounded_as_numpy_rounds_them(chances: list[float]) -> None:
    exact = np.array(chances).astype(np.float16)
    assert np.array_equal(narrow(np.array(chances)), exact)
    assert np.array_equal(wide(exact), exact.astype(np.float32))


def together(a: str, b: str) -> bool:
    found = groups([Item(1, a, topic="nn.thuy_loi"), Item(2, b, topic="nn.thuy_loi")])
    return found[1] == found[2]


def test_one_letter_and_a_number_name_a_thing() -> None:
    dry = "Kênh N5 qua xứ Đồng Bàu không có giọt nước, lúa nứt nẻ cả rồi"
    assert together(dry, "bao giờ mới thả nước về kênh N5 cho bà con cấy")
    assert not together(dry, "Nạo vét giùm kênh N7, lục bình kín mặt nước")


def test_a_word_that_begins_the_sentence_is_no_part_of_a_name() -> None:
    assert not together("Ở Hòa Mỹ ai lên làm giấy cũng phải chờ ông Hùng", "Ở Hòa Phú người ta bắt photo lại ba lần")


@pytest.mark.parametrize("spelling", ["0953 112 408", "0953.112.408", "0953-112-408", "+84 953 112 408"])
def test_a_telephone_number_is_the_same_however_it_is_written(spelling: str) -> None:
    call = "Kẻ xưng là công an gọi từ số {} bắt mẹ tôi chuyển tiền, đề nghị xử lý"
    assert linked(call.format("0953112408"), call.format(spelling))
    assert not linked(call.format("0953112409"), call.format(spelling))


def test_two_people_who_sign_do_not_make_two_matters() -> None:
    said = "Ở xã Hòa Mỹ muốn đo tách thửa phải kẹp phong bì cho cán bộ địa chính. {}"
    again = "cán bộ địa chính vòi phong bì mới chịu đo tách thửa, không đưa thì ngâm hồ sơ. {}"

    def score(first: str, second: str) -> float:
        a, b = said.format(first), again.format(second)
        return same_matter([Item(1, a, topic="cc.nhung_nhieu"), Item(2, b, topic="cc.nhung_nhieu")], least=0.0)[0].score

    assert score("Lò Thị Hạnh", "Trần Quốc Bảo") > score("Lò Thị Hạnh", "Cầu Suối Đá") + 0.05
