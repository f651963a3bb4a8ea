"""A report cut into single opinions, and everything else with the reason why it is none.

Every character that is not white space lies in exactly one :class:`Opinion` or one :class:`Rest`, so
"read = opinions + not opinions" can be checked. An opinion is the words of the matter itself, a verbatim stretch of
one block; who says it stands in ``lead_in``, what was answered in ``answer``.

The reading is by rules over word lists (``data/split.yaml``): titles open and close sections, a paragraph is cut into
clauses, each clause gets a score from transparent weights (signs.py) and counts as an opinion above zero.

    >>> blocks = parse("II. Ý KIẾN CỦA NHÂN DÂN\\n- Bản Cuổi: đề nghị sửa đường vào bản.")
    >>> [opinion.text for opinion in split(blocks).opinions]
    ['đề nghị sửa đường vào bản']
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

from langnghe.text.blocks import Block, starts
from langnghe.text.normal import LETTERS
from langnghe.text.places import Catalogue
from langnghe.text.split.clauses import Clause, clauses
from langnghe.text.split.joins import breaks_reply, goes_on, is_list, is_short_piece, same_matter
from langnghe.text.split.outline import (
    LONGEST_INTRODUCTION,
    Mode,
    Outline,
    first_section,
    level_of,
    names_paper,
    part_level,
)
from langnghe.text.split.signs import REASONS, announces, refusal, tells_deeds
from langnghe.text.split.tables import Table, is_section_row, table_of
from langnghe.text.split.words import marks

CELL_MODE: Mode = "open"
TOLD_ON = {REASONS[sign] for sign in ("office acts", "boilerplate", "counts")}  # a list of these goes on behind ";"
SHORT_PIECE = 45  # characters
ANSWERING = re.compile(
    r"^[\s\d.)-]*(?:(?:ý kiến |nội dung )?(?:trả lời|giải trình|giải đáp|tiếp thu)(?: của)?)\b"
    r"|(?:đã |có ý kiến )?(?:trả lời|giải trình|giải đáp|tiếp thu|phúc đáp|làm rõ|cho biết)[\s:]*$",
    re.IGNORECASE,
)
TOTAL = re.compile(r"\s*(?:tổng(?: số| cộng)?|cộng)\s*:?\s*$", re.IGNORECASE)
CHAIRS = re.compile(
    r"(?:chủ trì|chủ tọa|điều hành|thành phần|cùng dự|tham dự)(?:[^:\n]{0,40}:| có )"
    r"(?P<names>[^:\n]{1,400}?(?=\.\s|[:\n]|$))",
    re.IGNORECASE,
)
NEXT_OF_LIST = re.compile(r";|\. |,(?= (?:ông|bà|đồng chí|đ/c|các|đại diện|\d))", re.IGNORECASE)
CAPITAL = f"[A-Z{LETTERS.upper()}]"
CHAIR = re.compile(rf"(?:[Ôô]ng|[Bb]à|[Đđ]ồng chí|[Đđ]/c) ({CAPITAL}[^\W\d_]*(?: {CAPITAL}[^\W\d_]*){{1,4}})")
PLACE = re.compile(
    r"(?:xã|phường|thị trấn|đặc khu|thôn|bản|buôn|làng|xóm|ấp|khóm|khu phố|tổ dân phố|khu dân cư|chi hội|huyện|thị xã)"
    rf"(?:\s(?:số\s)?(?:{CAPITAL}[^\W\d_]*|\d{{1,3}})(?:(?:,|\svà)\s\d{{1,3}})*(?:\s{CAPITAL}[^\W\d_]*)*)",
)
OFFICE = re.compile(
    r"(?:UBND|HĐND|UBMTTQ|MTTQ|[Ss]ở|[Bb]ộ|Chính phủ|Quốc hội|Công an|[Cc]ông ty|Điện lực|ngành|Nhà nước|chính quyền|"
    r"Đảng ủy|Trung tâm|Ban quản lý|Ban QLDA|tỉnh|xã|phường)"
    rf"(?:\s(?:xã|phường|tỉnh|thành phố|điện|y tế|và|{CAPITAL}[^\W\d_]*|[A-ZĐ&]+))*"
)


@dataclass(frozen=True, slots=True)
class Opinion:
    """One matter somebody raised: ``text == blocks[block].text[start:end]``."""

    block: int
    start: int
    end: int
    text: str
    place: str  # of the block in its file
    section: str  # titles above it, joined by " > "
    lead_in: str = ""  # who says it, as written
    source_place: str | None = None  # commune, hamlet as written
    unit: str | None = None  # the office it is addressed to or referred to, as written
    answer: str | None = None
    answered_by: str | None = None


@dataclass(frozen=True, slots=True)
class Rest:
    """Characters ``start:end`` of a block that are no opinion, and why."""

    block: int
    start: int
    end: int
    why: str


@dataclass(frozen=True, slots=True)
class Split:
    opinions: tuple[Opinion, ...]
    rest: tuple[Rest, ...]


def split(blocks: Sequence[Block], catalogue: Catalogue | None = None) -> Split:
    """Opinions and the rest of a document, in reading order; a catalogue finds places named without their kind."""
    reading = _Reading(blocks, catalogue)
    for index, block in enumerate(blocks):
        reading.take(index, block)
    opinions = tuple(reading.opinions)
    return Split(opinions, tuple(_complete(blocks, opinions, reading.rest)))


def records(result: Split, blocks: Sequence[Block], source: str) -> Iterator[dict]:
    """Lines of ``langnghe split``; offsets count the code points of ``blocks.full_text(blocks)``."""
    offsets = starts(blocks)
    for number, opinion in enumerate(result.opinions, 1):
        start = offsets[opinion.block] + opinion.start
        yield {
            "source": source,
            "n": number,
            "section": opinion.section,
            "text": opinion.text,
            "start": start,
            "end": start + len(opinion.text),
        }


def match(found: Sequence[tuple[int, int]], gold: Sequence[tuple[int, int]], threshold: float = 0.6) -> int:
    """Number of one-to-one pairs of spans whose overlap is at least ``threshold`` of their union, best pairs first."""
    pairs = sorted(
        (-overlap, i, j)
        for i, a in enumerate(found)
        for j, b in enumerate(gold)
        if (overlap := _iou(a, b)) >= threshold
    )
    used_found: set[int] = set()
    used_gold: set[int] = set()
    for _, i, j in pairs:
        if i not in used_found and j not in used_gold:
            used_found.add(i)
            used_gold.add(j)
    return len(used_found)


def _iou(a: tuple[int, int], b: tuple[int, int]) -> float:
    common = min(a[1], b[1]) - max(a[0], b[0])
    return common / (a[1] - a[0] + b[1] - b[0] - common) if common > 0 else 0.0


@dataclass(frozen=True, slots=True)
class _Passage:
    """A paragraph or cell at ``offset`` of its block, cut into clauses; ``pattern`` says where its opinions stand."""

    block: Block
    offset: int
    pieces: list[Clause]
    pattern: Opinion

    @property
    def index(self) -> int:
        return self.pattern.block

    @property
    def in_cell(self) -> bool:
        return self.block.kind == "row"

    def lead(self, clause: Clause) -> str:
        return self.between(clause.start, clause.body)

    def between(self, start: int, end: int) -> str:
        return self.block.text[self.offset + start : self.offset + end]

    def until(self, clause: Clause) -> str:
        """The text up to a clause and the mark behind it."""
        return self.between(0, clause.end + 2).rstrip()


class _Reading:
    """The state of reading a document from its first block to its last."""

    def __init__(self, blocks: Sequence[Block], catalogue: Catalogue | None) -> None:
        self.blocks = blocks
        self.catalogue = catalogue
        self.outline = Outline()
        self.opinions: list[Opinion] = []
        self.rest: list[Rest] = []
        self.tables = _tables(blocks)
        self.list_lead = ""  # "Cử tri xã X kiến nghị:" standing over the bullets that follow
        self.place_below = ""  # place of a merged cell, for the rows below
        self.first_section = first_section(blocks)
        self.unanswered = 0  # first opinion that has no reply yet
        self.chairs: set[str] = set()  # names of who presides over a meeting, as its minutes give them

    def take(self, index: int, block: Block) -> None:
        if not block.text.strip():
            return
        if block.kind in ("header", "footer"):
            self._leave(index, 0, len(block.text), "page header or footer")
        elif block.kind == "header_row":
            self._leave(index, 0, len(block.text), "table header")
        elif block.kind == "row":
            self._take_row(index, block)
        elif level := level_of(block) or self._paper_level(block) or part_level(block):
            self._enter(index, block, level)
        else:
            self._take_text(index, block)

    def _paper_level(self, block: Block) -> int:
        """Level of the line that names the paper's subject, before anything else was read; 0 for other lines."""
        if self.opinions or any(left.why != "heading" for left in self.rest):
            return 0
        titles = [title for _, title, _ in self.outline.titles]
        return 2 if names_paper(block, titles) else 0

    def _enter(self, index: int, block: Block, level: int) -> None:
        under = partial(_under, self.blocks, index, level)
        speak = partial(self._people_speak, index, level)
        self.outline.enter(block.text, level, speak, lambda: _office_tells(under()))
        self.list_lead = ""
        self.unanswered = len(self.opinions)
        self._leave(index, 0, len(block.text), "heading")

    def _people_speak(self, title: int, level: int) -> bool:
        """Whether the words under a title are people's: somebody asks in them, or a table lists them."""
        return _people_speak(_under(self.blocks, title, level)) or self._lists_matters(title)

    def _lists_matters(self, title: int) -> bool:
        following = range(title + 1, min(title + 1 + LONGEST_INTRODUCTION, len(self.blocks)))
        row = next((i for i in following if i in self.tables), None)
        return row is not None and self.tables[row].has_content

    def _leave(self, index: int, start: int, end: int, why: str) -> None:
        if end > start:
            self.rest.append(Rest(index, start, end, why))

    def _mode(self, index: int) -> Mode:
        """What stands before the first section introduces it, whatever the paper's own title promises."""
        return "general" if index < self.first_section else self.outline.mode

    # ---- paragraphs and bullets

    def _take_text(self, index: int, block: Block) -> None:
        if block.kind != "bullet":
            self.list_lead = ""
        pattern = Opinion(index, 0, 0, "", block.place, self.outline.path)
        self._take_passage(_Passage(block, 0, clauses(block.text), pattern), self.outline.mode)

    def _take_passage(self, passage: _Passage, mode: Mode) -> None:
        pieces, lead = passage.pieces, self.list_lead
        if any(piece.framed for piece in pieces):
            self._note_chairs(passage.block.text)
        if pieces and pieces[0].marks and pieces[0].marks[0].any("closing") and pieces[0].marks[0].start < 3:
            self._leave_piece(passage, 0, pieces[-1].end, "boilerplate")
            return
        i = 0
        while i < len(pieces):
            clause = pieces[i]
            if clause.replies or self._chair_speaks(passage, clause):
                i = self._answer(passage, i)
                continue
            if clause.body > clause.start and (clause.spoken or clause.labelled):
                lead = passage.lead(clause).strip(' \t"“«')
            if self._take_clause(passage, i, mode, lead):
                lead, mode = self.list_lead or lead, self._mode(passage.index)
            i += 1

    def _note_chairs(self, text: str) -> None:
        """Names up to the next label; one who came as a voter or for a household presides over nothing."""
        listed = (one for found in CHAIRS.finditer(text) for one in NEXT_OF_LIST.split(found["names"]))
        for one in listed:
            if not any(mark.any("people") and not mark.any("person") for mark in marks(one)):
                self.chairs.update(CHAIR.findall(one))

    def _chair_speaks(self, passage: _Passage, clause: Clause) -> bool:
        lead = passage.lead(clause) if self.chairs and not clause.framed else ""
        return any(re.search(rf"{name}\b", lead) for name in self.chairs)  # names are letters and spaces

    def _take_clause(self, passage: _Passage, i: int, mode: Mode, lead: str) -> bool:
        """Put piece ``i`` where it belongs; whether it announces matters to follow."""
        clause = passage.pieces[i]
        text = passage.until(clause)
        if self._goes_on(passage, i, text):
            self._extend(passage.block, passage.offset + clause.end)
            return False
        why = refusal(clause, text, mode, lead, passage.block.kind) or self._tells_more_deeds(passage.index, clause)
        if not why and _is_listed_only(passage.block, clause):
            why = REASONS["announces"]
        if why:
            self._leave_piece(passage, clause.start, clause.end, why)
            return self._note_announcement(clause, text[clause.start :])
        self._leave_piece(passage, clause.start, clause.body, "lead-in")
        self.opinions.append(self._opinion(passage, clause, lead))
        return False

    def _opinion(self, passage: _Passage, clause: Clause, lead: str) -> Opinion:
        pattern, text = passage.pattern, passage.between(clause.body, clause.end)
        return replace(
            pattern,
            start=passage.offset + clause.body,
            end=passage.offset + clause.end,
            lead_in=lead,
            text=text,
            source_place=pattern.source_place or self._place_in(lead) or self._place_in(text),
            unit=pattern.unit or _addressed(passage.block.text[passage.offset :], clause),
        )

    def _leave_piece(self, passage: _Passage, start: int, end: int, why: str) -> None:
        self._leave(passage.index, passage.offset + start, passage.offset + end, why)

    def _tells_more_deeds(self, index: int, clause: Clause) -> str:
        """Why a clause after a semicolon is none: it goes on with what an office did, and asks nothing."""
        last = self.rest[-1] if self.rest else None
        if clause.joint != "semicolon" or clause.spoken or clause.labelled or last is None or last.block != index:
            return ""
        asks = any(mark.any("demand", "feeling", "question", "failing") for mark in clause.body_marks())
        return last.why if last.why in TOLD_ON and not asks else ""

    def _place_in(self, text: str) -> str | None:
        """The first place named in ``text``, as written."""
        if found := PLACE.search(text):
            return found.group()
        named = self.catalogue.find(text) if self.catalogue else []
        return text[named[0].start : named[0].end] if named else None

    def _goes_on(self, passage: _Passage, i: int, text: str) -> bool:
        pieces, clause = passage.pieces, passage.pieces[i]
        last = self.opinions[-1] if self.opinions else None
        if i == 0 or last is None or last.block != passage.index or clause.spoken or clause.labelled:
            return False
        between = self.rest and self.rest[-1].block == passage.index and self.rest[-1].start > last.start
        if between or clause.joint not in ("stop", "semicolon"):
            return False
        if clause.joint == "semicolon":
            if is_short_piece(clause):
                return True
            return not is_list(pieces, i) and same_matter(clause, pieces[i - 1], text, passage.in_cell)
        return goes_on(clause, pieces[i - 1], text, passage.in_cell)

    def _extend(self, block: Block, end: int) -> None:
        last = self.opinions[-1]
        self.opinions[-1] = replace(last, end=end, text=block.text[last.start : end])

    def _note_announcement(self, clause: Clause, text: str) -> bool:
        told = any(mark.any("people", "speech", "demand", "title_open") for mark in clause.marks)
        if not told or not announces(clause, text):
            return False
        self.outline.announced = True
        self.list_lead = text.strip() if any(mark.any("people") for mark in clause.marks) else ""
        return True

    def _answer(self, passage: _Passage, i: int) -> int:
        """Give the reply that begins with piece ``i`` to the opinions before it; the number of the piece after it."""
        pieces, end = passage.pieces, i + 1
        while end < len(pieces) and not breaks_reply(pieces[end]):
            end += 1
        first, last = pieces[i], pieces[end - 1]
        self._leave_piece(passage, first.start, last.end, "reply")
        if first.joint == "arrow":  # behind one matter of a list
            self.unanswered = max(self.unanswered, len(self.opinions) - 1)
        self._give_answer(passage.between(first.body, last.end), _answerer(passage.lead(first)))
        return end

    def _give_answer(self, answer: str, by: str | None) -> None:
        for i in range(self.unanswered, len(self.opinions)):
            if self.opinions[i].answer is None:
                self.opinions[i] = replace(self.opinions[i], answer=answer, answered_by=by)
        self.unanswered = len(self.opinions)

    # ---- rows

    def _take_row(self, index: int, block: Block) -> None:
        table = self.tables[index]
        if is_section_row(block):
            self.outline.enter(" ".join(cell for cell in block.cells if cell.strip()), 8, lambda: True, lambda: False)
            self._leave(index, 0, len(block.text), "heading")
            return
        if any(TOTAL.match(cell) for cell in block.cells[:3]):
            self._leave(index, 0, len(block.text), "statistics")
            return
        if not table.has_content or self.outline.mode in ("closed", "orders"):
            self._leave(index, 0, len(block.text), "table without opinions")
            return
        before = len(self.opinions)
        pattern = self._row_pattern(index, block, table)
        offset = 0
        for column, cell in enumerate(block.cells):
            if table.at(column) == "content" and cell.strip():
                self._take_passage(_Passage(block, offset, clauses(cell, cell=True), pattern), CELL_MODE)
            else:
                self._leave(index, offset, offset + len(cell), f"other column: {table.at(column)}")
            offset += len(cell) + 1
        self._give_row_answer(block, table, before)

    def _row_pattern(self, index: int, block: Block, table: Table) -> Opinion:
        place = _cell(block, table, "place")
        self.place_below = place or self.place_below
        path = self.outline.path
        return Opinion(
            index,
            0,
            0,
            "",
            block.place,
            path,
            source_place=self.place_below or None,
            unit=_cell(block, table, "unit") or None,
        )

    def _give_row_answer(self, block: Block, table: Table, before: int) -> None:
        answer = _cell(block, table, "answer")
        for i in range(before, len(self.opinions)):
            if answer:
                self.opinions[i] = replace(
                    self.opinions[i], answer=answer, answered_by=_cell(block, table, "unit") or None
                )
        self.unanswered = len(self.opinions)


