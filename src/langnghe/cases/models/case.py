"""What arrived (a submission), the single matters in it (cases), and everything that happened to each."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from langnghe.cases.models.contact import Visit
from langnghe.registry.models import Officer, Unit


class Submission(models.Model):
    """What somebody brought at one time, by one channel; a mixed one holds several cases.

    Who brought it is in the vault under ``vault``, a key that tells nothing. ``code`` is drawn at random: it is in
    addresses and on receipts, and must not tell when or in which order submissions came.
    """

    code = models.CharField(_("look-up code"), max_length=12, unique=True)
    channel = models.CharField(_("channel"), max_length=20)
    received_on = models.DateField(_("received on"))
    received_by = models.CharField(max_length=150)
    unit = models.ForeignKey(
        Unit, verbose_name=_("receiving unit"), on_delete=models.PROTECT, related_name="submissions"
    )
    visit = models.ForeignKey(Visit, null=True, blank=True, on_delete=models.PROTECT, related_name="submissions")
    text = models.TextField(_("content"))  # redacted
    # How many stand behind it, never who: the official statistics count petitions by one and by several signers.
    people = models.PositiveIntegerField(_("people who signed"), default=1)
    anonymous = models.BooleanField(_("without a name"), default=False)
    signed = models.BooleanField(_("signed or fingerprinted"), default=True)
    vault = models.CharField(max_length=32, blank=True, unique=True, null=True)  # key in privacy.Sealed
    # Set by the browser when a form is opened, so that a form sent twice is one submission.
    form_key = models.CharField(max_length=36, unique=True, null=True, blank=True)
    made_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.code


class Problem(models.Model):
    """A root cause behind many cases over many periods: one cause, one owner."""

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        SOLVED = "solved", _("Really solved")

    title = models.CharField(_("problem"), max_length=200)
    cause = models.TextField(_("cause"), blank=True)
    owner = models.ForeignKey(Unit, verbose_name=_("unit that owns it"), on_delete=models.PROTECT, related_name="+")
    topic = models.CharField(max_length=40, blank=True)
    area = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    promised_on = models.DateField(_("promised for"), null=True, blank=True)
    solved_on = models.DateField(_("solved on"), null=True, blank=True)
    proof = models.ForeignKey("Attachment", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    made_by = models.CharField(max_length=150)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["-made_at", "-id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~models.Q(state="solved") | models.Q(solved_on__isnull=False, proof__isnull=False),
                name="solved_has_its_proof",
            )
        ]

    def __str__(self) -> str:
        return self.title


class Case(models.Model):
    """One matter: one kind, one responsible unit, one state, one outcome. States and acts: ``cases/states.yaml``.

    ``due_on`` and ``warned`` repeat what the running clocks say, so that a list of 100,000 cases is one query.
    """

    class Complexity(models.TextChoices):
        PLAIN = "", _("Ordinary")
        COMPLEX = "complex", _("Complex")
        VERY_COMPLEX = "very_complex", _("Especially complex")

    code = models.CharField(max_length=16, unique=True)  # the submission's code and the item: K7QX-M2PD-3
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="cases")
    item = models.PositiveSmallIntegerField(default=1)
    kind = models.CharField(_("kind"), max_length=30)  # key in law.procedures.kinds()
    state = models.CharField(_("state"), max_length=20, default="received")
    is_open = models.BooleanField(default=True)  # follows from the state; here for the indexes
    title = models.CharField(_("matter"), max_length=200)  # redacted
    text = models.TextField(_("content"))  # redacted
    folded = models.TextField(default="")  # title and text, lower case without marks: what search looks at
    unit = models.ForeignKey(Unit, verbose_name=_("responsible unit"), on_delete=models.PROTECT, related_name="cases")
    area = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="cases_in_area")
    officer = models.ForeignKey(Officer, null=True, blank=True, on_delete=models.PROTECT, related_name="cases")
    sector = models.CharField(max_length=10, blank=True)
    topic = models.CharField(max_length=40, blank=True)
    complexity = models.CharField(max_length=14, choices=Complexity.choices, default=Complexity.PLAIN, blank=True)
    remote = models.BooleanField(_("remote area"), default=False)
    # A denunciation: only officers named on the case see it, and its vault opens with two people.
    secret = models.BooleanField(default=False)
    received_on = models.DateField(_("received on"))
    accepted_on = models.DateField(null=True, blank=True)
    due_on = models.DateField(_("due on"), null=True, blank=True)
    warned = models.PositiveSmallIntegerField(default=0)  # per cent of the running clock: 0, 50, 80, 100
    decided_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    outcome = models.CharField(_("outcome"), max_length=20, blank=True)  # key in cases/outcomes.yaml
    finding = models.CharField(max_length=20, blank=True)  # of a complaint or denunciation: right, partly, wrong
    promised_on = models.DateField(_("promised for"), null=True, blank=True)
    answer = models.TextField(_("answer"), blank=True)  # redacted; what is published
    rating = models.PositiveSmallIntegerField(null=True, blank=True)  # 1..5, of the answer, by who asked
    previous = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="later")
    merged_into = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged")
    problem = models.ForeignKey(Problem, null=True, blank=True, on_delete=models.SET_NULL, related_name="cases")
    version = models.PositiveIntegerField(default=1)  # two officers editing: the second is told
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["submission", "item"], name="item_once"),
            models.CheckConstraint(
                condition=~models.Q(outcome="done") | models.Q(closed_on__isnull=False) | models.Q(is_open=True),
                name="done_has_its_day",
            ),
        ]
        indexes: ClassVar = [
            # Partial, because SQLite takes the bare word "is_open" of a query for no equality an index could use.
            models.Index(fields=["due_on", "id"], condition=models.Q(is_open=True), name="case_by_due"),
            models.Index(fields=["unit", "due_on", "id"], condition=models.Q(is_open=True), name="case_by_unit_due"),
            models.Index(fields=["officer", "due_on", "id"], condition=models.Q(is_open=True), name="case_by_officer"),
            models.Index(fields=["kind", "state", "received_on"], name="case_by_kind"),
            models.Index(fields=["area", "topic"], name="case_by_area_topic"),
            # Not db_index at the field: to alter one, SQLite makes the table anew and the search's triggers are lost.
            models.Index(fields=["decided_on"], name="case_by_decided"),
            models.Index(
                fields=["unit", "closed_on"],
                condition=models.Q(is_open=False, rating__isnull=False),
                name="case_by_rated",
            ),
        ]

    def __str__(self) -> str:
        return self.code


class CoUnit(models.Model):
    """A unit that co-operates on a case, gives its opinion, or supervises it."""

    class Role(models.TextChoices):
        CO = "co", _("Co-operates")
        RECEIVED = "received", _("Received it")
        SUPERVISES = "supervises", _("Supervises")

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="co_units")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="co_cases")
    role = models.CharField(max_length=10, choices=Role.choices, default=Role.CO)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["case", "unit"], name="co_unit_once")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.unit_id}"


class Event(models.Model):
    """One line of a case's timeline: an act of the table, or something that befell it. Never changed afterwards."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="events")
    number = models.PositiveIntegerField()
    act = models.CharField(max_length=30)  # key in cases/states.yaml
    on = models.DateField()  # the day it counts from in law
    at = models.DateTimeField(auto_now_add=True)
    by = models.CharField(max_length=150)
    state = models.CharField(max_length=20)  # after it
    note = models.TextField(blank=True)  # redacted
    detail = models.JSONField(default=dict)  # reason codes, units, dates: never text of a person
    public = models.BooleanField(default=False)  # shown to who asked
    undone_by = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="undoes")

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["case", "number"], name="event_once")]
        indexes: ClassVar = [models.Index(fields=["case"], condition=models.Q(act="reopen"), name="event_reopens")]

    def __str__(self) -> str:
        return f"{self.case_id}.{self.number} {self.act}"


