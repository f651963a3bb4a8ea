"""Header rows and the columns that say who spoke."""

from __future__ import annotations

import pytest

from langnghe.intake.readers.tables import Row, role_of, table_blocks

REGISTER = (
    ("STT", "Tiếp nhận", "", "Diễn biến sự việc", "Xử lý", ""),
    ("", "Giờ", "Người gọi", "", "Chuyển tới", "Trạng thái"),
    ("1", "07:12", "Lý Hoài Thu", "Nước máy có cặn đen", "Cty Cấp nước", "Đã phản hồi"),
)


def test_a_header_row_above_the_first_known_one_belongs_to_the_header() -> None:
    blocks = table_blocks([Row(cells, str(i)) for i, cells in enumerate(REGISTER)])
    assert [block.kind for block in blocks] == ["header_row", "header_row", "row"]
    assert blocks[2].columns[3] == "Diễn biến sự việc"


def test_a_caller_under_a_wider_name_is_dropped() -> None:
    blocks = table_blocks([Row(cells, str(i)) for i, cells in enumerate(REGISTER)])
    assert "Lý Hoài Thu" not in blocks[2].text
    assert "Nước máy có cặn đen" in blocks[2].text


@pytest.mark.parametrize(
    ("header", "role"),
    [
        ("Người gọi", "author"),
        ("Người báo tin", "author"),
        ("Khách hàng", "author"),
        ("Người tiếp nhận", "officer"),
        ("Người lập biểu", "officer"),
        ("Diễn biến sự việc", "content"),
        ("Nội dung người dân phản ánh", "content"),
        ("Kiến nghị / Nơi kiến nghị", "content"),
    ],
)
def test_roles(header: str, role: str) -> None:
    assert role_of(header) == role
