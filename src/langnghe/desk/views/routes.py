"""Who answers for what: the table of routes, its test bench, what returned cases teach it; ready texts for answers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from langnghe.cases import answers, routing
from langnghe.cases.models import AnswerTemplate, Lesson, Route
from langnghe.desk.access import by, need, officer
from langnghe.desk.case_forms import BLANK, UnitField, topic_choices
from langnghe.desk.paging import page_of
from langnghe.law import competence, procedures, taxonomy
from langnghe.privacy.door import admit_texts
from langnghe.registry.roles import Right
from langnghe.text.classify import Classifier


class BenchForm(forms.Form):
    """A matter that has not come: where would it go?"""

    text = forms.CharField(
        label=gettext_lazy("What somebody might write"), widget=forms.Textarea(attrs={"rows": 3}), required=False
    )
    topic = forms.ChoiceField(label=gettext_lazy("Topic"), choices=lambda: topic_choices(), required=False)
    area = UnitField(label=gettext_lazy("Place it is about"), required=False)


class RouteForm(forms.Form):
    """A row of the table; what is left empty matches everything."""

    topic = forms.ChoiceField(label=gettext_lazy("Topic"), choices=lambda: topic_choices(), required=False)
    sector = forms.ChoiceField(
        label=gettext_lazy("or a whole sector"),
        choices=lambda: [BLANK, *((one.code, one.name) for one in taxonomy.sectors())],
        required=False,
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"),
        choices=lambda: [BLANK, *((key, kind.vi) for key, kind in procedures.kinds().items())],
        required=False,
    )
    level = forms.ChoiceField(
        label=gettext_lazy("Level"), choices=lambda: [BLANK, *competence.level_names().items()], required=False
    )
    area = UnitField(label=gettext_lazy("Place it is about"), required=False)
    lead = UnitField(label=gettext_lazy("Lead unit"), required=False)
    co_unit = UnitField(label=gettext_lazy("Co-ordinating unit"), required=False)
    basis = forms.CharField(label=gettext_lazy("Legal basis"), max_length=200, required=False)


class TemplateForm(forms.ModelForm):
    topic = forms.ChoiceField(label=gettext_lazy("Topic"), choices=lambda: topic_choices(), required=False)

    class Meta:
        model = AnswerTemplate
        fields = ("name", "topic", "text")


@need(Right.EDIT_ROUTES)
def routes(request: HttpRequest) -> HttpResponse:
    """The table, with its test bench: a text or a topic goes in, the unit and the reasons come out."""
    bench = BenchForm(request.GET if "thu" in request.GET else None)
    form = RouteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            _add(form.cleaned_data, by(request))
            messages.success(request, _("The row is in the table."))
            return redirect("routes")
        except ValueError as error:
            form.add_error(None, str(error))
    rows = Route.objects.select_related("lead", "area").prefetch_related("co_units")
    bound = bench.is_bound and bench.is_valid()
    context = {
        "bench": bench,
        "tried": _tried_out(bench.cleaned_data) if bound else None,
        "form": form,
        "page": page_of(request, rows.order_by("-active", "sector", "topic", "pk")),
        "lessons": Lesson.objects.filter(state=Lesson.State.PROPOSED).select_related("wrong", "right")[:50],
    }
    return render(request, "desk/cases/routes.html", context)


@need(Right.EDIT_ROUTES)
@require_POST
def switch(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a row out of use, or into it again."""
    routing.switch_route(route=get_object_or_404(Route, pk=pk).pk, active="active" in request.POST, by=by(request))
    return redirect("routes")


@need(Right.EDIT_ROUTES)
@require_POST
def judge(request: HttpRequest, pk: int) -> HttpResponse:
    """Take what returned cases teach into the table, or refuse it."""
    lesson = get_object_or_404(Lesson, pk=pk, state=Lesson.State.PROPOSED)
    accept = request.POST.get("act") == "accept"
    routing.judge_lesson(lesson=lesson.pk, accept=accept, by=by(request))
    messages.success(request, _("The row is in the table.") if accept else _("Refused; the table stays as it was."))
    return redirect("routes")


@need(Right.WORK_CASES, Right.EDIT_ROUTES)
def templates(request: HttpRequest, pk: int = 0) -> HttpResponse:
    """Ready texts of the own unit and of all; write, change, drop."""
    person = officer(request)
    rows = answers.own_templates(person)
    row = get_object_or_404(rows, pk=pk) if pk else None
    form = TemplateForm(request.POST or None, instance=row)
    if request.method == "POST" and row and "drop" in request.POST:
        answers.drop_template(row=row, by=person)
        return redirect("answer-templates")
    if request.method == "POST" and form.is_valid():
        try:
            answers.save_template(by=person, row=row, **form.cleaned_data)
            messages.success(request, _("Saved."))
            return redirect("answer-templates")
        except ValueError as error:
            form.add_error(None, str(error))
    context = {"rows": [(each, answers.may_change(each, person)) for each in rows], "form": form, "row": row}
    return render(request, "desk/cases/answer_templates.html", context)


def _add(fields: dict[str, Any], username: str) -> None:
    co_unit = fields.pop("co_unit")
    routing.add_route(by=username, co_units=[co_unit] if co_unit else [], **fields)


def _tried_out(fields: dict[str, Any]) -> dict[str, Any]:
    """Where the matter would go, and the topic that the machine saw where none was chosen."""
    text = admit_texts([fields["text"]])[0] if fields["text"].strip() else ""
    topic = fields["topic"] or ((Classifier.shipped().classify([text])[0].topic or "") if text else "")
    sector = topic.split(".")[0].upper()
    said = routing.suggest(kind="", sector=sector, topic=topic, area=fields["area"], on=timezone.localdate())
    named = taxonomy.topics().get(topic)
    return {"suggestion": said, "topic": named.name if named else "", "by_machine": bool(topic and not fields["topic"])}
