"""Asking for what is sealed, granting it, reading it for a time: every page here is kept by no cache."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.contrib import messages
from django.core.files.uploadhandler import MemoryFileUploadHandler
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST

from langnghe.cases import identity
from langnghe.cases.models import Case, Opening
from langnghe.cases.models.identity import Thing
from langnghe.cases.sealed import may_ask, needs_two
from langnghe.desk.access import by, need, officer
from langnghe.desk.paging import page_of
from langnghe.desk.templatetags.sealed import OTHERS, ask_address
from langnghe.downloads import download
from langnghe.registry.roles import Right


@need(Right.OPEN_IDENTITY)
@never_cache
def ask(request: HttpRequest, code: str) -> HttpResponse:
    """Ask who sent a case."""
    return _ask(request, get_object_or_404(Case, code=code))


@need(Right.OPEN_IDENTITY, Right.ADD_DOCUMENTS)
@never_cache
def ask_other(request: HttpRequest, what: str, pk: int) -> HttpResponse:
    """Ask who came to a reception or booked a time, or for a file as it came."""
    if what not in OTHERS:
        raise Http404
    return _ask(request, get_object_or_404(OTHERS[what], pk=pk))


def _ask(request: HttpRequest, thing: Thing) -> HttpResponse:
    """Say why, and wait for the custodian; the one-time key stays in this browser's cookie for the page of the card."""
    if not may_ask(thing, officer(request)):
        raise Http404
    reason = request.POST.get("reason", "")
    if request.method == "POST":
        try:
            opening, key = identity.ask(thing, reason=reason, by=officer(request))
        except ValueError as error:
            messages.error(request, str(error))
        else:
            return _with_key(redirect("identity", pk=opening.pk), opening, key)
    earlier = identity.own_openings(thing, officer(request))[:5]
    context = {"thing": thing, "two": needs_two(thing), "reason": reason, "earlier": earlier}
    return render(request, "desk/identities/ask.html", context)


@need(Right.OPEN_IDENTITY, Right.ADD_DOCUMENTS)
@never_cache
def card(request: HttpRequest, pk: int) -> HttpResponse:
    """One's own request: waiting, refused, ready to be read, or the identity itself until the time is over."""
    opening = _own(request, pk)
    look = request.method == "POST" or opening.opened_at is not None
    seen = _read(request, opening) if look and opening.state == Opening.State.GRANTED else None
    opening.refresh_from_db()
    seconds = _seconds_until(seen.until) if seen else 0
    response = render(request, "desk/identities/card.html", {"opening": opening, "seen": seen, "seconds": seconds})
    if seen:
        response["Refresh"] = str(seconds + 1)  # when the time is over the page empties itself
    return response


@need(Right.OPEN_IDENTITY, Right.ADD_DOCUMENTS)
@require_POST
@never_cache
def fetch(request: HttpRequest, pk: int) -> HttpResponse:
    """A file as it came, to be stored and never shown by the browser itself."""
    opening = _own(request, pk)
    try:
        file = identity.fetch(opening, by=officer(request), key=request.COOKIES.get(_cookie(opening), ""))
    except ValueError as error:
        messages.error(request, str(error))
        return redirect("identity", pk=pk)
    return download(file.content, file.media, file.name)


@need(Right.OPEN_IDENTITY, Right.ADD_DOCUMENTS)
@require_POST
@never_cache
def end(request: HttpRequest, pk: int) -> HttpResponse:
    opening = _own(request, pk)
    identity.end(opening, by=officer(request))
    response = redirect(ask_address(opening.thing))
    response.delete_cookie(_cookie(opening), path=reverse("identity", args=[pk]))
    return response


@need(Right.GRANT_IDENTITY, Right.READ_OPENINGS)
@never_cache
def requests(request: HttpRequest) -> HttpResponse:
    """What waits for an answer, and everything that was asked and answered, for custodians and those above them."""
    seen = identity.openings_seen_by(officer(request))
    waiting = [
        (opening, identity.may_agree(opening, officer(request)))
        for opening in seen.filter(state=Opening.State.ASKED).order_by("pk")
    ]
    context = {"waiting": waiting, "page": page_of(request, seen.exclude(state=Opening.State.ASKED), 50)}
    return render(request, "desk/identities/requests.html", context)


@csrf_exempt  # checked in _answer: the upload handler must be chosen before anything reads the form
@need(Right.GRANT_IDENTITY, Right.APPROVE_DECISIONS)
@never_cache
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Agree, grant or refuse. A key file is held in memory: it never becomes a temporary file."""
    request.upload_handlers = [MemoryFileUploadHandler(request)]
    return _answer(request, pk)


@csrf_protect
def _answer(request: HttpRequest, pk: int) -> HttpResponse:
    opening = get_object_or_404(identity.openings_seen_by(officer(request)), pk=pk)
    if request.method == "POST":
        try:
            _carry_out(request, opening)
        except ValueError as error:
            messages.error(request, str(error))
            return redirect("answer-identity", pk=pk)
        messages.success(request, _("Answered."))
        return redirect("identity-requests")
    context = {
        "opening": opening,
        "may_agree": identity.may_agree(opening, officer(request)),
        "waits_for_first": opening.needs_two and not opening.first_by,
        "agreed": opening.first_by == by(request),
    }
    return render(request, "desk/identities/answer.html", context)


def _carry_out(request: HttpRequest, opening: Opening) -> None:
    person = officer(request)
    match request.POST.get("act"):
        case "agree":
            identity.agree(opening, by=person)
        case "refuse":
            identity.refuse(opening, by=person, remark=request.POST.get("remark", ""))
        case _:
            file = request.FILES.get("key")
            key_file = file.read() if file else b""
            identity.grant(opening, by=person, passphrase=request.POST.get("passphrase", ""), key_file=key_file)


def _own(request: HttpRequest, pk: int) -> Opening:
    """One's own, of a thing that is still within one's sight."""
    opening = get_object_or_404(Opening, pk=pk, asked_by=by(request))
    if not may_ask(opening.thing, officer(request)):
        raise Http404
    return opening


def _read(request: HttpRequest, opening: Opening) -> identity.Identity | None:
    try:
        return identity.read(opening, by=officer(request), key=request.COOKIES.get(_cookie(opening), ""))
    except ValueError as error:
        messages.error(request, str(error))
        return None


def _with_key(response: HttpResponse, opening: Opening, key: str) -> HttpResponse:
    response.set_cookie(
        _cookie(opening),
        key,
        max_age=identity.ASKED_FOR,
        path=reverse("identity", args=[opening.pk]),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Strict",
    )
    return response


def _cookie(opening: Opening) -> str:
    return f"danh-tinh-{opening.pk}"


def _seconds_until(until: datetime) -> int:
    return max(0, int((until - timezone.now()).total_seconds()))
