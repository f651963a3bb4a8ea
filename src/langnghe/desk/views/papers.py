"""Papers of a case: draft, issue, fetch; and the Word forms behind them."""

from __future__ import annotations

from django import forms as fields
from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from langnghe.audit import journal
from langnghe.cases.models import Case
from langnghe.cases.queries import visible_cases
from langnghe.desk.access import by, need, officer
from langnghe.desk.files import word_file
from langnghe.registry.roles import Right
from langnghe.reports.models import Paper, Report
from langnghe.reports.papers import actions, filling, forms, queries


class IssueForm(fields.Form):
    number = fields.CharField(max_length=10)
    dated_on = fields.DateField(required=False)


@need(Right.WORK_CASES)
def papers(request: HttpRequest, code: str) -> HttpResponse:
    """What has been drafted and sent about a case, and what its acts still ask for."""
    case = _case(request, code)
    return render(
        request,
        "desk/cases/papers.html",
        {
            "case": case,
            "rows": queries.papers_of(case),
            "due": queries.papers_due(case),
            "forms": [forms.paper_forms()[key] for key in queries.keys_for(case)],
            "styles": Report.Style.choices,
        },
    )


@need(Right.WORK_CASES)
@require_POST
def draft(request: HttpRequest, code: str) -> HttpResponse:
    case = _case(request, code)
    try:
        actions.draft_paper(
            case=case, key=request.POST.get("key", ""), style=request.POST.get("style", ""), by=by(request)
        )
    except ValueError as error:
        messages.error(request, str(error))
    return redirect("case-papers", code=code)


@need(Right.WORK_CASES)
@require_POST
def issue(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Give a paper its number and day."""
    paper, form = _paper(request, code, pk), IssueForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Write the number and, if it is not today, the day as dd/mm/yyyy."))
        return redirect("case-papers", code=code)
    try:
        actions.issue_paper(paper=paper.pk, by=by(request), **form.cleaned_data)
        messages.success(request, _("The paper is issued. Fetch it, put the name in, and send it."))
    except ValueError as error:
        messages.error(request, str(error))
    return redirect("case-papers", code=code)


@need(Right.WORK_CASES)
@require_POST
def drop(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    try:
        actions.drop_paper(paper=_paper(request, code, pk), by=by(request))
    except ValueError as error:
        messages.error(request, str(error))
    return redirect("case-papers", code=code)


@need(Right.WORK_CASES)
def paper_file(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """The Word file: a draft as the case stands now, an issued one as it left."""
    paper = _paper(request, code, pk)
    try:
        content = filling.render(paper)
    except ValueError as error:
        messages.error(request, str(error))
        return redirect("case-papers", code=code)
    state = paper.number if paper.is_issued else "du-thao"
    return word_file(content, f"{state}-{paper.key.replace('_', '-')}-{code}.docx")


@need(Right.SET_UP)
def paper_forms(request: HttpRequest) -> HttpResponse:
    """The Word forms of papers; the office changes them in Word."""
    rows = [
        (form, style, forms.own_word_form(form.key, style[0]).exists())
        for form in forms.paper_forms().values()
        for style in Report.Style.choices
    ]
    return render(request, "desk/settings/paper_forms.html", {"rows": rows})


@need(Right.SET_UP)
def paper_form(request: HttpRequest, key: str, style: str) -> HttpResponseBase:
    """Fetch a Word form, put the office's own in its place, or go back to the shipped one."""
    if key not in forms.paper_forms() or style not in forms.STYLES:
        raise Http404
    if request.method != "POST":
        return FileResponse(open(forms.word_form(key, style), "rb"), as_attachment=True, filename=f"{key}-{style}.docx")
    try:
        _replace(request, key, style)
        journal.record(by=by(request), verb="replace Word form", what=f"form {key}/{style}")
        messages.success(request, _("Saved."))
    except ValueError as error:
        messages.error(request, str(error))
    return redirect("paper-forms")


def _replace(request: HttpRequest, key: str, style: str) -> None:
    if request.POST.get("act") == "drop":
        forms.drop_word_form(key, style)
    else:
        forms.keep_word_form(key, style, b"".join(file.read() for file in request.FILES.getlist("file")[:1]))


def _case(request: HttpRequest, code: str) -> Case:
    return get_object_or_404(visible_cases(officer(request)).select_related("unit", "submission"), code=code)


def _paper(request: HttpRequest, code: str, pk: int) -> Paper:
    return get_object_or_404(
        Paper.objects.select_related("case__unit", "case__submission", "event"), pk=pk, case=_case(request, code)
    )
