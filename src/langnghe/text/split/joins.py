"""Whether a clause goes on with the matter before it, or begins one of its own."""

from __future__ import annotations

from collections.abc import Sequence

from langnghe.text.split.clauses import Clause
from langnghe.text.split.signs import office_signs
from langnghe.text.split.words import Mark, areas, groups_in, lowered

SHORT_SENTENCE = 60  # characters: a sentence so short tells more of the trouble before it
SHORT_PIECE = 24
LONGEST_LINK = 14  # characters without a listed word in it: "Vậy tôi làm đơn này đề nghị ..."
LONGEST_ASKER = 30  # characters before the demand a sentence begins with
ASKING = ("demand", "question", "imperative")
CLOSING_QUOTES = ('"', "”", "»")
OPENING_QUOTES = ('"', "“", "«")


def goes_on(clause: Clause, before: Clause, text: str, in_cell: bool) -> bool:
    """Whether a sentence goes on with the matter of the sentence before it."""
    body = clause.body_marks()
    if text[before.end - 1 : before.end] == "?" and not any(mark.any("question") for mark in body):
        return False
    if clause.numbered or (closes_quote(before, text) and not opens_quote(clause, text)):
        return False
    if any(sign == "office acts" for sign in office_signs(clause, body, text)):
        return False
    if asks(clause, text) or clause.adds() or is_formula(clause):
        return False
    if contrasts(clause, before) or names_others(clause, body, text):
        return False
    starts_so = bool(body) and body[0].any("continues") and body[0].start - clause.body < 3
    if starts_so or before.one_person:
        clause.one_person = before.one_person
        return True
    return in_cell or (clause.end - clause.body < SHORT_SENTENCE and any(mark.any("problem") for mark in body))


def asks(clause: Clause, text: str) -> bool:
    """Whether a sentence begins with a demand: "Đề nghị ...", "Do đó Hội kiến nghị ...", "Vậy xin cấp trên ..."."""
    position = clause.body
    for mark in clause.body_marks():
        if mark.start - position > LONGEST_LINK or mark.start - clause.body > LONGEST_ASKER:
            return False
        if mark.any("demand") and not mark.any("follows"):
            return True
        if not mark.any("follows", "people", "relay", "authority", "quantity"):
            return False
        position = mark.end
    return False


def is_formula(clause: Clause) -> bool:
    """Whether a sentence is one that closes a letter: "Tôi xin cam đoan ..."."""
    return bool(clause.marks) and clause.marks[0].any("boilerplate") and clause.marks[0].start - clause.start < 3


def closes_quote(clause: Clause, text: str) -> bool:
    """Whether somebody's own words end with a clause: '... nước giếng vàng khè".'"""
    return any(mark in CLOSING_QUOTES for mark in text[clause.end : clause.end + 2])


def opens_quote(clause: Clause, text: str) -> bool:
    return text[clause.start : clause.start + 1] in OPENING_QUOTES


def contrasts(clause: Clause, before: Clause) -> bool:
    """Whether trouble is told after praise: "... trong hơn hẳn. Tuy nhiên giờ cao điểm vòi chỉ nhỏ giọt"."""
    praised = any(mark.any("praise") for mark in before.body_marks())
    turned = any(mark.any("contrast") and mark.start - clause.start < 3 for mark in clause.marks)
    return praised and turned


def names_others(clause: Clause, body: Sequence[Mark], text: str) -> bool:
    """Whether a sentence begins with somebody named or with people of a named place: "Xóm Soi chưa có nước máy"."""
    if not body or not body[0].any("dwelling", "person") or body[0].start - clause.body >= 3:
        return False
    named = text[body[0].end + 1 : body[0].end + 2]
    return named.isupper() or named.isdigit()


def is_list(pieces: Sequence[Clause], i: int) -> bool:
    """Whether the semicolon before piece ``i`` is one of two or more in its sentence: then it parts matters."""
    after = next((j for j in range(i + 1, len(pieces)) if pieces[j].joint != "semicolon"), len(pieces))
    first = next((j for j in range(i, -1, -1) if pieces[j].joint != "semicolon"), 0)
    return after - first > 2


def is_short_piece(clause: Clause) -> bool:
    """Whether a piece of a list is too short for a matter of its own and asks nothing."""
    asks = any(mark.any("demand", "feeling", "question") for mark in clause.body_marks())
    return clause.end - clause.body < SHORT_PIECE and not asks and not clause.numbered


def same_matter(clause: Clause, before: Clause, text: str, in_cell: bool) -> bool:
    """Whether what stands after a single semicolon only goes on: in a cell, or one state told after another."""
    if clause.adds() or clause.numbered:
        return False
    if in_cell or (begins_asking(clause) and begins_asking(before)):
        return not (begins_asking(clause) and begins_asking(before))
    asks = any(mark.any("demand", "feeling", "question") for piece in (clause, before) for mark in piece.body_marks())
    return not asks and not of_other_areas(clause, before, text)


def of_other_areas(clause: Clause, before: Clause, text: str) -> bool:
    """Whether two states name things of areas of life that have nothing to do with each other."""
    here, there = (groups_in(areas().find(lowered(text[piece.body : piece.end]))) for piece in (clause, before))
    return bool(here) and bool(there) and here.isdisjoint(there)


def begins_asking(clause: Clause) -> bool:
    return any(mark.any(*ASKING) and mark.start - clause.body < 3 for mark in clause.body_marks()[:1])


def breaks_reply(clause: Clause) -> bool:
    """Whether somebody else begins to speak inside a paragraph that began with a reply."""
    return not clause.replies and (clause.spoken or clause.joint in ("count", "one", "number"))
