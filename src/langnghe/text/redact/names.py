"""Persons' names: by family name, by form of address, by what introduces them, by nickname, by initials.

A scan proposes capitalised runs (or known words in small letters); the words in the run and before it decide.
Recall first: a doubtful run behind a form of address counts, a doubtful run on its own does not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import chain

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
    relatives,
)
from langnghe.text.redact.letters import CAPITALS, LETTERS, UPPER, any_of, literal
from langnghe.text.redact.page import Found, Page
from langnghe.text.redact.table import Scanner, scanner

TITLES, KIN, HINTS, LISTS = around("titles"), around("kin"), around("hints"), around("lists")
INTRODUCES = around("introduces") | relatives()
NAMED_AFTER, PLACE_HEADS = around("named_after"), around("places")
ENDS, NOT_FIRST, NUMERALS = around("ends"), around("not_first"), around("numerals")
MIDDLES, SMALL_GIVEN = around("middles"), around("small_given")
NOT_SMALL, NOT_CALLED, COMPOUNDS = around("not_small"), around("not_called"), around("compounds")
FAMILIAR = TITLES | KIN
CALLS = FAMILIAR | INTRODUCES
CALLS_OR_HINTS = CALLS | HINTS
SAYS = around("says")
COMMON_BARE = bared(around("common_surnames"))
STRONG = SURNAMES - WEAK
THI, VAN, LA, TEN, THANG, BA = map(key, ("thị", "văn", "là", "tên", "thằng", "bà"))
NOT_HEADS = TITLES | {key("đường")}  # family names too, but hardly before another one
MARKS_SEX = frozenset({THI, VAN, b"thi", b"van"})
MEDICAL = frozenset(key(word) for word in ("tế", "khoa", "học", "dược", "sĩ", "sỹ", "bác", "yên", "tá"))
LAME = frozenset(key(word) for word in ("lé", "lùn", "cụt", "què", "chột", "sún", "sẹo", "thọt", "mập", "còi", "hói"))

BARE_SURNAMES, BARE_STRONG, BARE_GIVEN, BARE_MIDDLES = map(bared, (SURNAMES, STRONG, GIVEN, MIDDLES))
BARE_CALLS = bared(CALLS) | CALLS
# without marks, "bạn" is also "bản" and "bé" is "bê"
_UNSAFE_BARE = frozenset({b"ban", b"be", b"lien lac", b"ba", b"co", b"thay", b"chu", b"di"}) - TITLES
BARE_ROLES = tuple((role, bared(role) - _UNSAFE_BARE) for role in (TITLES, INTRODUCES, KIN, HINTS))
SURE_BARE = frozenset(b"nguyen tran pham hoang huynh trinh dinh".split())  # hardly another word without marks


def _any(words: Iterable[bytes]) -> str:
    texts = {literal(word) for word in words if word}
    return "|".join(sorted(texts, key=lambda text: (-len(text), text)))


def _title(word: bytes) -> bytes:
    return b" ".join(part[:1].translate(UPPER) + part[1:] for part in word.split(b" "))


def _all_cases(words: Iterable[bytes]) -> Words:
    listed = frozenset(words)
    first = (word[:1].translate(UPPER) + word[1:] for word in listed)
    return listed.union(first, (word.translate(UPPER) for word in listed))


def _both(words: Iterable[bytes]) -> Words:
    """With their marks, and as typed without."""
    listed = frozenset(words)
    return listed | bared(listed)


_EDGE = f"[^0-9_{any_of(LETTERS)[1:]}"  # the byte before a word; scanners of the written view cannot use \\b
_UP = any_of(CAPITALS)
_CAP = r"[A-Z][a-z]*(?:'[A-Za-z][a-z]*)?"
_RUN = rf"{_CAP}(?: {_CAP}){{0,5}}\b"
_INITIALS = r"(?:[A-Z]\.){1,4}[A-Z]?"
_LAST_WORDS = {phrase.split(b" ")[-1] for phrase in CALLS | HINTS}

# heads are sought in the written view, so that marks count; the run behind them is read in the plain one
_FULL = scanner(rf"{_EDGE}(?:{_any(map(_title, _both(SURNAMES)))}) {_UP}")
_CALLED = scanner(rf'{_EDGE}(?:{_any(_all_cases(_both(_LAST_WORDS)))}|M(?:r|s|rs)\.),?[ :]{{1,3}}\n?["(]?{_UP}')
_SMALL = scanner(
    rf"{_EDGE}(?:(?:{_any(STRONG)}) (?:{_any(MIDDLES)})|(?:{_any(BARE_STRONG)}) (?:{_any(BARE_MIDDLES)})|"
    rf"(?:{_any(WEAK - TITLES)}) (?:{_any({THI, VAN})})|(?:{_any(bared(WEAK) - TITLES)}) (?:thi|van)) "
)
_SMALL_CALLED = scanner(
    rf"{_EDGE}(?:{_any(_all_cases(_both(TITLES | {THANG})))}) (?:{_any(_both(NUMERALS | SMALL_GIVEN))})\x20?"
)
_FULL_RUN = re.compile(rf"{_CAP}(?: {_CAP}){{1,6}}\b".encode())
_CALLED_RUN = re.compile(rf"{_INITIALS}|{_RUN}".encode())
_SMALL_RUN = re.compile(rb"[a-z']+(?: [a-z']+){2,4}\b")
_SMALL_CALLED_RUN = re.compile(rb"[A-Za-z]+ [a-z]+(?: [a-z]+)?\b")

_FULL_INITIALS = scanner(rf"\b(?:{_any(map(_title, BARE_STRONG))})(?: {_CAP}){{0,2}} ?(?:[A-Z]\.){{1,3}}")
_UPPER = scanner(rf"{_EDGE}(?:{_any(word.translate(UPPER) for word in _both(SURNAMES) if len(word) > 1)}) {_UP}{{2}}")
_UPPER_RUN = re.compile(rb"[A-Z']+(?: [A-Z']+){1,4}\b")
_LISTED = scanner(
    rf"\b(?:{_any(_all_cases(bared(LISTS)))})[ :]{{1,3}}(?:ong |ba |anh |chi )?{_RUN}(?:(?:, ?| va |, va ){_RUN})+"
)
_NICK = scanner(rf"{_EDGE}(?:{_any(map(_title, _both(NUMERALS)))}) {_UP}")
_NICK_RUN = re.compile(rf"{_CAP} {_CAP}(?: {_CAP})?\b".encode())
_LONE_INITIALS = scanner(r"\b(?:[A-Z]\.){2,4}(?:[A-Z]\b)?")
_HIGHLAND = scanner(rf"\b[HK]'[A-Z][a-z]+(?: {_CAP}){{0,2}}\b|\bY [A-Z][a-z]+(?: {_CAP}){{0,1}}\b")
_SIGNED = scanner(rf"\n ?{_RUN}[ .]*\x00")
_BY_PHONE = scanner(rf"\b{_RUN}[ ,:(\-]{{1,3}}(?:(?:[Ss]dt|SDT|[Dd]t|DT|[Dd]ien thoai)[ :.]*)?0\d{{2,3}}[ .\-]?\d{{3}}")
_LAME_NICK = scanner(rf"\b(?:{_any(bared(NUMERALS))}) (?:{_any(bared(LAME))})\b")
_TEN = scanner(
    r"\b(?:[Tt]en la|[Tt]en toi la|[Tt]oi ten(?: la)?|[Ee]m ten(?: la)?|[Hh]o ten|[Hh]o va ten|be ten|ten)"
    r"[ :]{1,3}[a-z]+(?: [a-z]+){0,4}\b"
)
_QUOTED = re.compile(rb' ?"[^"\n\0]{1,20}"')
_CLAUSE_END = re.compile(rb"[\n\t,.;:]")
_WORD_END = re.compile(rb"[ ,.;:\n\t\0)(!?\"]")
_PETS = re.compile(b"|".join(map(key, ("chó ", "mèo ", "bò ", "trâu "))))
_INSIDE_PROPER = re.compile(rb"(?:[a-z,;0-9] )[A-Z][a-z']+ $")
_NOT_INITIALS = frozenset({b"T.P", b"T.T", b"U.B.N.D", b"T.M", b"K.T", b"T.P.H.C.M", b"V.P", b"H.D.N.D", b"Q.L"})


# -- the words of a run, and the words before it ------------------------------------------------------------------


def _runs(page: Page, head: Scanner, run: re.Pattern[bytes]) -> Iterator[tuple[int, int]]:
    """Where a head is found in the written view, the run that begins one byte behind its edge."""
    for found in head.finditer(page.written):
        match = run.match(page.plain, found.start() + 1)
        if match:
            yield match.span()


def _words(page: Page, start: int, end: int) -> list[bytes]:
    return page.small[start:end].split(b" ")


def _unmarked(page: Page, start: int, end: int) -> bool:
    return page.written[start:end] == page.plain[start:end]


def _end(words: list[bytes], start: int, count: int) -> int:
    """Where the first ``count`` words of a run end."""
    return start + sum(map(len, words[:count])) + count - 1


def _follows(page: Page, start: int, phrases: Words) -> int:
    """How many words (0 to 3) right before ``start``, in its clause, are the longest of the phrases to stand there."""
    clause = _CLAUSE_END.split(page.before(start, page.small, 30))[-1]
    if clause[-1:] not in (b" ", b'"', b"("):
        return 0
    words = clause.rstrip(b' ("').split(b" ")[-3:]
    return next((count for count in range(len(words), 0, -1) if b" ".join(words[-count:]) in phrases), 0)


def _phrase_at(page: Page, start: int) -> bytes:
    """The two words that begin at ``start``."""
    return b" ".join(_WORD_END.split(page.small[start : start + 30], maxsplit=2)[:2])


def _is_surname(word: bytes, unmarked: bool) -> bool:
    return word in SURNAMES or (unmarked and word in BARE_SURNAMES)


def _known(word: bytes, unmarked: bool) -> bool:
    return word in GIVEN or word in SURNAMES or (unmarked and word in BARE_GIVEN) or len(word) == 1


def _is_place(words: list[bytes]) -> bool:
    return b" ".join(words) in PLACES or b" ".join(words[:2]) in PLACES


def _count(words: list[bytes], least: int) -> int:
    """How many of the words belong to the name: a word like "Phường" ends it, but not behind "Thị" or "Văn"."""
    for count, word in enumerate(words[least:], least):
        if word in ENDS and not (count and words[count - 1] in MARKS_SEX):
            return count
    return len(words)


def _with_nickname(page: Page, start: int, end: int) -> Found:
    """A name, with the nickname behind it: Tuấn "còi", Tuấn còi."""
    quoted = _QUOTED.match(page.plain, end)
    if quoted:
        return Found(start, quoted.end(), "NAME")
    following = _WORD_END.split(page.small[end + 1 : end + 12], maxsplit=1)[0]
    if following in NICKNAMES and page.plain[end : end + 1] == b" " and b" " not in page.plain[start:end]:
        return Found(start, end + 1 + len(following), "NAME")
    return Found(start, end, "NAME")


# -- capitalised names with a family name -------------------------------------------------------------------------


def _full_names(page: Page) -> Iterator[Found]:
    for start, end in _runs(page, _FULL, _FULL_RUN):
        words, unmarked = _words(page, start, end), _unmarked(page, start, end)
        while len(words) > 1:
            if _is_surname(words[0], unmarked) and not (words[0] in NOT_HEADS and words[1] in SURNAMES - MARKS_SEX):
                count = _count(words, 1)
                if count > 1 and _is_person(page, start, words[:count], unmarked):
                    yield _with_nickname(page, start, _end(words, start, count))
                    break
            start += len(words.pop(0)) + 1


def _is_person(page: Page, start: int, words: list[bytes], unmarked: bool) -> bool:
    if b" ".join(words) in PLACES:
        return False
    named = _follows(page, start, NAMED_AFTER)
    if _follows(page, start, CALLS) > named:
        return True
    if named or _is_place(words) or b" ".join(words) in HEROES:
        return False
    if len(words) > 2 and words[1] in MARKS_SEX:
        return True
    sure = words[0] in STRONG and len(words) == 3 and words[1] in MIDDLES and words[2] in GIVEN
    return (sure or _stands_alone(page, start)) and _reads_as_name(words, unmarked)


def _stands_alone(page: Page, start: int) -> bool:
    """Not the tail of a longer proper noun, and not a place."""
    if _follows(page, start, PLACE_HEADS):
        return False
    return not _INSIDE_PROPER.search(page.before(start, page.plain, 20)) or _follows(page, start, HINTS)


def _reads_as_name(words: list[bytes], unmarked: bool) -> bool:
    weak = words[0] not in STRONG and not (unmarked and words[0] in BARE_STRONG)
    if len(words) == 2:
        return not weak and _known(words[1], unmarked) and len(words[0]) > 1 and len(words[1]) > 1
    if weak:
        middle = words[1] in MIDDLES or (unmarked and words[1] in BARE_MIDDLES)
        return middle and _known(words[2], unmarked)
    return len(words) == 3 or _known(words[1], unmarked) or _known(words[2], unmarked)


def _upper_names(page: Page) -> Iterator[Found]:
    """NGUYEN VAN TOAN; in a heading of capitals only a "THỊ" or "VĂN" tells."""
    for start, end in _runs(page, _UPPER, _UPPER_RUN):
        words, unmarked = _words(page, start, end), _unmarked(page, start, end)
        count = next((n for n, word in enumerate(words) if n and not _known(word, unmarked)), len(words))
        name = words[:count]
        if count < 3 or not _is_surname(name[0], unmarked) or _is_place(name) or b" ".join(name) in HEROES:
            continue
        if b" ".join(words[1:3]) in COMPOUNDS or _follows(page, start, NAMED_AFTER):
            continue
        if name[1] in MARKS_SEX or (_upper_alone(page, start, end) and _reads_as_name(name, unmarked)):
            yield Found(start, _end(words, start, count), "NAME")


def _upper_alone(page: Page, start: int, end: int) -> bool:
    """No more words in capitals on either side."""
    called = _follows(page, start, CALLS)
    before = re.search(rb"[A-Z]{2,} $", page.before(start, page.plain, 12)) and not called
    return not before and not re.match(rb" [A-Z]{2,}", page.plain[end : end + 4])


def _abbreviated(page: Page) -> Iterator[Found]:
    """Phạm V.K., Trần Thị B."""
    for match in _FULL_INITIALS.finditer(page.plain):
        if _is_surname(_words(page, *match.span())[0], False):
            yield Found(*match.span(), "NAME")


# -- names by what stands before them -----------------------------------------------------------------------------


def _called(page: Page) -> Iterator[Found]:
    """Names behind "bà", "tên là", "chủ hộ", "nhà"."""
    for head in _CALLED.finditer(page.written):
        run = _CALLED_RUN.match(page.plain, head.end() - 1)
        if run:
            start, end = run.span()
            found = _judged(page, start + _title_length(page, start, end), end)
            if found:
                yield found


def _title_length(page: Page, start: int, end: int) -> int:
    """Length of a capitalised form of address at the head of a run: the pattern's own word, or "Mr"."""
    words = _words(page, start, end)
    if _by_birth(words):
        return 0
    for count in (3, 2, 1):
        if len(words) > count and b" ".join(words[:count]) in CALLS_OR_HINTS:
            return _end(words, 0, count) + 1
    return 0


