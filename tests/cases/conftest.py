"""The cast of redress: a commune's officer and leader, another commune, a department, and those who may not."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from langnghe.cases.models import Case
from langnghe.cases.registering import Item, register
from langnghe.registry.models import Officer, Unit
from langnghe.registry.roles import Role

RECEIVED = dt.date(2026, 11, 2)
WORDS = "Đề nghị xem xét việc thu hồi đất làm đường liên thôn chưa bồi thường cho gia đình."


@pytest.fixture
def commune(province: Unit) -> Unit:
    return Unit.objects.filter(kind="xa").order_by("code")[0]


@pytest.fixture
def people(commune: Unit) -> dict[str, Officer]:
    """Officers by role; all of the first commune but those whose role is above communes."""
    return {
        role.value: Officer.objects.create_user(
            username=f"cb-{role.value}", password="mat-khau-cua-kiem-thu", role=role, unit=commune
        )
        for role in Role
    }


@pytest.fixture
def a_case(commune: Unit) -> Callable[..., Case]:
    """Make a case of a kind, as it arrives."""

    def make(kind: str = "khieu_nai", text: str = WORDS, *, received_on: dt.date = RECEIVED, **more: object) -> Case:
        submission = register(
            by="cb-reception",
            unit=commune,
            channel="post",
            received_on=received_on,
            items=[Item(kind, text, area=commune)],
            **more,  # type: ignore[arg-type]
        )
        return submission.cases.get()

    return make
