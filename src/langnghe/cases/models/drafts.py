"""Acts that wait for a second pair of eyes before they take effect."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from langnghe.cases.models.case import Case


class Draft(models.Model):
    """An act as its drafter wrote it; it takes effect when another officer approves it."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Awaiting approval")
        APPROVED = "approved", _("Approved")
        RETURNED = "returned", _("Returned")
        TAKEN_BACK = "taken_back", _("Taken back")

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="drafts")
    act = models.CharField(max_length=30)
    fields = models.JSONField(default=dict)  # redacted where they hold text
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    drafted_by = models.CharField(max_length=150)
    drafted_at = models.DateTimeField(auto_now_add=True)
    judged_by = models.CharField(max_length=150, blank=True)
    judged_at = models.DateTimeField(null=True, blank=True)
    remark = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [models.Index(fields=["state", "case"])]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["case", "act"], condition=models.Q(state="waiting"), name="one_draft_an_act"
            ),
            models.CheckConstraint(
                condition=~models.Q(state="approved") | ~models.Q(judged_by=models.F("drafted_by")), name="four_eyes"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.act}"
