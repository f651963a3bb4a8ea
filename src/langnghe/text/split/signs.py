"""What speaks for a clause being an opinion, and what against: transparent weights, and the reason why it is none."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from langnghe.text.blocks import Block
from langnghe.text.split.clauses import Clause, scene_of
from langnghe.text.split.outline import Mode, mode_of, names_field
from langnghe.text.split.words import Mark, areas, groups_in, lowered

# What each sign adds to the score of a clause; it is an opinion when the sum is above zero.
WEIGHTS = {
    "open": 2.0,
    "neutral": -1.0,
    "untitled": 0.0,
    "answers": -5.0,
    "general": -3.5,
    "closed": -20.0,
    "orders": -20.0,
    "spoken": 3.0,
    "spoken before": 1.0,
    "labelled": 0.5,
    "listed": 1.5,
    "bullet": 1.5,
    "demand": 2.0,
    "feeling": 1.5,
    "problem": 1.0,
    "failing": 0.5,
    "question": 1.0,
    "office acts": -8.0,
    "plans": -2.0,
    "counts": -8.0,
    "figures": -3.0,
    "generic praise": -8.0,
    "announces": -6.0,
    "boilerplate": -20.0,
    "fragment": -7.0,
    "plain": -3.5,
    "scene": -6.0,
}
# What the strongest sign against a clause is called in Rest.why.
REASONS = {
    "office acts": "authority's action",
    "plans": "authority's action",
    "counts": "statistics",
    "figures": "statistics",
    "generic praise": "boilerplate",
    "boilerplate": "boilerplate",
    "announces": "announcement",
    "closed": "section without opinions",
    "orders": "section without opinions",
    "general": "description",
    "answers": "results",
    "fragment": "fragment",
    "plain": "description",
    "scene": "description",
}
TELLING = ("demand", "feeling", "problem", "failing", "question")
ASKING = ("demand", "feeling", "question", "failing")
DEEDS = frozenset(("office acts", "plans", "counts", "figures", "generic praise", "boilerplate"))
OFFICE = ("authority", "area", "official", "own_action", "plan", "firm")
ACTS = ("action", "own_action", "reply_label", "formal_act")
SHORT_COUNT = 40  # characters: "hòm thư 212 ý kiến"
SHORT_AND_PLAIN = 50  # a clause so short without any telling word tells nothing
LONG_SCENE = 120  # the same among people who speak: "Sang nhà chị X, chồng chị đi biển"
SHORTEST_MATTER = 14  # characters
FEWEST_WORDS = 4  # of a matter; a cell tells trouble in three
QUOTES = ('"', "“", "«")  # somebody's own words
LAST = Mark(0, 0, frozenset())  # stands behind the last mark of a clause
NEAR = 16  # characters between a verb and its object: "tổ chức nhiều sòng bạc"
HOLLOW = ("demand", "authority", "link", "hollow", "people", "quantity")
NAMING = frozenset(("xã", "phường", "tỉnh", "và", "y", "tế", "đặc", "khu"))  # words inside an office's name
DATE = re.compile(
    r"(?:(?:từ |vào |sáng |chiều |tối )*(?:ngày|tháng|quý)\s[^,]{1,40},\s)?(?:tại [^,]{3,40},\s)?", re.IGNORECASE
)
FIGURE = re.compile(r"\d{1,2}/(?:\d{1,2}/)?20\d\d|(?<![^\W\d_])\d+(?:[.,]\d+)*")  # a date; 3.420; 1,9; not m2
FORM_ASKS = re.compile(  # a printed question: not of "anh/chị em công nhân", nor to "quý vị đại biểu"
    r"\b(?:ông/bà|ông \(bà\)|anh(?:/chị| \(chị\))(?! em\b)|quý vị(?! (?:đại biểu|lãnh đạo)\b)"
    r"|(?:điều|theo|xin) (?:ông bà|anh chị|bạn))(?!\w).*\?",
    re.IGNORECASE,
)
LONGEST_ABSTRACT = 60
ABSTRACT = re.compile(  # an amount of opinions is none
    r"\b(?:nhiều|một số|mấy|những|vài|các|nổi lên)\s(?:nhóm\s|luồng\s)?"
    r"(?:(?:tâm tư|ý kiến|băn khoăn|trăn trở|vấn đề|bức xúc|lo lắng)(?:\s(?:khác nhau|đáng chú ý))?|điều(?:\s\w+){0,3})"
    r"(?:\ssau)?$",
    re.IGNORECASE,
)
TOTAL = re.compile(r"(?:tổng (?:số|cộng)|số (?:lượt|lượng|phiếu|đơn|cử tri|ý kiến))\b", re.IGNORECASE)
PARTS = "trong đó "
LETTERS_A_FIGURE = 25  # a clause with more figures than one in so many letters gives statistics
DENSE_FIGURE = 16
BLANK = ("....", "……", "____")
BLANKS = re.compile(r"(?:\.{4,}|…{2,}|_{4,}).*(?:\.{4,}|…{2,}|_{4,})|(?:\.{4,}|…{2,}|_{4,})\s*$")


def refusal(clause: Clause, text: str, mode: Mode, lead: str, kind: str) -> str:
    """Why a clause is no opinion, or "" when it is one."""
    signs = _signs(clause, text, mode, lead, kind)
    if sum(WEIGHTS[sign] for sign in signs) > 0:
        return ""
    against = min(signs, key=lambda sign: (WEIGHTS[sign], sign))
    return REASONS.get(against, "not an opinion")


@dataclass(slots=True)
class _Seen:
    """A clause with the marks of its matter (``body``) and all their groups (``met``)."""

    clause: Clause
    body: list[Mark]
    met: frozenset[str]
    text: str
    kind: str

    @property
    def in_cell(self) -> bool:
        return self.kind == "row"

    def begins(self, group: str) -> bool:
        """Whether the matter begins with a word of a group."""
        return bool(self.body) and self.body[0].start == self.clause.body and self.body[0].any(group)


def _signs(clause: Clause, text: str, mode: Mode, lead: str, kind: str) -> list[str]:
    body = clause.body_marks()
    seen = _Seen(clause, body, groups_in(body), text, kind)
    signs: list[str] = ["general" if mode in ("closed", "answers") and people_say(clause) else mode]
    signs += _frame_signs(seen, mode, lead)
    told = seen.met
    if "visits" in told or "tally" in told:
        told = groups_in(mark for mark in body if not _is_counted(mark, text))
    signs += [sign for sign in TELLING if sign in told]
    if mode == "general" and "praise" in told and not clause.one_person and _names_nothing(clause, text, told):
        signs.append("generic praise")
    if kind == "paragraph" and seen.begins("scenes") and not clause.spoken:
        signs.append("scene")
    elif kind == "paragraph" and _is_plain(clause, signs):
        signs.append("plain")
    return [*signs, *_signs_against(seen)]


def _frame_signs(seen: _Seen, mode: Mode, lead: str) -> Iterator[str]:
    """What stands around a matter: who says it, its label, its place in a list."""
    clause = seen.clause
    reported = seen.begins("relayed")  # "(2) Phản ánh trưởng thôn ..."
    if clause.spoken or reported or (lead and clause.joint != "stop"):
        yield "spoken"
    elif lead:
        yield "spoken before"
    if clause.labelled:
        yield "labelled"
    if seen.kind == "bullet" and mode == "neutral":
        yield "bullet"
    if clause.joint in ("count", "one", "number") or seen.text[clause.body - 1 : clause.body] in QUOTES:
        yield "listed"
    if clause.demanded:
        yield "demand"


def _names_nothing(clause: Clause, text: str, told: frozenset[str]) -> bool:
    """Whether praise names no thing and no place by number: "tin tưởng chính quyền sẽ gần dân hơn"."""
    praised = text[clause.start : clause.end]
    named = any(map(str.isdigit, praised)) or any(areas().find(lowered(praised)))
    return not named and told.isdisjoint(("problem", "demand", "question"))


def people_say(clause: Clause) -> bool:
    """Whether people of the place are said to speak, whatever the title above: "phụ huynh phản ánh thịt ươn"."""
    lead = [mark for mark in clause.marks if mark.start < clause.body]
    offices = any(mark.any("official") or (mark.any("authority") and mark.start == clause.start) for mark in lead)
    named = any(mark.any("people") for mark in lead) and not offices
    asks = any(mark.start == clause.body and mark.any("feeling", "demand") for mark in clause.marks)
    return clause.spoken and named and (asks or any(mark.any("speech") for mark in lead))


def _is_plain(clause: Clause, signs: list[str]) -> bool:
    """Whether a sentence tells nothing: it is short, or sets the scene among what people say."""
    if len(signs) == 1:
        tells_on = (
            clause.joint == "stop" and clause.start > SHORTEST_MATTER and not (clause.numbered or clause.labelled)
        )
        return clause.end - clause.body < (LONG_SCENE if tells_on or clause.beside_speech else SHORT_AND_PLAIN)
    return (
        clause.beside_speech
        and not clause.adds()
        and clause.joint in ("", "stop")
        and set(signs[1:]) == {"spoken before"}
    )


def _signs_against(seen: _Seen) -> Iterator[str]:
    yield from (sign for sign, holds in AGAINST if holds(seen))
    if not (seen.clause.spoken or seen.clause.demanded or seen.in_cell or seen.met.isdisjoint(OFFICE)):
        yield from office_signs(seen.clause, seen.body, seen.text)
    if not seen.in_cell:
        yield from _figure_signs(seen.text[: seen.clause.end], seen.clause.body, seen.body, seen.met)


def _is_formula(seen: _Seen) -> bool:
    marks = seen.clause.marks
    return bool(marks) and marks[0].any("boilerplate") and marks[0].start - seen.clause.start < 3


def _is_blank(seen: _Seen) -> bool:
    """Whether a clause belongs to the frame of a form, or is left to be filled in."""
    return seen.clause.framed or (any(mark in seen.text for mark in BLANK) and bool(BLANKS.search(seen.text)))


def _is_mood(seen: _Seen) -> bool:
    """ "Nhìn chung bà con phấn khởi", "nhất trí cao với báo cáo"."""
    generic = "generic_praise" in seen.met and seen.met.isdisjoint(("problem", "demand"))
    return generic or (seen.begins("overall") and "problem" not in seen.met)


def _is_fragment(seen: _Seen) -> bool:
    length = seen.clause.end - seen.clause.body
    if length < SHORTEST_MATTER or (length < SHORT_COUNT and announces(seen.clause, seen.text)):
        return True
    words = seen.text.count(" ", seen.clause.body, seen.clause.end) + 1
    return words < FEWEST_WORDS - (seen.in_cell and "problem" in seen.met)


def _is_hollow(seen: _Seen) -> bool:
    hollow = "hollow" in seen.met and "problem" not in seen.met
    return hollow and _asks_nothing(seen.text[seen.clause.body : seen.clause.end], seen.body)


def announces(clause: Clause, text: str) -> bool:
    """Whether a clause only says that matters follow: it ends with a colon, "như sau" or "còn nhiều tâm tư"."""
    if ABSTRACT.search(text, max(clause.body, clause.end - LONGEST_ABSTRACT), clause.end):
        return True
    if text.endswith(":") or ("?" in text and FORM_ASKS.search(text, clause.start, clause.end)):
        return True
    return any(mark.any("announces") and clause.end - mark.end < 6 for mark in clause.marks)


def office_signs(clause: Clause, body: list[Mark], text: str) -> Iterator[str]:
    """Whether a clause begins with an office and what it did, or with the deed alone."""
    start = _after_scene(clause, body, text)
    body = [mark for mark, after in pairwise([*body, LAST]) if not _is_private(mark, after)]
    first = next((i for i, mark in enumerate(body) if mark.start >= start and not mark.any("quantity")), None)
    if first is None or body[first].start - start > 12:
        return
    near = [mark for mark in body[first + 1 : first + 8] if mark.start - start < 110]
    formal = any(mark.any("formal_act") for mark in body[first : first + 8]) or _has_done(body, first, text)
    told = any(mark.any("turns" if formal else "failing") for mark in body[first:])
    if body[first].any("authority", "area", "official"):
        acts = next((mark for mark in near if mark.any("problem", *ACTS)), None)
        if acts is not None and acts.any(*ACTS) and not acts.any("problem") and not told:
            yield "office acts"
    elif body[first].any("firm"):
        acts = next((mark for mark in near if mark.any("problem", "promises", "speech", "demand")), LAST)
        if acts.any("promises") and not told and "," not in text[body[first].end : acts.start]:
            yield "office acts"
    elif body[first].start == start and body[first].any("own_action", "formal_act") and not told:
        yield "office acts"
    elif body[first].start == start and body[first].any("plan"):
        yield "plans"


def _after_scene(clause: Clause, body: list[Mark], text: str) -> int:
    """Where a sentence itself begins, behind "Ngày 12/7, tại thôn Hạ, " or "Trước khi về, đoàn ..."."""
    dated = DATE.match(text, clause.body, clause.end)
    scene = scene_of(text, clause.body, clause.end)
    if scene and any(mark.start == scene.end() and mark.any("authority") for mark in body):
        return scene.end()
    return dated.end() if dated else clause.body


def _reports_work(clause: Clause, body: list[Mark], text: str) -> bool:
    """ "Về công tác Hội: kết nạp 74 hội viên": the label names the office's work, and nothing is amiss."""
    if not clause.labelled or clause.spoken or any(mark.any("failing", "question") for mark in body):
        return False
    label = text[clause.start : clause.body]
    return mode_of(label) == "closed" and not names_field(label, "neutral")


