"""Forms about cases: an act's few fields as ``states.yaml`` names them, with the choices that the law gives."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django import forms
from django.http import QueryDict
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from langnghe.cases.fields import NAMES
from langnghe.cases.models import Case
from langnghe.cases.states import Act, channels, findings, outcomes
from langnghe.desk.forms import DAY
from langnghe.law import procedures
from langnghe.law.taxonomy import sectors, topics
from langnghe.registry.models import Officer, Unit
from langnghe.registry.queries import find_units

BLANK = ("", "—")


class UnitField(forms.CharField):
    """A unit by name or code, suggested while it is typed: the country's 3,000 in one list serve nobody.

    Cleans to a Unit in force, or None where it may stay empty.
    """

    def __init__(self, *, empty_says: Any = "", **more: Any) -> None:
        attrs = {
            "list": "units",
            "autocomplete": "off",
            "hx-get": reverse_lazy("find-units"),
            "hx-trigger": "input changed delay:200ms",
            "hx-target": "#units",
        }
        more.setdefault("help_text", empty_says or _("Type a part of the name, with or without marks, or the code."))
        super().__init__(widget=forms.TextInput(attrs=attrs), max_length=250, **more)

    def prepare_value(self, value: Any) -> Any:
        return unit_label(value) if isinstance(value, Unit) else value

    def clean(self, value: Any) -> Any:
        text = str(super().clean(value))
        return unit_named(text) if text else None


def unit_label(unit: Unit) -> str:
    return f"{unit.name} · {unit.code}"


def unit_named(text: str) -> Unit:
    """The one unit in force that is meant; ValidationError with those it may be."""
    code = text.rpartition("·")[2].strip()
    exact = Unit.objects.filter(code=code).first()
    if exact and exact.is_in_force(timezone.localdate()):
        return exact
    found = {unit.pk: unit for each in find_units(text, limit=8) for unit in each.now}
    if len(found) == 1:
        return next(iter(found.values()))
    named = ", ".join(unit_label(unit) for unit in found.values())
    raise forms.ValidationError(
        f"Có nhiều đơn vị như vậy, hãy ghi rõ: {named}."
        if named
        else "Không tìm thấy đơn vị này; hãy kiểm tra lại tên."
    )


class CaseField(forms.CharField):
    """Another case by its code, as it stands in its address or on the receipt. Cleans to its key."""

    def clean(self, value: Any) -> Any:
        code = str(super().clean(value)).strip().upper()
        found = Case.objects.filter(code=code).values_list("pk", flat=True).first() if code else None
        if code and found is None:
            raise forms.ValidationError("Không có vụ việc mang mã này.")
        return found


class TopicField(forms.ChoiceField):
    """A topic of the taxonomy by its code, or none; looked up there and not in the list that a page shows."""

    def __init__(self) -> None:
        super().__init__(label=_("Topic"), choices=lambda: topic_choices(), required=False)

    def valid_value(self, value: Any) -> bool:
        return value in topics()


PERSON = ("name", "phone", "email", "id_number", "address", "other")


class SubmissionForm(forms.Form):
    """What came, by which way, and who brought it; who brought it goes into the vault and never back to a page."""

    channel = forms.ChoiceField(label=_("Came by"), choices=lambda: list(channels().items()))
    received_on = forms.DateField(label=_("Received on"), widget=DAY, initial=timezone.localdate)
    people = forms.IntegerField(label=_("People who signed"), min_value=1, max_value=10_000, initial=1)
    unsigned = forms.BooleanField(label=_("Neither signed nor fingerprinted"), required=False)
    anonymous = forms.BooleanField(label=_("Nobody is named"), required=False)
    name = forms.CharField(label=_("Full name"), max_length=100, required=False)
    phone = forms.CharField(label=_("Telephone"), max_length=30, required=False)
    email = forms.EmailField(label=_("E-mail"), required=False)
    id_number = forms.CharField(label=_("Identity number"), max_length=20, required=False)
    address = forms.CharField(label=_("Address"), max_length=200, required=False)
    other = forms.CharField(
        label=_("Other"), max_length=300, required=False, help_text=_("Whom they represent, who signed too.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in PERSON:
            self.fields[name].widget.attrs["autocomplete"] = "off"

    def clean(self) -> dict[str, Any]:
        fields = super().clean() or {}
        if not fields.get("anonymous") and not fields.get("name") and "name" not in self.errors:
            self.add_error("name", _("Write who sends it, or tick that nobody is named."))
        return fields

    @property
    def person(self) -> dict[str, str]:
        """What goes into the vault; empty where nothing is known."""
        said = {name: self.cleaned_data.get(name, "") for name in PERSON}
        return said if any(said.values()) else {}

    @property
    def person_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in PERSON]

    @property
    def paper_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in ("channel", "received_on", "people", "unsigned", "anonymous")]


class ItemForm(forms.Form):
    """One matter of a submission. Topic and unit are suggested when the form is checked; a person confirms."""

    text = forms.CharField(label=_("What is asked"), widget=forms.Textarea(attrs={"rows": 5}), required=False)
    kind = forms.ChoiceField(
        label=_("Kind"), choices=lambda: [BLANK, *((key, kind.vi) for key, kind in procedures.kinds().items())]
    )
    area = UnitField(label=_("Place it is about"), required=False)
    topic = TopicField()
    unit = UnitField(label=_("Responsible unit"), required=False, empty_says=_("Empty: your own unit."))
    join = forms.CharField(required=False, widget=forms.HiddenInput)

    @property
    def shown_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in ("kind", "area", "topic", "unit")]

    def clean_text(self) -> str:
        text = str(self.cleaned_data["text"]).strip()
        if not text:
            raise forms.ValidationError(_("Write what is asked, in at least one sentence."))
        return text


def topic_choices() -> list[Any]:
    return [("", _("not known yet")), *((one.name, [(t.code, t.name) for t in one.topics]) for one in sectors())]


class ActForm(forms.Form):
    """The fields of one act for one case. ``given()`` is what ``actions.perform`` wants; the case checks it again."""

    on = forms.DateField(label=_("Day it counts from"), required=False, widget=DAY, help_text=_("Empty: today."))

    def __init__(self, *args: Any, case: Case, act: Act, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.case, self.act = case, act
        for name in fields_of(act):
            if name == "parts":
                continue
            self.fields[name] = MAKERS[name](case)
            self.fields[name].label = NAMES[name][0].upper() + NAMES[name][1:]
            self.fields[name].required = name in act.needs and name not in ("attended", "proof")
        self.order_fields([*(name for name in self.fields if name not in ("note", "on")), "note", "on"])

    def given(self) -> dict[str, Any]:
        fields = {name: getattr(value, "pk", value) for name, value in self.cleaned_data.items() if name != "on"}
        return fields | ({"parts": self.parts} if self.has_parts else {})

    @property
    def has_parts(self) -> bool:
        return "parts" in self.act.needs

    @property
    def parts(self) -> list[dict[str, str]]:
        """What was typed into the rows of a split; the case's own text to begin with."""
        if not self.is_bound:
            return [{"kind": self.case.kind, "text": self.case.text}, {"kind": self.case.kind, "text": ""}]
        sent = self.data if isinstance(self.data, QueryDict) else QueryDict()
        rows = zip(sent.getlist("part-kind"), sent.getlist("part-text"), strict=False)
        return [{"kind": kind, "text": text} for kind, text in rows]

    @property
    def empty_parts(self) -> list[dict[str, str]]:
        """Rows to type into: those there are, and one more once the last is filled."""
        full = self.is_bound and all(part["text"].strip() for part in self.parts)
        return self.parts + ([{"kind": self.case.kind, "text": ""}] if full else [])


