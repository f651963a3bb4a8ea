"""Tables of units made to do harm: each row is either told what is wrong with it, or taken as plain words."""

from __future__ import annotations

import pytest

from langnghe.registry.models import Unit
from langnghe.registry.units import apply, preview

HEADER = ["Mã", "Tên đơn vị", "Loại", "Cấp trên", "Từ ngày", "Đến ngày", "Thay cho", "Căn cứ"]
pytestmark = pytest.mark.usefixtures("province")


def table(*rows: list[str]) -> list[tuple[int, list[str]]]:
    return [(number, row) for number, row in enumerate([HEADER, *rows], start=1)]


def row(code: str, name: str = "Xã Mới", kind: str = "xã", parent: str = "LG", first: str = "01/07/2025") -> list[str]:
    return [code, name, kind, parent, first, "", "", ""]


@pytest.mark.parametrize(
    "rows",
    [
        [row("A", parent="A")],  # its own superior
        [row("A", parent="B"), row("B", parent="C"), row("C", parent="A")],
        [row("LG", "Tỉnh Lam Giang", "tỉnh", "LG-01")],  # the province under its own commune
        [row("A", first="31/02/2025")],
        [row("A", first="00/00/0000")],
        [row("A", first="-1")],
        [row("A", first="1e9")],
        [row("A" * 21)],
        [row("A", "Xã " + "x" * 300)],
        [row("A", parent="KHONG-CO")],
        [row("A"), row("A", "Xã Khác")],
        [row("A", kind="siêu xã")],
        [[*row("A")[:6], "A", "NQ 1"]],  # replaces itself
        [[*row("A")[:6], "KHONG-CO", "NQ 1"]],
        [[*row("A")[:6], "B", "NQ 1"], [*row("B")[:6], "A", "NQ 1"]],  # each replaces the other
        [[*row("A")[:5], "01/01/2020", "", ""]],  # ended before it began
        [row("", "Xã Không Mã")],
        [row("A", "")],
    ],
)
def test_what_cannot_be_is_named_with_its_row_and_nothing_is_written(rows: list[list[str]]) -> None:
    before = list(Unit.objects.order_by("pk").values())
    planned = preview(table(*rows))
    assert planned.wrong
    assert all(each.line >= 2 and each.sentence.rstrip().endswith((".", "...")) for each in planned.wrong)
    with pytest.raises(ValueError, match="chưa nhập gì"):
        apply(planned)
    assert list(Unit.objects.order_by("pk").values()) == before


@pytest.mark.parametrize(
    "name",
    [
        '=HYPERLINK("http://ke-xau.vn";"Xã")',
        "<script>alert(1)</script>",
        "Xã '; DROP TABLE registry_unit; --",
        "Xã\x00 Nul",
        "Xã\u202eTÊN NGƯỢC",
        "{{ settings.SECRET_KEY }}",
    ],
)
def test_words_that_are_code_elsewhere_are_words_here(name: str) -> None:
    planned = preview(table(row("A", name)))
    if not planned.wrong:
        apply(planned)
        stored = Unit.objects.get(code="A").name
        assert "\x00" not in stored
        assert "\u202e" not in stored
    assert Unit.objects.filter(code="LG-01").exists()


def test_one_code_in_two_spellings_is_one_code() -> None:
    composed, apart = "XÃ-1", "XA\u0303-1"
    planned = preview(table(row(composed), row(apart, "Xã Khác")))
    assert [each.line for each in planned.wrong] == [3]
