"""The sections of a report: which title stands over a block, and whether people speak there."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from typing import Literal

from langnghe.text.blocks import Block
from langnghe.text.split.tables import reads_like_head
from langnghe.text.split.words import Mark, areas, lowered, marks

# open: what people said; answers: replies, perhaps beside opinions; general: describes; closed: none of people's words;
# orders: a decision or plan, whoever is named in it
# wishes: of people or of the office, to be seen from what stands under the title; untitled: no title stands above
# "Giải quyết đơn thư" names a field people speak about, or the office's results: see Outline.enter
Mode = Literal["open", "answers", "general", "closed", "orders", "neutral", "wishes", "untitled"]

LONGEST_INTRODUCTION = 3  # paragraphs
LONGEST_TITLE = 220  # characters
LONGEST_NUMBERED_TITLE = 110
SECTION = 2  # level of "III. KẾT LUẬN"
LOWEST = 9  # level of a title under all numbered ones
SHORT_TITLE = 60  # a numbered title that only names whose words follow is not longer
NUMBERING = (
    (re.compile(r"\s*(?:phần|mục|chương|phụ lục)\b", re.IGNORECASE), 1),
    (re.compile(r"\s*[IVX]{1,5}\s*[.)/:-]\s*\S"), 1),
    (re.compile(r"\s*[A-H]\s*[.)/-]\s+\S"), 1),
    (re.compile(r"\s*\d{1,2}\.\d{1,2}\.\d{1,2}\.?\s+\S"), 4),
    (re.compile(r"\s*\d{1,2}\.\d{1,2}[.-]?\s+\S"), 3),
    (re.compile(r"\s*\d{1,2}\s*(?:[.)/]\s*|[-–]\s+)\S"), 2),
    (re.compile(r"\s*[a-zđ]\s*[.)/]\s+\S"), 3),
)
NUMBER = re.compile(r"\s*(?:\d[\d.]*|[IVX]+|[a-zđA-H])\s*[.)/:-]+\s*")
PAPER = re.compile(
    r"(?:báo cáo(?: nhanh| tổng hợp| chuyên đề)?|tổng hợp|biên bản|phụ lục|phiếu|danh mục|bản tin|công văn|thông báo)"
    r"(?:\s(?:số\s)?[\dIVX]{1,4})?",
    re.IGNORECASE,
)
PAPER_BEGINS = re.compile(
    r"(?:danh mục|bảng tổng hợp|tổng hợp|báo cáo|biên bản|phiếu|sổ|phụ lục|điểm tin|điểm báo|v/v|về việc)\s",
    re.IGNORECASE,
)
SPEAKS = ("speech", "demand", "feeling", "problem", "question")


@dataclass(slots=True)
class Outline:
    """The titles above the block that is being read, from the highest."""

    titles: list[tuple[int, str, Mode]] = field(default_factory=list)
    orders: bool = False  # the paper orders or plans: none of it is people's words
    announced: bool = False  # a sentence of the running text said that people's words follow

    def enter(self, text: str, level: int, people_speak: Callable[[], bool], office_tells: Callable[[], bool]) -> None:
        """Go under a title.

        ``people_speak`` tells of wishes ("Kiến nghị") whether they are people's own; ``office_tells`` of a field
        ("Giải quyết đơn thư") whether the office's results stand under it: if not, the title above decides.
        """
        while self.titles and self.titles[-1][0] >= level:
            self.titles.pop()
        mode = self._subject(text) or mode_of(text)
        self.orders = self.orders or (not self.titles and _orders(text))
        if mode == "closed" and not self.orders and _names_kind(text) and people_speak():
            mode = "general"
        elif mode == "wishes":
            mode = "open" if people_speak() else "closed"
        elif mode in ("answers", "closed") and self._may_hold(text, level, mode, people_speak) and not office_tells():
            mode = "neutral"
        self.titles.append((level, text.strip(), mode))
        self.announced = False

    def _may_hold(self, text: str, level: int, mode: Mode, people_speak: Callable[[], bool]) -> bool:
        """Whether people may speak under a title that closes: it names a field, or they are seen to, as above it."""
        part_of_open = level > SECTION and mode == "closed" and self.mode == "open"
        return names_field(text, self.mode) or (part_of_open and people_speak())

    def _subject(self, text: str) -> Mode | None:
        """What the paper's own subject says of all its sections, where it names people's words beside the office's."""
        if len(self.titles) != 1 or not PAPER.fullmatch(self.titles[0][1]):
            return None
        found = marks(text, "title_")
        both = any(mark.any("title_open") for mark in found) and mode_of(text) in ("closed", "answers")
        return "neutral" if both else None

    @property
    def mode(self) -> Mode:
        """What the nearest title that says anything says; a document without titles is neutral."""
        if self.orders:
            return "orders"
        if not self.titles:
            return "open" if self.announced else "untitled"
        known: Mode = next((mode for _, _, mode in reversed(self.titles) if mode != "neutral"), "neutral")
        return "open" if self.announced and known in ("neutral", "general", "open") else known

    @property
    def path(self) -> str:
        return " > ".join(title for _, title, _ in self.titles)


