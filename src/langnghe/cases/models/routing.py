"""Which unit answers for what: sector or topic x area x level."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from langnghe.registry.models import Unit


class Route(models.Model):
    """A row of the routing table; an empty field matches everything, the most exact row wins."""

    kind = models.CharField(_("kind"), max_length=30, blank=True)
    sector = models.CharField(_("sector"), max_length=10, blank=True)
    topic = models.CharField(_("topic"), max_length=40, blank=True)
    area = models.ForeignKey(
        Unit, verbose_name=_("area"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    level = models.CharField(_("level"), max_length=12, blank=True)  # law.competence: xa, tinh, trung_uong
    # Empty with level "xa": the commune in which the matter lies answers for it.
    lead = models.ForeignKey(
        Unit, verbose_name=_("lead unit"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    co_units = models.ManyToManyField(Unit, verbose_name=_("co-ordinating units"), blank=True, related_name="+")
    basis = models.CharField(_("legal basis"), max_length=200, blank=True)
    active = models.BooleanField(_("in use"), default=True)
    made_by = models.CharField(max_length=150)

    class Meta:
        ordering: ClassVar = ["sector", "topic", "id"]

    def __str__(self) -> str:
        return f"{self.sector} {self.topic} -> {self.lead_id}"


class Lesson(models.Model):
    """A change of the table that returned cases suggest; a person accepts or refuses it."""

    class State(models.TextChoices):
        PROPOSED = "proposed", _("Proposed")
        ACCEPTED = "accepted", _("Accepted")
        REFUSED = "refused", _("Refused")

    sector = models.CharField(max_length=10)
    topic = models.CharField(max_length=40, blank=True)
    area = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    wrong = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+")
    right = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+")
    times = models.PositiveIntegerField(default=1)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PROPOSED)
    judged_by = models.CharField(max_length=150, blank=True)

    class Meta:
        ordering: ClassVar = ["-times", "id"]

    def __str__(self) -> str:
        return f"{self.topic}: {self.wrong_id} -> {self.right_id}"
