"""When a step falls due, and why: a pure function of the row of law, the calendar and what was decided in the case.

Bộ luật Dân sự 2015, Điều 147-148: the day of the event is not counted; a term ends at the end of its last day; when
that is a day of rest it ends at the end of the next working day. Terms of months end on the same day of the month, or
on its last day. While a matter is suspended (tạm đình chỉ) no day is counted; a suspension is (first day that is not
counted, day on which counting resumes), open-ended with None.

    row = deadline("khieu_nai", "giai_quyet", date(2026, 11, 2))
    due(date(2026, 11, 2), row, calendar=shipped()).on  # 2 December 2026
"""

from __future__ import annotations

import calendar as months
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby

from langnghe.law.calendar import VIETNAM, WEEKDAYS, Calendar, vietnam_day
from langnghe.law.procedures import UNITS, VARIANTS, Deadline, Extension, Unit

Span = tuple[date, date | None]

SUSPENDED = "tạm đình chỉ"
WEEKLY = "ngày nghỉ hằng tuần"
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Skipped:
    """A run of days that were not counted, for one reason."""

    first: date
    last: date
    reason: str
    confirmed: bool


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a step falls due on its day; ``lines()`` says it in Vietnamese."""

    row: Deadline
    article: str
    start: date
    variant: str | None
    days: int | None  # length of the term, without extensions
    unit: Unit
    extensions: tuple[Extension, ...]
    skipped: tuple[Skipped, ...]
    ends: date | None  # last day counted
    moved: tuple[Skipped, ...]  # rest (or suspension) between the last day counted and the due day
    on: date | None
    at: datetime | None
    confirmed: bool  # the row, the holidays met and the years counted are all confirmed

    def lines(self) -> list[str]:
        """Sentences for “Vì sao là ngày này?”, in reading order."""
        return [line for line in _sentences(self) if line]


@dataclass(frozen=True, slots=True)
class Due:
    """A due day with all that led to it. ``on`` is None while suspended without end, or when the law has no number."""

    on: date | None
    at: datetime | None  # the very moment, for terms in hours
    ends: date | None  # last day counted, before moving to a working day
    start: date
    row: Deadline
    variant: str | None
    extensions: tuple[Extension, ...]
    suspensions: tuple[Span, ...]
    calendar: Calendar

    def explain(self) -> Explanation:
        """The days counted and skipped. Walks the days, so ask for one case at a time."""
        until = self.ends or _last_known(self)
        skipped = _runs(self, self.start + _DAY, until) if self.row.way != "before" else ()
        moved = _moved(self)
        return Explanation(
            row=self.row,
            article=self.row.article,
            start=self.start,
            variant=self.variant,
            days=self.row.length(self.variant),
            unit=self.row.unit,
            extensions=self.extensions,
            skipped=skipped,
            ends=self.ends,
            moved=moved,
            on=self.on,
            at=self.at,
            confirmed=self.row.confirmed and all(run.confirmed for run in (*skipped, *moved)) and _years_known(self),
        )


def due(
    start: date,
    row: Deadline,
    *,
    calendar: Calendar,
    variant: str | None = None,
    suspensions: Sequence[Span] = (),
    extensions: Sequence[Extension] = (),
) -> Due:
    """When a step that began on ``start`` falls due; a datetime counts in Vietnam's time.

    ``extensions`` are those granted, in order, each at most as long as the row allows. ValueError, in Vietnamese, for
    an unknown variant, an extension that the row does not allow, or a suspension that ends before it begins.
    """
    begun = vietnam_day(start)
    length = row.length(variant)
    spans = _merged(suspensions) if suspensions else ()
    if extensions:
        _check_extensions(row, variant, extensions)
    if spans or extensions:
        _check_plain(row)
    at = _moment(start, length) if row.unit == "hour" and length is not None else None
    ends = _last_day(begun, row, length, at, calendar, spans, extensions)
    on = ends if ends is None or at else _settled(ends, row, calendar, spans)
    return Due(on, at, ends, begun, row, variant, tuple(extensions), spans, calendar)


def warnings(
    start: date, due: date, calendar: Calendar, *, shares: Sequence[int], suspensions: Sequence[Span] = ()
) -> dict[int, date]:
    """Days on which such shares (per cent) of the term have run, moved to a working day but never past ``due``."""
    start, spans = vietnam_day(start), _merged(suspensions)
    total = _days_run(start, due, spans)
    return {
        share: min(due, calendar.next_working(_count_days(start, -(-total * share // 100), spans) or due))
        for share in shares
    }


def _moment(start: date, hours: int) -> datetime:
    """End of a term in hours; an unknown hour counts from the day's first minute, which is never too late."""
    if not isinstance(start, datetime):
        start = datetime(start.year, start.month, start.day, tzinfo=VIETNAM)
    return start + timedelta(hours=hours)


