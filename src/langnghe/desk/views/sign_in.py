"""Sign-in, one's own account, and the links by which a password is set. The libraries' views, our words and journal."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import LoginForm
from allauth.account.views import LoginView, ReauthenticateView
from allauth.core import ratelimit
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.base.views import ReauthenticateView as ReauthenticateByCodeView
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView, ViewRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.usersessions.models import UserSession
from axes.utils import reset as forget_wrong_passwords
from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.forms import PasswordChangeForm, PasswordResetForm, SetPasswordForm
from django.contrib.auth.views import PasswordChangeView, PasswordResetConfirmView, PasswordResetView
from django.db import transaction
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from langnghe.audit import journal
from langnghe.desk.access import CODE_DUE, by, officer, own
from langnghe.desk.entrance import digest_of
from langnghe.registry import people
from langnghe.registry.people import LINKS
from langnghe.text.numbers import whole

CODE = forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True})


class SignInForm(LoginForm):
    def __init__(self, *args: Any, **words: Any) -> None:
        super().__init__(*args, **words)
        self.fields["login"].label = _("User name")
        self.fields["login"].widget = forms.TextInput(attrs={"autocomplete": "username", "autofocus": True})
        self.fields["password"].label = _("Password")
        _plain(self.fields["password"])


class PasswordAgainForm(ReauthenticateView.form_class):
    def __init__(self, *args: Any, **words: Any) -> None:
        super().__init__(*args, **words)
        self.fields["password"].label = _("Password")
        _plain(self.fields["password"])


class WithCode:
    """A form whose one field is a code."""

    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **words: Any) -> None:
        super().__init__(*args, **words)
        self.fields["code"].label = _("Code")
        self.fields["code"].widget = CODE


class CodeForm(WithCode, AuthenticateView.form_class):
    pass


class CodeAgainForm(WithCode, ReauthenticateByCodeView.form_class):
    pass


class FirstCodeForm(WithCode, ActivateTOTPView.form_class):
    pass


def _plain(field: forms.Field) -> None:
    """A password field without the library's English placeholder and link."""
    field.help_text = ""
    field.widget.attrs.pop("placeholder", None)


class SignIn(LoginView):
    template_name = "desk/sign_in/sign_in.html"
    form_class = SignInForm

    def get_context_data(self, **words: Any) -> dict[str, Any]:
        return super().get_context_data(**words) | {
            "providers": settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"]
        }


sign_in = SignIn.as_view()
sign_in_code = AuthenticateView.as_view(template_name="desk/sign_in/code.html", form_class=CodeForm)
again = own(ReauthenticateView.as_view(template_name="desk/sign_in/again.html", form_class=PasswordAgainForm))
again_by_code = own(ReauthenticateByCodeView.as_view(template_name="desk/sign_in/again.html", form_class=CodeAgainForm))


@own
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    with transaction.atomic():
        journal.record(by=by(request), verb="sign out", what=f"officer {by(request)}")
        UserSession.objects.filter(session_key=request.session.session_key).delete()
        logout(request)
    return redirect("sign-in")


# --- Links that set a password -----------------------------------------------------------------------------------


class ForgotPassword(PasswordResetView):
    template_name = "desk/sign_in/forgot.html"
    email_template_name = "desk/mail/reset.txt"
    subject_template_name = "desk/mail/reset_subject.txt"
    success_url = reverse_lazy("reset-sent")
    token_generator = LINKS

    def form_valid(self, form: PasswordResetForm) -> HttpResponse:
        """Says the same whether or not the address is known; more than ten an hour from one place send nothing."""
        if not ratelimit.consume(self.request, action="reset_password"):
            return redirect(str(self.success_url))
        for person in form.get_users(form.cleaned_data["email"]):
            name = person.get_username()
            journal.record(by=journal.MACHINE, verb="mail reset link", what=f"officer {name}")
        return super().form_valid(form)


@login_not_required
def sent(request: HttpRequest) -> HttpResponse:
    return render(request, "desk/sign_in/sent.html")