def _under(blocks: Sequence[Block], title: int, level: int) -> Iterator[Block]:
    """The paragraphs and bullets under a title."""
    for block in blocks[title + 1 :]:
        under = level_of(block)
        if under and under <= level:
            return
        if not under and block.kind in ("paragraph", "bullet") and block.text.strip():
            yield block


def _people_speak(texts: Iterable[Block]) -> bool:
    """Whether a matter under a title begins with people who ask: its wishes are theirs, not the office's."""
    return any(clause.spoken and _names_people(clause) for block in texts for clause in clauses(block.text))


def _office_tells(texts: Iterable[Block]) -> bool:
    """Whether at least half of what stands under a title tells what an office did, counted or answered."""
    told = [tells_deeds(clause, block) for block in texts for clause in clauses(block.text)]
    return sum(told) * 2 >= len(told)


def _is_listed_only(block: Block, clause: Clause) -> bool:
    """Whether a short piece only names what the list below a colon tells: "giá cả leo thang; ô nhiễm. Cụ thể:"."""
    told_below = block.kind == "paragraph" and block.text.rstrip().endswith(":")
    return told_below and clause.end - clause.body < SHORT_PIECE and clause.joint in ("", "comma", "semicolon", "stop")


def _names_people(clause: Clause) -> bool:
    return any(mark.any("title_people", "person") for mark in clause.marks if mark.start <= clause.body)


