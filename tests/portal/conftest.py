"""Nothing is counted before a test begins."""

from __future__ import annotations

import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def puzzles_solved(monkeypatch: pytest.MonkeyPatch) -> None:
    """Forms come with their puzzle solved, as from a browser; ``test_puzzles`` looks at what happens without."""
    monkeypatch.setattr("langnghe.portal.puzzles.is_solved", lambda *given: True)


@pytest.fixture(autouse=True)
def nothing_counted(db: None) -> None:
    cache.clear()
