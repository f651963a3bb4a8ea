"""The synthesis of a period, read like a recipe: classify, find repeats, gather themes, check that nothing was lost.

Each step stores its result before the next begins, so a run that was killed goes on where it stood, and the same
opinions with the same decisions give the same result.
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from langnghe.audit import journal
from langnghe.intake.models import Opinion
from langnghe.privacy.failures import traced
from langnghe.synthesis.models import Decision, Issue, Link, Proposal, Run, Theme
from langnghe.synthesis.queries import LabelledOpinion, balance, labelled
from langnghe.text import classify, cluster, dedupe, origin

BATCH = 500  # opinions classified between two looks at the "cancel" button
MONTHS_BACK = 12  # how far back a repeat or a theme is recognised
MOST_OF_AN_ISSUE = 3  # its statements that the themes are made from; the others follow them
CORRECTIONS_USED = 5000  # the newest decisions of officers that the classifier learns from
SHARE = {"classify": (0, 50), "repeats": (50, 70), "themes": (70, 95), "balance": (95, 100)}
BROKEN = "Gặp lỗi khi tổng hợp; hãy báo quản trị viên, nhật ký máy chủ ghi lỗi ở bước nào."

log = logging.getLogger(__name__)


class Cancelled(Exception):
    """The officer pressed "cancel" while the run was going on."""


class OutOfBalance(Exception):
    """Something that was read is in none of the counts; the run's result must not be used."""


def synthesise(run: Run) -> None:
    """Carry a run out to its end.

    Raises Cancelled when an officer stops it, OutOfBalance when the count of pieces does not add up.
    """
    classifier, made_with = _classifier()
    rows = _opinions(run)
    run.engine, run.digest = origin.digest(), _digest(rows)
    run.parameters = {"months_back": MONTHS_BACK, "made_with": made_with, "seed": cluster.SEED}
    run.save(update_fields=["engine", "digest", "parameters"])
    _classify(run, rows, classifier, made_with)
    rows = _opinions(run)
    _merge_repeats(run, rows)
    _gather_themes(run, _opinions(run))
    _check_balance(run)


# --- what goes in ---------------------------------------------------------------------------------------------