def _tables(blocks: Sequence[Block]) -> dict[int, Table]:
    """Table of each row, by the row's index."""
    result: dict[int, Table] = {}
    run: list[int] = []
    for index, block in enumerate([*blocks, Block("paragraph", "", "")]):
        if block.kind in ("row", "header_row") and not (
            block.kind == "header_row" and run and blocks[run[-1]].kind == "row"
        ):
            run.append(index)
            continue
        if run:
            table = table_of([blocks[i] for i in run])
            result.update(dict.fromkeys(run, table))
        run = [index] if block.kind == "header_row" else []
    return result


def _cell(block: Block, table: Table, role: str) -> str:
    cells = (cell.strip() for column, cell in enumerate(block.cells) if table.at(column) == role)
    return "; ".join(cell for cell in cells if cell)


def _addressed(text: str, clause: Clause) -> str | None:
    """The office named right after the first demand word of a clause of ``text``."""
    demand = next((mark for mark in clause.marks if mark.any("demand")), None)
    found = OFFICE.match(text, demand.end + 1, clause.end) if demand else None
    return found.group().strip() if found else None


def _answerer(lead: str) -> str | None:
    """ "Trả lời của Sở Xây dựng:" and "Chủ tịch UBND xã trả lời:" without the word for answering."""
    return ANSWERING.sub("", lead).strip(' :,-–"“0123456789.)') or None


def _complete(blocks: Sequence[Block], opinions: Sequence[Opinion], rest: Sequence[Rest]) -> Iterator[Rest]:
    """The rest in order, with the stretches nobody spoke of (punctuation, white space aside) added."""
    spans: dict[int, list[tuple[int, int, str]]] = {}
    for opinion in opinions:
        spans.setdefault(opinion.block, []).append((opinion.start, opinion.end, ""))
    for left in rest:
        spans.setdefault(left.block, []).append((left.start, left.end, left.why))
    for index, block in enumerate(blocks):
        position = 0
        for start, end, why in [*sorted(spans.get(index, [])), (len(block.text), len(block.text), "")]:
            if block.text[position:start].strip():
                yield Rest(index, position, start, "punctuation")
            if why:
                yield Rest(index, max(start, position), end, why)
            position = max(position, end)