def _has_done(body: list[Mark], first: int, text: str) -> bool:
    """ "Công an phường đã lập chốt ...": the deed stands right after the office's name."""
    deed = next((mark for mark in body[first + 1 :] if not mark.any("area", "authority")), LAST)
    between = text[body[first].end : deed.start]
    return deed.any("done") and all(word[:1].isupper() or word in NAMING for word in between.split())


def _is_private(mark: Mark, after: Mark) -> bool:
    """ "tổ chức đá gà": organised, and by no office."""
    return mark.any("organises") and after.any("private_doing") and after.start - mark.end < NEAR


def _figure_signs(text: str, start: int, body: list[Mark], met: frozenset[str]) -> Iterator[str]:
    """Whether a clause counts visits, letters and calls, or only gives figures and tells no trouble."""
    figures, length = len(FIGURE.findall(text[start:])), len(text) - start
    if not figures:
        return
    counted = [mark for mark in body if _is_counted(mark, text)]
    asks = any(mark.any(*ASKING) and mark not in counted for mark in body)
    told = asks or "problem" in met
    visits = any(mark.any("visits") for mark in counted)
    reckons = (
        (len(counted) >= 2 and "turns" not in met)
        or ("counting" in met and not asks)
        or (length < SHORT_COUNT and not told)
    )
    parts = text[start : start + len(PARTS)].lower() == PARTS and figures > 1 and "problem" not in met
    if parts or (visits and reckons) or (figures > 2 and figures * DENSE_FIGURE > length):
        yield "counts"
    elif not told and (len(counted) >= 2 or figures * LETTERS_A_FIGURE > length):
        yield "figures"


