"""Keep the legal clocks of cases: start, meet, drop, stop for a time, extend, compute anew. The law: ``law.clock``."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache

from langnghe.cases.models import Case, Clock, Extension, Pause
from langnghe.cases.states import clock_steps
from langnghe.law import calendar as law_calendar
from langnghe.law import clock as law_clock
from langnghe.law import procedures
from langnghe.registry.models import CalendarDay
from langnghe.registry.prepared import Question

RUNNING = (Clock.State.RUNNING, Clock.State.PAUSED)


def calendar() -> law_calendar.Calendar:
    """The calendar that ships, with the days that the office has set laid over it."""
    return calendar_of(tuple(tuple(row) for row in _days_set().rows()))


@cache
def _days_set() -> Question:
    return Question.of(CalendarDay.objects.order_by("date").values_list("date", "kind", "name", "source"))


@lru_cache(maxsize=4)  # a calendar lists its working days at its first use, which takes longer than a case's clocks
def calendar_of(rows: tuple[tuple[dt.date, str, str, str], ...]) -> law_calendar.Calendar:
    """The calendar that ships with these days laid over it: (day, CalendarDay.Kind, name, source)."""
    return law_calendar.shipped().with_changes(
        {
            date: None if kind == CalendarDay.Kind.ORDINARY else law_calendar.Day(kind, name, source, True)  # type: ignore[arg-type]  # the table allows no other
            for date, kind, name, source in rows
        }
    )


def start(case: Case, steps: Sequence[str], on: dt.date) -> None:
    """Begin the terms that these steps mean for the case's kind, under the law of that day."""
    Clock.objects.bulk_create(begun(case, steps, on))


def begun(case: Case, steps: Sequence[str], on: dt.date) -> list[Clock]:
    """Those terms, computed but not yet stored."""
    clocks = [
        Clock(case=case, kind=case.kind, step=step, row_from=on, started_on=on)
        for step in clock_steps(case.kind, tuple(steps))
    ]
    for clock in clocks:
        clock.variant = _variant(case, row_of(clock))
        compute(clock, pauses=[], extensions=[], calendar=calendar())
    return clocks


def meet(case: Case, steps: Sequence[str], on: dt.date) -> None:
    """End the terms that these steps mean: met, or met late."""
    for clock in case.clocks.filter(state__in=RUNNING, step__in=clock_steps(case.kind, tuple(steps))):
        late = clock.due_on is not None and on > clock.due_on
        clock.state, clock.ended_on = (Clock.State.MISSED if late else Clock.State.MET), on
        clock.save(update_fields=["state", "ended_on"])


def drop(case: Case, on: dt.date) -> None:
    """End every term that still runs without its being met: the matter ended another way."""
    case.clocks.filter(state__in=RUNNING).update(state=Clock.State.DROPPED, ended_on=on)


def pause(case: Case, on: dt.date, ground: str) -> None:
    """From this day on nothing counts."""
    Pause.objects.create(case=case, from_on=on, ground=ground)
    recompute(case)


def resume(case: Case, on: dt.date) -> None:
    """From this day on everything counts again."""
    stopped = case.pauses.get(to_on=None)
    stopped.to_on = on
    stopped.save(update_fields=["to_on"])
    recompute(case)


def extend(case: Case, on: dt.date, days: int | None = None) -> Extension:
    """Prolong the running main term as its row allows.

    Raises ValueError with a sentence for the user when no term runs, or the law allows no more.
    """
    step = procedures.kinds()[case.kind].settle_step
    clock = case.clocks.filter(step=step, state=Clock.State.RUNNING).first()
    if clock is None:
        raise ValueError("Vụ việc không có thời hạn giải quyết đang chạy để gia hạn.")
    allowed = procedures.next_extension(
        row_of(clock),
        granted=clock.extensions.count(),
        variant=clock.variant or None,
        found=case.complexity or None,  # type: ignore[arg-type]  # the model allows no other words
    )
    if allowed is None:
        raise ValueError("Luật không cho gia hạn thêm: đã hết số lần, hoặc vụ việc chưa được xác định là phức tạp.")
    if days is not None and not 0 < days <= allowed.days:
        raise ValueError(f"Mỗi lần gia hạn không quá {allowed.days} ngày ({allowed.article}).")
    if clock.due_on is not None and on > clock.due_on:
        raise ValueError(f"Thời hạn đã hết ngày {clock.due_on:%d/%m/%Y}; chỉ gia hạn khi còn trong hạn.")
    extension = Extension.objects.create(
        clock=clock, days=days or allowed.days, unit=allowed.unit, article=allowed.article, decided_on=on
    )
    recompute(case)
    return extension


def recompute(case: Case) -> None:
    """Compute every running term of the case anew."""
    days, pauses = calendar(), list(case.pauses.all())
    for clock in case.clocks.filter(state__in=RUNNING).prefetch_related("extensions"):
        compute(clock, pauses=pauses, extensions=list(clock.extensions.all()), calendar=days)
        clock.save(update_fields=["due_on", "state"])


def refresh(case: Case) -> None:
    """Repeat on the case what its clocks say; the caller saves it."""
    due_on = nearest(case.clocks.filter(state=Clock.State.RUNNING))
    if due_on != case.due_on:
        case.due_on, case.warned = due_on, 0


def nearest(running: Iterable[Clock]) -> dt.date | None:
    """The first day by which something must be done."""
    return min((clock.due_on for clock in running if clock.due_on and is_limit(clock)), default=None)


def is_limit(clock: Clock) -> bool:
    """Whether something must be done by its day; some terms only say how long a posting stays up."""
    return row_of(clock).way != "at_least"


def row_of(clock: Clock) -> procedures.Deadline:
    """The row of the law that the clock began under."""
    return procedures.deadline(clock.kind, clock.step, clock.row_from or clock.started_on)


def compute(
    clock: Clock, *, pauses: Iterable[Pause], extensions: Iterable[Extension], calendar: law_calendar.Calendar
) -> law_clock.Due:
    """Set the clock's due day and state; all that the answer rests on comes back."""
    spans = [(pause.from_on, pause.to_on) for pause in pauses]
    due = law_clock.due(
        clock.started_on,
        row_of(clock),
        calendar=calendar,
        variant=clock.variant or None,
        suspensions=spans,
        extensions=[
            procedures.Extension(extension.days, extension.unit, "", extension.article)  # type: ignore[arg-type]
            for extension in extensions
        ],
    )
    clock.due_on = due.on
    clock.state = Clock.State.PAUSED if any(resumed is None for _, resumed in spans) else Clock.State.RUNNING
    return due


def why(clock: Clock) -> law_clock.Due:
    """Why the clock is due on its day: the row, the article, the days counted and those skipped."""
    return compute(clock, pauses=clock.case.pauses.all(), extensions=clock.extensions.all(), calendar=calendar())


def _variant(case: Case, row: procedures.Deadline) -> str:
    """The most exact variant of a row that fits the case."""
    is_complex = case.complexity != Case.Complexity.PLAIN
    wanted = {
        (True, True): ("remote_complex", "complex", "remote"),
        (True, False): ("complex",),
        (False, True): ("remote",),
        (False, False): (),
    }[(is_complex, case.remote)]
    return next((name for name in wanted if name in row.variants), "")
