"""What a submission leaves with whoever sent it: a receipt, words both ways, requests about one's data.

None of these rows knows a person: a receipt is found by its code alone, and the code is not stored.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from langnghe.cases.models.case import Case, Submission


class Receipt(models.Model):
    """The key to one submission: a slow keyed hash of 16 digits that only the sender has, and the proof's leaf."""

    submission = models.OneToOneField(Submission, on_delete=models.CASCADE, related_name="receipt")
    code_hash = models.CharField(max_length=64, unique=True)
    salt = models.CharField(max_length=32)  # of the content's hash, so that nobody guesses a short text from it
    content = models.CharField(max_length=64)  # hash of what was sent, as the journal has it
    entry = models.PositiveBigIntegerField(unique=True)  # number of the journal's entry: a leaf of its day's root
    made_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.submission_id} {self.entry}"


class Message(models.Model):
    """A word between the sender and the unit; redacted at the door."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="messages")
    text = models.TextField()
    by = models.CharField(max_length=150, blank=True)  # an officer's username; "" for the sender
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.case_id} {self.by or '-'}"


class DataRequest(models.Model):
    """A request to see one's data or to have them deleted, with the terms that the law sets for it."""

    class Kind(models.TextChoices):  # steps of `du_lieu_ca_nhan` in law.procedures
        SEE = "cung_cap", _("See my data")
        DELETE = "xoa", _("Delete my data")

    class Outcome(models.TextChoices):
        OPEN = "", _("Being settled")
        DONE = "done", _("Done")
        REFUSED = "refused", _("Refused, with the reason")

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="data_requests")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    asked_on = models.DateField()
    acknowledge_on = models.DateField(null=True)
    due_on = models.DateField(null=True)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, default=Outcome.OPEN, blank=True)
    reason = models.TextField(blank=True)  # redacted; what the sender is told
    settled_on = models.DateField(null=True, blank=True)
    settled_by = models.CharField(max_length=150, blank=True)

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["submission", "kind"], condition=models.Q(outcome=""), name="data_request_open_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.submission_id} {self.kind}"


class Fellow(models.Model):
    """How many others met the same matter: a count, nothing else."""

    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="fellows")
    people = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.case_id} +{self.people}"


class SendDraft(models.Model):
    """A submission that is being written, sealed with a key that only the writer's browser holds, for a day at most."""

    row = models.CharField(max_length=64, primary_key=True)
    sealed = models.BinaryField()
    made_on = models.DateField()

    def __str__(self) -> str:
        return f"{self.row[:8]} {self.made_on}"


class SendDraftFile(models.Model):
    """A file of it, sealed with the same key."""

    draft = models.ForeignKey(SendDraft, on_delete=models.CASCADE, related_name="files")
    number = models.PositiveSmallIntegerField()
    sealed = models.BinaryField()

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["draft", "number"], name="draft_file_once")]

    def __str__(self) -> str:
        return f"{self.draft_id[:8]} {self.number}"
