"""Files as they were sent, readable by the owner only, until a person confirms what they would do; at most a day.

They have not been through the door: whoever confirms sees what was read, and the file goes. What nobody confirms is
not found any more after a day, and the worker deletes it (:func:`sweep`).
"""

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
    """Keep a file under its own digest, in the folder of its kind."""
    path = _home() / folder / f"{hashlib.sha256(content).hexdigest()}{ending}"
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    write_whole(path, content)
    return path


def find(folder: str, name: str) -> Path | None:
    """A kept file under the name it was given; None where there is none (any more)."""
    path = _home() / folder / name
    return path if _NAME.fullmatch(name) and path.exists() and not _is_old(path) else None


def sweep() -> int:
    """Delete what nobody has confirmed within a day, and what a killed process left half written; how many files."""
    old = [path for path in _home().glob("*/*") if _is_old(path)]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)


def _is_old(path: Path) -> bool:
    return path.stat().st_mtime < time.time() - SECONDS


def _home() -> Path:
    return Path(settings.HOME) / "pending"
