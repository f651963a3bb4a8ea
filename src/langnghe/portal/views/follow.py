"""Following one submission by the code of its receipt, which is typed, never part of an address."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from langnghe.cases import actions, clocks, conversation, data_requests, receipts
from langnghe.cases.models import Case, Clock, DataRequest, Receipt
from langnghe.portal import cookies, limits
from langnghe.portal.forms import Code
from langnghe.portal.views.send import open_to_all
from langnghe.text.numbers import whole


@open_to_all
def follow(request: HttpRequest) -> HttpResponse:
    """Type the code. Wrong ones are counted by address, or by browser where it has had a right one before."""
    form = Code(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        return render(
            request, "portal/follow.html", {"form": form, "sensitive": True}, status=422 if form.errors else 200
        )
    who = limits.address(request)
    if known := cookies.unsigned(request, cookies.KNOWN):
        who = limits.digest(known)
    if limits.WRONG_CODES.is_reached(who):
        said = _("Too many wrong codes have come from this network. Please wait ten minutes, then type yours again.")
        return render(request, "portal/wait.html", {"said": said}, status=429)
    found = receipts.find(form.cleaned_data["code"])
    if found is None:
        limits.WRONG_CODES.count(who)
        form.add_error("code", _("There is no receipt with this code. Please compare the 16 digits with your receipt."))
        return render(request, "portal/follow.html", {"form": form, "sensitive": True}, status=422)
    response = redirect("followed")
    cookies.put(response, cookies.FOLLOWING, cookies.signed(cookies.FOLLOWING, str(found.pk)))
    cookies.put(response, cookies.KNOWN, cookies.signed(cookies.KNOWN, known or secrets.token_hex(8)))
    return response


def _ask(request: HttpRequest, form: Code) -> HttpResponse:
    return render(request, "portal/follow.html", {"form": form, "sensitive": True}, status=422 if form.errors else 200)


def too_many_codes(request: HttpRequest) -> HttpResponse:
    said = _("Too many wrong codes have come from this network. Please wait ten minutes, then type yours again.")
    return render(request, "portal/wait.html", {"said": said}, status=429)


@open_to_all
def followed(request: HttpRequest) -> HttpResponse:
    found = _receipt(request)
    return _page(request, found) if found else redirect("follow")


@open_to_all
@require_POST
def close(request: HttpRequest) -> HttpResponse:
    response = redirect("follow")
    cookies.take(response, cookies.FOLLOWING)
    return response


@open_to_all
@require_POST
def act(request: HttpRequest, act: str) -> HttpResponse:
    """Write, rate, reopen, or ask for one's data."""
    found = _receipt(request)
    if found is None:
        return redirect("follow")
    if act not in ACTS:
        raise Http404
    who = limits.address(request)
    if limits.WRITTEN.is_reached(who):
        return render(request, "portal/wait.html", {"said": _("Please wait a while, then try again.")}, status=429)
    limits.WRITTEN.count(who)
    try:
        ACTS[act](request, found)
    except ValueError as error:
        return _page(request, found, wrong=str(error), typed=request.POST.get("text") or request.POST.get("note", ""))
    return redirect("followed")


def _say(request: HttpRequest, found: Receipt) -> None:
    conversation.say(case=_case(request, found), text=request.POST.get("text", ""))


def _rate(request: HttpRequest, found: Receipt) -> None:
    if request.POST.get("solved") not in ("1", "0"):
        raise ValueError("Hãy chọn việc đã được giải quyết hay chưa.")
    actions.perform_for_sender(
        case=_case(request, found).pk,
        act="rate",
        rating=request.POST.get("rating"),
        note=request.POST.get("note", ""),
        solved=request.POST["solved"] == "1",
    )


def _reopen(request: HttpRequest, found: Receipt) -> None:
    actions.perform_for_sender(case=_case(request, found).pk, act="reopen", note=request.POST.get("note", ""))


def _ask_for_data(request: HttpRequest, found: Receipt) -> None:
    data_requests.ask(submission=found.submission, kind=request.POST.get("kind", ""))


ACTS: dict[str, Callable[[HttpRequest, Receipt], None]] = {
    "nhan-tin": _say,
    "danh-gia": _rate,
    "mo-lai": _reopen,
    "du-lieu": _ask_for_data,
}


def _receipt(request: HttpRequest) -> Receipt | None:
    key = whole(cookies.unsigned(request, cookies.FOLLOWING)) or 0
    return Receipt.objects.select_related("submission__unit").filter(pk=key).first()


def _case(request: HttpRequest, found: Receipt) -> Case:
    case = found.submission.cases.filter(code=request.POST.get("case", "")).first()
    if case is None:
        raise Http404
    return case


def _page(request: HttpRequest, found: Receipt, *, wrong: str = "", typed: str = "") -> HttpResponse:
    cases = found.submission.cases.select_related("unit", "merged_into").prefetch_related(
        "clocks__extensions", "messages"
    )
    context = {
        "receipt": found,
        "matters": [_matter(case) for case in cases.order_by("item")],
        "requests": [(row, data_requests.why(row)) for row in found.submission.data_requests.all()],
        "data_kinds": DataRequest.Kind.choices,
        "kept": data_requests.hindrance(found.submission),
        "wrong": wrong,
        "typed": typed,
        "sensitive": True,
    }
    return render(request, "portal/followed.html", context, status=422 if wrong else 200)


def _matter(case: Case) -> dict[str, Any]:
    """What the page shows of one case; files and notes of officers are not among it."""
    rated = [event.detail.get("solved") for event in case.events.all() if event.act == "rate"]
    running = [clock for clock in case.clocks.all() if clock.state in (Clock.State.RUNNING, Clock.State.PAUSED)]
    return {
        "case": case,
        "terms": [(clock, clocks.why(clock).explain().lines()) for clock in running if clocks.is_limit(clock)],
        "events": [event for event in case.events.all() if event.public],
        "may_rate": actions.sender_may(case, "rate"),
        "may_reopen": actions.sender_may(case, "reopen"),
        "solved": rated[-1] if rated else None,
    }
