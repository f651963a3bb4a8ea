"""What was said in the two years before: the office's old register, brought over with the sector and topic it noted.

These months were never synthesised, so they have counts and no themes. Before July 2025 the communes of that time
reported; their matters are those of the communes that came after them.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from random import Random

from django.db import transaction

from langnghe.audit import journal
from langnghe.demo.bank import Matter, matters, tree
from langnghe.demo.compose import may_hear, sample, somewhere
from langnghe.demo.places import localities, units
from langnghe.demo.speech import Statement, ended, say, told
from langnghe.intake.models import Document, Opinion, StoredBlock
from langnghe.law.calendar import VIETNAM
from langnghe.privacy.door import admit_texts
from langnghe.registry.actions import open_period
from langnghe.registry.models import Period, Unit
from langnghe.registry.succession import add_succession
from langnghe.synthesis.models import Proposal
from langnghe.text.normal import fold

KINDS = {".": "kien_nghi", "?": "hoi", "+": "ghi_nhan", "k": "khieu_nai", "t": "to_cao"}
OLD_KINDS = {"Phường": Unit.Kind.WARD, "Huyện": Unit.Kind.DISTRICT}  # all others were communes
BROUGHT = "old register"


def add_old_units(root: Unit) -> None:
    """The communes of before the merger, each followed by the one that took it in."""
    merged = tree("past")["merged"]
    present = {unit.code: unit for unit in Unit.objects.all()}
    for row, number, name in _old_names():
        before = Unit.objects.create(
            code=f"{row['code']}{'ABC'[number]}",
            name=name,
            kind=OLD_KINDS.get(name.split()[0], Unit.Kind.COMMUNE),
            parent=root,
            valid_from=dt.date(2020, 1, 1),
            valid_to=merged["since"] - dt.timedelta(days=1),
            remote=row["zone"] == "nui",
        )
        after, on = present[row["code"]], merged["since"]
        add_succession(before=before, after=after, on=on, kind="merge", legal_basis=merged["basis"])


def _old_names() -> Iterator[tuple[Mapping[str, str], int, str]]:
    """(the commune of today, number, old name)."""
    for row in units():
        yield from ((row, number, name) for number, name in enumerate(row["old"]) if "zone" in row)


def months_before() -> list[str]:
    """Keys of the months, oldest first."""
    first, last = str(tree("past")["first"]), str(tree("past")["last"])
    found = [f"{year}-{month:02d}" for year in range(int(first[:4]), int(last[:4]) + 1) for month in range(1, 13)]
    return [key for key in found if first <= key <= last]


def add_past(keys: Sequence[str], *, by: str) -> int:
    """Bring the months over that are not here yet; the number of statements."""
    added = 0
    for key in keys:
        period = open_period(key)
        if not period.documents.filter(channel="report").exists():  # the press of today may be of such a month
            added += _bring(period, by)
    return added


@dataclass(frozen=True, slots=True)
class Page:
    """What one unit reported in a month."""

    unit: Unit
    area: str  # code of the commune of today, "" for a body of the province
    statements: list[Statement]


@transaction.atomic
def _bring(period: Period, by: str) -> int:
    """One month, all of it or nothing: documents, their rows, opinions with the register's own sector and topic."""
    pages = list(_pages(period))
    received = dt.datetime.combine(period.ends_on, dt.time(16), tzinfo=VIETNAM)
    documents = Document.objects.bulk_create(_document(page, period, by) for page in pages)
    Document.objects.filter(pk__in=[document.pk for document in documents]).update(received_at=received)
    lines = [(document, said) for document, page in zip(documents, pages, strict=True) for said in page.statements]
    rng = Random(f"words {period.key}")
    texts = admit_texts([ended(told(said, rng)) for _document, said in lines])
    blocks = StoredBlock.objects.bulk_create(
        StoredBlock(document=document, number=number, kind="row", place=f"B{number + 2}", text=text)
        for number, ((document, _said), text) in enumerate(zip(lines, texts, strict=True))
    )
    areas = {unit.code: unit for unit in Unit.objects.filter(code__in=localities())}
    opinions = Opinion.objects.bulk_create(
        Opinion(document=block.document, block=block, start=0, end=len(block.text), text=block.text,
                folded=fold(block.text), area=areas[said.area])
        for block, (_document, said) in zip(blocks, lines, strict=True)
    )  # fmt: skip
    Proposal.objects.bulk_create(
        Proposal(
            opinion=opinion, sector=said.sector, topic=said.topic, kind=KINDS[said.kind], score=1, made_with=BROUGHT
        )
        for opinion, (_document, said) in zip(opinions, lines, strict=True)
    )
    journal.record(by=by, verb="bring over", what=f"period {period.key}", opinions=len(opinions))
    return len(opinions)


def _document(page: Page, period: Period, by: str) -> Document:
    name = f"so-{page.unit.code.lower()}-{period.key}.xlsx"
    return Document(
        sha256=hashlib.sha256(f"{BROUGHT} {name}".encode()).hexdigest(),
        period=period,
        unit=page.unit,
        name=name,
        size=0,
        format="xlsx",
        state=Document.State.READ,
        received_by=by,
        pieces=len(page.statements),
        notes=["Chép từ sổ theo dõi cũ; bản gốc không lưu trong hệ thống."],
    )


# --- what was said ----------------------------------------------------------------------------------------------


def _pages(period: Period) -> Iterator[Page]:
    """The units that sent something, in the order of their codes."""
    shares, count = tree("past")["reports"], tree("past")["statements"]
    for unit in _senders(period.ends_on):
        rng = Random(f"past {period.key} {unit.code}")
        if rng.random() < shares:
            area = unit.code[:5] if unit.code[:5] in localities() else ""
            statements = _statements(area or unit.code, period, rng.randint(count["least"], count["most"]), rng)
            yield Page(unit, area, statements)


def _senders(on: dt.date) -> list[Unit]:
    """Communes in force on a day, and bodies of the province, which were there all the time."""
    reporting = Unit.objects.filter(must_report=True).order_by("code")
    return [unit for unit in reporting if unit.is_in_force(on)]


def _statements(code: str, period: Period, count: int, rng: Random) -> list[Statement]:
    here = localities().get(code)
    pool = [row for row in matters() if may_hear(code, row, here)]
    drawn = sample(pool, [_weight(row, period.starts_on.month) for row in pool], count, rng)
    return [say(row, here or somewhere(row, rng), rng) for row in drawn]


def _weight(matter: Matter, month: int) -> float:
    """How often one matter is heard in a month of the year: the topic's season, shared by its matters."""
    season = tree("past")["seasons"].get(matter.topic, [1] * 12)[month - 1]
    return float(season) / _numbers()[matter.topic]


@cache
def _numbers() -> Mapping[str, int]:
    """Matters of each topic."""
    return Counter(row.topic for row in matters())