def _opinions(run: Run) -> list[LabelledOpinion]:
    """Opinions of the period and of the months before it, oldest first, without those said to be none."""
    earliest = run.period.starts_on.replace(year=run.period.starts_on.year - MONTHS_BACK // 12)
    return list(
        labelled(Opinion.objects.filter(replaced=False))
        .exclude(decision__not_opinion=True)
        .filter(document__period__starts_on__gte=earliest, document__period__starts_on__lte=run.period.starts_on)
        .select_related("document__unit", "document__period", "area", "proposal")
        .order_by("pk")
    )


def _digest(rows: Iterable[LabelledOpinion]) -> str:
    """SHA-256 over what the engine sees, in the order of ids."""
    state = hashlib.sha256()
    for row in rows:
        state.update(f"{row.pk}\0{row.text}\0{row.context}\n".encode())
    return state.hexdigest()


def _classifier() -> tuple[classify.Classifier, str]:
    """The shipped classifier taught by the officers' newest decisions, and a digest of both."""
    decisions = (
        Decision.objects.exclude(topic="")
        .select_related("opinion__document__unit")
        .order_by("-at", "-pk")[:CORRECTIONS_USED]
    )
    corrections = [
        (row.opinion.text, row.opinion.context, row.sector, row.topic, row.kind)
        for row in sorted(decisions, key=lambda row: row.pk)
    ]
    learned = json.dumps([classify.Classifier.digest(), corrections], ensure_ascii=False)
    made_with = hashlib.sha256(learned.encode()).hexdigest()
    shipped = classify.Classifier.shipped()
    return (shipped.learn(corrections) if corrections else shipped), made_with


def explain(row: Opinion) -> list[str]:
    """The words of an opinion that decided its topic, strongest first."""
    return list(classify.Classifier.shipped().explain(row.text, row.context).words)


# --- the steps ------------------------------------------------------------------------------------------------


def _classify(run: Run, rows: Sequence[LabelledOpinion], classifier: classify.Classifier, made_with: str) -> None:
    """Sector, topic and kind of each opinion that this classifier has not seen yet."""
    done = set(Proposal.objects.filter(made_with=made_with).values_list("pk", flat=True))
    todo = [row for row in rows if row.pk not in done]
    for start in range(0, len(todo), BATCH):
        _show(run, "classify", start / len(todo))
        batch = todo[start : start + BATCH]
        labels = classifier.classify([row.text for row in batch], [row.context for row in batch])
        _store_labels(batch, labels, made_with)


def _store_labels(batch: Sequence[LabelledOpinion], labels: Sequence[classify.Label], made_with: str) -> None:
    proposals = [
        Proposal(
            opinion=row,
            sector=label.sector or "",
            topic=label.topic or "",
            kind=label.kind or "",
            score=label.score,
            unsure=label.unsure,
            made_with=made_with,
        )
        for row, label in zip(batch, labels, strict=True)
    ]
    _store_proposals(proposals, ["sector", "topic", "kind", "score", "unsure", "made_with"])


@transaction.atomic
def _store_proposals(proposals: Sequence[Proposal], fields: list[str]) -> None:
    """These fields of new and of known proposals: one upsert is 20 times as fast as ``bulk_update``."""
    Proposal.objects.bulk_create(
        proposals, update_conflicts=True, unique_fields=["opinion"], update_fields=fields, batch_size=1000
    )


def _merge_repeats(run: Run, rows: Sequence[LabelledOpinion]) -> None:
    """Repeats become one issue by themselves; what looks like the same matter is proposed to a person."""
    _show(run, "repeats", 0)
    items = [_item(row) for row in rows]
    found = dedupe.links(items, workers=settings.WORKERS)
    _show(run, "repeats", 0.7)
    _store_links(found)
    _store_issues(rows)


def _item(row: LabelledOpinion) -> dedupe.Item:
    return dedupe.Item(
        id=row.pk,
        text=row.text,
        context=row.context,
        topic=row.topic or None,
        sector=row.sector or None,
        place=row.area.code if row.area else None,
        source=row.document.unit_id,
        period=row.document.period.key,
    )


@transaction.atomic
def _store_links(found: Iterable[dedupe.Link]) -> None:
    """The run's links in place of the engine's earlier ones; those that a person decided stay as decided."""
    Link.objects.filter(by="").delete()
    decided = set(Link.objects.values_list("first_id", "second_id"))
    best: dict[tuple[int, int], dedupe.Link] = {}
    for link in found:
        pair = (min(link.a, link.b), max(link.a, link.b))
        if pair not in decided and (pair not in best or link.link == "repeat"):
            best[pair] = link
    Link.objects.bulk_create(
        [
            Link(first_id=first, second_id=second, kind=link.link, score=link.score)
            for (first, second), link in sorted(best.items())
        ],
        batch_size=1000,
    )


@transaction.atomic
def _store_issues(rows: Sequence[LabelledOpinion]) -> None:
    """One issue for each group tied by repeats and by links that a person accepted."""
    ties = Link.objects.filter(kind="repeat").exclude(state=Link.State.REFUSED) | Link.objects.filter(
        state=Link.State.ACCEPTED
    )
    known = {row.pk for row in rows}  # a person may have tied an opinion to one of another year, or of a later month
    pairs = [pair for pair in ties.values_list("first_id", "second_id") if known.issuperset(pair)]
    smallest = dedupe.union([row.pk for row in rows], pairs)
    keys = {pk: f"i{first}" for pk, first in smallest.items()}
    Issue.objects.bulk_create((Issue(key=key) for key in sorted(set(keys.values()))), ignore_conflicts=True)
    ids = dict(Issue.objects.values_list("key", "pk"))
    proposals = [row.proposal for row in rows]
    for proposal in proposals:
        proposal.issue_id = ids[keys[proposal.pk]]
    _store_proposals(proposals, ["issue"])


def _gather_themes(run: Run, rows: Sequence[LabelledOpinion]) -> None:
    """Themes within topics; a theme known from earlier keeps its key, its title by a person and its merges."""
    _show(run, "themes", 0)
    known = [cluster.Known(theme.key, theme.topic, tuple(texts)) for theme, texts in _known_themes(rows)]
    told = _voices([row for row in rows if row.topic and row.document.period_id == run.period_id])
    members = [
        cluster.Item(id=row.pk, text=row.text, topic=row.topic, area=row.area.code if row.area else "")
        for voices in told
        for row in voices[:MOST_OF_AN_ISSUE]
    ]
    themes = cluster.themes(members, known=known, workers=settings.WORKERS)
    _show(run, "themes", 0.8)
    place = {member: theme.key for theme in themes for member in theme.members}
    key_of = {
        row.pk: next((place[voice.pk] for voice in voices if voice.pk in place), None)
        for voices in told
        for row in voices
    }
    _store_themes(run, rows, themes, key_of)


def _voices(rows: Iterable[LabelledOpinion]) -> list[list[LabelledOpinion]]:
    """Opinions of one issue and topic together: a matter told fifty times is one concern, not fifty."""
    voices: dict[tuple[int, str], list[LabelledOpinion]] = defaultdict(list)
    for row in rows:
        voices[row.issue or -row.pk, row.topic].append(row)
    return list(voices.values())


def _known_themes(rows: Iterable[LabelledOpinion]) -> list[tuple[Theme, list[str]]]:
    """Themes that already have opinions, with those texts; merged ones under the theme that took them in."""
    themes = {theme.pk: theme for theme in Theme.objects.all()}
    texts: dict[int, list[str]] = defaultdict(list)
    for row in rows:
        if row.theme:
            texts[_in_force(themes[row.theme], themes).pk].append(row.text)
    return [(themes[pk], texts[pk]) for pk in sorted(texts, key=lambda pk: themes[pk].key)]


def _in_force(theme: Theme, themes: dict[int, Theme]) -> Theme:
    while theme.merged_into_id:
        theme = themes[theme.merged_into_id]
    return theme


@transaction.atomic
def _store_themes(
    run: Run, rows: Sequence[LabelledOpinion], found: Sequence[cluster.Theme], key_of: dict[int, str | None]
) -> None:
    stored = {theme.key: theme for theme in Theme.objects.all()}
    by_pk = {theme.pk: theme for theme in stored.values()}
    taken: dict[str | None, Theme] = {}
    for theme in found:
        row = stored.get(theme.key) or Theme(key=theme.key)
        row.topic, row.sector = theme.topic, theme.topic.split(".")[0].upper()
        row.title, row.words = theme.title[:200], list(theme.words)
        row.examples = {
            **row.examples,
            run.period.key: {"typical": theme.typical, "minority": theme.minority},
        }
        row.save()
        by_pk[row.pk] = row
        taken[theme.key] = _in_force(row, by_pk)
    proposals = [row.proposal for row in rows if row.document.period_id == run.period_id]
    for proposal in proposals:
        proposal.theme = taken.get(key_of.get(proposal.pk))
    _store_proposals(proposals, ["theme"])


def _check_balance(run: Run) -> None:
    _show(run, "balance", 0)
    counted = balance(run.period)
    run.balance = {**asdict(counted), "difference": counted.difference}
    run.save(update_fields=["balance"])
    if counted.difference:
        raise OutOfBalance(
            f"Số đoạn đã đọc ({counted.read}) lệch {counted.difference} so với tổng ý kiến, phần khác và phần chưa đọc."
        )


def _show(run: Run, step: str, done: float) -> None:
    """Tell the officer how far the run is; stop when the officer has asked to.

    Raises Cancelled.
    """
    first, last = SHARE[step]
    progress = int(first + (last - first) * done)
    updated = Run.objects.filter(pk=run.pk, state=Run.State.RUNNING).update(step=step, progress=progress)
    if not updated:
        raise Cancelled


# --- the queue ------------------------------------------------------------------------------------------------


def run_next() -> Run | None:
    """Take the oldest queued run and carry it out; the run, or None when nothing waits."""
    run = Run.objects.filter(state=Run.State.QUEUED).order_by("pk").first()
    if run is None or not _take(run):
        return None
    try:
        synthesise(run)
        _finish(run, Run.State.DONE)
    except Cancelled:
        _finish(run, Run.State.CANCELLED)
    except OutOfBalance as error:
        _finish(run, Run.State.FAILED, str(error))
    except Exception as error:  # noqa: BLE001 - a run that fails says so on its page; the worker lives on
        log.error("run %s: %s", run.pk, traced(error))
        _finish(run, Run.State.FAILED, BROKEN)
    return run


def release_claims() -> int:
    """Queue again what a worker that died had begun; the steps already stored are not done twice."""
    Run.objects.filter(state=Run.State.CANCELLING).update(state=Run.State.CANCELLED)
    return Run.objects.filter(state=Run.State.RUNNING).update(state=Run.State.QUEUED)


def _take(run: Run) -> bool:
    taken = Run.objects.filter(pk=run.pk, state=Run.State.QUEUED).update(state=Run.State.RUNNING)
    run.state = Run.State.RUNNING
    return bool(taken)


@transaction.atomic
def _finish(run: Run, state: Run.State, message: str = "") -> None:
    run.state, run.message, run.finished_at = state, message, timezone.now()
    run.progress = 100 if state == Run.State.DONE else run.progress
    run.save(update_fields=["state", "message", "finished_at", "progress"])
    journal.record(by=journal.MACHINE, verb=f"run {state}", what=f"run {run.pk}", **run.balance)
