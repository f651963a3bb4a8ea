"""How long a country-size table of units takes: 34 provinces, 3,321 communes, what they were made of, the districts.

    python benchmarks/units.py

The units are made up, their numbers are those of the reform of 1 July 2025 (Resolution 202/2025/QH15). The register is
an SQLite file of its own, or the empty database of LANGNGHE_DATABASE. The workbook goes through the guarded reader.
"""

from __future__ import annotations

import datetime as dt
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import TypeVar

import django

T = TypeVar("T")
TODAY = dt.date(2026, 11, 1)


def timed(what: str, act: Callable[[], T]) -> T:
    started = perf_counter()
    result = act()
    print(f"{what:46} {perf_counter() - started:7.2f} s")
    return result


def main() -> None:
    os.environ |= {"DJANGO_SETTINGS_MODULE": "langnghe.settings", "LANGNGHE_HOME": tempfile.mkdtemp()}
    django.setup()
    from django.core.management import call_command
    from django.db import connection
    from tests.registry.reform import country, workbook

    from langnghe.desk.views.units import read_table
    from langnghe.registry.models import Unit
    from langnghe.registry.queries import find_units
    from langnghe.registry.succession import heirs, one_successor
    from langnghe.registry.unit_rows import sample
    from langnghe.registry.units import apply, preview

    call_command("migrate", verbosity=0)
    if Unit.objects.exists():
        raise SystemExit("This database holds units already; name an empty one in LANGNGHE_DATABASE, or none.")
    table = country()
    print(f"{len(table) - 1:,} rows, {connection.vendor}")
    assert table[0] == sample()[0]
    path = Path(tempfile.mkdtemp(), "don-vi.xlsx")
    path.write_bytes(workbook(table))
    rows = timed("read the workbook, guarded", lambda: read_table(path))
    planned = timed("preview", lambda: preview(rows))
    assert not planned.wrong, planned.wrong[:3]
    print(timed("apply", lambda: apply(planned)))
    again = timed("preview the same table again", lambda: preview(rows))
    assert not again.has_work
    timed("search without marks", lambda: find_units("xa cu 0042"))
    timed("heirs of all ended units", lambda: heirs(TODAY))
    old = Unit.objects.get(code="C00042")
    timed("one successor of one unit", lambda: one_successor(old, TODAY))


if __name__ == "__main__":
    main()
