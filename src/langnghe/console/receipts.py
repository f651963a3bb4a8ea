"""Commands of receipts: receipt verify."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from langnghe.console.site import use_django

if TYPE_CHECKING:
    from langnghe.cases.receipts import Shown


@click.group()
def receipt() -> None:
    """Check receipts that citizens hold.

    \b
    langnghe receipt verify bien-nhan.json
    """


@receipt.command()
@click.argument("what", metavar="FILE|CODE")
def verify(what: str) -> None:
    """Show that a submission was neither dropped nor altered. Exit status 1 when it was.

    \b
    langnghe receipt verify bien-nhan-K7QX-M2PD.json
    langnghe receipt verify "1234 5678 9012 3456"
    langnghe receipt verify -          the code from standard input, so that no list of processes shows it
    """
    use_django()
    shown = _shown(sys.stdin.readline().strip() if what == "-" else what)
    for line in _lines(shown):
        click.echo(line)
    sys.exit(0 if shown.intact else 1)


def _shown(what: str) -> Shown:
    from langnghe.cases import receipts

    if Path(what).is_file():
        try:
            kept = json.loads(Path(what).read_text("utf-8"))
            return receipts.check_file(kept if isinstance(kept, dict) else {})
        except ValueError as error:
            raise click.ClickException(f"Không đọc được biên nhận: {error}") from None
    found = receipts.find(what)
    if found is None:
        raise click.ClickException("Không có biên nhận nào mang mã này; hãy so lại 16 chữ số.")
    return receipts.show(found)


def _lines(shown: Shown) -> list[str]:
    content = {True: "còn nguyên", False: "ĐÃ BỊ THAY ĐỔI", None: "không còn lưu (hết thời hạn hoặc giữ kín đặc biệt)"}
    lines = [
        f"dòng nhật ký: {_line(shown)}",
        f"nội dung đã gửi: {content[shown.content_whole]}",
    ]
    if shown.root is None:
        return [*lines, "mã gốc: ngày của biên nhận chưa có mã gốc; hãy thử lại vào hôm sau"]
    holds = shown.proof is not None and shown.proof.holds() and shown.proof.tree == shown.root.tree
    return [*lines, f"mã gốc ngày {shown.root.day:%d/%m/%Y}: {'khớp' if holds else 'KHÔNG KHỚP'} {shown.root.tree}"]


def _line(shown: Shown) -> str:
    if shown.entry is None:
        return "KHÔNG CÒN"
    return f"số {shown.entry.number}, {'còn nguyên' if shown.entry_whole else 'ĐÃ BỊ SỬA'}"


COMMANDS = (receipt,)
