"""Supervision and social criticism by the Front: a programme, its visits and findings, what is asked of which body.

Nothing here is about a person: members are organisations with a number, findings are about how a body works. What is
said of one official's conduct has a sealed way of its own (tố cáo) and is turned away here (``conduct.py``).
"""

from __future__ import annotations

import datetime as dt
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from langnghe.registry.models import Unit


class Programme(models.Model):
    """One matter of the year's programme: giám sát of bodies, or phản biện xã hội of a draft."""

    class Kind(models.TextChoices):
        SUPERVISION = "supervision", _("Supervision")
        CRITICISM = "criticism", _("Social criticism")

    class State(models.TextChoices):
        PLANNED = "planned", _("Planned")
        UNDER_WAY = "under_way", _("Under way")
        CONCLUDED = "concluded", _("Concluded")
        DROPPED = "dropped", _("Dropped")

    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    year = models.PositiveSmallIntegerField(_("year of the programme"))
    subject = models.CharField(_("subject"), max_length=300)
    draft = models.CharField(_("draft document criticised"), max_length=300, blank=True)
    consultation = models.PositiveIntegerField(_("number of the consultation on the draft"), null=True, blank=True)
    bodies = models.ManyToManyField(
        Unit, verbose_name=_("bodies supervised, or that wrote the draft"), related_name="+"
    )
    leads = models.ForeignKey(Unit, verbose_name=_("body of the Front that leads"), on_delete=models.PROTECT)
    bases = models.JSONField(_("legal bases"), default=list)  # keys of supervision/terms.yaml
    members = models.TextField(_("organisations that take part"), blank=True)  # one a line; organisations, not people
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("to"))
    state = models.CharField(max_length=10, choices=State.choices, default=State.PLANNED)
    state_on = models.DateField()
    opinion = models.TextField(_("conclusion, or opinion on the draft"), blank=True)
    number = models.CharField(_("number of the paper"), max_length=10, blank=True)
    dated_on = models.DateField(_("date of the paper"), null=True, blank=True)
    # A second person lets it out, as far as it had come then: words written later wait for their word again.
    proposed_by = models.CharField(max_length=150, blank=True)  # who asks now; "" where nobody does
    asked_by = models.CharField(max_length=150, blank=True)  # who asked for what is shown
    shown_by = models.CharField(max_length=150, blank=True)
    shown_on = models.DateField(null=True, blank=True)
    shown_through = models.PositiveBigIntegerField(null=True, blank=True)  # last step shown; None: not public
    made_by = models.CharField(max_length=150)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["-year", "starts_on", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(starts_on__lte=models.F("ends_on")),
                name="programme_dates_in_order",
                violation_error_message=_("The last day is before the first."),
            ),
            models.CheckConstraint(
                condition=models.Q(shown_through=None) | ~models.Q(shown_by=models.F("asked_by")),
                name="programme_shown_by_a_second_person",
            ),
        ]

    def __str__(self) -> str:
        return self.subject

    @property
    def is_open(self) -> bool:
        return self.state in (self.State.PLANNED, self.State.UNDER_WAY)

    @property
    def is_public(self) -> bool:
        return self.shown_through is not None

    @property
    def words(self) -> tuple[str, ...]:
        """What somebody wrote, as it came out of the door."""
        return (self.subject, self.draft, self.members, self.opinion)


