"""Tables that ship with the program: YAML beside the room that uses it."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

import yaml


@cache
def read(package: str, name: str) -> Any:
    """A table as it is written, read once: ``name`` is its place in the package's folder, "data/calendar.yaml".

    Everybody gets the same one: whoever needs another makes a copy.
    """
    return yaml.safe_load((files(package) / name).read_text("utf-8"))
