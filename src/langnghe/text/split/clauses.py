"""A paragraph or cell cut into clauses, and where in each clause the matter itself begins."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import islice, pairwise, takewhile

from langnghe.text.split.commas import SENTENCE_END, SHORT_MATTER, comma_cuts
from langnghe.text.split.words import Mark, marks

QUOTED = re.compile(r'"[^"\n]{1,700}"|“[^”\n]{1,700}”|«[^»\n]{1,700}»')
CUT = re.compile(
    r"""(?P<semicolon>;\s*)
    | (?P<stop>\s*(?:[.!?…]+)["”»)\]]*\s+)(?=["“«(\[+-]?\s?[^\W_])
    | (?P<line>\s*\n\s*)
    | (?P<dash>\s[-–—]\s(?=(?:đã|đang|xã\sđã|phường\sđã|chuyển|giao)\s))
    | (?P<slash>\s/\s(?=(?:(?:dân|bà\scon|người\sdân|thôn|ấp)\s)?
        (?:xin|đề\snghị|mong|muốn|kêu|đòi|yêu\scầu|nhờ|kiến\snghị|hỏi)\s))
    | (?P<arrow>\s(?:/\s(?=(?:đã|đang|sẽ|chuyển|giao)\s)|(?:=+>|-+>|⇒|→)\s*))(?=(?:đã|đang|sẽ|xã|phường
        |ubnd|chính\squyền|công\san|sở|phòng|chủ\stịch|bí\sthư
        |hiệu\strưởng|lãnh\sđạo|cán\sbộ|đ/c|đồng\schí|điện\slực|công\sty|trả\slời|tiếp\sthu|ghi\snhận|giao|chuyển
        |hứa|hẹn|kết\squả|địa\schính|tài\schính|kế\stoán|trạm|trường|tổ|bộ\sphận|thuế|ngân\shàng|bhxh|thôn)\b)
    | [:,;.]\s+(?P<count>(?=(?:việc|chuyện|điều|ý|vấn\sđề|nội\sdung|kiến\snghị)\sthứ
        \s(?:nhất|hai|ba|tư|bốn|năm|sáu|bảy|tám)\b|thứ\s(?:nhất|hai|ba|tư|năm|sáu)(?:\slà\b|\s?[,:])))
    | [:,;.]\s+(?P<one>(?=(?:và\s)?(?:một|hai|ba|bốn|năm|sáu|bảy|tám)\slà\b))
    | ,\s+(?P<also>(?=(?:và\s)?(?:đồng\sthời|ngoài\sra|bên\scạnh\sđó)(?:\s\w+){0,3}?\s
        (?:đề\snghị|kiến\snghị|phản\sánh|yêu\scầu|mong|hỏi|cho\srằng|nêu|bày\stỏ)\b))
    | [:,;.]\s+(?P<number>(?=\(?\d{1,2}\)\s))
    """,
    re.VERBOSE | re.IGNORECASE,
)
NUMBER = re.compile(
    r"""\s*(?:[-–—+•●*▪◦✓➢]+\s*
    | \(?\d{1,3}(?:\.\d{1,2}){0,3}[.)/-]\s+ | \(\d{1,2}\)\s* | \((?:i{1,3}|iv|v)\)\s*
    | \(?[a-zđ][.)]\s+ | [IVX]{1,5}[.)]\s+
    | (?:và\s)?(?:một|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười)\slà\s*[:,]?\s*
    | (?:trước\shết|đầu\stiên|sau\scùng|cuối\scùng|kế\sđến|tiếp\stheo)\s(?:là|về)\s
    | (?:việc|chuyện|điều|ý|vấn\sđề|nội\sdung|kiến\snghị)\sthứ\s(?:nhất|hai|ba|tư|bốn|năm|sáu|bảy|tám|chín|mười)
      (?:\slà)?\s*[:,]?\s*
    | thứ\s(?:nhất|hai|ba|tư|năm|sáu)(?:\slà\b|\s?[,:])\s*
    | (?:câu\shỏi|câu|nội\sdung|vấn\sđề|kiến\snghị)\s(?:số\s)?\d{1,3}\s*[:.)]\s*)""",
    re.VERBOSE | re.IGNORECASE,
)
ABBREVIATED = re.compile(r"(?:^|[\s(.])(?:TP|P|Q|T|TT|TX|H|X|Tp|ThS|TS|BS|GS|PGS|Th|Mr|St|tr|ĐT|QL|TL|[A-ZĐ])$")
ENUMERATED = re.compile(r"(?:^|[.;:!?]\s)\s*\d{1,2}(?:\.\d{1,2}){0,3}$")  # "...; 2. Dây điện ..."
CONNECTOR = re.compile(r"\s*(?:(?:rằng|là|thì|như sau|cũng)(?=[\s:,])|[:,\"“«])\s*", re.IGNORECASE)
EDGE = ' \t\r\n\u00a0\ufeff.;:,…-–—"“”«»•+*'
ABOUT = re.compile(
    r"(?:về|liên quan đến|đối với|theo (?:lời |phản ánh |nhiều )?(?:các|ông|bà|anh|chị|em|cụ|bà con|cử tri|người))\s"
    r"[^,:;.]{2,50},\s",
    re.IGNORECASE,
)
SCENE = re.compile(r"[^,:;.?!]{3,60},\s")  # "Mở đầu buổi tiếp xúc, cử tri X phản ánh ..."
SETTING = re.compile(  # a scene that may stand before a demand; others may be the state itself
    r"(?:(?:mở|bắt|vào) đầu|trong|tại|ở|sáng|chiều|tối|đêm|hôm|ngày|tuần|tháng|khi|lúc|sau|trước|qua|cùng|tiếp|cuối|đến"
    r"|trên|dưới|từ|vừa|ra|sang|tới|bữa|hồi|kế|phần|xong|riêng|theo|thay mặt|nhân|thăm|gặp|gần|dự|bên|ngồi|đứng|góp)\b",
    re.IGNORECASE,
)
SPEAKER_JOINT = re.compile(
    r"(?:(?P<comma>,\s)|\s)(?P<link>(?:(?:và|rồi|còn|mà|nên|cho nên|vì vậy|vì thế|do đó|do vậy|song|nhưng|cũng"
    r"|chính|cuối cùng|sau đó|thậm chí|nay|giờ)\s)*)(?:(?:các|nhiều|một số|những|có|mấy)\s)?$",
    re.IGNORECASE,
)
LONGEST_JOINT = 40
SHORTEST_WORDS = 8  # characters behind a verb of speaking
REASONS_FOLLOW = (" vì ", " về ", " trước ", " do ", " khi ")
LONGEST_SENTENCE = 2000
_LINKS = "và rồi còn mà nên vậy thế đó do song nhưng cũng chính cùng chí nay giờ các nhiều số những có mấy"
LINKING = (", ", *(f" {word} " for word in _LINKS.split()))
LONG_ACT = 45  # characters of a state and of what somebody asks about it that stand as two matters
TELLING = ("problem", "failing", "demand", "feeling", "question")
ADDED = re.compile(r"\s(?:còn|cũng|lại|thêm)\s")
LINKS = re.compile(r"(?:(?:nên|cho nên|vì vậy|vì thế|do đó|do vậy|mà|và|rồi)\s)+", re.IGNORECASE)
REPORTED = (" rằng ", " về việc ")
SHORT_WORD = 6  # letters of the shorter of them
SHORTEST_REPORT = 12  # characters of what is told
LONGEST_REPORT = 76  # characters between a verb of speaking and "rằng"
LONGEST_SCENE = 68
LONGEST_LEAD = 170  # characters: a longer stretch before a colon or verb is the matter itself
LONGEST_GAP = 9  # lower-case words between a speaker and his verb
LONGEST_INNER_GAP = 4  # the same where another speaker was named before: "cử tri cho biết bà con thôn Hạ rất lo ..."


@dataclass(slots=True)
class Clause:
    """Characters ``start:end`` of a text; the matter begins at ``body``, what stands before says who or which."""

    start: int
    end: int
    joint: str  # what stands before it: "" or the name of a group of CUT, "comma", "speaker"
    body: int = 0
    marks: list[Mark] = field(default_factory=list)
    spoken: bool = False  # a speaker is named
    labelled: bool = False  # a label with a colon stands before
    one_person: bool = False  # the speaker is one person
    replies: bool = False  # an office answers here
    framed: bool = False  # the label belongs to the frame of minutes or a form: "Thời gian: ..."
    numbered: bool = False  # "2.", "hai là" stands before
    beside_speech: bool = False  # somebody speaks in another clause of the paragraph
    demanded: bool = False  # the lead itself asks ("... kiến nghị:")

    def body_marks(self) -> list[Mark]:
        return [mark for mark in self.marks if mark.start >= self.body]

    def adds(self) -> bool:
        """Whether it begins with a word that adds another matter: "Ngoài ra ...", "Còn hồ sơ đất ..."."""
        first = next((mark for mark in self.marks if mark.start >= self.body), None)
        return first is not None and first.any("adds") and first.start - self.body < 3


def clauses(text: str, cell: bool = False) -> list[Clause]:
    """The clauses of ``text`` in order, each with its marks and the offset of its matter.

    A table cell mostly holds one matter: its commas part nothing.
    """
    found = [mark for mark in marks(text) if not (text[mark.start].isupper() and _is_name(text, mark))]
    commas = [] if cell else comma_cuts(text, found)
    result = [clause for clause in _pieces(text, found, commas, cell) if clause.end > clause.start]
    i = 0
    for clause in result:
        while i < len(found) and found[i].start < clause.start:
            i += 1
        j = i
        while j < len(found) and found[j].end <= clause.end:
            j += 1
        clause.marks = found[i:j]
        i = j
        _find_body(text, clause)
    told = any(clause.spoken for clause in result)
    for clause in result:
        clause.beside_speech = told and not clause.spoken
    return result


def _is_name(text: str, mark: Mark) -> bool:
    """Whether a capitalised word for trouble is somebody's name: "đồng chí Mùi", not "1. Mùi hôi"."""
    within = mark.start > 1 and text[mark.start - 2].isalpha()
    return within and mark.any("problem") and text[mark.start + 1 : mark.end].islower()


