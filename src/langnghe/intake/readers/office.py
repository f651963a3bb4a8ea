"""LibreOffice, where it is installed: one file turned into another format, ended when it takes too long."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path


def program() -> str | None:
    return shutil.which("soffice") or shutil.which("libreoffice")


def converted(
    content: bytes, ending: str, to: str, *, seconds: float, prepare: Callable[[], None] | None = None
) -> bytes | None:
    """The file in another format (``to``: "pdf", "docx:MS Word 2007 XML"); None where nothing came of it.

    It has a profile of its own: two calls cannot share one. Raises TimeoutError after ``seconds``.
    """
    found = program()
    if found is None:
        return None
    with tempfile.TemporaryDirectory(prefix="langnghe-office-") as folder:
        source, made = Path(folder, f"in.{ending}"), Path(folder, f"in.{to.partition(':')[0]}")
        source.write_bytes(content)
        profile = f"-env:UserInstallation=file://{folder}/profile"
        options = ("--headless", "--norestore", "--nolockcheck", "--nodefault", profile)
        run([found, *options, "--convert-to", to, "--outdir", folder, str(source)], seconds, prepare)
        return made.read_bytes() if made.exists() else None


def run(command: Sequence[str], seconds: float, prepare: Callable[[], None] | None = None) -> bytes:
    """Standard output of a program that is killed, children and all, when it takes too long (TimeoutError).

    ``prepare`` is called in the new process before the program starts.
    """
    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        process_group=0,
        preexec_fn=prepare,
    )
    try:
        output, _ = process.communicate(timeout=seconds)
    except subprocess.TimeoutExpired as error:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        raise TimeoutError(f"{command[0]} took longer than {seconds:g} s") from error
    return output
