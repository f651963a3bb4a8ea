"""Be told by e-mail what is published: asked for twice (a form, then a link), ended by one link.

The address has to be read again to be written to, so it cannot go into the vault. It is encrypted with a key of the
site's own, apart from the database and used for nothing else; it stands beside no case and no name, and no page shows
it. Ending a subscription deletes the row.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import logging
import secrets
from pathlib import Path
from smtplib import SMTPException

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core import mail, signing
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from langnghe.audit import journal
from langnghe.cases.hours import at_work
from langnghe.cases.models import Release, Subscription
from langnghe.cases.publishing import shown
from langnghe.privacy.seal import write_whole
from langnghe.registry.models import Unit

TO_CONFIRM = dt.timedelta(days=3)
ABOUT = b"langnghe subscription"
NONCE = 12
NEWS = 20  # matters named in one letter
AT_ONCE = 200  # letters of one turn
EVERY = dt.timedelta(days=1)
CONFIRM, END = "langnghe.subscription.confirm", "langnghe.subscription.end"

log = logging.getLogger(__name__)


@transaction.atomic
def ask(address: str, *, area: Unit | None, sector: str, site: str) -> None:
    """Write to the address for its owner's word; nothing more happens without it, and the answer is always the same.

    ``site``: https://host, for the link. Whoever has asked already and not confirmed is written to again.
    """
    now, known = timezone.now(), _known_by(address)
    Subscription.objects.filter(confirmed_on=None, made_at__lt=now - TO_CONFIRM).delete()
    row, new = Subscription.objects.get_or_create(
        known_by=known, area=area, sector=sector, defaults={"sealed": _sealed(address), "made_at": now, "told_at": now}
    )
    if row.confirmed_on:
        return
    if new:
        journal.record(by=journal.MACHINE, verb="ask for news", what=f"subscription {row.pk}")
    link = f"{site}/dang-ky/{signing.dumps(row.pk, salt=CONFIRM)}/"
    transaction.on_commit(lambda: _send(row, "Xác nhận nhận tin", _asking(row, link)))


@transaction.atomic
def confirm(token: str) -> Subscription | None:
    """The second word; None for a link that is too old, altered, or whose subscription has ended."""
    row = asked(token)
    if row and row.confirmed_on is None:
        row.confirmed_on, row.told_at = timezone.localdate(), timezone.now()
        row.save(update_fields=["confirmed_on", "told_at"])
        journal.record(by=journal.MACHINE, verb="confirm news", what=f"subscription {row.pk}")
    return row


def asked(token: str) -> Subscription | None:
    """The subscription that a link of the first letter is about."""
    try:
        return _found(signing.loads(token, salt=CONFIRM, max_age=TO_CONFIRM))
    except signing.BadSignature:
        return None


def subscribed(token: str) -> Subscription | None:
    """The subscription that a letter's last link is about; the link never grows old."""
    try:
        return _found(signing.loads(token, salt=END))
    except signing.BadSignature:
        return None


@transaction.atomic
def end(token: str) -> bool:
    """Delete a subscription and its address; whether there was one."""
    row = subscribed(token)
    if row is None:
        return False
    journal.record(by=journal.MACHINE, verb="end news", what=f"subscription {row.pk}")
    row.delete()
    return True


def home() -> str:
    """The site's own address, for letters that no request leads to: the first of LANGNGHE_HOSTS."""
    return f"{'https' if settings.SESSION_COOKIE_SECURE else 'http'}://{settings.ALLOWED_HOSTS[0]}"


def send_news(now: dt.datetime | None = None, site: str = "") -> int:
    """Tell subscribers what was published since they were last told, once a day, in working time; letters sent.

    ``told_at`` is moved first: whoever is told twice is annoyed, whoever misses one finds all on the page.
    """
    now, site = now or timezone.now(), site or home()
    if not at_work(now):
        return 0
    waiting = Subscription.objects.filter(confirmed_on__isnull=False, told_at__lt=now - EVERY)
    return sum(_tell(row, site, now) for row in waiting.select_related("area")[:AT_ONCE])


def _tell(row: Subscription, site: str, now: dt.datetime) -> bool:
    news = list(_news(row)[: NEWS + 1])
    if not Subscription.objects.filter(pk=row.pk, told_at=row.told_at).update(told_at=now) or not news:
        return False
    lines = [f"- {each.case.title}\n  {site}/da-giai-quyet/{each.pk}/" for each in news[:NEWS]]
    lines += [f"… và các việc khác: {site}/da-giai-quyet/"] if len(news) > NEWS else []
    stop = f"{site}/dang-ky/bo/{signing.dumps(row.pk, salt=END)}/"
    return _send(
        row, "Việc mới được công bố", [_what(row), "", *lines, "", f"Ngừng nhận thư và xóa địa chỉ: {stop}"], stop
    )


def _news(row: Subscription) -> QuerySet[Release]:
    found = shown().filter(at__gt=row.told_at)
    found = found.filter(area=row.area_id) if row.area_id else found
    return found.filter(sector=row.sector) if row.sector else found


def _asking(row: Subscription, link: str) -> list[str]:
    return [
        "Có người dùng địa chỉ này để đăng ký nhận tin về các việc được công bố.",
        _what(row),
        "",
        f"Nếu là anh/chị, hãy mở liên kết này trong {TO_CONFIRM.days} ngày để xác nhận: {link}",
        "Nếu không phải, không cần làm gì: địa chỉ sẽ tự xóa.",
    ]


def _what(row: Subscription) -> str:
    return f"Phạm vi: {row.area.name if row.area else 'toàn tỉnh'}."


def _send(row: Subscription, subject: str, lines: list[str], stop: str = "") -> bool:
    headers = {"Auto-Submitted": "auto-generated"} | ({"List-Unsubscribe": f"<{stop}>"} if stop else {})
    letter = mail.EmailMessage(f"Lắng Nghe: {subject}", "\n".join(lines), to=[_opened(row)], headers=headers)
    try:
        return bool(letter.send())
    except (OSError, SMTPException) as error:
        log.warning("subscription %s: %s", row.pk, type(error).__name__)  # the server's words may name the address
        return False


# --- the key ----------------------------------------------------------------------------------------------------


def _key() -> bytes:
    """Made when it is first needed, readable by the owner only."""
    path = Path(settings.HOME) / "keys" / "subscriptions.key"
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_whole(path, secrets.token_bytes(32))
    return path.read_bytes()


def _sealed(address: str) -> bytes:
    nonce = secrets.token_bytes(NONCE)
    return nonce + AESGCM(_key()).encrypt(nonce, address.encode(), ABOUT)


def _opened(row: Subscription) -> str:
    sealed = bytes(row.sealed)
    return AESGCM(_key()).decrypt(sealed[:NONCE], sealed[NONCE:], ABOUT).decode()


def _known_by(address: str) -> str:
    return hmac.new(_key(), address.strip().lower().encode(), hashlib.sha256).hexdigest()


def _found(key: int) -> Subscription | None:
    return Subscription.objects.select_related("area").filter(pk=key).first()
