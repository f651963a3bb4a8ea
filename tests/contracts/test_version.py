"""One version, told by the package, its metadata, the changelog and the way up from the release before."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import langnghe

ROOT = Path(__file__).parents[2]


def releases() -> list[str]:
    """Of the changelog, newest first."""
    return re.findall(r"^## (\d+\.\d+\.\d+)", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)


def test_the_newest_release_of_the_changelog_is_this_one() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    assert langnghe.__version__ == project["project"]["version"] == releases()[0]


def test_the_operators_book_tells_the_way_up_from_the_release_before() -> None:
    book = (ROOT / "docs" / "van-hanh.md").read_text("utf-8")
    before = releases()[1].rpartition(".")[0]
    assert f"## Nâng cấp từ {before}\n" in book