def _is_counted(mark: Mark, text: str) -> bool:
    """ "42 kiến nghị" asks for nothing."""
    return mark.any("tally", "visits") and mark.start > 1 and text[mark.start - 2].isdigit()


def _gives_totals(clause: Clause, body: list[Mark], text: str) -> bool:
    """ "Tổng số cử tri dự: 88 người" and "So với quý trước giảm 9 lượt"."""
    if not FIGURE.search(text, clause.body, clause.end):
        return False
    if clause.labelled and TOTAL.match(text, clause.start):
        return True
    compared = bool(body) and body[0].any("compares") and body[0].start - clause.body < 3
    return compared and not any(mark.any(*ASKING) for mark in body)


def _asks_nothing(text: str, body: list[Mark]) -> bool:
    """Whether a demand names no matter: "Kính đề nghị Đảng ủy, UBND xã xem xét, giải quyết"."""
    if not any(mark.any("demand") for mark in body[:3]):
        return False
    covered = sum(mark.end - mark.start for mark in body if mark.any(*HOLLOW))
    names = sum(len(word) for word in text.split() if word[:1].isupper())
    return len(text.replace(" ", "")) - covered - names < 16 and len(text) < 160


def tells_deeds(clause: Clause, block: Block) -> bool:
    body, text = clause.body_marks(), block.text[: clause.end + 2].rstrip()
    signs = _signs_against(_Seen(clause, body, groups_in(body), text, "paragraph"))
    return clause.replies or not DEEDS.isdisjoint(signs)


# Each sign against a clause that is read off it at once, with what it takes.
AGAINST: tuple[tuple[str, Callable[[_Seen], bool]], ...] = (
    ("boilerplate", _is_formula),
    ("boilerplate", _is_blank),
    ("announces", lambda seen: announces(seen.clause, seen.text)),
    ("generic praise", _is_mood),
    ("fragment", _is_fragment),
    ("office acts", lambda seen: _reports_work(seen.clause, seen.body, seen.text)),
    ("office acts", lambda seen: "presides" in seen.met and "problem" not in seen.met),
    ("announces", lambda seen: "press" in seen.met),
    ("boilerplate", _is_hollow),
    ("counts", lambda seen: not seen.in_cell and _gives_totals(seen.clause, seen.body, seen.text)),
)
