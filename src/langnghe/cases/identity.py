"""The only way to a name: permission, stated reason, another's consent, journal entry, unseal.

    opening, key = ask(thing, reason=…, by=officer)   the key goes into the asker's browser, nowhere else
    agree(opening, by=leader)                         only where the law asks for two people: the first of them
    grant(opening, by=custodian, passphrase=…)        the custodian's private key opens this one thing, in memory
    read(opening, by=officer, key=key)                what was sealed, while the time lent lasts
    fetch(opening, by=officer, key=key)               the same for a file as it came

What can be asked for: ``cases.sealed``.

Between ``grant`` and ``read`` the identity lies in ``Opening.lent``, sealed with the asker's one-time key: neither the
database nor the custodian's browser ever holds it readably. Of a file only its content key is lent; the file stays
where it is. Who asked, who granted and who read is in the journal.
"""

from __future__ import annotations

import base64
import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from langnghe.audit import journal
from langnghe.cases.attachments import Opened
from langnghe.cases.cleaning import recognise
from langnghe.cases.models import Opening
from langnghe.cases.models.identity import Thing
from langnghe.cases.sealed import (
    may_ask,
    named,
    needs_two,
    of_unit_and_below,
    original_of,
    right_to_ask,
    token_of,
    unit_of,
)
from langnghe.intake.models import Document
from langnghe.privacy.door import admit_texts
from langnghe.privacy.locks import Locks
from langnghe.privacy.models import Sealed
from langnghe.privacy.seal import MAGIC, keys_folder, locks_of, original_path, public_key, seal, with_locks
from langnghe.privacy.unseal import WrongKey, private_key, relock, unseal
from langnghe.privacy.vault import Person, unpack
from langnghe.registry.models import Officer
from langnghe.registry.roles import Right

LENT = dt.timedelta(minutes=15)  # from the first look
FETCHED_WITHIN = dt.timedelta(hours=4)  # between the grant and the first look
ASKED_FOR = dt.timedelta(days=3)  # how long a request waits for an answer
WRONG_KEYS = 5  # after so many a request is refused by itself
SHORTEST_REASON = 10  # characters
_TOGETHER = (  # what a request is shown and judged with, in one question
    "case__unit",
    "case__submission__visit",
    "visit__meeting__unit",
    "booking__duty__unit",
    "attachment__case__unit",
    "attachment__case__submission",
    "document__unit",
)


@dataclass(frozen=True, repr=False)
class Identity:
    """What was sealed: who brought it and their words, or a file, as they came; readable until this instant."""

    person: Person
    original: str
    until: dt.datetime
    file: Opened | None = None


# --- asking -----------------------------------------------------------------------------------------------------


@transaction.atomic
def ask(thing: Thing, *, reason: str, by: Officer) -> tuple[Opening, str]:
    """Ask to open one sealed thing; the request, and the one-time key that only the asker's browser may keep.

    An older request of the same officer for it ends. Raises ValueError with a sentence for the user.
    """
    if not by.may(right_to_ask(thing)):
        raise ValueError("Vai trò của anh/chị không được yêu cầu mở danh tính.")
    if not may_ask(thing, by):
        raise ValueError("Việc này không thuộc đơn vị của anh/chị nên không yêu cầu mở niêm phong được.")
    if token_of(thing) is None and original_of(thing) is None:
        raise ValueError("Vụ việc này không có danh tính được niêm phong.")
    if len(reason.strip()) < SHORTEST_REASON:
        raise ValueError("Hãy nêu rõ lý do cần biết danh tính: để làm việc gì, theo quy định nào.")
    for older in thing.openings.filter(asked_by=by.username, state__in=[Opening.State.ASKED, Opening.State.GRANTED]):
        end(older, by=by)
    key = X25519PrivateKey.generate()
    opening = Opening.objects.create(
        **{thing._meta.model_name or "": thing},
        reason=admit_texts([reason])[0][:300],
        asked_by=by.username,
        needs_two=needs_two(thing),
        asker_key=key.public_key().public_bytes_raw(),
    )
    _journal(by.username, "ask identity", opening)
    return opening, base64.urlsafe_b64encode(key.private_bytes_raw()).decode()


