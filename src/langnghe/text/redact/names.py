"""Persons' names: by family name, by form of address, by what introduces them, by nickname, by initials.

A scan proposes capitalised runs; the words in the run and before it decide. Recall first: a doubtful run behind a
form of address counts, a doubtful run on its own does not. Names in small letters: ``small_names.py``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import chain

from langnghe.text.redact.letters import UPPER
from langnghe.text.redact.lexicon import GIVEN, HEROES, NICKNAMES, PLACES, SURNAMES, Words, around, bared, key
from langnghe.text.redact.page import Found, Page, where
from langnghe.text.redact.runs import (
    BARE_MIDDLES,
    BARE_STRONG,
    CALLS,
    CAP,
    COMPOUNDS,
    EDGE,
    FAMILIAR,
    HINTS,
    INITIALS,
    INTRODUCES,
    KIN,
    MARKS_SEX,
    MIDDLES,
    NAMED_AFTER,
    NOT_FIRST,
    NUMERALS,
    PLACE_HEADS,
    PLACED,
    RUN,
    SMALL_GIVEN,
    STRONG,
    THI,
    TITLES,
    UP,
    VAN,
    Run,
    all_cases,
    any_word,
    both,
    phrases_before,
    run_at,
    run_from,
    title,
    two_words,
    words_before,
)
from langnghe.text.redact.small_names import BODY, INTRODUCED, introduced_small, small_names
from langnghe.text.redact.table import Scanner

NOT_HEADS = TITLES | {key("đường")}  # family names too, but hardly before another one
UNMISTAKABLE, HOUSES = around("unmistakable"), around("houses")
NO_PERSON = around("no_person")
ORGANISATIONS, OF_HAMLETS, GROUNDS = around("organisations"), around("of_hamlets"), around("grounds")
OTHERWISE = around("otherwise")
DOINGS, OWNED_BY, BEGINNINGS = around("doings"), around("owned_by"), around("beginnings")
ALSO_GIVEN = around("also_given")
ELDERS = around("elders")
BARE_ELDERS = bared(ELDERS) - {b"co", b"ba", b"chu"}  # without marks, "có 3 Nghị định" too
FAMILY_NAMES = SURNAMES - MARKS_SEX
CALLS_OR_HINTS = CALLS | HINTS
MEDICAL = frozenset(map(key, ("tế", "khoa", "học", "dược", "sĩ", "sỹ", "bác", "yên", "tá")))
LAME = frozenset(map(key, "lé lùn cụt què chột sún sẹo thọt mập còi hói trọc béo móm khùng rỗ gù xồm lác".split()))
NAMED_BY_LOOKS = LAME | {key("đen"), key("điên"), key("xăm")}
LA, TEN, BA = map(key, ("là", "tên", "bà"))
# without marks, "bạn" is also "bản" and "bé" is "bê"
_UNSAFE_BARE = frozenset({b"ban", b"be", b"lien lac", b"ba", b"co", b"thay", b"chu", b"di"}) - TITLES
ROLES = tuple((role, bared(role) - _UNSAFE_BARE) for role in (TITLES, INTRODUCES, KIN, HINTS))
_SPEAKING = NAMED_AFTER | ORGANISATIONS.union(*chain.from_iterable(ROLES))  # all that may decide before a name
_FIRST_WORDS = {phrase.split(b" ")[0] for phrase in _SPEAKING}
_LAST_WORDS = {phrase.split(b" ")[-1] for phrase in CALLS_OR_HINTS}

# heads are sought in the written view, so that marks count; the run behind them is read in the plain one
_HEADS = Scanner(
    rf"{EDGE}(?:(?:{any_word(map(title, both(SURNAMES) | NUMERALS))}) {UP}|"
    rf"(?:{any_word(word.translate(UPPER) for word in both(SURNAMES) if len(word) > 1)}) {UP}{{2}})"
)
_FULL_RUN = re.compile(rf"{CAP}(?: {CAP}){{1,6}}\b".encode())
_UPPER_RUN = re.compile(rb"[A-Z']+(?: [A-Z']+){1,4}\b")
_CALLED = Scanner(rf'{EDGE}(?:{any_word(all_cases(both(_LAST_WORDS)))}|M(?:r|s|rs)\.),?[ :]{{1,3}}\n?["(]?{UP}')
_CALLED_RUN = re.compile(rf"{INITIALS}|{RUN}".encode())
_PETS = re.compile(b"|".join(map(key, ("chó ", "mèo ", "bò ", "trâu "))))
_INSIDE_PROPER = re.compile(rb"(?:[a-z,;0-9] )[A-Z][a-z']* $")
_WORD_BEFORE = re.compile(rb"[A-Za-z] $")
_UPPER_BEFORE, _UPPER_AFTER = re.compile(rb"[A-Z]{2,} $"), re.compile(rb" [A-Z]{2,}")
_CAPITAL_AFTER = re.compile(rb" [A-Z]")
_CAPITAL_BEFORE = re.compile(rb"\b[A-Z]\w*$")

_NO_TRADE = any_word(around("not_trades"))
_OF_COMPANY = re.compile(
    rf"\b(?:{any_word(around('companies'))})(?: (?:{any_word(around('company_forms'))})){{0,4}}"
    rf"(?: (?!(?:{_NO_TRADE}) )[^ ,.;:\n]+){{1,2}} $".encode()
)
_LED = re.compile(rf"(?:{any_word(around('leaders'))})(?: [^ ,.;:\n]+){{2,6}} $".encode())
_SEVERAL, _AREAS = any_word(bared(around("several"))), any_word(bared(PLACE_HEADS))
_PLACES_BEFORE = re.compile(rf"\b(?:{_SEVERAL}) (?:{_AREAS}) {RUN}(?:(?:, | va ){RUN})*(?:, | va )$".encode())

# rare shapes: one scan for all of them finds the texts that are worth the single ones
_STRONG_LARGE = any_word(map(title, BARE_STRONG))
_ABBREVIATED = rf"\b(?:{_STRONG_LARGE})(?: [A-Z]\. ?{CAP}\b|(?: {CAP}){{0,2}} ?(?:[A-Z]\.){{1,3}})"
_LONE_INITIALS = r"\b(?:[A-Z]\.){2,4}(?:[A-Z]\b)?"
_HIGHLAND = rf"\b[HK]' ?[A-Z][a-z]+(?: {CAP}){{0,2}}\b|\bY [A-Z][a-z]+(?: {CAP})?\b"
_LISTED = (
    rf"\b(?:{any_word(all_cases(bared(around('lists'))))})[ :]{{1,3}}(?:ong |ba |anh |chi )?"
    rf"{RUN}(?:(?:, ?| va |, va | - ){RUN})+"
)
_DWELLING = r"(?:to|thon|xom|ap|ban|buon|khu|khom|so|so nha|nha|ngo|hem|kiet|phong|can|tdp|KP|P\.)"
_SIGNED = rf"[\n.!?] ?{RUN}(?:[ .]*\x00|[,\t] ?{_DWELLING} ?[\dA-Z])"
_SMALL_BY_BIRTH = (
    rf"[\n.!?\x00] ?(?:{any_word(bared(NUMERALS))}) (?:{any_word(bared(around('by_birth') | SMALL_GIVEN))}) "
    rf"(?:hem|ngo|kiet|xom|ap|to) \d"
)
_CELL = rf"[\t\n]{RUN}\t"
_COUNTED = rf"\b(?:{any_word(all_cases(bared(ELDERS)))}) (?:[2-9]|{any_word(bared(NUMERALS))}) {CAP}\b"
_HEADMAN = rf"\b(?:{any_word(all_cases(bared(around('heads'))))}) {RUN}"
_BY_PHONE = rf"\b{RUN}[ ,:(\-]{{1,3}}(?:(?:[Ss]dt|SDT|[Dd]t|DT|[Dd]ien thoai)[ :.]*)?0\d{{2,3}}[ .\-]?\d{{3}}"
_PHONE_OF = rf"\b0\d{{2,3}}[ .\-]?\d{{3}}[ .\-]?\d{{3,4}} ?[(\-] ?{RUN}"
_SURE_GIVEN = any_word(map(title, bared(SMALL_GIVEN)))
_DOES = rf"\b(?:{_SURE_GIVEN}) (?:{any_word(bared(around('doings')))})\b"
_OWNS = rf"\b(?:{any_word(bared(around('owned_by')))}) (?:{_SURE_GIVEN})\b"
_LAME = (
    rf"\b(?:{any_word(bared(NUMERALS) | set(map(title, bared(SMALL_GIVEN))))}) (?:{any_word(all_cases(bared(LAME)))})\b"
)
_LAME_CAPITAL = rf"\b(?:{any_word(map(title, bared(GIVEN)))}) (?:{any_word(map(title, bared(NAMED_BY_LOOKS)))})\b"
_HALF_SMALL = rf"\b(?:{any_word(map(title, bared(SURNAMES)))}) (?:van|thi) {CAP}(?: {CAP})?\b"
_QUOTED = r'\b[A-Z][a-z]+ ?"[a-z ]{2,12}"'
_TWO_SMALL = re.compile(rb"[a-z]+ [a-z]+")
_NOT_INITIALS = frozenset({b"T.P", b"T.T", b"U.B.N.D", b"T.M", b"K.T", b"T.P.H.C.M", b"V.P", b"H.D.N.D", b"Q.L"})
_RUNS = re.compile(rf"(?<![A-Za-z]){RUN}".encode())


# -- with a family name -------------------------------------------------------------------------------------------


def _headed(page: Page) -> Iterator[Found]:
    """Names that begin with a family name or an order of birth: Lò Thị Hoa, LÒ THỊ HOA, Mười Hoa."""
    for edge in _HEADS.starts(page.written):
        in_capitals = page.plain[edge + 2 : edge + 3].isupper()
        run = run_from(page, edge + 1, _UPPER_RUN if in_capitals else _FULL_RUN)
        found = run and (_upper_name(run) if in_capitals else _nickname(run) or _full_name_in(run))
        if found:
            yield found


def _full_name_in(run: Run) -> Found | None:
    surnames = filter(run.is_surname, range(len(run.words) - 1))
    return next(filter(None, (_full_name(run.without_first(number)) for number in surnames)), None)


def _full_name(run: Run) -> Found | None:
    if run.words[0] in NOT_HEADS and run.words[1] in FAMILY_NAMES:
        return None
    name = run.cut(run.length(1))
    return name.nicknamed() if len(name.words) > 1 and not _is_body(name) and _is_person(name) else None


def _is_body(name: Run) -> bool:
    """Đoàn Đại biểu, Đoàn Thanh tra"""
    return name.words[0] == BODY and two_words(name.page, name.start + len(BODY) + 1) in COMPOUNDS


def _is_person(name: Run) -> bool:
    phrase = b" ".join(name.words)
    if phrase in PLACES:
        return False
    after, calls = name.follows(NAMED_AFTER), name.follows(CALLS)
    if calls > after and calls > name.follows(NO_PERSON):
        return True
    if after or phrase in HEROES or name.is_place():
        return False
    if len(name.words) > 2 and name.words[1] in MARKS_SEX:
        return True
    if _is_hamlet(name) or not _reads_as_name(name):
        return False
    return (_is_sure(name) or _stands_alone(name)) and not _is_of_company(name)


def _is_of_company(name: Run) -> bool:
    return _OF_COMPANY.search(name.page.before(name.start, name.page.small, 60)) is not None


def _is_sure(name: Run) -> bool:
    words = name.words
    return len(words) == 3 and words[0] in STRONG and words[1] in MIDDLES and words[2] in GIVEN


def _is_hamlet(name: Run) -> bool:
    """Đào Xá Trung; Đồng Phú Thượng, but Nguyễn Phú Thượng may be a person."""
    words = name.words
    if len(words) < 3:
        return False
    if words[1] in OF_HAMLETS and not name.known(1):
        return True
    return words[-1] in OF_HAMLETS and (words[0] not in STRONG or not name.known(-1))


def _stands_alone(name: Run) -> bool:
    """Not the tail of a longer proper noun, and not a place."""
    if name.follows(PLACE_HEADS) or _is_called_after_a_place(name):
        return False
    before = name.page.before(name.start, name.page.plain, 20)
    if before.endswith((b", ", b" va ")) and _PLACES_BEFORE.search(name.page.before(name.start, name.page.plain, 120)):
        return False
    return not _INSIDE_PROPER.search(before) or name.follows(HINTS) > 0


def _is_called_after_a_place(name: Run) -> bool:
    """ "công đoàn Hoàng Gia", but not "chủ tịch công đoàn Lê Hùng"."""
    return name.follows(ORGANISATIONS) > 0 and not _is_led(name.page, name.start)


def _is_led(page: Page, start: int) -> bool:
    """Whether what is named leads a body: "chủ tịch công đoàn ..."."""
    return _LED.search(page.before(start, page.small, 50)) is not None


def _reads_as_name(name: Run) -> bool:
    words = name.words
    weak = words[0] not in STRONG and not (name.unmarked and words[0] in BARE_STRONG)
    if words[0] in UNMISTAKABLE or b" ".join(words[:2]) in UNMISTAKABLE:
        return True
    if len(words) == 2:
        second = name.known(1) or name.follows(HINTS) > 0
        return not weak and second and len(words[0]) > 1 and len(words[1]) > 1
    if weak:
        return (words[1] in MIDDLES or (name.unmarked and words[1] in BARE_MIDDLES)) and name.known(2)
    return len(words) == 3 or name.known(1) or name.known(2)


def _upper_name(run: Run) -> Found | None:
    """NGUYEN VAN HUNG; in a heading of capitals only a "THỊ" or "VĂN" tells."""
    unknown = (number for number in range(1, len(run.words)) if not run.known(number))
    name = run.cut(next(unknown, len(run.words)))
    least = 2 if _is_labelled(name) else 3
    if len(name.words) < least or name.follows(NAMED_AFTER) or not name.is_surname() or name.is_place():
        return None
    introduced = run.page.plain[name.start - 2 : name.start] == b": "
    hero = b" ".join(name.words) in HEROES and not introduced
    if hero or b" ".join(name.words[1:3]) in COMPOUNDS:
        return None
    by_itself = _upper_alone(run) and _reads_as_name(name)
    called = run.follows(CALLS) > 0 and _reads_as_name(name.cut(min(4, len(name.words))))
    return name.named() if name.words[1] in MARKS_SEX or by_itself or called or least == 2 else None


def _is_labelled(name: Run) -> bool:
    """Họ tên: PHẠM ANH"""
    page = name.page
    return page.plain[name.start - 2 : name.start] == b": " and _role(page, name.start) is INTRODUCES


def _upper_alone(run: Run) -> bool:
    """No more words in capitals on either side."""
    plain = run.page.plain
    before = _UPPER_BEFORE.search(run.page.before(run.start, plain, 12)) and not run.follows(CALLS)
    return not before and not _UPPER_AFTER.match(plain, run.end)


# -- by what stands before ----------------------------------------------------------------------------------------


def _called(page: Page) -> Iterator[Found]:
    """Names behind "bà", "tên là", "chủ hộ", "nhà"."""
    for _, end in _CALLED.stretches(page.written):
        match = _CALLED_RUN.match(page.plain, end - 1)
        found = match and _judged(_untitled(run_at(page, match.start(), match.end())))
        if found:
            yield found


def _untitled(run: Run) -> Run:
    """The run without a form of address at its head: "Mr Phát", the pattern's own "Ông"."""
    if run.by_birth():
        return run
    counts = range(min(3, len(run.words) - 1), 0, -1)
    return run.without_first(next((count for count in counts if b" ".join(run.words[:count]) in CALLS_OR_HINTS), 0))


