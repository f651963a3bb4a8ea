"""What officers decide about runs, opinions, links and themes. Each decision is in the journal; no run undoes it."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import F, Q

from langnghe.audit import journal
from langnghe.intake.actions import remember_columns
from langnghe.intake.models import Document, Opinion, OtherText
from langnghe.law.taxonomy import KINDS, topics
from langnghe.privacy import door
from langnghe.registry.models import Period
from langnghe.synthesis.models import Decision, Link, Proposal, Run, Theme
from langnghe.text.normal import fold

LOCKED = "Ý kiến này đang khóa; hãy mở khóa trước khi sửa."

# --- runs -----------------------------------------------------------------------------------------------------


@transaction.atomic
def ask_for_run(period: Period, *, by: str) -> Run:
    """Queue a synthesis of the period; the one that already waits or runs, when there is one."""
    waiting = Run.objects.filter(
        period=period, state__in=[Run.State.QUEUED, Run.State.RUNNING, Run.State.CANCELLING]
    ).first()
    if waiting:
        return waiting
    run = Run.objects.create(period=period, asked_by=by)
    journal.record(by=by, verb="ask for run", what=f"run {run.pk}", period=period.key)
    return run


@transaction.atomic
def cancel_run(run: Run, *, by: str) -> None:
    """Stop a run that waits or goes on; what it has stored stays and the next run goes on from there."""
    Run.objects.filter(pk=run.pk, state=Run.State.QUEUED).update(state=Run.State.CANCELLED)
    Run.objects.filter(pk=run.pk, state=Run.State.RUNNING).update(state=Run.State.CANCELLING)
    journal.record(by=by, verb="cancel run", what=f"run {run.pk}")


# --- opinions -------------------------------------------------------------------------------------------------


@transaction.atomic
def decide(opinion: Opinion, *, by: str, topic: str = "", kind: str = "", locked: bool | None = None) -> Decision:
    """Correct an opinion's topic (and with it its sector) or kind; confirm the engine's word with no arguments.

    Raises ValueError with a sentence for the user when the topic or kind is unknown, or the opinion is locked.
    """
    if topic and topic not in topics():
        raise ValueError(f"Không có nội dung «{topic}» trong danh mục; hãy chọn lại.")
    if kind and kind not in KINDS:
        raise ValueError(f"Không có loại ý kiến «{kind}»; hãy chọn lại.")
    decision = _decision(opinion, by)
    proposal: Proposal | None = getattr(opinion, "proposal", None)
    if decision.locked and locked is not False:
        raise ValueError(LOCKED)
    decision.topic = topic or decision.topic or (proposal.topic if proposal else "")
    decision.sector = topics()[decision.topic].sector if decision.topic else ""
    decision.kind = kind or decision.kind or (proposal.kind if proposal else "")
    decision.not_opinion = False
    decision.locked = decision.locked if locked is None else locked
    return _save(decision, by, "decide", topic=decision.topic, kind=decision.kind, locked=decision.locked)


@transaction.atomic
def dismiss(opinion: Opinion, *, by: str) -> Decision:
    """Say that it is not an opinion: it leaves every count and stays visible as "not an opinion".

    Raises ValueError with a sentence for the user when the opinion is locked.
    """
    _refuse_locked([opinion])
    decision = _decision(opinion, by)
    decision.not_opinion = True
    return _save(decision, by, "dismiss")


@transaction.atomic
def take_back(opinion: Opinion, *, by: str) -> None:
    """Undo the decision about an opinion: the engine's word holds again.

    Raises ValueError with a sentence for the user when the opinion is locked.
    """
    _refuse_locked([opinion])
    Decision.objects.filter(opinion=opinion).delete()
    journal.record(by=by, verb="take back", what=f"opinion {opinion.pk}")


@transaction.atomic
def split_opinion(opinion: Opinion, at: Sequence[int], *, by: str) -> list[Opinion]:
    """Cut an opinion in two or more at character positions of its text; what was decided about it holds for each part.

    Raises ValueError with a sentence for the user when a part would be empty or the opinion is locked.
    """
    _refuse_locked([opinion])
    edges = [0, *sorted(set(at)), len(opinion.text)]
    parts = [_trimmed(opinion.text, first, last) for first, last in itertools.pairwise(edges)]
    if len(parts) < 2 or any(first >= last for first, last in parts):
        raise ValueError("Chỗ tách để lại một phần trống; hãy chọn vị trí ở giữa câu.")
    made = [_recut(opinion, opinion.start + first, opinion.start + last, by) for first, last in parts]
    _replace([opinion], made)
    journal.record(by=by, verb="split", what=f"opinion {opinion.pk}", into=[row.pk for row in made])
    return made


@transaction.atomic
def merge_opinions(opinions: Sequence[Opinion], *, by: str) -> Opinion:
    """Join opinions of one paragraph that the splitter cut apart by mistake; what was decided about them holds.

    Where two were decided differently, the joined one goes back to be reviewed.
    Raises ValueError with a sentence for the user when they are not of one paragraph, leave out one between them, or
    one is locked.
    """
    if len(opinions) < 2 or len({row.block_id for row in opinions}) != 1:
        raise ValueError("Chỉ gộp được từ hai ý kiến trở lên của cùng một đoạn văn.")
    _refuse_locked(opinions)
    start, end = min(row.start for row in opinions), max(row.end for row in opinions)
    between = Opinion.objects.filter(block=opinions[0].block_id, replaced=False, start__lt=end, end__gt=start)
    if between.exclude(pk__in=[row.pk for row in opinions]).exists():
        raise ValueError("Còn ý kiến khác nằm giữa các ý kiến đã chọn; hãy chọn cả ý kiến đó để gộp.")
    made = _recut(opinions[0], start, end, by)
    _replace(opinions, [made])
    journal.record(by=by, verb="merge", what=f"opinion {made.pk}", of=[row.pk for row in opinions])
    return made


@transaction.atomic
def promote(other: OtherText, *, by: str) -> Opinion:
    """Make an opinion of text that the splitter had left out."""
    text = other.block.text[other.start : other.end]
    made = Opinion.objects.create(
        document=other.document,
        block=other.block,
        start=other.start,
        end=other.end,
        text=text,
        folded=fold(text),
        area=other.document.unit if other.document.unit and other.document.unit.is_area else None,
        made_by=by,
    )
    other.promoted = True
    other.save(update_fields=["promoted"])
    journal.record(by=by, verb="promote", what=f"opinion {made.pk}")
    return made


def _trimmed(text: str, first: int, last: int) -> tuple[int, int]:
    """The part without the spaces and separators at its edges."""
    while first < last and text[first] in " ;,.\n":
        first += 1
    while last > first and text[last - 1] in " ;,\n":
        last -= 1
    return first, last


def _recut(opinion: Opinion, start: int, end: int, by: str) -> Opinion:
    text = opinion.block.text[start:end]
    return Opinion.objects.create(
        document=opinion.document,
        block=opinion.block,
        start=start,
        end=end,
        text=text,
        folded=fold(text),
        section=opinion.section,
        lead_in=opinion.lead_in,
        area=opinion.area,
        answer=opinion.answer,
        answered_by=opinion.answered_by,
        made_by=by,
    )


def _replace(old: Sequence[Opinion], new: Sequence[Opinion]) -> None:
    """The new pieces stand for the old ones, with what people decided; the document's count of pieces follows."""
    _hand_on_decision(old, new)
    _hand_on_links(old, new)
    Opinion.objects.filter(pk__in=[row.pk for row in old]).update(replaced=True)
    Document.objects.filter(pk=old[0].document_id).update(pieces=F("pieces") + len(new) - len(old))


