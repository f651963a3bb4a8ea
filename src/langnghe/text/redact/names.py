"""Persons' names: by family name, by form of address, by what introduces them, by nickname, by initials.

A scan proposes capitalised runs (or known words in small letters); the words in the run and before it decide.
Recall first: a doubtful run behind a form of address counts, a doubtful run on its own does not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from langnghe.text.redact.lexicon import (
    GIVEN,
    HEROES,
    NICKNAMES,
    PLACES,
    SURNAMES,
    WEAK,
    Words,
    around,
    bared,
    key,
)
from langnghe.text.redact.page import Found, Page
from langnghe.text.redact.table import scanner

TITLES, KIN = around("titles"), around("kin")
INTRODUCES, HINTS, LISTS = around("introduces"), around("hints"), around("lists")
NAMED_AFTER, PLACE_HEADS = around("named_after"), around("places")
ENDS, NOT_FIRST, NUMERALS = around("ends"), around("not_first"), around("numerals")
MIDDLES, NOT_SMALL, SMALL_GIVEN = around("middles"), around("not_small"), around("small_given")
THI, VAN, LA, TEN_IS, THANG = (key(word) for word in ("thị", "văn", "là", "tên", "thằng"))
THI_VAN = frozenset({b"thi", b"van"})
BARE_SURNAMES, BARE_GIVEN, BARE_MIDDLES = bared(SURNAMES), bared(GIVEN), bared(MIDDLES)
SURE_BARE = frozenset(b"nguyen tran pham hoang huynh phan trinh dinh dang truong".split())
FAMILIAR = TITLES | KIN


def _any(words: Iterable[bytes]) -> str:
    return "|".join(sorted({re.escape(word.decode("latin-1")) for word in words}, key=lambda word: (-len(word), word)))


def _titled(words: Iterable[bytes]) -> str:
    return _any({word.title().replace(b"'S", b"'s") for word in words})


def _both(words: Iterable[bytes]) -> str:
    listed = list(words)
    return _any({*listed, *(word[:1].upper() + word[1:] for word in listed), *(word.upper() for word in listed)})


_CAP = r"[A-Z][a-z]*(?:'[A-Za-z][a-z]*)?"
_RUN = rf"{_CAP}(?: {_CAP}){{0,5}}\b"
_INITIALS = r"(?:[A-Z]\.){1,4}[A-Z]?"
_INTRO = _both(bared(INTRODUCES | HINTS | TITLES | KIN))
_FULL = scanner(rf"\b(?:{_titled(bared(SURNAMES))})(?: {_CAP}){{1,5}}\b")
_UPPER = scanner(rf"\b(?:{_any(w.upper() for w in bared(SURNAMES))})(?: [A-Z']+){{1,4}}\b")
_SMALL = scanner(rf"\b(?:{_any(bared(SURNAMES - {b'h', b'k'}))}) (?:{_any(BARE_MIDDLES)}) [a-z']+(?: [a-z']+)?\b")
_CALLED = scanner(rf'\b(?:{_INTRO})\.?(?: la| ten| ten la|,| toi la)?[ :]{{1,3}}[\n]?"?(?:{_INITIALS}|{_RUN})')
_NICK = scanner(rf"\b(?:{_titled(bared(NUMERALS))}) {_CAP}(?: {_CAP})?\b")
_LONE_INITIALS = scanner(r"\b(?:[A-Z]\.){2,4}(?:[A-Z]\b)?")
_SMALL_CALLED = scanner(
    rf"\b(?:{_both(bared(TITLES | frozenset({b'thang', b'con'})))}) "
    rf"(?:(?:{_any(bared(NUMERALS))}) [a-z]+|(?:{_any(bared(SMALL_GIVEN))})(?: [a-z]+)?)\b"
)
_TEN = scanner(
    r"\b(?:[Tt]en la|[Tt]en toi la|[Tt]oi ten(?: la)?|[Ee]m ten(?: la)?|[Hh]o ten|[Hh]o va ten|be ten|ten)[ :]{1,3}[a-z]+(?: [a-z]+){0,4}\b"
)
_TAIL = re.compile(rb"(?:[A-Z]\.)+[A-Z]?$|[A-Z][A-Za-z' ]*$")
_QUOTED = re.compile(rb' ?"[^"\n\0]{1,20}"')
_JOINED = re.compile(rb"(?:, | va |, va |; ?)(?=[A-Z])")


def _starts_with_cap(byte: bytes) -> bool:
    return byte.isupper()


def _last_words(text: bytes) -> list[bytes]:
    """The one, two and three words that end ``text``, as phrases; none across a comma or full stop."""
    words = text.rstrip(b' ("').split(b" ")[-3:]
    while words and words[0][-1:] in (b",", b".", b";", b":") and len(words) > 1:
        words.pop(0)
    return [b" ".join(words[-count:]).strip(b'"(') for count in range(1, len(words) + 1)]


def _follows(page: Page, start: int, phrases: Words) -> bool:
    before = page.before(start, page.small, 30)
    if before[-1:] != b" ":
        return False
    cut = re.split(rb"[\n\t]", before)[-1]
    return any(phrase in phrases for phrase in _last_words(cut))


def _words(page: Page, start: int, end: int) -> list[bytes]:
    return page.small[start:end].split(b" ")


def _spaced_end(words: list[bytes], start: int, count: int) -> int:
    return start + sum(len(word) for word in words[:count]) + count - 1


def _cut(words: list[bytes], least: int) -> int:
    """How many of the words belong to the name: a word like "Phường" ends it."""
    for count, word in enumerate(words):
        if count >= least and word in ENDS and not (word in GIVEN and count + 1 < len(words) and count < 3):
            return count
        if count >= least and word in PLACE_HEADS | NAMED_AFTER and word not in GIVEN:
            return count
    return len(words)


def _is_surname(word: bytes, bare_text: bool) -> bool:
    return word in SURNAMES or (bare_text and word in BARE_SURNAMES)


def _known(word: bytes, bare_text: bool) -> bool:
    return word in GIVEN or word in SURNAMES or (bare_text and word in BARE_GIVEN) or len(word) == 1


def _full_names(page: Page) -> Iterator[Found]:
    for match in _FULL.finditer(page.plain):
        start, end = match.span()
        words = _words(page, start, end)
        bare_text = page.written[start:end] == page.plain[start:end]
        if not _is_surname(words[0], bare_text):
            continue
        count = _cut(words, 2)
        if _is_person(page, start, words[:count], bare_text):
            yield _with_nickname(page, start, _spaced_end(words, start, count))


def _is_person(page: Page, start: int, words: list[bytes], bare_text: bool) -> bool:
    titled = _follows(page, start, FAMILIAR | INTRODUCES)
    phrase = b" ".join(words)
    if titled and phrase not in PLACES and len(words) > 1:
        return True
    if phrase in PLACES or b" ".join(words[:2]) in PLACES or phrase in HEROES:
        return False
    if _follows(page, start, NAMED_AFTER):
        return False
    if len(words) > 2 and words[1] in (THI, VAN):
        return True
    return _stands_alone(page, start) and _reads_as_name(words, bare_text)


def _stands_alone(page: Page, start: int) -> bool:
    """Not the tail of a longer proper noun, and not a place."""
    if _follows(page, start, PLACE_HEADS):
        return False
    previous = page.before(start, page.plain, 20)
    return not re.search(rb"(?:^|[a-z,;] )[A-Z][a-z']+ $", previous) or _follows(page, start, FAMILIAR | HINTS)


def _reads_as_name(words: list[bytes], bare_text: bool) -> bool:
    weak = words[0] in WEAK and words[0] not in (SURNAMES - WEAK)
    if len(words) == 2:
        return not weak and _known(words[1], bare_text) and words[1] not in ENDS and len(words[0]) > 1
    middle = words[1] in MIDDLES or (bare_text and words[1] in BARE_MIDDLES)
    if weak:
        return middle and _known(words[2], bare_text)
    return middle or _known(words[1], bare_text) or _known(words[2], bare_text) or len(words) == 3


def _with_nickname(page: Page, start: int, end: int) -> Found:
    """A name, with the nickname behind it: Tuấn "còi", Tuấn còi."""
    quoted = _QUOTED.match(page.plain, end)
    if quoted:
        return Found(start, quoted.end(), "NAME")
    if page.plain[end : end + 1] == b" ":
        following = re.match(rb"[^ ,.;:\n\t\0)!?]+", page.small[end + 1 : end + 12])
        if following and following[0] in NICKNAMES and page.plain.count(b" ", start, end) == 0:
            return Found(start, end + 1 + len(following[0]), "NAME")
    return Found(start, end, "NAME")


def _upper_names(page: Page) -> Iterator[Found]:
    for match in _UPPER.finditer(page.plain):
        start, end = match.span()
        words = _words(page, start, end)
        bare_text = page.written[start:end] == page.plain[start:end]
        count = next((n for n, word in enumerate(words) if n and not _known(word, bare_text)), len(words))
        if count < 2 or not _is_surname(words[0], bare_text) or b" ".join(words[:count]) in PLACES | HEROES:
            continue
        sure = count > 2 and (words[1] in MIDDLES or (bare_text and words[1] in BARE_MIDDLES))
        before = page.before(start, page.plain, 12)
        heading = re.search(rb"[A-Z]{2,} $", before) and not _follows(page, start, FAMILIAR | INTRODUCES)
        if sure and (not heading or words[1] == THI) and not _follows(page, start, NAMED_AFTER):
            yield Found(start, _spaced_end(words, start, count), "NAME")


def _called(page: Page) -> Iterator[Found]:
    """Names behind "bà", "tên là", "chủ hộ", "nhà"."""
    for match in _CALLED.finditer(page.plain):
        begin, end = match.span()
        tail = _TAIL.search(page.plain[begin:end].replace(b"\n", b"\0"))
        if not tail:
            continue
        start = begin + tail.start()
        start += _skipped_title(page, start, end)
        found = _judged(page, begin, start, end)
        if found:
            yield found


def _skipped_title(page: Page, start: int, end: int) -> int:
    """Length of a capitalised form of address at the head of a run: the pattern's own word, or "Ông Chủ"."""
    skipped = 0
    words = page.plain[start:end].split(b" ")
    small = _words(page, start, end)
    phrase_count = next(
        (n for n in (3, 2, 1) if len(words) > n and b" ".join(small[:n]) in (INTRODUCES | HINTS | FAMILIAR)), 0
    )
    if phrase_count:
        skipped = _spaced_end(words, 0, phrase_count) + 1
    return skipped


