"""A case's page shows a case to whoever its lists show it to, and to nobody else."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product

import pytest

from langnghe.cases.models import Case, CoUnit
from langnghe.cases.queries import read_whole, visible_cases
from langnghe.registry.models import Officer, Unit
from langnghe.registry.roles import Role


@pytest.fixture
def cases(a_case: Callable[..., Case], commune: Unit) -> list[Case]:
    """Of the commune: plain, secret; of a unit beside it: plain, secret, worked together with the commune."""
    beside = Unit.objects.create(code="LG-99", name="UBND xã Bên Cạnh", kind="xa", parent=commune.parent)
    found = [a_case("phan_anh"), a_case("to_cao"), a_case("phan_anh"), a_case("to_cao"), a_case("kien_nghi")]
    Case.objects.filter(pk__in=[case.pk for case in found[2:]]).update(unit=beside)
    Case.objects.filter(kind="to_cao").update(secret=True)
    CoUnit.objects.create(case=found[4], unit=commune)
    return found


def opened(officer: Officer, code: str) -> bool:
    try:
        return read_whole(officer, code).code == code
    except Case.DoesNotExist:
        return False


@pytest.mark.parametrize("role", Role)
def test_page_and_list_agree(role: Role, cases: list[Case], commune: Unit) -> None:
    units = (commune, commune.parent, None)
    for number, (unit, active) in enumerate(product(units, (True, False))):
        officer = Officer.objects.create_user(username=f"{role}{number}", role=role, unit=unit, is_active=active)
        listed = set(visible_cases(officer).values_list("code", flat=True))
        assert {case.code for case in cases if opened(officer, case.code)} == listed
        assert active or not listed


def test_what_the_page_reads_is_what_the_database_holds(cases: list[Case], commune: Unit) -> None:
    officer = Officer.objects.create_user(username="canbo", role=Role.COMMUNE_OFFICER, unit=commune)
    for case in (cases[0], cases[4]):
        whole, plain = read_whole(officer, case.code), Case.objects.get(pk=case.pk)
        for name in ("events", "clocks", "notes", "drafts", "attachments", "co_units"):
            assert list(getattr(whole, name).all()) == list(getattr(plain, name).all()), name
            assert getattr(whole, name).count() == getattr(plain, name).count(), name
        assert list(whole.events.filter(number__gt=0)) == list(plain.events.filter(number__gt=0))
        assert (whole.unit, whole.area, whole.officer, whole.submission) == (
            plain.unit,
            plain.area,
            plain.officer,
            plain.submission,
        )
