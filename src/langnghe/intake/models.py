"""What arrived, what could be read of it, and the single opinions in it. All text here has passed the door."""

from __future__ import annotations

from typing import ClassVar, cast

from django.db import models
from django.utils.translation import gettext_lazy as _

import langnghe.intake.press_models  # noqa: F401  (tables of this room, too)
from langnghe.registry.models import Period, Unit
from langnghe.text.blocks import Block, Kind


class Document(models.Model):
    """One file as it arrived: same bytes for the same period are one document.

    The row itself is the queue: a worker takes it from WAITING to READING by compare-and-set.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        READING = "reading", _("Being read")
        READ = "read", _("Read")
        UNREAD = "unread", _("Could not be read")

    sha256 = models.CharField(max_length=64)
    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="documents")
    unit = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="documents")
    channel = models.CharField(max_length=20, default="report")
    name = models.CharField(max_length=255)  # of the file, without personal data
    size = models.PositiveBigIntegerField()
    format = models.CharField(max_length=10, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    received_at = models.DateTimeField(auto_now_add=True)
    received_by = models.CharField(max_length=150)
    claimed_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    # Pieces the reader handed over; every run checks that none has been lost since (DESIGN: difference 0).
    pieces = models.PositiveIntegerField(default=0)
    notes = models.JSONField(default=list)

    class Meta:
        ordering: ClassVar = ["-received_at", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["sha256", "period"], name="same_bytes_same_period_once")
        ]
        indexes: ClassVar = [models.Index(fields=["state", "id"])]

    def __str__(self) -> str:
        return self.name


class StoredBlock(models.Model):
    """One block of the redacted working copy, in reading order; see ``langnghe.text.blocks``."""

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="blocks")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=12)
    place = models.CharField(max_length=40)
    level = models.PositiveSmallIntegerField(default=0)
    text = models.TextField()
    columns = models.JSONField(default=list)

    class Meta:
        ordering: ClassVar = ["document_id", "number"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["document", "number"], name="block_number_once")]

    def __str__(self) -> str:
        return f"{self.document_id}:{self.place}"

    def as_block(self) -> Block:
        """The block as the engine takes it."""
        return Block(cast(Kind, self.kind), self.text, self.place, self.level, tuple(self.columns))


class UnreadPart(models.Model):
    """A part of a file, or all of it, that could not be read, and the reason."""

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="unread_parts")
    place = models.CharField(max_length=40, blank=True)
    reason = models.TextField()

    def __str__(self) -> str:
        return self.reason


class Opinion(models.Model):
    """One statement of somebody, cut from a document at (block, start, end); nothing in it tells who spoke."""

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="opinions")
    block = models.ForeignKey(StoredBlock, on_delete=models.CASCADE, related_name="opinions")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    text = models.TextField()
    folded = models.TextField()  # lower case without marks: what search and the engine look at
    section = models.CharField(max_length=500, blank=True)
    lead_in = models.CharField(max_length=500, blank=True)
    area = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="opinions")
    answer = models.TextField(blank=True)
    answered_by = models.CharField(max_length=200, blank=True)
    made_by = models.CharField(max_length=150, blank=True)  # the officer who cut it; "" is the splitter
    # Set when an officer has split or merged it: the row stays as the trace of what the machine proposed.
    replaced = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar = ["document_id", "block_id", "start"]
        indexes: ClassVar = [models.Index(fields=["document", "replaced"])]

    def __str__(self) -> str:
        return self.text[:80]

    @property
    def context(self) -> str:
        """What stands before the opinion, as the classifier reads it: unit, headings, lead-in."""
        unit = self.document.unit
        return " | ".join(part for part in (unit.name if unit else "", self.section, self.lead_in) if part)


class OtherText(models.Model):
    """Text of a document that is no opinion (heading, statistics, what the authority did), and why it is not."""

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="other_texts")
    block = models.ForeignKey(StoredBlock, on_delete=models.CASCADE, related_name="other_texts")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    why = models.CharField(max_length=40)
    promoted = models.BooleanField(default=False)  # an officer found an opinion in it

    def __str__(self) -> str:
        return f"{self.why} {self.block_id}:{self.start}-{self.end}"


class Doubt(models.Model):
    """A figure in an incoming report that does not add up; shown to a person, never corrected."""

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="doubts")
    block = models.ForeignKey(StoredBlock, on_delete=models.CASCADE, related_name="doubts")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    sentence = models.TextField()

    def __str__(self) -> str:
        return self.sentence


class ColumnRole(models.Model):
    """What a column of the units' spreadsheets means, remembered by its header from one month to the next."""

    class Role(models.TextChoices):
        CONTENT = "content", _("What people said")
        ANSWER = "answer", _("Answer or result")
        PLACE = "place", _("Place")
        UNIT = "unit", _("Unit responsible")
        PEOPLE = "author", _("Who spoke (never stored)")
        OTHER = "other", _("Something else")

    header = models.CharField(max_length=200, unique=True)  # folded
    shown = models.CharField(max_length=200)
    role = models.CharField(max_length=10, choices=Role.choices)
    made_by = models.CharField(max_length=150)

    def __str__(self) -> str:
        return f"{self.shown}: {self.role}"