def _judged(page: Page, start: int, end: int) -> Found | None:
    words, unmarked = _words(page, start, end), _unmarked(page, start, end)
    role = _role(page, start)
    if role is None or not words[0] or (words[0] in FAMILIAR and not _by_birth(words)):
        return None
    if b"." in page.plain[start:end]:
        return Found(start, end, "NAME") if role is not HINTS else None
    count = min(_count(words, 0), 4 if _is_surname(words[0], unmarked) else 3)
    if not count or not _is_name(page, start, words[:count], role, unmarked):
        return None
    return _with_nickname(page, start, _end(words, start, count))


def _by_birth(words: list[bytes]) -> bool:
    """Ba Tâm, Tư Lộc"""
    return len(words) > 1 and words[0] in NUMERALS and words[1] in GIVEN


def _is_name(page: Page, start: int, words: list[bytes], role: Words, unmarked: bool) -> bool:
    if _is_place(words) or (len(words) == 1 and _phrase_at(page, start) in COMPOUNDS):
        return False
    if words[0] in NOT_FIRST and not _by_birth(words) and not (len(words) > 1 and _is_surname(words[0], unmarked)):
        return False
    if role is HINTS:
        return _hinted(words, unmarked)
    return role is not KIN or any(_known(word, unmarked) for word in words)