# --- granting ---------------------------------------------------------------------------------------------------


@transaction.atomic
def agree(opening: Opening, *, by: Officer) -> None:
    """The first of two people consents. Raises ValueError with a sentence for the user."""
    opening = _waiting(opening, by)
    if not may_agree(opening, by):
        raise ValueError("Người đồng ý trước phải là lãnh đạo của đơn vị giải quyết hoặc một người giữ khóa.")
    if opening.first_by or not opening.needs_two:
        raise ValueError("Yêu cầu này không còn chờ người thứ nhất đồng ý.")
    Opening.objects.filter(pk=opening.pk).update(first_by=by.username)
    _journal(by.username, "agree identity", opening)


def grant(opening: Opening, *, by: Officer, passphrase: str = "", key_file: bytes = b"") -> None:
    """Open the thing with the custodian's private key and lend it to the asker.

    The key comes as a file, or lies on this machine under the passphrase; it is used in memory for this one thing.
    Raises ValueError with a sentence for the user; a wrong key is counted and put in the journal.
    """
    opening = _waiting(opening, by)
    _check_granter(opening, by)
    try:
        lent = _locked_for_asker(opening, _key(key_file, passphrase))
    except WrongKey:
        _count_wrong_key(opening, by)
        raise
    _lend(opening, by, lent)


@transaction.atomic
def refuse(opening: Opening, *, by: Officer, remark: str) -> None:
    """Say no, with a reason. Raises ValueError with a sentence for the user."""
    opening = _waiting(opening, by)
    if not may_agree(opening, by):
        raise ValueError("Anh/chị không được trả lời yêu cầu này.")
    if not remark.strip():
        raise ValueError("Hãy nêu lý do không đồng ý.")
    _refuse(opening, admit_texts([remark])[0])
    _journal(by.username, "refuse identity", opening)


def may_agree(opening: Opening, officer: Officer) -> bool:
    """Whether an officer may be one of those who consent: a custodian, or the leader over the unit that settles it."""
    if opening.asked_by == officer.username:
        return False
    unit = unit_of(opening.thing)
    leads = unit is not None and officer.unit_id is not None and officer.unit_id in (unit.pk, unit.parent_id)
    return officer.may(Right.GRANT_IDENTITY) or (officer.may(Right.APPROVE_DECISIONS) and leads)


def _waiting(opening: Opening, by: Officer) -> Opening:
    fresh = Opening.objects.select_related(*_TOGETHER).get(pk=opening.pk)
    if fresh.asked_by == by.username:
        raise ValueError("Không ai tự đồng ý cho yêu cầu của chính mình.")
    if fresh.state != Opening.State.ASKED:
        raise ValueError("Yêu cầu này đã được trả lời hoặc đã hết hạn.")
    if not fresh.needs_two and needs_two(fresh.thing):  # it has become a denunciation since it was asked for
        fresh.needs_two = True
        fresh.save(update_fields=["needs_two"])
    return fresh


def _check_granter(opening: Opening, by: Officer) -> None:
    if not by.may(Right.GRANT_IDENTITY):
        raise ValueError("Chỉ người giữ khóa được mở niêm phong.")
    if opening.needs_two and not opening.first_by:
        raise ValueError("Tố cáo cần hai người: hãy chờ người thứ nhất đồng ý trước.")
    if opening.first_by == by.username:
        raise ValueError("Người thứ hai phải là người khác với người đã đồng ý.")


def _key(key_file: bytes, passphrase: str) -> X25519PrivateKey:
    if key_file:
        return private_key(key_file, passphrase)
    path = keys_folder() / "custodian.key"
    if not path.exists():
        raise ValueError("Khóa riêng không ở trên máy chủ; hãy chọn tệp khóa.")
    if not passphrase:
        raise WrongKey("Hãy nhập mật khẩu của khóa, hoặc chọn tệp khóa.")
    return private_key(path.read_bytes(), passphrase)


