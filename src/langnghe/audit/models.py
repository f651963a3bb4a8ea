"""The journal's one table: append-only, chained by hashes, without foreign keys so that nothing can cascade into it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Entry(models.Model):
    """One act: who did what to which thing, and the hash that ties it to the entry before."""

    number = models.PositiveBigIntegerField(primary_key=True)
    at = models.DateTimeField()
    by = models.CharField(max_length=150)  # a username, or "máy" for the worker
    verb = models.CharField(max_length=60)
    what = models.CharField(max_length=200)  # "document 12"
    detail = models.JSONField(default=dict)
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering: ClassVar = ["-number"]

    def __str__(self) -> str:
        return f"{self.number} {self.by} {self.verb} {self.what}"
