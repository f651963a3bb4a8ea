"""The vault: who brought a submission, kept so that this machine cannot read it.

    token = keep(Person(name="…", phone="…"), original="the words as they came")

The token goes into ``Submission.vault`` or ``Visit.vault``; the way back is ``cases.identity`` alone.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass

from langnghe.privacy.models import Sealed
from langnghe.privacy.seal import locks_of, seal

STEP = 1024  # bytes: contents are padded to a multiple of it, so that a length does not tell a name's length
_ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789"  # 32 letters, 5 bits each


@dataclass(frozen=True, repr=False)
class Person:
    """Whoever brought it. Never stored as it is, never printed: it has no text form."""

    name: str = ""
    phone: str = ""
    email: str = ""
    id_number: str = ""
    address: str = ""
    other: str = ""  # anything else about the person: date of birth, whom they represent, co-signers

    def __repr__(self) -> str:
        return "Person(…)"


def keep(person: Person | Mapping[str, str], *, original: str = "") -> str:
    """Seal a person and the words as they came; the token (32 letters and digits) to keep in their place.

    Raises FileNotFoundError without keys/custodian.pub, TypeError for a field that a person does not have.
    """
    row = sealed(person, original=original)
    row.save(force_insert=True)
    return row.token


def sealed(person: Person | Mapping[str, str], *, original: str = "") -> Sealed:
    """The same, not yet stored: sealing takes time that no other writer should wait for. Raises as :func:`keep`."""
    whole = person if isinstance(person, Person) else Person(**person)
    token = "".join(_ALPHABET[byte % 32] for byte in secrets.token_bytes(32))
    ciphertext = seal(pack(whole, original), about=token)
    return Sealed(token=token, ciphertext=ciphertext, key_id=locks_of(ciphertext)[0][0].key_id)


def forget(tokens: list[str]) -> int:
    """Delete for good (a retention act: the caller journals it); how many were there."""
    return Sealed.objects.filter(token__in=tokens).delete()[0]


def pack(person: Person, original: str) -> bytes:
    """JSON, padded with spaces to a whole number of steps."""
    content = json.dumps([asdict(person), original], ensure_ascii=False).encode()
    return content + b" " * (-len(content) % STEP)


def unpack(content: bytes) -> tuple[Person, str]:
    """What :func:`pack` made."""
    person, original = json.loads(content)
    return Person(**person), original
