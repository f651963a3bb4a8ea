"""The shared catalogues: who reports, for which time, who signs in, and the office that issues the report."""

from __future__ import annotations

import datetime as dt
from functools import cache
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractUser, UserManager
from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from langnghe.figures.suppress import LEAST_INSIDE, LEAST_PUBLIC
from langnghe.registry.prepared import Blank, Question
from langnghe.registry.roles import ROLE_NAMES, Right, Role, may
from langnghe.text.normal import fold

NO_BLANKS = RegexValidator(r"^\S+\Z", _("A code has no blanks; write a dot or a hyphen."))  # the journal takes no words


class Unit(models.Model):
    """A commune, department, Party or Front body, village, or the province itself, while its dates are in force.

    ``valid_to`` is the last day. What came after it says :class:`Succession`; a unit is never deleted.
    """

    class Kind(models.TextChoices):
        PROVINCE = "tinh", _("Province")
        DISTRICT = "huyen", _("District")  # none since 1 July 2025 (Resolution 203/2025/QH15); old matters name them
        COMMUNE = "xa", _("Commune")
        WARD = "phuong", _("Ward")
        SPECIAL_ZONE = "dac_khu", _("Special zone")
        DEPARTMENT = "so", _("Department")
        FRONT = "mttq", _("Fatherland Front")
        COUNCIL = "hdnd", _("People's Council")
        PARTY = "dang", _("Party body")
        ORGANISATION = "doan_the", _("Mass organisation")
        VILLAGE = "thon", _("Village or residential group")
        OTHER = "khac", _("Other")

    code = models.CharField(_("code"), max_length=20, unique=True, validators=[NO_BLANKS])
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
    remote = models.BooleanField(_("remote area, where the law gives longer terms"), default=False)
    email = models.EmailField(_("e-mail of the unit, for its daily digest"), blank=True)
    folded = models.TextField(editable=False, default="")  # every name and the code, small letters without marks

    class Meta:
        ordering: ClassVar = ["name"]
        indexes: ClassVar = [models.Index(fields=["kind", "valid_to"], name="unit_kind_in_force")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(valid_to=None) | models.Q(valid_from__lte=models.F("valid_to")),
                name="unit_dates_in_order",
                violation_error_message=_("The last day is before the first."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.folded = self.words()
        super().save(*args, **kwargs)

    def words(self) -> str:
        """What a search looks at. Bulk writes, which pass ``save`` by, set ``folded`` to this."""
        return fold("\n".join([self.name, *self.other_names.splitlines(), self.code]))

    def is_in_force(self, on: dt.date) -> bool:
        return self.valid_from <= on and not self.has_ended(on)

    def has_ended(self, on: dt.date) -> bool:
        return self.valid_to is not None and self.valid_to < on

    @property
    def is_area(self) -> bool:
        """Whether opinions can lie in it: communes, wards and special zones are the areas of a province."""
        return self.kind in AREA_KINDS


AREA_KINDS = (Unit.Kind.COMMUNE, Unit.Kind.WARD, Unit.Kind.SPECIAL_ZONE)


class Succession(models.Model):
    """From a day on, one unit's matters belong to another; a unit may have many before it and many after it.

    Where a unit has several after it, the ``default`` one takes its open matters; without one a supervisor chooses.
    """

    class Kind(models.TextChoices):
        MERGE = "merge", _("merged into")
        SPLIT = "split", _("split into")
        RENAME = "rename", _("renamed")
        ABOLISH = "abolish", _("abolished, its matters go to")
        TRANSFER = "transfer", _("part transferred to")

    before = models.ForeignKey(Unit, verbose_name=_("old unit"), on_delete=models.PROTECT, related_name="successions")
    after = models.ForeignKey(Unit, verbose_name=_("new unit"), on_delete=models.PROTECT, related_name="inheritances")
    on = models.DateField(_("from the day"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    legal_basis = models.CharField(_("legal basis"), max_length=300)
    default = models.BooleanField(_("takes the open matters when there are several"), default=False)

    class Meta:
        ordering: ClassVar = ["on", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["before", "after"], name="succession_once"),
            models.UniqueConstraint(fields=["before"], condition=models.Q(default=True), name="succession_one_default"),
            models.CheckConstraint(condition=~models.Q(before=models.F("after")), name="succession_of_another"),
        ]

    def __str__(self) -> str:
        return f"{self.before} → {self.after}"


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


def roles_with_keys() -> list[str]:
    """Who must sign in with a second factor unless the office decides otherwise: those who hold keys."""
    return [Role.CUSTODIAN.value, Role.ADMINISTRATOR.value]


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
    second_factor = models.JSONField(_("roles that sign in with a code too"), default=roles_with_keys, blank=True)
    least_inside = models.PositiveSmallIntegerField(
        _("smallest count shown to officers"),
        default=LEAST_INSIDE,
        validators=[MinValueValidator(LEAST_INSIDE)],
        help_text=_("Smaller counts of people's words are hidden, and as many others as keep them hidden."),
    )
    least_public = models.PositiveSmallIntegerField(
        _("smallest count shown in public"), default=LEAST_PUBLIC, validators=[MinValueValidator(LEAST_PUBLIC)]
    )

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(least_inside__gte=LEAST_INSIDE, least_public__gte=LEAST_PUBLIC),
                name="office_hides_small_counts",
            )
        ]

    def __str__(self) -> str:
        return self.name


class Officers(UserManager["Officer"]):
    use_in_migrations = False

    def get(self, *args: Any, **wanted: Any) -> Officer:
        """Django asks who is signed in at every request, by the key alone: then the unit comes with the officer."""
        if type(self) is Officers and not args and wanted.keys() == {"pk"}:  # not the officers of some unit
            return _with_unit(wanted["pk"])
        return super().get(*args, **wanted)

    def create_superuser(self, username: str, *args: Any, **fields: Any) -> Officer:
        """For ``langnghe manage createsuperuser``: the first administrator of a new site."""
        return super().create_superuser(username, *args, **({"role": Role.ADMINISTRATOR} | fields))


class Officer(AbstractUser):
    """A person who signs in. One role; the unit for which they work."""

    role = models.CharField(_("role"), max_length=20, choices=list(ROLE_NAMES.items()), default=Role.CLERK)
    unit = models.ForeignKey(Unit, verbose_name=_("unit"), null=True, blank=True, on_delete=models.PROTECT)
    sessions_ended = models.PositiveIntegerField(default=0, editable=False)

    objects: ClassVar = Officers()

    def may(self, right: Right) -> bool:
        return self.is_active and may(self.role, right)

    def get_session_auth_hash(self) -> str:
        """Every session carries it: a new password, another role or one more ``sessions_ended`` ends them all."""
        of = f"{self.password}|{self.role}|{self.sessions_ended}"
        return salted_hmac("langnghe.registry.Officer", of, algorithm="sha256").hexdigest()

    def __str__(self) -> str:
        return f"{self.last_name} {self.first_name}".strip() or self.username  # family name first


def _with_unit(key: Any) -> Officer:
    """One officer. Raises Officer.DoesNotExist as ``objects.get`` does."""
    found = _one_officer().rows(pk=Officer._meta.pk.to_python(key))
    if not found:
        raise Officer.DoesNotExist
    officer: Officer = found[0]
    return officer


@cache
def _one_officer() -> Question:
    return Question.of(Officer.objects.filter(pk=Blank("pk")).select_related("unit"))


class CalendarDay(models.Model):
    """A day whose nature the office has set by hand: it stands above the calendar that ships (``law.calendar``)."""

    class Kind(models.TextChoices):
        HOLIDAY = "holiday", _("Public holiday")
        REST = "rest_instead", _("Day off in exchange")
        WORK = "work_instead", _("Worked in exchange")
        ORDINARY = "ordinary", _("Ordinary day")

    date = models.DateField(_("day"), unique=True)
    kind = models.CharField(_("nature of the day"), max_length=12, choices=Kind.choices)
    name = models.CharField(_("name"), max_length=100)
    source = models.CharField(_("legal basis"), max_length=200, blank=True)
    made_by = models.CharField(max_length=150)

    class Meta:
        ordering: ClassVar = ["date"]

    def __str__(self) -> str:
        return f"{self.date:%d/%m/%Y} {self.name}"


class ApiKey(models.Model):
    """What another organisation's program shows to send on people's matters (Open311). Only its digest is kept.

    ``window`` and ``used`` count its calls of the running minute, so that all processes see one count.
    """

    name = models.CharField(_("who uses it"), max_length=100)
    digest = models.CharField(max_length=64, unique=True)  # SHA-256: a key is 256 random bits, nothing to guess
    start = models.CharField(max_length=12)  # the first letters, so that two keys can be told apart
    unit = models.ForeignKey(
        Unit, verbose_name=_("unit that receives what names no commune"), on_delete=models.PROTECT, related_name="+"
    )
    active = models.BooleanField(default=True)
    rate = models.PositiveIntegerField(_("calls a minute, at most"), default=60)
    window = models.PositiveBigIntegerField(default=0)  # minutes since 1970
    used = models.PositiveIntegerField(default=0)
    made_by = models.CharField(max_length=150)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["-active", "name", "pk"]

    def __str__(self) -> str:
        return self.name


class Boundary(models.Model):
    """Where an area lies on the ground, from the office's own file, made small (``figures.outlines``)."""

    unit = models.OneToOneField(Unit, on_delete=models.CASCADE, related_name="boundary")
    outline = models.JSONField()  # polygons, each its rings, of [longitude, latitude] in WGS 84
    west = models.FloatField()
    south = models.FloatField()
    east = models.FloatField()
    north = models.FloatField()
    loaded_by = models.CharField(max_length=150)
    loaded_at = models.DateTimeField(auto_now=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["west", "east"], name="boundary_box")]

    def __str__(self) -> str:
        return str(self.unit)
