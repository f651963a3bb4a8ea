"""Near-copies planted among statements of few templates: how many are found, how fast, beside rensa and datasketch.

python benchmarks/dedupe.py [--sizes 10000 100000] [--peers]   quality, seconds, peak, growth; ratios in one run
python benchmarks/dedupe.py --matters                          the whole step (both kinds of link), sizes as given
python benchmarks/dedupe.py --gold FOLDER                      pair F1 and B-cubed F1 on a labelled set
python benchmarks/dedupe.py --weights                          weights of same_matter from dedupe_samples.yaml
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass

from langnghe.text.normal import fold

FIRST = "An Bình Cẩm Đại Đông Gia Hải Hòa Hưng Khánh Kim Lâm Long Mai Minh Mỹ Nam Ngọc Phú Phước".split()
SECOND = "Châu Đồng Giang Hà Khê Lạc Lĩnh Lộc Mỹ Nghĩa Ninh Phong Sơn Tân Thành Thọ Trung Vân Xuân Yên".split()
PARTS = "Thượng Hạ Đông Tây Nội Ngoại Trên Dưới Một Hai".split()
OPENERS = [
    "Cử tri {hamlet}, xã {commune} phản ánh",
    "Bà con {hamlet} xã {commune} cho biết",
    "Nhân dân {hamlet} (xã {commune}) bức xúc vì",
    "Một số hộ ở {hamlet}, {commune} có ý kiến rằng",
    "Ở {hamlet} xã {commune} hiện nay",
]
TROUBLES = [
    "đường {road} đoạn qua thôn dài {n} m bong tróc, nhiều ổ gà, mưa xuống đọng nước",
    "kênh nội đồng bị sạt {n} m khiến ruộng cuối kênh không có nước tưới",
    "điện chập chờn từ {hour} giờ tối, máy bơm và tủ lạnh cháy hỏng",
    "nước máy đục và có mùi tanh suốt {n} ngày, phải mua nước bình nấu ăn",
    "trại chăn nuôi {n} con xả thải ra suối, mùi hôi nồng nặc cả xóm",
    "xe tải chở đất chạy suốt đêm làm rạn tường {n} ngôi nhà ven đường {road}",
    "{n} hộ bị thu hồi đất chưa nhận được tiền bồi thường và đất tái định cư",
    "hồ sơ cấp giấy chứng nhận của {n} hộ nộp đã lâu mà chưa có kết quả",
    "trạm y tế thiếu thuốc, {n} người có thẻ bảo hiểm phải tự mua bên ngoài",
    "trường mầm non thiếu {n} chỗ, nhiều cháu phải học nhờ nhà văn hóa",
    "bãi rác tạm cháy âm ỉ, khói bay vào khu dân cư cách đó {n} m",
    "{n} công nhân bị nợ lương, công ty hứa nhiều lần rồi không trả",
    "cống thoát nước nghẹt, trận mưa vừa rồi ngập {n} cm, đồ đạc hư hết",
    "chợ xuống cấp, mái tôn thủng, {n} tiểu thương vẫn phải đóng phí đủ",
    "danh sách hộ nghèo bình xét chưa công bằng, bỏ sót {n} hộ khó khăn thật sự",
    "sóng điện thoại yếu, {n} học sinh phải leo đồi mới học trực tuyến được",
]
DETAILS = [
    "tình trạng này kéo dài {year} năm nay",
    "đã kiến nghị nhiều lần qua các kỳ họp nhưng chưa được giải quyết",
    "người già và trẻ em khổ sở nhất",
    "ảnh hưởng trực tiếp đến sinh hoạt của {m} nhân khẩu",
    "tháng trước đã có {m} trường hợp phải nhờ xã hỗ trợ",
    "xã có về xem rồi để đó không thấy trả lời",
    "bà con tự góp {m} triệu đồng khắc phục nhưng không ăn thua",
    "từ khi sáp nhập càng không biết hỏi ai",
]
DEMANDS = [
    "đề nghị cấp trên sớm kiểm tra và trả lời cho dân",
    "mong huyện và tỉnh bố trí kinh phí sửa chữa trong năm {date}",
    "kiến nghị xử lý dứt điểm trước mùa mưa",
    "yêu cầu công khai kế hoạch và thời gian thực hiện",
    "đề nghị lãnh đạo xã xuống đối thoại trực tiếp với bà con",
    "xin cơ quan chức năng vào cuộc ngay kẻo muộn",
]
BEFORE = ["Kính gửi Ủy ban nhân dân, ", "Tôi xin phản ánh như sau: ", "Kính thưa các đồng chí, ", "Chào admin, "]
AFTER = [". Xin trân trọng cảm ơn.", ", rất mong được quan tâm giải quyết", ". Kính mong sớm hồi âm!", " ạ"]


@dataclass(frozen=True)
class Planted:
    """Statements and, for each, the number of the original it was copied from (its own, if none)."""

    texts: list[str]
    original: list[int]


def planted(size: int, seed: int = 7, copies: float = 0.2, decoys: float = 0.15) -> Planted:
    """Originals, edited copies of them, and decoys: an original with another place or another number."""
    rng = random.Random(seed)
    texts: list[str] = []
    original: list[int] = []
    sources: list[tuple[str, dict[str, str]]] = []
    while len(texts) < size:
        dice = rng.random()
        number = len(texts)
        if sources and dice < copies:
            source = rng.randrange(len(sources))
            texts.append(edited(sources[source][0].format(**sources[source][1]), rng))
            original.append(number_of[source])
            continue
        if sources and dice < copies + decoys:
            template, slots = rng.choice(sources)
            slots = other_fact(template, slots, rng)
        else:
            template, slots = _template(rng), _slots(rng)
        if not sources:
            number_of: list[int] = []
        number_of.append(number)
        sources.append((template, slots))
        texts.append(template.format(**slots))
        original.append(number)
    return Planted(texts, original)


def other_fact(template: str, slots: dict[str, str], rng: random.Random) -> dict[str, str]:
    """The slots with one that the template shows replaced: a near miss, not a repeat."""
    shown = [name for name in slots if "{" + name + "}" in template]
    name = rng.choice(shown)
    fresh = _slots(rng)
    while fresh[name] == slots[name]:
        fresh = _slots(rng)
    return {**slots, name: fresh[name]}


def edited(text: str, rng: random.Random) -> str:
    """A copy as people make them: one to three edits."""
    for edit in rng.sample(EDITS, rng.choice((1, 1, 2, 2, 3))):
        text = edit(text, rng)
    return text


def _template(rng: random.Random) -> str:
    parts = [f"{rng.choice(OPENERS)} {rng.choice(TROUBLES)}", rng.choice(DETAILS), rng.choice(DEMANDS)]
    return ", ".join(parts)


def _slots(rng: random.Random) -> dict[str, str]:
    return {
        "hamlet": f"thôn {rng.choice(SECOND)} {rng.choice(PARTS)}",
        "commune": f"{rng.choice(FIRST)} {rng.choice(SECOND)}",
        "road": f"{rng.choice(('ĐT', 'ĐH', 'QL'))}.{rng.randrange(10, 900)}",
        "n": str(rng.randrange(3, 900)),
        "m": str(rng.randrange(2, 400)),
        "hour": str(rng.randrange(17, 22)),
        "year": str(rng.randrange(2, 15)),
        "date": str(rng.randrange(2024, 2030)),
    }


def _lower(text: str, rng: random.Random) -> str:
    return text.lower()


def _shouted(text: str, rng: random.Random) -> str:
    return text.upper()


def _unmarked(text: str, rng: random.Random) -> str:
    return fold(text)


def _dropped(text: str, rng: random.Random) -> str:
    found = _plain_words(text)
    gone = rng.choice(found)
    return " ".join(word for number, word in enumerate(text.split()) if number != gone)


def _swapped(text: str, rng: random.Random) -> str:
    words = text.split()
    place = rng.randrange(len(words) - 1)
    words[place], words[place + 1] = words[place + 1], words[place]
    return " ".join(words)


def _mistyped(text: str, rng: random.Random) -> str:
    words = text.split()
    place = rng.choice(_plain_words(text))
    word = words[place]
    cut = rng.randrange(len(word) - 1)
    words[place] = word[:cut] + word[cut + 1] + word[cut] + word[cut + 2 :]
    return " ".join(words)


def _introduced(text: str, rng: random.Random) -> str:
    return rng.choice(BEFORE) + text


def _ended(text: str, rng: random.Random) -> str:
    return text + rng.choice(AFTER)


def _reordered(text: str, rng: random.Random) -> str:
    head, *clauses = text.split(", ")
    rng.shuffle(clauses)
    return ", ".join([head, *clauses])


def _plain_words(text: str) -> list[int]:
    """Places of words that are neither numbers nor too short to mistype."""
    return [n for n, word in enumerate(text.split()) if word.isalpha() and len(word) > 2]


EDITS = [_lower, _shouted, _unmarked, _dropped, _swapped, _mistyped, _introduced, _ended, _reordered]


def planted_pairs(sample: Planted) -> Iterator[tuple[int, int]]:
    families: dict[int, list[int]] = {}
    for number, source in enumerate(sample.original):
        families.setdefault(source, []).append(number)
    for family in families.values():
        yield from ((a, b) for place, a in enumerate(family) for b in family[place + 1 :])
