"""The table of replies (bảng tiếp thu, giải trình): each shown comment stands in exactly one group, each group has one
reply. The machine proposes groups place by place; what an officer has touched it leaves alone.

Nothing is lost: received = in groups + in «khác» + hidden with a reason + not moderated yet (:func:`balance`); a table
with comments outside a group, unmoderated ones or groups without a reply cannot be handed in.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from langnghe.audit import journal
from langnghe.consultations.grouping import grouped
from langnghe.consultations.models import Comment, Group, Round
from langnghe.consultations.rounds import approved, held, may_approve, may_hold
from langnghe.privacy import door
from langnghe.registry.models import Officer

OTHER = "Ý kiến khác"
BATCH = 2_000
Place = tuple[int | None, int | None]  # paragraph, question; neither is the whole draft


@dataclass(frozen=True, slots=True)
class Balance:
    """Where the comments of a round are."""

    received: int
    grouped: int
    other: int
    hidden: int
    waiting: int
    loose: int  # shown, and in no group yet

    @property
    def holds(self) -> bool:
        return self.received == self.grouped + self.other + self.hidden and not self.waiting and not self.loose


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table."""

    group: Group
    count: int

    @property
    def where(self) -> str:
        return where(self.group)


# --- reading --------------------------------------------------------------------------------------------------------


def balance(of: Round) -> Balance:
    rows = of.comments.order_by()
    counted = rows.aggregate(
        received=Count("pk"),
        grouped=Count("pk", filter=Q(group__other=False)),
        other=Count("pk", filter=Q(group__other=True)),
        hidden=Count("pk", filter=Q(state=Comment.State.HIDDEN)),
        waiting=Count("pk", filter=Q(state=Comment.State.WAITING)),
        loose=Count("pk", filter=Q(state=Comment.State.SHOWN, group=None)),
    )
    return Balance(**counted)


def table(of: Round) -> list[Row]:
    """The groups in the order of the draft: the whole, paragraphs, questions; large ones first, «khác» last."""
    rows = of.groups.select_related("paragraph__version", "question").annotate(n=Count("comments"))
    return [Row(group, group.n) for group in sorted(rows, key=_order)]


def _order(group: Group) -> tuple[object, ...]:
    paragraph, question = group.paragraph, group.question
    number = paragraph.number if paragraph else question.number if question else 0
    version = paragraph.version.number if paragraph else 0
    return (1 if paragraph else 2 if question else 0, number, version, group.other, -group.n, group.title, group.pk)  # type: ignore[attr-defined]


def where(of: Group | Comment) -> str:
    """Which part of the draft, in Vietnamese."""
    if of.question:
        return f"Câu hỏi {of.question.number}"
    if of.paragraph is None:
        return "Toàn bộ dự thảo"
    label = of.paragraph.label or f"Đoạn {of.paragraph.number}"
    return f"{label} (bản {of.paragraph.version.number})" if of.paragraph.version.number > 1 else label


def comments_of(group: Group) -> QuerySet[Comment]:
    return group.comments.order_by("pk")


# --- the machine's proposal ----------------------------------------------------------------------------------------


@transaction.atomic
def propose(*, round: int, by: Officer) -> int:
    """Put shown comments that are in no group an officer has touched into groups; how many groups were made.

    Raises PermissionDenied, or ValueError with a sentence for the user.
    """
    found = _being_written(round, by)
    found.groups.filter(confirmed_by="").delete()
    places: dict[Place, list[tuple[str, int]]] = defaultdict(list)
    loose = found.comments.filter(state=Comment.State.SHOWN, group=None).order_by()
    for pk, paragraph, question, text in loose.values_list("pk", "paragraph", "question", "text").iterator():
        places[paragraph, question].append((text, pk))
    made = [group for place in sorted(places, key=str) for group in _propose_at(found, place, sorted(places[place]))]
    _note_writer(found, by)
    journal.record(by=by.username, verb="propose replies", what=f"round {round}", groups=len(made))
    return len(made)


