"""One act of an officer, and the word that answers it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _


def attempt(request: HttpRequest, act: Callable[[], Any], said: str = "") -> Any:
    """What the act gave, with ``said`` for the officer; None, with the act's own sentence, where it refused."""
    try:
        done = act()
    except ValueError as error:
        messages.error(request, str(error))
        return None
    messages.success(request, said or _("Saved."))
    return done
