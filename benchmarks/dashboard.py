"""The whole picture at 10,000, 100,000 and 1,000,000 opinions: what a leader waits for, and how it grows.

    python -m benchmarks.dashboard [--opinions 10000 100000 1000000] [--requests 120]
        [--database postgresql://user@host:port/name] [--home FOLDER]

Fills an empty database (SQLite in a scratch folder where none is named) by plain SQL: 24 months, 100 communes of which
one in twelve has not reported, five channels, 80 topics, 240 themes, and a case to every 50 opinions. Then builds the
tallies and draws the sheets as the worker does, serves the site with gunicorn (two workers) and asks for whole pages
one after another. ``--home`` keeps a SQLite site to look at.
"""

from __future__ import annotations

import argparse
import http.client
import os
import random
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise
from math import log10
from pathlib import Path
from statistics import quantiles
from typing import Any

from benchmarks import desk
from benchmarks.measuring import line, load, show, tree
from benchmarks.serving import OURS, Page, queries, serving

GOAL_MS = 300
MONTHS = 24
WARMING = 3  # requests of a page before those that are timed
CASES = 50  # opinions to a case
PICKS, LABELS = 20_000, 9_973  # draws of (document, area) and of (topic, kind, theme); coprime, so they mix freely
THEMES_A_TOPIC = 3
CHANNELS = {"report": 100, "voters": 8, "reception": 6, "dialogue": 4, "press": 2}
KINDS = ("phan_anh", "kien_nghi", "hoi", "khieu_nai")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--opinions", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--requests", type=int, default=120, help="of each page")
    parser.add_argument("--database", default="", help="an empty PostgreSQL database; SQLite where not given")
    parser.add_argument("--home", default="", help="a folder that is kept")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        os.environ |= {"LANGNGHE_HOME": chosen.home or scratch, "LANGNGHE_DATABASE": chosen.database}
        from langnghe.console.site import prepare, use_django

        use_django()
        prepare()
        sizes = sorted(chosen.opinions)
        report(sizes, [one_size(start, end, chosen.requests) for start, end in pairwise([0, *sizes])])


def one_size(start: int, end: int, requests: int) -> dict[str, tuple[float, ...]]:
    """Filled from ``start`` to ``end`` and served; each page's p50, p95 and processor time in ms, and its queries."""
    desk.fill(start // CASES, end // CASES)
    timed("filled", end, lambda: fill(start, end))
    timed("counted", end, count)
    found: dict[str, tuple[float, ...]] = {}
    asked = pages()
    with serving(sys.executable, "benchmarks.dashboard:application()", OURS) as server:
        for page in asked:
            before = cpu_ms(server)
            p50, p95, most = percentiles(page, requests)
            cpu = (cpu_ms(server) - before) / (requests + WARMING)
            found[page.name] = (p50, p95, cpu, page.queries)
            line(opinions=end, page=page.name, p50_ms=p50, p95_ms=p95, most_ms=most, cpu_ms=cpu, sql=page.queries)
    return found


def timed(what: str, opinions: int, act: Any) -> None:
    began = time.monotonic()
    act()
    line(opinions=opinions, step=what, seconds=time.monotonic() - began)


def count() -> None:
    """As the worker does: tallies of every month, then the sheets of every quarter."""
    from langnghe.audit import journal
    from langnghe.synthesis import sheets, tallies
    from langnghe.synthesis.models import TallyMark

    TallyMark.objects.all().delete()
    journal.record(by=journal.MACHINE, verb="benchmark", what="tallies")
    began = time.monotonic()
    tallies.settle()
    print(f"  tallies of {MONTHS} months after {time.monotonic() - began:.1f} s")
    while sheets.draw_stale():
        pass


# --- filling --------------------------------------------------------------------------------------------------


def fill(start: int, end: int) -> None:
    """Opinions and their labels from ``start`` to ``end``: two statements, over drawn pairs."""
    from django.db import connection

    with connection.cursor() as cursor:
        if not start:
            _prepare(cursor)
        numbers = f"WITH RECURSIVE n(i) AS (SELECT {start} UNION ALL SELECT i + 1 FROM n WHERE i + 1 < {end})"
        after = _last_opinion(cursor) + 1 - start
        cursor.execute(
            f"""{numbers} INSERT INTO intake_opinion (id, document_id, block_id, "start", "end", text, folded, section,
            lead_in, area_id, answer, answered_by, made_by, replaced)
            SELECT {after} + i, document, block, 0, 9, 'ý kiến số ' || i, 'y kien so ' || i, '', '', area, '', '', '',
            {_no()} FROM n JOIN bench_pick ON k = i % {PICKS}"""
        )
        cursor.execute(
            f"""{numbers} INSERT INTO synthesis_proposal
            (opinion_id, sector, topic, kind, score, unsure, theme_id, made_with)
            SELECT {after} + i, sector, topic, kind, 0.9, {_no()}, theme, ''
            FROM n JOIN bench_label ON k = (i * 31 + i / {PICKS}) % {LABELS}"""
        )
        cursor.execute(
            """UPDATE cases_case SET outcome = CASE id % 5 WHEN 0 THEN 'done' WHEN 1 THEN 'promised'
            WHEN 2 THEN 'document' ELSE 'explained' END, decided_on = closed_on,
            rating = CASE WHEN id % 3 = 0 THEN 1 + id % 5 END
            WHERE closed_on IS NOT NULL AND decided_on IS NULL"""
        )
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT setval(pg_get_serial_sequence('intake_opinion', 'id'), (SELECT max(id) FROM intake_opinion))"
            )
        cursor.execute("ANALYZE")


