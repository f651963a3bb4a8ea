"""A column's meaning, corrected once, holds for every later file; a column of people is emptied."""

from __future__ import annotations

import pytest

from langnghe.intake.actions import read_waiting, receive
from langnghe.intake.models import Document, Opinion
from langnghe.registry.models import Period
from langnghe.synthesis.actions import correct_columns, decide

pytestmark = pytest.mark.django_db(transaction=True)

TABLE = """Mã,Lời kể,Chuyện đã làm,Vai
1,Đường vào thôn Khe Mướp nhiều ổ gà và lầy lội khi mưa,Đã ghi nhận và chuyển phòng Kinh tế xem xét xử lý,tổ trưởng
2,Trạm y tế xã thiếu thuốc huyết áp đã hai tháng,Đã báo cáo Sở Y tế đề nghị cấp bổ sung thuốc,người cao tuổi
"""


def read(period: Period, name: str, content: str) -> Document:
    document = receive(content.encode(), name=name, period=period, unit=None, by="clerk").document
    read_waiting()
    document.refresh_from_db()
    return document


ROLES = {"Lời kể": "content", "Chuyện đã làm": "answer", "Vai": "author"}


def test_a_corrected_column_is_split_and_remembered(period: Period) -> None:
    first = read(period, "so-1.csv", TABLE)
    correct_columns(first, ROLES, by="clerk")
    assert [row.text[:10] for row in Opinion.objects.filter(document=first)] == ["Đường vào ", "Trạm y tế "]
    second = read(period, "so-2.csv", TABLE.replace("Khe Mướp", "Đồng Trám"))
    found = Opinion.objects.filter(document=second)
    assert [row.answer[:6] for row in found] == ["Đã ghi", "Đã báo"]
    assert "người cao tuổi" not in "".join(second.blocks.values_list("text", flat=True))


def test_decided_opinions_are_not_cut_anew(period: Period) -> None:
    document = read(period, "so-1.csv", TABLE)
    correct_columns(document, ROLES, by="clerk")
    decide(Opinion.objects.filter(document=document)[0], by="clerk", topic="gt.duong_nong_thon")
    with pytest.raises(ValueError, match="rà soát"):
        correct_columns(document, ROLES, by="clerk")


def test_an_unknown_role_is_refused(period: Period) -> None:
    with pytest.raises(ValueError, match="vai trò"):
        correct_columns(read(period, "so-1.csv", TABLE), {"Vai": "hero"}, by="clerk")
