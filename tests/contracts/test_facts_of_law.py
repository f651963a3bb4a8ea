"""Every table of law says what its rows rest on in one shape (``law.facts``)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
import yaml

import langnghe
from langnghe.consultations import posting
from langnghe.law import procedures
from langnghe.law.facts import Conf, Fact
from langnghe.plan.disclosures.items import all_items

HOUSE = Path(langnghe.__file__).parent
TABLES = {
    path.relative_to(HOUSE).as_posix(): path for path in sorted(HOUSE.rglob("*.yaml")) if "conf: " in path.read_text()
}
CALENDAR = "law/data/calendar.yaml"  # its "from" and "to" are the days themselves


def rows(node: Any) -> Iterator[dict[str, Any]]:
    """Every mapping of a table, however deep."""
    if isinstance(node, dict):
        yield node
        node = list(node.values())
    for each in node if isinstance(node, list) else ():
        yield from rows(each)


def test_the_tables_are_found() -> None:
    assert {CALENDAR, "law/data/procedures.yaml", "consultations/posting.yaml", "reports/papers/papers.yaml"} <= set(
        TABLES
    )


@pytest.mark.parametrize("name", TABLES)
def test_a_row_says_what_it_rests_on(name: str) -> None:
    found = [row for row in rows(yaml.safe_load(TABLES[name].read_text())) if "conf" in row]
    assert found
    for row in found:
        assert row["conf"] in get_args(Conf), row
        assert row["source" if name == CALENDAR else "article"], row


@pytest.mark.parametrize("path", sorted(HOUSE.rglob("*.yaml")), ids=lambda path: path.relative_to(HOUSE).as_posix())
def test_no_table_says_it_another_way(path: Path) -> None:
    for row in rows(yaml.safe_load(path.read_text())):
        assert not {"confirmed", "art"} & set(row), row
        dated = [key for key in ("from", "to") if isinstance(row.get(key), dt.date)]
        assert "conf" not in row or not dated or path == TABLES[CALENDAR], row


def test_what_changes_with_the_law_has_its_first_day() -> None:
    grounds = [
        ground
        for kind in procedures.kinds()
        for ground in (*procedures.suspension_grounds(kind, dt.date.max), *procedures.stop_grounds(kind, dt.date.max))
    ]
    terms = [row for kind in posting.kinds().values() for row in kind.rows]
    dated: list[Fact] = [*procedures.rows(), *procedures.quotas(dt.date(2026, 11, 22)), *grounds, *terms, *all_items()]
    assert [row for row in dated if row.since == dt.date.min] == []
