"""Commands of the vault's keys: keys make, use, locks, relock, put. How they follow each other: docs/van-hanh.md."""

from __future__ import annotations

import os
from pathlib import Path

import click

from langnghe.console.site import use_django

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def keys() -> None:
    """Make, change and use the keys that seal identities and originals.

    \b
    langnghe keys make --out /media/usb
    """


@keys.command()
@click.option("--out", "folder", required=True, type=click.Path(file_okay=False, path_type=Path))
@click.option("--name", default="custodian", show_default=True)
def make(folder: Path, name: str) -> None:
    """On the custodian's machine: make a key pair under a passphrase.

    \b
    langnghe keys make --out /media/usb
    langnghe keys make --out /media/usb-2 --name recovery
    """
    use_django()
    from langnghe.privacy.seal import make_pair

    if (folder / f"{name}.key").exists():
        raise click.ClickException(f"Đã có {folder / name}.key; hãy chọn thư mục khác để không mất khóa cũ.")
    passphrase = click.prompt("Mật khẩu của khóa (ít nhất 12 ký tự)", hide_input=True, confirmation_prompt=True)
    if len(passphrase) < 12:
        raise click.ClickException("Mật khẩu ngắn quá: cần ít nhất 12 ký tự, nên là bốn từ ngẫu nhiên.")
    click.echo(f"Khóa riêng: {make_pair(folder, name, passphrase)}. Chỉ đem tệp .pub sang máy chủ.")


@keys.command()
@click.argument("public", type=FILE)
@click.option("--recovery", type=FILE, help="Public key of the recovery pair.")
def use(public: Path, recovery: Path | None) -> None:
    """On the server: seal with this public key from now on.

    \b
    langnghe keys use /media/usb/custodian.pub --recovery /media/usb/recovery.pub
    """
    use_django()
    from langnghe.privacy import locks

    try:
        locks.use(public.read_bytes(), recovery.read_bytes() if recovery else None)
    except ValueError as error:
        raise click.ClickException(str(error)) from None
    click.echo("Từ nay niêm phong bằng khóa này. Nội dung cũ: xem `langnghe keys locks`.")


@keys.command("locks")
@click.argument("out", type=click.Path(dir_okay=False, path_type=Path))
def take_locks(out: Path) -> None:
    """On the server: write the locks of everything still sealed with other keys, without any content.

    \b
    langnghe keys locks /media/usb/o-khoa-cu.jsonl
    """
    use_django()
    from langnghe.privacy import locks

    with open(os.open(out, os.O_CREAT | os.O_WRONLY | os.O_EXCL, 0o600), "w") as file:
        count = sum(bool(file.write(one.as_line() + "\n")) for one in locks.old_locks())
    click.echo(f"{count} ổ khóa cũ. Giữ tệp này đến khi đã thử mở được bằng khóa mới.")


@keys.command()
@click.argument("old_locks", type=FILE)
@click.option("--key", "private", required=True, type=FILE, help="The old private key, or the recovery key.")
@click.option("--new", "publics", required=True, multiple=True, type=FILE, help="New public key; recovery key second.")
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path))
def relock(old_locks: Path, private: Path, publics: tuple[Path, ...], out: Path) -> None:
    """On the custodian's machine: make new locks from the old ones.

    \b
    langnghe keys relock o-khoa-cu.jsonl --key cu/custodian.key --new moi/custodian.pub --out o-khoa-moi.jsonl
    """
    use_django()
    from langnghe.cases.identity import relock_lines

    passphrase = click.prompt("Mật khẩu của khóa (để trống nếu không có)", hide_input=True, default="")
    lines = old_locks.read_text().splitlines()
    try:
        made = relock_lines(lines, private.read_bytes(), passphrase, [path.read_bytes() for path in publics])
        out.write_text("".join(f"{line}\n" for line in made))
    except (ValueError, KeyError, TypeError) as error:
        raise click.ClickException(str(error)) from None
    click.echo(f"{len(lines)} ổ khóa mới.")


@keys.command()
@click.argument("new_locks", type=FILE)
def put(new_locks: Path) -> None:
    """On the server: put the new locks in the place of the old ones; safe to repeat.

    \b
    langnghe keys put /media/usb/o-khoa-moi.jsonl
    """
    use_django()
    from langnghe.privacy import locks

    try:
        done = locks.put(locks.Locks.of_line(line) for line in new_locks.read_text().splitlines())
    except (ValueError, KeyError, TypeError) as error:
        raise click.ClickException(str(error)) from None
    left = sum(1 for _ in locks.old_locks())
    click.echo(f"Đã thay {done} ổ khóa; còn {left} ổ khóa cũ.")


COMMANDS = (keys,)
