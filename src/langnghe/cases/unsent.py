"""A submission while it is being written: kept so that it can be resumed, and so that nobody else can read it.

    token = begin()                 # 43 letters for a cookie of the writer's browser; stored nowhere here
    write(token, {"text": "…"})     # sealed with a key made from the token
    read(token)                     # {} for a token that is unknown or a day old

A copy of the database shows that somebody was writing something on a day, no more.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import secrets
import uuid
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from langnghe.cases.models import SendDraft, SendDraftFile

NONCE = 12
STEP = 2048  # bytes: lengths are rounded up to it


def begin() -> str:
    """A new one, with the key that makes a form sent twice one submission."""
    token = secrets.token_urlsafe(32)
    write(token, {"form_key": str(uuid.uuid4())})
    return token


def read(token: str) -> dict[str, Any]:
    draft = SendDraft.objects.filter(row=_row(token)).first() if token else None
    return json.loads(_open(token, bytes(draft.sealed))) if draft else {}


@transaction.atomic
def write(token: str, answers: dict[str, Any]) -> None:
    content = json.dumps(answers, ensure_ascii=False).encode()
    sealed = _seal(token, content + b" " * (-len(content) % STEP))
    SendDraft.objects.update_or_create(
        row=_row(token),
        defaults={"sealed": sealed},
        create_defaults={"sealed": sealed, "made_on": timezone.localdate()},
    )


@transaction.atomic
def keep_file(token: str, content: bytes) -> int:
    """Its number within this draft."""
    draft = SendDraft.objects.select_for_update().get(row=_row(token))
    last = draft.files.order_by("-number").values_list("number", flat=True).first() or 0
    SendDraftFile.objects.create(draft=draft, number=last + 1, sealed=_seal(token, content))
    return last + 1


def file(token: str, number: int) -> bytes:
    return _open(token, bytes(SendDraftFile.objects.get(draft=_row(token), number=number).sealed))


def drop_file(token: str, number: int) -> None:
    SendDraftFile.objects.filter(draft=_row(token), number=number).delete()


def drop_files(token: str) -> None:
    SendDraftFile.objects.filter(draft=_row(token)).delete()


def drop(token: str) -> None:
    SendDraft.objects.filter(row=_row(token)).delete()


def sweep() -> bool:
    """Delete what was begun before yesterday; whether there was any."""
    return bool(SendDraft.objects.filter(made_on__lt=timezone.localdate() - dt.timedelta(days=1)).delete()[0])


def _row(token: str) -> str:
    return salted_hmac("langnghe.cases.unsent.row", token, algorithm="sha256").hexdigest()


def _key(token: str) -> AESGCM:
    return AESGCM(salted_hmac("langnghe.cases.unsent.key", token, algorithm="sha256").digest())


def _seal(token: str, content: bytes) -> bytes:
    nonce = os.urandom(NONCE)
    return nonce + _key(token).encrypt(nonce, content, None)


def _open(token: str, sealed: bytes) -> bytes:
    try:
        return _key(token).decrypt(sealed[:NONCE], sealed[NONCE:], None)
    except InvalidTag:
        raise ValueError("Bản viết dở không đọc được nữa; hãy viết lại từ đầu.") from None
