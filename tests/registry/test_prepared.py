"""What is put together once and asked often answers each time as Django itself would."""

from __future__ import annotations

import datetime as dt

import pytest
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.db import IntegrityError, transaction
from django.utils import timezone

from langnghe.registry.inserting import insert
from langnghe.registry.models import CalendarDay, Officer, Unit
from langnghe.registry.prepared import Blank, Question
from langnghe.registry.sessions import SessionStore

pytestmark = pytest.mark.django_db


def test_rows_are_stored_in_order_with_their_keys_and_defaults() -> None:
    province = Unit(code="T", name="UBND tỉnh Lam Giang", kind="tinh")
    commune = Unit(code="X1", name="UBND xã Thử", kind="xa", parent=province, other_names="Xã Thử cũ")
    insert(province, commune)
    assert commune.parent == province
    found = Unit.objects.get(code="X1")
    assert (found, found.parent, found.other_names) == (commune, province, "Xã Thử cũ")
    found.name = "UBND xã Thử Mới"
    found.save()
    assert Unit.objects.count() == 2


def test_one_row_refused_takes_back_the_others() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        insert(Unit(code="X1", name="Một", kind="xa"), Unit(code="X1", name="Hai", kind="xa"))
    assert not Unit.objects.exists()


def test_keys_drawn_here_and_by_django_do_not_meet() -> None:
    insert(Unit(code="A", name="A", kind="xa"))
    Unit.objects.create(code="B", name="B", kind="xa")
    insert(Unit(code="C", name="C", kind="xa"))
    assert Unit.objects.values("pk").distinct().count() == 3


def test_a_question_is_filled_anew_each_time() -> None:
    for day in (1, 2, 3):
        CalendarDay.objects.create(date=dt.date(2026, 1, day), kind="holiday", name=f"Ngày {day}", made_by="ai")
    until = CalendarDay.objects.filter(date__lte=Blank("on") - dt.timedelta(days=1)).order_by("date")
    question = Question.of(until.values_list("date", "name"))
    assert [tuple(row) for row in question.rows(on=dt.date(2026, 1, 2))] == [(dt.date(2026, 1, 1), "Ngày 1")]
    assert [name for _, name in question.rows(on=dt.date(2026, 1, 4))] == ["Ngày 1", "Ngày 2", "Ngày 3"]


def test_an_officer_by_key_comes_with_the_unit() -> None:
    unit = Unit.objects.create(code="X1", name="UBND xã Thử", kind="xa", valid_from=dt.date(2025, 7, 1))
    with_unit = Officer.objects.create_user(username="co", password="mat-khau-dai", unit=unit, last_name="Lò")
    without = Officer.objects.create_user(username="khong", password="mat-khau-dai")
    for officer in (with_unit, without):
        found = Officer.objects.get(pk=officer.pk)
        plain = Officer.objects.select_related("unit").get(username=officer.username)
        for field in Officer._meta.concrete_fields:
            assert getattr(found, field.attname) == getattr(plain, field.attname), field.attname
        assert found.unit == plain.unit
    assert Officer.objects.get(pk=with_unit.pk).unit.valid_from == dt.date(2025, 7, 1)


def test_an_officer_of_another_unit_is_not_found_among_the_unit_s() -> None:
    one, other = (Unit.objects.create(code=code, name=code, kind="xa") for code in ("X1", "X2"))
    officer = Officer.objects.create_user(username="co", password="mat-khau-dai", unit=one)
    assert one.officer_set.get(pk=officer.pk) == officer
    with pytest.raises(Officer.DoesNotExist):
        other.officer_set.get(pk=officer.pk)
    with pytest.raises(Officer.DoesNotExist):
        Officer.objects.get(pk=officer.pk + 1)


def test_a_session_is_read_until_it_is_over() -> None:
    made = DatabaseStore()  # as those made before ours was in use
    made["words"] = "đất đai"
    made.create()
    assert SessionStore(made.session_key)["words"] == "đất đai"
    made.model.objects.update(expire_date=timezone.now())
    over = SessionStore(made.session_key)
    assert "words" not in over
    assert over.session_key is None
