"""The vault's one table. Without the custodian's private key nothing in it can be read; nothing points out of it."""

from __future__ import annotations

from django.db import models
from django.utils import timezone


class Sealed(models.Model):
    """Who brought one submission, and its words as they came. The token is drawn at random and tells nothing."""

    token = models.CharField(max_length=32, primary_key=True)
    ciphertext = models.BinaryField()  # see privacy.seal: locks, then padded content
    key_id = models.CharField(max_length=32)  # of the custodian's key that opens it
    made_on = models.DateField(default=timezone.localdate)  # the day only: a second would tell which submission it was

    def __str__(self) -> str:
        return self.token