def _hinted(words: list[bytes], unmarked: bool) -> bool:
    if len(words) == 1:
        return words[0] in SMALL_GIVEN
    if _by_birth(words):
        return True
    return _is_surname(words[0], unmarked) and _known(words[-1], unmarked) and b" ".join(words) not in HEROES


def _role(page: Page, start: int) -> Words | None:
    """Which list the words before ``start`` belong to; None where they only look like it without marks."""
    before = page.before(start, page.small, 40).rstrip(b' :"(\n')
    words = _CLAUSE_END.split(before.rstrip(b",."))[-1].split()[-5:]
    unmarked = _unmarked(page, max(0, start - 30), start)
    for length in range(len(words), 0, -1):
        phrase = b" ".join(words[-length:])
        if phrase in NAMED_AFTER:
            return None
        for role, bare in BARE_ROLES:
            if phrase in role or (unmarked and phrase in bare):
                return role if _is_person_called(page, start, words, role) else None
    if words and words[-1] in (LA, TEN, b"la", b"ten"):
        return _role(page, page.bare.rindex(b" ", 0, start - 1)) if len(words) > 1 else None
    return None


def _is_person_called(page: Page, start: int, words: list[bytes], role: Words) -> bool:
    """ "quán Cô Ba" is a shop, "Bà Rịa" and "bà con Yên Hạc" are places, "chó tên Mực" is a dog."""
    title = start - len(words[-1]) - 1
    phrase = page.small[title : start + 12]
    pair = b" ".join(_WORD_END.split(phrase, maxsplit=2)[:2])
    if role is TITLES and page.plain[title : title + 1].isupper():
        if pair in PLACES or _follows(page, title, NAMED_AFTER | PLACE_HEADS):
            return False
    if pair in NOT_CALLED or words[-2:] == [BA, b"con"]:
        return False
    return words[-1] != TEN or not _PETS.search(page.before(start, page.small, 40))


