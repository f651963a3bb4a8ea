"""Open what was sealed, with a private key. Only ``cases.identity`` may import this (see pyproject.toml)."""

from __future__ import annotations

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from langnghe.privacy.seal import MAGIC, NONCE_BYTES, PURPOSE_V1, SUITE, Lock, key_id, lock, locks_of, purpose


class WrongKey(ValueError):
    """The key file, its passphrase or the key itself does not fit."""


def private_key(pem: bytes, passphrase: str = "") -> X25519PrivateKey:
    """The key in a PKCS 8 file.

    Raises WrongKey.
    """
    try:
        key = serialization.load_pem_private_key(pem, password=passphrase.encode() or None)
    except (ValueError, TypeError):
        raise WrongKey("Mật khẩu hoặc tệp khóa không đúng. Hãy kiểm tra rồi nhập lại.") from None
    if not isinstance(key, X25519PrivateKey):
        raise WrongKey("Tệp này không phải khóa riêng của người giữ khóa.")
    return key


def unseal(sealed: bytes, key: X25519PrivateKey, *, about: str) -> bytes:
    """The content that was sealed.

    Raises WrongKey when the key is another, the bytes were changed, or they were sealed about something else.
    """
    if not sealed.startswith(MAGIC):
        return _unseal_v1(sealed, key)
    locks, body = locks_of(sealed)
    try:
        content_key = _content_key(locks, key, about)
        return AESGCM(content_key).decrypt(body[:NONCE_BYTES], body[NONCE_BYTES:], purpose(about))
    except InvalidTag:
        raise WrongKey("Nội dung niêm phong đã bị thay đổi nên không mở được.") from None


def _unseal_v1(sealed: bytes, key: X25519PrivateKey) -> bytes:
    try:
        return SUITE.decrypt(sealed, key, info=PURPOSE_V1)
    except InvalidTag:
        raise WrongKey("Khóa này không mở được: nội dung được niêm phong bằng khóa khác.") from None


def relock(locks: list[Lock], key: X25519PrivateKey, keys: list[X25519PublicKey], *, about: str) -> list[Lock]:
    """The locks of one sealed thing, made anew for other key pairs; the content stays where it is.

    Raises WrongKey.
    """
    try:
        content_key = _content_key(locks, key, about)
    except InvalidTag:
        raise WrongKey(f"Ổ khóa của {about} đã bị thay đổi nên không mở được.") from None
    return [lock(content_key, public, about=about) for public in keys]


def _content_key(locks: list[Lock], key: X25519PrivateKey, about: str) -> bytes:
    own = key_id(key.public_key())
    fitting = next((one for one in locks if one.key_id == own), None)
    if fitting is None:
        raise WrongKey("Khóa này không mở được: nội dung được niêm phong bằng khóa khác.")
    return SUITE.decrypt(fitting.wrapped, key, info=purpose(about))
