"""Commands of the journal: audit verify, audit root, audit proof."""

from __future__ import annotations

import sys
from typing import IO

import click

from langnghe.console.site import use_django


@click.group()
def audit() -> None:
    """Check the journal and publish its daily roots.

    \b
    langnghe audit verify
    """


@audit.command()
@click.option("--roots", type=click.File("r", encoding="utf-8"), help="Roots as published, kept elsewhere.")
def verify(roots: IO[str] | None) -> None:
    """Check every entry; name each one that was changed, removed or moved. Exit status 1 when there is one.

    \b
    langnghe audit verify
    langnghe audit verify --roots ma-goc.txt
    """
    use_django()
    from langnghe.audit.checking import flaws
    from langnghe.audit.models import Entry

    lines = (roots.read() if roots else "").splitlines()
    found = 0
    for flaw in flaws({line.split()[0]: line.strip() for line in lines if line.strip()}):
        found += 1
        click.echo(str(flaw), err=True)
    click.echo(f"{Entry.objects.count()} dòng nhật ký, {found} chỗ sai." if found else _whole(Entry.objects.count()))
    sys.exit(1 if found else 0)


def _whole(entries: int) -> str:
    return f"{entries} dòng nhật ký còn nguyên."


@audit.command()
def root() -> None:
    """Make the roots of the days that are over, and print all of them as they are published.

    \b
    langnghe audit root > ma-goc.txt
    """
    use_django()
    from langnghe.audit.models import Root
    from langnghe.audit.roots import close_days

    while close_days():
        pass
    for one in Root.objects.order_by("day"):
        click.echo(str(one))


@audit.command()
@click.argument("number", type=int)
def proof(number: int) -> None:
    """Prove that one entry is in the journal, by its day's published root.

    \b
    langnghe audit proof 4711
    """
    use_django()
    from langnghe.audit import roots

    made = roots.proof(number)
    if made is None:
        raise click.ClickException("Ngày của dòng này chưa có mã gốc; hãy thử lại vào hôm sau.")
    click.echo(f"mã băm của dòng: {made.digest}")
    for side, neighbour in made.path:
        click.echo(f"{'trái' if side == 'left' else 'phải'}: {neighbour}")
    click.echo(f"mã gốc: {made.tree}")
    sys.exit(0 if made.holds() else 1)


COMMANDS = (audit,)
