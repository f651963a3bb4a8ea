"""What an officer keeps to work faster."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from langnghe.registry.models import Officer, Unit


class SavedFilter(models.Model):
    """A filter of the inbox under a name of the officer's own."""

    officer = models.ForeignKey(Officer, on_delete=models.CASCADE, related_name="filters")
    name = models.CharField(_("name"), max_length=60)
    query = models.CharField(max_length=500)  # of the inbox's address

    class Meta:
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["officer", "name"], name="filter_once")]

    def __str__(self) -> str:
        return self.name


class AnswerTemplate(models.Model):
    """A ready text for answers; of one unit, or of all when the unit is empty."""

    name = models.CharField(_("name"), max_length=100)
    text = models.TextField(_("text"))
    unit = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    topic = models.CharField(_("topic"), max_length=40, blank=True)
    made_by = models.CharField(max_length=150)

    class Meta:
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name
