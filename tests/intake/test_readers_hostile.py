"""Broken and hostile files: none lost silently, none crashes or hangs the reader, none has its way."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import pytest

from langnghe.intake.readers import Limits, Reading, Worker, read, read_many, read_safely
from langnghe.text.normal import clean
from tests.intake import hostile
from tests.intake.making import docx, p, pdf


@pytest.fixture(scope="module")
def readings(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[str, Reading, float]]:
    """Every hostile file read: its fate, its reading, the seconds it took."""
    found = {}
    with Worker() as worker:
        for path, fate in hostile.build(tmp_path_factory.mktemp("hostile")):
            began = time.monotonic()
            found[path.name] = fate, worker.read(path), time.monotonic() - began
    return found


def test_there_are_enough_of_them(readings) -> None:
    assert len(readings) >= 60


def test_none_is_lost_silently(readings) -> None:
    silent = [name for name, (_, reading, _) in readings.items() if not reading.blocks and not reading.unread]
    assert silent == []


def test_what_must_be_refused_is_refused_as_a_whole(readings) -> None:
    let_in = [
        name
        for name, (fate, reading, _) in readings.items()
        if fate == hostile.REFUSED and (reading.blocks or not any("Hãy" in part.reason for part in reading.unread))
    ]
    assert let_in == []


def test_none_takes_over_thirty_seconds(readings) -> None:
    slow = {name: seconds for name, (_, _, seconds) in readings.items() if seconds > 30}
    assert slow == {}


def test_reasons_are_vietnamese_sentences(readings) -> None:
    reasons = [part.reason for _, reading, _ in readings.values() for part in reading.unread]
    assert all(reason == clean(reason) and reason[0].isupper() and not reason.isascii() for reason in reasons)
    assert not any(word in reason for reason in reasons for word in ("Error", "Exception", "None", "/tmp"))


def test_nothing_from_outside_comes_in(readings) -> None:
    whole = repr(readings["thuc-the-ngoai.docx"][1])
    assert "root:" not in whole


def test_formulas_stay_text(readings) -> None:
    cells = [block.cells for block in readings["cong-thuc.csv"][1].blocks]
    assert cells[1][1].startswith("=cmd")


def test_attachments_are_each_told(readings) -> None:
    reading = readings["dinh-kem.eml"][1]
    assert ["a.exe" in unread.reason for unread in reading.unread] == [True]
    assert any(block.place.startswith("a2.") for block in reading.blocks)


# --- the guard --------------------------------------------------------------------------------------------------


@pytest.fixture
def good(tmp_path: Path) -> Path:
    path = tmp_path / "tot.docx"
    path.write_bytes(docx(p("Đề nghị sửa cầu.")))
    return path


@pytest.fixture
def slow(tmp_path: Path) -> Path:
    """A page of drawing commands that keeps the PDF reader busy for a long time."""
    import zlib

    path = tmp_path / "cham.pdf"
    path.write_bytes(pdf(content=zlib.compress(b"1 0 0 1 0 0 cm 0 0 m 9 9 l S\n" * 1_500_000)))
    return path


def test_a_hanging_file_costs_only_itself(good: Path, slow: Path) -> None:
    with Worker(Limits(seconds=1.0)) as worker:
        worker.read(good)
        began = time.monotonic()
        reading = worker.read(slow)
        assert time.monotonic() - began < 8
        assert reading.blocks == ()
        assert "dừng" in reading.unread[0].reason
        assert worker.read(good) == read(good)


def test_a_crash_costs_only_itself(good: Path) -> None:
    with Worker() as worker:
        worker.read(good)
        assert worker._child is not None
        os.kill(worker._child.pid, signal.SIGSTOP)
        os.kill(worker._child.pid, signal.SIGKILL)
        first = worker.read(good)
        assert first.blocks or first.unread
        assert worker.read(good) == read(good)


def test_memory_is_bounded(tmp_path: Path) -> None:
    path = tmp_path / "day.txt"
    path.write_bytes("đề nghị sửa đường, ".encode() * 3_000_000)
    reading = read_safely(path, limits=Limits(memory=250 << 20, characters=10**9))
    assert reading.blocks == ()
    assert reading.unread


def test_guarded_reading_is_the_same_as_plain_reading(good: Path) -> None:
    assert read_safely(good) == read(good)


def test_many_files_come_back_in_order(tmp_path: Path) -> None:
    paths = []
    for i in range(30):
        paths.append(tmp_path / f"{i}.docx")
        paths[-1].write_bytes(docx(p(f"Đề nghị sửa cầu số {i}.") * (1 + 50 * (i % 3))))
    told: list[tuple[int, int]] = []
    found = list(read_many(paths, workers=2, progress=lambda done, of: told.append((done, of))))
    assert [reading.blocks[0].text for reading in found] == [f"Đề nghị sửa cầu số {i}." for i in range(30)]
    assert told[-1] == (30, 30)
    assert found == list(read_many(paths, workers=1))


def test_no_worker_is_left_behind(good: Path) -> None:
    worker = Worker()
    worker.read(good)
    assert worker._child is not None
    pid = worker._child.pid
    worker.close()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
