"""What a commune owes its people by law, and what shows that it was done."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from langnghe.plan.disclosures.items import ACT_NAMES, Item, item_of
from langnghe.registry.models import Unit


class Obligation(models.Model):
    """One item of the law that a commune owes, from its trigger to the public page.

    Of a meeting only counts are kept and what came of it: no names, and no tally of the votes, for where all agreed it
    would tell how each one voted.
    """

    class Outcome(models.TextChoices):
        PASSED = "passed", _("agreed on")
        REFUSED = "refused", _("not agreed on")
        AGAIN = "again", _("to be discussed again")

    class Told(models.TextChoices):
        NOTHING = "", _("nothing")
        SOON = "soon", _("that the day is near")
        LATE = "late", _("that the day has passed")

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="obligations")
    owner = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="owned_obligations")
    item = models.CharField(max_length=40)  # key of items.yaml
    title = models.CharField(_("what it is about"), max_length=300, blank=True)
    year = models.PositiveSmallIntegerField()
    planned_on = models.DateField(null=True, blank=True)  # day of the yearly table; None for a recorded event
    started_on = models.DateField(_("began on"))
    due_on = models.DateField(_("due on"), null=True, blank=True)
    done_on = models.DateField(_("done on"), null=True, blank=True)
    done_by = models.CharField(max_length=150, blank=True)
    form = models.CharField(_("how"), max_length=20, blank=True)
    place = models.CharField(_("where"), max_length=200, blank=True)
    link = models.URLField(_("address of the page"), max_length=400, blank=True)
    called = models.PositiveIntegerField(_("households or voters called"), null=True, blank=True)
    attended = models.PositiveIntegerField(_("came"), null=True, blank=True)
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome.choices, blank=True)
    result = models.TextField(_("what was decided, said or found"), blank=True)
    released_at = models.DateTimeField(null=True, blank=True)
    released_by = models.CharField(max_length=150, blank=True)
    withdrawn_why = models.CharField(max_length=300, blank=True)  # redacted; until it is on the public page again
    told = models.CharField(max_length=4, choices=Told.choices, blank=True)  # the last reminder, of the day it told
    told_day = models.DateField(null=True, blank=True)
    made_by = models.CharField(max_length=150)

    class Meta:
        ordering: ClassVar = [models.F("due_on").asc(nulls_last=True), "pk"]
        indexes: ClassVar = [
            models.Index(fields=["unit", "year"], name="obligation_of_year"),
            models.Index(fields=["done_on", "due_on"], name="obligation_open"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["unit", "item", "planned_on"], name="obligation_once"),
            models.UniqueConstraint(
                fields=["unit", "item", "started_on", "title"],
                condition=models.Q(planned_on=None),
                name="obligation_event_once",
            ),
            models.CheckConstraint(
                condition=models.Q(attended=None) | models.Q(attended__lte=models.F("called")),
                name="obligation_not_more_came_than_called",
            ),
            models.CheckConstraint(
                condition=models.Q(released_at=None) | models.Q(done_on__isnull=False),
                name="obligation_done_before_released",
            ),
        ]

    def __str__(self) -> str:
        return self.title or self.law_words

    @property
    def row(self) -> Item:
        """The item under the law of the day on which this began."""
        return item_of(self.item, self.planned_on or self.started_on)

    @property
    def law_words(self) -> str:
        """The law's item; of one that comes several times a year, with its day."""
        row = self.row
        return f"{row.vi} (đến {self.planned_on:%d/%m/%Y})" if self.planned_on and len(row.starts) > 1 else row.vi

    @property
    def act_name(self) -> str:
        return ACT_NAMES[self.row.act]

    @property
    def posted_until(self) -> dt.date | None:
        """The last day on which a posting must still be up; None where none is asked for or it stays all the time."""
        row = self.row
        if self.done_on is None or not row.post_days or row.standing:
            return None
        return self.done_on + dt.timedelta(days=row.post_days)

    def is_late(self, today: dt.date) -> bool:
        """Past its day and not done, or done after it."""
        return self.due_on is not None and (self.done_on or today) > self.due_on


class Proof(models.Model):
    """A file of an obligation, cleaned; the original is sealed. ``shown``: part of what is made public."""

    obligation = models.ForeignKey(Obligation, on_delete=models.CASCADE, related_name="proofs")
    sealed = models.CharField(max_length=64)
    sha256 = models.CharField(max_length=64)
    name = models.CharField(max_length=120)
    format = models.CharField(max_length=10)
    size = models.PositiveIntegerField()  # bytes
    scanned = models.BooleanField(default=False)
    shown = models.BooleanField(default=False)
    made_by = models.CharField(max_length=150)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["obligation", "sealed"], name="proof_once")]

    def __str__(self) -> str:
        return self.name
