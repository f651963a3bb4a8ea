"""Satisfaction: counters with a QR code, short survey rounds, and what was published of both.

An answer keeps the day and nothing of who gave it: no address, no device, no officer who was at the counter.
"""

from __future__ import annotations

import secrets
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from langnghe.registry.models import Unit

LETTERS = "abcdefghjkmnpqrstuvwxyz"  # none that can be taken for another when typed from a poster
SIGNS = LETTERS + "23456789"


def new_code() -> str:
    """Eight signs, a letter first: an address of this face never looks like a number of the desk's."""
    return secrets.choice(LETTERS) + "".join(secrets.choice(SIGNS) for _ in range(7))


class Counter(models.Model):
    """A place where people are received, with a poster of its own: «Bộ phận một cửa, quầy 2»; never a person."""

    unit = models.ForeignKey(Unit, verbose_name=_("unit"), on_delete=models.PROTECT, related_name="+")
    place = models.CharField(_("place"), max_length=120)
    code = models.CharField(max_length=8, unique=True, default=new_code)
    active = models.BooleanField(default=True)
    made_by = models.CharField(max_length=150)
    made_on = models.DateField()

    class Meta:
        ordering: ClassVar = ["unit__name", "place", "pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["unit", "place"], name="counter_once")]

    def __str__(self) -> str:
        return f"{self.unit}: {self.place}"


class CounterAnswer(models.Model):
    """Three taps at a counter."""

    counter = models.ForeignKey(Counter, on_delete=models.CASCADE, related_name="answers")
    on = models.DateField()
    answer = models.CharField(max_length=12)  # a point of the scale hai_long in surveys/scales.yaml
    reason = models.CharField(max_length=20, blank=True)  # a key of surveys/scales.yaml
    text = models.TextField(blank=True)  # through the door

    class Meta:
        ordering: ClassVar = ["-on", "-pk"]
        indexes: ClassVar = [models.Index(fields=["on", "counter"], name="counter_answer_by_day")]

    def __str__(self) -> str:
        return f"{self.on} {self.answer}"


class Served(models.Model):
    """How many people a unit's counters served in a quarter: what the answers are a share of."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    quarter = models.CharField(max_length=7)  # 2026-Q3
    people = models.PositiveIntegerField()
    made_by = models.CharField(max_length=150)

    class Meta:
        ordering: ClassVar = ["quarter", "unit__name"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["unit", "quarter"], name="served_once")]

    def __str__(self) -> str:
        return f"{self.quarter} {self.people}"


class Survey(models.Model):
    """A round of at most five questions on fixed scales, for some units, for some weeks."""

    title = models.CharField(_("title"), max_length=200)
    intro = models.TextField(_("what it is for"), blank=True)
    code = models.CharField(max_length=8, unique=True, default=new_code)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("to"))
    questions = models.JSONField()  # [[text, key of a scale]], asked in this order
    opened_by = models.CharField(max_length=150, blank=True)  # the second person, who let it out
    opened_on = models.DateField(null=True, blank=True)
    made_by = models.CharField(max_length=150)
    made_on = models.DateField()

    class Meta:
        ordering: ClassVar = ["-starts_on", "-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(starts_on__lte=models.F("ends_on")), name="survey_dates_in_order"
            ),
            models.CheckConstraint(
                condition=~models.Q(opened_by=models.F("made_by")), name="survey_opened_by_a_second_person"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class SurveyUnit(models.Model):
    """A unit asked about, and how many people were asked there, where that is known."""

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="units")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    asked = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["unit__name"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["survey", "unit"], name="survey_unit_once")]

    def __str__(self) -> str:
        return f"{self.survey_id} {self.unit_id}"


class SurveyAnswer(models.Model):
    """One filled sheet: {number of the question: point}; what was left blank is absent."""

    about = models.ForeignKey(SurveyUnit, on_delete=models.CASCADE, related_name="answers")
    on = models.DateField()
    points = models.JSONField()
    text = models.TextField(blank=True)  # through the door

    class Meta:
        ordering: ClassVar = ["-on", "-pk"]

    def __str__(self) -> str:
        return f"{self.about_id} {self.on}"


class SurveyPublication(models.Model):
    """Satisfaction as it was published: small cells hidden, then frozen. ``counts`` leaves the house never.

    ``subject``: "counters-2026-Q3" or "survey-<code>".
    """

    subject = models.CharField(max_length=40)
    k = models.PositiveSmallIntegerField()
    shown = models.JSONField()  # {"rows": [[row, name, parent]], "columns": [...], "cells": [...], "asked": {row: n}}
    counts = models.JSONField()
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=150)

    class Meta:
        ordering: ClassVar = ["-pk"]
        indexes: ClassVar = [models.Index(fields=["subject", "id"], name="tally_by_subject")]

    def __str__(self) -> str:
        return self.subject
