"""The readers on the shared sets: gold reports, old encodings, real documents, the office's own workbook."""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from pathlib import Path

import pytest

from langnghe.intake.readers import Reading, read, read_many
from langnghe.text.normal import clean
from tests.shared import shared

KINDS = {
    "heading1": "heading",
    "heading2": "heading",
    "para": "paragraph",
    "bullet": "bullet",
    "table_row": "row",
    "table_header": "header_row",
}
MATCH = 1.0  # share of gold blocks found verbatim, of each file
KIND_MATCH = 0.97  # share of those, over all files, with the gold kind


def plain(text: str) -> str:
    """Words only: gold leaves out the mark of a bullet, and white space is not compared."""
    return " ".join(re.sub(r"^[-+•]\s+", "", text.strip()).split())


def gold() -> list[tuple[dict, Path]]:  # type: ignore[type-arg]
    rows = map(json.loads, shared("gold/reports.jsonl").read_text("utf-8").splitlines())
    return [(row, next(shared("gold/out").glob(f"{row['id']}.*"))) for row in rows]


def test_gold_reports_are_read_verbatim(capsys: pytest.CaptureFixture[str]) -> None:
    right_kind, total, short = 0, 0, {}
    lines = []
    for row, path in gold():
        kinds = {plain(block.text): block.kind for block in read(path, drop_people=False).blocks}
        found = [block for block in row["blocks"] if plain(block["text"]) in kinds]
        right = sum(kinds[plain(block["text"])] == KINDS[block["type"]] for block in found)
        lines.append(f"{path.name:8} {len(found):3}/{len(row['blocks']):3} verbatim, {right:3} of the gold kind")
        right_kind, total = right_kind + right, total + len(row["blocks"])
        if len(found) < MATCH * len(row["blocks"]):
            short[path.name] = len(found) / len(row["blocks"])
    with capsys.disabled():
        sys.stdout.write("\n" + "\n".join(lines) + "\n")
    assert short == {}
    assert right_kind / total >= KIND_MATCH


def test_gold_reading_order_is_the_papers() -> None:
    for row, path in gold():
        order = [plain(block.text) for block in read(path, drop_people=False).blocks]
        wanted = [plain(block["text"]) for block in row["blocks"]]
        once = [text for text in wanted if order.count(text) == 1 and wanted.count(text) == 1]
        assert [text for text in order if text in set(once)] == once, path.name


def samples() -> list[Path]:
    folders = ("gold/out", "legacy_encoding", "official_docs/htm", "petitions_2018/raw", "petitions_2018/forms")
    endings = {".docx", ".xlsx", ".xls", ".pdf", ".txt", ".csv", ".htm"}
    return [path for folder in folders for path in sorted(shared(folder).iterdir()) if path.suffix in endings]


@pytest.fixture(scope="module")
def readings() -> dict[Path, Reading]:
    return {path: read(path) for path in samples()}


def test_reading_again_by_place_gives_the_same_text(readings: dict[Path, Reading]) -> None:
    assert len(readings) > 90
    for (path, first), second in zip(readings.items(), read_many(list(readings)), strict=True):
        assert first.blocks or first.unread, path.name
        assert len({block.place for block in first.blocks}) == len(first.blocks), path.name
        assert all(second.at(block.place).text == block.text for block in first.blocks), path.name


def test_blocks_are_clean_lines_and_rows_name_their_cells(readings: dict[Path, Reading]) -> None:
    for path, reading in readings.items():
        for block in reading.blocks:
            assert "\n" not in block.text
            assert clean(block.text) == block.text
            if block.kind == "row" and block.columns:
                assert len(block.columns) >= len(block.cells), (path.name, block.place)


# --- old encodings ----------------------------------------------------------------------------------------------


def words(reading: Reading) -> list[str]:
    return " ".join(block.text for block in reading.blocks).split()


@pytest.mark.parametrize("name", ["report_tcvn3_vntime.docx", "report_vni_times.docx"])
def test_old_font_reports_are_exact(name: str) -> None:
    truth = read(shared("legacy_encoding/report_unicode.docx"))
    found = read(shared(f"legacy_encoding/{name}"))
    assert found.blocks == truth.blocks
    assert not found.unread


@pytest.mark.parametrize("name", ["cp1258", "tcvn3", "vni", "viscii", "utf16le_bom", "utf8_nfd"])
def test_old_text_files_are_exact(name: str) -> None:
    truth = read(shared("legacy_encoding/petitions_expected_utf8_nfc.txt"))
    assert read(shared(f"legacy_encoding/petitions_{name}.txt")).blocks == truth.blocks


# --- real documents ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", ["01", "03", "05", "07", "09", "11"])
def test_word_html_has_all_the_words_of_its_text(number: str) -> None:
    found = Counter(words(read(shared(f"official_docs/htm/doc{number}.htm"), drop_people=False)))
    truth = Counter(clean(shared(f"official_docs/txt/doc{number}.txt").read_text("utf-8")).split())
    assert (truth & found).total() >= 0.999 * truth.total()
    assert (found & truth).total() >= 0.999 * found.total()


def test_petition_workbook_gives_every_petition() -> None:
    found = read(shared("petitions_2018/raw/kiennghi_hue.xlsx"))
    rows = {plain(cell) for block in found.blocks if block.kind == "row" for cell in block.cells}
    petitions = map(json.loads, shared("petitions_2018/petitions.jsonl").read_text("utf-8").splitlines())
    wanted = [plain(clean(row["text"])) for row in petitions if row["source_file"] == "raw/kiennghi_hue.xlsx"]
    assert len(wanted) >= 25
    missing = [text for text in wanted if not any(text in row for row in rows)]
    assert missing == []
