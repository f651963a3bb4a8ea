"""Originals are kept so that only the custodian's key opens them."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidTag

from langnghe.privacy.seal import keep_original, make_keys, original_path, seal
from langnghe.privacy.unseal import unseal

TEXT = "Bà Lò Thị Ín đề nghị sửa đường".encode()


def private_key(home: Path) -> bytes:
    return (home / "keys" / "custodian.key").read_bytes()


def test_the_custodian_opens_what_was_sealed(own_home: Path) -> None:
    sha256 = keep_original(TEXT)
    sealed = original_path(sha256).read_bytes()
    assert "Lò".encode() not in sealed
    assert unseal(sealed, private_key(own_home)) == TEXT


def test_the_same_content_is_kept_once(own_home: Path) -> None:
    first = keep_original(TEXT)
    sealed = original_path(first).read_bytes()
    assert keep_original(TEXT) == first
    assert original_path(first).read_bytes() == sealed


def test_changed_bytes_do_not_open(own_home: Path) -> None:
    sealed = bytearray(seal(TEXT))
    sealed[-1] ^= 1
    with pytest.raises(InvalidTag):
        unseal(bytes(sealed), private_key(own_home))


def test_keys_are_made_once_and_only_the_owner_reads_them(own_home: Path) -> None:
    key = private_key(own_home)
    assert make_keys() is None
    assert private_key(own_home) == key
    assert stat.S_IMODE((own_home / "keys" / "custodian.key").stat().st_mode) == 0o600
