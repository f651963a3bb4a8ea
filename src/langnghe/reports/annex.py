"""The annex tables of a report: by sector, by theme, by unit. Their numbers are figures like all others."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from langnghe.reports.models import Report


@dataclass(frozen=True, slots=True)
class Annex:
    """One table: a title, its columns, and rows of cells; the last row is the total where there is one."""

    so: str  # "I"
    ten: str
    cot: tuple[str, ...]
    hang: tuple[tuple[str, ...], ...]


SectorRow = tuple[str, ...]


def annexes(report: Report, carried: Callable[[str], str]) -> list[Annex]:
    """The tables in order; ``carried`` turns a figure's mark into what the Word form takes."""
    keys = list(report.figures.values_list("key", "label"))
    return [
        Annex("I", "TỔNG HỢP Ý KIẾN THEO LĨNH VỰC", SECTOR_COLUMNS, _sectors(keys, carried)),
        Annex("II", "CÁC NHÓM VẤN ĐỀ ĐƯỢC NÊU NHIỀU", THEME_COLUMNS, _themes(keys, carried)),
    ]


SECTOR_COLUMNS = ("TT", "Lĩnh vực", "Số ý kiến", "Tỷ lệ (%)", "Số vấn đề")
THEME_COLUMNS = ("TT", "Nhóm vấn đề", "Số ý kiến", "Số đơn vị nêu")


def _sectors(keys: list[tuple[str, str]], carried: Callable[[str], str]) -> tuple[SectorRow, ...]:
    found = [(key, label) for key, label in keys if key.startswith("linh-vuc.") and key.count(".") == 1]
    rows = [
        (
            str(number),
            label.removeprefix("Số ý kiến lĩnh vực "),
            carried(f"[[{key}]]"),
            carried(f"[[{key}.ty-le]]"),
            carried(f"[[{key}.van-de]]"),
        )
        for number, (key, label) in enumerate(found, start=1)
    ]
    return (*rows, ("", "Tổng số", carried("[[tong]]"), "", carried("[[tong.van-de]]")))


def _themes(keys: list[tuple[str, str]], carried: Callable[[str], str]) -> tuple[SectorRow, ...]:
    found = [
        (key, label) for key, label in keys if key.startswith("nhom.") and not key.endswith((".don-vi", ".tang-giam"))
    ]
    known = {key for key, _ in keys}
    return tuple(
        (
            str(number),
            label.removeprefix("Số ý kiến nhóm «").removesuffix("»"),
            carried(f"[[{key}]]"),
            carried(f"[[{key}.don-vi]]") if f"{key}.don-vi" in known else "",
        )
        for number, (key, label) in enumerate(found, start=1)
    )
