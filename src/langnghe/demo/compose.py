"""The papers of a month, composed: who sends what in which style. Pure; the same month gives the same papers.

A paper is a list of parts; ``write.py`` turns it into a file of whatever format.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from random import Random
from typing import Any

from langnghe.demo import registers
from langnghe.demo.bank import Matter, Plan, Story, matters, plans, stories, tree
from langnghe.demo.parts import Part
from langnghe.demo.places import Locality, localities, units
from langnghe.demo.speech import Statement, address, capital, ended, particulars, person, say, spoken, told

MONTHS = (8, 9, 10)
YEAR = 2026


@dataclass(frozen=True, slots=True)
class Paper:
    month: int
    plan: Plan
    number: int  # of the unit's papers in the month, from 1
    parts: tuple[Part, ...]
    statements: tuple[Statement, ...]


@cache
def unit_of(code: str) -> dict[str, Any]:
    return next(unit for unit in units() if unit["code"] == code)


def papers(month: int) -> list[Paper]:
    """All papers of a month, in the order of the plan."""
    found: list[Paper] = []
    for plan in plans():
        if month in plan.months:
            number = 1 + sum(paper.plan.unit == plan.unit for paper in found)
            found.append(_paper(month, plan, number))
    return found


def _paper(month: int, plan: Plan, number: int) -> Paper:
    rng = Random(f"{month} {plan.unit} {plan.style} {plan.format}")
    statements = _statements(month, plan, number, rng)
    parts = tuple(_Desk(month, plan, rng).write(statements))
    return Paper(month, plan, number, parts, tuple(statements))


# --- what is said --------------------------------------------------------------------------------------------


def _statements(month: int, plan: Plan, number: int, rng: Random) -> list[Statement]:
    """The tellings of stories that fall to this paper, and matters drawn by how much is heard of them."""
    retold = list(tellings().get((month, plan.unit), ())) if number == 1 else []
    missing = max(plan.statements - len(retold), 4)
    drawn = [say(matter, place, rng) for matter, place in _drawn(month, plan, missing, rng)]
    return sorted([*retold, *drawn], key=lambda said: list(tree("sectors")).index(said.sector))


def _drawn(month: int, plan: Plan, count: int, rng: Random) -> Iterator[tuple[Matter, Locality]]:
    here = localities().get(plan.unit)
    pool = [row for row in matters() if may_hear(plan.unit, row, here)]
    for row in sample(pool, [_weight(row.topic, month) for row in pool], count, rng):
        yield row, here or somewhere(row, rng)


def may_hear(unit: str, matter: Matter, here: Locality | None) -> bool:
    if here:
        return not _zones(matter) or here.zone in _zones(matter)
    sectors = unit_of(unit).get("sectors")
    return not sectors or matter.sector in sectors


def _zones(matter: Matter) -> Sequence[str]:
    """Where a matter can be heard: its own word, else its sector's; empty is everywhere."""
    zones: Sequence[str] = matter.zones or tree("sectors")[matter.sector].get("zones", ())
    return zones


def somewhere(matter: Matter, rng: Random) -> Locality:
    return rng.choice([place for place in localities().values() if not _zones(matter) or place.zone in _zones(matter)])


@cache
def _weight(topic: str, month: int) -> float:
    """How often one matter of the topic is heard: the season's weight, shared by the topic's matters."""
    shares: list[float] = tree("seasons").get(topic, [1, 1, 1])
    return shares[MONTHS.index(month)] / sum(row.topic == topic for row in matters())


def sample(rows: Sequence[Matter], weights: Sequence[float], count: int, rng: Random) -> list[Matter]:
    """Weighted, without the same matter twice in a paper (Efraimidis and Spirakis 2006)."""
    keys = [rng.random() ** (1 / weight) for weight in weights]
    best = sorted(range(len(rows)), key=lambda i: -keys[i])[:count]
    return [rows[i] for i in best]


@cache
def tellings() -> dict[tuple[int, str], list[Statement]]:
    """Which telling of which story goes into whose paper of which month."""
    found: dict[tuple[int, str], list[Statement]] = defaultdict(list)
    for story in stories():
        for text, where in zip(story.tellings, _senders(story), strict=False):
            found[where].append(Statement(story.topic, "s", story.unit, _hamlet(story), text, matter=story.key))
    return dict(found)


