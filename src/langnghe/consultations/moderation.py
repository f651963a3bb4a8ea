"""Showing and hiding comments. Hidden needs a reason of ``moderation.yaml``; every act stands in the journal.

Hidden comments stay counted by their reason on the public page, and whoever sent one reads the reason by its code.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db import transaction
from django.db.models import QuerySet

from langnghe import tables
from langnghe.audit import journal
from langnghe.consultations.models import Comment, Group, Round
from langnghe.consultations.rounds import held
from langnghe.registry.models import Officer


def reasons() -> Mapping[str, Mapping[str, str]]:
    """Reasons for which a comment may be hidden: key to its words in each language."""
    return tables.read(__package__, "moderation.yaml")


def waiting(round: Round) -> QuerySet[Comment]:
    """Comments that nobody has looked at yet."""
    return with_place(round.comments.filter(state=Comment.State.WAITING))


def with_place(rows: QuerySet[Comment]) -> QuerySet[Comment]:
    return rows.select_related("paragraph__version", "question").order_by("paragraph__number", "pk")


@transaction.atomic
def show(*, round: int, comments: Sequence[int], by: Officer) -> int:
    """Show comments to everybody; how many were not shown before.

    Raises PermissionDenied, or ValueError with a sentence where the replies are published.
    """
    rows = _open(round, by).filter(pk__in=comments).exclude(state=Comment.State.SHOWN)
    numbers = sorted(rows.values_list("pk", flat=True))
    Comment.objects.filter(pk__in=numbers).update(state=Comment.State.SHOWN, reason="")
    if numbers:
        journal.record(by=by.username, verb="show comments", what=f"round {round}", comments=numbers)
    return len(numbers)


@transaction.atomic
def hide(*, round: int, comment: int, by: Officer, reason: str) -> None:
    """Hide one comment for a reason of the list; it leaves its group, which goes when empty. Raises as :func:`show`."""
    if reason not in reasons():
        raise ValueError("Hãy chọn lý do trong danh sách; không đồng tình với dự thảo không phải là lý do.")
    found = _open(round, by).filter(pk=comment).first()
    if found is None:
        raise ValueError("Góp ý này không thuộc đợt lấy ý kiến; hãy tải lại trang.")
    left = found.group_id
    found.state, found.reason, found.group = Comment.State.HIDDEN, reason, None
    found.save(update_fields=["state", "reason", "group"])
    if left is not None:
        Group.objects.filter(pk=left, comments=None).delete()
    journal.record(by=by.username, verb="hide comment", what=f"round {round}", comment=comment, reason=reason)


def _open(round: int, by: Officer) -> QuerySet[Comment]:
    found = held(round, by)
    if found.replies in (Round.Replies.WAITING, Round.Replies.PUBLISHED):
        raise ValueError("Bảng tiếp thu, giải trình đã trình hoặc đã công bố; không đổi được việc kiểm duyệt nữa.")
    return found.comments.all()
