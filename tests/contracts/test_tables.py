"""One reader for the tables that ship with the program (``langnghe.tables``)."""

from __future__ import annotations

from pathlib import Path

import langnghe

HOUSE = Path(langnghe.__file__).parent
ALONE = ("text",)  # may be imported without the rest of the house, and reads for itself


def test_no_room_reads_a_table_by_itself() -> None:
    rooms = (path.relative_to(HOUSE) for path in HOUSE.rglob("*.py"))
    reading = [path.as_posix() for path in rooms if "yaml.safe_load" in (HOUSE / path).read_text()]
    assert [path for path in reading if path.split("/")[0] not in ALONE] == ["tables.py"]
