"""The sentences the shipped classifier learns from, and the copies that make them more like what arrives.

``sentences/<SECTOR>.tsv`` has four columns: topic, kind, voice, text; ``sentences/NONE.tsv`` is no opinion at all
(topic ``-``, kind ``khac``). ``headings.tsv`` has what stands before opinions in reports. Every copy is drawn
with a seed made of its own sentence, so a new sentence changes no other.
"""

from __future__ import annotations

import random
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

from langnghe.text.normal import fold

NO_OPINION = "khac"

_DEMANDS = ("đề nghị ", "kiến nghị ", "mong ", "xin ", "đề xuất ", "yêu cầu ")
_RIGHT_HEADING, _PLAIN_HEADING = 0.55, 0.3  # the rest of the headings are of another sector
_LOST_WORDS, _ADDED_WORDS = 0.15, 0.2  # of a sentence's words


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence and what it is; ``sector`` and ``topic`` are "" where there is no opinion."""

    text: str
    sector: str
    topic: str
    kind: str
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
    """Two copies of each example: as part of a report, and without marks, with words lost."""
    made = []
    for example in examples:
        draw = _draw(example)
        made += [_in_report(example, draw), replace(example, text=_worn(fold(example.text), draw))]
    return made


def unlike(examples: Sequence[Example]) -> list[Example]:
    """The examples as strangers might put it: words lost, and some words of another opinion behind them.

    Scores are calibrated on these. On the sentences as written they would be too sure of what arrives.
    """
    made = []
    for example in examples:
        draw = _draw(example)
        text, other = _worn(example.text, draw), draw.choice(examples).text.split()
        some = int(_ADDED_WORDS * len(example.text.split()))
        start = draw.randrange(max(1, len(other) - some))
        made.append(replace(example, text=" ".join([text, *other[start : start + some]])))
    return made


def parted(examples: Sequence[Example], parts: int) -> list[list[Example]]:
    """The examples in so many parts; where one goes depends on its text alone."""
    return [[row for row in examples if zlib.crc32(row.text.encode()) % parts == n] for n in range(parts)]


def _draw(example: Example) -> random.Random:
    return random.Random(zlib.crc32(example.text.encode()))


def _sector(topic: str) -> str:
    return topic.split(".")[0].upper()


@cache
def _headings() -> dict[str, list[str]]:
    rows = (files("langnghe.text") / "data" / "headings.tsv").read_text("utf-8").splitlines()
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


def _worn(text: str, draw: random.Random) -> str:
    kept = [word for word in text.split() if draw.random() > _LOST_WORDS]
    return " ".join(kept) or text