def _judged(run: Run) -> Found | None:
    third = len(run.words) == 1 and run.words[0] in NUMERALS  # chị Ba
    if run.words[0] in FAMILIAR and not (third or run.by_birth()):
        return None
    role = _role(run.page, run.start)
    if third and role is not TITLES and run.words[0] in FAMILIAR:
        return None
    if role is None:
        return None
    if run.words[0][-1:] == b".":
        return run.named() if role is not HINTS else None
    long = run.is_surname() or not MARKS_SEX.isdisjoint(run.words[1:2])
    name = run.cut(min(run.length(0), 4 if long else 3))
    return name.nicknamed() if name.words and _is_name(name, role) else None


def _is_name(name: Run, role: Words) -> bool:
    if name.is_place() or name.is_compound():
        return False
    bare = len(name.words) == 1 and role is TITLES and name.words[0] in ALSO_GIVEN  # anh Quốc
    if name.words[0] in NOT_FIRST and not (bare or name.by_birth() or (len(name.words) > 1 and name.is_surname())):
        return False
    if role is HINTS:
        return _is_hinted(name)
    return role is not KIN or any(map(name.known, range(len(name.words))))


def _is_household(words: list[bytes]) -> bool:
    """Nhà Bảy Rớt; of a couple: nhà Toàn Phượng."""
    return words[0] in NUMERALS or (len(words) == 2 and SMALL_GIVEN.issuperset(words))


