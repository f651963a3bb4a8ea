"""Units as a plan names them: under present, old and short names, and words that stand for many at once."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from django.utils import timezone

from langnghe import tables
from langnghe.registry.models import Unit
from langnghe.registry.queries import catalogue, matching_units, office, units_in_force
from langnghe.text.normal import clean, fold


@dataclass(frozen=True, slots=True)
class Named:
    """Units that a text names, and what of it names none."""

    units: tuple[Unit, ...]
    unknown: str = ""


class UnitNames:
    """The register as of a day, asked once for a whole import."""

    def __init__(self, on: dt.date | None = None) -> None:
        self.on = on or timezone.localdate()
        self.catalogue = catalogue(self.on)
        self.by_code = {unit.code: unit for unit in Unit.objects.order_by("code")}

    @cached_property
    def _own(self) -> tuple[str, Unit | None]:
        """The office of this site is no unit of the register: the province's own root works for it."""
        root = units_in_force(self.on).filter(kind=Unit.Kind.PROVINCE, parent=None).first()
        return fold(office().name), root

    @cached_property
    def _groups(self) -> list[tuple[str, list[str]]]:
        groups = tables.read(__package__, "task_units.yaml")["groups"]
        pairs = [(word, row["kinds"]) for row in groups for word in row["words"]]
        return sorted(pairs, key=lambda pair: -len(pair[0]))

    @cached_property
    def _fillers(self) -> set[str]:
        return {word for line in tables.read(__package__, "task_units.yaml")["fillers"] for word in line.split()}

    def read(self, text: str) -> Named:
        """Every unit that ``text`` names, each once, in its order; a unit that has ended gives way to its heir."""
        text = clean(text).strip(" .;-")
        if text in self.by_code:
            return Named((self.by_code[text],))
        found: dict[str, Unit] = {}
        rest = text
        for code in re.findall(r"·\s*([\w-]+)", text):  # "Xã Bình Khê · LG-01", as the list of units offers it
            if code in self.by_code:
                found[code] = self.by_code[code]
                rest = re.sub(rf"[^;]*·\s*{re.escape(code)}\b", " ; ", rest)
        rest = self._take_groups(rest, found)
        for match in reversed(self.catalogue.find(rest)):
            found[match.code] = self.by_code[match.code]
            rest = rest[: match.start] + " ; " + rest[match.end :]
        unknown = list(self._left(rest, found))
        return Named(tuple(self._in_order(text, found)), "; ".join(unknown))

    def _take_groups(self, text: str, found: dict[str, Unit]) -> str:
        """Words for many units at once, and the office's own name, out of the text."""
        own, root = self._own
        for word, units in [(own, [root] if root else []), *((word, None) for word, _ in self._groups)]:
            start, end = _where(text, word)
            if start < 0 or (units is not None and not units):
                continue
            for unit in units if units is not None else self._of_group(word):
                found[unit.code] = unit
            text = text[:start] + " ; " + text[end:]
        return text

    def _of_group(self, word: str) -> list[Unit]:
        kinds = next(kinds for each, kinds in self._groups if each == word)
        return [unit for unit in self.by_code.values() if unit.kind in kinds and unit.is_in_force(self.on)]

    def _left(self, rest: str, found: dict[str, Unit]) -> Iterator[str]:
        """Pieces that are more than words between names; one that fits a single unit of the register is that unit."""
        for piece in re.split(r"[;,\n/+]|\s-\s|\bvà\b(?=\s+[A-ZĐ])", rest):
            words = [word for word in re.findall(r"\w+", fold(piece)) if word not in self._fillers]
            if not words:
                continue
            fits = [unit for unit in matching_units(piece)[:3] if unit.is_in_force(self.on)]
            if len(fits) == 1:
                found[fits[0].code] = fits[0]
            else:
                yield piece.strip()

    def _in_order(self, text: str, found: dict[str, Unit]) -> list[Unit]:
        """As the text names them; those of a group by code."""
        places = {match.code: match.start for match in self.catalogue.find(text)}
        return sorted(found.values(), key=lambda unit: (places.get(unit.code, len(text)), unit.code))


def _where(text: str, word: str) -> tuple[int, int]:
    """Start and end of a folded word in a text, as whole words; -1 where it is not there."""
    folded = re.sub(r"[^\w]", " ", fold(text))
    if len(folded) != len(text):
        return -1, -1
    squeezed = re.search(r"\b" + r"\s+".join(map(re.escape, word.split())) + r"\b", folded)
    return squeezed.span() if squeezed else (-1, -1)
