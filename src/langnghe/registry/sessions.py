"""Sessions in the database, as Django keeps them; the question that every request asks is put together once."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.utils import timezone

from langnghe.registry.prepared import Blank, Question


class SessionStore(DatabaseStore):  # the class's name goes into the signature: sessions made by Django's stay good
    def load(self) -> dict[str, Any]:
        """What the session holds; nothing where there is none under this key, or where it is over."""
        found = _unexpired().rows(key=self.session_key, now=timezone.now())
        if not found:
            self._session_key = None  # so that a new one is made, and not this one taken up
            return {}
        return self.decode(found[0][0])


@cache
def _unexpired() -> Question:
    sessions = SessionStore.get_model_class().objects
    return Question.of(
        sessions.filter(session_key=Blank("key"), expire_date__gt=Blank("now")).values_list("session_data")
    )