@lru_cache(maxsize=1024)  # a title is asked for more than once, and the same ones stand in many reports
def mode_of(title: str) -> Mode:
    """What stands under a title, by its words."""
    found = marks(title, "title_")
    people = any(mark.any("title_people") for mark in found)
    opened = [mark for mark in found if mark.any("title_open")]
    closed = [mark for mark in found if mark.any("title_closed")]
    answered = [mark for mark in found if mark.any("title_answers")]
    if _names_kind(title):
        return "closed"
    if any(mark.any("title_general") for mark in found):
        return "general" if not opened else "neutral"
    if answered and _first(answered) <= _first(opened):
        return "answers"
    if closed and _first(closed) < _first(opened) and not (people and _is_wish(closed)):
        return "wishes" if _is_wish(closed) else "closed"
    if opened or (people and closed):
        return "neutral" if answered else "open"
    return "open" if any(mark.any("title_people") and mark.start < 8 for mark in found) else "neutral"


def names_field(title: str, above: Mode) -> bool:
    """Whether what closes a title may as well be what people speak about: "Giải quyết đơn thư, thi hành án".

    Where people speak (``above``), so may any title that names a thing of theirs: "Hạn chế trong cấp nước sạch".
    """
    told = [mark for mark in marks(title, "title_") if mark.any("title_open", "title_answers", "title_closed")]
    if above == "closed" or any(mark.any("title_open") for mark in told):
        return False
    return all(mark.any("title_field") for mark in told) or (above == "open" and any(areas().find(lowered(title))))


def _names_kind(title: str) -> bool:
    """Whether a title begins with the kind of a paper that mostly holds no words of people ("Thông báo ...")."""
    return any(mark.any("title_paper") and mark.start < 3 for mark in marks(title, "title_"))


def _orders(title: str) -> bool:
    return any(mark.any("title_order") and mark.start < 3 for mark in marks(title, "title_"))


def _first(found: list[Mark]) -> int:
    return found[0].start if found else 10_000


def _is_wish(closed: list[Mark]) -> bool:
    """Whether the closing words are wishes (đề xuất, kiến nghị), which may be people's own."""
    return all(mark.any("title_wishes") for mark in closed)


@lru_cache(maxsize=4096)  # the same blocks are asked for more than once in a reading
def level_of(block: Block) -> int:
    """Level of the title a block is, by its kind or, for a paragraph, by its looks; 0 for text."""
    text = block.text.strip()
    if block.kind == "heading":
        return _number_level(text) or block.level or 1
    if block.kind != "paragraph" or not text or len(text) > LONGEST_TITLE or "\t" in text:
        return 0
    if _is_capitals(text):
        return _number_level(text) or 1
    return _number_level(text) if _is_numbered_title(text) else 0


def _number_level(text: str) -> int:
    return next((level + 1 for pattern, level in NUMBERING if pattern.match(text)), 0)


def _is_capitals(text: str) -> bool:
    if sum(map(str.islower, text[:24])) > 8:  # most paragraphs show it at once
        return False
    upper, lower = sum(map(str.isupper, text)), sum(map(str.islower, text))
    return upper + lower >= 6 and upper >= 0.85 * (upper + lower)


