"""Where a comma, "và" or "nhưng" inside a sentence parts two matters."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from langnghe.text.split.words import Mark, areas, lowered

COMMA = re.compile(
    r",\s+(?:và\s|rồi\s)?(?:(?:bên\scạnh\sđó|đồng\sthời|ngoài\sra|cùng\svới\sđó|thêm\svào\sđó|thêm\snữa|chưa\skể|kéo\stheo"
    r"|cũng\snhư|mặt\skhác|với\slại|tiện\sthể|nhân\stiện|nhân\sđây|sẵn\sđây|vả\slại|hơn\snữa|chưa\shết|đã\svậy|đã\sthế|lại\sthêm|lại\snữa"
    r"|song\ssong\sđó|kèm\stheo\sđó|không\snhững\sthế|không\schỉ\svậy|(?:còn\s)?một\s(?:việc|chuyện|điều|ý)\s(?:nữa|khác)|cũng\stheo\s\w+(?:\s\w+)?)\s(?:còn\s|là\s|thì\s|cũng\s)*)(?P<adds>)"
    r"|,\s+(?:và\s+|rồi\s+)?(?P<comma>)|[.;:?!]\s|\s(?:và\s(?:cả\s)?(?P<and>)|(?=nhưng\s|song\s)(?P<but>)|(?=nên\s|cho\snên\s)(?P<so>))",
)
OTHERWISE = re.compile(r"(?:chứ|chớ)\s(?!bắt|đừng|để|không|đâu|có)", re.IGNORECASE)  # "chứ đi xa lắm"
SENTENCE_END = re.compile(r"[.;?!](?:\s|$)")
LONG_STATE = 58  # characters of a state and of a demand that stand as two matters
LONGER_STATE = 3
SAID = (" rằng ", " là ", " về ", " việc ", " tình trạng ")  # behind a verb of speaking that has its subject before
LONG_ASKED = 42  # the same where the demand names who is to act
SHORT_MATTER = 20  # characters of the shortest matter between commas
LONG_CLAUSE = 28  # characters of a clause that may stand as a sentence beside "và"
LONG_JOINED = 36  # characters of each of two states that "và" joins
LONGEST_ORDER = 30  # characters of the verb before the thing that is to be done
LONGEST_SPEAKER = 40  # characters between a comma and the verb of the next speaker
SPEECH_BEFORE = 40  # characters before a matter in which somebody begins to speak of it


@dataclass(frozen=True, slots=True)
class Joint:
    """A comma or conjunction at ``start:stop``, between what begins at ``left`` and what ends at ``end``."""

    kind: str  # "comma", "and", "but", "adds" ("đồng thời ...")
    left: int
    start: int
    stop: int
    end: int
    led: Sequence[Mark]  # shortly before ``left``
    before: Sequence[Mark]
    after: Sequence[Mark]
    things_before: Sequence[Mark]
    things_after: Sequence[Mark]

    def sides(self) -> int:
        """Characters of the shorter side; a state is told in a few more than the demand that follows from it."""
        return min(self.start - self.left - LONGER_STATE, self.end - self.stop)


def comma_cuts(text: str, found: Sequence[Mark]) -> list[tuple[int, int, str]]:
    """Commas and conjunctions that part two matters, as (start, end, "comma"): see :func:`parts_matters`."""
    cuts: list[tuple[int, int, str]] = []
    sides = _Sides(text, found)
    left, end = 0, -1
    for comma in COMMA.finditer(text):
        start, stop = comma.span()
        if comma.lastgroup is None:
            left = stop
            continue
        if end < stop:
            right = SENTENCE_END.search(text, stop)
            end = right.start() if right else len(text)
        if min(start - left, end - stop) < SHORT_MATTER:
            continue
        joint = sides.of(comma.lastgroup, left, start, stop, end)
        if joint is not None and parts_matters(joint, text):
            cuts.append((start, stop, "comma"))
            left = stop
    return cuts


class _Sides:
    """What stands on the sides of the joints of a text; its nouns are looked up when the first joint needs them."""

    def __init__(self, text: str, found: Sequence[Mark]) -> None:
        self.text, self.found = text, found
        self.starts = [mark.start for mark in found]
        self.nouns: list[Mark] | None = None
        self.noun_starts: list[int] = []

    def of(self, kind: str, left: int, start: int, stop: int, end: int) -> Joint | None:
        """The joint at ``start:stop``, or None when nothing telling stands behind it."""
        found = self.found
        second, last = bisect_left(self.starts, stop), bisect_left(self.starts, end)
        if second == last:
            return None
        if self.nouns is None:
            self.nouns = list(areas().find(lowered(self.text)))
            self.noun_starts = [noun.start for noun in self.nouns]
        led, first, middle = (bisect_left(self.starts, at) for at in (left - SPEECH_BEFORE, left, start))
        ends = [bisect_left(self.noun_starts, at) for at in (left, start, stop, end)]
        before = self.nouns[ends[0] : ends[1]]
        after = self.nouns[ends[2] : ends[3]] if before else []
        marks = found[led:first], found[first:middle], found[second:last]
        return Joint(kind, left, start, stop, end, *marks, before, after)


def parts_matters(joint: Joint, text: str) -> bool:
    """Whether another matter begins after a comma; both sides have at least SHORT_MATTER characters.

    It does with a demand, if both sides are long; with another feeling after a feeling ("phấn khởi vì ..., nhưng lo
    lắng ..."); with a thing of another area of life and a trouble of its own; in a list of troubles or orders.
    """
    if joint.kind == "adds":
        return True
    verb = _next_verb(joint, text)
    if verb is not None and verb.any("demand", "question"):
        return joint.kind != "but" and joint.sides() >= _length_of_two(joint, verb, text)
    if verb is not None and not verb.any("feeling"):
        return True
    if verb is not None:
        return any(mark.end + 12 < joint.start and mark.any("feeling", "speech") for mark in joint.before)
    if _turns(joint):
        return True
    if OTHERWISE.match(text, joint.stop) and joint.sides() >= LONG_ASKED:
        return any(mark.any("demand") for mark in joint.before)
    if joint.kind in ("but", "so"):
        return False
    if _other_order(joint, text) or _other_state(joint, text):
        return True
    return (_other_area(joint) or _names_trouble(joint) or _other_subject(joint)) and _both_troubled(joint)


def _next_verb(joint: Joint, text: str) -> Mark | None:
    """The demand or feeling word that follows directly or after a speaker and linking words."""
    position = joint.stop
    for mark in joint.after:
        if text[position : mark.start].strip() or mark.start - joint.stop > LONGEST_SPEAKER:
            return None
        if mark.any("demand", "feeling") and not mark.any("follows"):
            return mark
        if mark.any("speech") and (_says_more(joint, mark, text) or _asks(joint, mark, text)):
            return mark
        if not mark.any("link", "people", "quantity"):
            return None
        position = mark.end
    return None


def _says_more(joint: Joint, verb: Mark, text: str) -> bool:
    """Whether the same people go on to speak: "..., và lưu ý thêm rằng", "song cũng cho rằng"; not ", cho rằng ..."."""
    linked = joint.after[0].start < verb.start or "à" in text[joint.start : joint.stop]  # "và"
    return linked and (text.startswith(SAID, verb.end) or text.endswith("rằng", verb.start, verb.end))


def _asks(joint: Joint, verb: Mark, text: str) -> bool:
    """Whether "hỏi" asks a question here: "hỏi vì sao giá tăng"; not "hỏi xã thì xã bảo chờ"."""
    told = text.find(" thì ", verb.end, verb.end + LONGEST_ORDER) >= 0
    return (
        verb.any("question")
        and not told
        and any(mark.any("question") for mark in joint.after if mark.start > verb.start)
    )


def _length_of_two(joint: Joint, verb: Mark, text: str) -> int:
    """How long a state and a demand must be to stand as two matters: somebody else's demand, or a second act, less."""
    between = [mark for mark in joint.after if mark.start < verb.start]
    if any(mark.any("follows") for mark in between):
        return SHORT_MATTER
    others = any(mark.any("people") and not mark.any("first_person") for mark in between)
    told = (mark for mark in joint.before if mark.start < joint.start - SHORT_MATTER)
    acted = any(mark.any("speech", "demand", "feeling") for mark in told)
    joined = joint.kind == "and" or "và" in text[joint.start : joint.stop]
    if acted and (others or joined):
        return SHORT_MATTER
    return LONG_ASKED if joined or _is_addressed(joint, verb) else LONG_STATE


def _is_addressed(joint: Joint, verb: Mark) -> bool:
    """Whether a demand names who is to act, or a question what is asked: "nhờ xã sửa thẻ", "hỏi vì sao giá tăng"."""
    after = next((mark for mark in joint.after if mark.start > verb.start), None)
    if after is None or after.start - verb.end > 1:
        return False
    return after.any("authority", "area", "people", "quantity") or (verb.any("question") and after.any("question"))


def _turns(joint: Joint) -> bool:
    """Whether trouble follows praise: "ghi nhận việc trả lương hưu qua tài khoản, nhưng các cụ không có điện thoại"."""
    after = joint.after
    if not after or not after[0].any("contrast") or after[0].start - joint.stop > 2:
        return False
    return any(mark.any("praise") for mark in joint.before) and _troubled(after[1:])


def _other_area(joint: Joint) -> bool:
    """Whether a noun of an area not met before follows directly."""
    first = joint.things_after[0] if joint.things_after else None
    if first is None or first.start - joint.stop > 5 or not joint.things_before:
        return False
    return not any(noun.groups & first.groups for noun in joint.things_before)


def _names_trouble(joint: Joint) -> bool:
    """Whether a word that names a matter follows: "việc thu quỹ ..., rồi chuyện quán hát ..."."""
    return bool(joint.after) and joint.after[0].start < joint.stop + 2 and joint.after[0].any("matter")


def _other_subject(joint: Joint) -> bool:
    """Whether a sentence of its own follows "và": "xưởng bụi mù mịt và công ty trừ tiền đi vệ sinh"."""
    if joint.kind != "and" or joint.sides() < LONG_CLAUSE:
        return False
    named = not joint.after or joint.after[0].any("firm") or joint.after[0].start >= joint.stop + 2
    return named and any(mark.any("speech", "feeling") for mark in (*joint.led, *joint.before))


def _other_state(joint: Joint, text: str) -> bool:
    """Whether "và" joins two long states, each with a trouble of its own: not "quán bia và biển quảng cáo"."""
    if joint.sides() < LONG_JOINED or not (joint.kind == "and" or "và" in text[joint.start : joint.stop]):
        return False
    if text[joint.stop].isdigit() or (joint.after[0].start == joint.stop and joint.after[0].any("imperative")):
        return False  # "tổ 7 và 8", "đề nghị dọn và xử lý nghiêm"
    trouble = next((mark for mark in joint.after if mark.any("problem")), None)
    direct = trouble is not None and "," not in text[joint.stop : trouble.start]
    return direct and _both_troubled(joint)


def _other_order(joint: Joint, text: str) -> bool:
    """Whether the next of the things asked for begins with its verb: "đề nghị thu gom vỏ chai, cấm đốt rơm"."""
    ordered = bool(joint.after) and joint.after[0].start == joint.stop and joint.after[0].any("imperative")
    if ordered and _lists_orders(joint, text):
        return True
    if not ordered or not joint.things_before:
        return False
    asked = any(mark.any("demand") or (mark.start == joint.left and mark.any("imperative")) for mark in joint.before)
    thing = joint.things_after[0] if joint.things_after else None
    if not asked or thing is None or thing.start >= joint.stop + LONGEST_ORDER:
        return False
    return not any(noun.groups & thing.groups for noun in joint.things_before)


def _lists_orders(joint: Joint, text: str) -> bool:
    """Whether three or more things are ordered, each beginning with its verb."""
    orders = [mark for mark in (*joint.led, *joint.before, *joint.after) if mark.any("imperative")]
    listed = sum(text.endswith((", ", " và ", ": "), 0, mark.start) for mark in orders)
    return listed > 2 or (joint.kind == "and" and listed > 1 and text.endswith(", ", 0, joint.left))


def _both_troubled(joint: Joint) -> bool:
    return _troubled(joint.before) and _troubled(joint.after)


def _troubled(found: Iterable[Mark]) -> bool:
    return any(mark.any("problem", "demand") for mark in found)
