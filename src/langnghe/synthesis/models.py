"""From opinions to issues and themes. What the machine proposes and what an officer decides are kept apart."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from langnghe.intake.models import Opinion
from langnghe.registry.models import Period, Unit


class Run(models.Model):
    """One synthesis of a period, with all that is needed to repeat it. The row itself is the queue."""

    class State(models.TextChoices):
        QUEUED = "queued", _("Queued")
        RUNNING = "running", _("Running")
        CANCELLING = "cancelling", _("Being cancelled")
        DONE = "done", _("Done")
        CANCELLED = "cancelled", _("Cancelled")
        FAILED = "failed", _("Failed")

    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="runs")
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    step = models.CharField(max_length=60, blank=True)
    progress = models.PositiveSmallIntegerField(default=0)  # per cent
    message = models.TextField(blank=True)
    engine = models.CharField(max_length=20, blank=True)  # digest of its code, tables and libraries
    parameters = models.JSONField(default=dict)
    digest = models.CharField(max_length=64, blank=True)  # SHA-256 of the opinions that went in
    # Pieces read, opinions, not opinions, unread, difference: the last must be 0.
    balance = models.JSONField(default=dict)
    asked_by = models.CharField(max_length=150)
    asked_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return f"{self.period} {self.state}"

    @property
    def is_open(self) -> bool:
        return self.state in (self.State.QUEUED, self.State.RUNNING, self.State.CANCELLING)


class Theme(models.Model):
    """A group of issues about the same concern within a topic; keeps its key from period to period."""

    class State(models.TextChoices):
        PROPOSED = "proposed", _("Proposed")
        ACCEPTED = "accepted", _("Accepted")

    key = models.CharField(max_length=40, unique=True)
    sector = models.CharField(max_length=10)
    topic = models.CharField(max_length=40)
    title = models.CharField(max_length=200)
    title_by_person = models.CharField(max_length=200, blank=True)
    words = models.JSONField(default=list)  # that set it apart, strongest first
    state = models.CharField(max_length=10, choices=State.choices, default=State.PROPOSED)
    merged_into = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged")
    made_by = models.CharField(max_length=150, blank=True)  # "" is the engine
    # Results of the last run, by period key: opinion ids that show the theme at its most usual and its rarest.
    examples = models.JSONField(default=dict)

    class Meta:
        ordering: ClassVar = ["sector", "topic", "key"]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return self.title_by_person or self.title


class Issue(models.Model):
    """The unit of analysis: one concrete matter, however many times and ways it was said."""

    key = models.CharField(max_length=40, unique=True)

    def __str__(self) -> str:
        return self.key


class Proposal(models.Model):
    """What the engine makes of an opinion; replaced by each run."""

    opinion = models.OneToOneField(Opinion, primary_key=True, on_delete=models.CASCADE, related_name="proposal")
    sector = models.CharField(max_length=10, blank=True)
    topic = models.CharField(max_length=40, blank=True)
    kind = models.CharField(max_length=12, blank=True)
    score = models.FloatField(default=0)  # calibrated probability that the topic is right
    unsure = models.BooleanField(default=False)
    issue = models.ForeignKey(Issue, null=True, blank=True, on_delete=models.SET_NULL, related_name="proposals")
    theme = models.ForeignKey(Theme, null=True, blank=True, on_delete=models.SET_NULL, related_name="proposals")
    made_with = models.CharField(max_length=64, blank=True)  # digest of engine, corrections and parameters

    class Meta:
        indexes: ClassVar = [models.Index(fields=["sector", "topic"])]

    def __str__(self) -> str:
        return f"{self.opinion_id} {self.topic}"


class Decision(models.Model):
    """What an officer decided about an opinion; an empty field leaves the engine's word. No run ever changes it."""

    opinion = models.OneToOneField(Opinion, primary_key=True, on_delete=models.CASCADE, related_name="decision")
    sector = models.CharField(max_length=10, blank=True)
    topic = models.CharField(max_length=40, blank=True)
    kind = models.CharField(max_length=12, blank=True)
    not_opinion = models.BooleanField(default=False)
    locked = models.BooleanField(default=False)
    theme = models.ForeignKey(Theme, null=True, blank=True, on_delete=models.SET_NULL, related_name="decisions")
    by = models.CharField(max_length=150)
    at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"{self.opinion_id} {self.topic}"


class Link(models.Model):
    """Two opinions that repeat each other (merged by itself) or speak of the same matter (a person confirms)."""

    class State(models.TextChoices):
        PROPOSED = "proposed", _("Proposed")
        ACCEPTED = "accepted", _("Accepted")
        REFUSED = "refused", _("Refused")

    first = models.ForeignKey(Opinion, on_delete=models.CASCADE, related_name="links_from")
    second = models.ForeignKey(Opinion, on_delete=models.CASCADE, related_name="links_to")
    kind = models.CharField(max_length=12)  # repeat, same-matter
    score = models.FloatField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.PROPOSED)
    by = models.CharField(max_length=150, blank=True)

    class Meta:
        ordering: ClassVar = ["-score", "first_id", "second_id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["first", "second"], name="link_once")]

    def __str__(self) -> str:
        return f"{self.first_id}-{self.second_id} {self.kind}"


class Tally(models.Model):
    """Opinions in force of a period with the same labels: see ``synthesis.tallies``."""

    period = models.ForeignKey(Period, on_delete=models.CASCADE)
    channel = models.CharField(max_length=20)
    count = models.PositiveIntegerField()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.period_id} {self.channel} {self.count}"


class PlaceTally(Tally):
    """By area and sector."""

    area = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, related_name="+")
    sector = models.CharField(max_length=10)


class TopicTally(Tally):
    """By topic and kind."""

    sector = models.CharField(max_length=10)
    topic = models.CharField(max_length=40)
    kind = models.CharField(max_length=12)


class ThemeTally(Tally):
    """By theme, area and sector (an officer may have moved an opinion to another than its theme's); none without."""

    theme = models.ForeignKey(Theme, on_delete=models.CASCADE, related_name="+")
    sector = models.CharField(max_length=10)
    area = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, related_name="+")


class Recount(models.Model):
    """When a period was last counted, and the last entry of the journal that the count knew of."""

    period = models.OneToOneField(Period, primary_key=True, on_delete=models.CASCADE)
    entry = models.PositiveBigIntegerField()
    at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"{self.period_id} {self.entry}"


class TallyMark(models.Model):
    """One row: up to where the journal and the opinions have been looked through for changes."""

    entry = models.PositiveBigIntegerField()
    opinion = models.PositiveBigIntegerField()

    def __str__(self) -> str:
        return f"{self.entry} {self.opinion}"


class Sheet(models.Model):
    """Counts of a quarter and its months as they may be shown, small ones hidden: see ``synthesis.sheets``."""

    quarter = models.CharField(max_length=7)  # 2026-Q4
    name = models.CharField(max_length=20)
    k = models.PositiveSmallIntegerField()
    cells = models.JSONField()  # {row: {column: count, or null where it is hidden}}; what is absent is 0
    counted_at = models.DateTimeField()  # of the newest count it was drawn from

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["quarter", "name"], name="sheet_once")]

    def __str__(self) -> str:
        return f"{self.quarter} {self.name}"
