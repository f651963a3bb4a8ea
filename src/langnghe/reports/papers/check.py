"""Hold a paper against the layout's measurable rules: those of reports, with the parts that papers have instead."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from langnghe import tables
from langnghe.law import formats
from langnghe.reports import layout
from langnghe.reports.layout import Finding
from langnghe.reports.papers.forms import paper_forms


@cache
def rules(key: str, style: str) -> dict[str, Any]:
    """The rules for one kind of paper in one layout, in the shape of ``law.formats.rules``."""
    own = tables.read(__package__, "formats.yaml")
    shared = formats.rules(style)
    shape = "letter" if paper_forms()[key].is_letter else "typed"
    kept = [element for element in shared["elements"] if element["key"] not in own["leave_out"]]
    return {**shared, "elements": [*kept, *own[style][shape], *own[style]["all"]]}


def check(path: Path, key: str, style: str) -> list[Finding]:
    """Every measurable rule, kept or not."""
    return layout.against(path, rules(key, style))