def _locked_for_asker(opening: Opening, key: X25519PrivateKey) -> bytes:
    """The thing that the custodian's key opens, locked for nobody but the asker."""
    asker = X25519PublicKey.from_public_bytes(bytes(opening.asker_key))
    original = original_of(opening.thing)
    if original is None:
        return seal(_unseal_row(opening.thing, key), about=_about(opening), keys=[asker])
    sealed = _sealed_file(original)
    if not sealed.startswith(MAGIC):  # of version 0.1: it has no lock that could be changed
        return seal(unseal(sealed, key, about=original), about=_about(opening), keys=[asker])
    return with_locks(relock(locks_of(sealed)[0], key, [asker], about=original), b"")


def _unseal_row(thing: Thing, key: X25519PrivateKey) -> bytes:
    row = Sealed.objects.filter(token=token_of(thing)).first()
    if row is None:
        raise ValueError("Danh tính này không còn trong kho niêm phong.")
    return unseal(bytes(row.ciphertext), key, about=row.token)


def _sealed_file(sha256: str) -> bytes:
    try:
        return original_path(sha256).read_bytes()
    except FileNotFoundError:
        raise ValueError("Bản gốc của tệp này không còn trong kho niêm phong.") from None


@transaction.atomic
def _lend(opening: Opening, by: Officer, lent: bytes) -> None:
    """Compare and set: of two custodians at the same moment one is told that it was answered."""
    place = "second_by" if opening.needs_two else "first_by"
    waiting = Opening.objects.filter(pk=opening.pk, state=Opening.State.ASKED, first_by=opening.first_by)
    until = timezone.now() + FETCHED_WITHIN
    if not waiting.update(state=Opening.State.GRANTED, lent=lent, until=until, **{place: by.username}):
        raise ValueError("Yêu cầu này đã được trả lời hoặc đã hết hạn.")
    _journal(by.username, "grant identity", opening)


@transaction.atomic
def _count_wrong_key(opening: Opening, by: Officer) -> None:
    Opening.objects.filter(pk=opening.pk).update(wrong_keys=F("wrong_keys") + 1)
    _journal(by.username, "wrong key", opening)
    if opening.wrong_keys + 1 >= WRONG_KEYS:
        _refuse(opening, f"Sai khóa {WRONG_KEYS} lần.")
        _journal(journal.MACHINE, "refuse identity", opening)


def _refuse(opening: Opening, remark: str) -> None:
    Opening.objects.filter(pk=opening.pk).update(state=Opening.State.REFUSED, remark=remark[:300])


# --- reading ----------------------------------------------------------------------------------------------------


def read(opening: Opening, *, by: Officer, key: str) -> Identity:
    """What was sealed. The first look starts the time lent and is put in the journal.

    Raises ValueError with a sentence for the user: not the asker, not granted, over, or another browser.
    """
    if opening.asked_by != by.username:
        raise ValueError("Chỉ người đã yêu cầu được xem.")
    _end_if_over(opening)
    if opening.state != Opening.State.GRANTED or opening.lent is None:
        raise ValueError("Thời gian được xem đã hết; cần xem lại thì hãy yêu cầu lần nữa.")
    content = _unlocked(opening, key)
    until = _start_of_time(opening, by)
    if original_of(opening.thing):
        return Identity(Person(), "", until, Opened(_file_name(opening, content), "application/octet-stream", content))
    person, original = unpack(content)
    return Identity(person, original, until)


def fetch(opening: Opening, *, by: Officer, key: str) -> Opened:
    """A file as it came, while the time lent lasts. Raises ValueError as :func:`read` does, and for what is no file."""
    file = read(opening, by=by, key=key).file
    if file is None:
        raise ValueError("Yêu cầu này không phải để mở một tệp.")
    _journal(by.username, "download", opening)
    return file


def _unlocked(opening: Opening, key: str) -> bytes:
    """What was lent, by the asker's one-time key."""
    lent = bytes(opening.lent or b"")
    locks, body = locks_of(lent)
    about = _about(opening)
    if not body:  # the content key of a file
        about = original_of(opening.thing) or ""
        lent = with_locks(locks, locks_of(_sealed_file(about))[1])
    try:
        return unseal(lent, X25519PrivateKey.from_private_bytes(_raw(key)), about=about)
    except ValueError:
        raise ValueError("Chỉ mở được trên trình duyệt đã gửi yêu cầu; hãy yêu cầu lại từ trình duyệt này.") from None