def _hamlet(story: Story) -> str:
    """Where the people of a story live: for the books that note it; the words name their place themselves."""
    return Random(story.key).choice(localities()[story.unit].hamlets)


def _senders(story: Story) -> Iterator[tuple[int, str]]:
    """Month and unit of each telling: the commune itself, then those who listen to the whole province, in turn."""
    months = [month for month in MONTHS if month >= story.month]
    sector = story.topic.split(".")[0].upper()
    listeners = [unit["code"] for unit in units() if "zone" not in unit and sector in unit.get("sectors", [sector])]
    Random(story.key).shuffle(listeners)
    turns = [story.unit, listeners[0], story.unit, *listeners[1:], *listeners, story.unit] * 2
    sent = {(month, plan.unit) for plan in plans() for month in plan.months}
    step = 0
    for unit in turns:
        where = (months[step % len(months)], unit)
        if where in sent:
            yield where
            step += 1


# --- how it is written ---------------------------------------------------------------------------------------


class _Desk:
    """One clerk at one paper: the unit's habits, and the random source that all choices come from."""

    def __init__(self, month: int, plan: Plan, rng: Random) -> None:
        self.month, self.plan, self.rng = month, plan, rng
        self.frames = tree("frames")
        self.unit = unit_of(plan.unit)
        self.place = localities().get(plan.unit)
        self.figures = self._figures()

    def write(self, statements: Sequence[Statement]) -> Iterator[Part]:
        yield from {
            "bullets": self._bullets,
            "note": self._note,
            "narrative": self._narrative,
            "table": self._table,
            "voters": self._voters,
            "dialogue": self._dialogue,
            "press": self._press,
        }.get(self.plan.style, self._register)(statements)

    # ---- parts that all papers share

    def _figures(self) -> dict[str, object]:
        """Numbers of the statistics; one paper in eight has a share that does not follow from them."""
        rng = self.rng
        b = rng.randint(18, 96)
        c = rng.randint(b // 2, b)
        share = round(100 * c / b) + (rng.choice((-9, 8, 11)) if rng.random() < 0.12 else 0)
        numbers = {"a": b + rng.randint(5, 60), "b": b, "c": c, "d": b - c, "share": share}
        return {**numbers, "n": rng.randint(2, 9), "nn": rng.randint(12, 80), "nnn": rng.randint(150, 640)}

    def _filled(self, text: str) -> str:
        return text.format(
            m=self.month,
            unit=self.unit["name"][:1].lower() + self.unit["name"][1:] if self.place else self.unit["name"],
            quy="quý III" if self.month < 10 else "quý IV",
            day=f"{self.rng.randint(3, 28):02d}",
            **self.figures,
        )

    def _some(self, key: str, count: int) -> list[str]:
        return [self._filled(text) for text in self.rng.sample(self.frames[key], count)]

    def _head(self, title: Sequence[str]) -> Iterator[Part]:
        name = self.unit["name"].upper()
        above = (
            "ĐẢNG BỘ TỈNH LAM GIANG\nĐẢNG ỦY" if self.rng.random() < 0.3 and self.plan.is_known else "ỦY BAN NHÂN DÂN"
        )
        sender = f"{above} {name}" if self.place else f"TỈNH LAM GIANG\n{name}"
        number = f"Số: {self.rng.randint(21, 480)}/BC"
        where = self.unit["name"].split(" ", 1)[1] if self.place else "Lam Thành"
        date = f"{where}, ngày {self.rng.randint(18, 25)} tháng {self.month:02d} năm {YEAR}"
        motto = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc"
        yield Part("letterhead", rows=((sender, motto), (number, date)))
        for line in title:
            yield Part("title", self._filled(line))

    def _general(self) -> Iterator[Part]:
        yield Part("heading", f"I. {self.rng.choice(self.frames['first_heads'])}", 1)
        for text in [*self._some("general", 2), *self._some("statistics", 1)]:
            yield Part("paragraph", text)

    def _tail(self) -> Iterator[Part]:
        yield Part("heading", f"III. {self.rng.choice(self.frames['done_heads'])}", 1)
        for text in self._some("done", 2):
            yield Part("paragraph", text)
        yield Part("heading", f"IV. {self.rng.choice(self.frames['plan_heads'])}", 1)
        for text in self._some("closing", 2):
            yield Part("bullet", text)
        yield Part("paragraph", self._some("farewell", 1)[0])
        yield from self._signed()

    def _signed(self) -> Iterator[Part]:
        for_whom = "TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH" if self.place else "TL. THỦ TRƯỞNG\nCHÁNH VĂN PHÒNG"
        yield Part("signature", f"{for_whom}\n\n{person(self.rng)[1]}")
        yield Part("recipients", "Nơi nhận:\n- Ban Tuyên giáo và Dân vận Tỉnh ủy;\n- Lưu: VT.")

    def _report(self, body: Iterator[Part]) -> Iterator[Part]:
        yield from self._head(self.rng.choice(self.frames["titles"]))
        yield from self._general()
        yield Part("heading", f"II. {self.rng.choice(self.frames['open_heads'])}", 1)
        yield from body
        yield from self._tail()

    def _by_sector(self, statements: Sequence[Statement]) -> Iterator[tuple[str, list[Statement]]]:
        """Statements under the name that this unit gives the sector."""
        groups: dict[str, list[Statement]] = defaultdict(list)
        for said in statements:
            groups[said.sector].append(said)
        for number, (sector, group) in enumerate(groups.items(), start=1):
            yield f"{number}. {self.rng.choice(tree('sectors')[sector]['heads'])}", group

    # ---- who speaks

    def _people(self, said: Statement) -> str:
        """Who says it: people of a hamlet, of a commune, or now and then somebody by name."""
        if said.kind in "kt" or (said.kind in ".?" and self.rng.random() < 0.09):
            return self._somebody(said)
        near = said.hamlet if not said.is_placed else ""
        if self.place:
            return f"{self.rng.choice(self.frames['speakers'])} {near}".strip()
        name = said.place.name
        where = self.rng.choice((name, f"{near}, {name}", f"{near} ({name})")) if near else name
        return f"{self.rng.choice(self.frames['speakers'])} {where}"

    def _somebody(self, said: Statement) -> str:
        title, name = person(self.rng)
        where = address(said.place, said.hamlet, self.rng)
        noted = f", {particulars(self.rng)}" if self.rng.random() < 0.6 else ""
        return f"{title} {name}, {where}{noted}," if noted else f"{title} {name} ({where})"

    def _line(self, said: Statement) -> str:
        """A statement as one item of a list, with or without a speaker."""
        if said.matter:
            return ended(capital(said.state))
        if said.kind == "." and self.place and self.rng.random() < 0.5:
            label = f"{capital(said.hamlet)}: " if not said.is_placed else ""
            text = told(said, self.rng)
            return ended(label + (text[0].lower() + text[1:] if label and said.state[0].islower() else text))
        if said.kind == "+" and not self.place:
            return ended(f"Tại {said.place.name}, {said.state}")
        return ended(spoken(said, self._people(said), self.rng))

    # ---- styles

    def _bullets(self, statements: Sequence[Statement]) -> Iterator[Part]:
        yield from self._report(self._bullet_lists(statements))

    def _note(self, statements: Sequence[Statement]) -> Iterator[Part]:
        """A page and no more, as it is typed to be signed, stamped and scanned."""
        yield from self._head(self.frames["titles"][1])
        yield Part("heading", self.rng.choice(self.frames["open_heads"]), 1)
        yield from (Part("bullet", self._line(said)) for said in statements)
        yield from self._signed()

    def _bullet_lists(self, statements: Sequence[Statement]) -> Iterator[Part]:
        praise = [said for said in statements if said.kind == "+"]
        number = 0
        for head, group in self._by_sector([said for said in statements if said.kind != "+"]):
            number += 1
            yield Part("heading", head, 2)
            yield from (Part("bullet", self._line(said)) for said in group)
        if praise:
            yield Part("heading", f"{number + 1}. {self.rng.choice(self.frames['praise_heads'])}", 2)
            yield from (Part("bullet", self._line(said)) for said in praise)

    def _narrative(self, statements: Sequence[Statement]) -> Iterator[Part]:
        yield from self._report(self._paragraphs(statements))

    def _paragraphs(self, statements: Sequence[Statement]) -> Iterator[Part]:
        for head, group in self._by_sector(statements):
            yield Part("heading", head, 2)
            for start in range(0, len(group), 3):
                yield Part("paragraph", " ".join(self._sentence(said) for said in group[start : start + 3]))

    def _sentence(self, said: Statement) -> str:
        who = self._people(said)
        if said.matter:
            return ended(f"{capital(who)} phản ánh: {said.state}")
        return ended(spoken(said, who, self.rng))

    def _table(self, statements: Sequence[Statement]) -> Iterator[Part]:
        if self.plan.format == "xlsx":
            yield from self._head(self.frames["titles"][1])
            yield registers.opinions(statements, self.rng, self.place is None)
        else:
            rows = registers.opinions(statements, self.rng, self.place is None)
            yield from self._report(iter([Part("paragraph", "Các ý kiến được tổng hợp như sau:"), rows]))

    def _voters(self, statements: Sequence[Statement]) -> Iterator[Part]:
        yield from self._head(self.frames["voters_title"])
        yield from self._general()
        yield Part("heading", "II. Ý KIẾN, KIẾN NGHỊ CỦA CỬ TRI", 1)
        for head, group in self._by_sector(statements):
            yield Part("heading", head, 2)
            for said in group:
                yield Part("bullet", self._line(said))
                if self.rng.random() < 0.3:
                    yield Part("paragraph", f"{self._answerer()} trả lời: {ended(self._some('replies', 1)[0])}")
        yield from self._tail()

    def _answerer(self) -> str:
        return "UBND xã" if self.place and self.place.zone != "pho" else "UBND phường" if self.place else "UBND tỉnh"

    def _dialogue(self, statements: Sequence[Statement]) -> Iterator[Part]:
        yield from self._head(self.frames["dialogue_title"])
        yield Part("heading", "I. THÀNH PHẦN", 1)
        yield Part("paragraph", f"Dự hội nghị có lãnh đạo đơn vị và {self.figures['nnn']} đại biểu nhân dân.")
        yield Part("heading", "II. NỘI DUNG ĐỐI THOẠI", 1)
        for number, said in enumerate(statements, start=1):
            who = self._somebody(said).rstrip(",")
            text = said.state if said.matter or said.kind in "?+" else told(said, self.rng)
            yield Part(
                "paragraph", f"{number}. {who} {'khiếu nại' if said.kind == 'k' else 'nêu'}: {ended(capital(text))}"
            )
            if self.rng.random() < 0.6:
                yield Part("paragraph", f"{self._chair()} trả lời: {ended(self._some('replies', 1)[0])}")
        yield Part("paragraph", "Hội nghị kết thúc lúc 11 giờ 30 phút cùng ngày.")
        yield from self._signed()

    def _chair(self) -> str:
        return self.rng.choice(self.frames["answerers"] if self.place else ["Lãnh đạo đơn vị", "Đại diện Sở Nội vụ"])

    def _press(self, statements: Sequence[Statement]) -> Iterator[Part]:
        yield from self._head(self.frames["press_title"])
        half = len(statements) // 2
        mixed = self.rng.sample(list(statements), len(statements))
        yield Part("heading", "I. PHẢN ÁNH TRÊN BÁO CHÍ", 1)
        for said in mixed[:half]:
            paper, day = self.rng.choice(self.frames["papers"]), self.rng.randint(1, 24)
            yield Part("bullet", ended(f"{paper} ngày {day}/{self.month} phản ánh: {self._located(said)}"))
        yield Part("heading", "II. Ý KIẾN TRÊN MẠNG XÃ HỘI", 1)
        for said in mixed[half:]:
            page = self.rng.choice(self.frames["pages"])
            yield Part("bullet", ended(f"Người dân bình luận trên {page}: {self._located(said)}"))
        yield from self._signed()

    def _located(self, said: Statement) -> str:
        """The matter with the commune before it, for readers who do not know; a story says so itself."""
        if said.matter:
            return said.state
        state = said.state.removeprefix("ở ").removeprefix("tại ")
        where = said.place.name if said.is_placed else f"{said.place.name}, {said.hamlet}"
        return f"tại {where}, {state}"

    def _register(self, statements: Sequence[Statement]) -> Iterator[Part]:
        mixed = self.rng.sample(list(statements), len(statements))
        if self.plan.format != "csv":
            yield from self._head(registers.TITLES[self.plan.style])
        yield registers.REGISTERS[self.plan.style](mixed, self.rng, self.month)