def _last_day(
    start: date,
    row: Deadline,
    length: int | None,
    at: datetime | None,
    calendar: Calendar,
    spans: Sequence[Span],
    extensions: Sequence[Extension],
) -> date | None:
    """Last day counted; None without end. A term in hours that ends at midnight ends with the day before."""
    if length is None:
        return None
    if at:
        return vietnam_day(at - timedelta(microseconds=1))
    if row.way == "before":
        return calendar.working_after(start, -length) if row.unit == "wd" else start - timedelta(days=length)
    ends = _count(start, length, row.unit, calendar, spans)
    for extension in extensions:
        ends = ends and _count(ends, extension.days, extension.unit, calendar, spans)
    return ends


def _count(start: date, length: int, unit: Unit, calendar: Calendar, spans: Sequence[Span]) -> date | None:
    if unit == "wd":
        return _count_working(start, length, calendar, spans)
    if unit == "month":
        return _count_days(start, (_add_months(start, length) - start).days, spans)
    return _count_days(start, length, spans)


def _count_days(start: date, length: int, spans: Sequence[Span]) -> date | None:
    """The ``length``-th calendar day after ``start`` that is not suspended."""
    end = start + timedelta(days=length)
    for first, resumed in spans:
        first = max(first, start + _DAY)
        if first > end:
            break
        if resumed is None:
            return None
        end += max(resumed - first, timedelta())
    return end


def _count_working(start: date, length: int, calendar: Calendar, spans: Sequence[Span]) -> date | None:
    """The ``length``-th working day after ``start`` that is not suspended."""
    end = calendar.working_after(start, length)
    for first, resumed in spans:
        first = max(first, start + _DAY)
        if first > end:
            break
        if resumed is None:
            return None
        length += calendar.working_between(first, resumed - _DAY)
        end = calendar.working_after(start, length)
    return end


def _settled(day: date, row: Deadline, calendar: Calendar, spans: Sequence[Span]) -> date | None:
    """The last day moved off rest and suspension: forward, or back where something must be done before an event."""
    if row.way == "before":
        return calendar.last_working(day)
    day = calendar.next_working(day)
    for first, resumed in spans:
        if first <= day and (resumed is None or day < resumed):
            if resumed is None:
                return None
            day = calendar.next_working(resumed)
    return day


def _add_months(day: date, count: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    return date(year, month + 1, min(day.day, months.monthrange(year, month + 1)[1]))


def _merged(suspensions: Sequence[Span]) -> tuple[Span, ...]:
    """Spans in order, overlapping ones joined, empty ones left out."""
    merged: list[Span] = []
    for first, resumed in sorted(suspensions, key=lambda span: span[0]):
        if resumed is not None and resumed < first:
            raise ValueError(f"Ngày tiếp tục {resumed:%d/%m/%Y} không được trước ngày tạm đình chỉ {first:%d/%m/%Y}.")
        if merged and (merged[-1][1] is None or first <= merged[-1][1]):
            merged[-1] = (merged[-1][0], _later(merged[-1][1], resumed))
        elif first != resumed:
            merged.append((first, resumed))
    return tuple(merged)


def _later(one: date | None, other: date | None) -> date | None:
    return None if one is None or other is None else max(one, other)


def _check_extensions(row: Deadline, variant: str | None, granted: Sequence[Extension]) -> None:
    allowed = row.extensions(variant)
    if len(granted) > len(allowed):
        raise ValueError(f"“{row.vi}” chỉ được gia hạn {len(allowed)} lần ({row.article}).")
    for one, most in zip(granted, allowed, strict=False):
        if one.unit != most.unit or not 0 < one.days <= most.days:
            raise ValueError(f"Mỗi lần gia hạn “{row.vi}” từ 1 đến {most.days} {UNITS[most.unit]} ({most.article}).")


def _check_plain(row: Deadline) -> None:
    if row.unit == "hour" or row.way == "before":
        raise ValueError(f"“{row.vi}” không gia hạn hay tạm đình chỉ được; bỏ các ngày tạm đình chỉ và gia hạn.")


def _days_run(start: date, day: date, spans: Sequence[Span]) -> int:
    """Days after ``start`` up to ``day`` that are not suspended."""
    after = day + _DAY
    lost = (max(min(resumed or after, after) - max(first, start + _DAY), timedelta()) for first, resumed in spans)
    return (day - start).days - sum(gap.days for gap in lost)


def _last_known(due: Due) -> date:
    """How far an unfinished term has been counted: to the day before it was suspended without end."""
    opened = [first for first, resumed in due.suspensions if resumed is None]
    return max(opened[-1] - _DAY, due.start) if opened else due.start


def _runs(due: Due, first: date, last: date) -> tuple[Skipped, ...]:
    """Days from ``first`` to ``last`` that were not counted, joined into runs of one reason."""
    days = ((day, _reason(due, day)) for day in _days(first, last))
    runs = []
    for reason, group in groupby(((day, why) for day, why in days), key=lambda pair: pair[1]):
        if reason:
            run = [day for day, _ in group]
            runs.append(Skipped(run[0], run[-1], *reason))
    return tuple(runs)


def _reason(due: Due, day: date) -> tuple[str, bool] | None:
    """Why a day was not counted, and whether that is confirmed; None for a day that was."""
    if any(first <= day and (resumed is None or day < resumed) for first, resumed in due.suspensions):
        return SUSPENDED, True
    return _rest(due.calendar, day) if due.row.unit == "wd" else None


def _rest(calendar: Calendar, day: date) -> tuple[str, bool] | None:
    why = calendar.why_not(day)
    if why is None:
        return None
    special = calendar.days.get(day)
    return (WEEKLY, True) if why in WEEKDAYS else (why, special is None or special.confirmed)


def _moved(due: Due) -> tuple[Skipped, ...]:
    """The days between the last day counted and the due day, each with its reason."""
    if due.ends is None or due.on is None or due.on == due.ends:
        return ()
    first, last = (due.on + _DAY, due.ends) if due.on < due.ends else (due.ends, due.on - _DAY)
    runs = groupby(
        ((day, _reason(due, day) or _rest(due.calendar, day)) for day in _days(first, last)), key=lambda pair: pair[1]
    )
    grouped = ((reason, [day for day, _ in group]) for reason, group in runs)
    return tuple(Skipped(run[0], run[-1], *reason) for reason, run in grouped if reason)


def _years_known(due: Due) -> bool:
    """Whether the holidays of the years that matter are entered: all for working days, the last one otherwise."""
    last = due.on or due.start
    first = due.start if due.row.unit == "wd" else last
    return due.calendar.covers(min(first, last), last)


def _days(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=shift) for shift in range((last - first).days + 1))


