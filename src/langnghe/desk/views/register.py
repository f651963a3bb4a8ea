"""Registering one submission: who, what, where to; then the receipt with its look-up code."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from uuid import uuid4

from django.contrib import messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from langnghe.cases import attachments, problems, routing
from langnghe.cases.actions import perform
from langnghe.cases.models import Submission
from langnghe.cases.queries import visible_cases
from langnghe.cases.registering import Item
from langnghe.cases.registering import register as register_submission
from langnghe.cases.repeats import Candidate, repeats_of
from langnghe.desk.access import by, need, officer
from langnghe.desk.case_forms import ItemForm, SubmissionForm
from langnghe.law import procedures
from langnghe.privacy.door import admit_texts
from langnghe.privacy.vault import Person
from langnghe.registry.models import Officer, Unit
from langnghe.registry.roles import Right
from langnghe.text.classify import Classifier
from langnghe.text.numbers import whole

MOST_ITEMS = 20


@dataclass(frozen=True, slots=True)
class Checked:
    """An item beside what the machine says of it: what would be kept, whose it is, what it may repeat."""

    form: ItemForm
    text: str = ""
    topic: str = ""
    suggestion: routing.Suggestion | None = None
    repeats: Sequence[Candidate] = ()
    secret: bool = False


@need(Right.RECEIVE)
def register(request: HttpRequest) -> HttpResponse:
    """Type, check, save. One more item is one more press, with or without script; a form sent twice is one."""
    person = officer(request)
    if person.unit is None:
        return render(request, "desk/cases/nowhere.html")
    form, items = SubmissionForm(request.POST or None), _items(request)
    act = request.POST.get("act", "")
    checked = [Checked(item) for item in items]
    if act == "check":
        checked = [_check(item, person) for item in items]
    elif act == "save" and not [each for each in (form, *items) if not each.is_valid()]:  # each says what it lacks
        try:
            return redirect("receipt", code=_save(request, form, items).code)
        except ValueError as error:
            form.add_error(None, str(error))
    context = {
        "form": form,
        "checked": checked,
        "was_checked": act == "check",
        "key": request.POST.get("form_key") or str(uuid4()),
        "unit": person.unit,
    }
    return render(request, "desk/cases/register.html", context)


@need(Right.RECEIVE)
def receipt(request: HttpRequest, code: str) -> HttpResponse:
    """The look-up code to hand over, with what became of each item."""
    found = get_object_or_404(_received(officer(request)), code=code)
    return render(
        request, "desk/cases/receipt.html", {"submission": found, "cases": found.cases.select_related("unit")}
    )


def _items(request: HttpRequest) -> list[ItemForm]:
    """The forms of the items sent, and one more where it was asked for; emptied ones fall out but for the last."""
    if request.method != "POST":
        return [ItemForm(prefix="viec-1")]
    count = min(whole(request.POST.get("items")) or 1, MOST_ITEMS)
    numbers = [n for n in range(1, count + 1) if request.POST.get(f"viec-{n}-text", "").strip()] or [1]
    sent = request.POST.copy()
    for place, number in enumerate(numbers, start=1):
        for name in ItemForm.base_fields:
            sent[f"viec-{place}-{name}"] = request.POST.get(f"viec-{number}-{name}", "")
    forms = [ItemForm(sent, prefix=f"viec-{place}") for place in range(1, len(numbers) + 1)]
    if request.POST.get("act") == "more" and len(forms) < MOST_ITEMS:
        forms.append(ItemForm(prefix=f"viec-{len(forms) + 1}"))
    return forms


def _check(form: ItemForm, person: Officer) -> Checked:
    """What the machine makes of an item. A topic or unit that somebody chose stands; an empty one is filled in."""
    form.is_valid()
    text = form.cleaned_data.get("text", "")
    kind, area = form.cleaned_data.get("kind", ""), form.cleaned_data.get("area")
    secret = bool(kind) and procedures.kinds()[kind].needs_two_to_open
    kept = admit_texts([text])[0] if text else ""
    topic = form.cleaned_data.get("topic") or (_topic(kept) if kept else "")
    suggestion = routing.suggest(
        kind=kind, sector=_sector(topic), topic=topic, area=area or _own_area(person), on=timezone.localdate()
    )
    _fill(form, topic, suggestion, person)
    repeats = (
        []
        if secret
        else repeats_of(
            kept, area=area or _own_area(person), topic=topic, on=timezone.localdate(), among=visible_cases(person)
        )
    )
    return Checked(form, kept, topic, suggestion if kept else None, repeats, secret)


def _fill(form: ItemForm, topic: str, suggestion: routing.Suggestion, person: Officer) -> None:
    """Suggestions go into the fields that were left empty, where the officer sees and may change them."""
    sent = dict(form.data.items())
    if not sent.get(form.add_prefix("topic")):
        sent[form.add_prefix("topic")] = topic
    lead = suggestion.lead
    if not sent.get(form.add_prefix("unit")) and lead and lead != person.unit:
        sent[form.add_prefix("unit")] = f"{lead.name} · {lead.code}"
    form.data = sent


def _save(request: HttpRequest, form: SubmissionForm, items: list[ItemForm]) -> Submission:
    """Register, join what is known, attach the files. Files that cannot be taken say so; the submission stays."""
    person, fields = officer(request), form.cleaned_data
    joins = [item.cleaned_data["join"] for item in items]
    with transaction.atomic() if any(joins) else nullcontext():  # registering alone is one transaction already
        made = register_submission(
            by=person.username,
            unit=person.unit,  # type: ignore[arg-type]  # the view has seen that there is one
            channel=fields["channel"],
            received_on=fields["received_on"],
            people=fields["people"],
            anonymous=fields["anonymous"],
            signed=not fields["unsigned"],
            person=Person(**form.person) if form.person else None,
            items=[_item(item, person) for item in items],
            form_key=request.POST.get("form_key", "")[:36] or None,
        )
        if any(joins):
            _join(request, made, joins)
    if request.FILES:
        _attach(request, made)
    return made


def _item(form: ItemForm, person: Officer) -> Item:
    fields = form.cleaned_data
    return Item(
        kind=fields["kind"],
        text=fields["text"],
        sector=_sector(fields["topic"]),
        topic=fields["topic"],
        area=fields["area"] or _own_area(person),
        unit=fields["unit"],
    )


def _join(request: HttpRequest, made: Submission, joins: Sequence[str]) -> None:
    """To the known case or problem that was chosen: "case-12", "problem-3". Sent twice, it is joined once."""
    for case, chosen in zip(made.cases.order_by("item"), joins, strict=False):
        what, _dash, written = chosen.partition("-")
        key = whole(written)
        if key is None or case.state != "received":
            continue
        if what == "problem" and case.problem_id is None:
            problems.join(problem=key, case=case.pk, by=officer(request))
        elif what == "case" and officer(request).may(Right.WORK_CASES):
            perform(case=case.pk, act="merge", by=officer(request), into=key)


def _attach(request: HttpRequest, made: Submission) -> None:
    """Each item's files to its case."""
    for case in made.cases.all():
        for upload in request.FILES.getlist(f"viec-{case.item}-files"):
            try:
                attachments.attach(case, upload, by=by(request))
            except ValueError as error:
                messages.error(request, str(error))


def _received(person: Officer) -> QuerySet[Submission]:
    """Submissions that the officer's unit has received."""
    return Submission.objects.filter(unit=person.unit_id).select_related("unit")


def _own_area(person: Officer) -> Unit | None:
    """Where a matter lies unless it says: the commune that receives it."""
    return person.unit if person.unit and person.unit.is_area else None


def _topic(text: str) -> str:
    return Classifier.shipped().classify([text])[0].topic or ""


def _sector(topic: str) -> str:
    return topic.split(".")[0].upper()
