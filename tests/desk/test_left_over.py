"""Cases of an ended unit with several heirs, and letters that did not leave."""

from __future__ import annotations

import datetime as dt

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from langnghe.cases.models import Case, Letter
from langnghe.cases.registering import Item, register
from langnghe.registry.models import Officer, Succession, Unit
from langnghe.registry.roles import Role
from tests.conftest import signed_in


def test_a_supervisor_chooses_among_several_heirs(province: Unit) -> None:
    heirs = list(Unit.objects.filter(kind="xa").order_by("code"))
    district = Unit.objects.create(
        code="H1", name="Huyện Khê", kind="huyen", valid_from=dt.date(2010, 1, 1), valid_to=dt.date(2025, 6, 30)
    )
    for heir in heirs:
        Succession.objects.create(
            before=district, after=heir, on=dt.date(2025, 7, 1), kind="abolish", legal_basis="Luật 72/2025/QH15"
        )
    item = Item("kien_nghi", "Hồ sơ đất nộp từ năm ngoái chưa trả.")
    submission = register(by="vt", unit=heirs[0], channel="post", received_on=dt.date(2026, 11, 2), items=[item])
    Case.objects.update(unit=district)
    desk = signed_in(Officer.objects.create_user(username="mt", role=Role.FRONT_SUPERVISOR, unit=province))
    assert "Huyện Khê" in desk.get(reverse("ended-units")).content.decode()
    desk.post(reverse("ended-units"), {"unit": district.pk, "heir": heirs[1].pk})
    assert submission.cases.get().unit == heirs[1]
    assert "Huyện Khê" not in desk.get(reverse("ended-units")).content.decode()


def test_the_administrator_sees_what_did_not_leave(as_administrator: Client) -> None:
    Letter.objects.create(key="a", to="xa@example.vn", subject="Nhắc hạn", body="K7", tries=99)
    Letter.objects.create(key="b", to="so@example.vn", subject="Bản tin", body="K8", claimed_at=timezone.now())
    shown = as_administrator.get(reverse("letters")).content.decode()
    assert "xa@example.vn" in shown
    assert "so@example.vn" in shown
    assert "K7" not in shown