def _is_hinted(name: Run) -> bool:
    if len(name.words) == 1:
        return name.words[0] in SMALL_GIVEN
    if name.by_birth() or (name.follows(HOUSES) and _is_household(name.words)):
        return True
    if not name.is_surname() or _is_hamlet(name):
        return False
    if len(name.words[0]) > 1 and not name.known(-1):
        return False
    return b" ".join(name.words) not in HEROES


def _role(page: Page, start: int) -> Words | None:
    """Which list the words before ``start`` belong to; None where they only look like it without marks."""
    words = words_before(page, start)
    for last in (len(words), len(words) - 1):
        for first in range(last):
            phrase = b" ".join(words[first:last]) if words[first] in _FIRST_WORDS else b""
            if phrase not in _SPEAKING:
                continue
            if phrase in NAMED_AFTER or (phrase in ORGANISATIONS and not _is_led(page, start)):
                return None
            role = _listed_as(page, start, phrase)
            if role is not None:
                return role if _calls_a_person(page, start, words[:last], role) else None
        if not words or words[-1] not in (LA, b"la"):
            break
    return None


def _listed_as(page: Page, start: int, phrase: bytes) -> Words | None:
    for role, bare in ROLES:
        if phrase in role or (phrase in bare and _is_unmarked(page, start)):
            return role
    return None