def _propose_at(of: Round, place: Place, said: Sequence[tuple[str, int]]) -> list[Group]:
    """The groups of one place. What stands alone joins the place's «khác», which an officer may have touched."""
    found = grouped([text for text, _ in said])
    groups = [_group(of, place, title=each.title) for each in found]
    alone = set(range(len(said)))
    for group, each in zip(groups, found, strict=True):
        _fill(group, [said[row][1] for row in each.members])
        alone -= set(each.members)
    if alone:
        other = of.groups.filter(paragraph=place[0], question=place[1], other=True).first()
        if other is None:
            groups.append(other := _group(of, place, title=OTHER, other=True))
        _fill(other, [said[row][1] for row in sorted(alone)])
    return groups


def _group(of: Round, place: Place, *, title: str, other: bool = False) -> Group:
    return Group.objects.create(round=of, paragraph_id=place[0], question_id=place[1], title=title[:300], other=other)


def _fill(group: Group, comments: Sequence[int]) -> None:
    for start in range(0, len(comments), BATCH):
        Comment.objects.filter(pk__in=comments[start : start + BATCH]).update(group=group)


# --- the officer's word --------------------------------------------------------------------------------------------


@transaction.atomic
def reply(*, group: int, by: Officer, title: str, answer: str, why: str, changed: str = "") -> Group:
    """The officer's name for a group and the reply to it.

    Raises PermissionDenied, or ValueError with a sentence: no reply chosen, no reason, no text where one was accepted.
    """
    found = _group_being_written(group, by)
    if answer not in Group.Answer.values or not why.strip():
        raise ValueError("Hãy chọn tiếp thu, tiếp thu một phần hoặc không tiếp thu, và ghi lý do.")
    if not title.strip():
        raise ValueError("Hãy đặt tên cho nhóm góp ý.")
    title, why = door.admit_texts([title, why])
    found.title, found.why = title[:300], why[:5_000]
    found.answer, found.changed, found.confirmed_by = answer, changed.strip(), by.username
    found.save()
    journal.record(by=by.username, verb="reply to comments", what=f"round {found.round_id}", group=group, answer=answer)
    return found


@transaction.atomic
def move(*, comments: Iterable[int], to: int | None, by: Officer, round: int, title: str = "") -> Group:
    """Put comments into another group of their round, or (``to`` None) into a new one of this title.

    Raises PermissionDenied, or ValueError with a sentence for the user.
    """
    found = _being_written(round, by)
    rows = found.comments.filter(pk__in=list(comments), state=Comment.State.SHOWN).order_by("pk")
    first = rows.first()
    if first is None:
        raise ValueError("Hãy chọn ít nhất một góp ý để chuyển.")
    target = found.groups.filter(pk=to).first() if to else None
    if target is None:
        if not title.strip():
            raise ValueError("Hãy chọn nhóm nhận, hoặc ghi tên nhóm mới.")
        target = _group(found, (first.paragraph_id, first.question_id), title=door.admit_texts([title])[0])
    left = set(rows.exclude(group=None).values_list("group", flat=True)) | {target.pk}
    moved = rows.update(group=target)
    _touch(found, left, by)
    journal.record(by=by.username, verb="move comments", what=f"round {round}", to=target.pk, comments=moved)
    return target


@transaction.atomic
def merge(*, groups: Iterable[int], into: int, by: Officer, round: int) -> Group:
    """Take the comments of groups over into one and drop the emptied ones. Raises as :func:`move`."""
    found = _being_written(round, by)
    target = found.groups.filter(pk=into).first()
    others = found.groups.filter(pk__in=list(groups)).exclude(pk=into)
    if target is None or not others:
        raise ValueError("Hãy chọn nhóm để gộp vào.")
    names = sorted(others.values_list("pk", flat=True))
    Comment.objects.filter(group__in=names).update(group=target)
    Group.objects.filter(pk__in=names).delete()
    _touch(found, {target.pk}, by)
    journal.record(by=by.username, verb="merge comment groups", what=f"round {round}", into=into, groups=names)
    return target


