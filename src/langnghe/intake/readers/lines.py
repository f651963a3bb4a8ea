"""What a line is, judged by its own words: bullet, heading or paragraph; letterhead and recipients' list."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from langnghe.text.blocks import Block, Kind
from langnghe.text.normal import clean, fold, from_legacy

HEADING_LENGTH = 220  # characters; a longer line is a paragraph however it is set


def one_line(text: str) -> str:
    """``text`` as blocks hold it: old encodings converted, clean, runs of white space as one space."""
    return " ".join(clean(from_legacy(text)).split())


_BULLET = re.compile(r"\s*[-–—+*•·▪◦●○■□▫➢➤✓✔§](?:\s+|(?=[^\W\d_]))")
_ROMAN = re.compile(
    r"(?:PHẦN|Phần|CHƯƠNG|Chương|MỤC|Mục)\s+(?:thứ\s+\w+|[IVX]+|\d+)\b|[IVX]{1,5}\s*[./)\-:]\s*\S|[A-E]\.\s+\S"
)
_NUMBERED = re.compile(
    r"\(?(?:\d{1,2}(?:\.\d{1,2}){0,3}|[a-zđ])\s*(?:[.)/]\s+\S|[.)]\s*[^\W\d_])|\d{1,2}(?:\.\d{1,2}){1,3}\s+(?=[A-ZĐ])"
)
_NUMBER_ONLY = re.compile(r"\d{1,2}(?:\.\d{1,2})*")
_SENTENCE_END = (".", ";", ",")
_SIGNATURE = re.compile(
    r"(?:kt|tm|t/m|tl|tuq|q)\b\s*[./]?\s*\w"
    r"|(?:pho )?(?:chu tich|bi thu|giam doc|chanh van phong|truong ban|truong phong)\b.*:"
)


def is_bullet(text: str) -> bool:
    return bool(_BULLET.match(text))


def starts_item(text: str) -> bool:
    """Whether a new paragraph begins with this line, whatever stood before it."""
    return bool(_BULLET.match(text) or _ROMAN.match(text) or _NUMBERED.match(text))


def _is_shouted(text: str) -> bool:
    """In capitals, a parenthesis such as "(31 ý kiến)" apart."""
    if "(" in text:
        text = re.sub(r"\([^)]*\)", "", text)
    return text.isupper() and sum(map(str.isalpha, text)) >= 5


def heading_level(text: str, bold: bool = False) -> int:
    """Level 1 to 4 when ``text`` reads as a heading, else 0. Part and Roman numbers are 1, "1." 2, "1.1" or "a)" 3."""
    if not text or len(text) > HEADING_LENGTH or is_bullet(text) or _SIGNATURE.match(fold(text)):
        return 0
    if _ROMAN.match(text):
        return 1 if bold or _is_shouted(text) or not text.endswith(_SENTENCE_END) else 0
    if _NUMBERED.match(text):
        return _numbered_level(text) if (bold or _is_title(text)) else 0
    if _is_shouted(text):
        return 1
    return 2 if bold and not text.endswith(_SENTENCE_END) else 0


def _numbered_level(text: str) -> int:
    number = _NUMBER_ONLY.match(text.lstrip("("))
    return 2 + min(number[0].count("."), 2) if number else 3


_REQUEST = re.compile(
    r"[\d.()/a-z]{1,8}\s*"
    r"(?:de nghi|kien nghi|phan anh|de xuat|yeu cau|mong|xin|hoi|nhan dan|cu tri|ba con|ong|ba|anh|chi|ho)\b"
    r"(?! (?:cua|ve|voi|doi voi|gui)\b)"
)


def _is_title(text: str) -> bool:
    """A short numbered line without a sentence in it ("2. Điện, nước, viễn thông"), and no request either."""
    if len(text) > 70 or len(text.split()) > 14 or text[-1] in ".;,:?!…" or re.search(r";|: |…|\.\.", text):
        return False
    return not _REQUEST.match(fold(text))


def kind_of(text: str, bold: bool = False) -> tuple[Kind, int]:
    """Kind and heading level of a line of text."""
    if is_bullet(text):
        return "bullet", 0
    if level := heading_level(text, bold):
        return "heading", level
    return "paragraph", 0


_MOTTO = re.compile(r"cong hoa xa hoi chu nghia viet nam|dang cong san viet nam")
_LETTERHEAD_TAIL = re.compile(r"so\s*[:.]|so \d|doc lap|ngay .{1,14}thang .{1,6}nam|[-_*=\s]+$")
LETTERHEAD_BLOCKS = 15  # a letterhead lies within the first blocks of a file
RECIPIENT_BLOCKS = 30  # and the list of recipients within the last


def has_motto(text: str) -> bool:
    """Whether the national motto or the Party's name stands in ``text``, as in every letterhead."""
    return bool(_MOTTO.search(fold(text)))