def _is_unmarked(page: Page, start: int) -> bool:
    """Whether the words before ``start`` are typed without marks."""
    return page.before(start, page.written, 30) == page.before(start, page.plain, 30)


def _calls_a_person(page: Page, start: int, words: list[bytes], role: Words) -> bool:
    """ "quán Cô Ba" is a shop, "Bà Rịa" and "bà con Tân Lũng" are places, "chó tên Mực" is a dog."""
    title_at = start - len(words[-1]) - 1
    pair = two_words(page, title_at)
    capital = page.plain[title_at : title_at + 1].isupper()
    if capital and words[-1] in GROUNDS and _WORD_BEFORE.search(page.before(title_at, page.plain, 8)):
        return False
    capital = capital and role is not INTRODUCES
    if capital and (pair in PLACES or _is_in_place_name(page, title_at)):
        return False
    if pair in NO_PERSON or words[-2:] == [BA, b"con"]:
        return False
    return words[-1] != TEN or not _PETS.search(page.before(start, page.small, 40))


def _is_in_place_name(page: Page, start: int) -> bool:
    """Whether a shop, a place or a body is what is named: "quán Cô", "quán Cô Ba", "chi hội Nội"."""
    before = phrases_before(page, start)
    if not before:
        return False
    if any(phrase in PLACED or phrase in ORGANISATIONS for phrase in before):
        return True
    first = start - len(before[-1]) - 1
    titled = before[-1] in FAMILIAR and page.plain[first : first + 1].isupper()
    return (titled and _is_in_place_name(page, first)) or _OF_COMPANY.search(
        page.before(start, page.small, 60)
    ) is not None


