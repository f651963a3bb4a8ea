"""Measurable rules of the official layouts (``data/formats.yaml``)."""

from __future__ import annotations

from typing import Any

from langnghe import tables


def rules(style: str) -> dict[str, Any]:
    """The rules of a layout, nd30 or dang."""
    return tables.read(__package__, "data/formats.yaml")[style]
