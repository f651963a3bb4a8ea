"""Keys of other organisations' programs: made once, kept as a digest, counted by the minute.

The desk records what is made and switched in the journal, which lies above this room, in the same transaction.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets

from django.db.models import F

from langnghe.registry.models import ApiKey, Unit

MARK = "ln_"  # so that a key left in a text is seen for what it is
SHOWN = 9  # first letters kept in the clear


def make_key(*, name: str, unit: Unit, rate: int, by: str) -> tuple[ApiKey, str]:
    """A new key and its text, which is shown this once and kept nowhere.

    Raises ValueError with a sentence for the user.
    """
    if rate < 1:
        raise ValueError("Số lượt gọi mỗi phút phải từ 1 trở lên.")
    text = MARK + secrets.token_urlsafe(32)
    row = ApiKey.objects.create(name=name, unit=unit, rate=rate, made_by=by, digest=digest_of(text), start=text[:SHOWN])
    return row, text


def switch_key(*, key: ApiKey, active: bool) -> None:
    """Take a key out of use, or into it again; it is never deleted, for cases came by it."""
    ApiKey.objects.filter(pk=key.pk).update(active=active)


def known_key(text: str) -> ApiKey | None:
    """The active key that this text is."""
    return ApiKey.objects.select_related("unit").filter(digest=digest_of(text), active=True).first()


def count_call(key: ApiKey, now: dt.datetime) -> bool:
    """Count one call; False where the minute's calls are used up. One UPDATE decides, so no process counts past it."""
    minute = int(now.timestamp()) // 60
    rows = ApiKey.objects.filter(pk=key.pk)
    if rows.exclude(window=minute).update(window=minute, used=1):
        return True
    return bool(rows.filter(used__lt=F("rate")).update(used=F("used") + 1))


def digest_of(text: str) -> str:
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()
