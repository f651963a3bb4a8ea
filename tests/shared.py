"""Where the shared real texts and labelled sets are; tests that need them skip, with the reason, where they are absent."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

SHARED = Path(os.environ.get("LANGNGHE_SHARED", Path(__file__).parents[2] / "shared")) / "data"


def shared(name: str) -> Path:
    """Path of a file or folder of the shared sets, for example ``gold/reports.jsonl``."""
    path = SHARED / name
    if not path.exists():
        pytest.skip(f"shared set {name} is not on this machine (set LANGNGHE_SHARED to its folder)")
    return path
