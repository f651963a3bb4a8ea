"""The reform of 1 July 2025 with open cases everywhere: 10,035 communes become 3,321, no case is lost or changed.

Before the reform every third old commune and every tenth district has a case; on the day the new table of units comes in through
the import of the desk, the worker passes open cases on, and a supervisor settles those that no rule passes on.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.db.models import Count, Sum

from langnghe.audit.models import Entry
from langnghe.cases import succession
from langnghe.cases.models import Case, Clock, CoUnit, Event, Reminder, Submission
from langnghe.registry.models import Officer, Unit
from langnghe.registry.roles import Role
from langnghe.registry.succession import heirs, one_successor
from langnghe.registry.units import apply, preview
from tests.conftest import gather_statistics
from tests.registry.reform import COMMUNES, DISTRICTS, OLD_COMMUNES, country, numbered

pytestmark = pytest.mark.django_db

BEFORE, REFORM = dt.date(2025, 6, 16), dt.date(2025, 7, 1)
MADE_BY_PASSING_ON = {"cases.event", "cases.counit", "audit.entry", "cases.letter"}
CHANGED_BY_PASSING_ON = {"unit_id", "officer_id", "version", "changed_at"}


def open_cases(units: list[Unit]) -> None:
    """An open case in every unit and a closed one in some, with their clocks and first lines, as registering leaves them."""
    Submission.objects.bulk_create(
        Submission(code=f"S{n:07}", channel="post", received_on=BEFORE, received_by="x", unit=unit, people=1 + n % 7)
        for n, unit in enumerate(units)
    )
    by_code = Submission.objects.in_bulk(field_name="code")
    kinds = ("khieu_nai", "phan_anh", "kien_nghi")
    cases = Case.objects.bulk_create(
        Case(
            code=f"S{n:07}-{item}", submission=by_code[f"S{n:07}"], item=item, kind=kinds[n % 3], unit=unit, area=unit,
            title="Đường hỏng", text="Đường hỏng", received_on=BEFORE, is_open=item == 1,
            state="accepted" if item == 1 else "closed", closed_on=None if item == 1 else BEFORE,
            outcome="" if item == 1 else "explained", due_on=dt.date(2025, 7, 16) if item == 1 else None,
        )
        for n, unit in enumerate(units)
        for item in ((1, 2) if n % 5 == 0 else (1,))
    )  # fmt: skip
    Clock.objects.bulk_create(
        Clock(case=case, kind=case.kind, step="x", started_on=BEFORE, due_on=case.due_on, state="running")
        for case in cases
        if case.is_open
    )
    Event.objects.bulk_create(
        Event(case=case, number=1, act="receive", on=BEFORE, by="x", state="received") for case in cases
    )


def sizes() -> dict[str, int]:
    """Rows of every table of the site."""
    ours = ("registry", "audit", "privacy", "intake", "synthesis", "cases", "reports")
    return {model._meta.label_lower: model._default_manager.count() for app in ours for model in apps.get_app_config(app).get_models()}  # fmt: skip


def totals() -> dict[str, Any]:
    """What any report would count: by kind, state, outcome, clock; people who signed."""
    return {
        "kinds": dict(Case.objects.order_by().values_list("kind").annotate(Count("pk"))),
        "states": dict(Case.objects.order_by().values_list("state").annotate(Count("pk"))),
        "outcomes": dict(Case.objects.order_by().values_list("outcome").annotate(Count("pk"))),
        "clocks": dict(Clock.objects.order_by().values_list("due_on").annotate(Count("pk"))),
        "people": Submission.objects.aggregate(n=Sum("people"))["n"],
    }


def by_heir(on: dt.date) -> Counter[int | None]:
    """Open cases by the unit that answers for them on a day: old units counted under their heirs."""
    heir_of = heirs(on)
    units = Case.objects.filter(is_open=True).values_list("unit", flat=True)
    return Counter(heir_of.get(unit, unit) for unit in units)


def content() -> dict[str, dict[str, Any]]:
    """Every case, without the columns that passing on changes."""
    rows = Case.objects.values()
    return {row["code"]: {key: row[key] for key in row if key not in CHANGED_BY_PASSING_ON} for row in rows}


def test_the_reform_loses_no_case() -> None:
    with time_machine.travel(dt.datetime(2025, 7, 1, 1, tzinfo=dt.UTC), tick=False):
        table = preview(numbered(country()))
        assert not table.wrong
        apply(table)
        gather_statistics()
        old = list(Unit.objects.filter(valid_to__lt=REFORM, kind__in=("xa", "huyen")).order_by("code"))
        assert len(old) == OLD_COMMUNES + DISTRICTS
        assert Unit.objects.filter(kind__in=("xa", "phuong"), valid_to=None).count() == COMMUNES
        old = [unit for n, unit in enumerate(old) if n % (3 if unit.kind == "xa" else 10) == 0]
        open_cases(old)
        gather_statistics()
        rows, counted, answering, what = sizes(), totals(), by_heir(REFORM), content()
        by_rule = succession.settle_successions(REFORM)
        assert by_rule > len(old) * 0.9
        assert by_rule + succession.orphans(REFORM).count() == len(old)
        _a_supervisor_chooses()
        assert succession.settle_successions(REFORM) == 0
    assert not succession.orphans(REFORM).exists()
    assert totals() == counted
    assert content() == what
    _same_answering(answering)
    after = sizes()
    moved = len(old)
    assert {name for name in rows if rows[name] != after[name]} <= MADE_BY_PASSING_ON | {"registry.officer"}
    assert after["cases.event"] - rows["cases.event"] == moved == Event.objects.filter(act="succeed").count()
    assert after["cases.counit"] - rows["cases.counit"] == moved == CoUnit.objects.filter(role="received").count()
    journalled = [entry.detail["cases"] for entry in Entry.objects.filter(verb="succeed")]
    assert sum(len(codes) for cases in journalled for codes in cases.values()) == moved
    assert not Reminder.objects.exists()


def _a_supervisor_chooses() -> None:
    """Districts went to several communes: for each the supervisor takes the first heir on the list."""
    front = Officer.objects.create(username="giam-sat", role=Role.FRONT_SUPERVISOR)
    for choice in succession.choices(REFORM):
        assert choice.heirs
        assert choice.cases == 1
        succession.choose_heir(unit=choice.unit, heir=choice.heirs[0], by=front, on=REFORM)


def _same_answering(before: Counter[int | None]) -> None:
    """Who answered by rule before the move holds as many now; those that waited for a choice came on top."""
    after = by_heir(REFORM)
    chosen = before.pop(None, 0)
    assert sum(after.values()) == sum(before.values()) + chosen
    assert all(after[unit] >= count for unit, count in before.items())
    assert None not in after


def test_a_case_of_an_abolished_district_goes_where_the_rule_says() -> None:
    with time_machine.travel(dt.datetime(2025, 7, 1, 1, tzinfo=dt.UTC), tick=False):
        apply(preview(numbered(country(communes=6, old_communes=18, districts=2))))
        old = Unit.objects.get(code="C00001")
        open_cases([old])
        succession.settle_successions(REFORM)
    case = Case.objects.get(is_open=True)
    assert case.unit == one_successor(old, REFORM) != old
    assert old.name in case.events.get(act="succeed").note
    assert case.area == old