class SetPassword(PasswordResetConfirmView):
    """Where an invitation or a reset link leads."""

    template_name = "desk/sign_in/password.html"
    success_url = reverse_lazy("sign-in")
    token_generator = LINKS
    reset_url_token = "moi"

    def form_valid(self, form: SetPasswordForm) -> HttpResponse:
        name = form.user.get_username()
        with transaction.atomic():
            response = super().form_valid(form)
            forget_wrong_passwords(username=digest_of(name))
            journal.record(by=name, verb="set password", what=f"officer {name}")
        messages.success(self.request, _("The password is set. Sign in with it."))
        return response


# --- One's own account -------------------------------------------------------------------------------------------


@own
def account(request: HttpRequest) -> HttpResponse:
    """Password, second step and the places where one is signed in."""
    person = officer(request)
    return render(
        request,
        "desk/account/account.html",
        {
            "second_factor": people.has_second_factor(person),
            "must": people.must_have_second_factor(person),
            "sessions": sorted(UserSession.objects.purge_and_list(person), key=lambda each: each.created_at)[::-1],
            "this_session": request.session.session_key,
        },
    )


class ChangePassword(PasswordChangeView):
    template_name = "desk/account/form.html"
    success_url = reverse_lazy("account")
    extra_context: dict[str, Any] | None = {"title": gettext_lazy("Change the password")}

    def form_valid(self, form: PasswordChangeForm) -> HttpResponse:
        with transaction.atomic():
            response = super().form_valid(form)
            journal.record(by=by(self.request), verb="set password", what=f"officer {by(self.request)}")
        messages.success(self.request, _("The password is changed; you stay signed in only here."))
        return response


@own
@require_POST
def end_my_sessions(request: HttpRequest) -> HttpResponse:
    """End one of one's own sessions (``phien``), or all but this one."""
    person = officer(request)
    mine = UserSession.objects.filter(user=person).exclude(session_key=request.session.session_key)
    chosen = request.POST.get("phien", "")
    ended = [get_object_or_404(mine, pk=whole(chosen) or 0)] if chosen else list(mine)
    with transaction.atomic():
        for session in ended:
            session.end()
        journal.record(by=by(request), verb="end sessions", what=f"officer {person.username}", number=len(ended))
    messages.success(request, _("Signed out there."))
    return redirect("account")


class SwitchOn(ActivateTOTPView):
    template_name = "desk/account/code.html"
    form_class = FirstCodeForm

    def form_valid(self, form: FirstCodeForm) -> HttpResponse:
        with transaction.atomic():
            response = super().form_valid(form)
            self.request.session.pop(CODE_DUE, None)
            _record_code(self.request, "switch code on")
        return response


class SwitchOff(DeactivateTOTPView):
    template_name = "desk/account/code_off.html"

    def form_valid(self, form: BaseForm) -> HttpResponse:
        with transaction.atomic():
            response = super().form_valid(form)
            _record_code(self.request, "switch code off")
        messages.success(self.request, _("From now on your password alone signs you in."))
        return response


class NewSpareCodes(GenerateRecoveryCodesView):
    template_name = "desk/account/codes_new.html"

    def form_valid(self, form: BaseForm) -> HttpResponse:
        with transaction.atomic():
            response = super().form_valid(form)
            _record_code(self.request, "make spare codes")
        return response


def _record_code(request: HttpRequest, verb: str) -> None:
    journal.record(by=by(request), verb=verb, what=f"officer {by(request)}")


change_password = own(ChangePassword.as_view())
switch_on = own(SwitchOn.as_view())
switch_off = own(SwitchOff.as_view())
new_spare_codes = own(NewSpareCodes.as_view())
spare_codes = own(ViewRecoveryCodesView.as_view(template_name="desk/account/codes.html"))


@login_not_required
def refused(request: HttpRequest) -> HttpResponse:
    """Where the libraries lead that this site has no page for: back to the door."""
    return redirect("account" if request.user.is_authenticated else "sign-in")
