"""Word to a unit that a matter is rising, with the statements behind it; and what the unit answers."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from langnghe.intake.models import Opinion
from langnghe.registry.models import Unit
from langnghe.synthesis.spans import Span


class RiseNotice(models.Model):
    """One notice about one matter of one span to one unit; the numbers are those that were shown when it was sent."""

    unit = models.ForeignKey(Unit, verbose_name=_("to the unit"), on_delete=models.PROTECT, related_name="rise_notices")
    span = models.CharField(max_length=7)  # 2026-10 or 2026-Q4
    sector = models.CharField(max_length=10)
    topic = models.CharField(max_length=40, blank=True)
    area = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    observed = models.PositiveIntegerField()
    low = models.PositiveIntegerField()
    high = models.PositiveIntegerField()
    text = models.TextField(_("what the office asks"))  # redacted
    due_on = models.DateField(_("answer by"))
    opinions = models.ManyToManyField(Opinion, related_name="rise_notices")
    sent_by = models.CharField(max_length=150)
    sent_at = models.DateTimeField(auto_now_add=True)
    answer = models.TextField(_("what the unit will do or has done"), blank=True)  # redacted
    answered_by = models.CharField(max_length=150, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-sent_at", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["unit", "span", "sector", "topic", "area"], name="notice_once"),
            models.CheckConstraint(
                condition=models.Q(answered_at=None) | ~models.Q(answer=""), name="answered_with_words"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.span} {self.topic or self.sector}"

    @property
    def when(self) -> Span:
        """The month or quarter in which the matter rose."""
        return Span.parse(self.span)

    @property
    def key(self) -> str:
        """As of the rise that was told (``synthesis.early.Rise.key``)."""
        return self.topic or f"{self.sector}-{self.area_id}"
