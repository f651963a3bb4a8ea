"""Feeds of newspapers, and what was cut out of them: never who wrote it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from langnghe.registry.models import Unit


class Feed(models.Model):
    """An RSS or Atom address of a newspaper, read by the worker from time to time."""

    name = models.CharField(_("newspaper"), max_length=100)
    url = models.URLField(_("address of the feed"), max_length=400, unique=True)
    active = models.BooleanField(default=True)
    due_at = models.DateTimeField()  # when it is read next
    read_at = models.DateTimeField(null=True, blank=True)
    found = models.PositiveIntegerField(default=0)  # new articles of the last reading
    error = models.TextField(blank=True)  # of the last reading, a sentence; "" when it was read
    made_by = models.CharField(max_length=150)

    class Meta:
        ordering: ClassVar = ["name", "pk"]

    def __str__(self) -> str:
        return self.name


class Clipping(models.Model):
    """One article: which newspaper, what about, where to read it. Its words have passed the door."""

    class State(models.TextChoices):
        NEW = "new", _("New")
        CHOSEN = "chosen", _("Chosen")
        LEFT_OUT = "left_out", _("Left out")

    source = models.CharField(_("newspaper"), max_length=100)
    title = models.CharField(_("title"), max_length=300)
    link = models.URLField(_("address of the article"), max_length=600, blank=True)
    on = models.DateField(_("day"))
    matter = models.TextField(_("matter"), blank=True)
    digest = models.CharField(max_length=64, unique=True)  # SHA-256 of the link, else of newspaper, day and title
    state = models.CharField(max_length=10, choices=State.choices, default=State.NEW)
    document = models.OneToOneField(
        "intake.Document", null=True, blank=True, on_delete=models.PROTECT, related_name="clipping"
    )
    area = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    feed = models.ForeignKey(Feed, null=True, blank=True, on_delete=models.SET_NULL, related_name="clippings")
    made_by = models.CharField(max_length=150)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["-on", "-pk"]
        indexes: ClassVar = [models.Index(fields=["state", "-on"], name="clipping_of_state")]

    def __str__(self) -> str:
        return self.title