def _judged(page: Page, begin: int, start: int, end: int) -> Found | None:
    words = _words(page, start, end)
    bare_text = page.written[start:end] == page.plain[start:end]
    head = page.small[begin:start].rstrip(b' :"\n,.')
    role = _role(head, page, begin)
    if role is None or not words[0]:
        return None
    if b"." in page.plain[start:end]:
        return Found(start, end, "NAME") if role != HINTS else None
    count = min(_cut(words, 0), 4 if _is_surname(words[0], bare_text) else 3)
    if not count or (words[0] in NOT_FIRST and count == 1):
        return None
    if b" ".join(words[:count]) in PLACES or b" ".join(words[:2]) in PLACES:
        return None
    if role is HINTS and not _hinted(words[:count], bare_text):
        return None
    if role is KIN and not any(_known(word, bare_text) for word in words[:count]):
        return None
    if words[0] in NOT_FIRST and not (count > 1 and _is_surname(words[0], bare_text)):
        return None
    return _with_nickname(page, start, _spaced_end(words, start, count))


def _hinted(words: list[bytes], bare_text: bool) -> bool:
    if words[0] in NUMERALS and len(words) > 1:
        return True
    if len(words) == 1:
        return words[0] in GIVEN and words[0] in SMALL_GIVEN
    return _is_surname(words[0], bare_text) and _known(words[-1], bare_text) and b" ".join(words) not in HEROES