# -- nicknames, and the rare shapes -------------------------------------------------------------------------------


def _nickname(run: Run) -> Found | None:
    """Mười Thanh, Tư Lộc."""
    if not run.by_birth():
        return None
    name = run.cut(2)
    if name.is_place() or name.follows(PLACED) or _is_of_company(name):
        return None
    before = run.page.before(run.start, run.page.plain, 12).rstrip(b" ")
    return name.named() if before[-1:].isalnum() and not _CAPITAL_BEFORE.search(before) else None


def _abbreviated(run: Run) -> Iterator[Found]:
    """Đỗ V.H., Trần Thị B., Nguyễn T. Hằng"""
    if run.words[0] in SURNAMES:
        initials_end = run.words[-1].endswith(b".") or run.known(-1)
        yield (run if initials_end else run.cut(len(run.words) - 1)).named()


def _initials(run: Run) -> Iterator[Found]:
    """K.T.Đ."""
    if run.page.plain[run.start : run.end].rstrip(b".") not in _NOT_INITIALS:
        yield run.named()


def _highland(run: Run) -> Iterator[Found]:
    """H'Hen Niê, K'Brêu, Y Mlô, Siu H'Rin, Rơ Châm H'Yun"""
    capital_y = run.page.written[run.start : run.start + 1] == b"Y"
    if run.words[0] == b"y" and (not capital_y or run.words[1] in MEDICAL):
        return
    count = run.follows(UNMISTAKABLE)
    start = run.start - (len(run.before[-count]) + 1 if count else 0)
    yield Found(start, run.end, "NAME")


