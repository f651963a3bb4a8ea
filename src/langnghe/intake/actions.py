"""From a file at the door to stored opinions: receive it, read it, admit it, split it."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, islice
from pathlib import PurePath

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from langnghe.audit import journal
from langnghe.intake import layouts, spool
from langnghe.intake.models import ColumnRole, Document, Doubt, Opinion, OtherText, StoredBlock, UnreadPart
from langnghe.intake.readers import Reading, read_many
from langnghe.privacy import door, seal
from langnghe.privacy.failures import traced
from langnghe.registry.models import Period, Unit
from langnghe.registry.queries import catalogue, office
from langnghe.text import arithmetic, letterhead
from langnghe.text.arithmetic import doubts, table_doubts
from langnghe.text.blocks import CELL_SEPARATOR, Block, Unread
from langnghe.text.normal import fold
from langnghe.text.places import Catalogue
from langnghe.text.split import Split, split

logger = logging.getLogger(__name__)

MAX_ATTEMPTS = 10  # a file that was being read each time the worker died is set aside as unread
TOO_OFTEN = f"Máy đọc đã dừng {MAX_ATTEMPTS} lần khi đọc tệp này; hãy lưu lại thành DOCX rồi gửi lại."


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of one upload: its document, and whether it was here already."""

    document: Document
    is_new: bool


@transaction.atomic
def receive(content: bytes, *, name: str, period: Period, unit: Unit | None, by: str) -> Receipt:
    """Take in one file: sealed at once, queued for reading; the same bytes twice are one document.

    Raises ValueError with a sentence for the user when the file is empty or too large.
    """
    if not content:
        raise ValueError(f"Tệp «{name}» rỗng (0 byte); hãy kiểm tra và gửi lại.")
    if len(content) > settings.UPLOAD_MAX_BYTES:
        raise ValueError(f"Tệp «{name}» lớn hơn {settings.UPLOAD_MAX_BYTES // 2**20} MB; hãy chia nhỏ rồi gửi lại.")
    sha256 = hashlib.sha256(content).hexdigest()
    known = Document.objects.filter(sha256=sha256, period=period).first()
    if known:
        return Receipt(known, is_new=False)
    seal.keep_original(content)
    document = Document.objects.create(
        sha256=sha256, period=period, unit=unit, name=_kept_name(name), size=len(content), received_by=by
    )
    spool.put(document, content)
    journal.record(by=by, verb="receive", what=f"document {document.pk}", sha256=sha256, period=period.key)
    return Receipt(document, is_new=True)


def _kept_name(name: str) -> str:
    """The file's name without folders and personal data; its ending stays."""
    path = PurePath(name.replace("\\", "/"))
    return f"{door.admit_name(path.stem)[:200]}{path.suffix[:10]}"


def release_claims() -> int:
    """Give back what a worker that died had taken; called by the one worker when it starts."""
    spool.sweep()
    return Document.objects.filter(state=Document.State.READING).update(state=Document.State.WAITING)


def read_waiting(limit: int = 8) -> int:
    """Read up to ``limit`` waiting documents; how many were taken. Safe to kill at any moment."""
    claimed = list(islice(_claims(), limit))
    names = catalogue() if claimed else None
    readings = read_many([spool.spool_path(document) for document in claimed], workers=settings.WORKERS)
    for document, reading in zip(claimed, readings, strict=True):
        try:
            store_reading(document, reading, names)
        except Exception as error:  # noqa: BLE001 - one bad file never stops the others; it is listed with the reason
            _set_aside(document, f"Gặp lỗi khi xử lý nội dung ({type(error).__name__}); hãy báo quản trị viên.")
            logger.error("document %s: %s", document.pk, traced(error))
    spool.sweep()
    return len(claimed)


def _claims() -> Iterator[Document]:
    """Waiting documents, each taken by compare-and-set so that two workers never hold the same."""
    while True:
        document = Document.objects.filter(state=Document.State.WAITING).order_by("id").first()
        if document is None:
            return
        taken = Document.objects.filter(pk=document.pk, state=Document.State.WAITING).update(
            state=Document.State.READING, claimed_at=timezone.now(), attempts=document.attempts + 1
        )
        if not taken:
            continue
        document.attempts += 1
        if document.attempts > MAX_ATTEMPTS:
            _set_aside(document, TOO_OFTEN)
            continue
        yield document


@transaction.atomic
def _set_aside(document: Document, reason: str) -> None:
    UnreadPart.objects.create(document=document, reason=reason)
    document.pieces = 1
    document.state = Document.State.UNREAD
    document.save(update_fields=["pieces", "state"])
    journal.record(by=journal.MACHINE, verb="set aside", what=f"document {document.pk}")


