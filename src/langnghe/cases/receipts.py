"""Receipts: 16 digits that open one submission, and the proof that it was not dropped or altered in silence.

The code is stored nowhere, only a slow hash of it, keyed with the site's secret. The proof: when a receipt is given,
the journal notes a hash of what was sent; that entry is a leaf of its day's published root (``audit.roots``).
"""

from __future__ import annotations

import hashlib
import json
import re
import secrets
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.crypto import salted_hmac

from langnghe.audit import journal, roots
from langnghe.audit.models import Entry, Root
from langnghe.cases.models import Receipt, Submission
from langnghe.cases.retention import ERASED

DIGITS = 16
COST = 2**12  # of scrypt: about 10 ms and 4 MB a guess, even with the database and the site's key at hand


@dataclass(frozen=True, slots=True)
class Shown:
    """What a proof shows; every part is None where it cannot be said yet, or any more."""

    code: str  # of the submission, as officers use it
    entry: Entry | None
    entry_whole: bool  # its digest fits its text
    content_whole: bool | None  # what is stored now is what was sent; None once its keeping term is over
    root: Root | None  # None until the day is over
    proof: roots.Proof | None

    @property
    def intact(self) -> bool:
        included = self.root is None or bool(self.proof and self.proof.holds() and self.proof.tree == self.root.tree)
        return self.entry is not None and self.entry_whole and self.content_whole is not False and included


def new_code() -> str:
    return f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"


def code_from(secret: str) -> str:
    """The code that belongs to a secret of the sender's browser: sending twice shows the same one."""
    number = int(salted_hmac("langnghe.cases.receipts.code", secret, algorithm="sha256").hexdigest(), 16)
    return f"{number % 10**DIGITS:0{DIGITS}}"


def typed(code: str) -> str:
    """Digits as somebody types them, with blanks, dots or dashes; "" for what cannot be a code."""
    digits = re.sub(r"[\s.\-–]", "", code)
    return digits if re.fullmatch(rf"[0-9]{{{DIGITS}}}", digits) else ""


def in_groups(code: str) -> str:
    return " ".join(code[at : at + 4] for at in range(0, DIGITS, 4))


@transaction.atomic
def give(*, submission: Submission, code: str) -> Receipt:
    """The receipt of a submission, once; asked for again, the same.

    Raises ValueError with a sentence where it has one under another code.
    """
    known = Receipt.objects.filter(submission=submission).first()
    if known:
        if known.code_hash != hash_of(code):
            raise ValueError("Đơn này đã có mã tra cứu khác.")
        return known
    salt = secrets.token_hex(16)
    content = content_of(submission, salt)
    entry = journal.record(by=journal.MACHINE, verb="receipt", what=f"submission {submission.code}", content=content)
    return Receipt.objects.create(
        submission=submission, code_hash=hash_of(code), salt=salt, content=content, entry=entry.number
    )


def find(code: str) -> Receipt | None:
    digits = typed(code)
    if not digits:
        return None
    return Receipt.objects.select_related("submission__unit").filter(code_hash=hash_of(digits)).first()


def hash_of(code: str) -> str:
    key = salted_hmac("langnghe.cases.receipts", "", algorithm="sha256").digest()
    slow = hashlib.scrypt(code.encode(), salt=key, n=COST, r=8, p=1, dklen=32)
    return salted_hmac("langnghe.cases.receipts.row", slow, algorithm="sha256").hexdigest()


def content_of(submission: Submission, salt: str) -> str:
    """SHA-256 over what was sent, as it is stored."""
    sent = [submission.code, submission.channel, submission.received_on.isoformat(), submission.text]
    return hashlib.sha256(f"{salt}{json.dumps(sent, ensure_ascii=False)}".encode()).hexdigest()


def show(receipt: Receipt) -> Shown:
    """The proof of a receipt, looked up afresh in the journal and the submission."""
    submission, entry = receipt.submission, Entry.objects.filter(number=receipt.entry).first()
    noted = entry.detail.get("content") if entry else None
    said = f"submission {submission.code}"
    root = Root.objects.filter(first__lte=receipt.entry, last__gte=receipt.entry).first()
    return Shown(
        code=submission.code,
        entry=entry,
        entry_whole=bool(entry and journal.digest(entry) == entry.digest and entry.what == said),
        content_whole=None if submission.text in ("", ERASED) else content_of(submission, receipt.salt) == noted,
        root=root,
        proof=roots.proof(receipt.entry) if root and entry else None,
    )


def as_file(receipt: Receipt) -> dict[str, Any]:
    """What the sender keeps: the journal's line about the submission, from which the leaf can be computed anew."""
    entry = Entry.objects.get(number=receipt.entry)
    line = {name: getattr(entry, name) for name in ("number", "by", "verb", "what", "detail", "previous", "digest")}
    return {"kind": "langnghe-receipt", "version": 1, **line, "at": entry.at.isoformat()}


def check_file(kept: dict[str, Any]) -> Shown:
    """Compare a kept file with the journal. Raises ValueError with a sentence for a file that is no receipt."""
    if kept.get("kind") != "langnghe-receipt" or not isinstance(kept.get("number"), int):
        raise ValueError("Tệp này không phải biên nhận của Lắng Nghe.")
    receipt = Receipt.objects.select_related("submission").filter(entry=kept["number"]).first()
    if receipt is None:
        return Shown(str(kept.get("what", "")), None, False, None, None, None)
    shown = show(receipt)
    same = shown.entry is not None and shown.entry.digest == kept.get("digest")
    return shown if same else Shown(shown.code, shown.entry, False, shown.content_whole, shown.root, shown.proof)
