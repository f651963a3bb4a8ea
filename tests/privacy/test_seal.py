"""Originals are kept so that only the custodian's key opens them."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from langnghe.privacy.locks import old_locks
from langnghe.privacy.seal import (
    PURPOSE_V1,
    SUITE,
    keep_original,
    keys_folder,
    locks_of,
    make_keys,
    make_pair,
    original_path,
    public_key,
    public_keys,
    seal,
    with_locks,
)
from langnghe.privacy.unseal import WrongKey, private_key, relock, unseal

TEXT = "Bà Lò Thị Ín đề nghị sửa đường".encode()


def custodian() -> X25519PrivateKey:
    return private_key((keys_folder() / "custodian.key").read_bytes())


def test_the_custodian_opens_what_was_sealed(own_home: Path) -> None:
    sha256 = keep_original(TEXT)
    sealed = original_path(sha256).read_bytes()
    assert "Lò".encode() not in sealed
    assert unseal(sealed, custodian(), about=sha256) == TEXT


def test_the_same_content_is_kept_once(own_home: Path) -> None:
    first = keep_original(TEXT)
    sealed = original_path(first).read_bytes()
    assert keep_original(TEXT) == first
    assert original_path(first).read_bytes() == sealed


@pytest.mark.parametrize("place", [-1, -40, 30, 60])
def test_changed_bytes_do_not_open(own_home: Path, place: int) -> None:
    sealed = bytearray(seal(TEXT, about="x"))
    sealed[place] ^= 1
    with pytest.raises(WrongKey, match="đã bị thay đổi"):
        unseal(bytes(sealed), custodian(), about="x")


def test_a_sealed_thing_moved_to_another_place_does_not_open(own_home: Path) -> None:
    with pytest.raises(WrongKey):
        unseal(seal(TEXT, about="one"), custodian(), about="other")


def test_another_key_does_not_open(own_home: Path) -> None:
    with pytest.raises(WrongKey, match="khóa khác"):
        unseal(seal(TEXT, about="x"), X25519PrivateKey.generate(), about="x")


def test_keys_are_made_once_and_only_the_owner_reads_them(own_home: Path) -> None:
    path = own_home / "keys" / "custodian.key"
    key = path.read_bytes()
    assert make_keys() is None
    assert path.read_bytes() == key
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_key_under_a_passphrase_needs_it(tmp_path: Path) -> None:
    pem = make_pair(tmp_path, "custodian", "chín con trâu").read_bytes()
    assert b"ENCRYPTED" in pem
    assert private_key(pem, "chín con trâu")
    for wrong in ("", "chín con bò"):
        with pytest.raises(WrongKey, match="Mật khẩu"):
            private_key(pem, wrong)


def test_a_public_key_is_no_private_key(own_home: Path) -> None:
    with pytest.raises(WrongKey):
        private_key((keys_folder() / "custodian.pub").read_bytes())


def test_the_recovery_key_opens_too(own_home: Path) -> None:
    pem = make_pair(keys_folder(), "recovery").read_bytes()
    sealed = seal(TEXT, about="x")
    assert unseal(sealed, private_key(pem), about="x") == unseal(sealed, custodian(), about="x") == TEXT


def test_new_locks_open_with_the_new_key_only(own_home: Path, tmp_path: Path) -> None:
    sealed = seal(TEXT, about="x")
    locks, body = locks_of(sealed)
    new = private_key(make_pair(tmp_path, "new").read_bytes())
    relocked = relock(locks, custodian(), [public_key((tmp_path / "new.pub").read_bytes())], about="x")
    assert unseal(with_locks(relocked, body), new, about="x") == TEXT
    with pytest.raises(WrongKey):
        unseal(with_locks(relocked, body), custodian(), about="x")


@pytest.mark.django_db
def test_an_original_of_the_first_version_still_opens_and_stands_in_no_list_of_locks(own_home: Path) -> None:
    path = original_path("ab" * 32)
    path.parent.mkdir(parents=True)
    path.write_bytes(SUITE.encrypt(b"bao cao", public_keys()[0], info=PURPOSE_V1))
    assert unseal(path.read_bytes(), custodian(), about=path.name) == b"bao cao"
    assert list(old_locks()) == []
