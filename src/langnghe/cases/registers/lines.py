"""Fast entry: what is pasted from Word or Excel, cut into rows; each redacted, placed, classified, compared.

Nothing is stored here. A text passes the door first, so that even the page that comes back holds no name.
"""

from __future__ import annotations

import csv
import io
import math
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import uuid4

from django.db.models import Count, Min, Q
from django.utils import timezone

from langnghe.cases.models import Meeting
from langnghe.intake.models import Opinion
from langnghe.privacy import door
from langnghe.registry.models import Officer, Unit
from langnghe.registry.queries import areas, catalogue
from langnghe.registry.roles import Scope, scope
from langnghe.synthesis.queries import opinions
from langnghe.text import dedupe
from langnghe.text.blocks import CELL_SEPARATOR, Block
from langnghe.text.classify import Classifier
from langnghe.text.normal import fold
from langnghe.text.split import parse, split
from langnghe.text.split.tables import is_section_row, reads_like_head, table_of

MOST = 100  # rows on one page; a longer list is pasted in parts
LONG = 180  # characters: a paragraph so long may hold several opinions
OPENING = "Ý KIẾN CỦA NHÂN DÂN"  # the heading under which the splitter reads a paragraph of a meeting
MARK = re.compile(r"^\s*(?:[-–—•*+▪●◦·]+|\(?\d{1,3}[.)/]|\(?[a-zđ][.)])\s*(?=\S)")
UNSAID = frozenset(("punctuation", "lead-in"))  # of what the splitter leaves out: too little to show
LOOKED_AT = 3_000  # newest opinions compared, of the last year
NEAREST = 25  # of them, by rare words in common, that the engine compares with a row
SHOWN = 3


@dataclass(frozen=True, slots=True)
class Typed:
    """A row as the form sends it. Of an officer's choices an empty one leaves the machine's word."""

    text: str
    key: str = field(default_factory=lambda: str(uuid4()))
    keep: bool = True
    why: str = ""  # the splitter's reason to take it for no opinion
    place: str = ""  # name of an area
    topic: str = ""
    kind: str = ""
    machine_topic: str = ""  # what the machine said when the choice was shown
    machine_kind: str = ""
    join: int | None = None  # the known opinion that it repeats


@dataclass(frozen=True, slots=True)
class Matter:
    """Something known that a row may repeat: said so many times since a month."""

    pk: int
    text: str
    times: int
    since: str
    score: float


@dataclass(frozen=True, slots=True)
class Row:
    """A row as it would be stored, with the machine's word and the officer's."""

    typed: Typed
    text: str
    area: Unit | None
    sector: str
    topic: str
    kind: str
    machine_topic: str
    machine_kind: str
    score: float
    unsure: bool
    matters: tuple[Matter, ...] = ()
    same_as: int | None = None  # number of an earlier row of the page, from 1

    @property
    def masked(self) -> bool:
        """Whether personal data has left the text since it was typed."""
        return self.text != self.typed.text.strip()

    @property
    def changed(self) -> bool:
        """Whether the officer has set another topic or kind than the machine."""
        return (self.topic, self.kind) != (self.machine_topic, self.machine_kind)


# --- cutting --------------------------------------------------------------------------------------------------


def cut(pasted: str) -> list[Typed]:
    """Rows of a pasted text, redacted: the content column of a table, else its lines and bullets, long ones split.

    Raises ValueError with a sentence for the user when there is nothing in it, or too much.
    """
    rows = list(_table_rows(pasted) if "\t" in pasted else _lines(pasted))
    if not rows:
        raise ValueError("Chưa có nội dung nào; hãy dán hoặc gõ ý kiến vào ô rồi bấm Kiểm tra.")
    if len(rows) > MOST:
        raise ValueError(
            f"Đoạn dán có {len(rows)} dòng; mỗi lần nhận nhiều nhất {MOST} dòng, hãy chia thành nhiều lần."
        )
    return rows


