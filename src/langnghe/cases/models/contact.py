"""The registers of people's contact: sessions of reception, dialogues, voter meetings, field visits; and duties."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from langnghe.intake.models import Document, Opinion
from langnghe.registry.models import Unit


class Meeting(models.Model):
    """One session in which officers met people. Whom they met is counted, not listed."""

    class Kind(models.TextChoices):
        RECEPTION = "tiep_cong_dan", _("Citizen reception")
        DIALOGUE = "doi_thoai", _("Dialogue")
        VOTERS = "tiep_xuc_cu_tri", _("Voter-contact meeting")
        FIELD = "di_co_so", _("Field visit")

    class Mode(models.TextChoices):
        REGULAR = "thuong_xuyen", _("Regular")
        SCHEDULED = "dinh_ky", _("Scheduled, by the head")
        UNSCHEDULED = "dot_xuat", _("Unscheduled, by the head")

    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    mode = models.CharField(_("reception"), max_length=14, choices=Mode.choices, blank=True)
    online = models.BooleanField(_("online"), default=False)
    unit = models.ForeignKey(Unit, verbose_name=_("unit"), on_delete=models.PROTECT, related_name="meetings")
    area = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    on = models.DateField(_("day"))
    place = models.CharField(_("place"), max_length=200, blank=True)
    # The office that held it ("Chủ tịch UBND xã"), from law.procedures: the duty is the office's, not a name.
    held_by = models.CharField(_("held by"), max_length=60, blank=True)
    delegated = models.BooleanField(_("delegated"), default=False)
    subject = models.CharField(_("subject"), max_length=300, blank=True)
    people = models.PositiveIntegerField(_("people present"), null=True, blank=True)
    requested_share = models.DecimalField(
        _("share of voters who asked for it, %"), max_digits=5, decimal_places=2, null=True, blank=True
    )
    announced_on = models.DateField(_("announced on"), null=True, blank=True)
    results_on = models.DateField(_("results published on"), null=True, blank=True)
    cancelled = models.BooleanField(default=False)
    # What was said there, noted by fast entry: one document of the month, so that synthesis counts it.
    document = models.OneToOneField(Document, null=True, blank=True, on_delete=models.SET_NULL, related_name="meeting")
    # Set by the browser when a form is opened, so that a form sent twice is one meeting.
    form_key = models.CharField(max_length=36, unique=True, null=True, blank=True)
    made_by = models.CharField(max_length=150)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["-on", "-id"]
        indexes: ClassVar = [models.Index(fields=["unit", "kind", "on"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.on:%d/%m/%Y}"


class Visit(models.Model):
    """One line of the reception book: a turn (lượt) of one or more people, without saying who."""

    class Handling(models.TextChoices):
        ACCEPTED = "thu_ly", _("Accepted to be settled")
        GUIDED = "huong_dan", _("Returned with guidance")
        REFERRED = "chuyen", _("Passed to the body responsible")
        ANSWERED = "tra_loi", _("Answered on the spot")
        REFUSED = "tu_choi", _("Reception refused")

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="visits")
    number = models.PositiveIntegerField(_("No."))
    people = models.PositiveIntegerField(_("people"), default=1)
    delegation = models.BooleanField(_("large delegation"), default=False)  # đoàn đông người: five or more
    again = models.BooleanField(_("came before about it"), default=False)
    kind = models.CharField(_("kind of submission"), max_length=30, blank=True)  # key in law.procedures.kinds()
    text = models.TextField(_("matter"), blank=True)  # redacted; none of a denunciation: its words are in the vault
    vault = models.CharField(max_length=32, blank=True, unique=True, null=True)
    handling = models.CharField(_("handling"), max_length=12, choices=Handling.choices, blank=True)
    refusal = models.CharField(max_length=40, blank=True)  # code in law.procedures
    earlier_body = models.CharField(_("body that dealt with it before"), max_length=200, blank=True)
    followed = models.TextField(_("follow-up"), blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)
    form_key = models.CharField(max_length=36, unique=True, null=True, blank=True)
    made_by = models.CharField(max_length=150)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["meeting_id", "number"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["meeting", "number"], name="visit_once")]

    def __str__(self) -> str:
        return f"{self.meeting_id}.{self.number}"


class Line(models.Model):
    """One row of fast entry: the opinion that it became, and the case made of it if it was taken further.

    ``key`` is drawn when the row is first shown, so that a page saved twice stores each row once.
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="lines")
    key = models.CharField(max_length=36, unique=True)
    opinion = models.OneToOneField(Opinion, on_delete=models.CASCADE, related_name="line")
    case = models.ForeignKey("cases.Case", null=True, blank=True, on_delete=models.SET_NULL, related_name="lines")
    undone = models.BooleanField(default=False)
    made_by = models.CharField(max_length=150)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.meeting_id}:{self.opinion_id}"


class Duty(models.Model):
    """A planned day of a head's reception calendar; held when a meeting of that day exists."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="duties")
    held_by = models.CharField(_("held by"), max_length=60)
    on = models.DateField(_("day"))
    place = models.CharField(_("place"), max_length=200, blank=True)
    online = models.BooleanField(_("online"), default=False)
    link = models.URLField(_("link of the online reception"), blank=True)
    made_by = models.CharField(max_length=150)

    class Meta:
        ordering: ClassVar = ["on"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["unit", "held_by", "on"], name="duty_once")]

    def __str__(self) -> str:
        return f"{self.held_by} {self.on:%d/%m/%Y}"
