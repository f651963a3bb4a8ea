"""Seconds, memory and load of what is measured; every benchmark prints a small table and one line of JSON."""

from __future__ import annotations

import json
import os
import resource
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

MEBI = 2**20


def tree(root: int) -> list[int]:
    """The process ``root`` and all below it."""
    children: dict[int, list[int]] = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit() and (parent := _parent(folder)):
            children.setdefault(parent, []).append(int(folder.name))
    found = [root]
    for pid in found:
        found += children.get(pid, [])
    return found


def _parent(folder: Path) -> int | None:
    try:
        return int((folder / "stat").read_text().rpartition(")")[2].split()[1])
    except OSError:  # it has ended meanwhile
        return None


def memory(root: int) -> int:
    """Bytes that a process and all below it take; a page that forked processes share is shared out among them."""
    return sum(_share(pid) for pid in tree(root))


def _share(pid: int) -> int:
    try:
        rows = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:  # it has ended meanwhile
        return 0
    return next((1024 * int(row.split()[1]) for row in rows if row.startswith("Pss:")), 0)


class Watch:
    """Looks four times a second at the memory of another process and all below it, until told to stop.

    Not at this process: a second thread in it would keep ``spread`` from forking.
    """

    def __init__(self, pid: int) -> None:
        self.peak = 0
        self._pid = pid
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def _look(self) -> None:
        while not self._over.wait(0.25):
            self.peak = max(self.peak, memory(self._pid))

    def __enter__(self) -> Watch:
        self._thread.start()
        return self

    def __exit__(self, *exc: object) -> None:
        self._over.set()
        self._thread.join()


def cpu_seconds() -> float:
    """Processor time of this process and of its children that have ended."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


class Stages:
    """Wall and processor seconds of named stages; a stage entered again adds up."""

    def __init__(self) -> None:
        self.wall: dict[str, float] = {}
        self.cpu: dict[str, float] = {}

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        wall, cpu = time.monotonic(), cpu_seconds()
        yield
        self.wall[name] = self.wall.get(name, 0) + time.monotonic() - wall
        self.cpu[name] = self.cpu.get(name, 0) + cpu_seconds() - cpu


def load() -> float:
    """How many processes wanted a core in the last minute: on 2 cores a quiet run starts near 0."""
    return round(os.getloadavg()[0], 2)


def show(columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """A table with aligned columns."""
    cells = [list(columns), *([_text(value) for value in row] for row in rows)]
    widths = [max(len(row[at]) for row in cells) for at in range(len(columns))]
    for row in cells:
        print("  ".join(value.ljust(width) for value, width in zip(row, widths, strict=True)).rstrip())


def _text(value: Any) -> str:
    return f"{value:,.2f}" if isinstance(value, float) else str(value)


def line(**figures: Any) -> None:
    """The same as one line of JSON, with the load at the end of the run."""
    rounded = {key: round(value, 3) if isinstance(value, float) else value for key, value in figures.items()}
    print(json.dumps({**rounded, "load": load()}, ensure_ascii=False), flush=True)
