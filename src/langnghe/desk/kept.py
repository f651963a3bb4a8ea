"""Files that were sent and wait for a confirmation, under their own digest; a day long."""

from __future__ import annotations

import hashlib
import re
import time
from pathlib import Path

from django.conf import settings

from langnghe.privacy.seal import write_whole

SECONDS = 24 * 3600
_NAME = re.compile(r"[0-9a-f]{64}\.[a-z]{3,7}")


def keep(folder: str, content: bytes, ending: str) -> Path:
    """Keep a file in a folder of the home folder; files that nobody has confirmed within a day go."""
    path = Path(settings.HOME) / folder / f"{hashlib.sha256(content).hexdigest()}{ending}"
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    oldest = time.time() - SECONDS
    for other in path.parent.glob("*"):
        if other.stat().st_mtime < oldest:
            other.unlink(missing_ok=True)
    write_whole(path, content)
    return path


def find(folder: str, name: str) -> Path | None:
    """A kept file under the name it was given; None where there is none (any more)."""
    path = Path(settings.HOME) / folder / name
    return path if _NAME.fullmatch(name) and path.exists() else None
