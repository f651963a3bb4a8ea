"""Satisfaction: counters with their posters, rounds of questions, and the system's own index by unit."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from langnghe.cases.publications import Quarter, publishable_quarters
from langnghe.consultations.models import Survey
from langnghe.consultations.surveys import publishing, queries
from langnghe.consultations.surveys.counters import open_counter, set_served, switch_counter
from langnghe.consultations.surveys.counting import ALL, count_counters, count_survey
from langnghe.consultations.surveys.figures import SurveyFigures, inside
from langnghe.consultations.surveys.making import MOST_QUESTIONS, let_out, make_survey
from langnghe.consultations.surveys.rights import own_only
from langnghe.consultations.surveys.scales import AT_COUNTERS, Scale, scales
from langnghe.desk.access import need, officer
from langnghe.desk.case_forms import UnitField
from langnghe.desk.forms import DAY
from langnghe.desk.paging import page_of
from langnghe.desk.views.supervision import bodies_in_force
from langnghe.figures.satisfaction import LEAST_ANSWERS, Index
from langnghe.registry.models import Officer, Unit
from langnghe.registry.roles import Right

WORDS_SHOWN = 20
READS = (Right.HOLD_CONSULTATIONS, Right.READ_TOTALS)


class CounterForm(forms.Form):
    unit = UnitField(label=gettext_lazy("Unit"))
    place = forms.CharField(label=gettext_lazy("Place: one-stop desk, hall, counter 2"), max_length=120)


class ServedForm(forms.Form):
    unit = UnitField(label=gettext_lazy("Unit"))
    quarter = forms.ChoiceField(label=gettext_lazy("Quarter"))
    people = forms.IntegerField(label=gettext_lazy("People served"), min_value=1)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        quarters = _quarters(timezone.localdate())
        self.fields["quarter"].choices = [(str(each), str(each)) for each in quarters]  # type: ignore[attr-defined]


class SurveyForm(forms.Form):
    title = forms.CharField(label=gettext_lazy("Title of the round"), max_length=200)
    intro = forms.CharField(
        label=gettext_lazy("What it is for"), widget=forms.Textarea(attrs={"rows": 2}), required=False
    )
    starts_on = forms.DateField(label=gettext_lazy("From"), widget=DAY)
    ends_on = forms.DateField(label=gettext_lazy("To"), widget=DAY)
    units = forms.ModelMultipleChoiceField(
        Unit.objects.none(), label=gettext_lazy("Units it asks about"), widget=forms.CheckboxSelectMultiple
    )
    asked = forms.IntegerField(
        label=gettext_lazy("People asked in each unit, where you know it"),
        min_value=1,
        required=False,
        help_text=gettext_lazy("Without it no response rate can be told."),
    )

    def __init__(self, *args: Any, person: Officer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        only = own_only(person)
        units = bodies_in_force()
        self.fields["units"].queryset = units.filter(pk=only.pk) if only else units  # type: ignore[attr-defined]
        choices = [("", "—"), *((each.key, _vi_or_en(each)) for each in scales().values())]
        for number in range(MOST_QUESTIONS):
            self.fields[f"q{number}"] = forms.CharField(label=_("Question"), max_length=200, required=False)
            self.fields[f"s{number}"] = forms.ChoiceField(label=_("Answers"), choices=choices, required=False)

    def questions(self) -> list[tuple[str, str]]:
        given = self.cleaned_data
        rows = [(given.get(f"q{number}", ""), given.get(f"s{number}", "")) for number in range(MOST_QUESTIONS)]
        return [(text, scale) for text, scale in rows if text or scale]

    @property
    def rows(self) -> list[tuple[Any, Any]]:
        return [(self[f"q{number}"], self[f"s{number}"]) for number in range(MOST_QUESTIONS)]

    @property
    def plain(self) -> list[Any]:
        return [field for field in self.visible_fields() if field.name[1:].isalpha()]


def _vi_or_en(row: Any) -> str:
    return str(row.vi if get_language() == "vi" else row.en)


def _quarters(today: dt.date) -> list[Quarter]:
    """The running quarter and the last ones, the newest first."""
    return [Quarter.of(today), *publishable_quarters(today)]


def _is_nowhere(person: Officer) -> bool:
    """Whether there is nothing that the officer could ask about: neither the whole province nor a unit of their own."""
    return person.unit is None and not person.may(Right.READ_TOTALS)


@need(*READS)
def surveys(request: HttpRequest) -> HttpResponse:
    """Counters and rounds; POST opens a counter or notes how many people were served."""
    person = officer(request)
    sent = request.POST.get("act") if request.method == "POST" else None
    first = {"unit": person.unit}
    counter = CounterForm(request.POST if sent == "counter" else None, initial=first, auto_id="counter_%s")
    served = ServedForm(request.POST if sent == "served" else None, initial=first, auto_id="served_%s")
    if request.method == "POST" and _keep(request, counter, served):
        return redirect("surveys")
    context = {
        "counters": queries.counters(person),
        "page": page_of(request, queries.surveys(person)),
        "words": list(queries.words_of(person, WORDS_SHOWN)),
        "counter_form": counter,
        "served_form": served,
        "today": timezone.localdate(),
    }
    return render(request, "desk/surveys/surveys.html", context, status=422 if request.method == "POST" else 200)


def _keep(request: HttpRequest, counter: CounterForm, served: ServedForm) -> bool:
    form, act = (counter, open_counter) if counter.is_bound else (served, set_served)
    if not form.is_bound or not form.is_valid():
        return False
    try:
        act(by=officer(request), **form.cleaned_data)
    except ValueError as error:
        form.add_error(None, str(error))
        return False
    messages.success(request, _("Saved."))
    return True


@need(Right.HOLD_CONSULTATIONS)
@require_POST
def switch(request: HttpRequest, pk: int) -> HttpResponse:
    switch_counter(counter=pk, by=officer(request))
    messages.success(request, _("Saved."))
    return redirect("surveys")


@need(Right.HOLD_CONSULTATIONS)
def new_survey(request: HttpRequest) -> HttpResponse:
    person = officer(request)
    if _is_nowhere(person):
        return redirect("surveys")
    form = SurveyForm(request.POST or None, person=person)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            made = make_survey(
                by=person,
                title=given["title"],
                intro=given["intro"],
                starts_on=given["starts_on"],
                ends_on=given["ends_on"],
                questions=form.questions(),
                units=[(unit, given["asked"]) for unit in given["units"]],
            )
            return redirect("survey", pk=made.pk)
        except ValueError as error:
            form.add_error(None, str(error))
    return render(request, "desk/surveys/survey_form.html", {"form": form})


@need(*READS, Right.APPROVE_DECISIONS)
def survey(request: HttpRequest, pk: int) -> HttpResponse:
    """One round: its link, its state, what came; POST: the second person lets it out."""
    person = officer(request)
    found = get_object_or_404(queries.surveys(person), pk=pk)
    if request.method == "POST":
        try:
            let_out(survey=pk, by=person)
            messages.success(request, _("Saved."))
        except ValueError as error:
            messages.error(request, str(error))
        return redirect("survey", pk=pk)
    figures = inside(count_survey(found))
    context = {
        "survey": found,
        "running": queries.is_running(found, timezone.localdate()),
        "figures": figures,
        "questions": _asked(figures),
        "units": found.units.select_related("unit"),
        "table": _by_unit(figures, *_first_satisfaction(found)),
        "least": LEAST_ANSWERS,
    }
    return render(request, "desk/surveys/survey.html", context)


def _asked(figures: SurveyFigures) -> list[dict[str, Any]]:
    """Each question with its answers in the whole; hidden counts are None."""
    found = []
    for number, (text, scale) in enumerate(queries.questions_of(figures.subject)):
        counts = figures.points(ALL, str(number))
        rows = [(_vi_or_en(point), counts[point.key]) for point in scale.points]
        found.append({"text": text, "rows": rows, "blank": figures.blank(ALL, str(number))})
    return found


def _first_satisfaction(found: Survey) -> tuple[str, Scale]:
    """The question that makes the index: the first on a scale of satisfaction, else the first of all."""
    asked = [(str(number), scales()[scale]) for number, (_text, scale) in enumerate(found.questions)]
    return next(((group, scale) for group, scale in asked if scale.satisfaction), asked[0])


def _by_unit(figures: SurveyFigures, group: str, scale: Scale) -> list[tuple[str, int | None, Any, Any]]:
    """(unit, n, index, response rate) by name, never in the order of the index."""
    return [
        (name, figures.count(code), _drawn(figures.index(code, group, scale)), figures.rate(code))
        for code, name, parent in figures.rows
        if parent
    ]


def _drawn(index: Index | None) -> dict[str, Any] | None:
    """An index with its places on a line of 100."""
    if index is None:
        return None
    return {"index": index, "from": f"{index.low:.1f}", "width": f"{index.high - index.low:.1f}", "at": index.value}


@need(Right.READ_TOTALS, Right.HOLD_CONSULTATIONS)
def satisfaction(request: HttpRequest) -> HttpResponse:
    """The index of a quarter's counters by unit, with the formula in the open; who may publishes it."""
    today, person = timezone.localdate(), officer(request)
    if _is_nowhere(person):
        return redirect("surveys")
    quarters = _quarters(today)
    asked = request.GET.get("quy", "")
    quarter = next((each for each in quarters if str(each) == asked), quarters[0])
    figures = inside(count_counters(quarter, own_only(person)))
    group, scale = "0", scales()[AT_COUNTERS]
    context = {
        "quarter": quarter,
        "quarters": quarters,
        "figures": figures,
        "whole": _drawn(figures.index(ALL, group, scale)),
        "n": figures.count(),
        "rate": figures.rate(),
        "table": _by_unit(figures, group, scale),
        "least": LEAST_ANSWERS,
        "k": figures.k,
        "subjects": [str(each) for each in quarters[1:]],
        "surveys": Survey.objects.filter(ends_on__lt=today).exclude(opened_by="") if person.may(PUBLISH) else [],
        "published": publishing.published_subjects(),
    }
    return render(request, "desk/surveys/satisfaction.html", context)


PUBLISH = Right.APPROVE_DECISIONS


@need(PUBLISH)
@require_POST
def publish(request: HttpRequest) -> HttpResponse:
    try:
        made = publishing.publish(subject=request.POST.get("subject", ""), by=officer(request))
        messages.success(request, _("Published: %(subject)s.") % {"subject": made.subject})
    except ValueError as error:
        messages.error(request, str(error))
    return redirect("satisfaction")
