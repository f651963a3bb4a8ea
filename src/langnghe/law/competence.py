"""Which level of government usually settles a topic (``data/competence.yaml``)."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from langnghe.law.taxonomy import topics


@cache
def _table() -> dict[str, Any]:
    table: dict[str, Any] = yaml.safe_load((files("langnghe.law") / "data" / "competence.yaml").read_text("utf-8"))
    return table


def level_names() -> dict[str, str]:
    """Levels from the highest to the lowest, with their Vietnamese names."""
    return {key: row["name"] for key, row in _table()["levels"].items()}


@cache
def level_of(topic: str) -> str:
    """Key of the level that usually settles a topic."""
    for key, row in _table()["levels"].items():
        if topic in row["topics"]:
            return key
    return str(_table()["default"])


def topics_of_level(level: str) -> list[str]:
    """Codes of the topics that a level usually settles; an opinion without a topic belongs to none."""
    return [code for code in topics() if level_of(code) == level]
