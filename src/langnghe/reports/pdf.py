"""A Word file as PDF, by LibreOffice where it is installed: the same pages as Word prints."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

SECONDS = 60.0
NOT_HERE = "Máy chủ chưa cài LibreOffice nên chưa xuất được PDF; hãy tải tệp Word và lưu thành PDF từ Word."
FAILED = "Chưa xuất được PDF từ tệp Word này; hãy tải tệp Word và lưu thành PDF từ Word."


def program() -> str | None:
    return shutil.which("soffice") or shutil.which("libreoffice")


def pdf_of(content: bytes) -> bytes:
    """The PDF of a DOCX file. Raises ValueError with a sentence for the user."""
    found = program()
    if found is None:
        raise ValueError(NOT_HERE)
    with tempfile.TemporaryDirectory(prefix="langnghe-pdf-") as folder:
        source, made = Path(folder, "in.docx"), Path(folder, "in.pdf")
        source.write_bytes(content)
        _run([found, *_options(folder), "--convert-to", "pdf", "--outdir", folder, str(source)])
        if not made.exists():
            raise ValueError(FAILED)
        return made.read_bytes()


def _options(folder: str) -> list[str]:
    """A profile of its own: two calls cannot share one."""
    return ["--headless", "--norestore", "--nolockcheck", f"-env:UserInstallation=file://{folder}/profile"]


def _run(command: list[str]) -> None:
    """Run to its end, or kill it, children and all, when it takes too long."""
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(command, stdin=quiet, stdout=quiet, stderr=quiet, process_group=0)
    try:
        process.wait(timeout=SECONDS)
    except subprocess.TimeoutExpired as error:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        raise ValueError(FAILED) from error