@transaction.atomic
def store_reading(document: Document, reading: Reading, names: Catalogue | None) -> None:
    """Store what was read of a document, all of it or nothing, replacing an earlier reading."""
    roles = layouts.remembered()
    blocks = door.admit(layouts.without_people(reading.blocks, roles), keep_officials=office().keep_officials)
    if document.unit is None and names is not None:
        document.unit = sender(blocks, names)
    found = split(layouts.with_plain_headers(blocks, roles), names)
    stored = _store_blocks(document, blocks)
    _store_opinions(document, stored, found, names)
    _store_rest(document, stored, found)
    _store_doubts(document, stored)
    UnreadPart.objects.filter(document=document).delete()
    UnreadPart.objects.bulk_create(
        UnreadPart(document=document, place=part.place, reason=part.reason) for part in reading.unread
    )
    document.pieces = len(found.opinions) + len(found.rest) + len(reading.unread)
    document.format = reading.format
    document.notes = list(reading.notes)
    document.state = Document.State.READ if blocks else Document.State.UNREAD
    document.save()
    journal.record(
        by=journal.MACHINE,
        verb="read",
        what=f"document {document.pk}",
        opinions=len(found.opinions),
        other=len(found.rest),
        unread=len(reading.unread),
    )


@transaction.atomic
def remember_columns(document: Document, roles: Mapping[str, str], *, by: str) -> None:
    """Remember what columns mean, by their headers, and split the document's working copy anew.

    Raises ValueError with a sentence for the user when a role is unknown.
    """
    for shown, role in roles.items():
        if role not in ColumnRole.Role.values:
            raise ValueError(f"Không có vai trò «{role}» cho cột «{shown}»; hãy chọn lại.")
        ColumnRole.objects.update_or_create(
            header=fold(shown)[:200], defaults={"shown": shown[:200], "role": role, "made_by": by}
        )
    blocks = layouts.without_people([row.as_block() for row in document.blocks.all()], layouts.remembered())
    unread = tuple(Unread(part.place, part.reason) for part in document.unread_parts.all())
    store_reading(document, Reading(tuple(blocks), unread, tuple(document.notes), document.format), catalogue())
    journal.record(by=by, verb="remember columns", what=f"document {document.pk}", columns=len(roles))


@transaction.atomic
def set_unit(document: Document, unit: Unit, *, by: str) -> None:
    """Say which unit sent a document; opinions that name no place of their own follow to its area."""
    document.unit = unit
    document.save(update_fields=["unit"])
    if unit.is_area:
        document.opinions.filter(area=None).update(area=unit)
    journal.record(by=by, verb="set unit", what=f"document {document.pk}", unit=unit.code)


def sender(blocks: Sequence[Block], names: Catalogue) -> Unit | None:
    """The unit of the catalogue that a report's letterhead names; None where there is none."""
    named = letterhead.sender(blocks)
    found = names.find(named.name) if named else []
    if not found:
        return None
    return Unit.objects.get(code=max(found, key=lambda unit: unit.end - unit.start).code)


def _store_blocks(document: Document, blocks: Iterable[Block]) -> list[StoredBlock]:
    StoredBlock.objects.filter(document=document).delete()  # and with them an earlier reading's opinions
    return StoredBlock.objects.bulk_create(
        StoredBlock(
            document=document,
            number=number,
            kind=block.kind,
            place=block.place,
            level=block.level,
            text=block.text,
            columns=list(block.columns),
        )
        for number, block in enumerate(blocks)
    )


def _store_opinions(document: Document, stored: Sequence[StoredBlock], found: Split, names: Catalogue | None) -> None:
    units = {unit.code: unit for unit in Unit.objects.all()}
    Opinion.objects.bulk_create(
        Opinion(
            document=document,
            block=stored[opinion.block],
            start=opinion.start,
            end=opinion.end,
            text=opinion.text,
            folded=fold(opinion.text),
            section=opinion.section[:500],
            lead_in=(opinion.lead_in or "")[:500],
            area=_area(f"{opinion.source_place or ''}\n{opinion.lead_in or ''}", units, document.unit, names),
            answer=opinion.answer or "",
            answered_by=(opinion.answered_by or "")[:200],
        )
        for opinion in found.opinions
    )


def _area(text: str, units: dict[str, Unit], unit: Unit | None, names: Catalogue | None) -> Unit | None:
    """Where an opinion comes from: the commune it names, else the commune that reports."""
    for found in names.find(text) if names else ():
        if units[found.code].is_area:
            return units[found.code]
    while unit and not unit.is_area:
        unit = unit.parent
    return unit


def _store_rest(document: Document, stored: Sequence[StoredBlock], found: Split) -> None:
    OtherText.objects.bulk_create(
        OtherText(document=document, block=stored[rest.block], start=rest.start, end=rest.end, why=rest.why)
        for rest in found.rest
    )


def _store_doubts(document: Document, stored: Sequence[StoredBlock]) -> None:
    in_text = [(block, 0, doubt) for block in stored for doubt in doubts(block.text)]
    Doubt.objects.bulk_create(
        Doubt(
            document=document,
            block=block,
            start=shift + doubt.start,
            end=shift + doubt.end,
            sentence=doubt.sentence_vi,
        )
        for block, shift, doubt in [*in_text, *_doubts_in_tables(stored)]
    )


def _doubts_in_tables(stored: Sequence[StoredBlock]) -> Iterator[tuple[StoredBlock, int, arithmetic.Doubt]]:
    """Totals of tables that are not the sum of their column, each with where its cell begins in the row's text."""
    for is_row, run in groupby(stored, key=lambda block: block.kind == "row"):
        rows = list(run)
        cells = [row.text.split(CELL_SEPARATOR) for row in rows] if is_row else []
        for row, column, doubt in table_doubts(cells):
            yield rows[row], sum(len(cell) + 1 for cell in cells[row][:column]), doubt
