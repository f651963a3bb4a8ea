"""The whole job: a folder of mixed reports -> the periodic report, in seconds and in memory of all processes.

    python -m benchmarks.whole_job [--files 200] [--opinions 4000] [--keep FOLDER]

Runs ``langnghe synthesise`` as a clerk would, in a process of its own with an empty home, and reads off what it says
where each step ends. Target: 200 files with 4,000 opinions in 90 s on 2 cores, 1.5 GiB.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage

from benchmarks.generator import write_reports
from benchmarks.measuring import MEBI, Watch, line, load, show

TARGET_SECONDS, TARGET_MEBI = 90, 1536
STEPS = {  # what the command says when a step is over
    "Đã nhận": "receive",
    "Đã đọc": "read, admit, split",
    "Đã phân loại": "classify, repeats, themes",
    "số liệu khớp": "draft, write, verify",
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--files", type=int, default=200)
    parser.add_argument("--opinions", type=int, default=4000)
    parser.add_argument("--keep", type=Path, help="a folder for the files and the result, looked at afterwards")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = chosen.keep or Path(scratch)
        write_reports(folder / "in", chosen.files, chosen.opinions)
        measure(folder / "in", folder / "out")


def measure(reports: Path, out: Path) -> None:
    before = load()
    started = time.monotonic()
    process = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "langnghe.console",
            "synthesise",
            str(reports),
            "--period",
            "2026-10",
            "--out",
            str(out),
        ],
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
    )
    with Watch(process.pid) as watch:
        ends = _ends_of_steps(process, started)
        process.wait()
    wall = time.monotonic() - started
    used = getrusage(RUSAGE_CHILDREN)
    summary = json.loads((out / "summary.json").read_text())
    durations = [(step, end - begin) for (step, end), begin in zip(ends.items(), [0.0, *ends.values()], strict=False)]
    show(("step", "seconds"), [*durations, ("all", wall)])
    line(
        benchmark="whole job",
        files=sum(summary["documents"].values()),
        unread=summary["documents"].get("unread", 0),
        opinions=summary["statements"],
        wall=wall,
        cpu=used.ru_utime + used.ru_stime,
        peak_mebi=watch.peak // MEBI,
        target_seconds=TARGET_SECONDS,
        target_mebi=TARGET_MEBI,
        load_before=before,
    )


def _ends_of_steps(process: subprocess.Popen[str], started: float) -> dict[str, float]:
    ends: dict[str, float] = {}
    assert process.stderr is not None
    for said in process.stderr:
        step = next((name for words, name in STEPS.items() if words in said), None)
        if step:
            ends[step] = time.monotonic() - started
        else:
            print(said, end="", file=sys.stderr)
    return ends


if __name__ == "__main__":
    main()
