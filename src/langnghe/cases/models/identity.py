"""Who asked to see an identity, why, who allowed it, and until when. What was seen is never stored."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from langnghe.cases.models.case import Attachment, Case
from langnghe.cases.models.contact import Visit
from langnghe.cases.models.publishing import Booking
from langnghe.intake.models import Document

Thing = Case | Visit | Booking | Attachment | Document
THINGS = ("case", "visit", "booking", "attachment", "document")


def _exactly_one() -> models.Q:
    """One thing is asked for, and nothing beside it."""
    return models.Q(
        *(models.Q(**{f"{name}__isnull": name != one for name in THINGS}) for one in THINGS),
        _connector=models.Q.OR,
    )


class Opening(models.Model):
    """One request to open one sealed thing, from asking to expiry.

    The sender of a case, of a turn of the reception book or of a booked time; or a file as it came, of a case or of a
    report. What may be opened and who may ask: ``cases/sealed.py``.
    """

    class State(models.TextChoices):
        ASKED = "asked", _("Asked for")
        GRANTED = "granted", _("Granted")
        REFUSED = "refused", _("Refused")
        ENDED = "ended", _("Ended")

    case = models.ForeignKey(Case, null=True, on_delete=models.CASCADE, related_name="openings")
    visit = models.ForeignKey(Visit, null=True, on_delete=models.CASCADE, related_name="openings")
    booking = models.ForeignKey(Booking, null=True, on_delete=models.CASCADE, related_name="openings")
    attachment = models.ForeignKey(Attachment, null=True, on_delete=models.CASCADE, related_name="openings")
    document = models.ForeignKey(Document, null=True, on_delete=models.CASCADE, related_name="openings")
    reason = models.CharField(_("reason"), max_length=300)
    state = models.CharField(max_length=10, choices=State.choices, default=State.ASKED)
    asked_by = models.CharField(max_length=150)
    asked_at = models.DateTimeField(auto_now_add=True)
    # One custodian is enough for most kinds; a denunciation needs a second person first (law.procedures).
    needs_two = models.BooleanField(default=False)
    first_by = models.CharField(max_length=150, blank=True)
    second_by = models.CharField(max_length=150, blank=True)
    remark = models.CharField(_("why it was refused"), max_length=300, blank=True)
    wrong_keys = models.PositiveSmallIntegerField(default=0)
    until = models.DateTimeField(null=True, blank=True)
    # The asker's one-time public key; its private half is in the asker's browser only.
    asker_key = models.BinaryField(default=bytes)
    # Sealed for the time granted with that key; empty before and afterwards.
    lent = models.BinaryField(null=True, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [models.Index(fields=["state", "id"])]
        constraints: ClassVar = [
            models.CheckConstraint(condition=_exactly_one(), name="opens_one_thing"),
            models.CheckConstraint(
                condition=models.Q(second_by="")
                | (~models.Q(second_by=models.F("first_by")) & ~models.Q(second_by=models.F("asked_by"))),
                name="second_is_another",
            ),
            models.CheckConstraint(
                condition=models.Q(first_by="") | ~models.Q(first_by=models.F("asked_by")), name="nobody_grants_himself"
            ),
            models.CheckConstraint(
                condition=models.Q(lent=None)
                | (~models.Q(first_by="") & (models.Q(needs_two=False) | ~models.Q(second_by=""))),
                name="lent_when_all_have_granted",
            ),
            models.CheckConstraint(
                condition=models.Q(lent=None) | models.Q(state="granted", until__isnull=False), name="lent_for_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"

    @property
    def kind(self) -> str:
        """Which of THINGS it opens."""
        return next(name for name in THINGS if getattr(self, f"{name}_id") is not None)

    @property
    def thing(self) -> Thing:
        found: Thing = getattr(self, self.kind)
        return found
