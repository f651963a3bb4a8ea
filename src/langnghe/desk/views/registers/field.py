"""Notes of a field visit from a telephone: the page, its shell for where there is no network, and the door."""

from __future__ import annotations

import hashlib
import re
import secrets
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_POST, require_safe

from langnghe.cases.models import Meeting
from langnghe.cases.registers import field
from langnghe.desk.access import need, officer
from langnghe.law.taxonomy import KINDS
from langnghe.registry.models import Officer, Unit
from langnghe.registry.queries import areas
from langnghe.registry.roles import Right

KEY = re.compile(r"[A-Za-z0-9_-]{43}")  # 32 random bytes
TEMPLATE = "desk/visits/note.html"
# With the shell all that the telephone keeps of the site.
FILES = (
    "desk/desk.css",
    "desk/visits/visits.css",
    "desk/visits/queue.js",
    "desk/visits/page.js",
    "desk/be-vietnam-pro-400.woff2",
    "desk/be-vietnam-pro-600.woff2",
    "desk/be-vietnam-pro-700.woff2",
)


class NoteForm(forms.Form):
    area = forms.ModelChoiceField(
        Unit.objects.none(),
        label=gettext_lazy("Commune"),
        required=False,
        empty_label=gettext_lazy("my own, or as the lines say"),
    )
    on = forms.DateField(
        label=gettext_lazy("Day"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}), localize=False
    )
    text = forms.CharField(
        label=gettext_lazy("What was seen and said"),
        help_text=gettext_lazy("One matter a line. Leave out names and numbers of persons."),
        max_length=field.LONGEST,
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"),
        required=False,
        choices=[("", gettext_lazy("let the machine propose")), *((key, KINDS[key]) for key in field.KINDS)],
    )

    def __init__(self, *args: Any, **words: Any) -> None:
        super().__init__(*args, **words)
        self.fields["area"].queryset = areas(timezone.localdate()).order_by("name")  # type: ignore[attr-defined]


@need(Right.KEEP_REGISTERS)
@never_cache
def note(request: HttpRequest) -> HttpResponse:
    """The form; without script it is sent like any other."""
    form = NoteForm(request.POST or None, initial={"on": timezone.localdate()})
    key = request.POST.get("key", "")
    if request.method == "POST" and form.is_valid():
        try:
            made = _noted(request, form)
            messages.success(request, _said(made))
            return redirect("meeting", pk=made.pk)
        except ValueError as error:
            form.add_error(None, str(error))
    key = key if KEY.fullmatch(key) else secrets.token_urlsafe(32)
    return render(request, TEMPLATE, {"form": form, "key": key, "who": _who(officer(request))})


@need(Right.KEEP_REGISTERS)
@never_cache
@require_safe
def shell(request: HttpRequest) -> HttpResponse:
    """The same page without anything of the officer: what a telephone keeps."""
    return HttpResponse(_shell())


@need(Right.KEEP_REGISTERS)
@require_safe
@cache_control(no_cache=True)
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker of this address alone; it takes the shell anew when a word or file of it changes."""
    files = [static(name) for name in FILES]
    version = hashlib.sha256("\n".join([_shell(), *files]).encode()).hexdigest()[:12]
    context = {"version": version, "files": files}
    return render(request, "desk/visits/sw.js", context, content_type="text/javascript; charset=utf-8")


@need(Right.KEEP_REGISTERS)
@never_cache
@require_safe
def token(request: HttpRequest) -> HttpResponse:
    """The token of a form, asked for before each sending: the one of the page may be a day old."""
    return JsonResponse({"token": get_token(request)})


@need(Right.KEEP_REGISTERS)
@never_cache
@require_POST
def take(request: HttpRequest) -> HttpResponse:
    """One note that waited on a telephone; what another officer wrote there goes on waiting for that officer."""
    if request.POST.get("who") != _who(officer(request)):
        return JsonResponse({"other": True}, status=409)
    form = NoteForm(request.POST)
    try:
        if not form.is_valid():
            raise ValueError(next(iter(form.errors.values()))[0])
        made = _noted(request, form)
    except ValueError as error:
        return JsonResponse({"wrong": str(error)}, status=422)
    return JsonResponse({"said": _said(made), "address": reverse("meeting", args=[made.pk])})


def _noted(request: HttpRequest, form: NoteForm) -> Meeting:
    key = request.POST.get("key", "")
    if not KEY.fullmatch(key):
        raise ValueError(_("The note has no proper key; please write it again."))
    return field.note(key, officer=officer(request), **form.cleaned_data)


def _said(made: Meeting) -> str:
    count = made.lines.filter(undone=False).count()
    text = ngettext("In the register, with %(n)d opinion.", "In the register, with %(n)d opinions.", count)
    return text % {"n": count}


def _who(person: Officer) -> str:
    """Whose note it is, on a telephone that more than one officer may use: a mark that names nobody."""
    return salted_hmac("langnghe.desk.visits", str(person.pk), algorithm="sha256").hexdigest()[:16]


def _shell() -> str:
    return render_to_string(TEMPLATE, {"form": NoteForm()})