def _sentences(why: Explanation) -> Iterator[str]:
    row = why.row
    yield f"{row.vi}: {_term(why)} ({why.article})."
    if why.days is None:
        yield "Luật không đặt số ngày; đơn vị đặt thời hạn trong quy chế."
        return
    yield _counting(why)
    for number, extension in enumerate(why.extensions, 1):
        yield f"Gia hạn lần {number}: thêm {extension.days} {UNITS[extension.unit]} ({extension.article})."
    yield from _skipping(why.skipped)
    yield from _ending(why)
    yield row.note
    if not why.confirmed:
        yield "Có điều chưa xác nhận trong cách tính này: quy định hoặc ngày nghỉ cần được đối chiếu."


def _term(why: Explanation) -> str:
    if why.days is None:
        return "không có thời hạn"
    way = {"within": "thời hạn", "at_least": "ít nhất", "before": "trước ít nhất"}[why.row.way]
    variant = f", {VARIANTS[why.variant]}" if why.variant else ""
    return f"{way} {why.days} {UNITS[why.unit]}{variant}"


def _counting(why: Explanation) -> str:
    if why.row.way == "before":
        return f"Tính lùi từ {_show(why.start)} ({why.row.from_event}); không tính ngày đó."
    if why.at:
        return f"Tính từ lúc {why.row.from_event}, {_show(why.start)}."
    event = f"{_show(why.start)} ({why.row.from_event})"
    return f"Tính từ ngày sau {event}; không tính ngày xảy ra sự kiện (BLDS 2015, Điều 147)."


def _skipping(skipped: Sequence[Skipped]) -> Iterator[str]:
    """Weekly rest in one line, every other run in its own."""
    weekly = [run for run in skipped if run.reason == WEEKLY]
    if weekly:
        yield f"Không tính {sum(map(_length, weekly))} ngày nghỉ hằng tuần."
    for run in skipped:
        if run.reason != WEEKLY:
            yield f"Không tính {_length(run)} ngày: {run.reason} ({_span(run)})."


def _ending(why: Explanation) -> Iterator[str]:
    if why.on is None:
        yield "Đang tạm đình chỉ: ngày đến hạn được tính lại khi tiếp tục giải quyết."
    elif why.at:
        yield f"Đến hạn lúc {why.at.astimezone(VIETNAM) if why.at.tzinfo else why.at:%H:%M ngày %d/%m/%Y}."
    elif why.ends is None or why.ends == why.on:
        yield f"Hạn là hết {_show(why.on)}."
    else:
        reasons = ", ".join(dict.fromkeys(f"{run.reason} ({_span(run)})" for run in why.moved))
        where = (
            "lùi về ngày làm việc trước đó"
            if why.on < why.ends
            else "chuyển sang ngày làm việc tiếp theo (BLDS 2015, Điều 148)"
        )
        yield f"Ngày cuối tính được là {_show(why.ends)}, gặp {reasons}; {where}: hết {_show(why.on)}."


def _length(run: Skipped) -> int:
    return (run.last - run.first).days + 1


def _span(run: Skipped) -> str:
    return f"{run.first:%d/%m/%Y}" if run.first == run.last else f"{run.first:%d/%m/%Y} đến {run.last:%d/%m/%Y}"


def _show(day: date) -> str:
    return f"{WEEKDAYS[day.weekday()].replace('Thứ', 'thứ')} {day:%d/%m/%Y}"
