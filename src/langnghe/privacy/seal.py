"""Seal bytes so that only the custodian's private key opens them: HPKE (RFC 9180), X25519 and AES-256-GCM.

The site holds the public key only. Originals are kept here, one file per content, named by their SHA-256.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from django.conf import settings

SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
PURPOSE = b"langnghe original v1"


def keys_folder() -> Path:
    return Path(settings.HOME) / "keys"


def make_keys() -> Path | None:
    """Make the custodian's key pair at the first start; the private key's path when it was made now.

    The operator guide tells the office to move the private key off this machine.
    """
    folder = keys_folder()
    public, private = folder / "custodian.pub", folder / "custodian.key"
    if public.exists():
        return None
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    key = X25519PrivateKey.generate()
    write_whole(
        private,
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()),
    )
    write_whole(
        public,
        key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo),
    )
    return private


def seal(content: bytes) -> bytes:
    """The content, readable with the custodian's private key only."""
    key = serialization.load_pem_public_key((keys_folder() / "custodian.pub").read_bytes())
    if not isinstance(key, X25519PublicKey):
        raise TypeError("keys/custodian.pub is not an X25519 key")
    return SUITE.encrypt(content, key, info=PURPOSE)


def keep_original(content: bytes) -> str:
    """Store a sealed original once; its SHA-256."""
    sha256 = hashlib.sha256(content).hexdigest()
    path = original_path(sha256)
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_whole(path, seal(content))
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
