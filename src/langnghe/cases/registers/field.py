"""Notes of a field visit, written on a telephone with a network or without: a session and its rows in one act, once."""

from __future__ import annotations

import datetime as dt
import uuid
from functools import partial

from django.db import IntegrityError, transaction
from django.utils.crypto import salted_hmac

from langnghe.cases.models import Meeting
from langnghe.cases.registers import meetings, noted
from langnghe.cases.registers.lines import MARK, MOST, Typed, check
from langnghe.cases.sending import receiving_unit
from langnghe.registry.models import Officer, Unit

LONGEST = 20_000  # letters of one note
# What is noted by the way. Complaints and denunciations need a person, and are received.
KINDS = ("phan_anh", "kien_nghi", "hoi", "ghi_nhan")


def note(key: str, *, officer: Officer, area: Unit | None, on: dt.date, text: str, kind: str = "") -> Meeting:
    """Enter a visit with an opinion a line, in the channel ``field``; sent again under its key it is the same visit.

    The key was made where the note was written and is stored as a keyed hash. Redacted like every row of fast entry.
    Raises ValueError with a sentence for the user: nothing or too much written, a day ahead, another officer's key.
    """
    enter = partial(_note, _form_key(key), officer=officer, area=area, on=on, text=text, kind=kind)
    try:
        return enter()
    except IntegrityError:  # two tries at once: the second finds what the first has made
        return enter()


@transaction.atomic
def _note(form_key: str, *, officer: Officer, area: Unit | None, on: dt.date, text: str, kind: str) -> Meeting:
    known = Meeting.objects.filter(form_key=form_key).first()
    if known and known.made_by != officer.username:
        raise ValueError("Ghi chép này thuộc cán bộ khác; hãy đăng nhập bằng tài khoản đã viết.")
    if known:
        return known
    typed, by = _lines(text, kind), officer.username
    unit = officer.unit or receiving_unit(None)
    made = meetings.hold(unit=unit, kind=Meeting.Kind.FIELD, on=on, by=by, form_key=form_key, area=area)
    noted.save(made, check(typed, made, officer), by=by)
    return made


def _lines(text: str, kind: str) -> list[Typed]:
    """One matter a line, without its bullet or number. Raises ValueError with a sentence for the user."""
    said = [MARK.sub("", " ".join(line.split())) for line in text[: LONGEST + 1].splitlines()]
    said = [line for line in said if any(map(str.isalnum, line))]
    if not said:
        raise ValueError("Chưa có nội dung; hãy ghi mỗi việc một dòng.")
    if len(said) > MOST or len(text) > LONGEST:
        raise ValueError(f"Mỗi lần ghi nhiều nhất {MOST} dòng, {LONGEST // 1000}.000 chữ cái; hãy chia thành hai lần.")
    return [Typed(line, kind=kind) for line in said]


def _form_key(key: str) -> str:
    return str(uuid.UUID(salted_hmac("langnghe.cases.registers.field", key, algorithm="sha256").hexdigest()[:32]))
