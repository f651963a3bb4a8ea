"""Internal notes of a case, and the officers named in them (@username)."""

from __future__ import annotations

import re
from collections.abc import Iterable

from django.db import transaction

from langnghe.audit import journal
from langnghe.cases.models import Case, Mention, Note
from langnghe.cases.queries import visible_cases
from langnghe.privacy import door
from langnghe.registry.models import Officer

MENTION = re.compile(r"(?<!\w)(@[\w.+-]*\w)")


@transaction.atomic
def write_note(*, case: Case, text: str, by: Officer) -> Note:
    """Keep a note without personal data; whoever is named with @username finds it on their «Hôm nay của tôi».

    Raises ValueError with a sentence for the user: an empty note, a name that nobody has or that may not read the case.
    """
    if not text.strip():
        raise ValueError("Ghi chú còn trống; hãy viết nội dung cần nhắc.")
    officers = {officer.username: officer for officer in _named(text)}
    for username in _usernames(text):
        if username not in officers or not visible_cases(officers[username]).filter(pk=case.pk).exists():
            raise ValueError(f"Không nhắc được «@{username}»: không có cán bộ này, hoặc họ không được xem vụ việc.")
    note = Note.objects.create(case=case, text=_admitted(text), by=by.username)
    Mention.objects.bulk_create(Mention(note=note, officer=officer) for officer in officers.values())
    journal.record(by=by.username, verb="write note", what=f"case {case.code}", mentions=len(officers))
    return note


def see_mentions(notes: Iterable[Note], officer: Officer) -> None:
    """The officer has the case open: what named them there is seen. Asks nothing where no note names them."""
    naming = [note.pk for note in notes if f"@{officer.username}" in note.text]
    if naming:
        Mention.objects.filter(note__in=naming, officer=officer, seen=False).update(seen=True)


def _usernames(text: str) -> list[str]:
    return [found[1:] for found in MENTION.findall(text)]


def _named(text: str) -> Iterable[Officer]:
    return Officer.objects.filter(username__in=_usernames(text), is_active=True)


def _admitted(text: str) -> str:
    """The text through the door but for the usernames, which the door would take for handles of private people."""
    pieces = MENTION.split(text.strip())
    between = iter(_spaced(pieces[::2]))
    return "".join(piece if number % 2 else next(between) for number, piece in enumerate(pieces))


def _spaced(texts: list[str]) -> list[str]:
    """Through the door, which trims; the space beside a name comes back."""
    admitted = door.admit_texts(texts)
    return [
        text[: len(text) - len(text.lstrip())] + clean + (text[len(text.rstrip()) :] if text.strip() else "")
        for text, clean in zip(texts, admitted, strict=True)
    ]