def fields_of(act: Act) -> list[str]:
    return [*act.needs, *(name for name in (*act.may, "note") if name not in act.needs)]


def _text(rows: int) -> Callable[[Case], forms.Field]:
    return lambda case: forms.CharField(widget=forms.Textarea(attrs={"rows": rows}))


def _day(case: Case) -> forms.Field:
    return forms.DateField(widget=DAY)


def _tick(case: Case) -> forms.Field:
    return forms.BooleanField()


def _officers(case: Case) -> forms.Field:
    of_unit = Officer.objects.filter(unit=case.unit_id, is_active=True).order_by("last_name", "first_name", "username")
    return forms.ModelChoiceField(of_unit)


def _grounds(rows: Callable[[Case, dt.date], Any]) -> Callable[[Case], forms.Field]:
    """Reasons of the law, each with its article and whether somebody has checked it."""

    def make(case: Case) -> forms.Field:
        choices = [(row.code, _with_article(row)) for row in rows(case, timezone.localdate())]
        return forms.ChoiceField(choices=choices, widget=forms.RadioSelect)

    return make


def _with_article(row: procedures.Refusal | procedures.Ground) -> str:
    return f"{row.vi} ({row.article}{'' if row.confirmed else '; chưa xác nhận'})"


def _choose(choices: Callable[[], list[tuple[str, str]]]) -> Callable[[Case], forms.Field]:
    return lambda case: forms.ChoiceField(choices=choices(), widget=forms.RadioSelect)


def _proof(case: Case) -> forms.Field:
    files = [(row.pk, row.name) for row in case.attachments.all()]
    return forms.MultipleChoiceField(choices=files, widget=forms.CheckboxSelectMultiple)


def _kinds(case: Case) -> forms.Field:
    return forms.ChoiceField(
        choices=[BLANK, *((key, kind.vi) for key, kind in procedures.kinds().items() if key != case.kind)]
    )


MAKERS: dict[str, Callable[[Case], forms.Field]] = {
    "unit": lambda case: UnitField(),
    "officer": _officers,
    "kind": _kinds,
    "complexity": lambda case: forms.ChoiceField(
        choices=[("", _("Ordinary")), *Case.Complexity.choices[1:]], widget=forms.RadioSelect
    ),
    "refusal": _grounds(lambda case, on: procedures.kinds()[case.kind].refusals),
    "suspension": _grounds(lambda case, on: procedures.suspension_grounds(case.kind, on)),
    "stop": _grounds(lambda case, on: procedures.stop_grounds(case.kind, on)),
    "body": lambda case: forms.CharField(max_length=200),
    "meets_on": _day,
    "attended": _tick,
    "signed_paper": _tick,
    "finding": _choose(lambda: list(findings().items())),
    "outcome": _choose(lambda: [(key, row.vi) for key, row in outcomes().items()]),
    "answer": _text(8),
    "promised_on": _day,
    "proof": _proof,
    "rating": _choose(lambda: [(str(number), str(number)) for number in range(1, 6)]),
    "into": lambda case: CaseField(max_length=16),
    "note": _text(3),
    "days": lambda case: forms.IntegerField(min_value=1, max_value=60),
    "coerced": _tick,
}