def _lame(run: Run) -> Iterator[Found]:
    """tư lùn, Dũng trọc"""
    if run.words[0] in NUMERALS | SMALL_GIVEN and run.words[1] in LAME and not _is_of_shop(run):
        yield run.named()


def _is_of_shop(run: Run) -> bool:
    """quán bia Hải Béo, but not vườn nhãn sáu lé"""
    return run.page.plain[run.start : run.start + 1].isupper() and run.follows(NAMED_AFTER) > 0


def _quoted(run: Run) -> Iterator[Found]:
    """Hưng "sẹo" """
    known = run.words[0] in GIVEN and run.words[-1].strip(b'"') in NICKNAMES
    if known or (run.words[0] in SMALL_GIVEN - OTHERWISE and _is_lone(run)):
        yield run.named()


def _looks(run: Run) -> Iterator[Found]:
    """Tài Đen"""
    seas = b" ".join(run.words) in COMPOUNDS
    if run.words[0] in GIVEN and run.words[1] in NAMED_BY_LOOKS and not seas and _is_lone(run):
        yield run.named()


def _half_small(run: Run) -> Iterator[Found]:
    """Trần văn Đực, Lê thị Hoa"""
    if (
        run.is_surname()
        and run.words[1] in (MARKS_SEX if run.unmarked else {THI, VAN})
        and not run.follows(NAMED_AFTER)
    ):
        yield run.named()


def _does(stretch: Run) -> Iterator[Found]:
    """Hùng hứa trả, hôm qua Sơn đánh: what only persons do, behind a given name that is hardly another word."""
    name = stretch.cut(1)
    begins = not name.before
    sure = name.words[0] in SMALL_GIVEN and (stretch.words[1] in DOINGS or stretch.unmarked)
    if sure and _is_lone(name) and not (begins and name.words[0] in BEGINNINGS):
        yield name.nicknamed()


def _owns(stretch: Run) -> Iterator[Found]:
    """theo Thảo, nhóm của Tuấn, là Dũng"""
    name = stretch.without_first()
    known = name.words[0] in SMALL_GIVEN - OTHERWISE and stretch.words[0] in OWNED_BY
    if known and not _CAPITAL_AFTER.match(name.page.plain, name.end) and not name.is_compound():
        yield name.nicknamed()


def _is_lone(name: Run) -> bool:
    """Neither the tail of a longer name, nor a place, nor the head of another word."""
    before = name.page.before(name.start, name.page.plain, 12)
    tail = _CAPITAL_BEFORE.search(before.rstrip(b" ")) if before.endswith(b" ") else None
    return not (tail or name.follows(PLACED) or name.is_compound())


def _headman(stretch: Run) -> Iterator[Found]:
    """Trưởng thôn Bảy Lượm, trưởng ấp Danh Huôl; but "trưởng thôn Cầu Đá" heads a place."""
    match = next(_RUNS.finditer(stretch.page.plain, stretch.start + 8, stretch.end))
    name = run_at(stretch.page, match.start(), match.end())
    is_his = len(name.words) > 1 and name.is_surname() and not name.is_place() and _heads(name)
    if name.by_birth() or len(name.words[0]) == 1 or is_his:
        yield name.named()


