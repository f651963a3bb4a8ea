"""The shared catalogues: who reports, for which time, who signs in, and the office that issues the report."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from langnghe.registry.roles import ROLE_NAMES, Right, Role, may


class Unit(models.Model):
    """A commune, department, Party or Front body, or the province itself, while its dates are in force."""

    class Kind(models.TextChoices):
        PROVINCE = "tinh", _("Province")
        COMMUNE = "xa", _("Commune")
        WARD = "phuong", _("Ward")
        SPECIAL_ZONE = "dac_khu", _("Special zone")
        DEPARTMENT = "so", _("Department")
        FRONT = "mttq", _("Fatherland Front")
        COUNCIL = "hdnd", _("People's Council")
        PARTY = "dang", _("Party body")
        ORGANISATION = "doan_the", _("Mass organisation")
        OTHER = "khac", _("Other")

    code = models.CharField(_("code"), max_length=20, unique=True)
    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    other_names = models.TextField(_("other names"), blank=True, help_text=_("One a line: old and short names."))
    parent = models.ForeignKey(
        "self",
        verbose_name=_("superior unit"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="children",
    )
    must_report = models.BooleanField(_("sends a periodic report"), default=True)
    valid_from = models.DateField(_("in force from"), default=dt.date(2025, 7, 1))
    valid_to = models.DateField(_("in force to"), null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_area(self) -> bool:
        """Whether opinions can lie in it: communes, wards and special zones are the areas of a province."""
        return self.kind in AREA_KINDS


AREA_KINDS = (Unit.Kind.COMMUNE, Unit.Kind.WARD, Unit.Kind.SPECIAL_ZONE)


class Period(models.Model):
    """A reporting month; quarters are sums of months."""

    key = models.CharField(_("period"), max_length=7, unique=True)  # 2026-10
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("to"))
    due_on = models.DateField(_("reports are due on"), null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-key"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(starts_on__lte=models.F("ends_on")), name="period_in_order")
        ]

    def __str__(self) -> str:
        return f"{self.key[5:7]}/{self.key[:4]}"


class Office(models.Model):
    """The one office this site works for: what its reports carry at the head and the foot."""

    province = models.CharField(_("province"), max_length=100)
    superior = models.CharField(_("superior body, as printed"), max_length=200)
    name = models.CharField(_("issuing body, as printed"), max_length=200)
    symbol = models.CharField(_("symbol in the number"), max_length=40, help_text=_("For example UBND or BTGDVTU."))
    place = models.CharField(_("place printed before the date"), max_length=100)
    signs_for = models.CharField(_("signs on behalf of"), max_length=200, blank=True)
    signer_title = models.CharField(_("title of who signs"), max_length=200)
    signer = models.CharField(_("name of who signs"), max_length=100, blank=True)
    recipients = models.TextField(_("recipients, one a line"), blank=True)
    keep_officials = models.BooleanField(_("keep the names of officials acting in office"), default=False)

    def __str__(self) -> str:
        return self.name


class Officer(AbstractUser):
    """A person who signs in. One role; the unit for which they work."""

    role = models.CharField(_("role"), max_length=20, choices=list(ROLE_NAMES.items()), default=Role.CLERK)
    unit = models.ForeignKey(Unit, verbose_name=_("unit"), null=True, blank=True, on_delete=models.PROTECT)

    def may(self, right: Right) -> bool:
        return self.is_active and may(self.role, right)

    def __str__(self) -> str:
        return f"{self.last_name} {self.first_name}".strip() or self.username  # family name first