def _no() -> str:
    from django.db import connection

    return "false" if connection.vendor == "postgresql" else "0"


def _last_opinion(cursor: Any) -> int:
    cursor.execute("SELECT coalesce(max(id), 0) FROM intake_opinion")
    return int(cursor.fetchone()[0])


def _prepare(cursor: Any) -> None:
    """Months, documents, themes, and what opinions are drawn from."""
    from langnghe.registry.models import Office, Officer

    Office.objects.create(
        province="tỉnh Thử", superior="TỈNH", name="VĂN PHÒNG", symbol="VP", place="Thử", signer_title="CVP"
    )
    Officer.objects.create_user(username="lanhdao", password=None, role="leader", unit_id=_province())
    draw = random.Random(5)
    cursor.execute("CREATE TABLE bench_pick (k integer PRIMARY KEY, document bigint, block bigint, area bigint)")
    cursor.execute("CREATE TABLE bench_label (k integer PRIMARY KEY, sector text, topic text, kind text, theme bigint)")
    cursor.executemany("INSERT INTO bench_pick VALUES (%s, %s, %s, %s)", _picks(draw))
    cursor.executemany("INSERT INTO bench_label VALUES (%s, %s, %s, %s, %s)", _labels(draw))


def _province() -> int:
    from langnghe.registry.models import Unit

    return Unit.objects.get(kind="tinh").pk


def _picks(draw: random.Random) -> list[tuple[int, int, int, int]]:
    """Documents and areas, those of larger communes and of later months drawn more often."""
    from langnghe.intake.models import Document, StoredBlock
    from langnghe.registry.actions import open_period
    from langnghe.registry.models import Unit

    communes = list(Unit.objects.filter(kind="xa").order_by("code"))
    size = {unit.pk: draw.uniform(0.3, 2) for unit in communes}
    days = [date.today().replace(day=1)]
    while len(days) < MONTHS:
        days.append((days[-1] - timedelta(days=1)).replace(day=1))
    documents, weights = [], []
    for age, period in enumerate(open_period(f"{day:%Y-%m}") for day in days):
        for channel, share in CHANNELS.items():
            for unit in communes:
                if channel == "report" and draw.random() < 1 / 12:
                    continue  # has not reported
                name = f"{channel} {unit.code} {period.key}"
                documents.append(
                    Document(
                        sha256=name.rjust(64, "0"), period=period, unit=unit, channel=channel, name=name, size=1,
                        state="read", received_by="tinh",
                    )
                )  # fmt: skip
                weights.append(share * size[unit.pk] * (1 - age / 60))
    documents = Document.objects.bulk_create(documents, batch_size=2000)
    blocks = StoredBlock.objects.bulk_create(
        [StoredBlock(document=each, number=1, kind="paragraph", place="p1", text="ý kiến") for each in documents], 2000
    )
    chosen = draw.choices(range(len(documents)), weights, k=PICKS)
    return [
        (number, documents[at].pk, blocks[at].pk, int(documents[at].unit_id or 0)) for number, at in enumerate(chosen)
    ]


