"""From a matter of the bank to what somebody in some place says: pure, and the same for the same random source."""

from __future__ import annotations

import re
from dataclasses import dataclass
from random import Random

from langnghe.demo.bank import Matter, tree
from langnghe.demo.places import Locality

SLOT = re.compile(r"\{(\w+)\}")
NUMBERS = {
    "n": (2, 9),
    "nn": (12, 85),
    "nnn": (110, 640),
    "cm": (12, 40),
    "ha": (2, 28),
    "ho": (11, 140),
    "trieu": (3, 48),
}


@dataclass(frozen=True, slots=True)
class Statement:
    """One thing said: what is wrong, what is asked, where; ``matter`` ties the tellings of one story."""

    topic: str
    kind: str
    area: str  # code of the commune
    hamlet: str  # "" when the words name the place themselves
    state: str
    ask: str = ""
    matter: str = ""

    @property
    def sector(self) -> str:
        return self.topic.split(".")[0].upper()


def say(matter: Matter, place: Locality, rng: Random) -> Statement:
    """The matter as it is told in that place."""
    hamlet = rng.choice(place.hamlets)
    state = fill(rng.choice(matter.states), place, hamlet, rng)
    named = hamlet in state
    if matter.effects and rng.random() < 0.7:
        state = f"{state}, {fill(rng.choice(matter.effects), place, hamlet, rng)}"
    ask = fill(rng.choice(matter.asks), place, hamlet, rng) if matter.asks and rng.random() < 0.75 else ""
    return Statement(matter.topic, matter.kind, place.code, "" if named else hamlet, state, ask)


def fill(template: str, place: Locality, hamlet: str, rng: Random) -> str:
    """The template with names of the place and plausible numbers in its slots; a slot twice gets one value."""
    values: dict[str, str] = {"thon": hamlet}

    def value(match: re.Match[str]) -> str:
        name = match[1]
        if name not in values:
            values[name] = _value(name, place, rng)
        return values[name]

    return SLOT.sub(value, template)


def _value(name: str, place: Locality, rng: Random) -> str:
    if name in place.slots:
        return rng.choice(place.slots[name])
    if name in NUMBERS:
        return str(rng.randint(*NUMBERS[name]))
    return {
        "thang": lambda: f"tháng {rng.randint(2, 7)}",
        "nam": lambda: str(rng.randint(2019, 2025)),
        "km": lambda: f"{rng.randint(1, 4)},{rng.randint(1, 9)}",
        "tien": lambda: f"{rng.randint(2, 45)}0.000",
        "ten": lambda: f"{rng.choice(tree('people')['surnames'])} V.{rng.choice('TNHLQ')}.",
    }[name]()


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


def told(statement: Statement, rng: Random) -> str:
    """State and demand as one or two sentences, without a speaker and without the last full stop."""
    if not statement.ask:
        return capital(statement.state)
    asked, verb = rng.choice(tree("sectors")[statement.sector]["asked"]), rng.choice(tree("frames")["asks"])
    form = rng.random()
    if form < 0.25:
        return f"{capital(verb)} {asked} {statement.ask} vì {statement.state}"
    if form < 0.65:
        return f"{capital(statement.state)}; {verb} {asked} {statement.ask}"
    return f"{capital(statement.state)}. {capital(verb)} {asked} {statement.ask}"


def spoken(statement: Statement, who: str, rng: Random) -> str:
    """The same with who says it before it: "Bà con thôn X phản ánh ..."."""
    if statement.kind in "kt+":
        return f"{capital(who)} {statement.state}" if statement.kind in "kt" else capital(statement.state)
    if statement.kind == "?":
        return f"{capital(who)} hỏi: {statement.state}"
    asked = rng.choice(tree("sectors")[statement.sector]["asked"])
    if statement.ask and rng.random() < 0.3:
        return f"{capital(who)} {rng.choice(tree('frames')['asks'])} {asked} {statement.ask} vì {statement.state}"
    ask = f"; {rng.choice(tree('frames')['asks'])} {asked} {statement.ask}" if statement.ask else ""
    return f"{capital(who)} {rng.choice(tree('frames')['verbs'])} {statement.state}{ask}"


def ended(text: str) -> str:
    """With a full stop, unless it ends in a mark of its own."""
    return text if text[-1] in ".?!" else f"{text}."