def _table_rows(pasted: str) -> Iterator[Typed]:
    """Cells that carry what was said; columns of people are masked and, like all others but the place, left behind."""
    cells = [[" ".join(cell.split()) for cell in row] for row in csv.reader(io.StringIO(pasted), delimiter="\t")]
    cells = [row for row in cells if any(row)]
    heads = tuple(cells[0]) if cells and reads_like_head(cells[0]) else ()
    blocks = [
        Block("row", CELL_SEPARATOR.join(row), f"t1.r{number}", columns=heads)
        for number, row in enumerate(cells[1:] if heads else cells, start=1)
    ]
    rows = door.admit(blocks, keep_officials=False)
    table = table_of(rows) if rows else None
    for row in rows:
        if table and table.has_content and not is_section_row(row):
            said = [cell for number, cell in enumerate(row.cells) if table.at(number) == "content" and cell.strip()]
            place = [cell for number, cell in enumerate(row.cells) if table.at(number) == "place"]
            if said:
                yield Typed("; ".join(said), place=" ".join(place))


def _lines(pasted: str) -> Iterator[Typed]:
    written = [MARK.sub("", " ".join(line.split())) for line in pasted.splitlines()]
    for line in door.admit_texts([line for line in written if line]):
        yield from _split(line) if len(line) >= LONG else [Typed(line)]


def _split(line: str) -> list[Typed]:
    """The opinions of a long paragraph; what the splitter takes for none stays to be seen, not ticked."""
    found = split(parse(f"{OPENING}\n{line}"))
    said = [(one.start, Typed(one.text)) for one in found.opinions if one.block]
    if len(said) < 2:
        return [Typed(line)]
    rest = [
        (one.start, Typed(line[one.start : one.end], keep=False, why=one.why))
        for one in found.rest
        if one.block and one.why not in UNSAID
    ]
    return [typed for _start, typed in sorted(rest + said, key=lambda pair: pair[0])]


# --- checking -------------------------------------------------------------------------------------------------


def check(typed: Sequence[Typed], meeting: Meeting, officer: Officer) -> list[Row]:
    """Each row as it would be stored; rows without words are left out."""
    texts = door.admit_texts([row.text for row in typed])
    said = [(row, text) for row, text in zip(typed, texts, strict=True) if text]
    if not said:
        return []
    places = _Places(meeting)
    labels = Classifier.shipped().classify([text for _row, text in said], [str(meeting.unit)] * len(said))
    rows = [_row(row, text, label, places) for (row, text), label in zip(said, labels, strict=True)]
    return _compared(rows, officer)


def _row(typed: Typed, text: str, label: Any, places: _Places) -> Row:
    topic, kind = label.topic or "", label.kind or ""
    chosen_topic = typed.topic if typed.topic and typed.topic != typed.machine_topic else topic
    chosen_kind = typed.kind if typed.kind and typed.kind != typed.machine_kind else kind
    return Row(
        typed=typed,
        text=text,
        area=places.of(typed.place, text),
        sector=chosen_topic.split(".")[0].upper(),
        topic=chosen_topic,
        kind=chosen_kind,
        machine_topic=topic,
        machine_kind=kind,
        score=label.score,
        unsure=label.unsure and (chosen_topic, chosen_kind) == (topic, kind),
    )


class _Places:
    """Finds the area of a row: the one that was chosen, else named in the text, else where the meeting was."""

    def __init__(self, meeting: Meeting) -> None:
        self.names = catalogue(meeting.on)
        self.areas = {unit.code: unit for unit in areas(meeting.on)}
        self.by_name = {fold(unit.name): unit for unit in self.areas.values()}
        self.default = self._above(meeting.area or meeting.unit)

    def of(self, place: str, text: str) -> Unit | None:
        chosen = self.by_name.get(fold(place.strip()))
        named = (self.areas.get(found.code) for found in self.names.find(f"{place}\n{text}"))
        return chosen or next((unit for unit in named if unit), self.default)

    def _above(self, unit: Unit | None) -> Unit | None:
        while unit and not unit.is_area:
            unit = unit.parent
        return unit


# --- known matters --------------------------------------------------------------------------------------------


