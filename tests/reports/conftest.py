"""The cast of redress, for papers and statistics."""

from __future__ import annotations

from tests.cases.conftest import a_case, commune, people

__all__ = ["a_case", "commune", "people"]
