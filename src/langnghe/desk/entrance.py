"""What the sign-in libraries leave to the site: our words, the journal, who must have a code, and the lockout page.

There is no way to sign up. Wrong passwords are counted by name and address together (django-axes, in the database);
wrong codes by officer. Secrets of the second factor are sealed with the site's key, which is not in the database.
"""

from __future__ import annotations

import base64
import hashlib
import math
from typing import Any

import qrcode
from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.internal.httpkit import get_client_ip
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from axes.helpers import get_cool_off
from cryptography.fernet import Fernet
from django.conf import settings
from django.contrib import messages
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from qrcode.image.svg import SvgPathFillImage

from langnghe.audit import journal
from langnghe.desk.access import CODE_DUE
from langnghe.registry.models import Officer
from langnghe.registry.people import has_second_factor, must_have_second_factor
from langnghe.registry.roles import Right

NOWHERE = "0.0.0.0"  # a request that came over no network, as from a test


def client_address(request: HttpRequest) -> str:
    """The address that a request comes from, as far as the site's own proxies vouch for it (LANGNGHE_PROXIES)."""
    return get_client_ip(request) or NOWHERE


def counted_name(request: HttpRequest, credentials: dict[str, Any] | None) -> str:
    """The name under which wrong passwords are counted: a digest, for people type passwords into the field of names."""
    return digest_of((credentials or {}).get("username") or request.POST.get("login", ""))


def digest_of(name: str) -> str:
    return salted_hmac("langnghe.desk.entrance", name.strip().lower(), algorithm="sha256").hexdigest()


class Entrance(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": gettext_lazy("This account is closed. Please ask your administrator."),
        "username_password_mismatch": gettext_lazy("The user name and the password do not match."),
        "incorrect_password": gettext_lazy("The password is wrong."),
        "incorrect_code": gettext_lazy("The code is wrong or has been used. Wait for the next one and type it."),
        "too_many_login_attempts": gettext_lazy("Too many wrong codes. Wait five minutes, then try again."),
        "rate_limited": gettext_lazy("Too many attempts. Wait five minutes, then try again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """A leader begins with the whole picture."""
        person = request.user
        if isinstance(person, Officer) and person.may(Right.APPROVE_REPORTS):
            return reverse("dashboard")
        return str(super().get_login_redirect_url(request))

    def get_client_ip(self, request: HttpRequest) -> str:
        return client_address(request)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Wrong passwords are counted by axes; a count by name alone would let anyone lock anyone out."""

    def add_message(self, request: HttpRequest, level: int, *args: Any, **words: Any) -> None:
        """The pages say themselves what was done."""

    def respond_user_inactive(self, request: HttpRequest, user: Officer) -> HttpResponse:
        messages.error(request, str(self.error_messages["account_inactive"]))
        return redirect("sign-in")

    def login(self, request: HttpRequest, user: Officer) -> None:
        """The last step: from here on the officer is in."""
        super().login(request, user)
        if must_have_second_factor(user) and not has_second_factor(user):
            request.session[CODE_DUE] = True
        journal.record(by=user.username, verb="sign in", what=f"officer {user.username}")


class SecondFactor(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": Entrance.error_messages["incorrect_code"],
        "cannot_delete_authenticator": gettext_lazy("Your office requires the second step for your role."),
        "cannot_generate_recovery_codes": gettext_lazy("Switch the second step on first."),
    }

    def get_totp_issuer(self) -> str:
        return "Lang Nghe"

    def get_totp_label(self, user: Officer) -> str:
        return user.username

    def build_totp_svg(self, url: str) -> str:
        """On white of its own: a telephone reads no black on a dark page."""
        return str(qrcode.make(url, image_factory=SvgPathFillImage).to_string(encoding="unicode"))

    def encrypt(self, text: str) -> str:
        return _seal().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _seal().decrypt(encrypted_text.encode()).decode()

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        return not must_have_second_factor(authenticator.user)


def _seal() -> Fernet:
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(f"second factor {settings.SECRET_KEY}".encode()).digest()))


class Outside(DefaultSocialAccountAdapter):
    """Sign-in through the office's own provider: it says who comes, the site says whether it knows that officer."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        if sociallogin.is_existing:
            return
        person = _known(sociallogin)
        if person is None:
            messages.error(request, _("This site knows no officer by that name. Please ask your administrator."))
            raise ImmediateHttpResponse(redirect("sign-in"))
        sociallogin.connect(request, person)

    def on_authentication_error(self, request: HttpRequest, *args: Any, **words: Any) -> None:
        messages.error(request, _("The other site did not sign you in. Try again, or use your password here."))
        raise ImmediateHttpResponse(redirect("sign-in"))


def _known(login: SocialLogin) -> Officer | None:
    """The one open account with the verified e-mail address, else with the user name, that the provider states."""
    accounts = Officer.objects.filter(is_active=True)
    addresses = [each.email for each in login.email_addresses if each.verified]
    found = list(accounts.filter(email__iexact=addresses[0])) if addresses else []
    if not found and login.user and login.user.username:
        found = list(accounts.filter(username=login.user.username))
    return found[0] if len(found) == 1 else None


def locked(request: HttpRequest, response: HttpResponse | None, credentials: dict[str, Any] | None) -> HttpResponse:
    """The page of a locked sign-in, and one entry in the journal for each lock."""
    wait = get_cool_off(request)
    seconds = int(wait.total_seconds()) if wait else 0
    name = (credentials or {}).get("username") or ""
    if cache.add(f"locked-{digest_of(f'{client_address(request)} {name}')}", 1, timeout=seconds):
        known = Officer.objects.filter(username__iexact=name).first()
        journal.record(by=journal.MACHINE, verb="lock sign-in", what=f"officer {known.username if known else '?'}")
    return render(request, "desk/sign_in/locked.html", {"minutes": math.ceil(seconds / 60)}, status=429)
