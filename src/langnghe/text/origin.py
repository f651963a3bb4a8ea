"""What the engine's results depend on besides their input: its code, its tables, the libraries it computes with."""

from __future__ import annotations

import hashlib
from importlib.metadata import version
from pathlib import Path

_ROOM = Path(__file__).parent
_LIBRARIES = ("numpy", "scipy", "scikit-learn")


def digest(*entries: str) -> str:
    """16 hexadecimal digits over files and folders of this room, or over all of it; another engine gives others."""
    state = hashlib.sha256(" ".join(map(version, _LIBRARIES)).encode())
    for entry in entries or (".",):
        for file in _files(_ROOM / entry):
            state.update(file.name.encode() + file.read_bytes())
    return state.hexdigest()[:16]


def _files(entry: Path) -> list[Path]:
    if entry.is_file():
        return [entry]
    return sorted(file for file in entry.rglob("*") if file.is_file() and file.suffix != ".pyc")