def is_letterhead(text: str) -> bool:
    """Whether a line above a table belongs to the letterhead: the motto, the number, the date."""
    return has_motto(text) or (len(text) < 90 and bool(_LETTERHEAD_TAIL.match(fold(_tail_of(text)))))


def is_recipients(text: str) -> bool:
    return fold(text).lstrip("* ").startswith("noi nhan")


_DOCUMENT_TYPE = re.compile(
    r"(?:bao cao|ke hoach|tong hop|thong bao|to trinh|phu luc|bien ban|huong dan|ket luan|phieu|cong van|danh sach)\b"
)
TITLE_LENGTH = 320  # characters
TITLE_BLOCKS = 25  # the title lies within the first blocks of a file


def with_title(blocks: Sequence[Block]) -> list[Block]:
    """``blocks`` with the line under "BÁO CÁO" and the like as a heading, however it was set."""
    blocks = list(blocks)
    for i, (name, title) in enumerate(pairwise(blocks[:TITLE_BLOCKS])):
        if name.kind == "heading" and len(name.text) < 30 and _DOCUMENT_TYPE.match(fold(name.text)):
            if title.kind == "paragraph" and len(title.text) <= TITLE_LENGTH and title.text[-1] not in ".;:,":
                blocks[i + 1] = replace(title, kind="heading", level=2)
            break
    return blocks


def with_letterhead(blocks: Sequence[Block]) -> list[Block]:
    """``blocks`` with the letterhead as "header", the title as "heading" and the recipients' list as "footer"."""
    blocks = with_title(_with_recipients(list(blocks)))
    first = next((i for i, block in enumerate(blocks[:LETTERHEAD_BLOCKS]) if _is_letterhead(block)), None)
    if first is None:
        return blocks
    last = first
    for i, block in enumerate(blocks[first : first + 8], start=first):
        if len(block.text) < 90 and _LETTERHEAD_TAIL.match(fold(_tail_of(block.text))):
            last = i
    return [_as(block, "header") for block in blocks[: last + 1]] + blocks[last + 1 :]


def _tail_of(text: str) -> str:
    """A date line without the place before it: "Vĩnh Lâm, ngày 24 ..." -> "ngày 24 ..."."""
    return re.sub(r"^[^,]{1,40},\s*(?=ngày|Ngày)", "", text)


def _is_letterhead(block: Block) -> bool:
    return block.kind not in ("row", "header_row") and len(block.text) < 120 and has_motto(block.text)


def _with_recipients(blocks: list[Block]) -> list[Block]:
    first = next((i for i, block in enumerate(blocks) if len(block.text) < 400 and is_recipients(block.text)), None)
    if first is None or first < len(blocks) - RECIPIENT_BLOCKS:
        return blocks
    annex = (i for i in range(first, len(blocks)) if fold(blocks[i].text).startswith(("phu luc", "bieu")))
    last = next(annex, len(blocks))
    return blocks[:first] + [_as(block, "footer") for block in blocks[first:last]] + blocks[last:]


def _as(block: Block, kind: Kind) -> Block:
    return block if block.kind in ("row", "header_row") else replace(block, kind=kind, level=0)
