"""Figures of incoming reports that do not add up are flagged at their place and never corrected."""

from __future__ import annotations

import pytest

from langnghe.intake.actions import read_waiting, receive
from langnghe.intake.models import Doubt
from langnghe.registry.models import Period

pytestmark = pytest.mark.django_db(transaction=True)


def found(period: Period, name: str, content: str) -> list[str]:
    receive(content.encode(), name=name, period=period, unit=None, by="clerk")
    read_waiting()
    return [row.block.text[row.start : row.end] for row in Doubt.objects.select_related("block")]


def test_a_wrong_share_is_flagged(period: Period) -> None:
    assert found(period, "a.txt", "BÁO CÁO\nUBND xã đã trả lời 109/139 ý kiến (đạt 88%).") == [
        "109/139 ý kiến (đạt 88%"
    ]


def test_a_right_share_is_not(period: Period) -> None:
    assert found(period, "a.txt", "BÁO CÁO\nUBND xã đã trả lời 109/139 ý kiến (đạt 78%).") == []


def test_a_total_that_is_not_the_sum_is_flagged_in_its_cell(period: Period) -> None:
    table = "STT,Lĩnh vực,Số ý kiến\n1,Đất đai,12\n2,Giao thông,7\n,Tổng cộng,21\n"
    assert found(period, "b.csv", table) == ["21"]
