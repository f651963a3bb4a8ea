"""Changes to officers. The desk records each in the journal, which lies above this room, in the same transaction.

Nobody ever sees another's password: a new officer and one who has forgotten it get a link that works once.
"""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.db import transaction
from django.db.models import F
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from langnghe.registry.models import Officer
from langnghe.registry.queries import office
from langnghe.registry.roles import Role


class Links(PasswordResetTokenGenerator):
    """Tokens that die with their use, after PASSWORD_RESET_TIMEOUT seconds, and when the sessions are ended."""

    key_salt = "langnghe.registry.people.Links"

    def _make_hash_value(self, user: Officer, timestamp: int) -> str:
        return f"{super()._make_hash_value(user, timestamp)}{user.sessions_ended}{user.is_active}"


LINKS = Links()


def link_to(person: Officer) -> dict[str, str]:
    """The two parts of the address where the officer sets a password, once.

    Raises ValueError with a sentence for the user when the account is closed.
    """
    if not person.is_active:
        raise ValueError("Tài khoản này đã đóng; hãy mở lại trước khi cấp liên kết.")
    return {"uidb64": urlsafe_base64_encode(force_bytes(person.pk)), "token": LINKS.make_token(person)}


@transaction.atomic
def keep(person: Officer, *, by: str) -> Officer:
    """Store a new or changed officer; another role ends the sessions by itself.

    Raises ValueError with a sentence for the user when the change would leave the site without an administrator, or
    would change one's own role.
    """
    before = Officer.objects.filter(pk=person.pk).first()
    if before is None:
        person.set_unusable_password()
    elif before.role != person.role:
        if before.username == by:
            raise ValueError("Không ai tự đổi vai trò của chính mình; hãy nhờ một quản trị viên khác.")
        _leave_an_administrator(before)
    person.save()
    return person


@transaction.atomic
def close(person: Officer) -> None:
    """The officer no longer signs in; sessions and links end now.

    Raises ValueError with a sentence for the user for the last administrator.
    """
    _leave_an_administrator(person)
    Officer.objects.filter(pk=person.pk).update(is_active=False)
    end_sessions(person)


def reopen(person: Officer) -> None:
    Officer.objects.filter(pk=person.pk).update(is_active=True)


@transaction.atomic
def end_sessions(person: Officer) -> None:
    """Whoever is signed in as the officer, anywhere, is signed out at the next click."""
    Officer.objects.filter(pk=person.pk).update(sessions_ended=F("sessions_ended") + 1)
    for session in UserSession.objects.filter(user=person):
        session.end()


@transaction.atomic
def forget_second_factor(person: Officer) -> None:
    """For a lost telephone: codes no longer count, sessions end; where required, the next sign-in asks anew."""
    Authenticator.objects.filter(user=person).delete()
    end_sessions(person)


def has_second_factor(person: Officer) -> bool:
    return Authenticator.objects.filter(user=person, type=Authenticator.Type.TOTP).exists()


def must_have_second_factor(person: Officer) -> bool:
    """Whether the office asks the officer's role for a code besides the password."""
    return person.role in office().second_factor


def _leave_an_administrator(person: Officer) -> None:
    others = Officer.objects.filter(role=Role.ADMINISTRATOR, is_active=True).exclude(pk=person.pk)
    if person.role == Role.ADMINISTRATOR and person.is_active and not others.exists():
        raise ValueError("Đây là quản trị viên cuối cùng; hãy mời một quản trị viên khác trước.")
