"""Answered cases, and a quarter of them, for the tests of the public pages."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Sequence

from langnghe.cases import publishing
from langnghe.cases.models import Case, Clock, Release, Submission
from langnghe.law import procedures
from langnghe.registry.models import Officer, Unit
from langnghe.registry.roles import Role
from langnghe.text.normal import fold

DAY = dt.date(2026, 8, 3)
TEXT = "Đường liên thôn Đồng Mít nhiều ổ gà, xe không đi được."
ANSWER = "Ủy ban nhân dân xã đã sửa đoạn đường dài 300 m."


def leader_of(unit: Unit) -> Officer:
    return Officer.objects.create_user(username=f"ld-{unit.code}", password="x", role=Role.LEADER, unit=unit)


def answered(unit: Unit, number: int = 1, **more: object) -> Case:
    """A case that could be released: closed, answered, with its place and sector."""
    title = str(more.pop("title", TEXT))
    fields: dict[str, object] = {
        "kind": "phan_anh",
        "state": "closed",
        "is_open": False,
        "title": title[:200],
        "text": title,
        "folded": fold(title),
        "answer": ANSWER,
        "outcome": "explained",
        "sector": "GT",
        "area": unit,
        "received_on": DAY,
        "decided_on": DAY + dt.timedelta(days=9),
        "closed_on": DAY + dt.timedelta(days=9),
    }
    submission = Submission.objects.create(
        code=f"T{unit.pk:03}-{number:05}"[:12], channel="post", received_on=DAY, received_by="x", unit=unit, text=title
    )
    return Case.objects.create(code=f"{submission.code}-1", submission=submission, unit=unit, **(fields | more))


def released(unit: Unit, by: Officer, number: int = 1, **more: object) -> Release:
    return publishing.release(case=answered(unit, number, **more).pk, by=by)


def quarter(units: Sequence[Unit], *, seed: int = 1, each: Sequence[int] = (60, 45, 4)) -> list[Case]:
    """Cases received in the third quarter of 2026: many in the first units, few in the last."""
    rng, made = random.Random(seed), []
    for unit, many in zip(units, each, strict=False):
        for number in range(many):
            days = rng.randint(2, 40)
            received = dt.date(2026, 7, 1) + dt.timedelta(days=rng.randint(0, 60))
            made.append(
                answered(
                    unit,
                    number + 1,
                    sector=rng.choice(["GT", "GT", "GT", "MT", "MT", "DD"]),
                    outcome=rng.choice(["done", "explained"]),
                    rating=rng.choice([None, 5, 4, 2]),
                    received_on=received,
                    closed_on=received + dt.timedelta(days=days),
                )
            )
            late = Clock.State.MISSED if days > 30 else Clock.State.MET
            Clock.objects.create(case=made[-1], kind="phan_anh", step=STEP, started_on=received, state=late)
    return made


STEP = procedures.kinds()["phan_anh"].settle_step
