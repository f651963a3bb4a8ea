"""The journal: append-only, chained by hashes, without foreign keys so that nothing can cascade into it."""

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


class Root(models.Model):
    """What is published of one day: enough to prove later that its entries are still those, nothing to read in them."""

    day = models.DateField(unique=True)
    first = models.PositiveBigIntegerField()  # numbers of the entries it stands for
    last = models.PositiveBigIntegerField(unique=True)
    tree = models.CharField(max_length=64)  # root of the Merkle tree over their digests
    head = models.CharField(max_length=64)  # digest of the last: it stands for every entry before, too

    class Meta:
        ordering: ClassVar = ["-day"]

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d} {self.first}-{self.last} {self.tree} {self.head}"


class Check(models.Model):
    """One check of the whole chain by the worker, in slices; the newest finished one is what the auditor sees."""

    day = models.DateField(unique=True)
    upto = models.PositiveBigIntegerField()  # the last entry when it began
    reached = models.PositiveBigIntegerField(default=0)
    head = models.CharField(max_length=64)  # digest of the entry reached
    flaws = models.JSONField(default=list)  # at most MOST_FLAWS of [number, code, other number]
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-day"]

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d} {self.reached}/{self.upto}"