def _labels(draw: random.Random) -> list[tuple[int, str, str, str, int | None]]:
    """Topics as unlike in size as real ones are; three opinions of four have a theme."""
    from langnghe.law.taxonomy import topics
    from langnghe.synthesis.models import Theme

    known = sorted(topics().values(), key=lambda topic: topic.code)
    draw.shuffle(known)
    themes = Theme.objects.bulk_create(
        Theme(key=f"{topic.code}-{n}", sector=topic.sector, topic=topic.code, title=f"{topic.name} {n}")
        for topic in known
        for n in range(THEMES_A_TOPIC)
    )
    of = {topic.code: [theme.pk for theme in themes if theme.topic == topic.code] for topic in known}
    chosen = draw.choices(known, [1 / (rank + 3) for rank in range(len(known))], k=LABELS)
    return [
        (number, topic.sector, topic.code, draw.choices(KINDS, (6, 3, 1, 1))[0],
         draw.choice(of[topic.code]) if draw.random() < 3 / 4 else None)
        for number, topic in enumerate(chosen)
    ]  # fmt: skip


# --- asking ---------------------------------------------------------------------------------------------------


def pages() -> list[Page]:
    """The leader's and the clerk's, with the SQL statements of each counted."""
    from langnghe.registry.models import Unit
    from langnghe.synthesis.spans import Span

    quarter = Span.parse(f"{date.today():%Y-%m}").quarter.before.key
    leader, clerk = desk.cookie("lanhdao"), desk.cookie("tinh")
    commune = Unit.objects.filter(kind="xa").order_by("code")[7].pk
    asked = [
        ("this month, leader", "/toan-canh/", leader),
        ("last quarter, leader", f"/toan-canh/?ky={quarter}", leader),
        ("a sector with statements, clerk", f"/toan-canh/linh-vuc/DD/?ky={quarter}", clerk),
        ("a commune with statements, clerk", f"/toan-canh/dia-ban/?ky={quarter}&dia-ban={commune}", clerk),
    ]
    found = [Page(*each) for each in asked]
    return [Page(page.name, page.path, page.cookie, queries=queries(page)) for page in found]


def percentiles(page: Page, requests: int) -> tuple[float, float, float]:
    """p50, p95 and the slowest in ms of the whole answer, after those that warm up."""
    taken = [_once(page) for _ in range(requests + WARMING)][WARMING:]
    cuts = quantiles(taken, n=20)
    return cuts[9], cuts[18], max(taken)


def cpu_ms(server: int) -> float:
    """Processor time that the site's processes have taken: on a busy machine it says more than the clock."""
    stats = [Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split() for pid in tree(server)]
    return sum(int(stat[11]) + int(stat[12]) for stat in stats) * 1000 / os.sysconf("SC_CLK_TCK")


def _once(page: Page) -> float:
    connection = http.client.HTTPConnection("127.0.0.1", page.port)
    began = time.monotonic()
    connection.request("GET", page.path, headers={"Cookie": page.cookie})
    answer = connection.getresponse()
    answer.read()
    taken = 1000 * (time.monotonic() - began)
    connection.close()
    if answer.status != 200:
        raise SystemExit(f"{page.path}: {answer.status}")
    return taken


def application() -> Any:
    """The site as gunicorn serves it."""
    return desk.application()


def report(sizes: Sequence[int], found: Sequence[dict[str, tuple[float, ...]]]) -> None:
    """p50, p95 and processor time at every size, and the exponent of its growth from the fewest to the most."""
    from django.db import connection

    decades = log10(sizes[-1] / sizes[0]) if len(sizes) > 1 else 1.0
    rows = [
        [name, *("{:.0f} / {:.0f} / {:.0f}".format(*one[name]) for one in found), int(found[-1][name][3]),
         f"{log10(found[-1][name][2] / found[0][name][2]) / decades:.2f}",
         "reached" if found[-1][name][1] < GOAL_MS else "missed"]
        for name in found[-1]
    ]  # fmt: skip
    print(f"\n{connection.vendor}, p50 / p95 / processor in ms, goal p95 < {GOAL_MS}; load {load()}")
    show(("page", *(f"{size:,}" for size in sizes), "SQL", "growth of processor time", "goal"), rows)


if __name__ == "__main__":
    main()
