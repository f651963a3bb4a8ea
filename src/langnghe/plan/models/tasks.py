"""Plans and programmes, their tasks, what each unit owes and when, what it reported, and what shows it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from langnghe.cases.models import Letter
from langnghe.registry.models import Unit


class Plan(models.Model):
    """A plan or programme with its time; a joint one is issued by several bodies."""

    class Rhythm(models.TextChoices):
        NONE = "", _("Only at each task's own day")
        MONTH = "month", _("Every month")
        QUARTER = "quarter", _("Every quarter")

    title = models.CharField(_("name of the plan"), max_length=300)
    key = models.CharField(max_length=64, unique=True)  # of its title: the same plan imported again is the same row
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("to"))
    rhythm = models.CharField(_("progress is reported"), max_length=10, choices=Rhythm.choices, blank=True)
    bodies = models.ManyToManyField(Unit, verbose_name=_("issued by"), related_name="plans")
    # What the document says around its tables: purpose, requirements, organisation: [[heading, text], ...]
    parts = models.JSONField(default=list, blank=True)
    made_by = models.CharField(max_length=150)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["-starts_on", "title"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(starts_on__lte=models.F("ends_on")), name="plan_in_order")
        ]

    def __str__(self) -> str:
        return self.title


class Task(models.Model):
    """One thing the plan asks for. Its state is nowhere typed: it follows from its dues."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="tasks")
    parent = models.ForeignKey(
        "self", verbose_name=_("part of"), null=True, blank=True, on_delete=models.PROTECT, related_name="parts"
    )
    number = models.PositiveIntegerField()  # order in the plan
    mark = models.CharField(max_length=20, blank=True)  # as printed: "2.1"
    section = models.CharField(_("section"), max_length=300, blank=True)
    title = models.TextField(_("task"))
    product = models.TextField(_("product"), blank=True)
    when = models.CharField(_("time, as written"), max_length=200, blank=True)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("to"))
    key = models.CharField(max_length=64)  # of section and title: what makes it the same task in another import
    printed = models.CharField(max_length=64, blank=True)  # digest of its row: the same row again changes nothing

    class Meta:
        ordering: ClassVar = ["plan", "number", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["plan", "key"], name="task_once"),
            models.CheckConstraint(condition=models.Q(starts_on__lte=models.F("ends_on")), name="task_in_order"),
        ]

    def __str__(self) -> str:
        return self.title


class TaskUnit(models.Model):
    """A unit that leads a task or co-ordinates in it. Of several that lead, each does it and each reports."""

    class Role(models.TextChoices):
        LEAD = "lead", _("leads")
        CO = "co", _("co-ordinates")

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="units")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="task_parts")
    role = models.CharField(max_length=4, choices=Role.choices)

    class Meta:
        ordering: ClassVar = ["-role", "unit__name"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["task", "unit"], name="task_unit_once")]

    def __str__(self) -> str:
        return f"{self.unit} {self.role}"


class TaskReport(models.Model):
    """What a leading unit reported at one due: how far, what was done, what is in the way."""

    class State(models.TextChoices):
        SENT = "sent", _("Received")
        RETURNED = "returned", _("Returned for more")

    due = models.ForeignKey("Due", on_delete=models.CASCADE, related_name="reports")
    percent = models.PositiveSmallIntegerField(_("done, per cent"))
    done = models.TextField(_("what was done"))  # redacted
    obstacles = models.TextField(_("what is in the way"), blank=True)  # redacted
    on = models.DateField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.SENT)
    returned_why = models.TextField(blank=True)  # redacted
    returned_by = models.CharField(max_length=150, blank=True)
    made_by = models.CharField(max_length=150)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(percent__lte=100), name="task_report_percent"),
            models.CheckConstraint(
                condition=~models.Q(state="returned") | ~models.Q(returned_why=""), name="task_report_returned_with_why"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.due_id} {self.percent}%"


class Due(models.Model):
    """A day by which one unit owes the result of a task, one turn of it, or word on its progress.

    ``met_by`` is the report that met it; a report that is returned meets nothing.
    """

    class Kind(models.TextChoices):
        RESULT = "result", _("result")
        PROGRESS = "progress", _("progress report")

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="dues")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="task_dues")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    turn = models.CharField(max_length=40, blank=True)  # "tháng 9/2026", "quý III/2026", "" where there is only one
    first_on = models.DateField()  # as planned
    on = models.DateField(_("due on"))  # as extended
    met_by = models.ForeignKey(TaskReport, null=True, blank=True, on_delete=models.SET_NULL, related_name="meets")
    met_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["on", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["task", "unit", "kind", "first_on"], name="due_once"),
            models.CheckConstraint(
                condition=models.Q(met_by=None, met_on=None) | models.Q(met_on__isnull=False), name="due_met_with_day"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["unit", "on"], condition=models.Q(met_on=None), name="due_open_by_unit"),
            models.Index(fields=["on"], condition=models.Q(met_on=None), name="due_open_by_day"),
        ]

    def __str__(self) -> str:
        return f"{self.task_id} {self.on:%d/%m/%Y}"