def _pieces(text: str, found: list[Mark], commas: list[tuple[int, int, str]], cell: bool) -> list[Clause]:
    cuts = sorted([*_punctuation_cuts(text), *_speaker_cuts(text, found, cell), *commas])
    pieces, start, joint = [], 0, ""
    for left, right, name in cuts:
        if left < start:
            continue
        pieces.append(Clause(*_trim(text, start, left), joint))
        start, joint = right, name
    pieces.append(Clause(*_trim(text, start, len(text)), joint))
    for clause in pieces:
        clause.replies = clause.joint == "arrow"
    return pieces


def _punctuation_cuts(text: str) -> list[tuple[int, int, str]]:
    quoted = [match.span() for match in QUOTED.finditer(text)]
    cuts, q = [], 0
    for match in CUT.finditer(text):
        name = str(match.lastgroup)
        while q < len(quoted) and quoted[q][1] <= match.end():
            q += 1
        if q < len(quoted) and quoted[q][0] < match.start():
            continue
        if name == "stop" and not _ends_sentence(text, match):
            continue
        cuts.append((_kept_stop(text, match), match.end(), name))
    return cuts


def _kept_stop(text: str, match: re.Match[str]) -> int:
    """A question mark stays with its question."""
    mark = text.find("?", match.start(), match.end())
    return mark + 1 if mark >= 0 else match.start()


