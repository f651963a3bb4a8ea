"""What arrives becomes a submission and its cases; names go to the vault before anything is stored."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.db.models import Model
from django.utils import timezone

from langnghe.audit import journal
from langnghe.cases import clocks
from langnghe.cases.models import Case, Clock, CoUnit, Event, Submission, Visit
from langnghe.cases.states import acts, channels
from langnghe.law import procedures
from langnghe.privacy import door, vault
from langnghe.privacy.models import Sealed
from langnghe.registry.inserting import insert
from langnghe.registry.models import Unit
from langnghe.text.normal import fold

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # nothing that is misread aloud or by hand
TITLE = 120  # characters of a title taken from the text


@dataclass(frozen=True, slots=True)
class Item:
    """One matter of a submission, as it is registered; texts are raw, the door is passed here."""

    kind: str  # key of law.procedures.kinds()
    text: str
    title: str = ""
    sector: str = ""
    topic: str = ""
    area: Unit | None = None
    unit: Unit | None = None  # responsible; the receiving unit when absent


def register(
    *,
    by: str,
    unit: Unit,
    channel: str,
    received_on: dt.date,
    items: Sequence[Item],
    person: vault.Person | None = None,
    people: int = 1,
    anonymous: bool = False,
    signed: bool = True,
    visit: Visit | None = None,
    form_key: str | None = None,
) -> Submission:
    """One submission with a case for each item, each with its first legal clock. The same form sent twice is one.

    All is redacted, sealed and computed before the transaction begins: other writers wait for the rows alone.
    Raises ValueError with a sentence for the user.
    """
    _check(channel, received_on, items, people)
    texts = door.admit_texts([text for item in items for text in (item.text, item.title)], of=person)
    sealed = vault.sealed(person, original="\n\n".join(item.text for item in items)) if person else None
    submission = Submission(
        code=new_code(),
        channel=channel,
        received_on=received_on,
        received_by=by,
        unit=unit,
        visit=visit,
        text="\n\n".join(texts[::2]) if not any(_secret(item.kind) for item in items) else "",
        people=people,
        anonymous=anonymous,
        signed=signed,
        form_key=form_key,
        vault=sealed.token if sealed else None,
    )
    cases = [
        _case(submission, number, item, text=texts[2 * number - 2], title=texts[2 * number - 1])
        for number, item in enumerate(items, start=1)
    ]
    try:
        _store(submission, cases, sealed, by=by)
    except IntegrityError:  # the database holds one submission of a form: most come once, so nobody asks before
        known = Submission.objects.filter(form_key=form_key).first() if form_key else None
        if known is None:
            raise
        return known
    return submission


@transaction.atomic
def _store(
    submission: Submission, cases: Sequence[tuple[Case, list[Clock]]], sealed: Sealed | None, *, by: str
) -> None:
    insert(
        *([sealed] if sealed else []),
        submission,
        *(row for case, running in cases for row in _rows(case, running, by=by)),
    )
    journal.record(
        by=by, verb="register", what=f"submission {submission.code}", unit=submission.unit.code, cases=len(cases)
    )


def open_case(
    submission: Submission,
    number: int,
    item: Item,
    *,
    text: str,
    title: str,
    by: str,
    received_on: dt.date | None = None,
) -> Case:
    """One case of a submission, received on its day unless it came later; text and title have passed the door."""
    case, running = _case(submission, number, item, text=text, title=title, received_on=received_on)
    insert(*_rows(case, running, by=by))
    return case


def _case(
    submission: Submission, number: int, item: Item, *, text: str, title: str, received_on: dt.date | None = None
) -> tuple[Case, list[Clock]]:
    """A case and its first clocks, not yet stored."""
    title = title[:TITLE] or title_of(text)
    case = Case(
        code=f"{submission.code}-{number}",
        submission=submission,
        item=number,
        kind=item.kind,
        title=title,
        text=text,
        folded=fold(f"{title}\n{text}"),
        unit=item.unit or submission.unit,
        area=item.area,
        sector=item.sector,
        topic=item.topic,
        remote=bool(item.area and item.area.remote),
        secret=_secret(item.kind),
        received_on=received_on or submission.received_on,
    )
    running = clocks.begun(case, acts()["receive"].starts, case.received_on)
    case.due_on = clocks.nearest(running)
    return case, running


def _rows(case: Case, running: list[Clock], *, by: str) -> Iterator[Model]:
    """All that a new case is stored as."""
    yield case
    yield from running
    yield Event(case=case, number=1, act="receive", on=case.received_on, by=by, state=case.state, public=True)
    if case.unit_id != case.submission.unit_id:
        yield CoUnit(case=case, unit=case.submission.unit, role=CoUnit.Role.RECEIVED)


def title_of(text: str) -> str:
    """The first line of a text, cut at a word."""
    line = text.strip().split("\n")[0]
    return line if len(line) <= TITLE else line[:TITLE].rsplit(" ", 1)[0] + "…"


def new_code() -> str:
    """Eight letters and digits drawn at random, in two groups: K7QX-M2PD."""
    letters = "".join(secrets.choice(ALPHABET) for _ in range(8))
    return f"{letters[:4]}-{letters[4:]}"


def _secret(kind: str) -> bool:
    return procedures.kinds()[kind].needs_two_to_open


def _check(channel: str, received_on: dt.date, items: Sequence[Item], people: int) -> None:
    if channel not in channels():
        raise ValueError(f"Không có kênh tiếp nhận «{channel}»; hãy chọn trong danh sách.")
    if received_on > timezone.localdate():
        raise ValueError(f"Ngày nhận {received_on:%d/%m/%Y} ở tương lai; hãy kiểm tra lại.")
    if not items or any(not item.text.strip() for item in items):
        raise ValueError("Chưa có nội dung; mỗi việc cần ít nhất một câu.")
    if any(item.kind not in procedures.kinds() for item in items):
        raise ValueError("Chưa chọn loại đơn; hãy chọn trong danh sách.")
    if people < 1:
        raise ValueError("Số người đứng tên phải từ 1 trở lên.")
