"""A made-up country of the size of the reform of 1 July 2025: 63 provinces become 34, 10,035 communes 3,321, 696 districts none."""

from __future__ import annotations

import io
from collections import defaultdict

import xlsxwriter

from langnghe.registry.unit_rows import sample

PROVINCES, KEPT, OLD_PROVINCES = 34, 11, 63
COMMUNES, OLD_COMMUNES, DISTRICTS = 3_321, 10_035, 696
SPLIT_EVERY = 67  # each 67th old commune goes to two new ones; the first of them takes the open matters
BASIS = "Nghị quyết số 1/NQ-UBTVQH15 ngày 16/6/2025 (giả định)"
OLD, LAST, NEW = "01/01/1990", "30/06/2025", "01/07/2025"


def country(communes: int = COMMUNES, old_communes: int = OLD_COMMUNES, districts: int = DISTRICTS) -> list[list[str]]:
    """The table of units: header, new provinces and communes with what they replace, then the old ones."""
    replaced = _replaced(communes, old_communes, districts)
    rows = [sample()[0]]
    for i in range(PROVINCES):
        old = [f"TC{j:02}" for j in range(OLD_PROVINCES - KEPT) if i >= KEPT and j % (PROVINCES - KEPT) == i - KEPT]
        rows.append(_row(f"T{i:02}", f"Tỉnh Mới {i:02}", "tỉnh", "", NEW if old else OLD, "", old))
    for i in range(communes):
        kind, name = ("phường", "Phường") if i % 5 == 0 else ("xã", "Xã")
        rows.append(_row(f"X{i:05}", f"{name} Mới {i:04}", kind, f"T{i % PROVINCES:02}", NEW, "", replaced[i]))
    rows += [_row(f"TC{i:02}", f"Tỉnh Cũ {i:02}", "tỉnh", "", OLD, LAST) for i in range(OLD_PROVINCES - KEPT)]
    rows += [
        _row(f"H{i:03}", f"Huyện Cũ {i:03}", "huyện", f"TC{i % (OLD_PROVINCES - KEPT):02}", OLD, "")
        for i in range(districts)
    ]
    rows += [_row(f"C{i:05}", f"Xã Cũ {i:05}", "xã", f"H{i % districts:03}", OLD, LAST) for i in range(old_communes)]
    return rows


def _replaced(communes: int, old_communes: int, districts: int) -> dict[int, list[str]]:
    """Codes that each new commune replaces: three old communes or so, and the district it lay in."""
    replaced: dict[int, list[str]] = defaultdict(list)
    for i in range(old_communes):
        is_split = i % SPLIT_EVERY == 0
        replaced[i % communes].append(f"C{i:05}" + "*" * is_split)
        if is_split:
            replaced[(i + 1) % communes].append(f"C{i:05}")
    for i in range(communes):
        replaced[i].append(f"H{i % districts:03}")
    return replaced


def _row(
    code: str, name: str, kind: str, parent: str, first: str, last: str, replaces: list[str] | None = None
) -> list[str]:
    basis = BASIS if replaces else ""
    return [code, name, kind, parent, first, last, "", "; ".join(replaces or []), "", basis, "", ""]


def numbered(table: list[list[str]]) -> list[tuple[int, list[str]]]:
    return list(enumerate(table, start=1))


def workbook(table: list[list[str]]) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet()
    for i, row in enumerate(table):
        sheet.write_row(i, 0, row)
    book.close()
    return out.getvalue()
