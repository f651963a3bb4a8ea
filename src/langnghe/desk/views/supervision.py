"""Supervision and social criticism: the Front's programmes; what a body was asked, and its answer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from langnghe.cases import attachments
from langnghe.consultations.models import InspectionVisit, Programme, Recommendation, SupervisionFile
from langnghe.consultations.supervision import queries
from langnghe.consultations.supervision.programmes import (
    begin,
    conclude,
    drop,
    plan_programme,
    record_finding,
    record_visit,
)
from langnghe.consultations.supervision.publishing import propose_public, show, take_back
from langnghe.consultations.supervision.recommendations import JUDGEMENTS, answer, judge, recommend, report_done
from langnghe.consultations.supervision.rights import own_bodies
from langnghe.consultations.supervision.terms import CHOSEN, bases, terms
from langnghe.desk.access import need, officer
from langnghe.desk.case_forms import UnitField
from langnghe.desk.files import word_file
from langnghe.desk.forms import DAY
from langnghe.desk.paging import page_of
from langnghe.desk.saved import say_saved
from langnghe.downloads import download
from langnghe.registry.models import Officer, Unit
from langnghe.registry.queries import units_in_force
from langnghe.registry.roles import Right
from langnghe.reports.front import filling
from langnghe.text.numbers import whole

MOST_SHOWN = 200  # recommendations to one unit, those that are owed first
LONG = forms.Textarea(attrs={"rows": 4})


def bodies_in_force() -> QuerySet[Unit]:
    return units_in_force(timezone.localdate()).exclude(kind__in=(Unit.Kind.VILLAGE, Unit.Kind.PROVINCE))


class ProgrammeForm(forms.Form):
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=Programme.Kind.choices)
    subject = forms.CharField(label=gettext_lazy("Subject"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))
    draft = forms.CharField(label=gettext_lazy("Draft document, for social criticism"), max_length=300, required=False)
    consultation = forms.IntegerField(
        label=gettext_lazy("Number of the consultation on the draft, if there is one"), min_value=1, required=False
    )
    year = forms.IntegerField(label=gettext_lazy("Programme of the year"), min_value=2020, max_value=2100)
    starts_on = forms.DateField(label=gettext_lazy("From"), widget=DAY)
    ends_on = forms.DateField(label=gettext_lazy("To"), widget=DAY)
    leads = forms.ModelChoiceField(Unit.objects.none(), label=gettext_lazy("Body of the Front that leads"))
    bodies = forms.ModelMultipleChoiceField(
        Unit.objects.none(),
        label=gettext_lazy("Bodies supervised, or that wrote the draft"),
        widget=forms.CheckboxSelectMultiple,
    )
    legal = forms.MultipleChoiceField(label=gettext_lazy("Legal bases"), widget=forms.CheckboxSelectMultiple)
    members = forms.CharField(
        label=gettext_lazy("Organisations that take part"),
        widget=LONG,
        required=False,
        help_text=gettext_lazy("One a line: the organisation and how many it sends; no names."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = bodies_in_force()
        front = units.filter(kind__in=(Unit.Kind.FRONT, Unit.Kind.ORGANISATION))
        legal = [(row.key, _with_doubt(row.article, row.confirmed)) for row in bases().values()]
        self.fields["leads"].queryset = front if front.exists() else units  # type: ignore[attr-defined]
        self.fields["bodies"].queryset = units  # type: ignore[attr-defined]
        self.fields["legal"].choices = legal  # type: ignore[attr-defined]


def _with_doubt(text: str, confirmed: bool) -> str:
    return text if confirmed else f"{text} ({_('not confirmed')})"


class VisitForm(forms.Form):
    body = UnitField(label=gettext_lazy("Body visited"))
    held_on = forms.DateField(label=gettext_lazy("Day"), widget=DAY)
    place = forms.CharField(label=gettext_lazy("Where it was"), max_length=200)
    seen = forms.CharField(label=gettext_lazy("What was seen"), widget=LONG)


class FindingForm(forms.Form):
    text = forms.CharField(label=gettext_lazy("Finding"), widget=LONG)
    visit = forms.ModelChoiceField(InspectionVisit.objects.none(), label=gettext_lazy("At which visit"), required=False)

    def __init__(self, *args: Any, programme: Programme, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["visit"].queryset = programme.visits.all()  # type: ignore[attr-defined]

    def clean_visit(self) -> int | None:
        visit: InspectionVisit | None = self.cleaned_data["visit"]
        return visit.pk if visit else None


class RecommendForm(forms.Form):
    body = UnitField(label=gettext_lazy("Body asked"))
    text = forms.CharField(label=gettext_lazy("Recommendation"), widget=LONG)
    term = forms.ChoiceField(label=gettext_lazy("Term of the answer"))
    due_on = forms.DateField(label=gettext_lazy("Or a day of your own"), widget=DAY, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = [(row.key, _with_doubt(row.vi, row.confirmed)) for row in terms().values()]
        self.fields["term"].choices = [*known, (CHOSEN, _("a day of your own"))]  # type: ignore[attr-defined]


class ConclusionForm(forms.Form):
    opinion = forms.CharField(
        label=gettext_lazy("Conclusion, or opinion on the draft"), widget=forms.Textarea(attrs={"rows": 8})
    )
    number = forms.CharField(label=gettext_lazy("Number of the paper"), max_length=10, required=False)
    dated_on = forms.DateField(label=gettext_lazy("Date of the paper"), widget=DAY, required=False)


class AnswerForm(forms.Form):
    stance = forms.ChoiceField(
        label=gettext_lazy("Your answer"),
        choices=[
            (Recommendation.State.ACCEPTED, gettext_lazy("Accepted")),
            (Recommendation.State.PARTLY, gettext_lazy("Accepted in part")),
            (Recommendation.State.REFUSED, gettext_lazy("Not accepted")),
        ],
    )
    text = forms.CharField(label=gettext_lazy("Answer and reasons"), widget=LONG)
    promised_on = forms.DateField(label=gettext_lazy("To be done by"), widget=DAY, required=False)


class DoneForm(forms.Form):
    text = forms.CharField(label=gettext_lazy("What was done"), widget=LONG)


class JudgeForm(forms.Form):
    text = forms.CharField(label=gettext_lazy("Reason"), widget=forms.Textarea(attrs={"rows": 2}), required=False)
    due_on = forms.DateField(label=gettext_lazy("New day for the answer"), widget=DAY, required=False)


# --- the Front's side -------------------------------------------------------------------------------------------


@need(Right.KEEP_SUPERVISION, Right.SUPERVISE)
def programmes(request: HttpRequest) -> HttpResponse:
    """The programme of a year; what waits for an answer too long; what waits for a second person."""
    today = timezone.localdate()
    year = whole(request.GET.get("nam"), 4)
    context = {
        "page": page_of(request, queries.programmes(year)),
        "year": year,
        "years": sorted({*Programme.objects.values_list("year", flat=True)}, reverse=True),
        "late": list(queries.overdue(today)),
        "today": today,
    }
    return render(request, "desk/supervision/programmes.html", context)


@need(Right.KEEP_SUPERVISION)
def edit_programme(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    found = get_object_or_404(Programme, pk=pk) if pk else None
    form = ProgrammeForm(request.POST or None, initial=_as_typed(found, officer(request)))
    if request.method == "POST" and form.is_valid():
        try:
            made = plan_programme(by=officer(request), programme=pk, **form.cleaned_data)
            say_saved(request, *made.words)
            return redirect("programme", pk=made.pk)
        except ValueError as error:
            form.add_error(None, str(error))
    return render(request, "desk/supervision/programme_form.html", {"form": form, "programme": found})


def _as_typed(found: Programme | None, person: Officer) -> dict[str, Any]:
    if found is None:
        return {"year": timezone.localdate().year, "leads": person.unit_id, "legal": ["luat_mt"]}
    names = ("kind", "subject", "draft", "consultation", "year", "starts_on", "ends_on", "leads", "members")
    return {name: getattr(found, name) for name in names} | {"bodies": found.bodies.all(), "legal": found.bases}


@need(Right.KEEP_SUPERVISION, Right.SUPERVISE)
def programme(request: HttpRequest, pk: int) -> HttpResponse:
    """One programme with all that came of it; POST: one act."""
    found = get_object_or_404(queries.programmes(), pk=pk)
    forms_shown = _programme_forms(request, found)
    if request.method == "POST" and _act(request, found, forms_shown):
        return redirect("programme", pk=pk)
    context = {
        "programme": found,
        "visits": found.visits.select_related("body").prefetch_related("findings"),
        "findings": found.findings.select_related("visit"),
        "rows": found.recommendations.select_related("body").prefetch_related("steps"),
        "bases": [bases()[key] for key in found.bases if key in bases()],
        "today": timezone.localdate(),
        **{f"{name}_form": form for name, form in forms_shown.items()},
    }
    return render(request, "desk/supervision/programme.html", context, status=422 if request.method == "POST" else 200)


def _programme_forms(request: HttpRequest, found: Programme) -> dict[str, forms.Form]:
    """The forms of the page; only the one that was sent is bound."""
    act = request.POST.get("act") if request.method == "POST" else None

    def sent(name: str) -> Any:
        return request.POST if act == name else None

    concluded = {"opinion": found.opinion, "number": found.number, "dated_on": found.dated_on}
    first = found.bodies.first()
    return {
        "visit": VisitForm(sent("visit"), initial={"body": first}, auto_id="visit_%s"),
        "finding": FindingForm(sent("finding"), programme=found, auto_id="finding_%s"),
        "recommend": RecommendForm(sent("recommend"), initial={"body": first}, auto_id="recommend_%s"),
        "conclude": ConclusionForm(sent("conclude"), initial=concluded, auto_id="conclude_%s"),
    }


ACTS: dict[str, Callable[..., Any]] = {
    "visit": record_visit,
    "finding": record_finding,
    "recommend": recommend,
    "conclude": conclude,
    "begin": begin,
    "drop": drop,
    "propose": propose_public,
    "show": show,
    "take back": take_back,
}


def _act(request: HttpRequest, found: Programme, shown: dict[str, forms.Form]) -> bool:
    """Carry out what was sent; False where its form has to be shown again."""
    act = request.POST.get("act", "")
    form = shown.get(act)
    if act not in ACTS or (form is not None and not form.is_valid()):
        return act not in ACTS
    try:
        done = ACTS[act](programme=found.pk, by=officer(request), **(form.cleaned_data if form else {}))
    except ValueError as error:
        if form is None:
            messages.error(request, str(error))
        else:
            form.add_error(None, str(error))
        return form is None
    say_saved(request, *(done.words if form else ()))
    return True


@need(Right.KEEP_SUPERVISION, Right.SUPERVISE)
@never_cache
def programme_paper(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Programme, pk=pk)
    try:
        content = filling.conclusion(found)
    except ValueError as error:
        raise Http404(str(error)) from None
    name = "phan-bien" if found.kind == Programme.Kind.CRITICISM else "ket-qua-giam-sat"
    return word_file(content, f"{name}-{found.pk}.docx")


@need(Right.KEEP_SUPERVISION, Right.SUPERVISE)
@never_cache
def minutes(request: HttpRequest, pk: int) -> HttpResponse:
    visit = get_object_or_404(InspectionVisit.objects.select_related("programme__leads", "body"), pk=pk)
    return word_file(filling.minutes(visit), f"bien-ban-giam-sat-{visit.pk}.docx")


# --- the side of the body asked ---------------------------------------------------------------------------------


@need(Right.DO_TASKS)
def recommendations(request: HttpRequest) -> HttpResponse:
    """What one's own unit was asked: what waits, then what is being done, then the rest."""
    rows = sorted(queries.recommendations_for(officer(request)), key=_urgency)
    context = {"rows": rows[:MOST_SHOWN], "today": timezone.localdate()}
    return render(request, "desk/supervision/recommendations.html", context)