def _listed(page: Page) -> Iterator[Found]:
    """các hộ: Lan, Hùng và Lò Văn Pọm"""
    for match in _LISTED.finditer(page.plain):
        start, end = match.span()
        yield from _all_known(page, start, end)


def _signed(page: Page) -> Iterator[Found]:
    """A last line that is nothing but a name."""
    for match in _SIGNED.finditer(page.plain):
        yield from _all_known(page, *match.span())


def _by_phone(page: Page) -> Iterator[Found]:
    """Hương 0957 310 442"""
    for match in _BY_PHONE.finditer(page.plain):
        yield from _all_known(page, *match.span())


_RUN_AGAIN = re.compile(rb"(?<![A-Za-z])" + _RUN.encode())


def _all_known(page: Page, start: int, end: int) -> Iterator[Found]:
    """Runs in the stretch that are name syllables throughout."""
    for run in _RUN_AGAIN.finditer(page.plain, start, end):
        words, unmarked = _words(page, *run.span()), _unmarked(page, *run.span())
        plain_name = all(_known(word, unmarked) and word not in NOT_FIRST for word in words)
        place = _is_place(words) or _follows(page, run.start(), PLACE_HEADS | NAMED_AFTER)
        if (
            plain_name
            and not place
            and len(words) < 5
            and len(words[0]) > 1
            and _phrase_at(page, run.start()) not in COMPOUNDS
        ):
            yield Found(*run.span(), "NAME")


