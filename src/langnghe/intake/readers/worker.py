"""Reading in a guarded process: a file that hangs, grows without bound or crashes its reader costs only itself.

The child reads one job a line from standard input and answers one line for each, in JSON: what comes back from a
process that has read a hostile file must not be able to do anything but be text. It is used again for the next
file, and killed with its own children and replaced after a time-out or a crash. Its time is wall-clock; slow
honest work (a scanned page, a conversion) asks for more while it goes on, within ``Limits.ocr_seconds`` a file.
"""

from __future__ import annotations

import json
import os
import queue
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

from langnghe.intake.readers.formats import read
from langnghe.intake.readers.shape import LIMITS, Layout, Limits, Reading
from langnghe.text.blocks import Block, Unread

_SOURCE_ROOT = str(Path(__file__).parents[3])
_TOO_LONG = "Đọc tệp quá {:.0f} giây nên phải dừng. Hãy chia nhỏ tệp hoặc lưu lại thành DOCX rồi gửi lại."
_CRASHED = "Tệp làm hỏng trình đọc nên bị bỏ qua. Hãy mở tệp trên máy, lưu lại thành bản mới rồi gửi lại."
_START_SECONDS = 20.0
_LARGEST_ANSWER = 400 << 20  # bytes


class Worker:
    """One child process that reads files; not for use by two threads at once."""

    def __init__(self, limits: Limits = LIMITS) -> None:
        self.limits = limits
        self._child: subprocess.Popen[bytes] | None = None
        self._buffer = b""

    def read(self, path: str | Path, *, name: str | None = None, layout: Layout | None = None,
             drop_people: bool = True) -> Reading:  # fmt: skip
        """As :func:`langnghe.intake.readers.read`, within the limits of time and memory."""
        if not Path(path).is_file():
            raise FileNotFoundError(path)
        job = {
            "path": str(path),
            "name": name if name is not None else Path(path).name,
            "layout": _layout_out(layout),
            "drop_people": drop_people,
        }
        try:
            return _reading_in(self._ask(job))
        except TimeoutError:
            self.close()
            return _lost(_TOO_LONG.format(self.limits.seconds))
        except (OSError, EOFError, ValueError):
            self.close()
            return _lost(_CRASHED)

    def _ask(self, job: dict[str, Any]) -> dict[str, Any]:
        child = self._started()
        assert child.stdin is not None
        child.stdin.write(json.dumps(job).encode() + b"\n")
        child.stdin.flush()
        began = time.monotonic()
        deadline = began + self.limits.seconds
        latest = began + self.limits.seconds + self.limits.ocr_seconds
        while True:
            answer: dict[str, Any] = json.loads(self._line(child, deadline))
            if "more" not in answer:
                return answer
            deadline = min(max(deadline, time.monotonic() + float(answer["more"])), latest)

    def _started(self) -> subprocess.Popen[bytes]:
        if self._child is None or self._child.poll() is not None:
            self.close()
            self._child = subprocess.Popen(
                [
                    sys.executable,
                    "-c",
                    "from langnghe.intake.readers.worker import serve; serve()",
                    _limits_out(self.limits),
                ],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                process_group=0,
                env=os.environ | {"PYTHONPATH": _SOURCE_ROOT, "OMP_THREAD_LIMIT": "1"},
            )
            self._line(self._child, time.monotonic() + _START_SECONDS)
        return self._child

    def _line(self, child: subprocess.Popen[bytes], deadline: float) -> bytes:
        """The next line of the child's answer."""
        assert child.stdout is not None
        parts = [self._buffer]
        size = len(self._buffer)
        while b"\n" not in parts[-1]:
            left = deadline - time.monotonic()
            if left <= 0 or not select.select([child.stdout], [], [], left)[0]:
                raise TimeoutError
            part = os.read(child.stdout.fileno(), 1 << 20)
            size += len(part)
            if not part or size > _LARGEST_ANSWER:
                raise EOFError
            parts.append(part)
        line, _, self._buffer = b"".join(parts).partition(b"\n")
        return line

    def close(self) -> None:
        """End the child and whatever it has started."""
        self._buffer = b""
        if self._child is None:
            return
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self._child.pid, signal.SIGKILL)
        self._child.wait()
        for pipe in (self._child.stdin, self._child.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()
        self._child = None

    def __enter__(self) -> Worker:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()


def read_safely(
    path: str | Path,
    *,
    name: str | None = None,
    layout: Layout | None = None,
    drop_people: bool = True,
    limits: Limits = LIMITS,
) -> Reading:
    """Read one file in a guarded process of its own; for many files use :func:`read_many`."""
    with Worker(limits) as worker:
        return worker.read(path, name=name, layout=layout, drop_people=drop_people)


def read_many(
    paths: Sequence[str | Path],
    *,
    workers: int = 2,
    layout: Layout | None = None,
    drop_people: bool = True,
    limits: Limits = LIMITS,
    progress: Callable[[int, int], None] | None = None,
) -> Iterator[Reading]:
    """Read files in ``workers`` guarded processes, results in the order of ``paths``.

    ``progress`` is told how many are done, of how many.
    """
    crew: queue.SimpleQueue[Worker] = queue.SimpleQueue()
    all_workers = [Worker(limits) for _ in range(max(1, min(workers, len(paths))))]
    for worker in all_workers:
        crew.put(worker)

    def one(path: str | Path) -> Reading:
        worker = crew.get()
        try:
            return worker.read(path, layout=layout, drop_people=drop_people)
        finally:
            crew.put(worker)

    pool = ThreadPoolExecutor(len(all_workers))
    try:
        futures: list[Future[Reading]] = [pool.submit(one, path) for path in paths]
        for done, future in enumerate(futures, start=1):
            yield future.result()
            if progress:
                progress(done, len(paths))
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
        for worker in all_workers:
            worker.close()


# --- the child --------------------------------------------------------------------------------------------------


def serve() -> None:
    """Answer jobs from standard input until it ends."""
    limits = Limits(**json.loads(sys.argv[1]))
    _limit_memory(limits.memory)
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints must not stand between the answers
    _say(answers, {"ready": True})
    for line in sys.stdin:
        job = json.loads(line)
        signal.alarm(int(limits.seconds + limits.ocr_seconds) + 5)  # should the watching process be gone
        _say(answers, _answer(job, limits, lambda seconds: _say(answers, {"more": seconds})))


def _limit_memory(size: int) -> None:
    try:
        import resource
    except ImportError:  # not a Unix: time is still bounded
        return
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (size, hard))


