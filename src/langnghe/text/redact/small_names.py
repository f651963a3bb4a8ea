"""Names typed in small letters, with marks or without: "nguyễn thị hoa", "tran van phuc", "bà mười thanh"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from langnghe.text.redact.lexicon import GIVEN, SURNAMES, WEAK, around, bared, key
from langnghe.text.redact.page import Found, Page
from langnghe.text.redact.runs import (
    BARE_GIVEN,
    BARE_MIDDLES,
    BARE_STRONG,
    BARE_SURNAMES,
    CALLS,
    COMPOUNDS,
    EDGE,
    ENDS,
    MARKS_SEX,
    MIDDLES,
    NOT_CALLED,
    NUMERALS,
    SMALL_GIVEN,
    STRONG,
    THI,
    TITLES,
    VAN,
    Run,
    all_cases,
    any_word,
    both,
    known,
    run_from,
)
from langnghe.text.redact.table import Scanner

NOT_SMALL = around("not_small")
LAST_BEFORE = NOT_SMALL | ENDS | around("says")
COMMON_BARE = bared(around("common_surnames"))
SURE_MARKED = around("sure_surnames")
SURE_BARE = frozenset(b"nguyen tran pham hoang huynh trinh dinh".split())  # hardly another word without marks
BODY = key("đoàn")  # a body of people more often than a family name: "đoàn thanh niên"
BODIES = around("bodies")
BARE_CALLS = both(CALLS)
BELIEVED = STRONG | BARE_STRONG
NAMED = frozenset(map(key, ("tên", "ten", "tên là", "ten la", "tôi tên là")))
CALLERS = TITLES | {key("thằng")}

_HEADS = Scanner(
    rf"{EDGE}(?:(?:{any_word(all_cases(CALLERS))}) (?:{any_word(both(NUMERALS | SMALL_GIVEN))})|"
    rf"(?:(?:{any_word(STRONG)}) (?:{any_word(MIDDLES)})|"
    rf"(?:{any_word(BARE_STRONG)}) (?:{any_word(BARE_MIDDLES)})|"
    rf"(?:{any_word(WEAK - TITLES)}) (?:{any_word({THI, VAN})})|(?:{any_word(bared(WEAK) - TITLES)}) (?:thi|van)) )"
)
_SMALL_RUN = re.compile(rb"[a-z']+(?: [a-z']+){2,4}\b")
_PHONE_BEHIND = re.compile(rb"[ ,.:(\-]{1,3}(?:(?:sdt|dt|so dt)[ :.]*)?0\d")
_CALLED_RUN = re.compile(rb"[A-Za-z]+ [a-z]+(?: [a-z]+)?\b")
INTRODUCED = (
    r"\b(?:[Tt]en la|[Tt]en toi la|[Tt]oi ten(?: la)?|[Ee]m ten(?: la)?|[Hh]o ten|[Hh]o va ten|be ten|ten)"
    r"[ :]{1,3}[a-z]+(?: [a-z]+){0,4}\b"
)


def small_names(page: Page) -> Iterator[Found]:
    for edge in _HEADS.starts(page.written):
        for pattern, way in ((_CALLED_RUN, _called), (_SMALL_RUN, _full)):
            run = run_from(page, edge + 1, pattern)
            found = run and way(run)
            if found:
                yield found


def _full(run: Run) -> Found | None:
    """nguyễn thị hoa, tran van phuc."""
    while len(run.words) > 2:
        count = _length(run)
        if count:
            return run.cut(count).named()
        run = run.without_first()
    return None


def _length(run: Run) -> int:
    """How many of the words are a name: 3, 4 or none."""
    unmarked = run.cut(3).is_unmarked()
    words = run.words
    called = run.follows(BARE_CALLS) > 0 or bool(_PHONE_BEHIND.match(run.page.plain, run.cut(3).end))
    given = [word in GIVEN or (unmarked and word in BARE_GIVEN) for word in words[2:4]]
    if not (given[0] or called) or not COMPOUNDS.isdisjoint((b" ".join(words[:2]), b" ".join(words[1:3]))):
        return 0
    if words[0] == BODY and run.follows(BODIES):
        return 0
    if not (_unmarked_name if unmarked else _marked_name)(words, called):
        return 0
    return 4 if given[1:] == [True] and words[3] not in LAST_BEFORE else 3


def _marked_name(words: list[bytes], called: bool) -> bool:
    if words[0] not in SURNAMES or words[1] not in MIDDLES or words[2] in NOT_SMALL:
        return False
    return called or words[1] == THI or (words[0] in SURE_MARKED and words[2] not in ENDS)


def _unmarked_name(words: list[bytes], called: bool) -> bool:
    if words[0] not in BARE_SURNAMES or words[1] not in BARE_MIDDLES:
        return False
    if words[2] in NOT_SMALL:
        return called and words[1] in MARKS_SEX and words[0] in BARE_STRONG
    if words[1] in MARKS_SEX:
        return called or words[0] in COMMON_BARE
    return words[0] in (COMMON_BARE if called else SURE_BARE)


def _called(run: Run) -> Found | None:
    """ "bà mười thanh", "chị hằng"."""
    if run.words[0] not in CALLERS or b" ".join(run.words[:2]) in NOT_CALLED:
        return None
    name = run.without_first()
    if b" ".join(name.words[-2:]) in COMPOUNDS:
        return None
    if name.words[0] in NUMERALS:
        return name.named() if len(name.words) > 1 and name.words[1] in SMALL_GIVEN else None
    return name.cut(1).nicknamed() if name.words[0] in SMALL_GIVEN else None


def introduced_small(run: Run) -> Iterator[Found]:
    """ "tôi tên quàng thị mẩy", "ten nguyen thi tham"."""
    while len(run.words) > 1 and not run.is_surname():
        run = run.without_first()
    unknown = (n for n, word in enumerate(run.words) if not known(word, run.unmarked) or word in ENDS)
    name = run.cut(next(unknown, len(run.words)))
    if len(name.words) > 1 and name.is_surname() and _is_believed(name):
        yield name.named()


def _is_believed(name: Run) -> bool:
    """A family name that is also a word needs "thị" behind it, or "tên" right before three words or a "y"."""
    if name.words[0] in BELIEVED or name.words[1] in MARKS_SEX:
        return True
    return name.follows(NAMED) > 0 and (len(name.words) > 2 or len(name.words[0]) == 1)
