"""A draft policy (DOCX) cut into paragraphs with the addresses that people use: "Điều 3, khoản 2, điểm a".

Read by the same guarded readers as reports: what is refused there is refused here. Two versions are compared paragraph
by paragraph; each new one knows which it came from.
"""

from __future__ import annotations

import difflib
import re
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePath

from django.conf import settings

from langnghe.intake.readers import read_safely
from langnghe.privacy import door
from langnghe.text.blocks import Block

MOST = 3_000  # paragraphs
LEFT_OUT = ("header", "footer")
ALIKE = 0.5  # share of the same characters from which a paragraph is a changed one and not another one

# (pattern, level of the heading): what stands above what in a Vietnamese legal text.
HEADINGS = (
    (re.compile(r"(Phần\s+(?:thứ\s+)?[\w]+)\b", re.I), 1),
    (re.compile(r"(Phụ lục(?:\s+[IVXLC\d]+)?)\b", re.I), 1),
    (re.compile(r"(Chương\s+[IVXLC\d]+)\b", re.I), 1),
    (re.compile(r"(Mục\s+[IVXLC\d]+)\b", re.I), 2),
    (re.compile(r"(Điều\s+\d+[a-zđ]?)\b", re.I), 3),
)
CLAUSE = re.compile(r"(\d{1,2}[a-zđ]?)\s*[.)]\s+\S")
POINT = re.compile(r"([a-zđ]{1,2})\s*\)\s+\S")


@dataclass(frozen=True, slots=True)
class Piece:
    """One paragraph as it will be stored; ``level`` of a heading, 0 for text."""

    label: str
    level: int
    text: str
    doubtful: bool = False


@dataclass(frozen=True, slots=True)
class Compared:
    """Where each new paragraph comes from (None: new) and whether its words are the same; which old ones are gone."""

    before: list[int | None]
    same: list[bool]
    gone: list[int]


def read_draft(content: bytes, name: str) -> list[Piece]:
    """The paragraphs of a DOCX. Raises ValueError with a sentence: not a DOCX, hostile, empty, too long."""
    if not content:
        raise ValueError("Tệp rỗng; hãy kiểm tra và gửi lại.")
    if len(content) > settings.UPLOAD_MAX_BYTES:
        raise ValueError(f"Tệp lớn hơn {settings.UPLOAD_MAX_BYTES // 2**20} MB; hãy chia nhỏ rồi gửi lại.")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "du-thao"
        path.write_bytes(content)
        reading = read_safely(path, name=PurePath(name).name, drop_people=False)
    if reading.format != "docx" or reading.unread:
        reasons = [part.reason for part in reading.unread]
        raise ValueError(reasons[0] if reasons else "Dự thảo phải là tệp Word (DOCX); hãy lưu lại thành DOCX.")
    pieces = list(cut(reading.blocks))
    if not any(piece.level == 0 for piece in pieces):
        raise ValueError("Không đọc được đoạn văn nào trong tệp; hãy mở tệp, lưu lại thành DOCX rồi gửi lại.")
    if len(pieces) > MOST:
        raise ValueError(f"Dự thảo dài hơn {MOST} đoạn; hãy tách phụ lục thành đợt lấy ý kiến riêng.")
    return _with_doubts(pieces)


def cut(blocks: Iterable[Block]) -> Iterator[Piece]:
    """Blocks as paragraphs with their addresses. A line before the first article or chapter has none."""
    place = _Place()
    for block in blocks:
        text = " ".join(block.text.replace("\t", " | ").split())
        if text.strip(" |.") and block.kind not in LEFT_OUT:
            yield place.piece(text, block)


@dataclass(slots=True)
class _Place:
    """Where in the outline the reading stands."""

    article: str = ""
    clause: str = ""
    counts: dict[str, int] = field(default_factory=dict)  # unnumbered paragraphs under each article or clause

    def piece(self, text: str, block: Block) -> Piece:
        for pattern, level in HEADINGS:
            if found := pattern.match(text):
                return self._heading(text, _tidy(found[1]), level)
        if self.article and (found := CLAUSE.match(text)):
            self.clause = f"{self.article}, khoản {found[1]}"
            return Piece(self.clause, 0, text)
        if self.article and (found := POINT.match(text)):
            return Piece(f"{self.clause or self.article}, điểm {found[1]}", 0, text)
        if block.kind == "heading":
            return Piece("", 2, text)
        return Piece(self._unnumbered(), 0, text)

    def _heading(self, text: str, label: str, level: int) -> Piece:
        self.clause, self.article = "", label if level == 3 or label.startswith("Phụ lục") else ""
        return Piece(label, level, text)

    def _unnumbered(self) -> str:
        above = self.clause or self.article
        if not above:
            return ""
        self.counts[above] = self.counts.get(above, 0) + 1
        return f"{above}, đoạn {self.counts[above]}"


def _tidy(label: str) -> str:
    label = " ".join(label.split())
    return label[:1].upper() + label[1:].lower() if label.split()[0].isupper() and label.startswith("ĐIỀU") else label


def _with_doubts(pieces: Sequence[Piece]) -> list[Piece]:
    """Mark what looks like personal data: a draft is the office's own text, so a person decides what to strike."""
    texts = [piece.text for piece in pieces]
    passed = door.admit_texts(texts)
    return [
        Piece(piece.label, piece.level, piece.text, doubtful=before != after)
        for piece, before, after in zip(pieces, texts, passed, strict=True)
    ]


def compare(old: Sequence[str], new: Sequence[str]) -> Compared:
    """Match the paragraphs of two versions, by their words."""
    before: list[int | None] = [None] * len(new)
    same = [False] * len(new)
    for tag, a, b, c, d in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            for shift in range(b - a):
                before[c + shift], same[c + shift] = a + shift, True
        elif tag == "replace":
            for found, into in _changed(old[a:b], new[c:d]):
                before[c + into] = a + found
    kept = {each for each in before if each is not None}
    return Compared(before, same, [number for number in range(len(old)) if number not in kept])


def _changed(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Pairs of an old paragraph and what became of it, in order; the first that is like enough is taken."""
    start = 0
    for into, text in enumerate(new):
        for found in range(start, len(old)):
            if difflib.SequenceMatcher(None, old[found], text, autojunk=False).ratio() >= ALIKE:
                yield found, into
                start = found + 1
                break


def words_changed(old: str, new: str) -> list[tuple[str, str]]:
    """The new text in runs of ("same" | "gone" | "new", words), for showing what changed."""
    left, right = old.split(), new.split()
    runs: list[tuple[str, str]] = []
    for tag, a, b, c, d in difflib.SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        if tag == "equal":
            runs.append(("same", " ".join(right[c:d])))
            continue
        if a < b:
            runs.append(("gone", " ".join(left[a:b])))
        if c < d:
            runs.append(("new", " ".join(right[c:d])))
    return runs
