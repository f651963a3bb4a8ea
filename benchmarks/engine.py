"""The engine over 10,000 to 1,000,000 statements: redact, classify, dedupe, cluster, store. Seconds, memory, growth.

    python -m benchmarks.engine [--sizes 10000 100000] [--peers] [--workers 2]
    python -m benchmarks.engine --sizes 1000000

Each size runs in a process of its own, from reading the first statement's line to the last theme in the database;
starting Python counts too, but compiling modules does not: a first run on a few statements has done it, as installing
does for a program. ``--peers`` runs what others would glue together (see peers.py) on the same statements right after,
then datasketch and BERTopic for their one step, and prints the ratios.

Targets on 2 cores: 6, 30 and 240 s, 3 GiB, growth exponent at most 1.05.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import math
import os
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from benchmarks import peers
from benchmarks.measuring import MEBI, Stages, Watch, cpu_seconds, line, load, show

from langnghe.text import cluster, dedupe
from langnghe.text.classify import Classifier
from langnghe.text.normal import fold
from langnghe.text.redact import redact_many
from langnghe.text.spread import spread

TARGETS = {10_000: 6, 100_000: 30, 1_000_000: 240}  # seconds on 2 cores
TARGET_MEBI, TARGET_GROWTH = 3072, 1.05
BATCH = 5_000  # statements that a process takes at a time
FEW = 500  # statements of the first run, which is not reported
MOST_OF_AN_ISSUE = 3  # as in langnghe.synthesis.pipeline
SCHEMA = """
    PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;
    CREATE TABLE opinion (id INTEGER PRIMARY KEY, text TEXT, folded TEXT, context TEXT, sector TEXT, topic TEXT,
                          kind TEXT, score REAL);
    CREATE TABLE link (first INTEGER, second INTEGER, kind TEXT, score REAL);
    CREATE TABLE grouped (id INTEGER PRIMARY KEY, issue INTEGER, theme TEXT);
    CREATE TABLE theme (key TEXT PRIMARY KEY, topic TEXT, title TEXT);
    CREATE VIRTUAL TABLE search USING fts5(folded, content='opinion', content_rowid='id',
                                           tokenize='unicode61 remove_diacritics 0');
"""
INDEXES = """
    CREATE INDEX grouped_issue ON grouped (issue);
    CREATE INDEX grouped_theme ON grouped (theme);
"""
SEARCH = """
    CREATE INDEX opinion_topic ON opinion (sector, topic);
    INSERT INTO search(search) VALUES ('rebuild');