def _heads(name: Run) -> bool:
    """Siu Blêch, Đặng Tươi, Sơn Ngọc Đấu; not Cầu Đá."""
    words = name.words
    if words[0] in UNMISTAKABLE or b" ".join(words[:2]) in UNMISTAKABLE:
        return True
    strong = words[0] in STRONG or (len(words) == 3 and words[1] in MIDDLES)
    return strong and all(map(name.known, range(len(words)))) and not _is_hamlet(name)


def _signature(stretch: Run) -> Iterator[Found]:
    """Who signs, or stands beside a number: family name, middle name and any third will do."""
    for match in _RUNS.finditer(stretch.page.plain, stretch.start, stretch.end):
        run = run_at(stretch.page, match.start(), match.end())
        by_form = len(run.words) in (3, 4) and run.is_surname() and run.words[1] in MIDDLES
        if by_form and not run.is_place() and not run.follows(PLACED):
            yield run.named()
    yield from _all_known(stretch)


def _in_cell(stretch: Run) -> Iterator[Found]:
    """A cell of three or four words that read as a name; fewer may be a hamlet: Nam Hải."""
    name = run_at(stretch.page, stretch.start + 1, stretch.end - 1)
    words = name.words
    reads = len(words) in (3, 4) and (words[1] in MIDDLES or all(map(name.known, range(len(words)))))
    if reads and name.is_surname() and not name.is_place() and not _is_hamlet(name):
        yield name.named()


def _small_by_birth(stretch: Run) -> Iterator[Found]:
    """tám lúa hẻm 4"""
    match = _TWO_SMALL.search(stretch.page.plain, stretch.start)
    name = run_at(stretch.page, match.start(), match.end()) if match else stretch
    yield name.named()


def _counted(stretch: Run) -> Iterator[Found]:
    """anh 3 Hùng, dì 7 Thơm"""
    elder, name = stretch.words[0], stretch.without_first()
    counted = name.words[0].isdigit() or name.words[0] in NUMERALS
    if counted and name.known(-1) and (elder in ELDERS or (stretch.unmarked and elder in BARE_ELDERS)):
        yield name.named()


def _all_known(stretch: Run) -> Iterator[Found]:
    """Runs in the stretch that are name syllables throughout: lists, signatures, a name before a phone."""
    for match in _RUNS.finditer(stretch.page.plain, stretch.start, stretch.end):
        run = run_at(stretch.page, match.start(), match.end())
        if len(run.words) < 5 and len(run.words[0]) > 1 and not NOT_FIRST.intersection(run.words):
            place = run.is_place() or run.follows(PLACED) or run.is_compound()
            counted = len(run.words) == 1 and run.words[0] in NUMERALS  # "Hai cháu ..."
            if not (place or counted) and all(map(run.known, range(len(run.words)))):
                yield run.named()


_RARE: tuple[tuple[str, Callable[[Run], Iterator[Found]]], ...] = (
    (_ABBREVIATED, _abbreviated),
    (_LONE_INITIALS, _initials),
    (_HIGHLAND, _highland),
    (_LAME, _lame),
    (_LISTED, _all_known),
    (_SIGNED, _signature),
    (_CELL, _in_cell),
    (_COUNTED, _counted),
    (_SMALL_BY_BIRTH, _small_by_birth),
    (_BY_PHONE, _signature),
    (_HEADMAN, _headman),
    (_PHONE_OF, _all_known),
    (_LAME_CAPITAL, _looks),
    (_HALF_SMALL, _half_small),
    (_DOES, _does),
    (_OWNS, _owns),
    (_QUOTED, _quoted),
    (INTRODUCED, introduced_small),
)
_RARE_SCANS = tuple((Scanner(pattern), way) for pattern, way in _RARE)
_RARE_SIGNS = Scanner("|".join(pattern for pattern, _ in _RARE))


def _rare_names(page: Page) -> Iterator[Found]:
    for scan, way in _RARE_SCANS:
        for start, end in scan.stretches(page.plain):
            yield from way(run_at(page, start, end))


def names(page: Page) -> Iterator[Found]:
    """Every stretch of the page that names a person; they may overlap."""
    ways = (_headed, _called, small_names)
    return chain(*(way(page) for way in ways), where(page, page.plain, _RARE_SIGNS, _rare_names))
