"""What lies sealed and may be opened for a time, and who may ask: one thing at a time, never a list.

The sender of a case, of a turn of the reception book or of a booked time lies in the vault under a token; a file as it
came lies among the originals under its SHA-256. ``cases.identity`` opens them, nothing else does.
"""

from __future__ import annotations

from django.db.models import Q

from langnghe.cases.models import Attachment, Booking, Case, Submission, Visit
from langnghe.cases.models.identity import Thing
from langnghe.cases.queries import visible_cases
from langnghe.cases.registers.queries import visible
from langnghe.intake.models import Document
from langnghe.law import procedures
from langnghe.registry.models import Officer, Unit
from langnghe.registry.roles import Right

UNIT_PATHS = ("case__unit", "visit__meeting__unit", "booking__duty__unit", "attachment__case__unit", "document__unit")


def right_to_ask(thing: Thing) -> Right:
    """A report's file came in by the hands of those who add documents; all else is somebody's identity."""
    return Right.ADD_DOCUMENTS if isinstance(thing, Document) else Right.OPEN_IDENTITY


def may_ask(thing: Thing, officer: Officer) -> bool:
    """Whether an officer has the right, and the thing is of a matter within their sight."""
    return officer.may(right_to_ask(thing)) and _within_sight(thing, officer)


def _within_sight(thing: Thing, officer: Officer) -> bool:
    match thing:
        case Case():
            return visible_cases(officer).filter(pk=thing.pk).exists()
        case Attachment():
            return visible_cases(officer).filter(pk=thing.case_id).exists()
        case Visit():
            return visible(officer).filter(pk=thing.meeting_id).exists()
        case Booking():
            return officer.unit_id is not None and officer.unit_id == thing.duty.unit_id
        case Document():
            return True


def token_of(thing: Thing) -> str | None:
    """Where in the vault its sender lies; None for a file, and where nobody gave a name."""
    match thing:
        case Case():
            return thing.submission.vault or (thing.submission.visit.vault if thing.submission.visit else None)
        case Visit() | Booking():
            return thing.vault
        case _:
            return None


def original_of(thing: Thing) -> str | None:
    """SHA-256 of the sealed file; None for a person."""
    match thing:
        case Attachment():
            return thing.sealed or None
        case Document():
            return thing.sha256
        case _:
            return None


def needs_two(thing: Thing) -> bool:
    """Whether a denouncer could come to light: then two people must consent.

    What one person brought lies under one seal, so one denunciation among the parts is enough.
    """
    match thing:
        case Case():
            return _of_denouncer(Q(pk=thing.submission_id) | _same_visit(thing.submission))
        case Attachment():
            return _of_denouncer(Q(pk=thing.case.submission_id) | _same_visit(thing.case.submission))
        case Visit():
            law = procedures.kinds().get(thing.kind)
            return bool(law and law.needs_two_to_open) or _of_denouncer(Q(visit=thing.pk))
        case _:
            return False


def _same_visit(submission: Submission) -> Q:
    return Q(visit=submission.visit_id) if submission.visit_id else Q(pk__in=[])


def _of_denouncer(submissions: Q) -> bool:
    return Case.objects.filter(submission__in=Submission.objects.filter(submissions), secret=True).exists()


def named(thing: Thing) -> str:
    """What the journal calls it: never a name, of a file not even its own."""
    match thing:
        case Case():
            return f"case {thing.code}"
        case Attachment():
            return f"case {thing.case.code}"
        case Visit():
            return f"visit {thing.pk}"
        case Booking():
            return f"booking {thing.pk}"
        case Document():
            return f"document {thing.pk}"


def unit_of(thing: Thing) -> Unit | None:
    """The unit whose matter it is: its leader may consent first, and watches."""
    match thing:
        case Case() | Document():
            return thing.unit
        case Attachment():
            return thing.case.unit
        case Visit():
            return thing.meeting.unit
        case Booking():
            return thing.duty.unit


def of_unit_and_below(unit: int) -> Q:
    """Openings of what is a matter of this unit, or of one directly below it."""
    found = Q(pk__in=[])
    for path in UNIT_PATHS:
        found |= Q(**{path: unit}) | Q(**{f"{path}__parent": unit})
    return found