def _urgency(row: Recommendation) -> tuple[bool, dt.date, int]:
    return row.is_settled, row.owed_on or dt.date.max, row.pk


@need(Right.DO_TASKS, Right.KEEP_SUPERVISION, Right.SUPERVISE)
def recommendation(request: HttpRequest, pk: int) -> HttpResponse:
    """One recommendation: its way so far; the body answers, the Front judges."""
    person = officer(request)
    found = _seen(person, pk)
    mine = person.may(Right.DO_TASKS) and found.body_id in own_bodies(person)
    shown = _forms_of(request, found, mine=mine, keeps=person.may(Right.KEEP_SUPERVISION))
    if request.method == "POST" and _move(request, found, shown):
        return redirect("recommendation", pk=pk)
    context = {
        "row": found,
        "steps": found.steps.prefetch_related("files"),
        "acts": [act for act, each in JUDGEMENTS.items() if found.state in each.of],
        "term": terms().get(found.term),
        "today": timezone.localdate(),
        "mine": mine,
        **{f"{name}_form": form for name, form in shown.items()},
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "desk/supervision/recommendation.html", context, status=status)


def _seen(person: Officer, pk: int) -> Recommendation:
    """For the Front and who supervises every one, for others those to their own unit."""
    rows = Recommendation.objects.select_related("programme", "body", "finding")
    if not (person.may(Right.KEEP_SUPERVISION) or person.may(Right.SUPERVISE)):
        rows = rows.filter(body__in=own_bodies(person))
    return get_object_or_404(rows, pk=pk)


