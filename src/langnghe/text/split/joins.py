"""Whether a clause goes on with the matter before it, or begins one of its own."""

from __future__ import annotations

from collections.abc import Sequence

from langnghe.text.split.clauses import Clause
from langnghe.text.split.signs import office_signs

SHORT_SENTENCE = 60  # characters: a sentence so short tells more of the trouble before it
SHORT_PIECE = 24


def goes_on(clause: Clause, before: Clause, text: str, in_cell: bool) -> bool:
    """Whether a sentence goes on with the matter of the sentence before it."""
    body = clause.body_marks()
    if any(sign == "office acts" for sign in office_signs(clause, body, text)):
        return False
    if body and body[0].any("demand") and body[0].start - clause.body < 3 and not in_cell:
        return False
    starts_so = bool(body) and body[0].any("continues") and body[0].start - clause.body < 3
    if starts_so or before.one_person:
        clause.one_person = before.one_person
        return True
    return in_cell or (clause.end - clause.body < SHORT_SENTENCE and any(mark.any("problem") for mark in body))


def is_list(pieces: Sequence[Clause], i: int) -> bool:
    """Whether the semicolon before piece ``i`` is one of two or more in its sentence: then it parts matters."""
    after = next((j for j in range(i + 1, len(pieces)) if pieces[j].joint != "semicolon"), len(pieces))
    first = next(j for j in range(i, -1, -1) if pieces[j].joint != "semicolon")
    return after - first > 2


def is_short_piece(clause: Clause) -> bool:
    """Whether a piece of a list is too short for a matter of its own and asks nothing."""
    asks = any(mark.any("demand", "feeling", "question") for mark in clause.body_marks())
    return clause.end - clause.body < SHORT_PIECE and not asks


def same_matter(clause: Clause, before: Clause, in_cell: bool) -> bool:
    """Whether what stands after a single semicolon only goes on: in a cell, or one state told after another."""
    if in_cell:
        return True
    asks = any(mark.any("demand", "feeling", "question") for piece in (clause, before) for mark in piece.body_marks())
    return not asks


def breaks_reply(clause: Clause) -> bool:
    """Whether somebody else begins to speak inside a paragraph that began with a reply."""
    return not clause.replies and (clause.spoken or clause.joint in ("count", "one", "number"))
