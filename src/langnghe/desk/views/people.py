"""Officers: who there is, invite, change, close, links, sessions, second step. Each act is in the journal."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from langnghe.audit import journal
from langnghe.desk.access import by, need
from langnghe.desk.paging import page_of
from langnghe.registry import people
from langnghe.registry.models import Officer
from langnghe.registry.roles import ROLE_NAMES, Right

LINK_DAYS = settings.PASSWORD_RESET_TIMEOUT // 86400

# What a button of the officer's page does, and the verb it leaves in the journal.
ACTS: dict[str, tuple[str, Callable[[Officer], None]]] = {
    "dong": ("close officer", people.close),
    "mo": ("reopen officer", people.reopen),
    "ket-thuc-phien": ("end sessions", people.end_sessions),
    "bo-ma": ("drop second factor", people.forget_second_factor),
}
DONE = {
    "dong": gettext_lazy("The account is closed and signed out everywhere."),
    "mo": gettext_lazy("The account is open again. Give the officer a new link if the password is forgotten."),
    "ket-thuc-phien": gettext_lazy("Signed out everywhere."),
    "bo-ma": gettext_lazy("The second step is removed; the officer is signed out everywhere."),
}


class OfficerForm(forms.ModelForm):
    class Meta:
        model = Officer
        fields = ("last_name", "first_name", "email", "role", "unit")


class InviteForm(OfficerForm):
    class Meta(OfficerForm.Meta):
        fields = ("username", *OfficerForm.Meta.fields)  # type: ignore[assignment]
        help_texts: ClassVar = {"username": gettext_lazy("Letters, digits and . - _ only; it cannot be changed.")}


def _known() -> QuerySet[Officer]:
    """Officers with what the list shows of them."""
    codes = Authenticator.objects.filter(user=OuterRef("pk"), type=Authenticator.Type.TOTP)
    return Officer.objects.select_related("unit").annotate(with_code=Exists(codes)).order_by("username")


@need(Right.SET_UP)
def officers(request: HttpRequest) -> HttpResponse:
    words, role = request.GET.get("q", "").strip(), request.GET.get("vai-tro", "")
    found = _known()
    if words:
        found = found.filter(
            Q(username__icontains=words) | Q(last_name__icontains=words) | Q(first_name__icontains=words)
        )
    if role:
        found = found.filter(role=role)
    context = {"page": page_of(request, found, 50), "words": words, "role": role, "roles": ROLE_NAMES.items()}
    return render(request, "desk/settings/persons.html", context)


@need(Right.SET_UP)
def person(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Invite an officer or change one."""
    row = get_object_or_404(_known(), pk=pk) if pk else None
    form = OfficerForm(request.POST or None, instance=row) if row else InviteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = _keep(form, by(request))
        except ValueError as error:
            form.add_error("role", str(error))
        else:
            return redirect("officer", made.pk) if row else _with_link(request, made, "invite officer")
    return render(request, "desk/settings/person.html", {"form": form, "person": row, "sessions": _sessions(row)})


@transaction.atomic
def _keep(form: forms.ModelForm[Officer], who: str) -> Officer:
    new = form.instance.pk is None
    made = people.keep(form.save(commit=False), by=who)
    verb = "add officer" if new else "change officer"
    journal.record(by=who, verb=verb, what=f"officer {made.username}", role=made.role, fields=form.changed_data)
    return made


@need(Right.SET_UP)
@require_POST
def act(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Close, reopen, end sessions, drop the second step (ACTS), or make a new link (``lien-ket``)."""
    row = get_object_or_404(Officer, pk=pk)
    if name == "lien-ket":
        return _with_link(request, row, "reset officer")
    if name not in ACTS:
        raise Http404
    verb, change = ACTS[name]
    try:
        with transaction.atomic():
            change(row)
            journal.record(by=by(request), verb=verb, what=f"officer {row.username}")
    except ValueError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, str(DONE[name]))
        if name == "bo-ma":
            _mail(row, "desk/mail/code_removed.txt")
    return redirect("officer", pk)


def _with_link(request: HttpRequest, row: Officer, verb: str) -> HttpResponse:
    """Show a link once, to hand over; mail it too when the officer's address is known. The link itself is not kept."""
    try:
        parts = people.link_to(row)
    except ValueError as error:
        messages.error(request, str(error))
        return redirect("officer", row.pk)
    link = request.build_absolute_uri(reverse("set-password", kwargs=parts))
    mailed = _mail(row, "desk/mail/invite.txt", link=link, days=LINK_DAYS)
    journal.record(by=by(request), verb=verb, what=f"officer {row.username}", mailed=mailed)
    context = {"person": row, "link": link, "mailed": mailed, "days": LINK_DAYS}
    return render(request, "desk/settings/person_link.html", context)


def _mail(row: Officer, letter: str, **words: Any) -> bool:
    """Whether the letter is on its way; without an address, or with a server that refuses, it is not."""
    if not row.email:
        return False
    text = render_to_string(letter, {"person": row, **words})
    try:
        return bool(send_mail(_("Your account on Lắng Nghe"), text, None, [row.email]))
    except OSError:
        return False


def _sessions(row: Officer | None) -> int:
    return len(UserSession.objects.purge_and_list(row)) if row else 0
