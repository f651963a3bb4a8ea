"""Places in Vietnamese text: units of a catalogue under any of their names.

Words are compared without marks (``fold``), so "xã Mường Sảng", "Xa Muong Sang" and "P. Bến Tượng" are met; where the
text does have marks, a name with the very same marks is preferred.

    >>> names = Catalogue([UnitName("0101", "Xã Mường Sảng", "xa", ("Mường Lang",))])
    >>> [found.code for found in names.find("Tại xã Muong Sang, xã Mường Lang cũ")]
    ['0101', '0101']
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml

from langnghe.text.normal import fold, tone

TOKEN = re.compile(r"[^\W_]+")
BARE_SHARE = 0.03  # more bytes than letters, of a text still counted as written without marks


@dataclass(frozen=True, slots=True)
class UnitName:
    """A unit of the province as a catalogue knows it; ``aliases`` are old, short and popular names."""

    code: str
    name: str
    kind: str  # tinh, xa, phuong, dac_khu, so, ...
    aliases: tuple[str, ...] = ()
    parent: str | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """Characters ``start:end`` of a text name the unit ``code``."""

    code: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Form:
    """One way to write a unit; a name without the word of its kind is weak and needs a capital letter."""

    code: str
    spelling: str  # small letters with marks, one placement of tones
    weak: bool


class Catalogue:
    """Units by every form of their names."""

    def __init__(self, units: Iterable[UnitName]) -> None:
        self.units = {unit.code: unit for unit in units}
        self._root: dict = {}
        for unit in self.units.values():
            for form in _forms(unit):
                self._add(form)

    def _add(self, form: _Form) -> None:
        node = self._root
        for word in TOKEN.findall(fold(form.spelling)):
            node = node.setdefault(word, {})
        forms = node.setdefault("", [])
        if form not in forms:
            forms.append(form)

    def find(self, text: str) -> list[Found]:
        """Units named in ``text``, left to right; the longest name wins, an ambiguous one is left out."""
        tokens = _tokens(text)
        found, i = [], 0
        while i < len(tokens):
            match = self._at(text, tokens, i)
            if match is None:
                i += 1
                continue
            code, last = match
            found.append(Found(code, tokens[i][1], tokens[last][2]))
            i = last + 1
        return found

    def _at(self, text: str, tokens: list[tuple[str, int, int]], i: int) -> tuple[str, int] | None:
        """The unit whose name begins with token ``i`` and the last token of the name."""
        node: dict = self._root
        best = None
        for j in range(i, len(tokens)):
            if tokens[j][0] not in node:
                break
            node = node[tokens[j][0]]
            if "" in node:
                code = _choose(node[""], text[tokens[i][1] : tokens[j][2]], text)
                best = (code, j) if code else best
        return best


def _choose(forms: Sequence[_Form], written: str, text: str) -> str | None:
    """The one unit meant by ``written``: the same marks decide before the same letters."""
    if not written[0].isupper() and not _is_bare(text):
        forms = [form for form in forms if not form.weak]
    spelling = " ".join(TOKEN.findall(tone(written.lower())))
    same = {form.code for form in forms if " ".join(TOKEN.findall(form.spelling)) == spelling}
    codes = same or {form.code for form in forms}
    return next(iter(codes)) if len(codes) == 1 else None


def _forms(unit: UnitName) -> Iterator[_Form]:
    prefixes = _tables()["kinds"].get(unit.kind, [])
    for name in (unit.name, *unit.aliases):
        full = tone(name.lower().strip())
        yield _Form(unit.code, full, weak=False)
        short = _without_kind(full)
        for written in (short, *_short_names(short)):
            for prefix in prefixes:
                yield _Form(unit.code, f"{prefix} {written}", weak=False)
        if unit.kind != "so" and short.count(" ") and short != full:
            yield _Form(unit.code, short, weak=True)


def _without_kind(name: str) -> str:
    """ "ubnd xã mường sảng" -> "mường sảng"; "sở y tế tỉnh sơn hà" -> "y tế"."""
    prefixes = sorted((p for group in _tables()["kinds"].values() for p in group), key=len, reverse=True)
    for prefix in prefixes:
        if name.startswith(prefix + " ") and len(prefix) > 1:
            name = name[len(prefix) + 1 :]
            break
    return re.sub(r" (?:tỉnh|thành phố) .*", "", name) if name.count(" ") > 1 else name


def _short_names(name: str) -> list[str]:
    return next((short for long, short in _tables()["short_names"].items() if tone(long) == name), [])


def _tokens(text: str) -> list[tuple[str, int, int]]:
    folded = fold(text)
    if len(folded) != len(text):  # text that is not composed (NFC) keeps its own letters
        folded = text.lower() if len(text.lower()) == len(text) else text
    return [(match.group(), match.start(), match.end()) for match in TOKEN.finditer(folded)]


def _is_bare(text: str) -> bool:
    """Whether a text is written without marks: each of those takes one to two bytes more."""
    return text.isascii() or len(text.encode("utf-8", "replace")) - len(text) < BARE_SHARE * len(text)


@cache
def _tables() -> dict:
    return yaml.safe_load((files("langnghe.text") / "data" / "places.yaml").read_text("utf-8"))
