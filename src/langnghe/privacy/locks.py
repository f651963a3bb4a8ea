"""Change the key pair: take the locks of everything sealed out, put new ones in. Contents never leave their place.

    use(public keys)        from now on everything is sealed with these
    old_locks()             what is still locked otherwise, to be carried to the custodian's machine
    put(new locks)          in the place of the old ones

Locks alone open nothing: they hold the content keys under the custodian's key, without the contents.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from langnghe.audit import journal
from langnghe.privacy.models import Sealed
from langnghe.privacy.seal import (
    MAGIC,
    PUBLIC_KEYS,
    Lock,
    key_id,
    keys_folder,
    locks_of,
    original_path,
    public_key,
    public_keys,
    with_locks,
    write_whole,
)


@dataclass(frozen=True, slots=True)
class Locks:
    """The locks of one sealed thing: a token of the vault or an original's SHA-256."""

    about: str
    locks: list[Lock]

    def as_line(self) -> str:
        return json.dumps({"about": self.about, "locks": [[lock.key_id, lock.wrapped.hex()] for lock in self.locks]})

    @classmethod
    def of_line(cls, line: str) -> Locks:
        """Raises ValueError, KeyError or TypeError when the line is none of ours."""
        record = json.loads(line)
        return cls(record["about"], [Lock(key, bytes.fromhex(wrapped)) for key, wrapped in record["locks"]])


def use(custodian: bytes, recovery: bytes | None = None) -> None:
    """Seal with this public key from now on, and with the recovery key when one is given.

    Raises ValueError when the bytes are no public key.
    """
    given = {name: pem for name, pem in zip(PUBLIC_KEYS, (custodian, recovery), strict=True) if pem is not None}
    for pem in given.values():
        public_key(pem)
    keys_folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    for name, pem in given.items():
        write_whole(keys_folder() / name, pem)
    journal.record(by=journal.MACHINE, verb="change key", what=f"key {key_id(public_key(custodian))}")


def old_locks() -> Iterator[Locks]:
    """The locks of everything that is not sealed with exactly the keys in use.

    Originals of version 0.1 have no locks to change: they keep the key of their time, which the office keeps too.
    """
    wanted = _wanted()
    for about, sealed in _everything():
        if not sealed.startswith(MAGIC):
            continue
        locks, _ = locks_of(sealed)
        if [lock.key_id for lock in locks] != wanted:
            yield Locks(about, locks)


def put(everything: Iterable[Locks]) -> int:
    """Put new locks in the place of the old ones; of how many things. What fits already is passed over.

    Raises ValueError when locks are not for the keys in use, or of something that is not here.
    """
    wanted, done = _wanted(), 0
    for one in everything:
        if [lock.key_id for lock in one.locks] != wanted:
            raise ValueError(f"{one.about}: ổ khóa này không thuộc khóa đang dùng; hãy chạy `langnghe keys use` trước.")
        _put(one)
        done += 1
    journal.record(by=journal.MACHINE, verb="change locks", what=f"key {wanted[0]}", sealed=done)
    return done


def _put(one: Locks) -> None:
    path = original_path(one.about)
    row = Sealed.objects.filter(token=one.about).first()
    if row:
        row.ciphertext = with_locks(one.locks, locks_of(bytes(row.ciphertext))[1])
        row.key_id = one.locks[0].key_id
        row.save(update_fields=["ciphertext", "key_id"])
    elif len(one.about) == 64 and one.about.isalnum() and path.exists():
        write_whole(path, with_locks(one.locks, locks_of(path.read_bytes())[1]))
    else:
        raise ValueError(f"{one.about}: không có trong kho niêm phong này.")


def _wanted() -> list[str]:
    return [key_id(key) for key in public_keys()]


def _everything() -> Iterator[tuple[str, bytes]]:
    for token, ciphertext in Sealed.objects.values_list("token", "ciphertext").iterator(chunk_size=2000):
        yield token, bytes(ciphertext)
    for path in sorted(Path(settings.HOME, "originals").glob("??/*")):
        if not path.name.endswith(".part"):
            yield path.name, path.read_bytes()