def _ends_sentence(text: str, match: re.Match[str]) -> bool:
    after = text[match.end() : match.end() + 3].lstrip('"“«(+- ')[:1]
    if after.islower() and any(map(str.isupper, text)):  # who writes no capitals still ends sentences
        return False
    before = text[max(0, match.start() - 6) : match.start()]
    if "?" in match.group() or "!" in match.group():
        return True
    return not (ENUMERATED.search(before) or ABBREVIATED.search(before))


def _speaker_cuts(text: str, found: list[Mark], cell: bool) -> list[tuple[int, int, str]]:
    """Joints after which another speaks, or the same one again: "..., hội viên X phản ánh", "..., nên bà xin"."""
    cuts = []
    for i, mark in enumerate(found[1:], 1):
        if not mark.any("people") or mark.any("speech") or not _is_linked(text, mark.start):
            continue
        joint = SPEAKER_JOINT.search(text, max(0, mark.start - LONGEST_JOINT), mark.start)
        if joint is None:
            continue
        stop = SENTENCE_END.search(text, mark.end)
        end = stop.start() if stop else len(text)
        verb = _verb_of(text, found, i, end)
        if verb is None or not _begins_to_speak(text, joint, verb, end, cell):
            continue
        if _tells_something(text, found, i, joint.start()):
            cuts.append((joint.start(), joint.end("comma"), "speaker"))
    return cuts