class TaskExtension(models.Model):
    """A unit asks for a later day with its reason; another officer grants or refuses it with one."""

    class State(models.TextChoices):
        ASKED = "asked", _("Asked for")
        GRANTED = "granted", _("Granted")
        REFUSED = "refused", _("Refused")

    due = models.ForeignKey(Due, on_delete=models.CASCADE, related_name="extensions")
    until = models.DateField(_("until"))
    reason = models.TextField(_("reason"))  # redacted
    state = models.CharField(max_length=8, choices=State.choices, default=State.ASKED)
    answer = models.TextField(_("reason of the answer"), blank=True)  # redacted
    asked_by = models.CharField(max_length=150)
    asked_at = models.DateTimeField(auto_now_add=True)
    answered_by = models.CharField(max_length=150, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["due"], condition=models.Q(state="asked"), name="one_extension_asked"),
            models.CheckConstraint(
                condition=~models.Q(answered_by=models.F("asked_by")) | models.Q(answered_by=""),
                name="extension_by_another",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.due_id} {self.until:%d/%m/%Y}"


class Measure(models.Model):
    """A number that a task must reach. ``source`` says where it comes from: a query of this site, or a unit by hand."""

    class Way(models.TextChoices):
        LEAST = "least", _("at least")
        MOST = "most", _("at most")

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="measures")
    name = models.CharField(_("measure"), max_length=300)
    way = models.CharField(max_length=5, choices=Way.choices, default=Way.LEAST)
    target = models.DecimalField(_("target"), max_digits=14, decimal_places=2)
    counted_in = models.CharField(_("unit of measure"), max_length=60, blank=True)  # "%", "cuộc"
    source = models.CharField(_("source"), max_length=40, blank=True)  # key in sources.yaml
    entered_by = models.ForeignKey(
        Unit, verbose_name=_("entered by hand by"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering: ClassVar = ["task__number", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["task", "name"], name="measure_once"),
            models.CheckConstraint(
                condition=models.Q(source="") | models.Q(entered_by=None), name="measure_of_one_source"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def has_source(self) -> bool:
        return bool(self.source or self.entered_by_id)


class MeasureValue(models.Model):
    """A value that a unit entered by hand in one report."""

    measure = models.ForeignKey(Measure, on_delete=models.CASCADE, related_name="values")
    report = models.ForeignKey(TaskReport, on_delete=models.CASCADE, related_name="values")
    value = models.DecimalField(max_digits=14, decimal_places=2)

    class Meta:
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["measure", "report"], name="measure_value_once")]

    def __str__(self) -> str:
        return f"{self.measure_id} {self.value}"


class Evidence(models.Model):
    """A file that shows what a report says: cleaned; the original is sealed."""

    report = models.ForeignKey(TaskReport, on_delete=models.CASCADE, related_name="files")
    sealed = models.CharField(max_length=64)
    sha256 = models.CharField(max_length=64)
    name = models.CharField(max_length=120)
    format = models.CharField(max_length=10)
    size = models.PositiveIntegerField()
    scanned = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["report", "sealed"], name="evidence_once")]

    def __str__(self) -> str:
        return self.name


class TaskReminder(models.Model):
    """A warning about a due: made once for its day, point and reader. The row itself is the memory."""

    due = models.ForeignKey(Due, on_delete=models.CASCADE, related_name="reminders")
    point = models.SmallIntegerField()  # working days to the day: 5, 1, 0; after it: -1, -10
    on = models.DateField()  # the due's day when it was made: a moved day warns anew
    to = models.CharField(max_length=10)  # "unit", "superior", "body"
    made_at = models.DateTimeField(auto_now_add=True)
    # None where nobody has an address: then it stands in the list of who is late only.
    letter = models.ForeignKey(Letter, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["due", "point", "on", "to"], name="task_reminder_once")
        ]

    def __str__(self) -> str:
        return f"{self.due_id} {self.point}"
