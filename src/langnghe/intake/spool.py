"""Files on their way in: kept as they came, readable by the site only, until the worker has admitted them."""

from __future__ import annotations

import os
from pathlib import Path

from django.conf import settings


def spool_path(sha256: str) -> Path:
    return Path(settings.HOME) / "incoming" / sha256


def put(sha256: str, content: bytes) -> None:
    """Keep the content until it has been read; written whole or not at all."""
    path = spool_path(sha256)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    part = path.with_name(f"{sha256}.{os.getpid()}.part")
    with open(os.open(part, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    os.replace(part, path)


def drop(sha256: str) -> None:
    spool_path(sha256).unlink(missing_ok=True)
