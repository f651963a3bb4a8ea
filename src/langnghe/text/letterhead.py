"""Who sent a report: the issuing body in its letterhead, where both layouts print it above the number."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from langnghe.text.blocks import Block
from langnghe.text.normal import fold

HEAD_BLOCKS = 14
_BODY = re.compile(
    r"^(?:ubnd|uy ban|ubmttq|mttq|mat tran|hdnd|hoi dong|thuong truc|doan|dang uy|dang bo|tinh uy|ban |so |van phong|"
    r"hoi |lien doan|cong an|trung tam|chi cuc|thanh tra|bo chi huy|truong |benh vien|to dai bieu|tinh |xa |phuong |"
    r"dac khu )"
)
# A subject line may name a body too; it tells of an act or a month, a letterhead does not.
_NOT_A_BODY = re.compile(r"\b(?:bao cao|tong hop|ket qua|tinh hinh|so theo doi|ke hoach|thang \d|nam \d|quy [iv\d])")
_AREA = re.compile(r"\b(xã|phường|đặc khu)\s+(.+)$", re.IGNORECASE)
_KINDS = (
    ("mttq", re.compile(r"mttq|mat tran")),
    ("hdnd", re.compile(r"hdnd|hoi dong nhan dan|to dai bieu")),
    ("dang", re.compile(r"dang uy|dang bo|tinh uy|^ban (?:tuyen giao|dan van|noi chinh|to chuc|xay dung dang)")),
    ("doan_the", re.compile(r"^(?:hoi |doan |lien doan)")),
    ("so", re.compile(r"^so ")),
)


@dataclass(frozen=True, slots=True)
class Sender:
    """The body that issued a report, as a letterhead names it."""

    name: str  # "UBND xã Mường Sảng"
    kind: str  # of registry.Unit
    area: str | None  # "xã Mường Sảng", where it belongs to one


def sender(blocks: Sequence[Block]) -> Sender | None:
    """The last issuing body named in the letterhead (the first is its superior); None where there is no letterhead."""
    bodies = [line for block in blocks[:HEAD_BLOCKS] for line in _lines(block) if _names_a_body(line)]
    if not bodies:
        return None
    name = _spelled(bodies[1] if len(bodies) > 1 else bodies[0])
    found = _AREA.search(name)
    area = f"{found[1].lower()} {found[2]}" if found else None
    return Sender(name, _kind(name, area), area)


def _lines(block: Block) -> list[str]:
    """A letterhead set as a table comes as a row, its cells side by side."""
    if block.kind in ("bullet", "footer"):
        return []
    return [part.strip() for cell in block.cells for part in cell.splitlines()]


def _names_a_body(line: str) -> bool:
    folded = fold(line)
    return line.isupper() and len(line) < 90 and bool(_BODY.match(folded)) and not _NOT_A_BODY.search(folded)


def _kind(name: str, area: str | None) -> str:
    folded = fold(name)
    for kind, words in _KINDS:
        if words.search(folded):
            return kind
    if area and folded.startswith(("ubnd", "uy ban nhan dan")):
        return {"xã": "xa", "phường": "phuong"}.get(area.split()[0], "dac_khu")
    return "khac"


_SMALL = re.compile(
    r"\b(Ban Nhân Dân|Nhân Dân|Xã|Phường|Đặc Khu|Tỉnh|Và|Hội Đồng|Thường Trực|Việt Nam|Trung Tâm|Ủy Ban|Đảng Ủy)\b"
)
_ACRONYMS = re.compile(r"\b(ubnd|hđnd|mttq|đbqh)\b", re.IGNORECASE)
_KEPT = {"Việt Nam": "Việt Nam", "Ban Nhân Dân": "ban nhân dân"}


def _spelled(line: str) -> str:
    """A line in capitals as it would stand in a sentence: "UBND XÃ MƯỜNG SẢNG" -> "UBND xã Mường Sảng"."""
    titled = " ".join(word.capitalize() for word in line.split())
    spelled = _SMALL.sub(lambda part: _KEPT.get(part[0], part[0].lower()), titled)
    spelled = _ACRONYMS.sub(lambda part: part[0].upper(), spelled)
    return spelled[:1].upper() + spelled[1:]
