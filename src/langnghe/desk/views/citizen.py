"""Words to and from whoever sent a case, and their requests about their data; who it is nobody sees."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from langnghe.cases import conversation, data_requests, receipts
from langnghe.cases.models import DataRequest, Submission
from langnghe.cases.queries import visible_cases
from langnghe.desk.access import need, officer
from langnghe.desk.attempts import attempt
from langnghe.registry.roles import Right


@need(Right.WORK_CASES)
@require_POST
def reply(request: HttpRequest, code: str) -> HttpResponse:
    """Write to the sender, who reads it with the code of the receipt."""
    case = get_object_or_404(visible_cases(officer(request)), code=code)
    text = request.POST.get("text", "")
    attempt(
        request, lambda: conversation.reply(case=case, text=text, by=officer(request)), _("The sender can read it now.")
    )
    return redirect("case", code=code)


@need(Right.WORK_CASES)
@require_POST
def data_request(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Say what was done with a request about data."""
    case = get_object_or_404(visible_cases(officer(request)), code=code)
    asked = get_object_or_404(DataRequest.objects.filter(submission=case.submission_id), pk=pk)
    outcome, reason = request.POST.get("outcome", ""), request.POST.get("reason", "")
    attempt(
        request,
        lambda: data_requests.settle(request=asked.pk, outcome=outcome, reason=reason, by=officer(request)),
        _("Saved."),
    )
    return redirect("case", code=code)


@need(Right.RECEIVE)
@require_POST
def give_code(request: HttpRequest, code: str) -> HttpResponse:
    """The 16 digits with which whoever came follows the matter, shown once: they are stored nowhere."""
    found = get_object_or_404(
        Submission.objects.filter(unit=officer(request).unit_id).select_related("unit"), code=code
    )
    digits = receipts.new_code()
    try:
        receipts.give(submission=found, code=digits)
    except ValueError as error:
        messages.error(request, str(error))
        return redirect("receipt", code=code)
    context = {"submission": found, "cases": found.cases.select_related("unit"), "digits": receipts.in_groups(digits)}
    return render(request, "desk/cases/receipt.html", context)
