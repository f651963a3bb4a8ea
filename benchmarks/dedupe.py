"""Near-copies planted among statements of few templates, and the same matter: how well, how fast, beside peers.

python benchmarks/dedupe.py 10000 100000        repeats: quality; time, peak and growth beside rensa, datasketch
python benchmarks/dedupe.py --whole 100000      the whole step, both kinds of link and groups
python benchmarks/dedupe.py --weights           weights of same_matter, set on dedupe_samples.yaml
"""

from __future__ import annotations

import argparse
import math
import random
import resource
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from itertools import combinations
from typing import Any

import numpy as np
import yaml

from langnghe.text import dedupe
from langnghe.text.dedupe import Item, matters
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
    number_of: list[int] = []  # of each source, its place among the texts
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


# --- repeats beside the peers -----------------------------------------------------------------------------


def ours(texts: Sequence[str]) -> list[tuple[int, int]]:
    return [(link.a, link.b) for link in dedupe.repeats([Item(n, text) for n, text in enumerate(texts)])]


def rensa(texts: Sequence[str]) -> list[tuple[int, int]]:
    """RMinHash of folded word triples, 128 permutations, pairs of estimated Jaccard 0.7 and more."""
    from rensa import RMinHash, RMinHashLSH

    index, hashes, found = RMinHashLSH(threshold=0.7, num_perm=128, num_bands=16), [], []
    for number, text in enumerate(texts):
        sketch = RMinHash(num_perm=128, seed=42)
        sketch.update(_triples(text))
        index.insert(number, sketch)
        hashes.append(sketch)
    for number, sketch in enumerate(hashes):
        near = (other for other in index.query(sketch) if other > number)
        found += [(number, other) for other in near if sketch.jaccard(hashes[other]) >= 0.7]
    return found


def datasketch(texts: Sequence[str]) -> list[tuple[int, int]]:
    from datasketch import MinHash, MinHashLSH

    index, found = MinHashLSH(threshold=0.7, num_perm=128), []
    for number, text in enumerate(texts):
        sketch = MinHash(num_perm=128, seed=42)
        sketch.update_batch([triple.encode() for triple in _triples(text)])
        found += [(other, number) for other in index.query(sketch)]
        index.insert(number, sketch)
    return found


def _triples(text: str) -> list[str]:
    words = fold(text).split()
    return [" ".join(words[place : place + 3]) for place in range(max(len(words) - 2, 1))]


