"""From a matter of the bank to what somebody in some place says: pure, and the same for the same random source."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from random import Random

from langnghe.demo.bank import Matter, table, tree
from langnghe.demo.places import Locality, localities

SLOT = re.compile(r"\{(\w+)\}")
# Slots of numbers, with the least and the greatest.
NUMBERS = {
    "n": (2, 9),
    "nn": (12, 85),
    "nnn": (110, 640),
    "cm": (12, 40),
    "ha": (2, 28),
    "ho": (11, 140),
    "trieu": (3, 48),
}
REWORDED, DETAILED, PLACED, EFFECTIVE, ASKING = 0.6, 0.45, 0.65, 0.7, 0.7  # how often each is done
# In a town nobody says "xã" and "thôn" of his own place.
IN_TOWN = ((re.compile(r"\bxã\b(?! hội| [A-ZĐ])"), "phường"), (re.compile(r"\bthôn\b(?! [A-ZĐ])"), "khu phố"))


@dataclass(frozen=True, slots=True)
class Statement:
    """One thing said: what is wrong, what is asked, where; ``matter`` ties the tellings of one story."""

    topic: str
    kind: str
    area: str  # code of the commune
    hamlet: str
    state: str
    ask: str = ""
    matter: str = ""

    @property
    def sector(self) -> str:
        return self.topic.split(".")[0].upper()

    @property
    def place(self) -> Locality:
        return localities()[self.area]

    @property
    def is_placed(self) -> bool:
        """Whether the words themselves say in which hamlet."""
        return self.hamlet in self.state or bool(self.matter)


def say(matter: Matter, place: Locality, rng: Random) -> Statement:
    """The matter as it is told in that place."""
    hamlet = rng.choice(place.hamlets)
    values = {"thon": hamlet}
    state = _part(matter.states, place, values, rng)
    if matter.kind == "." and hamlet not in state and rng.random() < PLACED:
        state = f"{rng.choice(('ở', 'tại'))} {hamlet}, {state}"
    if matter.effects and rng.random() < EFFECTIVE:
        state = f"{state}, {_part(matter.effects, place, values, rng)}"
    if matter.kind == "." and rng.random() < DETAILED:
        state = f"{state}, {_part(_details(), place, values, rng)}"
    ask = _part(matter.asks, place, values, rng) if matter.asks and rng.random() < ASKING else ""
    return Statement(matter.topic, matter.kind, place.code, hamlet, state, ask)


def _part(wordings: tuple[str, ...], place: Locality, values: dict[str, str], rng: Random) -> str:
    return in_town(fill(reworded(rng.choice(wordings), rng), place, values, rng), place)


@cache
def _details() -> tuple[str, ...]:
    return tuple(row[0] for row in table("details"))


@cache
def _wordings() -> tuple[tuple[re.Pattern[str], tuple[str, ...]], ...]:
    return tuple((re.compile(rf"\b{row[0]}\b"), tuple(row)) for row in table("wordings"))


def reworded(text: str, rng: Random) -> str:
    """The text with some of its phrases put in other words."""
    for pattern, wordings in _wordings():
        if pattern.search(text) and rng.random() < REWORDED:
            text = pattern.sub(rng.choice(wordings), text, count=1)
    return text


def in_town(text: str, place: Locality) -> str:
    """ "UBND xã" as a ward says it."""
    for pattern, word in IN_TOWN if place.zone == "pho" and place.name.startswith("phường") else ():
        text = pattern.sub(word, text)
    return text


def fill(template: str, place: Locality, values: dict[str, str], rng: Random) -> str:
    """The template with names of the place and plausible numbers; ``values`` keeps the names once chosen."""

    def value(match: re.Match[str]) -> str:
        name = match[1]
        if name not in place.slots:
            return values.get(name) or _number(name, rng)
        return values.setdefault(name, rng.choice(place.slots[name]))

    return SLOT.sub(value, template)


def _number(name: str, rng: Random) -> str:
    if name in NUMBERS:
        return str(rng.randint(*NUMBERS[name]))
    return {
        "thang": f"tháng {rng.randint(2, 7)}",
        "nam": str(rng.randint(2019, 2025)),
        "km": f"{rng.randint(1, 4)},{rng.randint(1, 9)}",
        "tien": f"{rng.randint(2, 45)}0.000",
    }[name]


# --- people -------------------------------------------------------------------------------------------------


def person(rng: Random) -> tuple[str, str]:
    """An invented person: "Ông" or "Bà", and a full name."""
    words = tree("people")
    sex = rng.choice("mf")
    name = f"{rng.choice(words['surnames'])} {rng.choice(words[f'middles_{sex}'])} {rng.choice(words[f'given_{sex}'])}"
    return ("Ông" if sex == "m" else "Bà"), name


def phone(rng: Random) -> str:
    """A telephone number that nobody has: 095 is not issued."""
    digits = f"095{rng.randint(0, 9)}{rng.randint(0, 999999):06d}"
    return rng.choice((digits, f"{digits[:4]} {digits[4:7]} {digits[7:]}", f"{digits[:4]}.{digits[4:7]}.{digits[7:]}"))


def identity(rng: Random) -> str:
    """A citizen's number that nobody has: 099 is no province's code."""
    return f"099{rng.randint(0, 3)}{rng.randint(40, 99)}{rng.randint(0, 999999):06d}"


def address(place: Locality, hamlet: str, rng: Random) -> str:
    if place.zone != "pho":
        return f"{hamlet}, {place.name}"
    return f"số nhà {rng.randint(2, 180)}, {rng.choice(place.slots['duong'])}, {place.name}"


def particulars(rng: Random) -> str:
    """What an officer notes down about who spoke."""
    return rng.choice(
        (
            f"điện thoại {phone(rng)}",
            f"SĐT {phone(rng)}",
            f"CCCD số {identity(rng)}",
            f"sinh ngày {rng.randint(1, 28):02d}/{rng.randint(1, 12):02d}/{rng.randint(1948, 1996)}",
            f"hộp thư hom{rng.randint(10, 99)}@lamgiang.example",
            f"biển số xe 10B{rng.randint(1, 9)}-{rng.randint(100, 999)}.{rng.randint(10, 99)}",
        )
    )


# --- wording --------------------------------------------------------------------------------------------------


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def asked(statement: Statement, rng: Random) -> str:
    """Whom people ask about such a matter."""
    return in_town(rng.choice(tree("asked")[statement.topic]), statement.place)


def told(statement: Statement, rng: Random) -> str:
    """State and demand as one or two sentences, without a speaker and without the last full stop."""
    if not statement.ask:
        return capital(statement.state)
    demand = f"{rng.choice(tree('frames')['asks'])} {asked(statement, rng)} {statement.ask}"
    form = rng.random()
    if form < 0.3:
        return f"{capital(demand)} vì {statement.state}"
    if form < 0.6:
        return f"{capital(statement.state)}; {demand}"
    return f"{capital(statement.state)}{'. ' + capital(demand) if form < 0.8 else ', ' + demand}"


def spoken(statement: Statement, who: str, rng: Random) -> str:
    """The same with who says it before it: "Bà con thôn X phản ánh ..."."""
    if statement.kind in "kt":
        return f"{capital(who)} {statement.state}"
    if statement.kind == "+":
        return capital(statement.state)
    if statement.kind == "?":
        return f"{capital(who)} hỏi: {statement.state}"
    verb = rng.choice(tree("frames")["verbs"])
    if not statement.ask:
        return f"{capital(who)} {verb} {statement.state}"
    demand = f"{rng.choice(tree('frames')['asks'])} {asked(statement, rng)} {statement.ask}"
    form = rng.random()
    if form < 0.35:
        return f"{capital(who)} {demand} vì {statement.state}"
    return f"{capital(who)} {verb} {statement.state}{'; ' if form < 0.7 else ', '}{demand}"


def ended(text: str) -> str:
    """With a full stop, unless it ends in a mark of its own."""
    return text if text[-1] in ".?!" else f"{text}."