def _begins_to_speak(text: str, joint: re.Match[str], verb: Mark, end: int, cell: bool) -> bool:
    """Whether what stands behind a joint is somebody's act of speaking, long enough for a matter of its own."""
    if verb.any("people") or text.startswith((" thì ", " mà "), verb.end):
        return False
    if not verb.any("demand", "feeling", "question"):
        return bool(joint["comma"]) and end - verb.end >= SHORT_MATTER
    reasoned = not verb.any("feeling") or text.startswith(REASONS_FOLLOW, verb.end)
    if cell or not (joint["link"] or (joint["comma"] and reasoned)):
        return False
    told = text[max(0, joint.start() - LONG_ACT - 2) : joint.start()]
    before = len(told) - 2 - max(told.rfind(mark) for mark in (". ", "; ", ": ", "? "))
    linked = joint["link"] or ADDED.search(text, joint.end(), verb.start + 1)
    shortest = SHORT_MATTER if linked else LONG_ACT
    return end - verb.end >= shortest and before >= shortest


def _is_linked(text: str, start: int) -> bool:
    """Whether a comma or one of the words that may link a speaker stands right before ``start``."""
    return text.endswith(LINKING, 0, start)


def _tells_something(text: str, found: list[Mark], i: int, end: int) -> bool:
    """Whether marks before number ``i`` already tell a matter in the sentence that reaches ``end``."""
    first = max(0, end - LONGEST_SENTENCE)
    start = max(text.rfind(". ", first, end), text.rfind("; ", first, end), first - 1)
    told = takewhile(lambda mark: mark.start > start, (found[j] for j in range(i - 1, -1, -1)))
    letters = 1  # the K of "chị H.T.K." is no "không"
    return any(mark.any("problem", "demand", "feeling") for mark in told if mark.end - mark.start > letters)


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start] in " \t\r\n\u00a0\ufeff":
        start += 1
    while end > start and text[end - 1] in EDGE:
        end -= 1
    if text.count("(", start, end) > text.count(")", start, end) and text[end : end + 1] == ")":
        end += 1
    return start, end


def _find_body(text: str, clause: Clause) -> None:
    linked = LINKS.match(text, clause.start, clause.end) if clause.joint in ("comma", "speaker") else None
    clause.body = linked.end() if linked else clause.start
    for _ in range(5):
        before = clause.body
        _skip_number(text, clause)
        if not (_skip_label(text, clause) or _skip_about(text, clause)):
            _skip_speaker(text, clause)
        if clause.body == before and not _skip_reported(text, clause):
            break
    while clause.body < clause.end and text[clause.body] in EDGE:
        clause.body += 1


def _skip_number(text: str, clause: Clause) -> None:
    while (match := NUMBER.match(text, clause.body, clause.end)) and match.end() > clause.body:
        clause.body, clause.numbered = match.end(), True


