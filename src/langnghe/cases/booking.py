"""Book a time with a head: one person a time; who comes is sealed, a code takes it back."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from langnghe import tables
from langnghe.audit import journal
from langnghe.cases.models import Booking, Duty, Meeting
from langnghe.privacy import vault
from langnghe.privacy.vault import Person
from langnghe.registry.models import Officer
from langnghe.registry.roles import Right

CODE_DIGITS = 12


def rules() -> dict[str, Any]:
    """``booking.yaml`` as it is written."""
    return tables.read(__package__, "booking.yaml")


def times() -> list[dt.time]:
    return [dt.time.fromisoformat(one) for one in rules()["times"]]


# --- reading ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Day:
    """A coming reception day with the times that are free."""

    duty: Duty
    free: list[dt.time]


def days(today: dt.date, unit: int | None = None) -> list[Day]:
    """Reception days from today on, as far ahead as is shown; two queries."""
    duties = Duty.objects.filter(on__range=(today, last_day(today))).select_related("unit")
    duties = duties.filter(unit=unit) if unit else duties
    found = list(duties.order_by("on", "unit__name", "pk"))
    booked = taken([duty.pk for duty in found])
    return [Day(duty, _free(duty, booked.get(duty.pk, []), today)) for duty in found]


def taken(duties: Collection[int]) -> dict[int, list[dt.time]]:
    """Times booked on each of some days."""
    return {duty: [row.at for row in rows] for duty, rows in taken_rows(duties).items()}


def taken_rows(duties: Collection[int]) -> dict[int, list[Booking]]:
    """Bookings of each of some days, in the order of their times."""
    found: dict[int, list[Booking]] = defaultdict(list)
    for row in Booking.objects.filter(duty__in=duties).order_by("at"):
        found[row.duty_id].append(row)
    return dict(found)


def dialogues(today: dt.date, unit: int | None = None) -> Sequence[Meeting]:
    """Dialogues that have been announced and are still to come."""
    coming = Meeting.objects.filter(
        kind=Meeting.Kind.DIALOGUE, cancelled=False, on__range=(today, last_day(today)), announced_on__lte=today
    )
    coming = coming.filter(unit=unit) if unit else coming
    return list(coming.select_related("unit", "area").order_by("on", "pk"))


def last_day(today: dt.date) -> dt.date:
    return today + dt.timedelta(days=rules()["days_ahead"])


def booked(code: str) -> Booking | None:
    """The booking that a code belongs to, while it may be taken back."""
    found = Booking.objects.select_related("duty__unit").filter(code_hash=_hash(code)).first()
    return found if found and found.duty.on >= timezone.localdate() else None


def _free(duty: Duty, booked: Collection[dt.time], today: dt.date) -> list[dt.time]:
    """Times of a coming day; nobody is booked for the day itself, when the room is already full of people."""
    return [one for one in times() if one not in booked] if duty.on > today else []


# --- writing ----------------------------------------------------------------------------------------------------


def book(*, duty: int, at: dt.time, person: Person, matter: str = "") -> str:
    """Take a time; the code that takes it back (12 digits), shown once and not stored.

    What the visitor says of themselves and of the matter goes into the vault. Raises ValueError with a sentence.
    """
    code = f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}}"
    try:
        with transaction.atomic():
            _take(duty, at, person, matter, code)
    except IntegrityError:
        raise ValueError("Giờ này vừa có người đặt; hãy chọn giờ khác.") from None
    return code


def _take(duty: int, at: dt.time, person: Person, matter: str, code: str) -> None:
    today = timezone.localdate()
    found = Duty.objects.select_related("unit").filter(pk=duty, on__range=(today, last_day(today))).first()
    if found is None or at not in _free(found, [], today):
        raise ValueError("Ngày hoặc giờ này không đặt được nữa; hãy chọn lại.")
    says_something = person != Person() or matter.strip()
    token = vault.keep(person, original=matter) if says_something else None
    Booking.objects.create(duty=found, at=at, code_hash=_hash(code), vault=token, made_on=today)
    journal.record(by=journal.MACHINE, verb="book reception", what=f"unit {found.unit.code}", on=found.on.isoformat())


@transaction.atomic
def cancel(code: str) -> bool:
    """Take a booking back and delete what was sealed with it; whether there was one."""
    found = booked(code)
    if found is None:
        return False
    unit, on = found.duty.unit.code, found.duty.on.isoformat()
    _drop([found])
    journal.record(by=journal.MACHINE, verb="cancel reception booking", what=f"unit {unit}", on=on)
    return True


@transaction.atomic
def forget_past(today: dt.date | None = None) -> int:
    """Delete bookings of days that are long over; how many. For the worker, once a day."""
    before = (today or timezone.localdate()) - dt.timedelta(days=rules()["keep_days"])
    past = list(Booking.objects.filter(duty__on__lt=before))
    if past:
        _drop(past)
        journal.record(by=journal.MACHINE, verb="forget reception bookings", what="bookings", number=len(past))
    return len(past)


@transaction.atomic
def set_link(*, duty: int, link: str, by: Officer) -> Duty:
    """The address at which an online reception is held. Raises PermissionDenied."""
    found = Duty.objects.select_related("unit").filter(pk=duty).first()
    if found is None or not by.may(Right.KEEP_REGISTERS) or found.unit_id != by.unit_id:
        raise PermissionDenied
    found.link, found.online = link, bool(link) or found.online
    found.save(update_fields=["link", "online"])
    journal.record(by=by.username, verb="set reception link", what=f"unit {found.unit.code}", on=found.on.isoformat())
    return found


def _drop(rows: list[Booking]) -> None:
    vault.forget([row.vault for row in rows if row.vault])
    Booking.objects.filter(pk__in=[row.pk for row in rows]).delete()


def _hash(code: str) -> str:
    """Codes are drawn from 10^12 and guessing is limited at the door, so one plain hash is enough."""
    digits = "".join(letter for letter in code if letter.isdecimal())
    return hashlib.sha256(f"langnghe booking {digits}".encode()).hexdigest()
