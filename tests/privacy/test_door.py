"""What has passed the door holds no personal data, and every stored span reads again from the same bytes."""

from __future__ import annotations

from pathlib import Path

import pytest

from langnghe.intake.readers import read
from langnghe.privacy.door import admit, admit_name
from langnghe.text.blocks import Block
from langnghe.text.split import split
from tests.samples import REPORTS, docx_of
from tests.shared import shared

ROW = Block(
    "row",
    "1\tLò Thị Ín\tbản Nà Tòng, ĐT 0957 310 442\tĐường vào bản lầy lội",
    "t1.r2",
    columns=("STT", "Họ và tên", "Địa chỉ, điện thoại", "Nội dung"),
)


def test_rows_lose_people_and_keep_their_cells() -> None:
    admitted = admit([ROW], keep_officials=False)[0]
    assert len(admitted.cells) == 4
    assert "Ín" not in admitted.text
    assert "0957" not in admitted.text
    assert admitted.cells[3] == "Đường vào bản lầy lội"
    assert (admitted.place, admitted.columns) == (ROW.place, ROW.columns)


def test_file_names_lose_people() -> None:
    assert "Lựu" not in admit_name("Đơn của ông Trần Văn Lựu 0952118340")


def test_the_door_changes_nothing_the_second_time() -> None:
    once = admit([ROW], keep_officials=False)
    assert admit(once, keep_officials=False) == once


def spans_read_again(path: Path) -> int:
    """Check every opinion of a file against a second reading of the same bytes; how many there were."""
    first, second = (admit(read(path).blocks, keep_officials=False) for _ in range(2))
    by_place = {block.place: block for block in second}
    opinions = split(first).opinions
    for opinion in opinions:
        assert by_place[opinion.place].text[opinion.start : opinion.end] == opinion.text
    return len(opinions)


@pytest.mark.parametrize("name", REPORTS)
def test_spans_read_again_from_our_samples(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(docx_of(REPORTS[name]))
    assert spans_read_again(path) >= 4


@pytest.mark.engine
@pytest.mark.parametrize("name", ["01.docx", "03.xlsx", "06.pdf", "09.docx", "12.docx", "15.txt", "23.txt", "24.docx"])
def test_spans_read_again_from_shared_files(name: str) -> None:
    assert spans_read_again(shared(f"gold/out/{name}")) > 5
