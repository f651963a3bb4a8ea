"""``kill -9`` of the worker at random moments loses nothing and doubles nothing.

The suite runs a short version; ``LANGNGHE_KILLS=20 LANGNGHE_FILES=200`` before pytest runs the long one.
"""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.samples import BINH_KHE, DONG_HA, TAN_SON, docx_of

KILLS = int(os.environ.get("LANGNGHE_KILLS", "4"))
FILES = int(os.environ.get("LANGNGHE_FILES", "24"))
OPINIONS_OF_A_SAMPLE = {BINH_KHE: 4, TAN_SON: 5, DONG_HA: 5}
RECEIVE = """
import sys
from pathlib import Path
from langnghe.console.site import prepare, use_django
use_django()
prepare()
from langnghe.intake.actions import receive
from langnghe.registry.actions import open_period
for path in sorted(Path(sys.argv[1]).iterdir()):
    receive(path.read_bytes(), name=path.name, period=open_period("2026-10"), unit=None, by="test")
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home of its own in which every file has been received and nothing read."""
    files, home = tmp_path / "files", tmp_path / "own"
    files.mkdir()
    for number in range(FILES):
        text = list(OPINIONS_OF_A_SAMPLE)[number % 3].replace("tháng 10", f"tháng 10, bản {number}")
        (files / f"bao-cao-{number:03}.docx").write_bytes(docx_of(text))
    subprocess.run([sys.executable, "-c", RECEIVE, str(files)], env=environment(home), check=True)
    return home


def environment(home: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in ("LANGNGHE_DATABASE", "LANGNGHE_HOME")}
    return {**kept, "LANGNGHE_HOME": str(home), "LANGNGHE_WORKERS": "2"}


def start_worker(home: Path, *options: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-m", "langnghe.console", "worker", *options], env=environment(home))


def count(home: Path, question: str) -> int:
    with sqlite3.connect(home / "langnghe.sqlite3", timeout=30) as database:
        return int(database.execute(question).fetchone()[0])


def test_killed_at_random_moments(home: Path) -> None:
    moments = random.Random(7)
    for _ in range(KILLS):
        worker = start_worker(home)
        time.sleep(moments.uniform(1.0, 4.0))
        worker.send_signal(signal.SIGKILL)
        worker.wait()
    assert start_worker(home, "--until-idle").wait(timeout=600) == 0
    expected = sum(list(OPINIONS_OF_A_SAMPLE.values())[number % 3] for number in range(FILES))
    assert count(home, "SELECT count(*) FROM intake_document WHERE state = 'read'") == FILES
    assert count(home, "SELECT count(*) FROM intake_opinion") == expected
    assert (
        count(home, "SELECT count(*) FROM (SELECT DISTINCT document_id, block_id, start FROM intake_opinion)")
        == expected
    )
    assert count(home, "SELECT count(*) FROM intake_unreadpart") == 0
    assert list((home / "incoming").iterdir()) == []
