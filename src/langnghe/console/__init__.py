"""The command line: see ``langnghe --help``. Text commands need no database."""

from __future__ import annotations

import os

# One thread for each process of ours: workers share the cores, and sums come out the same on every machine.
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import click

import langnghe
from langnghe.console import audit, engine, keys, numbers, receipts, site
from langnghe.console.refusals import Office


@click.group(cls=Office, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(langnghe.__version__, prog_name="langnghe")
def main() -> None:
    """Lắng Nghe: từ báo cáo của các đơn vị đến báo cáo tổng hợp, mỗi số liệu truy được về nguồn."""


for command in (
    *engine.COMMANDS,
    *numbers.COMMANDS,
    *site.COMMANDS,
    *audit.COMMANDS,
    *keys.COMMANDS,
    *receipts.COMMANDS,
):
    main.add_command(command)