def _compared(rows: list[Row], officer: Officer) -> list[Row]:
    """The rows with what they may repeat: known opinions that the officer may see, and earlier rows of the page."""
    known = _known(rows, officer)
    new = [
        dedupe.Item(-number, row.text, topic=row.topic or None, sector=row.sector or None, place=_code(row.area))
        for number, row in enumerate(rows, start=1)
    ]
    nearest = _Near(known)
    near = {pk: known[pk] for row in rows for pk in nearest.of(row.text)}
    found = dedupe.links([*new, *near.values()]) if near or len(new) > 1 else []
    issues = _times({pk for link in found for pk in (link.a, link.b) if pk > 0})
    return [_with_matters(number, row, found, known, issues) for number, row in enumerate(rows, start=1)]


def _known(rows: Sequence[Row], officer: Officer) -> dict[int, dedupe.Item]:
    """Opinions of the last year in the rows' areas; for an officer of one unit, that unit's only."""
    year_ago = timezone.localdate().replace(day=1)
    year_ago = year_ago.replace(year=year_ago.year - 1)
    places = {row.area.pk for row in rows if row.area}
    found = opinions().filter(Q(area__in=places) | Q(area=None), document__period__starts_on__gte=year_ago)
    if scope(officer.role) != Scope.PROVINCE:
        found = found.filter(Q(area=officer.unit) | Q(document__unit=officer.unit))
    columns = found.order_by("-pk").values_list("pk", "text", "topic", "sector", "area__code")[:LOOKED_AT]
    return {
        pk: dedupe.Item(pk, text, topic=topic or None, sector=sector or None, place=area)
        for pk, text, topic, sector, area in columns
    }


class _Near:
    """Finds the known texts that share rare words with a new one: the engine then looks at dozens, not at thousands."""

    def __init__(self, known: Mapping[int, dedupe.Item]) -> None:
        self.holders: dict[str, list[int]] = {}
        for pk, item in known.items():
            for word in sorted(set(fold(item.text).split())):
                self.holders.setdefault(word, []).append(pk)
        self.total = len(known)

    def of(self, text: str) -> list[int]:
        """At most ``NEAREST``, the best first."""
        score: dict[int, float] = defaultdict(float)
        for word in sorted(set(fold(text).split())):
            holders = self.holders.get(word, ())
            for pk in holders:
                score[pk] += math.log(1 + self.total / len(holders))
        return sorted(score, key=lambda pk: (-score[pk], pk))[:NEAREST]


def _times(pks: Iterable[int]) -> dict[int, tuple[int, str]]:
    """How often the matter of each opinion was said, and since which month."""
    rows = list(Opinion.objects.filter(pk__in=pks).values_list("pk", "proposal__issue", "document__period__key"))
    issues = {issue for _pk, issue, _key in rows if issue}
    told = {
        issue: (times, since)
        for issue, times, since in opinions()
        .filter(proposal__issue__in=issues)
        .order_by()
        .values_list("proposal__issue")
        .annotate(times=Count("pk"), since=Min("document__period__key"))
    }
    found = {pk: told.get(issue, (1, key)) for pk, issue, key in rows}
    return {pk: (times, f"{key[5:]}/{key[:4]}") for pk, (times, key) in found.items()}


def _with_matters(
    number: int,
    row: Row,
    found: Sequence[dedupe.Link],
    known: Mapping[int, dedupe.Item],
    times: Mapping[int, tuple[int, str]],
) -> Row:
    mine = [(link.b if link.a == -number else link.a, link) for link in found if -number in (link.a, link.b)]
    best = sorted(((other, link) for other, link in mine if other > 0), key=lambda pair: -pair[1].score)[:SHOWN]
    matters = tuple(Matter(pk, known[pk].text, *times[pk], score=link.score) for pk, link in best)
    earlier = [-other for other, link in mine if -number < other < 0 and link.link == "repeat"]
    return replace(row, matters=matters, same_as=min(earlier, default=None))


def _code(area: Unit | None) -> str | None:
    return area.code if area else None