class Attachment(models.Model):
    """A file of a case: the cleaned working copy by its SHA-256. The original as it came is sealed in the vault."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="attachments")
    event = models.ForeignKey(Event, null=True, blank=True, on_delete=models.PROTECT, related_name="attachments")
    sha256 = models.CharField(max_length=64, blank=True)  # of the cleaned copy; "" while only the sealed one exists
    sealed = models.CharField(max_length=64, blank=True)  # SHA-256 of the sealed original
    name = models.CharField(max_length=120)  # redacted; of a denunciation: "Tệp 1.pdf"
    format = models.CharField(max_length=10)
    size = models.PositiveBigIntegerField()
    proof = models.BooleanField(default=False)  # shows that a matter is really done
    scanned = models.BooleanField(_("scanned for viruses"), default=False)
    made_by = models.CharField(max_length=150)
    made_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name


class Note(models.Model):
    """An internal note among officers; redacted like everything else."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="notes")
    text = models.TextField()
    by = models.CharField(max_length=150)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.case_id} {self.by}"


class Mention(models.Model):
    """An officer named in a note (@username): a line of their «Hôm nay của tôi» until they have seen it."""

    note = models.ForeignKey(Note, on_delete=models.CASCADE, related_name="mentions")
    officer = models.ForeignKey(Officer, on_delete=models.CASCADE, related_name="mentions")
    seen = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["note", "officer"], name="mention_once")]
        indexes: ClassVar = [models.Index(fields=["officer", "seen"])]

    def __str__(self) -> str:
        return f"{self.note_id} @{self.officer_id}"