def _file_name(opening: Opening, content: bytes) -> str:
    """A name that says nothing; the ending is that of the file as it came."""
    thing = opening.thing
    ending = thing.format if isinstance(thing, Document) else recognise(content, "")
    return f"ban-goc-{opening.pk}.{ending or 'bin'}"


@transaction.atomic
def end(opening: Opening, *, by: Officer) -> None:
    """Take back what was lent, or what was asked for. Raises ValueError with a sentence for the user."""
    if opening.asked_by != by.username and not may_agree(opening, by):
        raise ValueError("Anh/chị không được kết thúc yêu cầu này.")
    if _close(Opening.objects.filter(pk=opening.pk)):
        _journal(by.username, "end identity", opening)


@transaction.atomic
def expire(now: dt.datetime | None = None) -> bool:
    """Take back what was lent for a time that is over, and requests that nobody answered; whether there were any."""
    now = now or timezone.now()
    over = Q(state=Opening.State.GRANTED, until__lte=now) | Q(state=Opening.State.ASKED, asked_at__lte=now - ASKED_FOR)
    ended = list(Opening.objects.filter(over).select_related(*_TOGETHER))
    for opening in ended:
        _close(Opening.objects.filter(pk=opening.pk))
        _journal(journal.MACHINE, "end identity", opening)
    return bool(ended)


@transaction.atomic
def _end_if_over(opening: Opening) -> None:
    over = opening.until is not None and opening.until <= timezone.now()
    over = over or (not opening.needs_two and needs_two(opening.thing))  # it has become a denunciation since
    if over and _close(Opening.objects.filter(pk=opening.pk)):
        _journal(journal.MACHINE, "end identity", opening)
        opening.refresh_from_db()


def _close(openings: QuerySet[Opening]) -> int:
    waiting = openings.filter(state__in=[Opening.State.ASKED, Opening.State.GRANTED])
    return waiting.update(state=Opening.State.ENDED, lent=None)


@transaction.atomic
def _start_of_time(opening: Opening, by: Officer) -> dt.datetime:
    now = timezone.now()
    if Opening.objects.filter(pk=opening.pk, opened_at=None).update(opened_at=now, until=now + LENT):
        _journal(by.username, "read identity", opening)
        opening.refresh_from_db()
    return opening.until or now


def _raw(key: str) -> bytes:
    raw = base64.urlsafe_b64decode(key.encode())
    if len(raw) != 32:
        raise ValueError("A one-time key has 32 bytes")
    return raw


# --- who sees which requests ------------------------------------------------------------------------------------


def openings_seen_by(officer: Officer) -> QuerySet[Opening]:
    """Requests whose course an officer watches: all for a custodian, those of own and lower units for a leader."""
    openings = Opening.objects.select_related(*_TOGETHER)
    if not officer.may(Right.READ_OPENINGS):
        return openings.none()
    if officer.may(Right.GRANT_IDENTITY):
        return openings
    if officer.unit_id is None:
        return openings.none()
    return openings.filter(of_unit_and_below(officer.unit_id))


def own_openings(thing: Thing, officer: Officer) -> QuerySet[Opening]:
    """The officer's own requests for a thing, newest first."""
    return thing.openings.filter(asked_by=officer.username)


# --- another key ------------------------------------------------------------------------------------------------


def relock_lines(lines: Iterable[str], key_file: bytes, passphrase: str, new: Iterable[bytes]) -> Iterator[str]:
    """On the custodian's machine: lines of locks (``privacy.locks``) made anew for other public keys.

    Raises ValueError with a sentence: the key does not fit, or a line is none of ours.
    """
    key, keys = private_key(key_file, passphrase), [public_key(pem) for pem in new]
    for line in lines:
        one = Locks.of_line(line)
        yield Locks(one.about, relock(one.locks, key, keys, about=one.about)).as_line()


def _about(opening: Opening) -> str:
    return f"opening {opening.pk}"


def _journal(by: str, verb: str, opening: Opening) -> None:
    journal.record(by=by, verb=verb, what=named(opening.thing), opening=opening.pk)