def _skip_label(text: str, clause: Clause) -> bool:
    colon = _colon(text, clause.body, min(clause.end, clause.body + LONGEST_LEAD))
    if colon < 0 or clause.end - colon < 6:
        return False
    head = [mark for mark in clause.marks if clause.body <= mark.start < colon]
    if not _is_label(head, colon - clause.body):
        return False
    _note_head(text, clause, head, colon)
    clause.body = colon + 1
    while clause.body < clause.end and text[clause.body] in EDGE:
        clause.body += 1
    return True


def _skip_about(text: str, clause: Clause) -> bool:
    """ "Về giao thông, ..." names the subject before the matter."""
    if text.find(",", clause.body, clause.end) < 0:
        return False
    about = ABOUT.match(text, clause.body, clause.end)
    if about is None or clause.end - about.end() < SHORT_MATTER:
        return False
    if any(mark.any("problem", "demand") for mark in clause.marks if clause.body <= mark.start < about.end()):
        return False
    clause.labelled, clause.body = True, about.end()
    return True


def _colon(text: str, start: int, end: int) -> int:
    """The first colon that is followed by a space or quote: not the one of 18:30."""
    colon = text.find(":", start, end)
    while colon >= 0 and text[colon + 1 : colon + 2] not in (" ", '"', "“", "\u00a0", "\n"):
        colon = text.find(":", colon + 1, end)
    return colon


def _is_label(head: list[Mark], length: int) -> bool:
    troubled = sum(mark.any("problem") for mark in head)
    if not troubled or length <= 30:
        return True
    return head[-1].any("speech", "demand", "announces", "tally") or (
        head[0].any("reply", "quantity") or any(mark.any("people") for mark in head[:3])
    )


def _note_head(text: str, clause: Clause, head: list[Mark], colon: int) -> None:
    clause.labelled = True
    clause.framed = clause.framed or (len(head) == 1 and head[0].any("frame"))
    people = next((i for i, mark in enumerate(head) if mark.any("people")), -1)
    whole = len(head) == 1 and text[head[0].end : colon].strip() == ""
    if _is_reply(head, whole, numbered=clause.body > clause.start):
        clause.replies = True
    elif people >= 0:
        clause.spoken = True
        clause.one_person = clause.one_person or head[people].any("person")
    clause.demanded = clause.demanded or any(mark.any("demand", "question") for mark in head[-2:])


def _is_reply(head: list[Mark], whole: bool, numbered: bool) -> bool:
    """Whether a label says that an office speaks: "Trả lời của ...:", "Đồng chí X, Chủ tịch UBND xã:"."""
    if not head:
        return False
    if head[0].any("reply") or (whole and head[0].any("reply_label")):
        return True
    if any(mark.any("demand", "announces", "problem") for mark in head):
        return False
    if head[-1].any("speech") and not _official(head):
        return False
    if head[-1].any("answers"):
        return not head[0].any("title_people")
    return not numbered and (_official(head) or (head[0].any("office") and len(head) <= 3))


