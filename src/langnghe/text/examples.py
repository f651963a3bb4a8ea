"""The sentences the shipped classifier learns from, and the copies that make them more like what arrives.

``sentences/<SECTOR>.tsv`` has four columns: topic, kind, voice, text; ``sentences/NONE.tsv`` is no opinion at all
(topic ``-``, kind ``khac``). ``headings.tsv`` has what stands before opinions in reports. Every copy is drawn
with a seed made of its own sentence, so a new sentence changes no other.
"""

from __future__ import annotations

import random
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

from langnghe.text.normal import fold

NO_OPINION = "khac"

_DEMANDS = ("đề nghị ", "kiến nghị ", "mong ", "xin ", "đề xuất ", "yêu cầu ")
_RIGHT_HEADING, _PLAIN_HEADING = 0.55, 0.3  # the rest of the headings are of another sector
_LOST_WORDS = 0.12


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence and what it is; ``sector`` and ``topic`` are "" where there is no opinion."""

    text: str
    sector: str
    topic: str
    kind: str  # "" in a copy that says nothing about the kind
    voice: str = ""
    context: str = ""


@cache
def shipped() -> tuple[Example, ...]:
    """All sentences, in the order of file names and lines."""
    folder = files("langnghe.text") / "sentences"
    return tuple(
        Example(text.strip(), "" if topic == "-" else _sector(topic), topic.strip("-"), kind, voice)
        for file in sorted(folder.iterdir(), key=lambda entry: entry.name)
        for line in file.read_text("utf-8").splitlines()
        if line.count("\t") == 3 and not line.startswith("#")
        for topic, kind, voice, text in [line.split("\t")]
    )


def copies(examples: Sequence[Example]) -> list[Example]:
    """Copies of the examples: under headings, without marks and with words lost, and two of a topic joined."""
    of_topic: dict[str, list[Example]] = {}
    for example in examples:
        of_topic.setdefault(example.topic, []).append(example)
    made: list[Example] = []
    for example in examples:
        draw = random.Random(zlib.crc32(example.text.encode()))
        made.append(_in_report(example, draw))
        made.append(_worn(example, draw))
        if example.topic:
            other = draw.choice(of_topic[example.topic])
            made.append(replace(example, text=f"{example.text} {other.text}", kind=""))
    return made


def _sector(topic: str) -> str:
    return topic.split(".")[0].upper()


@cache
def _headings() -> dict[str, list[str]]:
    rows = (files("langnghe.text") / "headings.tsv").read_text("utf-8").splitlines()
    cells = (row.split("\t", 1) for row in rows if not row.startswith("#"))
    return {code: phrases.split("|") for code, phrases in cells}


def _in_report(example: Example, draw: random.Random) -> Example:
    """The example under a unit, a heading and a lead-in; a leading demand may have moved into the lead-in."""
    text, lead_in = example.text, ""
    opening = next((verb for verb in _DEMANDS if text.lower().startswith(verb)), None)
    if opening and draw.random() < 0.5:
        text, lead_in = text[len(opening) :], f"{draw.choice(_headings()['unit'])} {opening}"
    elif example.kind in _headings() and draw.random() < 0.5:
        lead_in = draw.choice(_headings()[example.kind])
    parts = [draw.choice(_headings()["unit"]), _heading(example.sector, draw), lead_in]
    return replace(example, text=text, context=" | ".join(part for part in parts if part))


def _heading(sector: str, draw: random.Random) -> str:
    lot, headings = draw.random(), _headings()
    sectors = [code for code in headings if code.isupper()]
    if not sector or lot > _RIGHT_HEADING + _PLAIN_HEADING:
        sector = draw.choice(sectors)
    elif lot > _RIGHT_HEADING:
        return draw.choice(headings["-"])
    codes = [sector, *draw.choices(sectors, k=draw.choice((0, 0, 1, 2)))]
    draw.shuffle(codes)
    return ", ".join(draw.choice(headings[code]) for code in codes)


def _worn(example: Example, draw: random.Random) -> Example:
    words = fold(example.text).split()
    kept = [word for word in words if draw.random() > _LOST_WORDS]
    return replace(example, text=" ".join(kept or words))


def with_voice(examples: Iterable[Example], voice: str) -> list[Example]:
    return [example for example in examples if example.voice == voice]
