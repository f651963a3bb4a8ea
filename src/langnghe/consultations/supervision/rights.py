"""Who keeps supervision, and who answers for a body that was asked."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.utils import timezone

from langnghe.consultations.models import Programme
from langnghe.registry.models import Officer
from langnghe.registry.roles import Right
from langnghe.registry.succession import heirs


def check_keeps(by: Officer) -> None:
    """Raises PermissionDenied unless the officer keeps the Front's supervision."""
    if not by.may(Right.KEEP_SUPERVISION):
        raise PermissionDenied


def held(programme: int, by: Officer) -> Programme:
    """The programme, locked for a change by who keeps supervision. Raises PermissionDenied."""
    check_keeps(by)
    return Programme.objects.select_for_update().get(pk=programme)


def still_open(programme: int, by: Officer) -> Programme:
    """The same, where it has not ended. Raises PermissionDenied, or ValueError with a sentence for the user."""
    row = held(programme, by)
    if not row.is_open:
        raise ValueError("Chương trình đã kết thúc nên không ghi thêm được.")
    return row


def own_bodies(person: Officer) -> set[int]:
    """The officer's unit and the ended ones whose matters it takes."""
    if person.unit_id is None:
        return set()
    return {person.unit_id} | {old for old, heir in heirs(timezone.localdate()).items() if heir == person.unit_id}