def _role(head: bytes, page: Page, begin: int) -> Words | None:
    """Which list the introducing words belong to; None where they only look like it without marks."""
    unmarked = head == page.bare[begin : begin + len(head)]
    for suffix in (b"", b" " + LA, b" la", b" ten", b" " + TEN_IS):
        if head.endswith(suffix):
            phrase = head[: len(head) - len(suffix)].rstrip(b" ,:") if suffix else head
            for role in (TITLES, INTRODUCES, KIN, HINTS):
                if phrase in role:
                    if role is TITLES and _business(page, begin):
                        return None
                    return role
                if unmarked and phrase in bared(role) and _unmarked_around(page, begin):
                    return role
    return None


def _business(page: Page, begin: int) -> bool:
    """ "quán Cô Ba": a capital form of address behind a shop is the shop's name."""
    return page.plain[begin : begin + 1].isupper() and _follows(page, begin, NAMED_AFTER | PLACE_HEADS)


def _unmarked_around(page: Page, offset: int) -> bool:
    window = page.before(offset, page.written, 30)
    return window == page.before(offset, page.plain, 30)


def _nicknames(page: Page) -> Iterator[Found]:
    """Mười Hường, Tư Lộc."""
    for match in _NICK.finditer(page.plain):
        start, end = match.span()
        words = _words(page, start, end)
        if words[0] not in NUMERALS or b" ".join(words[:2]) in PLACES | HEROES or words[1] not in GIVEN:
            continue
        sentence_start = not page.before(start, page.plain, 3).rstrip(b" ")[-1:].isalnum()
        named = _follows(page, start, NAMED_AFTER | PLACE_HEADS)
        if not named and not sentence_start and not re.search(rb"[A-Z]\w* $", page.before(start, page.plain, 12)):
            yield Found(start, _spaced_end(words, start, 2), "NAME")


