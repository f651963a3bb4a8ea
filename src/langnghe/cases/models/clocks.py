"""Legal clocks of a case. The due day is computed by ``law.clock``; here it is kept, with all it was computed from."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from langnghe.cases.models.case import Case
from langnghe.cases.models.letters import Letter


class Clock(models.Model):
    """One term of the law running for a case: which row, since when, until when."""

    class State(models.TextChoices):
        RUNNING = "running", _("Running")
        PAUSED = "paused", _("Stopped for a time")
        MET = "met", _("Met")
        MISSED = "missed", _("Met late")
        DROPPED = "dropped", _("No longer applies")

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="clocks")
    kind = models.CharField(max_length=30)  # kind and step name the row of law.procedures; `row_from` the version
    step = models.CharField(max_length=40)
    row_from = models.DateField(
        null=True, blank=True
    )  # the row's first day in force: cases keep the row they began under
    variant = models.CharField(max_length=20, blank=True)  # complex, remote, remote_complex, many_places
    started_on = models.DateField()
    due_on = models.DateField(null=True, blank=True)  # none while stopped, or where the law sets no term
    state = models.CharField(max_length=10, choices=State.choices, default=State.RUNNING)
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["id"]
        indexes: ClassVar = [models.Index(fields=["state", "due_on"], name="clock_by_due")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["case", "step"], condition=models.Q(state__in=["running", "paused"]), name="one_clock_a_step"
            )
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.step} {self.due_on}"


class Pause(models.Model):
    """A suspension: these days do not count for the clocks of the case."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="pauses")
    from_on = models.DateField()
    to_on = models.DateField(null=True, blank=True)  # day on which counting resumes; open while suspended
    ground = models.CharField(max_length=40)

    class Meta:
        ordering: ClassVar = ["from_on"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case"], condition=models.Q(to_on=None), name="one_open_pause"),
            models.CheckConstraint(
                condition=models.Q(to_on=None) | models.Q(to_on__gte=models.F("from_on")), name="pause_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.from_on}"


class Extension(models.Model):
    """A prolongation of one clock, as often and as far as its row allows."""

    clock = models.ForeignKey(Clock, on_delete=models.CASCADE, related_name="extensions")
    days = models.PositiveSmallIntegerField()
    unit = models.CharField(max_length=5, default="day")
    article = models.CharField(max_length=200, blank=True)
    decided_on = models.DateField()

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.clock_id} +{self.days}"


class Reminder(models.Model):
    """A warning or a notice of a clock: made once, sent once. The row itself is the queue."""

    clock = models.ForeignKey(Clock, on_delete=models.CASCADE, related_name="reminders")
    share = models.PositiveSmallIntegerField()  # per cent of the term: 50, 80, 100
    due_on = models.DateField()  # of the clock when it was made: a moved term warns anew
    to = models.CharField(max_length=20)  # "officer", "unit", "superior"
    made_at = models.DateTimeField(auto_now_add=True)
    # None where nobody has an address: then it stands on «Hôm nay của tôi» only.
    letter = models.ForeignKey(Letter, null=True, blank=True, on_delete=models.SET_NULL, related_name="reminders")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["clock", "share", "due_on", "to"], name="reminder_once")
        ]

    def __str__(self) -> str:
        return f"{self.clock_id} {self.share}%"


class Recount(models.Model):
    """One pass over all running clocks under one calendar and one law; a killed one goes on at ``reached``."""

    rules = models.CharField(max_length=64)  # SHA-256 of the calendar and the law's rows
    reached = models.PositiveBigIntegerField(default=0)  # clocks up to this key are done
    after_event = models.PositiveBigIntegerField(default=0)  # events of this pass have larger keys
    moved = models.PositiveIntegerField(default=0)  # cases whose day changed
    began_at = models.DateTimeField(auto_now_add=True)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return f"{self.rules[:8]} {self.reached}"