def _hand_on_decision(old: Sequence[Opinion], new: Sequence[Opinion]) -> None:
    """The one decision about the old pieces, for each new one; "not an opinion" only when it was said of them all."""
    decided = list(Decision.objects.filter(opinion__in=old))
    kept = [row for row in decided if not row.not_opinion] or (decided if len(decided) == len(old) else [])
    if len({(row.topic, row.kind, row.theme_id) for row in kept}) == 1:
        first = kept[0]
        for opinion in new:
            Decision.objects.create(
                opinion=opinion,
                sector=first.sector,
                topic=first.topic,
                kind=first.kind,
                not_opinion=first.not_opinion,
                theme=first.theme,
                by=first.by,
            )


def _hand_on_links(old: Sequence[Opinion], new: Sequence[Opinion]) -> None:
    """What people said of links. Which part of a cut opinion is the same matter nobody has said: that is asked anew."""
    gone = {row.pk for row in old}
    judged = Link.objects.filter(Q(first__in=gone) | Q(second__in=gone)).exclude(by="")
    for link in judged if len(new) == 1 else judged.filter(state=Link.State.REFUSED):
        other = link.second_id if link.first_id in gone else link.first_id
        for opinion in new if other not in gone else ():
            Link.objects.get_or_create(
                first_id=min(other, opinion.pk),
                second_id=max(other, opinion.pk),
                defaults={"kind": link.kind, "score": link.score, "state": link.state, "by": link.by},
            )


