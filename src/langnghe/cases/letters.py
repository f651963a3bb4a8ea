"""E-mails of the house: written in the transaction of what they tell of, sent later, in working time only.

What is guaranteed. A letter is written once (its key is unique) and claimed in the database before it is sent, so two
workers never send the same one. A letter that the mail server refuses is tried again later. When the worker is killed,
or the line breaks, between claim and mark, nobody can know whether the server took it: such a letter is not sent again
(at most once), it is listed by :func:`doubtful`, and what it told stands in the next digest and on «Hôm nay của tôi».
The Message-ID follows from the key, so that a copy made by any server on the way can be recognised.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import logging
from collections.abc import Iterable, Sequence
from email.utils import parseaddr
from smtplib import SMTPException, SMTPRecipientsRefused, SMTPResponseException
from typing import NamedTuple

from django.conf import settings
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from langnghe.cases.hours import at_work, vietnam_time
from langnghe.cases.models import Letter

AT_ONCE = 200  # letters of one connection
MOST_TRIES = 6  # with waits that double: the last after about five hours
FIRST_WAIT = dt.timedelta(minutes=10)
REFUSED = (SMTPRecipientsRefused, SMTPResponseException)  # the server's word that it did not take the letter

log = logging.getLogger(__name__)


class Enclosed(NamedTuple):
    """A file that goes with a letter: its name with the ending, and its bytes."""

    name: str
    content: bytes


def write(
    key: str,
    *,
    to: str,
    subject: str,
    lines: Iterable[str],
    not_after: dt.date | None = None,
    enclosed: Enclosed | None = None,
) -> tuple[Letter, bool]:
    """The letter under a key, and whether it is new; written once, whoever asks how often."""
    body = "\n".join([*lines, "", "Thư này do hệ thống Lắng Nghe tự gửi; xin không trả lời."])
    file = {"file_name": enclosed.name, "file": enclosed.content} if enclosed else {}
    return Letter.objects.get_or_create(
        key=key, defaults={"to": to, "subject": subject, "body": body, "not_after": not_after, **file}
    )


def is_written(key: str) -> bool:
    return Letter.objects.filter(key=key).exists()


def short(address: str) -> str:
    """Enough of an address for a letter's key."""
    return hashlib.sha256(address.encode()).hexdigest()[:16]


class Reader(NamedTuple):
    """Who is told, and where: "officer-12" or "unit-3"."""

    key: str
    address: str


def reader_columns(to_case: str = "") -> tuple[str, ...]:
    """The columns that :func:`reader_of` asks for, as seen from a row that leads to the case."""
    names = ("officer", "officer__is_active", "officer__email", "unit", "unit__email")
    return tuple(to_case + name for name in names)


def reader_of(officer: int | None, active: bool | None, own: str | None, unit: int, shared: str) -> Reader | None:
    """Who reads about a case: its officer, else its unit; None where neither has an address."""
    if active and own:
        return Reader(f"officer-{officer}", own)
    return unit_reader(unit, shared)


def unit_reader(unit: int | None, address: str | None) -> Reader | None:
    return Reader(f"unit-{unit}", address) if address else None


def cut(lines: Sequence[str], most: int, what: str = "vụ việc") -> list[str]:
    """The first lines, and how many more there are of ``what``."""
    return [*lines[:most], *rest(len(lines) - most, what)]


def rest(left: int, what: str = "vụ việc") -> list[str]:
    """The line that says how many a letter does not name; none where it names all."""
    return [f"… và {left} {what} khác, xem trong hệ thống."] if left > 0 else []


def send_waiting(now: dt.datetime | None = None) -> int:
    """Send what waits, in working time; the number of letters that left."""
    now = now or timezone.now()
    if not at_work(now):
        return 0
    letters = list(waiting(now)[:AT_ONCE])
    if not letters:
        return 0
    try:
        with mail.get_connection() as connection:
            return sum(send(letter, connection, now) for letter in letters)
    except (OSError, SMTPException) as error:  # no connection, or one that broke: the next turn goes on
        log.warning("mail: %s", _kind(error))
        return 0


def send(letter: Letter, connection: BaseEmailBackend, now: dt.datetime) -> bool:
    """Claim, send, mark; whether it left. Raises OSError or SMTPException when the line breaks meanwhile."""
    if not Letter.objects.filter(pk=letter.pk, claimed_at=None).update(claimed_at=now):
        return False
    try:
        connection.send_messages([_message(letter)])
    except REFUSED as error:
        log.warning("letter %s refused: %s", letter.pk, _kind(error))
        later = now + FIRST_WAIT * 2**letter.tries
        Letter.objects.filter(pk=letter.pk).update(claimed_at=None, tries=F("tries") + 1, not_before=later)
        return False
    Letter.objects.filter(pk=letter.pk).update(sent_at=timezone.now(), file=None)
    return True


def _kind(error: OSError | SMTPException) -> str:
    """Class and codes of what went wrong; the words of a mail server name the address."""
    codes: list[int | None] = [getattr(error, "smtp_code", None) or getattr(error, "errno", None)]
    if isinstance(error, SMTPRecipientsRefused):
        codes = [code for code, _words in error.recipients.values()]
    return " ".join([type(error).__name__, *(str(code) for code in codes if code)])


def waiting(now: dt.datetime) -> QuerySet[Letter]:
    """Letters that may leave: not claimed, still of use, not refused a moment ago or too often."""
    in_time = Q(not_before=None) | Q(not_before__lte=now)
    of_use = Q(not_after=None) | Q(not_after__gte=vietnam_time(now).date())
    return Letter.objects.filter(in_time, of_use, claimed_at=None, tries__lt=MOST_TRIES)


def doubtful() -> QuerySet[Letter]:
    """Letters claimed by a worker that was killed or lost its line before it could mark them."""
    return Letter.objects.filter(claimed_at__isnull=False, sent_at=None)


def given_up() -> QuerySet[Letter]:
    """Letters that the server refused every time: an address to correct."""
    return Letter.objects.filter(claimed_at=None, tries__gte=MOST_TRIES)


def message_id(letter: Letter) -> str:
    """The same for the same letter, and nothing can be read in it."""
    _, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    return f"<{hashlib.sha256(letter.key.encode()).hexdigest()[:40]}@{address.partition('@')[2] or 'localhost'}>"


def _message(letter: Letter) -> mail.EmailMessage:
    headers = {"Message-ID": message_id(letter), "Auto-Submitted": "auto-generated"}
    message = mail.EmailMessage(letter.subject, letter.body, to=[letter.to], headers=headers)
    if letter.file is not None:
        message.attach(letter.file_name, bytes(letter.file))
    return message
