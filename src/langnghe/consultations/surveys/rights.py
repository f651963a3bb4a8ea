"""Whose counters and rounds an officer sees and keeps: the province's, or one's own unit's."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied

from langnghe.registry.models import Officer, Unit
from langnghe.registry.roles import Right


def check_scope(by: Officer, unit: Unit) -> None:
    """The provincial synthesiser for every unit, a department for its own. Raises PermissionDenied."""
    if not by.may(Right.HOLD_CONSULTATIONS):
        raise PermissionDenied
    if not by.may(Right.READ_TOTALS) and by.unit_id != unit.pk:
        raise PermissionDenied


def own_only(person: Officer) -> Unit | None:
    """The one unit that the officer sees; None for those who see all. Raises PermissionDenied without a unit."""
    if person.may(Right.READ_TOTALS):
        return None
    if person.unit is None:
        raise PermissionDenied
    return person.unit