def _official(head: list[Mark]) -> bool:
    """Whether an office's title stands in a label, and not only as whom people met: "quần chúng X gặp bí thư:"."""
    return not head[0].any("title_people") and any(mark.any("official") for mark in head)


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who begins to speak in a clause, and the offset at which the matter itself begins (``body``)."""

    body: int
    spoken: bool = False
    replies: bool = False  # an office answers
    demanded: bool = False  # he asks
    one_person: bool = False


def _skip_speaker(text: str, clause: Clause) -> None:
    said = _speaker(text, clause)
    if said is None:
        return
    clause.body = said.body
    clause.spoken = clause.spoken or said.spoken
    clause.replies = clause.replies or said.replies
    clause.demanded = clause.demanded or said.demanded
    clause.one_person = clause.one_person or said.one_person


def _speaker(text: str, clause: Clause) -> Speaker | None:
    """Who speaks at the beginning of what is left of a clause; None when nobody is named or nothing is said."""
    found = [mark for mark in clause.marks if mark.start >= clause.body]
    first, scene = _first_speaker(text, clause.body, found), None
    if first is None:
        if _office_states(text, clause.body, found) and not _people_object(found):
            return Speaker(clause.body, replies=True)
        scene = _quiet_scene(text, clause, found)
        found = [mark for mark in found if scene is not None and mark.start >= scene.end()]
        first = _first_speaker(text, scene.end(), found) if scene is not None else None
    if first is None:
        return None
    if _answers(text, found, first) and not _people_object(found[first + 1 :]):
        return Speaker(clause.body, replies=True)
    verb = _verb_of(text, found, first, clause.end, LONGEST_INNER_GAP if clause.spoken else LONGEST_GAP)
    if verb is None or not _may_speak(found, first, verb, scene):
        return None
    if found[first].any("first_person") and not verb.any("speech"):
        return _own_words(text, clause, found[first], verb)
    return _reported(text, clause, found[first], verb) if clause.end - verb.end >= SHORTEST_WORDS else None


def _quiet_scene(text: str, clause: Clause, found: list[Mark]) -> re.Match[str] | None:
    """The scene before a speaker, if it tells no matter itself."""
    scene = scene_of(text, clause.body, clause.end)
    told = scene and any(mark.any("problem", "demand") for mark in found if mark.start < scene.end())
    return None if told else scene


def _may_speak(found: list[Mark], first: int, verb: Mark, scene: re.Match[str] | None) -> bool:
    """Whether a verb is the speaker's: behind a scene few verbs are, and bodies only pass on what people said."""
    if scene is not None and (not _in_setting(scene, verb) or _tells_between(found, first, verb)):
        return False
    return found[first].any("people") or verb.any("relayed")


def _own_words(text: str, clause: Clause, speaker: Mark, verb: Mark) -> Speaker | None:
    """ "Tôi mong ..." is somebody's own matter; "Tôi có 600 cuốn sách muốn tặng" goes on with it."""
    near = text.count(" ", speaker.end, verb.start) <= 2
    return Speaker(clause.body, spoken=True, one_person=True) if near else None


def _reported(text: str, clause: Clause, speaker: Mark, verb: Mark) -> Speaker:
    """Words behind a verb of speaking; a verb that asks or feels belongs to them. Officials who state answer."""
    lead = [mark for mark in clause.marks if clause.body <= mark.start < verb.start]
    states = not verb.any("demand", "feeling", "question")
    return Speaker(
        body=verb.start if verb.any("demand", "feeling") else _behind_verb(text, clause, verb),
        spoken=True,
        replies=any(mark.any("official") and (states or mark.start >= speaker.start) for mark in lead),
        demanded=verb.any("question"),
        one_person=speaker.any("person"),
    )


def _behind_verb(text: str, clause: Clause, verb: Mark) -> int:
    """Where the words begin behind "nói rằng: " and white space."""
    body = verb.end
    while (match := CONNECTOR.match(text, body, clause.end)) and match.end() > body:
        body = match.end()
    return body + len(text[body : clause.end]) - len(text[body : clause.end].lstrip())


def _skip_reported(text: str, clause: Clause) -> bool:
    """Go behind "rằng" or "về việc" where somebody is said to speak before it: "dẫn lời phụ huynh về việc ..."."""
    end = min(clause.end - SHORTEST_REPORT, clause.body + LONGEST_LEAD)
    ends = [at + len(word) for word in REPORTED if (at := text.find(word, clause.body, end)) >= 0]
    if not ends:
        return False
    begun = min(ends)
    before = [mark for mark in clause.marks if mark.start < begun - SHORT_WORD]
    spoken = next((mark for mark in reversed(before) if mark.any("speech")), None)
    told = any(mark.start >= clause.body and mark.any(*TELLING) for mark in before)
    if spoken is None or told or begun - spoken.end > LONGEST_REPORT:
        return False
    clause.body, clause.spoken = begun, clause.spoken or any(mark.any("people") for mark in before)
    return True


