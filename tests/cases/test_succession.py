"""Cases of a unit that has ended: passed on by rule, or to a supervisor; said on the timeline; nothing else changes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator

import pytest
import time_machine
from django.core.exceptions import PermissionDenied

from langnghe.audit.models import Entry
from langnghe.cases.models import Case, CoUnit, Letter, Problem
from langnghe.cases.succession import choices, choose_heir, orphans, settle_successions
from langnghe.registry.models import Officer, Unit
from langnghe.registry.succession import add_succession

CaseMaker = Callable[..., Case]
People = dict[str, Officer]
DAY = dt.date(2026, 11, 16)
BASIS = "Nghị quyết số 9/NQ-UBTVQH16"


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel(dt.datetime(2026, 11, 20, 2, tzinfo=dt.UTC), tick=False):
        yield


@pytest.fixture
def heir(province: Unit) -> Unit:
    return Unit.objects.create(
        code="LG-10", name="Xã Hợp Nhất", kind="xa", parent=province, valid_from=DAY, email="hop-nhat@lam-giang.example"
    )


def merge(before: Unit, after: Unit, kind: str = "merge") -> None:
    before.valid_to = DAY - dt.timedelta(1)
    before.save()
    add_succession(before=before, after=after, on=DAY, kind=kind, legal_basis=BASIS)


def test_by_rule_with_the_reason_on_the_timeline(a_case: CaseMaker, commune: Unit, heir: Unit) -> None:
    case = a_case("khieu_nai")
    terms = list(case.clocks.values())
    merge(commune, heir)
    assert settle_successions() == 1
    case.refresh_from_db()
    assert (case.unit, case.officer, case.area, case.submission.unit) == (heir, None, commune, commune)
    assert list(case.clocks.values()) == terms
    event = case.events.get(act="succeed")
    assert BASIS in event.note
    assert event.detail == {"from_unit": commune.code, "unit": "LG-10"}
    assert CoUnit.objects.get(case=case).unit == commune
    assert case.code in Letter.objects.get().body
    assert Entry.objects.get(verb="succeed").detail["cases"] == {commune.code: [case.code]}


def test_twice_is_once(a_case: CaseMaker, commune: Unit, heir: Unit) -> None:
    case = a_case("khieu_nai")
    merge(commune, heir)
    settle_successions()
    assert settle_successions() == 0
    assert (case.events.count(), CoUnit.objects.count(), Letter.objects.count()) == (2, 1, 1)


def test_closed_cases_stay_and_follow_once_reopened(a_case: CaseMaker, commune: Unit, heir: Unit) -> None:
    case = a_case("khieu_nai")
    Case.objects.filter(pk=case.pk).update(is_open=False, state="closed", closed_on=DAY)
    merge(commune, heir)
    assert settle_successions() == 0
    Case.objects.filter(pk=case.pk).update(is_open=True, state="accepted", closed_on=None)
    assert settle_successions() == 1


def test_not_before_its_day(a_case: CaseMaker, commune: Unit, heir: Unit) -> None:
    a_case("khieu_nai")
    merge(commune, heir)
    assert settle_successions(DAY - dt.timedelta(1)) == 0
    assert settle_successions(DAY) == 1


def test_the_officer_who_went_along_keeps_the_case(
    a_case: CaseMaker, commune: Unit, heir: Unit, people: People
) -> None:
    case = a_case("khieu_nai")
    Case.objects.filter(pk=case.pk).update(officer=people["commune"])
    Officer.objects.filter(pk=people["commune"].pk).update(unit=heir)
    merge(commune, heir)
    settle_successions()
    case.refresh_from_db()
    assert case.officer == people["commune"]


def test_of_several_heirs_a_supervisor_chooses(
    a_case: CaseMaker, commune: Unit, heir: Unit, people: People, province: Unit
) -> None:
    case = a_case("khieu_nai")
    other = Unit.objects.create(code="LG-11", name="Xã Khác", kind="xa", parent=province, valid_from=DAY)
    merge(commune, heir, "split")
    add_succession(before=commune, after=other, on=DAY, kind="split", legal_basis=BASIS)
    assert settle_successions() == 0
    (choice,) = choices()
    assert (choice.unit, set(choice.heirs), choice.cases) == (commune, {heir, other}, 1)
    with pytest.raises(ValueError, match="không kế thừa"):
        choose_heir(unit=commune, heir=Unit.objects.get(code="LG-02"), by=people["front"])
    assert choose_heir(unit=commune, heir=other, by=people["front"]) == 1
    case.refresh_from_db()
    assert (case.unit, case.events.get(act="succeed").by) == (other, "cb-front")
    assert not orphans().exists()
    assert choices() == []


def test_without_any_heir_it_waits_for_a_supervisor(
    a_case: CaseMaker, commune: Unit, people: People, province: Unit
) -> None:
    a_case("khieu_nai")
    commune.valid_to = DAY
    commune.save()
    assert settle_successions() == 0
    assert [(choice.unit, choice.heirs) for choice in choices()] == [(commune, ())]
    people["leader"].unit = province
    assert choose_heir(unit=commune, heir=Unit.objects.get(code="LG-02"), by=people["leader"]) == 1


def test_who_may_not_choose(a_case: CaseMaker, commune: Unit, heir: Unit, people: People) -> None:
    a_case("khieu_nai")
    with pytest.raises(ValueError, match="còn hoạt động"):
        choose_heir(unit=commune, heir=heir, by=people["front"])
    merge(commune, heir)
    for role in ("commune", "reception", "clerk", "auditor", "administrator", "leader"):
        with pytest.raises(PermissionDenied):
            choose_heir(unit=commune, heir=heir, by=people[role])


def test_a_problem_gets_its_new_owner(commune: Unit, heir: Unit) -> None:
    problem = Problem.objects.create(title="Trạm bơm hỏng", owner=commune, made_by="x")
    merge(commune, heir)
    settle_successions()
    problem.refresh_from_db()
    assert problem.owner == heir