def _refuse_locked(opinions: Sequence[Opinion]) -> None:
    if Decision.objects.filter(opinion__in=opinions, locked=True).exists():
        raise ValueError(LOCKED)


def _decision(opinion: Opinion, by: str) -> Decision:
    return Decision.objects.filter(opinion=opinion).first() or Decision(opinion=opinion, by=by)


def _save(decision: Decision, by: str, verb: str, **detail: Any) -> Decision:
    decision.by = by
    decision.save()
    journal.record(by=by, verb=verb, what=f"opinion {decision.pk}", **detail)
    return decision


@transaction.atomic
def correct_columns(document: Document, roles: Mapping[str, str], *, by: str) -> None:
    """Remember what a spreadsheet's columns mean and cut its opinions anew.

    Raises ValueError with a sentence for the user when officers have decided about its opinions already: cutting anew
    would lose those decisions.
    """
    if Decision.objects.filter(opinion__document=document).exists():
        raise ValueError("Văn bản này đã có ý kiến được rà soát; hãy hoàn tác các quyết định đó trước khi tách lại.")
    remember_columns(document, roles, by=by)


# --- links ----------------------------------------------------------------------------------------------------


@transaction.atomic
def judge_link(link: Link, *, same: bool, by: str) -> None:
    """Say whether two opinions are about the same concrete matter; the next run joins or parts them."""
    link.state = Link.State.ACCEPTED if same else Link.State.REFUSED
    link.by = by
    link.save(update_fields=["state", "by"])
    journal.record(by=by, verb=f"link {link.state}", what=f"opinion {link.first_id}", other=link.second_id)


# --- themes ---------------------------------------------------------------------------------------------------


def _admitted(title: str) -> str:
    return door.admit_texts([title])[0][:200]


@transaction.atomic
def rename_theme(theme: Theme, title: str, *, by: str) -> None:
    """Give a theme a person's title, without personal data; an empty one brings the engine's back."""
    theme.title_by_person = _admitted(title)
    theme.save(update_fields=["title_by_person"])
    journal.record(by=by, verb="rename theme", what=f"theme {theme.pk}")


@transaction.atomic
def accept_theme(theme: Theme, *, by: str, accepted: bool = True) -> None:
    theme.state = Theme.State.ACCEPTED if accepted else Theme.State.PROPOSED
    theme.save(update_fields=["state"])
    journal.record(by=by, verb="accept theme" if accepted else "reopen theme", what=f"theme {theme.pk}")


@transaction.atomic
def merge_themes(kept: Theme, merged: Theme, *, by: str) -> None:
    """Put one theme into another, for this and every later run.

    Raises ValueError with a sentence for the user when they are one theme or of different topics' sectors.
    """
    if kept.pk == merged.pk or kept.merged_into_id:
        raise ValueError("Hãy chọn một nhóm vấn đề khác, đang còn dùng, để gộp vào.")
    merged.merged_into = kept
    merged.save(update_fields=["merged_into"])
    Theme.objects.filter(merged_into=merged).update(merged_into=kept)
    Proposal.objects.filter(theme=merged).update(theme=kept)
    Decision.objects.filter(theme=merged).update(theme=kept)
    journal.record(by=by, verb="merge themes", what=f"theme {kept.pk}", merged=merged.pk)


@transaction.atomic
def split_theme(theme: Theme, opinions: Sequence[Opinion], title: str, *, by: str) -> Theme:
    """Take some opinions out into a theme of their own; each is pinned there for every later run.

    Raises ValueError with a sentence for the user when no opinion is chosen or the title is empty.
    """
    if not opinions or not title.strip():
        raise ValueError("Hãy chọn ít nhất một ý kiến và đặt tên cho nhóm mới.")
    named = _admitted(title)
    made = Theme.objects.create(
        key=f"{theme.key}-{Theme.objects.filter(key__startswith=f'{theme.key}-').count() + 1}",
        sector=theme.sector,
        topic=theme.topic,
        title=named,
        title_by_person=named,
        made_by=by,
    )
    for opinion in opinions:
        decision = _decision(opinion, by)
        decision.theme = made
        decision.by = by
        decision.save()
    journal.record(by=by, verb="split theme", what=f"theme {theme.pk}", into=made.pk, opinions=len(opinions))
    return made