def _touch(of: Round, groups: Iterable[int], by: Officer) -> None:
    """Groups that an officer has arranged are left alone by the next proposal; emptied ones go."""
    rows = of.groups.filter(pk__in=list(groups))
    rows.filter(confirmed_by="").update(confirmed_by=by.username)
    rows.annotate(n=Count("comments")).filter(n=0).delete()
    _note_writer(of, by)


# --- four eyes -----------------------------------------------------------------------------------------------------


@transaction.atomic
def submit(*, round: int, by: Officer) -> None:
    """Hand the table in. Raises as :func:`propose`; the sentence says what is missing."""
    found = _being_written(round, by)
    _check_whole(found)
    _note_writer(found, by)
    _move(found, Round.Replies.WAITING)
    journal.record(by=by.username, verb="submit replies", what=f"round {round}")


@transaction.atomic
def send_back(*, round: int, by: Officer) -> None:
    """Back to who wrote it: by whoever holds the round or would approve the table."""
    found = Round.objects.select_for_update(of=("self",)).select_related("unit").filter(pk=round).first()
    if found is None or not (may_hold(found, by) or may_approve(found, by, found.replied_by)):
        raise PermissionDenied
    if found.replies != Round.Replies.WAITING:
        raise ValueError("Bảng tiếp thu, giải trình không còn chờ duyệt.")
    _move(found, Round.Replies.DRAFT)
    journal.record(by=by.username, verb="send replies back", what=f"round {round}")


@transaction.atomic
def publish(*, round: int, by: Officer) -> Round:
    """Show the table to everybody. Raises PermissionDenied (whoever wrote it too), or ValueError with a sentence."""
    found = approved(round, by, "replied_by")
    if found.replies != Round.Replies.WAITING:
        raise ValueError("Bảng tiếp thu, giải trình không chờ duyệt; hãy tải lại trang.")
    _check_whole(found)
    found.replies, found.replies_published_by = Round.Replies.PUBLISHED, by.username
    found.replies_published_on = timezone.localdate()
    found.save(update_fields=["replies", "replies_published_by", "replies_published_on"])
    journal.record(by=by.username, verb="publish replies", what=f"round {round}")
    return found


def _check_whole(found: Round) -> None:
    counts = balance(found)
    unanswered = found.groups.filter(Q(answer="") | Q(why="")).count()
    lacks: list[tuple[bool, Callable[[], str]]] = [
        (timezone.localdate() <= found.ends_on, lambda: "Đợt lấy ý kiến chưa kết thúc."),
        (bool(counts.waiting), lambda: f"Còn {counts.waiting} góp ý chưa kiểm duyệt."),
        (bool(counts.loose), lambda: f"Còn {counts.loose} góp ý chưa vào nhóm nào; hãy bấm «Gom nhóm»."),
        (bool(unanswered), lambda: f"Còn {unanswered} nhóm chưa có trả lời hoặc lý do."),
    ]
    for missing, sentence in lacks:
        if missing:
            raise ValueError(sentence())


def _being_written(round: int, by: Officer) -> Round:
    found = held(round, by)
    if found.state != Round.State.PUBLISHED:
        raise ValueError("Đợt lấy ý kiến chưa được công bố.")
    if found.replies in (Round.Replies.WAITING, Round.Replies.PUBLISHED):
        raise ValueError("Bảng tiếp thu, giải trình đã trình hoặc đã công bố; hãy rút lại trước khi sửa.")
    return found


def _group_being_written(group: int, by: Officer) -> Group:
    found = Group.objects.filter(pk=group).first()
    if found is None:
        raise PermissionDenied
    _note_writer(_being_written(found.round_id, by), by)
    return found


def _note_writer(found: Round, by: Officer) -> None:
    found.replied_by = sorted({*found.replied_by, by.username})
    if found.replies == Round.Replies.NONE:
        found.replies = Round.Replies.DRAFT
    found.save(update_fields=["replied_by", "replies"])


def _move(found: Round, state: Round.Replies) -> None:
    found.replies = state
    found.save(update_fields=["replies"])