def _initials(page: Page) -> Iterator[Found]:
    for match in _LONE_INITIALS.finditer(page.plain):
        start, end = match.span()
        if page.plain[start:end].rstrip(b".") not in (b"T.P", b"T.T", b"U.B.N.D", b"T.M", b"K.T", b"T.P.H.C.M", b"V.v"):
            yield Found(start, end, "NAME")


def _small_names(page: Page) -> Iterator[Found]:
    """nguyễn thị hoa, tran van bon."""
    for match in _SMALL.finditer(page.plain):
        start, end = match.span()
        words = _words(page, start, end)
        bare_text = page.written[start:end] == page.plain[start:end]
        strict = _follows(page, start, FAMILIAR | INTRODUCES | bared(FAMILIAR | INTRODUCES))
        given = [word in GIVEN or (bare_text and word in BARE_GIVEN) for word in words]
        if not given[2] and not strict:
            continue
        if (_small_bare if bare_text else _small_marked)(words, strict):
            count = 4 if len(words) == 4 and given[3] and words[3] not in NOT_SMALL and words[3] not in ENDS else 3
            yield Found(start, _spaced_end(words, start, count), "NAME")


def _small_marked(words: list[bytes], introduced: bool) -> bool:
    if words[0] not in SURNAMES or words[1] not in MIDDLES:
        return False
    return introduced or words[1] == THI or (words[0] not in WEAK and words[2] not in ENDS)


def _small_bare(words: list[bytes], introduced: bool) -> bool:
    if words[2] in NOT_SMALL and not introduced:
        return False
    if introduced:
        return words[1] in THI_VAN or words[0] in SURE_BARE or words[2] not in NOT_SMALL
    return words[0] in SURE_BARE and (words[1] in THI_VAN or words[0] in SURE_BARE - {b"dang", b"truong", b"phan"})


def _small_called(page: Page) -> Iterator[Found]:
    """ "bà mười hường", "chị hằng", "thằng Tuấn còi" in small letters."""
    for match in _SMALL_CALLED.finditer(page.plain):
        begin, end = match.span()
        words = _words(page, begin, end)
        if words[0] not in TITLES and words[0] != THANG:
            continue
        start = begin + len(words[0]) + 1
        if words[1] in NUMERALS and len(words) > 2 and words[2] in GIVEN and words[2] in SMALL_GIVEN:
            yield Found(start, _spaced_end(words, begin, 3), "NAME")
        elif words[1] in SMALL_GIVEN and words[1] not in NUMERALS:
            yield _with_nickname(page, start, _spaced_end(words, begin, 2))


def _introduced_small(page: Page) -> Iterator[Found]:
    """ "tôi tên lan", "ten nguyen thi lai"."""
    for match in _TEN.finditer(page.plain):
        begin, end = match.span()
        words = _words(page, begin, end)
        bare_text = page.written[begin:end] == page.plain[begin:end]
        first = next((n for n, word in enumerate(words) if _is_surname(word, bare_text) and n), None)
        if first is None:
            continue
        count = first
        while count < len(words) and _known(words[count], bare_text) and words[count] not in ENDS:
            count += 1
        if count - first > 1:
            start = _spaced_end(words, begin, first) + 1
            yield Found(start, _spaced_end(words, begin, count), "NAME")


def names(page: Page) -> Iterator[Found]:
    yield from _full_names(page)
    yield from _upper_names(page)
    yield from _called(page)
    yield from _nicknames(page)
    yield from _initials(page)
    yield from _small_names(page)
    yield from _small_called(page)
    yield from _introduced_small(page)
