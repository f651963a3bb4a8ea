"""Changes to the catalogues, each in the journal."""

from __future__ import annotations

from django.db import transaction

from langnghe.registry.models import Period, Unit
from langnghe.registry.queries import month_bounds
from langnghe.text.letterhead import Sender


@transaction.atomic
def open_period(key: str) -> Period:
    """The period of a month written 2026-10, made when it is new.

    Raises ValueError with a sentence for the user when the key is not a month.
    """
    starts_on, ends_on = month_bounds(key)
    period, _ = Period.objects.get_or_create(key=key, defaults={"starts_on": starts_on, "ends_on": ends_on})
    return period


@transaction.atomic
def unit_of(sender: Sender) -> Unit:
    """The unit that a letterhead names, made when the catalogue lacks it: for work without a catalogue.

    A body of a commune other than its people's committee has the commune as its superior, so that its area is known.
    """
    if sender.area is None or sender.kind in ("xa", "phuong", "dac_khu"):
        return _named(sender.name, sender.kind, None)
    kind = {"xã": "xa", "phường": "phuong"}.get(sender.area.split()[0], "dac_khu")
    return _named(sender.name, sender.kind, _named(f"UBND {sender.area}", kind, None))


def _named(name: str, kind: str, parent: Unit | None) -> Unit:
    known = Unit.objects.filter(name=name).first()
    return known or Unit.objects.create(
        code=f"TD-{Unit.objects.count() + 1:04}",
        name=name,
        kind=kind,
        parent=parent,
        other_names=name.removeprefix("UBND ") if kind in ("xa", "phuong", "dac_khu") else "",
        must_report=False,
    )
