"""Consultations of the demo, told by ``bank/rounds.yaml``: one that is answered and one that is open.

Days are counted back from the first start. A round cannot be held in the past, so each is held today and its days are
moved back afterwards.
"""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import docx
from django.db import transaction
from django.utils import timezone

from langnghe.consultations import comments, moderation, replies, rounds
from langnghe.consultations.models import Choice, Comment, Paragraph, Round, Statement
from langnghe.demo.bank import tree
from langnghe.registry.models import Officer

KIND = "vbqppl"


@transaction.atomic
def add_rounds(*, holds: Officer, approves: Officer) -> int:
    """Both rounds of the bank, once and whole; how many there are."""
    if Round.objects.exists() or holds.unit is None:
        return 0
    told = tree("rounds")
    answered = _hold(told["answered"], holds, approves)
    _answer(answered, told["answered"], holds, approves)
    _hold(told["open"], holds, approves)
    return Round.objects.count()


def _hold(row: dict[str, Any], holds: Officer, approves: Officer) -> Round:
    """A published round with its comments and answers, its days moved back."""
    today = timezone.localdate()
    made = rounds.begin(
        by=holds,
        unit=holds.unit,  # type: ignore[arg-type]
        title=row["title"],
        purpose=row["purpose"],
        opens_on=today,
        ends_on=today + dt.timedelta(days=row["days"]),
        kind=KIND,
        draft=_word_file(row["draft"]),
        name="du-thao.docx",
        questions=rounds.asked_of(row["questions"]),
        statements=rounds.statements_of(row["statements"]),
    )
    rounds.submit(round=made.pk, by=holds)
    made = rounds.publish(round=made.pk, by=approves)
    _count(made, row)
    _say(made, row, holds)
    _move_back(made, dt.timedelta(days=row["opened_ago"]))
    return made


def _word_file(lines: list[str]) -> bytes:
    document = docx.Document()
    for line in lines:
        document.add_paragraph(line)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _count(of: Round, row: dict[str, Any]) -> None:
    for statement, counts in zip(of.statements.all(), row["votes"], strict=True):
        Statement.objects.filter(pk=statement.pk).update(**dict(zip(comments.ANSWERS, counts, strict=True)))
    for choice, count in zip(Choice.objects.filter(question__round=of), row["choices"], strict=True):
        Choice.objects.filter(pk=choice.pk).update(count=count)


def _say(of: Round, row: dict[str, Any], by: Officer) -> None:
    """Comments by the label of their paragraph; "" is the whole draft."""
    _send(of, row["comments"])
    moderation.show(round=of.pk, comments=list(of.comments.values_list("pk", flat=True)), by=by)
    for reason, texts in row["hidden"].items():
        for number in _send(of, {"": texts}):
            moderation.hide(round=of.pk, comment=number, by=by, reason=reason)
    _send(of, row.get("waiting", {}))


def _send(of: Round, said: dict[str, list[str]]) -> list[int]:
    known = set(of.comments.values_list("pk", flat=True))
    places = {each.label: each for each in Paragraph.objects.filter(version__round=of)}
    for label, texts in said.items():
        for number, text in enumerate(texts):
            secret = f"demo {of.slug} {label} {number} {text}"
            comments.send(round=of, text=text, secret=secret, paragraph=places[label] if label else None)
    return [pk for pk in of.comments.values_list("pk", flat=True) if pk not in known]


def _move_back(of: Round, by: dt.timedelta) -> None:
    of.opens_on, of.ends_on, of.published_on = of.opens_on - by, of.ends_on - by, of.opens_on - by
    of.save()
    of.versions.update(made_on=of.opens_on, published_on=of.opens_on)
    Comment.objects.filter(round=of).update(received_on=of.opens_on + dt.timedelta(days=3))


def _answer(of: Round, row: dict[str, Any], holds: Officer, approves: Officer) -> None:
    replies.propose(round=of.pk, by=holds)
    for group in of.groups.select_related("paragraph"):
        answer, why, changed = row["replies"][group.paragraph.label if group.paragraph else ""]
        replies.reply(group=group.pk, by=holds, title=group.title, answer=answer, why=why, changed=changed)
    replies.submit(round=of.pk, by=holds)
    done = replies.publish(round=of.pk, by=approves)
    done.replies_published_on = done.ends_on + dt.timedelta(days=20)
    done.save(update_fields=["replies_published_on"])