class InspectionVisit(models.Model):
    """The supervising party at one place on one day: what was seen."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="visits")
    body = models.ForeignKey(Unit, verbose_name=_("body visited"), on_delete=models.PROTECT, related_name="+")
    held_on = models.DateField(_("day"))
    place = models.CharField(_("place"), max_length=200)
    seen = models.TextField(_("what was seen"))
    made_by = models.CharField(max_length=150)

    class Meta:
        ordering: ClassVar = ["held_on", "pk"]

    def __str__(self) -> str:
        return f"{self.held_on:%d/%m/%Y} {self.place}"

    @property
    def words(self) -> tuple[str, ...]:
        """What somebody wrote, as it came out of the door."""
        return (self.place, self.seen)


class Finding(models.Model):
    """What was found about how a body works; never about the conduct of a person."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="findings")
    visit = models.ForeignKey(
        InspectionVisit, null=True, blank=True, on_delete=models.SET_NULL, related_name="findings"
    )
    text = models.TextField(_("finding"))
    made_by = models.CharField(max_length=150)

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return self.text[:80]

    @property
    def words(self) -> tuple[str, ...]:
        """What somebody wrote, as it came out of the door."""
        return (self.text,)


class Recommendation(models.Model):
    """What the Front asks of a body, by when; it ends in a state with its date, whatever comes."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waits for the answer")
        ACCEPTED = "accepted", _("Accepted, being done")
        PARTLY = "partly", _("Accepted in part, being done")
        REFUSED = "refused", _("Not accepted")
        REPORTED = "reported", _("Reported as done, to be checked")
        DONE = "done", _("Done, with proof")
        CLOSED = "closed", _("Closed: not accepted")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="recommendations")
    finding = models.ForeignKey(Finding, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    body = models.ForeignKey(Unit, verbose_name=_("body asked"), on_delete=models.PROTECT, related_name="+")
    text = models.TextField(_("recommendation"))
    asked_on = models.DateField(_("asked on"))
    term = models.CharField(_("term of the answer"), max_length=40)  # a key of supervision/terms.yaml, or "chosen"
    due_on = models.DateField(_("answer due on"))
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    state_on = models.DateField()
    promised_on = models.DateField(_("to be done by"), null=True, blank=True)
    escalated_on = models.DateField(null=True, blank=True)  # its superior was told that no answer came in time
    made_by = models.CharField(max_length=150)

    class Meta:
        ordering: ClassVar = ["pk"]
        indexes: ClassVar = [models.Index(fields=["state", "due_on"], name="recommendation_due")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(asked_on__lte=models.F("due_on")), name="recommendation_dates_in_order"
            )
        ]

    def __str__(self) -> str:
        return self.text[:80]

    @property
    def words(self) -> tuple[str, ...]:
        """What somebody wrote, as it came out of the door."""
        return (self.text,)

    @property
    def is_settled(self) -> bool:
        return self.state in SETTLED

    @property
    def owed_on(self) -> dt.date | None:
        """Until when something is owed: the answer, then what the body has promised."""
        if self.state == self.State.WAITING:
            return self.due_on
        return self.promised_on if self.state in (self.State.ACCEPTED, self.State.PARTLY) else None


SETTLED = (Recommendation.State.DONE, Recommendation.State.CLOSED, Recommendation.State.WITHDRAWN)


class RecommendationStep(models.Model):
    """Each state that a recommendation came to, with its day, what was said and the files. Never changed."""

    recommendation = models.ForeignKey(Recommendation, on_delete=models.CASCADE, related_name="steps")
    state = models.CharField(max_length=10, choices=Recommendation.State.choices)
    on = models.DateField()
    text = models.TextField(blank=True)
    by = models.CharField(max_length=150)
    is_answer = models.BooleanField(default=False)  # said by the body asked

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return f"{self.recommendation_id} {self.state} {self.on}"

    @property
    def words(self) -> tuple[str, ...]:
        """What somebody wrote, as it came out of the door."""
        return (self.text,)


class SupervisionFile(models.Model):
    """A file that came with a step: cleaned and content-addressed, as those of cases are; its original is sealed."""

    step = models.ForeignKey(RecommendationStep, on_delete=models.CASCADE, related_name="files")
    sealed = models.CharField(max_length=64)
    sha256 = models.CharField(max_length=64)
    name = models.CharField(max_length=120)
    format = models.CharField(max_length=10)
    size = models.PositiveIntegerField()

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return self.name