def _is_numbered_title(text: str) -> bool:
    """ "2. Điện, nước" is a title; "2. Đề nghị sửa cầu." and "2) Chợ: ..." are matters."""
    if len(text) > LONGEST_NUMBERED_TITLE or text[-1] in ".;?!" or ": " in text.rstrip(": "):
        return False
    if not _number_level(text) or _begins_small(text):
        return False
    found = marks(text)
    spoken = [mark for mark in found if mark.any("people", *SPEAKS) and not mark.any("title_open")]
    if not spoken or mode_of(text) not in ("neutral", "open"):
        return True
    covered = sum(mark.end - mark.start for mark in found)
    if covered > 0.8 * len(text.lstrip(" 0123456789.IVX)").replace(" ", "")):  # "1. Dư luận đồng tình"
        return True
    return len(text) < SHORT_TITLE and mode_of(text) == "open" and not any(mark.any(*SPEAKS) for mark in spoken)


def part_level(block: Block) -> int:
    """Level of a line that opens a part of minutes: "Phần trả lời:", "Ý kiến tiếp thu của lãnh đạo:"; 0 for others."""
    text = block.text.strip()
    whole = block.kind == "paragraph" and text.endswith(":") and len(text) < SHORT_TITLE and "\t" not in text
    return LOWEST if whole and mode_of(text) == "answers" else 0


def _begins_small(text: str) -> bool:
    """A title begins with a capital; a note in haste does not ("3. de nghi xa ...")."""
    number = NUMBER.match(text)
    return number is not None and text[number.end() : number.end() + 1].islower()


def names_paper(block: Block, titles: Sequence[str]) -> bool:
    """Whether a line at the head of a paper says what the paper is about.

    It stands under the bare kind of the paper ("BÁO CÁO"), or begins with the kind or with "V/v".
    """
    text = block.text.strip()
    if block.kind != "paragraph" or len(text) > LONGEST_TITLE or text[-1] in ".;:?!" or "\t" in text:
        return False
    if len(titles) == 1 and PAPER.fullmatch(titles[0].strip()):
        return True
    return bool(PAPER_BEGINS.match(text)) and ": " not in text


def first_section(blocks: Sequence[Block]) -> int:
    """Index of the first section title after introducing paragraphs, 0 if the paper begins with its matters."""
    texts = [i for i, block in enumerate(blocks) if block.text.strip() and not level_of(block)]
    if not texts or blocks[texts[0]].kind != "paragraph":
        return 0
    following = range(texts[0], min(texts[0] + LONGEST_INTRODUCTION + 1, len(blocks)))
    return next((i for i in following if level_of(blocks[i])), 0)


def parse(text: str) -> list[Block]:
    """Blocks of plain text, one per line (lines that were only wrapped are joined).

    ``full_text(parse(text))`` has the length of ``text``, so offsets count the characters of ``text`` itself.
    """
    lines = text.split("\n")
    starts_new = _starts_new(lines)
    blocks, table = [], False
    i = 0
    while i < len(lines):
        j = i + 1
        while j < len(lines) and not starts_new[j]:
            j += 1
        joined = " ".join(lines[i:j])
        kind = _plain_kind(joined, table)
        table = kind in ("header_row", "row")
        blocks.append(
            Block(kind, joined, f"p{i + 1}", level_of(Block("paragraph", joined, "")) or 1 if kind == "heading" else 0)
        )
        i = j
    return blocks


def _plain_kind(line: str, in_table: bool) -> Literal["heading", "paragraph", "bullet", "header_row", "row"]:
    if "\t" in line.strip():
        return "row" if in_table or not reads_like_head(line.split("\t")) else "header_row"
    if re.match(r"\s*[-–+•*●▪]\s+", line):
        return "bullet"
    return "heading" if level_of(Block("paragraph", line, "")) else "paragraph"


def _starts_new(lines: list[str]) -> list[bool]:
    """Which lines begin a paragraph: all of them, unless the text was wrapped at a fixed width."""
    full = [len(line.rstrip()) for line in lines if line.strip()]
    if len(full) < 8 or max(full) > 140:
        return [True] * len(lines)
    width = sorted(full)[int(len(full) * 0.9)]
    result = [True]
    for before, line in pairwise(lines):
        wrapped = len(before.rstrip()) + len(line.split(" ", 1)[0]) + 1 > width - 3 and "\t" not in before + line
        fresh = not line.strip() or bool(re.match(r"\s*(?:[-–+•*●▪]\s|\(?\d{1,2}[.)]\s|[IVX]{1,4}\.\s)", line))
        result.append(fresh or not wrapped)
    return result
