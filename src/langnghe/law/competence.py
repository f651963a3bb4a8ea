"""Which level of government usually settles a topic (``data/competence.yaml``)."""

from __future__ import annotations

from functools import cache
from typing import Any

from langnghe import tables
from langnghe.law.taxonomy import sectors, topics


def _table() -> dict[str, Any]:
    return tables.read(__package__, "data/competence.yaml")


def level_names() -> dict[str, str]:
    """Levels from the highest to the lowest, with their Vietnamese names."""
    return {key: row["name"] for key, row in _table()["levels"].items()}


def asked(topic: str) -> str:
    """Whom to ask about a topic: the bodies of its level, or the department that answers for its sector."""
    body = _table()["levels"][level_of(topic)].get("asked")
    return str(body) if body else owner(topic)


def owner(topic: str) -> str:
    """The department that answers for a topic's sector; the first where there are several."""
    sector = next(sector for sector in sectors() if sector.code == topics()[topic].sector)
    return sector.owner.split(";")[0]


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
