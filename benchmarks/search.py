"""Search without diacritics over many statements: the search itself, and the whole page that the desk shows.

    python -m benchmarks.search [--statements 300000] [--queries 300] [--database postgresql://user@host:port/name]

Fills an empty database (SQLite in a scratch folder where none is named), then asks for words and phrases taken from
the statements, half of them typed without marks. Target: p95 at most 50 ms.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import tempfile
import time
from collections.abc import Callable
from typing import Any

from benchmarks.generator import Statement, original, statements
from benchmarks.measuring import line, load, show

from langnghe.text.normal import fold

TARGET_MS = 50
IN_DOCUMENT, AT_ONCE = 300, 3000
SHOWN = 25  # of a page


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--statements", type=int, default=300_000)
    parser.add_argument("--queries", type=int, default=300)
    parser.add_argument("--database", default="", help="an empty PostgreSQL database; SQLite where not given")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        os.environ |= {"LANGNGHE_HOME": home, "LANGNGHE_DATABASE": chosen.database}
        from langnghe.console.site import prepare, use_django

        use_django()
        prepare()
        fill(chosen.statements)
        measure(queries(chosen.queries, chosen.statements), chosen.statements)


def fill(count: int) -> None:
    """So many statements in documents of 300 each, with topics, in one month."""
    from django.db import connection

    from langnghe.registry.actions import open_period

    started = time.monotonic()
    period = open_period("2026-10")
    for start in range(0, count, AT_ONCE):
        _store(period, start, statements(start, min(start + AT_ONCE, count)))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # PostgreSQL does so by itself within minutes
    print(f"{count:,} statements in {connection.vendor} after {time.monotonic() - started:.0f} s")


def _store(period: object, start: int, rows: list[Statement]) -> None:
    from django.db import transaction

    from langnghe.intake.models import Document, Opinion, StoredBlock
    from langnghe.synthesis.models import Proposal

    with transaction.atomic():
        documents = Document.objects.bulk_create(
            Document(sha256=f"{number:064}", period=period, name="bao-cao.docx", size=1, received_by="-", state="read")
            for number in range(start, start + len(rows), IN_DOCUMENT)
        )
        blocks = StoredBlock.objects.bulk_create(
            StoredBlock(document=document, number=0, kind="row", place="p1", text="-") for document in documents
        )
        opinions = Opinion.objects.bulk_create(
            Opinion(
                document=documents[number // IN_DOCUMENT],
                block=blocks[number // IN_DOCUMENT],
                start=0,
                end=len(row.text),
                text=row.text,
                folded=fold(row.text),
            )
            for number, row in enumerate(rows)
        )
        Proposal.objects.bulk_create(
            Proposal(opinion=row, sector="DD", topic="dd.gcn", kind="phan_anh") for row in opinions
        )


def queries(count: int, size: int) -> list[str]:
    """What people type: one to four words that stand together in some statement; some as a phrase, half unmarked."""
    draw = random.Random(11)
    found = []
    for _ in range(count):
        words = original(draw.randrange(size), 7).text.replace('"', " ").split()
        long = draw.choice((1, 2, 2, 3, 4))
        at = draw.randrange(len(words) - long)
        query = " ".join(words[at : at + long])
        query = f'"{query}"' if draw.random() < 0.3 else query
        found.append(fold(query) if draw.random() < 0.5 else query)
    return ["dat dai", *found]


def measure(asked: list[str], count: int) -> None:
    from django.db import connection

    from langnghe.intake.search import search

    client = _signed_in()
    ways: dict[str, Callable[[str], object]] = {
        "search, first 25": lambda words: list(search(words)[:SHOWN]),
        "the desk's page": lambda words: client.get("/tim/", {"q": words}, headers={"host": "localhost"}),
    }
    before = load()
    for name, way in ways.items():
        spent = sorted((*_milliseconds(way, words), words) for words in asked)
        times, own = [row[0] for row in spent], sorted(row[1] for row in spent)
        last = int(0.95 * len(spent))
        show(
            ("what", "p50 ms", "p95 ms", "slowest ms", "asked", "own p95 ms"),
            [(name, statistics.median(times), times[last], times[-1], spent[-1][2], own[last])],
        )
        line(
            benchmark=f"search, {name}",
            database=connection.vendor,
            statements=count,
            queries=len(asked),
            p50_ms=statistics.median(times),
            p95_ms=times[last],
            slowest_ms=times[-1],
            own_p95_ms=own[last],
            target_ms=TARGET_MS,
            load_before=before,
        )


def _milliseconds(way: Callable[[str], object], words: str) -> tuple[float, float]:
    """Wall time of a query, and this process's own processor time (SQLite's is part of it, PostgreSQL's is not)."""
    started, own = time.perf_counter(), time.process_time()
    way(words)
    return 1000 * (time.perf_counter() - started), 1000 * (time.process_time() - own)


def _signed_in() -> Any:
    from django.test import Client

    from langnghe.registry.models import Office, Officer
    from langnghe.registry.roles import Role

    Office.objects.get_or_create(province="tỉnh Lam Giang")
    client = Client()
    client.force_login(Officer.objects.create_user(username="clerk", role=Role.CLERK))
    found = client.get("/tim/", {"q": "dat dai"}, headers={"host": "localhost"})
    assert "đất" in found.content.decode().lower(), f"the page does not show what was found ({found.status_code})"
    return client


if __name__ == "__main__":
    main()
