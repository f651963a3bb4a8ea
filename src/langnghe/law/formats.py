"""Measurable rules of the official layouts (``data/formats.yaml``)."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

import yaml


@cache
def rules(style: str) -> dict[str, Any]:
    """The rules of a layout, nd30 or dang."""
    table: dict[str, Any] = yaml.safe_load((files("langnghe.law") / "data" / "formats.yaml").read_text("utf-8"))
    chosen: dict[str, Any] = table[style]
    return chosen