def _in_setting(scene: re.Match[str], verb: Mark) -> bool:
    return verb.any("speech") or (verb.any("demand") and bool(SETTING.match(scene.group())))


def scene_of(text: str, start: int, end: int) -> re.Match[str] | None:
    """What stands before a sentence's own beginning: "Mở đầu buổi tiếp xúc, "."""
    return SCENE.match(text, start, end) if text.find(",", start, min(end, start + LONGEST_SCENE)) > 0 else None


def _answers(text: str, found: list[Mark], speaker: int) -> bool:
    """Whether a speaker replies: "Trưởng thôn trả lời là ...", "Cán bộ thuế giải thích: ..."."""
    for mark in found[speaker + 1 : speaker + 4]:
        if mark.any("answers"):
            return bool(CONNECTOR.match(text, mark.end))
        if mark.any("speech", "demand", "feeling", "problem"):
            return False
    return False


def _office_states(text: str, start: int, found: list[Mark]) -> bool:
    """ "Sở Nông nghiệp và Môi trường cho biết đã lấy mẫu"."""
    if not found or not found[0].any("office") or text[start : found[0].start].strip():
        return False
    verb = next((mark for mark in found[1:6] if mark.any("states", "problem", "people")), None)
    if verb is None or not verb.any("states"):
        return False
    named = text[found[0].end : verb.start]
    return "," not in named and sum(word[:1].islower() for word in named.split()) <= LONGEST_INNER_GAP


def _people_object(found: list[Mark]) -> bool:
    """Whether people speak against what was told: "cho biết đã đủ thuốc nhưng dân vẫn phải mua ngoài"."""
    return any(mark.any("turns") and after.any("people") for mark, after in pairwise(found))


def _tells_between(found: list[Mark], speaker: int, verb: Mark) -> bool:
    """Whether trouble is told before the verb: "trường xa 15 km, học sinh phải ở trọ, đề nghị mở phân hiệu"."""
    return any(mark.any("problem") for mark in found[speaker + 1 :] if mark.start < verb.start)


def _first_speaker(text: str, start: int, found: list[Mark]) -> int | None:
    """Index of the people mark a clause begins with, after linking and counting words."""
    position = start
    for i, mark in enumerate(found):
        if text[position : mark.start].strip(' ,("“'):
            return None
        if mark.any("people", "relay"):
            return i
        if not mark.any("link", "quantity"):
            return None
        position = mark.end
    return None


def _verb_of(text: str, found: list[Mark], speaker: int, end: int, longest_gap: int = LONGEST_GAP) -> Mark | None:
    """What the speaker does: the first speech, demand or feeling word near enough after his name."""
    start, troubles, trouble = found[speaker].end, 0, 0
    if found[speaker].any("speech"):
        return found[speaker]
    for before, mark in pairwise(islice(found, speaker, None)):
        if mark.start - start > LONGEST_LEAD or mark.end > end:
            return None
        if mark.any("speech", "demand", "feeling") and not _in_brackets(text, start, mark.start):
            gap = text[start : mark.start]
            if _others_speak(before, gap, mark) or (troubles and ", " in text[trouble : mark.start]):
                return None
            apart = gap.endswith(", ") and text.startswith(REASONS_FOLLOW, mark.end)  # "..., bức xúc vì ..."
            near = sum(word[:1].islower() for word in gap.split()) <= longest_gap
            return mark if near or apart else None
        if mark.any("problem"):
            troubles, trouble = troubles + 1, mark.end
        if mark.any("failing", "works") or troubles > 1:
            return None
    return None


def _others_speak(before: Mark, gap: str, verb: Mark) -> bool:
    """Whether the verb is somebody else's, named right before it: "học sinh đi vòng 4 km, xã nói chờ"."""
    comma = gap.rfind(", ")
    directly = verb.start - before.end == 1 and before.start == verb.start - len(gap) + comma + 2
    return comma >= 0 and directly and before.any("relay", "office")


def _in_brackets(text: str, start: int, position: int) -> bool:
    return text.count("(", start, position) > text.count(")", start, position)
