"""Another key pair: the old one opens nothing any more, nothing is lost, and a lost key is replaced by the recovery key."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.conf import LazySettings

from langnghe.console import main
from langnghe.privacy.locks import Locks, old_locks, put, use
from langnghe.privacy.models import Sealed
from langnghe.privacy.seal import keep_original, keys_folder, make_pair, original_path
from langnghe.privacy.unseal import WrongKey, private_key, unseal
from langnghe.privacy.vault import Person, keep, unpack

HER = Person(name="Lò Thị Ín")
PASS = "chín con trâu trắng"
Command = Callable[..., str]


@pytest.fixture
def command(settings: LazySettings) -> Command:
    def run(*arguments: object, typed: str = "") -> str:
        result = CliRunner().invoke(main, ["keys", *map(str, arguments)], input=typed)
        assert result.exit_code == 0, result.output
        return result.output

    return run


def opens(token: str, sha256: str, pem: bytes, passphrase: str = "") -> bool:
    key = private_key(pem, passphrase)
    person, _ = unpack(unseal(bytes(Sealed.objects.get(token=token).ciphertext), key, about=token))
    return person == HER and unseal(original_path(sha256).read_bytes(), key, about=sha256) == b"don"


@pytest.mark.django_db
def test_the_whole_change_of_keys_by_the_commands(command: Command, tmp_path: Path) -> None:
    token, sha256 = keep(HER), keep_original(b"don")
    old_key = (keys_folder() / "custodian.key").read_bytes()
    (tmp_path / "old.key").write_bytes(old_key)
    command("make", "--out", tmp_path / "new", typed=f"{PASS}\n{PASS}\n")
    command("use", tmp_path / "new" / "custodian.pub")
    later = keep(HER)  # what comes in meanwhile has the new lock already
    assert "2 ổ khóa cũ" in command("locks", tmp_path / "old.jsonl")
    assert later not in (tmp_path / "old.jsonl").read_text()
    relocked = ["relock", tmp_path / "old.jsonl", "--key", tmp_path / "old.key", "--out", tmp_path / "new.jsonl"]
    command(*relocked, "--new", tmp_path / "new" / "custodian.pub", typed="\n")
    for _ in range(2):  # safe to repeat
        assert "còn 0 ổ khóa cũ" in command("put", tmp_path / "new.jsonl")
    new_key = (tmp_path / "new" / "custodian.key").read_bytes()
    assert opens(token, sha256, new_key, PASS)
    assert opens(later, sha256, new_key, PASS)
    with pytest.raises(WrongKey):
        opens(token, sha256, old_key)


@pytest.mark.django_db
def test_a_lost_key_is_replaced_by_the_recovery_key(command: Command, tmp_path: Path) -> None:
    recovery = make_pair(tmp_path, "recovery")
    use((keys_folder() / "custodian.pub").read_bytes(), (tmp_path / "recovery.pub").read_bytes())
    token, sha256 = keep(HER), keep_original(b"don")
    (keys_folder() / "custodian.key").unlink()  # lost
    new = make_pair(tmp_path / "new", "custodian")
    command("use", tmp_path / "new" / "custodian.pub")
    command("locks", tmp_path / "old.jsonl")
    publics = ["--new", tmp_path / "new" / "custodian.pub", "--new", tmp_path / "recovery.pub"]
    relocked = ["relock", tmp_path / "old.jsonl", "--key", recovery, *publics, "--out", tmp_path / "new.jsonl"]
    command(*relocked, typed="\n")
    assert "còn 0" in command("put", tmp_path / "new.jsonl")
    assert opens(token, sha256, new.read_bytes())
    assert opens(token, sha256, recovery.read_bytes())


@pytest.mark.django_db
def test_a_recovery_key_added_later_covers_what_came_before(tmp_path: Path) -> None:
    keep(HER)
    make_pair(tmp_path, "recovery")
    assert list(old_locks()) == []
    use((keys_folder() / "custodian.pub").read_bytes(), (tmp_path / "recovery.pub").read_bytes())
    assert len(list(old_locks())) == 1


@pytest.mark.django_db
def test_locks_of_other_keys_or_other_places_are_refused(tmp_path: Path) -> None:
    token = keep(HER)
    own = Locks(token, [])
    with pytest.raises(ValueError, match="không thuộc khóa đang dùng"):
        put([own])
    make_pair(tmp_path, "new")
    use((tmp_path / "new.pub").read_bytes())
    (stale,) = old_locks()
    with pytest.raises(ValueError, match="không thuộc khóa đang dùng"):
        put([stale])


def test_a_short_passphrase_and_an_existing_key_are_refused(tmp_path: Path) -> None:
    make = ["keys", "make", "--out", str(tmp_path)]
    assert "ngắn quá" in CliRunner().invoke(main, make, input="ngan\nngan\n").output
    make_pair(tmp_path, "custodian")
    assert "không mất khóa cũ" in CliRunner().invoke(main, make).output


def test_a_public_key_that_is_none_is_refused(tmp_path: Path) -> None:
    before = (keys_folder() / "custodian.pub").read_bytes()
    make_pair(tmp_path, "new")
    for keys in ((b"rac", None), ((tmp_path / "new.pub").read_bytes(), b"rac")):
        with pytest.raises(ValueError, match="không phải khóa công khai"):
            use(*keys)
    assert (keys_folder() / "custodian.pub").read_bytes() == before
