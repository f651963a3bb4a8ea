"""Seal bytes so that only the custodian's private key opens them. The site holds public keys only.

A sealed thing is ``MAGIC``, the number of locks (1 byte), the locks, then the content under a content key of its own
(AES-256-GCM: nonce of 12 bytes, ciphertext and tag). A lock is the id of a public key (16 bytes) and the content key
under that public key (80 bytes; HPKE, RFC 9180, X25519). Changing a key pair therefore changes locks, never contents.
What the sealed thing is about (a token, a file's SHA-256) is bound into both layers: moved to another place, it no
longer opens.

``keys/custodian.pub`` is the key in use. Where the office also keeps ``keys/recovery.pub``, everything gets two locks.
Originals are kept here, one file per content, named by their SHA-256.
"""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from django.conf import settings

SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
PURPOSE = b"langnghe sealed v2 "
MAGIC = b"LNV2"
PURPOSE_V1 = b"langnghe original v1"  # originals of version 0.1: one lock, no head, the key of their time
ID_BYTES, LOCK_BYTES, NONCE_BYTES = 16, 80, 12
PUBLIC_KEYS = ("custodian.pub", "recovery.pub")  # the first must exist


@dataclass(frozen=True)
class Lock:
    """The content key of one sealed thing, under one public key."""

    key_id: str
    wrapped: bytes


# --- keys -------------------------------------------------------------------------------------------------------


def keys_folder() -> Path:
    return Path(settings.HOME) / "keys"


def make_keys(passphrase: str = "") -> Path | None:
    """Make the custodian's key pair at the first start; the private key's path when it was made now.

    The operator guide tells the office to move the private key off this machine.
    """
    if (keys_folder() / PUBLIC_KEYS[0]).exists():
        return None
    return make_pair(keys_folder(), "custodian", passphrase)


def make_pair(folder: Path, name: str, passphrase: str = "") -> Path:
    """Write ``name.key`` (PKCS 8, under the passphrase when there is one) and ``name.pub``; the private key's path."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    key = X25519PrivateKey.generate()
    guard = serialization.BestAvailableEncryption(passphrase.encode()) if passphrase else serialization.NoEncryption()
    private = folder / f"{name}.key"
    write_whole(private, key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, guard))
    write_whole(
        folder / f"{name}.pub",
        key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo),
    )
    return private


def public_key(pem: bytes) -> X25519PublicKey:
    """Raises ValueError when these bytes are no X25519 public key."""
    try:
        key = serialization.load_pem_public_key(pem)
    except ValueError:
        key = None
    if not isinstance(key, X25519PublicKey):
        raise ValueError("Tệp này không phải khóa công khai X25519.")
    return key


def key_id(key: X25519PublicKey) -> str:
    """What names a key pair: the first half of its public key's SHA-256."""
    return hashlib.sha256(key.public_bytes_raw()).hexdigest()[: 2 * ID_BYTES]


def public_keys() -> list[X25519PublicKey]:
    """The keys that everything is sealed for now, the custodian's first.

    Raises FileNotFoundError when there is no custodian's key: nothing personal is taken in without one.
    """
    first, *others = (keys_folder() / name for name in PUBLIC_KEYS)
    return [public_key(path.read_bytes()) for path in (first, *(path for path in others if path.exists()))]


# --- sealing ----------------------------------------------------------------------------------------------------


def seal(content: bytes, *, about: str, keys: Sequence[X25519PublicKey] = ()) -> bytes:
    """The content, readable with the custodian's (or the recovery) private key only, and only as ``about`` this.

    ``keys``: for whom, when not for them.
    """
    content_key, nonce = AESGCM.generate_key(256), secrets.token_bytes(NONCE_BYTES)
    locks = [lock(content_key, key, about=about) for key in keys or public_keys()]
    return with_locks(locks, nonce + AESGCM(content_key).encrypt(nonce, content, purpose(about)))


def lock(content_key: bytes, key: X25519PublicKey, *, about: str) -> Lock:
    return Lock(key_id(key), SUITE.encrypt(content_key, key, info=purpose(about)))


def purpose(about: str) -> bytes:
    return PURPOSE + about.encode()


def with_locks(locks: list[Lock], body: bytes) -> bytes:
    return MAGIC + bytes([len(locks)]) + b"".join(bytes.fromhex(one.key_id) + one.wrapped for one in locks) + body


def locks_of(sealed: bytes) -> tuple[list[Lock], bytes]:
    """The locks of a sealed thing and what lies behind them.

    Raises ValueError when these bytes were not sealed here.
    """
    if not sealed.startswith(MAGIC):
        raise ValueError("Không phải nội dung do Lắng Nghe niêm phong.")
    step, start = ID_BYTES + LOCK_BYTES, len(MAGIC) + 1
    end = start + step * sealed[len(MAGIC)]
    pieces = [sealed[at : at + step] for at in range(start, end, step)]
    return [Lock(piece[:ID_BYTES].hex(), piece[ID_BYTES:]) for piece in pieces], sealed[end:]


# --- originals --------------------------------------------------------------------------------------------------


def keep_original(content: bytes) -> str:
    """Store a sealed original once; its SHA-256."""
    sha256 = hashlib.sha256(content).hexdigest()
    path = original_path(sha256)
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_whole(path, seal(content, about=sha256))
    return sha256


def original_path(sha256: str) -> Path:
    return Path(settings.HOME) / "originals" / sha256[:2] / sha256


def write_whole(path: Path, content: bytes) -> None:
    """Write whole or not at all, readable by the owner only."""
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    with open(os.open(part, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    os.replace(part, path)