def _forms_of(request: HttpRequest, found: Recommendation, *, mine: bool, keeps: bool) -> dict[str, forms.Form]:
    sent, state = request.POST, Recommendation.State
    act = sent.get("act") if request.method == "POST" else None
    shown: dict[str, forms.Form] = {}
    if mine and found.state == state.WAITING:
        shown["answer"] = AnswerForm(sent if act == "answer" else None)
    if mine and found.state in (state.ACCEPTED, state.PARTLY):
        shown["done"] = DoneForm(sent if act == "done" else None)
    if keeps and not found.is_settled:
        shown["judge"] = JudgeForm(sent if act in JUDGEMENTS else None, auto_id="judge_%s")
    return shown


MOVES: dict[str, Callable[..., Any]] = {"answer": answer, "done": report_done, "judge": judge}


def _move(request: HttpRequest, found: Recommendation, shown: dict[str, forms.Form]) -> bool:
    """Carry out what was sent; False where its form has to be shown again."""
    act = request.POST.get("act", "")
    name = "judge" if act in JUDGEMENTS else act
    form = shown.get(name)
    if form is None:
        messages.error(request, _("This step is not open any more."))
        return True
    if not form.is_valid():
        return False
    more = {"act": act} if name == "judge" else {"files": request.FILES.getlist("files")}
    try:
        step = MOVES[name](recommendation=found.pk, by=officer(request), **form.cleaned_data, **more)
    except ValueError as error:
        form.add_error(None, str(error))
        return False
    say_saved(request, *step.words)
    return True


@need(Right.DO_TASKS, Right.KEEP_SUPERVISION, Right.SUPERVISE)
@never_cache
def supervision_file(request: HttpRequest, pk: int) -> HttpResponse:
    """A file of an answer, to be stored and never shown by the browser itself."""
    file = get_object_or_404(SupervisionFile.objects.select_related("step"), pk=pk)
    _seen(officer(request), file.step.recommendation_id)
    opened = attachments.opened(file.sha256, file.name, file.format)
    return download(opened.content, opened.media, opened.name)
