"""Runs of words that may be a name, the words before them, and the patterns that find them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from langnghe.text.redact.letters import CAPITALS, LETTERS, SEPARATOR, UPPER, any_of, literal
from langnghe.text.redact.lexicon import (
    GIVEN,
    NICKNAMES,
    PLACES,
    SURNAMES,
    WEAK,
    Words,
    around,
    bared,
    key,
    relatives,
)
from langnghe.text.redact.page import Found, Page

TITLES, KIN, HINTS = around("titles"), around("kin"), around("hints")
INTRODUCES = around("introduces") | relatives()
NAMED_AFTER, PLACE_HEADS = around("named_after"), around("places")
ENDS, NOT_FIRST, NUMERALS = around("ends"), around("not_first"), around("numerals")
MIDDLES, SMALL_GIVEN = around("middles"), around("small_given")
FAMILIAR = TITLES | KIN
CALLS = FAMILIAR | INTRODUCES
NOT_CALLED, COMPOUNDS = around("not_called"), around("compounds")
PLACED = NAMED_AFTER | PLACE_HEADS
STRONG = SURNAMES - WEAK
THI, VAN = key("thị"), key("văn")
MARKS_SEX = frozenset({THI, VAN, b"thi", b"van"})
JOINS_NEXT = MARKS_SEX | {key("út"), key("bé")}  # Út Em, Bé Ba

_FIRST_OF_TWO = frozenset(words[0] for words in map(bytes.split, SURNAMES) if len(words) > 1)
BY_BIRTH = GIVEN | NICKNAMES | around("by_birth")
BARE_SURNAMES, BARE_STRONG, BARE_GIVEN, BARE_MIDDLES = map(bared, (SURNAMES, STRONG, GIVEN, MIDDLES))

_QUOTED = re.compile(rb' ?"[^"\n\0]{1,20}"')
_ENDS_CLAUSE = bytes.maketrans(b"\n\t,.;:()", SEPARATOR * 8)
_WORD_END = re.compile(rb"[ ,.;:\n\t\0)(!?\"]")


# -- patterns from lists ------------------------------------------------------------------------------------------


def any_word(words: Iterable[bytes]) -> str:
    texts = {literal(word) for word in words if word}
    return "|".join(sorted(texts, key=lambda text: (-len(text), text)))


def title(word: bytes) -> bytes:
    return b" ".join(part[:1].translate(UPPER) + part[1:] for part in word.split(b" "))


def all_cases(words: Iterable[bytes]) -> Words:
    listed = frozenset(words)
    first = (word[:1].translate(UPPER) + word[1:] for word in listed)
    return listed.union(first, (word.translate(UPPER) for word in listed))


def both(words: Iterable[bytes]) -> Words:
    """With their marks, and as typed without."""
    listed = frozenset(words)
    return listed | bared(listed)


EDGE = f"[^0-9_{any_of(LETTERS)[1:]}"  # the byte before a word; scanners of the written view cannot use \\b
UP = any_of(CAPITALS)
CAP = r"[A-Z][a-z]*(?:'[A-Za-z][a-z]*)?"
RUN = rf"{CAP}(?: {CAP}){{0,5}}\b"
INITIALS = r"(?:[A-Z]\.){1,4}[A-Z]?"


# -- a run and what stands before it ------------------------------------------------------------------------------


@dataclass(slots=True)
class Run:
    """Words that may be a name."""

    page: Page
    start: int
    end: int
    words: list[bytes]  # in small letters, with their marks
    unmarked: bool  # typed without marks
    _before: tuple[bytes, ...] | None = None

    @property
    def before(self) -> tuple[bytes, ...]:
        """The three, two and one words before it in its clause."""
        if self._before is None:
            self._before = phrases_before(self.page, self.start)
        return self._before

    def follows(self, phrases: Words) -> int:
        """How many words right before the run are the longest of the phrases to stand there; 0 is none."""
        for left_out, phrase in enumerate(self.before):
            if phrase in phrases:
                return len(self.before) - left_out
        return 0

    def is_surname(self, number: int = 0) -> bool:
        word = self.words[number]
        if word in SURNAMES or (self.unmarked and word in BARE_SURNAMES):
            return True
        return word in _FIRST_OF_TWO and b" ".join(self.words[number : number + 2]) in SURNAMES  # Rơ Châm

    def is_unmarked(self) -> bool:
        """Whether these words, of those of the run, are typed without marks."""
        return self.page.written[self.start : self.end] == self.page.plain[self.start : self.end]

    def known(self, number: int) -> bool:
        """Whether one of the words is a syllable of names."""
        return known(self.words[number], self.unmarked)

    def is_place(self) -> bool:
        if len(self.words) > 2 and self.words[1] in MARKS_SEX:
            return False
        return b" ".join(self.words) in PLACES or b" ".join(self.words[:2]) in PLACES

    def is_compound(self) -> bool:
        """Whether a single word and the word behind it are another word: Trung tâm."""
        return len(self.words) == 1 and two_words(self.page, self.start) in COMPOUNDS

    def by_birth(self) -> bool:
        """Ba Tâm, Tư Lộc"""
        return len(self.words) > 1 and self.words[0] in NUMERALS and self.words[1] in BY_BIRTH

    def cut(self, count: int) -> Run:
        if count == len(self.words):
            return self
        words = self.words[:count]
        return Run(self.page, self.start, self.start + len(b" ".join(words)), words, self.unmarked, self._before)

    def without_first(self, count: int = 1) -> Run:
        if not count:
            return self
        start = self.start + sum(map(len, self.words[:count])) + count
        return Run(self.page, start, self.end, self.words[count:], self.unmarked)

    def length(self, least: int) -> int:
        """How many of the words belong to the name: one like "Phường" ends it, but not behind "Thị" or "Út"."""
        for count, word in enumerate(self.words[least:], least):
            if word in ENDS and not (count and self.words[count - 1] in JOINS_NEXT):
                return count
        return len(self.words)

    def named(self) -> Found:
        return Found(self.start, self.end, "NAME")

    def nicknamed(self) -> Found:
        """The name with the nickname behind it: Sơn "lùn", Sơn lùn."""
        page, end = self.page, self.end
        behind = page.plain[end : end + 2]
        if behind[:1] == b'"' or behind == b' "':
            quoted = _QUOTED.match(page.plain, end)
            return Found(self.start, quoted.end() if quoted else end, "NAME")
        if len(self.words) == 1 and behind[:1] == b" ":
            following = _WORD_END.split(page.small[end + 1 : end + 12], maxsplit=1)[0]
            if following in NICKNAMES:
                return Found(self.start, end + 1 + len(following), "NAME")
        return Found(self.start, end, "NAME")


def run_at(page: Page, start: int, end: int) -> Run:
    unmarked = page.written[start:end] == page.plain[start:end]
    return Run(page, start, end, page.small[start:end].split(b" "), unmarked)


def run_from(page: Page, start: int, pattern: re.Pattern[bytes]) -> Run | None:
    """The run of a shape that begins at ``start``."""
    match = pattern.match(page.plain, start)
    return run_at(page, start, match.end()) if match else None


def phrases_before(page: Page, start: int) -> tuple[bytes, ...]:
    """The three, two and one words right before ``start``; none where something else stands there."""
    if page.small[start - 1 : start] not in (b" ", b'"', b"("):
        return ()
    words = _last_clause(page.small[max(0, start - 30) : start].rstrip(b' ("')).rsplit(b" ", 3)[-3:]
    if len(words) == 3:
        two = words[1] + b" " + words[2]
        return words[0] + b" " + two, two, words[2]
    return (words[0] + b" " + words[1], words[1]) if len(words) == 2 else (words[0],)


def words_before(page: Page, start: int) -> list[bytes]:
    """The last five words of the clause that leads up to ``start``: "chủ hộ: "."""
    return _last_clause(page.small[max(0, start - 40) : start].rstrip(b' :"(\n,.')).split()[-5:]


def _last_clause(small: bytes) -> bytes:
    return small.translate(_ENDS_CLAUSE).rpartition(SEPARATOR)[2]


def two_words(page: Page, start: int) -> bytes:
    """The two words that begin at ``start``, in small letters."""
    return b" ".join(_WORD_END.split(page.small[start : start + 30], maxsplit=2)[:2])


def known(word: bytes, unmarked: bool) -> bool:
    """Whether a word is a syllable of names; single letters are."""
    return word in GIVEN or word in SURNAMES or (unmarked and word in BARE_GIVEN) or len(word) == 1
