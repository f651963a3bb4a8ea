"""Changes to the catalogues, each in the journal."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from langnghe.registry.models import Period
from langnghe.registry.queries import month_bounds


@transaction.atomic
def open_period(key: str) -> Period:
    """The period of a month written 2026-10, made when it is new.

    Raises ValueError with a sentence for the user when the key is not a month.
    """
    starts_on, ends_on = month_bounds(key)
    period, _ = Period.objects.get_or_create(key=key, defaults={"starts_on": starts_on, "ends_on": ends_on})
    return period


def changed_fields(before: dict[str, Any], after: dict[str, Any]) -> dict[str, list[Any]]:
    """Old and new value of each field that differs, as the journal keeps them."""
    return {name: [before.get(name), value] for name, value in after.items() if before.get(name) != value}