def _answer(job: dict[str, Any], limits: Limits, more_time: Callable[[float], None]) -> dict[str, Any]:
    reading = read(
        job["path"],
        name=job["name"],
        layout=Layout(**job["layout"]) if job["layout"] else None,
        drop_people=job["drop_people"],
        limits=limits,
        more_time=more_time,
    )
    return asdict(reading)


def _say(answers: Any, answer: dict[str, Any]) -> None:
    answers.write(json.dumps(answer).encode() + b"\n")
    answers.flush()


# --- across the pipe --------------------------------------------------------------------------------------------


def _limits_out(limits: Limits) -> str:
    return json.dumps(asdict(limits))


def _layout_out(layout: Layout | None) -> dict[str, Any] | None:
    if layout is None:
        return None
    return {"columns": dict(layout.columns), "header_rows": layout.header_rows, "sheet": layout.sheet}


def _reading_in(answer: dict[str, Any]) -> Reading:
    blocks = (Block(**{**block, "columns": tuple(block["columns"])}) for block in answer["blocks"])
    unread = (Unread(**part) for part in answer["unread"])
    return Reading(tuple(blocks), tuple(unread), tuple(answer["notes"]), answer["format"])


def _lost(reason: str) -> Reading:
    return Reading((), (Unread("", reason),), (), "")
