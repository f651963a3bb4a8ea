"""What an officer is told after saving: also that words were masked, so that they can be written without a name."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _

from langnghe.privacy.door import has_marks


def say_saved(request: HttpRequest, *kept: str, done: str = "") -> None:
    """``kept``: the words as they were stored. ``done``: the sentence where nothing was masked."""
    if has_marks(*kept):
        messages.warning(request, _("Saved. What names or identifies a person was masked."))
    else:
        messages.success(request, done or _("Saved."))
