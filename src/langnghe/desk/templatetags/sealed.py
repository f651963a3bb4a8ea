"""How the desk speaks of what lies sealed: what it is, whose it is, where it stands; never who, never what it says."""

from __future__ import annotations

from typing import Any

from django import template
from django.urls import reverse
from django.utils.translation import gettext as _

from langnghe.cases.models import Attachment, Booking, Case, Visit
from langnghe.cases.models.identity import Thing
from langnghe.cases.sealed import original_of, unit_of
from langnghe.desk.templatetags.cases import case_kind
from langnghe.intake.models import Document
from langnghe.registry.models import Unit

register = template.Library()

# Sealed things by the word of the address where they are asked for; a case has an address of its own.
OTHERS: dict[str, Any] = {"luot": Visit, "lich-hen": Booking, "tep": Attachment, "van-ban": Document}


@register.filter
def thing_words(thing: Thing) -> str:
    match thing:
        case Case():
            return f"{thing.code} · {case_kind(thing.kind)}"
        case Visit():
            return _("Turn %(number)s of the reception of %(day)s") % {
                "number": thing.number,
                "day": f"{thing.meeting.on:%d/%m/%Y}",
            }
        case Booking():
            return _("Time booked: %(day)s at %(time)s") % {
                "day": f"{thing.duty.on:%d/%m/%Y}",
                "time": f"{thing.at:%H:%M}",
            }
        case Attachment():
            return _("File of %(case)s: %(name)s") % {"case": thing.case.code, "name": thing.name}
        case Document():
            return _("Document: %(name)s") % {"name": thing.name}


@register.filter
def thing_unit(thing: Thing) -> Unit | str:
    return unit_of(thing) or _("unit not known")


@register.filter
def is_file(thing: Thing) -> bool:
    return original_of(thing) is not None


@register.filter
def thing_address(thing: Thing) -> str:
    """The page that the thing is a part of."""
    match thing:
        case Case():
            return reverse("case", args=[thing.code])
        case Attachment():
            return reverse("case", args=[thing.case.code])
        case Visit():
            return reverse("meeting", args=[thing.meeting_id])
        case Booking():
            return reverse("bookings")
        case Document():
            return reverse("document", args=[thing.pk])


@register.filter
def ask_address(thing: Thing) -> str:
    """Where to ask for it."""
    if isinstance(thing, Case):
        return reverse("identity-ask", args=[thing.code])
    what = next(word for word, model in OTHERS.items() if isinstance(thing, model))
    return reverse("identity-ask-other", args=[what, thing.pk])
