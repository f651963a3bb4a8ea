"""Everything that happened to a case, in one list: acts, notes, drafts, files, and the terms that began or ended."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from langnghe.cases.models import Attachment, Case, Clock, Draft, Event, Note
from langnghe.cases.states import acts, clock_steps


@dataclass(frozen=True, slots=True)
class Moment:
    """One line of the timeline; ``row`` is an Event, Note, Draft or Attachment."""

    at: dt.datetime
    what: str  # "event", "note", "draft", "file"
    by: str  # username
    row: Any
    began: Sequence[Clock] = ()
    ended: Sequence[Clock] = ()
    files: Sequence[Attachment] = ()


def timeline(case: Case) -> list[Moment]:
    """The newest first. Needs the case's events, notes, drafts, attachments and clocks, prefetched or asked for here.

    An approved draft is told by its event, a file of an act by that act.
    """
    files, running = list(case.attachments.all()), list(case.clocks.all())
    moments = [_of_event(event, case, running, files) for event in case.events.all()]
    moments += [Moment(note.at, "note", note.by, note) for note in case.notes.all()]
    drafts = [draft for draft in case.drafts.all() if draft.state != Draft.State.APPROVED]
    moments += [Moment(draft.judged_at or draft.drafted_at, "draft", draft.drafted_by, draft) for draft in drafts]
    moments += [Moment(file.made_at, "file", file.made_by, file) for file in files if file.event_id is None]
    return sorted(moments, key=lambda moment: (moment.at, moment.row.pk), reverse=True)


def since(case: Case, number: int) -> list[Event]:
    """Acts after one that an officer had seen: what has changed under their hands."""
    return list(case.events.filter(number__gt=number))


def notes_of(moments: Sequence[Moment]) -> list[Note]:
    return [moment.row for moment in moments if moment.what == "note"]


def _of_event(event: Event, case: Case, clocks: Sequence[Clock], files: Sequence[Attachment]) -> Moment:
    act = acts().get(event.act)
    started = clock_steps(case.kind, act.starts) if act else []
    ended = clock_steps(case.kind, act.ends) if act else []
    return Moment(
        event.at,
        "event",
        event.by,
        event,
        began=[clock for clock in clocks if clock.step in started and clock.started_on == event.on],
        ended=[clock for clock in clocks if clock.step in ended and clock.ended_on == event.on],
        files=[file for file in files if file.event_id == event.pk],
    )
