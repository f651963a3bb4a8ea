"""Reports: draft, read with every figure clickable, edit, pass on, download."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from langnghe import downloads
from langnghe.desk.access import by, chosen_period, need, officer
from langnghe.registry.roles import Right
from langnghe.reports import actions, docx, trace, workbook
from langnghe.reports.drafting import personal_words
from langnghe.reports.models import Figure, Report, Section
from langnghe.reports.pdf import pdf_of
from langnghe.reports.spreadsheet import FORMATS
from langnghe.reports.word import MEDIA_TYPE
from langnghe.synthesis.queries import coverage, last_run

SOURCES_SHOWN = 300
KINDS = {
    "pdf": "application/pdf",
    "docx": MEDIA_TYPE,
    "xlsx": FORMATS["xlsx"].media_type,
    "json": "application/json",
}


@need(Right.READ_REPORTS)
def reports(request: HttpRequest) -> HttpResponse:
    period = chosen_period(request)
    if period is None:
        return render(request, "desk/empty.html")
    return render(
        request,
        "desk/reports/reports.html",
        {
            "reports": Report.objects.select_related("period"),
            "forms": Report.Form.choices,
            "styles": Report.Style.choices,
            "coverage": coverage(period),
            "run": last_run(period),
        },
    )


@need(Right.WRITE_REPORTS)
@require_POST
def draft(request: HttpRequest) -> HttpResponse:
    """Draft a report anew; sections that a person has edited keep their words."""
    period = chosen_period(request)
    form, style = request.POST.get("form", ""), request.POST.get("style", "")
    if period is None or form not in Report.Form.values or style not in Report.Style.values:
        messages.error(request, _("Choose a form and a layout."))
        return redirect("reports")
    try:
        made = actions.draft_report(period, form, style, by=by(request))
    except actions.Locked as error:
        messages.error(request, str(error))
        return redirect("reports")
    return redirect("report", pk=made.pk)


@need(Right.READ_REPORTS)
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """The report as it will be printed, each figure a link to what it was counted from."""
    row = get_object_or_404(Report.objects.select_related("period"), pk=pk)
    return render(
        request,
        "desk/reports/report.html",
        {
            "report": row,
            "title": docx.title(row),
            "paper": docx.context(row),
            "sections": row.sections.all(),
            "figures": {figure.key: figure.value for figure in row.figures.all()},
            "coverage": coverage(row.period),
            "next_state": actions.NEXT.get(Report.State(row.state)),
            "may_advance": _may_advance(request, row),
        },
    )


@need(Right.WRITE_REPORTS)
def edit(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """Edit one section; figures stay figures as long as their [[name]] stays."""
    section = get_object_or_404(Section.objects.select_related("report"), report=pk, key=key)
    text = section.text
    if request.method == "POST":
        text = request.POST.get("text", "")
        try:
            if request.POST.get("act") == "drop":
                actions.drop_edit(section, by=by(request))
            else:
                actions.edit_section(section, text, by=by(request))
            return redirect(request.path if personal_words(section) else reverse("report", args=[pk]))
        except (ValueError, actions.Locked) as error:
            messages.error(request, str(error))
    context = {"text": text, "figures": section.report.figures.all(), "personal": personal_words(section)}
    return render(request, "desk/reports/edit.html", {"section": section} | context)


@need(Right.WRITE_REPORTS, Right.APPROVE_REPORTS)
@require_POST
def advance(request: HttpRequest, pk: int) -> HttpResponse:
    """The next state: clerks send for review, leaders approve and issue, or send back."""
    row = get_object_or_404(Report, pk=pk)
    try:
        if request.POST.get("act") == "back" and officer(request).may(Right.APPROVE_REPORTS):
            actions.send_back(row, by=by(request))
        elif _may_advance(request, row):
            actions.advance(row, by=by(request), number=request.POST.get("number", ""))
        else:
            messages.error(request, _("This step is for another role."))
    except (ValueError, actions.Locked) as error:
        messages.error(request, str(error))
    return redirect("report", pk=pk)


def _may_advance(request: HttpRequest, row: Report) -> bool:
    right = Right.WRITE_REPORTS if row.state == Report.State.DRAFT else Right.APPROVE_REPORTS
    return row.state in actions.NEXT and officer(request).may(right)


@need(Right.READ_REPORTS)
def download(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The report as DOCX or PDF, its workbook as XLSX, its trace as JSON; the last two hold statements."""
    row = get_object_or_404(Report, pk=pk)
    if kind not in ("docx", "pdf") and not officer(request).may(Right.READ_OPINIONS):
        return render(request, "403.html", status=403)
    write: dict[str, Any] = {
        "docx": docx.render,
        "pdf": lambda report: pdf_of(docx.render(report)),
        "xlsx": workbook.render,
        "json": lambda report: json.dumps(trace.as_json(report), ensure_ascii=False, indent=1),
    }
    try:
        made = write[kind](row)
    except ValueError as error:  # no LibreOffice here
        messages.error(request, str(error))
        return redirect("report", pk=pk)
    return downloads.download(made, KINDS[kind], f"bao-cao-{row.form}-{row.period.key}-{row.style}.{kind}")


@need(Right.READ_REPORTS)
def figure(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """Where a figure comes from: its query, the figure now, the statements behind it for those who may read."""
    row = get_object_or_404(Figure.objects.select_related("report__period"), report=pk, key=key)
    may_read = officer(request).may(Right.READ_OPINIONS)
    found = trace.sources(row, SOURCES_SHOWN + 1) if may_read else []
    return render(
        request,
        "desk/reports/figure.html",
        {
            "figure": row,
            "now": trace.number(row) if may_read else trace.recomputed(row),
            "is_hidden": trace.is_hidden(row),
            "sources": found[:SOURCES_SHOWN],
            "has_more": len(found) > SOURCES_SHOWN,
            "may_read": may_read,
        },
    )
