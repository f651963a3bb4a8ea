"""``langnghe synthesise`` and ``langnghe report verify``, as an operator runs them."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import docx
import pytest

from langnghe.reports.layout import check
from tests.samples import REPORTS, STATEMENTS, docx_of
from tests.shared import shared

pytestmark = pytest.mark.xdist_group("whole-job")  # each holds both cores for a while


def langnghe(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("LANGNGHE_D")}
    return subprocess.run(
        [sys.executable, "-m", "langnghe.console", *map(str, arguments)],
        capture_output=True,
        text=True,
        env=environment,
    )


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("files")
    for name, text in REPORTS.items():
        (folder / name).write_bytes(docx_of(text))
    return folder


@pytest.fixture(scope="module")
def finished(files: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a job that was carried out; each test works on a copy."""
    out = tmp_path_factory.mktemp("job") / "ket-qua"
    made = langnghe("synthesise", files, "--period", "2026-10", "--form", "thang", "--style", "dang", "--out", out)
    assert made.returncode == 0, made.stderr
    return out


@pytest.fixture
def out(finished: Path, tmp_path: Path) -> Path:
    return shutil.copytree(finished, tmp_path / "ket-qua")


def test_a_folder_becomes_a_report_that_verifies(files: Path, out: Path) -> None:
    assert {path.name for path in out.iterdir()} == {
        "bao-cao.docx",
        "phu-luc.xlsx",
        "trace.json",
        "summary.json",
        "kho",
    }
    summary = json.loads((out / "summary.json").read_text("utf-8"))
    assert (summary["statements"], summary["sources"], summary["balance"]["difference"]) == (STATEMENTS, 3, 0)
    verified = langnghe("report", "verify", out / "bao-cao.docx")
    assert verified.returncode == 0, verified.stderr
    right, total = verified.stdout.split()[0].split("/")
    assert right == total
    assert [finding for finding in check(out / "bao-cao.docx", "dang") if not finding.kept] == []

    again = langnghe("synthesise", files, "--period", "2026-10", "--form", "cu-tri", "--style", "nd30", "--out", out)
    assert again.returncode == 0, again.stderr
    assert json.loads((out / "summary.json").read_text("utf-8"))["statements"] == STATEMENTS


def test_a_changed_figure_is_found(out: Path) -> None:
    document = docx.Document(str(out / "bao-cao.docx"))
    controls = (node for node in document.element.body.iter() if node.tag.endswith("}sdt"))
    figures = (text for control in controls for text in control.iter() if text.tag.endswith("}t"))
    next(text for text in figures if (text.text or "").isdecimal()).text = "999"
    document.save(str(out / "bao-cao.docx"))
    verified = langnghe("report", "verify", out / "bao-cao.docx")
    assert verified.returncode == 1
    assert "999" in verified.stderr


def test_files_that_cannot_be_read_are_named(files: Path, out: Path, tmp_path: Path) -> None:
    bad = tmp_path / "hong.docx"
    bad.write_bytes(b"PK\x03\x04 broken")
    (out / "bao-cao.docx").unlink()
    made = langnghe("synthesise", files, bad, "--period", "2026-10", "--out", out)
    assert made.returncode == 1
    assert "hong.docx" in made.stderr
    assert (out / "bao-cao.docx").exists()


@pytest.mark.parametrize("period", ["2026-13", "thang 10"])
def test_a_wrong_period_says_how_to_write_it(files: Path, tmp_path: Path, period: str) -> None:
    made = langnghe("synthesise", files, "--period", period, "--out", tmp_path / "ket-qua")
    assert made.returncode == 1
    assert "2026-10" in made.stderr
    assert not list(tmp_path.rglob("*.sqlite3"))


def test_a_foreign_docx_is_not_ours(tmp_path: Path) -> None:
    (tmp_path / "khac.docx").write_bytes(docx_of("Một văn bản khác"))
    verified = langnghe("report", "verify", tmp_path / "khac.docx")
    assert verified.returncode == 1


@pytest.mark.engine
def test_the_gold_reports(tmp_path: Path) -> None:
    out = tmp_path / "ket-qua"
    made = langnghe("synthesise", shared("gold/out"), "--period", "2026-10", "--style", "nd30", "--out", out)
    assert made.returncode == 0, made.stderr
    assert langnghe("report", "verify", out / "bao-cao.docx").returncode == 0
    assert json.loads((out / "summary.json").read_text("utf-8"))["documents"] == {"read": 24}
