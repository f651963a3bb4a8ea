"""The committed documents and who sent which of them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

DOCUMENTS = Path(__file__).parent / "documents"


@dataclass(frozen=True, slots=True)
class Sent:
    """One file: month and name say where it lies; ``unit`` is "" where the site has to find the sender itself."""

    month: str  # "2026-08"
    file: str
    unit: str
    format: str  # as the plan calls it: "docx-tcvn3"; of a broken file, what is wrong: "macro"
    statements: int  # that the composer put in

    @property
    def path(self) -> Path:
        return DOCUMENTS / self.month / self.file

    def line(self) -> str:
        return "\t".join((self.month, self.file, self.unit, self.format, str(self.statements)))


def sent() -> list[Sent]:
    """Every document, month by month."""
    rows = (line.split("\t") for line in (DOCUMENTS / "manifest.tsv").read_text("utf-8").splitlines())
    return [Sent(month, file, unit, format, int(count)) for month, file, unit, format, count in rows]
