"""Saying how it was: at a counter by QR code (three taps), or in a short round; and the posters with the codes."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from langnghe.consultations.models import Survey, SurveyUnit
from langnghe.consultations.surveys.answering import answer_counter, answer_survey
from langnghe.consultations.surveys.queries import counter_of, is_running, survey_of
from langnghe.consultations.surveys.scales import AT_COUNTERS, Scale, reasons, scales
from langnghe.portal import limits
from langnghe.portal.public import site
from langnghe.portal.qr import code_svg
from langnghe.portal.views.send import open_to_all

# Many share the network of one office: the limit stops a machine, not a queue.
AT_COUNTER = limits.Limit("counter", 60, 3600)
IN_ROUND = limits.Limit("round", 30, 3600)


@open_to_all
def counter(request: HttpRequest, code: str) -> HttpResponse:
    """One question at a counter: satisfied, neither or not; why, and some words, if one likes."""
    found = counter_of(code)
    if found is None:
        raise Http404
    context: dict[str, Any] = {
        "counter": found,
        "points": scales()[AT_COUNTERS].points,
        "reasons": reasons().values(),
        "sent": request.POST,
    }
    if request.method != "POST":
        return render(request, "portal/survey_counter.html", context)
    if _is_too_much(request, AT_COUNTER):
        return _wait(request)
    try:
        kept = answer_counter(
            counter=found,
            answer=request.POST.get("answer", ""),
            reason=request.POST.get("reason", ""),
            text=request.POST.get("text", ""),
        )
    except ValueError as error:
        return render(request, "portal/survey_counter.html", context | {"wrong": str(error)}, status=422)
    return redirect(reverse("survey-thanks") + ("" if kept else "?duong=to-cao"))


@open_to_all
def thanks(request: HttpRequest) -> HttpResponse:
    """After an answer; where its words were about somebody's conduct, the way that they have to go."""
    return render(request, "portal/survey_thanks.html", {"turned_away": request.GET.get("duong") == "to-cao"})


@open_to_all
def survey(request: HttpRequest, code: str) -> HttpResponse:
    """A round of at most five questions, about one unit."""
    found, today = survey_of(code), timezone.localdate()
    if found is None:
        raise Http404
    about = _about(request, found)
    context: dict[str, Any] = {"survey": found, "units": found.units.all(), "about": about, "sent": request.POST}
    context |= {"questions": _questions(request, found), "running": is_running(found, today), "today": today}
    if request.method != "POST" or not context["running"]:
        return render(request, "portal/survey_round.html", context)
    if _is_too_much(request, IN_ROUND):
        return _wait(request)
    try:
        if about is None:
            raise ValueError("Hãy chọn nơi ông/bà đã đến.")
        kept = answer_survey(about=about, points=_points(request, found), text=request.POST.get("text", ""))
    except ValueError as error:
        return render(request, "portal/survey_round.html", context | {"wrong": str(error)}, status=422)
    return redirect(reverse("survey-thanks") + ("" if kept else "?duong=to-cao"))


def _about(request: HttpRequest, found: Survey) -> SurveyUnit | None:
    """The unit of the link, the only one there is, or the one chosen."""
    units = list(found.units.all())
    asked = request.POST.get("unit") or request.GET.get("don-vi", "")
    return units[0] if len(units) == 1 else next((each for each in units if each.unit.code == asked), None)


def _questions(request: HttpRequest, found: Survey) -> list[tuple[str, str, Scale, str]]:
    """(name of the field, words, scale, what was chosen) of each question."""
    return [
        (f"q{number}", text, scales()[scale], request.POST.get(f"q{number}", ""))
        for number, (text, scale) in enumerate(found.questions)
    ]


def _points(request: HttpRequest, found: Survey) -> dict[int, str]:
    return {number: request.POST.get(f"q{number}", "") for number in range(len(found.questions))}


def _is_too_much(request: HttpRequest, limit: limits.Limit) -> bool:
    """Whether this network has sent too many; else one more is counted."""
    who = limits.address(request)
    if limit.is_reached(who):
        return True
    limit.count(who)
    return False


def _wait(request: HttpRequest) -> HttpResponse:
    said = _("Many answers have come from this network. Please try again in an hour.")
    return render(request, "portal/wait.html", {"said": said}, status=429)


# --- posters ----------------------------------------------------------------------------------------------------


@open_to_all
def counter_poster(request: HttpRequest, code: str) -> HttpResponse:
    """A5, to be printed and put up."""
    found = counter_of(code)
    if found is None:
        raise Http404
    address = site(request) + reverse("counter-answer", args=[code])
    context = {"unit": found.unit, "place": found.place, "points": scales()[AT_COUNTERS].points}
    return _poster(request, address, context)


@open_to_all
def survey_poster(request: HttpRequest, code: str) -> HttpResponse:
    """A5 for a round; ``?don-vi=`` makes it one unit's."""
    found = survey_of(code)
    if found is None:
        raise Http404
    about = _about(request, found)
    address = site(request) + reverse("survey-answer", args=[code])
    address += f"?don-vi={about.unit.code}" if about else ""
    return _poster(request, address, {"unit": about.unit if about else None, "survey": found})


def _poster(request: HttpRequest, address: str, context: dict[str, Any]) -> HttpResponse:
    shown = {"qr": code_svg(address), "address": address.partition("://")[2], "address_of_page": address}
    return render(request, "portal/survey_poster.html", context | shown)
