"""Open a sealed original with the custodian's private key. No room of the site may import this (see pyproject.toml)."""

from __future__ import annotations

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from langnghe.privacy.seal import PURPOSE, SUITE


def unseal(sealed: bytes, private_key_pem: bytes) -> bytes:
    """The content that was sealed.

    Raises cryptography.exceptions.InvalidTag when the key is another or the bytes were changed.
    """
    key = serialization.load_pem_private_key(private_key_pem, password=None)
    if not isinstance(key, X25519PrivateKey):
        raise TypeError("This is not the custodian's X25519 private key")
    return SUITE.decrypt(sealed, key, info=PURPOSE)