# -- nicknames, initials, small letters ---------------------------------------------------------------------------


def _nicknames(page: Page) -> Iterator[Found]:
    """Mười Hường, Tư Lộc."""
    for start, end in _runs(page, _NICK, _NICK_RUN):
        words = _words(page, start, end)
        if words[0] not in NUMERALS or words[1] not in GIVEN or _is_place(words) or b" ".join(words) in HEROES:
            continue
        previous = page.before(start, page.plain, 12).rstrip(b" ")
        inside = re.search(rb"\b[A-Z]\w*$", previous)
        if previous[-1:].isalnum() and not inside and not _follows(page, start, NAMED_AFTER | PLACE_HEADS):
            yield Found(start, _end(words, start, 2), "NAME")


def _initials(page: Page) -> Iterator[Found]:
    for match in _LONE_INITIALS.finditer(page.plain):
        if page.plain[match.start() : match.end()].rstrip(b".") not in _NOT_INITIALS:
            yield Found(*match.span(), "NAME")


def _highland(page: Page) -> Iterator[Found]:
    """H'Hen Niê, K'Brêu, Y Mlô"""
    for match in _HIGHLAND.finditer(page.plain):
        words = _words(page, *match.span())
        if words[0] != b"y" or (words[1] not in MEDICAL and page.written[match.start() : match.start() + 1] == b"Y"):
            yield Found(*match.span(), "NAME")


