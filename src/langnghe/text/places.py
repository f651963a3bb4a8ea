"""Places in Vietnamese text: units of a catalogue under any of their names, and the concrete things people name.

Both compare words without marks (``fold``), so "xã Mường Sảng", "Xa Muong Sang" and "P. Bến Tượng" are met; where the
text does have marks, a name with the very same marks is preferred.

    >>> names = Catalogue([UnitName("0101", "Xã Mường Sảng", "xa", ("Mường Lang",))])
    >>> [found.code for found in names.find("Tại xã Muong Sang, xã Mường Lang cũ")]
    ['0101', '0101']
    >>> mentions("đường ĐT.185 đoạn qua bản Nà Tòng (Km12 - Km15), cạnh trường Nậm Khoai")
    ('dt 185', 'km 12', 'km 15', 'thon na tong', 'truong nam khoai')
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
LONGEST_NAME = 5  # words of a name in capitals


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


# ---- concrete things without a catalogue -------------------------------------------------------------

CODES = re.compile(
    r"\b(?:(?P<road>(?:dt|tl|tinh lo|duong tinh)|(?:ql|quoc lo)|(?:dh|hl|huyen lo))[ .]{0,2}(?P<number>\d{1,4}[a-h]?)\b"
    r"|km ?(?P<km>\d{1,4})"
    r"|(?P<act>\d{1,5}/(?:\d{4}/)?[a-z]{2,}(?:-[a-z]+)*)"
    r"|thua(?: dat)?(?: so)? (?P<plot>\d{1,4}))"
)
DIGIT = re.compile(r"\d")
BRANCHING = 2  # letters: every listed word has at least as many
LONG_ROAD_NUMBER = 3  # digits: "đường 185" is a provincial road, "đường 7" a street
ROADS = {"dt": "dt", "tl": "dt", "tinh lo": "dt", "duong tinh": "dt", "ql": "ql", "quoc lo": "ql"}


UPPER = "".join(letter for letter in map(chr, range(0x41, 0x1EFA)) if letter.isupper())


@cache
def _heads() -> tuple[re.Pattern[str], dict[str, tuple[tuple[str, str], ...]]]:
    """A pattern of all words without marks, and what each may be: (the word with marks, what it is brought to)."""
    tables = _tables()
    heads: dict[str, tuple[tuple[str, str], ...]] = {}
    listed = [(phrase, brought) for brought, phrases in tables["things"].items() for phrase in phrases]
    for phrase, brought in [*listed, *((phrase, "") for phrase in tables["compounds"])]:
        bare = fold(phrase)
        heads[bare] = (*heads.get(bare, ()), (tone(phrase), fold(brought)))
    return re.compile(rf"\b{_alternatives(list(heads))}\b"), heads


def _alternatives(phrases: list[str], depth: int = 0) -> str:
    """A pattern of many phrases, branching letter by letter at first: several times as fast as a flat one."""
    if depth == BRANCHING or len(phrases) == 1:
        ordered = sorted(phrases, key=lambda phrase: (-len(phrase), phrase))
        return f"(?:{'|'.join(re.escape(phrase[depth:]) for phrase in ordered)})"
    letters = sorted({phrase[depth] for phrase in phrases})
    branches = (
        re.escape(letter) + _alternatives([phrase for phrase in phrases if phrase[depth] == letter], depth + 1)
        for letter in letters
    )
    return f"(?:{'|'.join(branches)})"


@cache
def _name() -> re.Pattern[str]:
    """A name in capitals or a number, after words that may stand before it."""
    between = "|".join(map(re.escape, _tables()["between"]))
    word = rf"(?:[{UPPER}][\w&/]*|\d[\w/]*)"
    return re.compile(rf"\.?(?: (?:{between}))*[ .]{{1,2}}({word}(?:[ -]{word}){{0,{LONGEST_NAME - 1}}})", re.UNICODE)


@cache
def _small_name() -> re.Pattern[str]:
    """Two words in small letters, the first at least no common word."""
    no_name = "|".join(_tables()["not_names"].split())
    word = rf"(?!(?:{no_name})\b)[^\W\d_]{{2,}}"
    return re.compile(rf" ({word} {word})\b")


@cache
def _small_heads() -> frozenset[str]:
    return frozenset(fold(head) for head in _tables()["small"])


def mentions(text: str) -> tuple[str, ...]:
    """Concrete places and named things of a statement, brought to one form without marks, each once, sorted."""
    folded = fold(text)
    found = {_code(match) for match in CODES.finditer(folded)} if DIGIT.search(folded) else set()
    if len(folded) == len(text):
        found.update(_named(text, folded))
    return tuple(sorted(found))


def _code(match: re.Match[str]) -> str:
    if match["road"]:
        return f"{ROADS.get(match['road'], 'dh')} {match['number']}"
    if match["km"]:
        return f"km {match['km']}"
    return f"so {match['act']}" if match["act"] else f"thua {match['plot']}"


def _named(text: str, folded: str) -> Iterator[str]:
    pattern, heads = _heads()
    named, bare = _name(), _is_bare(text)
    loose = bare or text[1:].islower()
    for match in pattern.finditer(folded):
        start, end = match.span()
        name = named.match(text, end)
        if name is None and loose and match.group() in _small_heads():
            name = _small_name().match(folded if bare else text, end)
        if name is not None and (brought := _brought(heads[match.group()], text[start:end], bare)):
            yield from _mention(brought, name[1], text[name.end() : name.end() + 10])


def _brought(readings: tuple[tuple[str, str], ...], written: str, bare: bool) -> str:
    """What the word as written is brought to, "" for none; a word without marks may be any of its readings."""
    if len(readings) == 1 and (bare or written.isascii()):
        return readings[0][1]
    written = tone(written.lower())
    same = next((brought for phrase, brought in readings if phrase == written), None)
    return same if same is not None else readings[0][1] if bare or written.isascii() else ""


def _mention(brought: str, words: str, after: str) -> Iterator[str]:
    """The thing under its name, without the words that only tell its kind or legal form."""
    name = TOKEN.findall(fold(words))
    while len(name) > 1 and name[0] in _between():
        del name[0]
    if name[0][0].isdigit():
        yield from _numbered(brought, name[0], after)
    elif len(name[0]) > 1 and name[0] not in ROADS:
        yield f"{brought} {' '.join(name)}"


def _numbered(brought: str, number: str, after: str) -> Iterator[str]:
    if brought == "duong" and len(number) >= LONG_ROAD_NUMBER and number.isdigit():
        yield f"dt {number}"
    elif brought in _numbered_heads() and not _counted().match(after):
        yield f"{brought} {number}"


@cache
def _numbered_heads() -> frozenset[str]:
    return frozenset(fold(head) for head in _tables()["numbered"])


@cache
def _counted() -> re.Pattern[str]:
    return re.compile(rf"\s(?:{'|'.join(_tables()['counted'])})\b")


@cache
def _between() -> frozenset[str]:
    return frozenset(fold(word) for word in _tables()["between"])
