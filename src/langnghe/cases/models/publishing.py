"""What is shown to everybody: released matters, frozen figures; and who asked to be told or to be received."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from langnghe.cases.models.case import Attachment, Case
from langnghe.cases.models.contact import Duty
from langnghe.registry.models import Unit


class Release(models.Model):
    """An officer's word on one answered case: shown to everybody, kept back, or withdrawn later.

    It holds no text: what is shown is the case's own, so what the case lets go is gone here too. Its number is the
    public address, because a case's code stands on papers of whoever brought it.
    """

    class State(models.TextChoices):
        SHOWN = "shown", _("Published")
        KEPT_BACK = "kept_back", _("Not published")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="release")
    state = models.CharField(max_length=10, choices=State.choices)
    area = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    sector = models.CharField(max_length=10, blank=True)
    answered = models.PositiveIntegerField()  # number of the event that gave the answer released: a later one is not
    at = models.DateTimeField()
    by = models.CharField(max_length=150)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    pictures = models.ManyToManyField(Attachment, blank=True, related_name="+")  # proofs ticked one by one

    class Meta:
        ordering: ClassVar = ["-at", "-id"]
        indexes: ClassVar = [
            models.Index(fields=["state", "at", "id"], name="release_by_time"),
            models.Index(fields=["state", "area", "at", "id"], name="release_by_area"),
            models.Index(fields=["state", "sector", "at", "id"], name="release_by_sector"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.state}"


class Publication(models.Model):
    """Figures of one quarter as they were published: frozen, so that no later count can be held against them.

    ``shown`` is all that leaves the house. ``counts`` is what the next publication of the quarter is protected
    against, and leaves it never.
    """

    quarter = models.CharField(_("quarter"), max_length=7)  # 2026-Q3
    k = models.PositiveSmallIntegerField(_("smallest count shown"))
    shown = models.JSONField()  # {"rows": [[row, name, parent]], "cells": [[row, column, count]], "days": ...}
    counts = models.JSONField()
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=150)

    class Meta:
        ordering: ClassVar = ["-quarter", "-id"]
        indexes: ClassVar = [models.Index(fields=["quarter", "id"])]

    def __str__(self) -> str:
        return self.quarter


class Subscription(models.Model):
    """A wish to be told by e-mail. The address is encrypted with a key of its own; no row of it leads to a case."""

    sealed = models.BinaryField()
    known_by = models.CharField(max_length=64)  # keyed hash, so that asking twice is one wish
    area = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    sector = models.CharField(max_length=10, blank=True)
    made_at = models.DateTimeField()
    confirmed_on = models.DateField(null=True, blank=True)
    told_at = models.DateTimeField()  # what was published later is still to be told

    class Meta:
        ordering: ClassVar = ["id"]
        indexes: ClassVar = [models.Index(fields=["confirmed_on", "told_at"])]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["known_by", "area", "sector"], name="subscription_once"),
            models.UniqueConstraint(
                fields=["known_by", "sector"], condition=models.Q(area=None), name="subscription_of_all_areas_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.sector}"


class Booking(models.Model):
    """A time on a head's reception day. Who comes is sealed in the vault until the day is over, or said there only."""

    duty = models.ForeignKey(Duty, on_delete=models.CASCADE, related_name="bookings")
    at = models.TimeField(_("time"))
    code_hash = models.CharField(max_length=64, unique=True)
    vault = models.CharField(max_length=32, blank=True, unique=True, null=True)
    made_on = models.DateField()

    class Meta:
        ordering: ClassVar = ["duty_id", "at"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["duty", "at"], name="booking_once")]

    def __str__(self) -> str:
        return f"{self.duty_id} {self.at:%H:%M}"