def _small_names(page: Page) -> Iterator[Found]:
    """nguyễn thị hoa, tran van bon."""
    for start, end in _runs(page, _SMALL, _SMALL_RUN):
        words = _words(page, start, end)
        while len(words) > 2:
            count = _small_length(page, start, words)
            if count:
                yield Found(start, _end(words, start, count), "NAME")
                break
            start += len(words.pop(0)) + 1


def _small_length(page: Page, start: int, words: list[bytes]) -> int:
    """How many of the words are a name in small letters: 3, 4 or none."""
    unmarked = _unmarked(page, start, _end(words, start, 3))
    called = _follows(page, start, BARE_CALLS)
    given = [word in GIVEN or (unmarked and word in BARE_GIVEN) for word in words]
    if not (given[2] or called) or b" ".join(words[:2]) in COMPOUNDS:
        return 0
    if not (_small_unmarked if unmarked else _small_marked)(words, called):
        return 0
    more = len(words) > 3 and given[3] and words[3] not in NOT_SMALL | ENDS | SAYS
    return 4 if more else 3


def _small_marked(words: list[bytes], called: bool) -> bool:
    if words[0] not in SURNAMES or words[1] not in MIDDLES or words[2] in NOT_SMALL:
        return False
    return called or words[1] == THI or (words[0] in STRONG and words[2] not in ENDS)


def _small_unmarked(words: list[bytes], called: bool) -> bool:
    if words[0] not in BARE_SURNAMES or words[1] not in BARE_MIDDLES:
        return False
    if words[2] in NOT_SMALL:
        return called and words[1] in MARKS_SEX and words[0] in BARE_STRONG
    if words[1] in MARKS_SEX:
        return called or words[0] in COMMON_BARE
    return words[0] in SURE_BARE


def _small_called(page: Page) -> Iterator[Found]:
    """ "bà mười hường", "chị hằng" in small letters."""
    for begin, end in _runs(page, _SMALL_CALLED, _SMALL_CALLED_RUN):
        words = _words(page, begin, end)
        if words[0] not in TITLES | {THANG} or b" ".join(words[:2]) in NOT_CALLED:
            continue
        start = begin + len(words[0]) + 1
        if words[1] in NUMERALS and len(words) > 2:
            if words[2] in SMALL_GIVEN and b" ".join(words[2:]) not in COMPOUNDS:
                yield Found(start, _end(words, begin, 3), "NAME")
        elif words[1] in SMALL_GIVEN and b" ".join(words[1:3]) not in COMPOUNDS:
            yield _with_nickname(page, start, _end(words, begin, 2))


def _introduced_small(page: Page) -> Iterator[Found]:
    """ "tôi tên lò thị ín", "ten nguyen thi lai"."""
    for match in _TEN.finditer(page.plain):
        begin, end = match.span()
        words, unmarked = _words(page, begin, end), _unmarked(page, begin, end)
        first = next((n for n, word in enumerate(words) if n and _is_surname(word, unmarked)), len(words))
        count = first
        while count < len(words) and _known(words[count], unmarked) and words[count] not in ENDS:
            count += 1
        if count - first > 1:
            yield Found(_end(words, begin, first) + 1, _end(words, begin, count), "NAME")


def _lame_nicknames(page: Page) -> Iterator[Found]:
    """sáu lé, tư lùn"""
    for match in _LAME_NICK.finditer(page.bare):
        words = _words(page, *match.span())
        if words[0] in NUMERALS and words[1] in LAME:
            yield Found(*match.span(), "NAME")


_WAYS = (
    _full_names,
    _upper_names,
    _abbreviated,
    _called,
    _listed,
    _signed,
    _by_phone,
    _nicknames,
    _initials,
    _highland,
    _small_names,
    _small_called,
    _introduced_small,
    _lame_nicknames,
)


def names(page: Page) -> Iterator[Found]:
    """Every stretch of the page that names a person; they may overlap."""
    return chain.from_iterable(way(page) for way in _WAYS)
