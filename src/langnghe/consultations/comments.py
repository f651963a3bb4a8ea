"""What people say about a draft: comments, and answers that are only counted.

A comment passes the door first and then waits for moderation; its sender keeps 16 digits, of which a slow hash is
stored (``cases.receipts``). An answer to a statement or a choice adds one to a count: no row, no time, no link to
another. Counts are shown rounded down to whole multiples of the smallest count shown, without a total: whoever looks
twice learns of one answer only where it fills such a multiple (decision 0020).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone

from langnghe.cases import receipts
from langnghe.consultations.models import Choice, Comment, Group, Paragraph, Question, Round, Statement, Version
from langnghe.consultations.rounds import OPEN, stage
from langnghe.privacy import door

LONGEST, SHORTEST = 5_000, 3  # characters of a comment
ANSWERS = ("agree", "disagree", "unsure")
PAGE = 50


@dataclass(frozen=True, slots=True)
class Followed:
    """What became of one comment: its own words, its state with the reason, and the group whose reply answers it."""

    comment: Comment
    group: Group | None


# --- sending --------------------------------------------------------------------------------------------------------


@transaction.atomic
def send(
    *, round: Round, text: str, secret: str, paragraph: Paragraph | None = None, question: Question | None = None
) -> str:
    """Take in a comment; its 16 digits. The same ``secret`` of a browser is one comment, however often it is sent.

    Raises ValueError with a sentence for the user: closed, empty, too long, or about something else.
    """
    _check_open(round)
    if paragraph is not None and not (paragraph.version.round_id == round.pk and paragraph.version.published_on):
        raise ValueError("Đoạn này không thuộc dự thảo đang lấy ý kiến; hãy mở lại trang dự thảo.")
    if question is not None and (question.round_id != round.pk or question.choices.exists()):
        raise ValueError("Câu hỏi này không nhận câu trả lời tự viết.")
    code = receipts.code_from(f"comment {secret}")
    hashed = receipts.hash_of(code)
    if not Comment.objects.filter(code_hash=hashed).exists():
        Comment.objects.create(
            round=round,
            paragraph=paragraph,
            question=question,
            text=_admitted(text),
            code_hash=hashed,
            received_on=timezone.localdate(),
        )
    return code


def _admitted(text: str) -> str:
    if not SHORTEST <= len(text.strip()) <= LONGEST:
        raise ValueError(f"Hãy viết góp ý từ {SHORTEST} đến {LONGEST:,} ký tự.".replace(",", "."))
    return door.admit_texts([text])[0]


def vote(*, statement: Statement, answer: str) -> None:
    """One more answer to a statement. Raises ValueError with a sentence: closed, or no such answer."""
    _check_open(statement.round)
    if answer not in ANSWERS:
        raise ValueError("Hãy chọn đồng ý, không đồng ý hoặc chưa rõ.")
    Statement.objects.filter(pk=statement.pk).update(**{answer: F(answer) + 1})


def choose(*, choice: Choice) -> None:
    """One more answer to a question with choices. Raises ValueError with a sentence where the round is closed."""
    _check_open(choice.question.round)
    Choice.objects.filter(pk=choice.pk).update(count=F("count") + 1)


def _check_open(round: Round) -> None:
    if round.state != Round.State.PUBLISHED or stage(round, timezone.localdate()) != OPEN:
        raise ValueError("Đợt lấy ý kiến này không mở vào hôm nay.")


# --- reading --------------------------------------------------------------------------------------------------------


def rounded(count: int, k: int) -> int | None:
    """A count as it may be shown: the multiple of ``k`` it has reached, None below the first."""
    return count // k * k or None


def shown_comments(
    round: Round, paragraph: Paragraph | None = None, question: Question | None = None
) -> QuerySet[Comment]:
    """Comments that everybody may read, in an order that says nothing about when they came."""
    rows = Comment.objects.filter(round=round, paragraph=paragraph, question=question, state=Comment.State.SHOWN)
    return rows.select_related("group").order_by("pk")


def by_paragraph(version: Version) -> dict[int, int]:
    """Shown comments of each paragraph of a version."""
    rows = Comment.objects.filter(round=version.round_id, state=Comment.State.SHOWN)
    counts = dict(rows.order_by().values_list("paragraph").annotate(n=Count("pk")))
    return {pk: counts[pk] for pk in version.paragraphs.values_list("pk", flat=True) if pk in counts}


def hidden_by_reason(round: Round) -> dict[str, int]:
    """How many comments of a round are hidden for which reason."""
    rows = round.comments.filter(state=Comment.State.HIDDEN).order_by().values_list("reason")
    return dict(rows.annotate(n=Count("pk")))


def states(round: Round) -> dict[str, int]:
    """Comments of a round by state, all of them."""
    counts = dict(round.comments.order_by().values_list("state").annotate(n=Count("pk")))
    return {state: counts.get(state, 0) for state in Comment.State.values}


def earlier(paragraph: Paragraph) -> Sequence[Paragraph]:
    """The paragraphs of earlier versions from which this one came and that have shown comments, the newest first."""
    found: list[Paragraph] = []
    each = paragraph.before
    while each is not None:
        found.append(each)
        each = each.before
    counts = Count("comments", filter=Q(comments__state=Comment.State.SHOWN))
    rows = Paragraph.objects.filter(pk__in=[each.pk for each in found]).select_related("version")
    return list(rows.annotate(said=counts).filter(said__gt=0).order_by("-version__number"))


def follow(code: str) -> Followed | None:
    """The comment of a code; the reply to it once the replies are published. None for a code that we do not know."""
    digits = receipts.typed(code)
    if not digits:
        return None
    rows = Comment.objects.select_related("round__unit", "paragraph__version", "question", "group")
    found = rows.filter(code_hash=receipts.hash_of(digits)).first()
    if found is None:
        return None
    answered = found.round.replies == Round.Replies.PUBLISHED and found.state == Comment.State.SHOWN
    return Followed(found, found.group if answered else None)
