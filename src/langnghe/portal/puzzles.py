"""A small puzzle for each form sent: a program pays for every one with computing time, a person does not notice.

    made("gui", who)                     # "13.kZ…:1tq…:9Xc…": bits, name, when, signature; stored nowhere
    is_solved("gui", puzzle, solution)   # SHA-256 of name and solution begins with so many bits 0; right once only

Who has no script waits a moment on a page and presses again (``held``); so does a program that does not solve, and
ten times an hour at most. Only the hash of a spent puzzle or wait is kept, for as long as it would be good.
"""

from __future__ import annotations

import hashlib
import secrets
import time

from django.core import signing
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from langnghe.portal import limits

LIFE = 3600  # seconds in which a puzzle or a wait is good
LEAST = 13  # bits in quiet times: 8,000 hashes on average, a fifth of a second on a cheap telephone
RISE = 6  # bits more at most
WAIT = 20  # seconds of those without script; three times as long under load
BUSY = 30  # forms a minute, of everybody together: from there on puzzles grow by a bit with each doubling
OFTEN = 5  # forms within the hour by one address, likewise
LOAD = limits.Limit("load", BUSY, 60)
OWN = limits.Limit("own", OFTEN, 3600)
ALL = "all"
FIELDS = ("csrfmiddlewaretoken", "puzzle", "solution", "wait")  # of a form that are not the sender's words
LONGEST = 20  # digits of a solution: name and solution stay within one block of SHA-256


def made(purpose: str, who: str) -> str:
    return _signer(purpose).sign(f"{bits(who)}.{secrets.token_urlsafe(16)}")


def bits(who: str) -> int:
    """Each doubling beyond what is usual makes a puzzle twice as long."""
    more = (LOAD.used(ALL) // BUSY).bit_length() + (OWN.used(who) // OFTEN).bit_length()
    return LEAST + min(RISE, more)


def is_solved(purpose: str, puzzle: str, solution: str) -> bool:
    """Whether the puzzle is ours, young, unused and solved; it is used up by that."""
    hard, _, name = _said(_signer(purpose), puzzle).partition(".")
    if not name or len(solution) > LONGEST:
        return False
    found = int.from_bytes(hashlib.sha256(f"{name}{solution}".encode()).digest())
    return found >> (256 - int(hard)) == 0 and _spend(puzzle)


def held(request: HttpRequest, purpose: str) -> HttpResponse | None:
    """None for a form with a solved puzzle or after a wait; else the page to wait on, which holds what was typed."""
    who = limits.address(request)
    if passes(request, purpose, who):
        return None
    if limits.WAITED.is_reached(who):
        return render(request, "portal/wait.html", {"often": True}, status=429)
    wait = request.POST.get("wait", "")
    ready = _ready(purpose, wait)
    if 0 < ready <= time.time() and _spend(wait):
        limits.WAITED.count(who)
        return None
    return _wait_page(request, purpose, wait if ready > time.time() else "")


def passes(request: HttpRequest, purpose: str, who: str) -> bool:
    """Whether a form came with its puzzle solved; counted either way."""
    LOAD.count(ALL)
    OWN.count(who)
    return is_solved(purpose, request.POST.get("puzzle", ""), request.POST.get("solution", ""))


def _wait_page(request: HttpRequest, purpose: str, wait: str) -> HttpResponse:
    long = LOAD.is_reached(ALL)
    if not wait:
        wait = _signer(purpose, "wait").sign(
            f"{int(time.time()) + WAIT * (3 if long else 1)}.{secrets.token_urlsafe(8)}"
        )
    left = max(1, round(_ready(purpose, wait) - time.time()))
    typed = [(name, each) for name, said in request.POST.lists() for each in said if name not in FIELDS]
    context = {
        "typed": typed,
        "wait": wait,
        "seconds": left,
        "long": left > WAIT,
        "purpose": purpose,
        "sensitive": True,
    }
    response = render(request, "portal/slow.html", context, status=429)
    response.headers["Retry-After"] = str(left)
    return response


def _ready(purpose: str, wait: str) -> int:
    """When a wait is over, in seconds of the epoch; 0 for one that is not ours or too old."""
    return int(_said(_signer(purpose, "wait"), wait).partition(".")[0] or 0)


def _said(signer: signing.TimestampSigner, token: str) -> str:
    try:
        return signer.unsign(token, max_age=LIFE)
    except signing.BadSignature:
        return ""


def _signer(purpose: str, kind: str = "puzzle") -> signing.TimestampSigner:
    return signing.TimestampSigner(salt=f"langnghe.portal.{kind}.{purpose}")


def _spend(token: str) -> bool:
    """Whether it is the first time."""
    return cache.add(f"spent-{hashlib.sha256(token.encode()).hexdigest()[:32]}", 1, LIFE)
