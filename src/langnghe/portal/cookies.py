"""The three cookies of a citizen's browser: what is being written, which matter is open, what was met too.

None holds a name, and none tells a server that has lost its database anything.
"""

from __future__ import annotations

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

WRITING = "viet"  # token of cases.unsent
FOLLOWING = "theo-doi"  # signed key of a receipt
KNOWN = "da-biet"  # a browser that has had a right code: it is counted apart from its address
JOINED = "cung-gap"  # signed codes of public matters
LIVES = {WRITING: 24 * 3600, FOLLOWING: 1800, KNOWN: 30 * 24 * 3600, JOINED: 365 * 24 * 3600}
PATHS = {WRITING: "/gui/", FOLLOWING: "/tra-cuu/", KNOWN: "/tra-cuu/", JOINED: "/gui/"}
MOST_JOINED = 30


def put(response: HttpResponse, name: str, value: str) -> None:
    response.set_cookie(
        name,
        value,
        max_age=LIVES[name],
        path=PATHS[name],
        httponly=True,
        secure=bool(settings.SESSION_COOKIE_SECURE),
        samesite="Strict" if name == FOLLOWING else "Lax",
    )


def take(response: HttpResponse, name: str) -> None:
    response.delete_cookie(name, path=PATHS[name])


def writing(request: HttpRequest) -> str:
    return request.COOKIES.get(WRITING, "")


def signed(name: str, value: str) -> str:
    return signing.TimestampSigner(salt=f"langnghe.portal.{name}").sign(value)


def unsigned(request: HttpRequest, name: str) -> str:
    """What the cookie says; "" for one that is missing, old or not ours."""
    try:
        return signing.TimestampSigner(salt=f"langnghe.portal.{name}").unsign(
            request.COOKIES.get(name, ""), max_age=LIVES[name]
        )
    except signing.BadSignature:
        return ""