"""
INDEXING = "import sqlite3, sys; sqlite3.connect(sys.argv[1]).executescript(sys.argv[2])"

Told = dict[str, Any]  # what a run told of itself
Part = tuple[str, int, int]  # file, first and last byte
Admitted = list[tuple[Any, ...]]  # rows as the table ``opinion`` has them


# --- the recipe -----------------------------------------------------------------------------------------------


def engine(source: Path, database: Path, workers: int, stages: Stages) -> dict[str, int]:
    """Statements of a JSON Lines file, through every step and into a database; how many of what came out."""
    store = sqlite3.connect(database)
    store.executescript(SCHEMA)
    items: list[dedupe.Item] = []
    contexts: dict[str, str] = {}  # each kept once
    with stages.stage("redact, classify, store"):
        for rows in spread(admitted, parts(source), workers=workers):
            store.executemany("INSERT INTO opinion VALUES (?, ?, ?, ?, ?, ?, ?, ?)", rows)
            items += [dedupe.Item(row[0], row[1], contexts.setdefault(row[3], row[3]), row[5], row[4]) for row in rows]
        store.commit()
    indexing = subprocess.Popen([sys.executable, "-S", "-c", INDEXING, str(database), SEARCH])  # nothing waits for it
    with stages.stage("repeats, same matter"):
        links = dedupe.links(items, workers=workers)
        issue = dedupe.union([item.id for item in items], ((row.a, row.b) for row in links if row.link == "repeat"))
    with stages.stage("themes"):
        themes = cluster.themes(voices(items, issue), workers=workers)
    with stages.stage("store results"):
        if indexing.wait():
            raise SystemExit("the search index was not built")
        keep(store, issue, links, themes)
    return {"opinions": len(items), "links": len(links), "themes": len(themes)}


def admitted(part: Part) -> Admitted:
    """A part of the file redacted, folded and classified; this runs in other processes."""
    path, first, last = part
    with open(path, "rb") as file:
        file.seek(first)
        records = [json.loads(row) for row in file.read(last - first).splitlines()]
    texts = [found.text for found in redact_many([record["text"] for record in records])]
    labels = Classifier.shipped().classify(texts, [record["context"] for record in records])
    return [
        (record["id"], text, fold(text), record["context"], label.sector, label.topic, label.kind, label.score)
        for record, text, label in zip(records, texts, labels, strict=True)
    ]


def parts(source: Path) -> list[Part]:
    """The file cut every BATCH lines."""
    cuts, position = [0], 0
    with source.open("rb") as file:
        for number, row in enumerate(file, start=1):
            position += len(row)
            if number % BATCH == 0:
                cuts.append(position)
    ends = cuts[1:] if cuts[-1] == position else [*cuts[1:], position]
    return [(str(source), first, last) for first, last in zip(cuts, ends, strict=False)]


def voices(items: Sequence[dedupe.Item], issue: dict[int, int]) -> list[cluster.Item]:
    """What the themes are made from, as in the pipeline: of each issue the first few statements with a topic."""
    told: Counter[int] = Counter()
    chosen = []
    for item in items:
        told[issue[item.id]] += 1
        if item.topic and told[issue[item.id]] <= MOST_OF_AN_ISSUE:
            chosen.append(cluster.Item(item.id, item.text, item.topic))
    return chosen


def keep(
    store: sqlite3.Connection, issue: dict[int, int], links: list[dedupe.Link], themes: list[cluster.Theme]
) -> None:
    """Links, issues and themes into the database, then its indexes."""
    theme_of = {issue[member]: theme.key for theme in themes for member in theme.members}
    store.executemany("INSERT INTO link VALUES (?, ?, ?, ?)", ((row.a, row.b, row.link, row.score) for row in links))
    store.executemany("INSERT INTO theme VALUES (?, ?, ?)", ((theme.key, theme.topic, theme.title) for theme in themes))
    store.executemany(
        "INSERT INTO grouped VALUES (?, ?, ?)", ((row, first, theme_of.get(first)) for row, first in issue.items())
    )
    store.executescript(INDEXES)
    store.commit()
    store.close()


def glue(source: Path, database: Path, workers: int, stages: Stages) -> dict[str, int]:
    """The peer, on the same file; one process whatever ``workers`` is."""
    read = texts(source)
    peers.glue(read, database, stages)
    return {"opinions": len(read)}


def repeats(source: Path, database: Path, workers: int, stages: Stages) -> dict[str, int]:
    """Our near-copies by themselves, in one process, to compare with a peer of that step."""
    items = [dedupe.Item(number, text) for number, text in enumerate(texts(source))]
    with stages.stage("repeats"):
        found = dedupe.repeats(items)
    return {"opinions": len(items), "links": len(found)}


def datasketch(source: Path, database: Path, workers: int, stages: Stages) -> dict[str, int]:
    """A peer of one step: MinHash LSH over the folded words."""
    folded = [fold(text) for text in texts(source)]
    with stages.stage("repeats"):
        found = peers.datasketch_issues(folded)
    return {"opinions": len(found)}


def bertopic(source: Path, database: Path, workers: int, stages: Stages) -> dict[str, int]:
    """A peer of one step: BERTopic on TF-IDF vectors."""
    folded = [fold(text) for text in texts(source)]
    with stages.stage("themes"):
        found = peers.bertopic_themes(folded)
    return {"opinions": len(folded), "themes": len(set(found))}


def texts(source: Path) -> list[str]:
    with source.open() as file:
        return [json.loads(row)["text"] for row in file]


RECIPES = {recipe.__name__: recipe for recipe in (engine, glue, repeats, datasketch, bertopic)}
AGAINST = {"glue": ("engine", None), "datasketch": ("repeats", "repeats"), "bertopic": ("engine", "themes")}
MOST = {"datasketch": 100_000, "bertopic": 100_000}  # statements; more would take hours or tens of GiB


# --- measuring ------------------------------------------------------------------------------------------------


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--peers", action="store_true")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--one", nargs=2, metavar=("RECIPE", "FILE"), help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.one:
        one(chosen.one[0], Path(chosen.one[1]), chosen.workers)
    else:
        compare(chosen.sizes, ["engine", *(present() if chosen.peers else [])], chosen.workers)


def one(recipe: str, source: Path, workers: int) -> None:
    """Carry out one recipe in this process and print what it took, as JSON."""
    stages = Stages()
    with tempfile.TemporaryDirectory() as folder:
        found = RECIPES[recipe](source, Path(folder) / "store.sqlite3", workers, stages)
    print(json.dumps({"wall": stages.wall, "cpu": stages.cpu, "all_cpu": cpu_seconds(), **found}))


def present() -> list[str]:
    """The peers that can be run here."""
    needs = {"glue": "rensa", "datasketch": "datasketch", "bertopic": "bertopic"}
    missing = [recipe for recipe, package in needs.items() if importlib.util.find_spec(package) is None]
    for recipe in missing:
        print(f"{recipe} is left out: its package is not installed here")
    return [recipe for recipe in ("glue", "repeats", "datasketch", "bertopic") if recipe not in missing]


def compare(sizes: Sequence[int], recipes: Sequence[str], workers: int) -> None:
    Classifier.shipped()  # fitted once on each machine and kept; not a part of the job
    told: dict[str, dict[int, Told]] = {recipe: {} for recipe in recipes}
    with tempfile.TemporaryDirectory() as folder:
        os.environ["PYTHONPYCACHEPREFIX"] = folder
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        few = Path(folder) / "few.jsonl"
        few.write_text("".join(records(range(FEW))))
        for recipe in recipes:
            run(recipe, few, workers)
        for size in sizes:
            source = Path(folder) / f"{size}.jsonl"
            source.write_text("".join(records(range(size))))
            for recipe in recipes:
                if size <= MOST.get(recipe, size):
                    told[recipe][size] = run(recipe, source, workers)
                    report(recipe, size, told[recipe][size])
            source.unlink()
    summary(told)


def records(numbers: Iterable[int]) -> Iterator[str]:
    from benchmarks.generator import statement  # not at the top: the engine's own process has no use for it

    for number in numbers:
        row = statement(number)
        yield json.dumps({"id": number, "text": row.text, "context": row.context}, ensure_ascii=False) + "\n"


def run(recipe: str, source: Path, workers: int) -> Told:
    """A process that carries the recipe out: what it told, its wall seconds and the peak of its memory."""
    started = time.monotonic()
    process = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.engine", "--one", recipe, str(source), "--workers", str(workers)],
        stdout=subprocess.PIPE,
        env=os.environ | {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
    )
    with Watch(process.pid) as watch:
        told = process.communicate()[0]
    if process.returncode:
        raise SystemExit(process.returncode)
    return {**json.loads(told), "all": time.monotonic() - started, "peak": watch.peak}


def report(recipe: str, size: int, told: Told) -> None:
    print(f"\n{recipe}, {size:,} statements, load {load()}")
    show(
        ("step", "wall s", "cpu s", "cpu us each"),
        [(step, wall, told["cpu"][step], 1e6 * told["cpu"][step] / size) for step, wall in told["wall"].items()],
    )
    counted = {key: told[key] for key in ("opinions", "links", "themes") if key in told}
    target = {"target_seconds": TARGETS.get(size), "target_mebi": TARGET_MEBI} if recipe == "engine" else {}
    line(
        benchmark=recipe,
        size=size,
        wall=told["all"],
        cpu=told["all_cpu"],
        peak_mebi=told["peak"] // MEBI,
        steps={step: round(seconds, 2) for step, seconds in told["wall"].items()},
        **counted,
        **target,
    )


def summary(told: dict[str, dict[int, Told]]) -> None:
    """Growth from the smallest to the largest size (1 is in proportion), and the ratio to each peer."""
    for recipe, runs in told.items():
        low, high = min(runs, default=0), max(runs, default=0)
        if high > low:
            exponent = math.log(runs[high]["all"] / runs[low]["all"], high / low)
            line(benchmark=f"{recipe}, growth", sizes=[low, high], exponent=exponent, target=TARGET_GROWTH)
    for peer in [name for name in told if name in AGAINST]:
        recipe, step = AGAINST[peer]
        for size, theirs in told[peer].items():
            ours = told[recipe][size]
            ratio = ours["wall"][step] / theirs["wall"][step] if step else ours["all"] / theirs["all"]
            processor = ours["cpu"][step] / theirs["cpu"][step] if step else ours["all_cpu"] / theirs["all_cpu"]
            line(benchmark=f"engine / {peer}", step=step or "all", size=size, ratio=ratio, ratio_of_cpu=processor)


if __name__ == "__main__":
    main()
