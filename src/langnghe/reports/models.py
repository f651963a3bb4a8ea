"""The official report: its sections as drafted and as a person edited them, and every figure with its query."""

from __future__ import annotations

from typing import ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, validate_email
from django.db import models
from django.utils.translation import gettext_lazy as _

from langnghe.cases.models import Case, Event
from langnghe.registry.models import Period


def one_address_a_line(text: str) -> None:
    """Raises ValidationError that names the line which is no address."""
    for line in filter(None, map(str.strip, text.splitlines())):
        try:
            validate_email(line)
        except ValidationError:
            raise ValidationError(_("“%(line)s” is no e-mail address."), params={"line": line}) from None


class Report(models.Model):
    """One report of a period in one form and one layout."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        IN_REVIEW = "in_review", _("In review")
        APPROVED = "approved", _("Approved")
        ISSUED = "issued", _("Issued")

    class Form(models.TextChoices):
        MONTH = "thang", _("Monthly report on the people's situation")
        QUARTER = "quy", _("Quarterly report")
        VOTERS = "cu-tri", _("Voters' petitions")

    class Style(models.TextChoices):
        STATE = "nd30", _("State layout (Decree 30/2020)")
        PARTY = "dang", _("Party layout (Guide 05-HD/VPTW)")

    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="reports")
    form = models.CharField(max_length=10, choices=Form.choices)
    style = models.CharField(max_length=10, choices=Style.choices)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    number = models.CharField(max_length=10, blank=True)  # given when it is issued
    dated_on = models.DateField(null=True, blank=True)
    drafted_at = models.DateTimeField(null=True, blank=True)
    state_by = models.CharField(max_length=150, blank=True)
    state_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-period__key", "form", "style"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["period", "form", "style"], name="one_report_of_a_kind")
        ]

    def __str__(self) -> str:
        return f"{self.get_form_display()} {self.period}"

    @property
    def is_open(self) -> bool:
        """Whether its text may still change."""
        return self.state in (self.State.DRAFT, self.State.IN_REVIEW)


class Section(models.Model):
    """One part of a report. Lines of text: ``# `` a heading, ``- `` an item, else a paragraph; ``[[key]]`` a figure."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="sections")
    key = models.CharField(max_length=40)
    order = models.PositiveSmallIntegerField()
    heading = models.CharField(max_length=200, blank=True)
    drafted = models.TextField(blank=True)
    edited = models.TextField(null=True, blank=True)  # null: nobody has edited it; a redraft never touches this
    edited_by = models.CharField(max_length=150, blank=True)
    # The draft that the editor had before them: when a redraft differs from it, the page says so.
    edited_from = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar = ["order"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["report", "key"], name="section_once")]

    def __str__(self) -> str:
        return self.heading or self.key

    @property
    def text(self) -> str:
        return self.drafted if self.edited is None else self.edited

    @property
    def draft_has_moved(self) -> bool:
        return self.edited is not None and self.edited_from != self.drafted


class Figure(models.Model):
    """One number of a report and the query that gives it again."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="figures")
    key = models.CharField(max_length=120)
    label = models.CharField(max_length=300)
    measure = models.CharField(max_length=30)
    filters = models.JSONField(default=dict)
    value = models.CharField(max_length=20)  # as printed

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["report", "key"], name="figure_once")]

    def __str__(self) -> str:
        return f"{self.key} = {self.value}"


class Mailing(models.Model):
    """Whom the newest issued report of a form goes to by e-mail, and on which day of the month."""

    form = models.CharField(_("form"), max_length=10, choices=Report.Form.choices)
    style = models.CharField(_("layout"), max_length=10, choices=Report.Style.choices)
    to = models.TextField(_("addresses, one a line"), validators=[one_address_a_line])
    on_day = models.PositiveSmallIntegerField(
        _("day of the month, from which it is sent"),
        default=5,
        validators=[MinValueValidator(1), MaxValueValidator(28)],
    )
    set_by = models.CharField(max_length=150)

    class Meta:
        ordering: ClassVar = ["form", "on_day", "pk"]

    def __str__(self) -> str:
        return f"{self.get_form_display()}, {self.on_day}"

    @property
    def addresses(self) -> list[str]:
        return [line.strip() for line in self.to.splitlines() if line.strip()]


class Paper(models.Model):
    """A paper of a case: drafted at any time, issued once its act has taken effect; what was issued is kept as it left.

    It knows the case, not whom it goes to: the addressee's name is put in by the custodian or by hand.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="papers")
    key = models.CharField(max_length=20)  # key in reports/papers/papers.yaml
    style = models.CharField(max_length=10, choices=Report.Style.choices)
    # The act that it tells of; none while it is only drafted.
    event = models.ForeignKey(Event, null=True, blank=True, on_delete=models.CASCADE, related_name="papers")
    drafted_by = models.CharField(max_length=150)
    drafted_at = models.DateTimeField(auto_now_add=True)
    number = models.CharField(_("number"), max_length=10, blank=True)
    dated_on = models.DateField(_("dated"), null=True, blank=True)
    issued_by = models.CharField(max_length=150, blank=True)
    issued_at = models.DateTimeField(null=True, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    content = models.BinaryField(null=True)  # the Word file as it was issued

    class Meta:
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["case", "key", "style"], condition=models.Q(issued_at=None), name="one_open_paper_of_a_kind"
            ),
            models.UniqueConstraint(fields=["event", "key"], name="paper_of_an_event_once"),
            models.CheckConstraint(
                condition=models.Q(issued_at=None)
                | (models.Q(event__isnull=False, dated_on__isnull=False) & ~models.Q(number="") & ~models.Q(sha256="")),
                name="issued_paper_is_complete",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.key}"

    @property
    def is_issued(self) -> bool:
        return self.issued_at is not None
