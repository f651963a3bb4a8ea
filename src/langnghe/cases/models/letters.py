"""Letters on their way."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Letter(models.Model):
    """One e-mail, written with what it tells of and sent later; ``key`` says what it is, so that it is written once.

    Claimed before it is sent, marked afterwards. One that is claimed and not marked may have left or not (the worker
    was killed in between): it is not sent again. Its Message-ID follows from the key.
    """

    key = models.CharField(max_length=80, unique=True)  # digest-officer-12-2026-11-23
    to = models.EmailField()
    subject = models.CharField(max_length=200)
    body = models.TextField()  # codes and days only: it leaves the house
    file_name = models.CharField(max_length=100, blank=True)
    file = models.BinaryField(null=True, blank=True)  # an issued report; let go once the letter has left
    made_at = models.DateTimeField(auto_now_add=True)
    not_before = models.DateTimeField(null=True, blank=True)  # after the server refused it
    not_after = models.DateField(null=True, blank=True)  # yesterday's digest is of no use
    tries = models.PositiveSmallIntegerField(default=0)
    claimed_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["id"]
        indexes: ClassVar = [
            models.Index(fields=["id"], condition=models.Q(claimed_at=None), name="letter_waiting"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(sent_at=None) | models.Q(claimed_at__isnull=False), name="claimed_before_sent"
            )
        ]

    def __str__(self) -> str:
        return self.key