def compare(sizes: Sequence[int], rounds: int = 3) -> None:
    seconds = {}
    for size in sizes:
        sample = planted(size)
        dedupe.repeats([Item(0, "đường hỏng")])  # tables are read once, by whoever comes first
        times: dict[str, list[float]] = {}
        for finder in (ours, rensa, datasketch) * rounds:
            spent, found = _timed(finder, sample.texts)
            times.setdefault(finder.__name__, []).append(spent)
            if len(times[finder.__name__]) == 1:
                print(size, finder.__name__, _quality(sample, found), f"peak so far {_peak()} MB", flush=True)
        middle = {name: sorted(values)[len(values) // 2] for name, values in times.items()}
        seconds[size] = middle["ours"]
        peers = {peer: f"x {middle['ours'] / middle[peer]:.2f}" for peer in ("rensa", "datasketch")}
        print(size, {name: f"{value:.2f} s" for name, value in middle.items()}, "ours is", peers, flush=True)
    _print_growth(seconds)


def _quality(sample: Planted, found: Sequence[tuple[int, int]]) -> str:
    """Pairs of one group, after all links are followed, against the pairs planted."""
    group_of = dedupe.union(range(len(sample.texts)), found)
    gold, right = _pairs_in(sample.original), set(planted_pairs(sample))
    members: dict[int, list[int]] = {}
    for number, group in group_of.items():
        members.setdefault(group, []).append(number)
    total = sum(math.comb(len(rows), 2) for rows in members.values())
    hit = sum(group_of[a] == group_of[b] for a, b in right)
    return f"precision {hit / max(total, 1):.3f} recall {hit / gold:.3f} F1 {2 * hit / (total + gold):.3f}"


def _pairs_in(labels: Sequence[int]) -> int:
    return int(sum(math.comb(int(count), 2) for count in np.bincount(labels)))


def _timed(fn: Callable[..., Any], *given: Any) -> tuple[float, Any]:
    """Processor seconds: what other processes take in between is not counted."""
    start = time.process_time()
    found = fn(*given)
    return time.process_time() - start, found


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def _print_growth(seconds: dict[int, float]) -> None:
    for (low, fast), (high, slow) in zip(list(seconds.items()), list(seconds.items())[1:], strict=False):
        print(f"growth exponent {low} -> {high}: {math.log(slow / fast) / math.log(high / low):.2f}")


# --- the whole step, and the weights ----------------------------------------------------------------------


def whole(sizes: Sequence[int]) -> None:
    """Both kinds of link and the groups, topics given, as the pipeline gives them; wall seconds on two workers."""
    seconds = {}
    for size in sizes:
        items = _items(planted(size))
        start = time.perf_counter()
        found = dedupe.groups(items, workers=2)
        seconds[size] = time.perf_counter() - start
        print(size, f"{seconds[size]:.1f} s", len(set(found.values())), "groups,", f"peak {_peak()} MB", flush=True)
    _print_growth(seconds)


def _items(sample: Planted) -> list[Item]:
    """Statements with the unit that reports them and the topic of their template."""
    rng, signs = random.Random(1), [fold(trouble.split()[-1]) for trouble in TROUBLES]
    units = [f"UBND xã {first} {second}" for first in FIRST for second in SECOND]
    items = []
    for number, text in enumerate(sample.texts):
        plain = fold(text)
        topic = next((f"t{place}" for place, sign in enumerate(signs) if sign in plain), None)
        items.append(Item(number, text, f"{rng.choice(units)} | II. Ý kiến", topic, topic))
    return items


# The first guess of each weight, from what the evidence means; the samples move it as far as they can tell.
GUESS = {
    "always": -2.2, "names": 3, "names_of_lead_in": 2.5, "names_of_unit": 1.7, "units": 0.2, "names_apart": -1,
    "units_apart": -0.5, "numbers": 1.5, "words": 0.5, "rare_words": 1.2, "only_rare_words": 0.8,
    "only_rare_words_anywhere": 1, "concepts": 0.7, "same_topic": 0.9, "same_sector": -0.25, "other_sector": -0.8,
    "same_lead_in": 0.5, "one_topic": 0.7,
}  # fmt: skip
TRUST = 12.0  # of the guess: as if so many doubtful pairs spoke for it


def print_weights() -> None:
    """Logistic regression around the guess, topics predicted and topics given taken together."""
    samples = yaml.safe_load((files("langnghe.text") / "data" / "dedupe_samples.yaml").read_text("utf-8"))
    said = [(text, context, row["topic"], n) for n, row in enumerate(samples["same"]) for context, text in row["said"]]
    said += [(text, context, topic, -1 - n) for n, (topic, context, text) in enumerate(samples["apart"])]
    same = {(a, b) for a, b in combinations(range(len(said)), 2) if said[a][3] == said[b][3]}
    given = [
        Item(n, text, context, topic, topic.split(".")[0].upper()) for n, (text, context, topic, _) in enumerate(said)
    ]
    asked = [Item(item.id, item.text, item.context) for item in given]
    parts = [_evidence(items, same) for items in (given, asked)]
    weights = _fitted(np.concatenate([part[0] for part in parts]), np.concatenate([part[1] for part in parts]))
    for name, weight in zip(matters.EVIDENCE, weights, strict=True):
        print(f"  {name}: {weight:.2f}")


def _evidence(items: list[Item], same: set[tuple[int, int]]) -> tuple[Any, Any]:
    evidence = dedupe.evidence(items)
    a, b = matters.candidates(evidence)
    right = np.array([pair in same for pair in zip(a.tolist(), b.tolist(), strict=True)], float)
    return matters.columns(evidence, a, b), right


def _fitted(evidence: Any, right: Any) -> Any:
    from scipy.optimize import minimize

    guess = np.array([GUESS[name] for name in matters.EVIDENCE])

    def loss(weights: Any) -> tuple[float, Any]:
        margin, off = evidence @ weights, weights - guess
        slope = evidence.T @ (1 / (1 + np.exp(-margin)) - right)
        return (np.logaddexp(0, margin) - right * margin).sum() / 2 + TRUST * off @ off / 2, slope / 2 + TRUST * off

    sides = [(None, 0.0) if value < 0 else (0.0, None) for value in guess]
    return minimize(loss, guess, jac=True, method="L-BFGS-B", bounds=sides).x


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sizes", nargs="*", type=int, default=[10_000, 100_000])
    parser.add_argument("--whole", action="store_true")
    parser.add_argument("--weights", action="store_true")
    asked = parser.parse_args()
    if asked.weights:
        print_weights()
    elif asked.whole:
        whole(asked.sizes)
    else:
        compare(asked.sizes)


if __name__ == "__main__":
    main()
