"""Times as people write them in plans: "Quý III/2026", "trước 30/6", "thường xuyên", "hằng tháng", "tháng 3 - tháng 5".

    >>> year = Span(dt.date(2026, 1, 1), dt.date(2026, 12, 31))
    >>> [f"{turn.on:%d/%m}" for turn in read_time("Quý II, quý IV/2026", year).turns]
    ['30/06', '31/12']

«Trước 30/6» is taken as by the end of 30 June, as offices use it: the reminders come before that day in any case.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from langnghe.text.normal import clean, fold


@dataclass(frozen=True, slots=True)
class Span:
    """From a day to a day, both included."""

    first: dt.date
    last: dt.date


@dataclass(frozen=True, slots=True)
class Turn:
    """One due of a task: its day, and what the turn is called where there are several."""

    on: dt.date
    name: str = ""


@dataclass(frozen=True, slots=True)
class Time:
    """When a task runs and what is due when; ``doubt`` is a sentence for the person who imports."""

    starts_on: dt.date
    turns: tuple[Turn, ...]
    doubt: str = ""

    @property
    def ends_on(self) -> dt.date:
        return self.turns[-1].on


_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "1": 1, "2": 2, "3": 3, "4": 4}
_YEAR = r"(?:\s*(?:/|-|nam)\s*(20\d\d))?"
_DATE = re.compile(r"\b(\d{1,2})\s*[/.-]\s*(\d{1,2})(?:\s*[/.-]\s*(20\d\d|\d\d))?\b")
_LONG_DATE = re.compile(r"\bngay\s+(\d{1,2})\s+thang\s+(\d{1,2})(?:\s+nam\s+(20\d\d))?")
_MONTH = re.compile(
    r"\bthang\s*((?:0?[1-9]|1[0-2])(?:\s*(?:,|;|va)\s*(?:thang\s*)?(?:0?[1-9]|1[0-2])\b(?!\s*/\s*\d))*)\b" + _YEAR
)
_MONTH_YEAR = re.compile(r"\b(0?[1-9]|1[0-2])\s*/\s*(20\d\d)\b")
_QUARTER = re.compile(r"\bquy\s*((?:iv|i{1,3}|[1-4])(?:\s*(?:,|;|va)\s*(?:quy\s*)?(?:iv|i{1,3}|[1-4])\b)*)\b" + _YEAR)
_HALF = re.compile(r"\b6 thang (dau|cuoi) nam" + _YEAR)
_WHOLE_YEAR = re.compile(r"\b(?:ca nam|trong nam|nam|den het nam)\s*(20\d\d)?\b")
_BARE_YEAR = re.compile(r"^(20\d\d)$")
_PART_OF_MONTH = re.compile(r"\b(dau|giua|cuoi) thang")
_AT_DAY = re.compile(r"\bngay (\d{1,2})\b(?! thang \d)")
_STEADY = re.compile(r"\b(?:thuong xuyen|lien tuc|theo tien do|suot nam)\b")
_TURNS_OF: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"\b(?:hang|moi|dinh ky) tuan\b|\btuan 1 lan\b"), "week"),
    (re.compile(r"\b(?:hang|moi|dinh ky(?: hang)?) thang\b|\btrong thang\b"), "month"),
    (re.compile(r"\b(?:hang|moi|dinh ky(?: hang)?) quy\b"), "quarter"),
    (
        re.compile(
            r"\b(?:dinh ky )?6 thang(?: mot lan|/lan|,| va)(?: ca)?(?: nam)?\b|\bdinh ky 6 thang\b|\b2 lan/nam\b"
        ),
        "half",
    ),
    (re.compile(r"\bhang nam\b|\bmoi nam\b"), "year"),
)


def read_time(text: str, plan: Span) -> Time:
    """What a cell about time says, for a plan's time; with a doubt where it says nothing that can be counted."""
    words = fold(clean(text)).replace("hằng", "hang").strip(" .;")
    words = re.sub(r"\bhan[g]? (thang|quy|nam|tuan)\b", r"hang \1", words)
    if not words:
        return Time(plan.first, (Turn(plan.last),), "Không ghi thời gian: lấy hết thời gian của kế hoạch.")
    for pattern, step in _TURNS_OF:
        if pattern.search(words) and not _HALF.search(words):
            return _repeated(step, words, plan)
    spans = list(_spans(words, plan))
    if spans:
        return _bounded(words, spans, plan)
    if _STEADY.search(words) or _WHOLE_YEAR.search(words):
        return Time(plan.first, (Turn(plan.last),))
    return Time(plan.first, (Turn(plan.last),), f"Chưa hiểu thời gian «{clean(text)}». Hãy ghi ngày, tháng hoặc quý.")


def turns(step: str, span: Span, day: int = 0) -> tuple[Turn, ...]:
    """The last day of each week, month, quarter, half or whole year that ends in a span; ``day``: of the month."""
    if step == "week":
        return tuple(Turn(on, f"tuần đến {on:%d/%m/%Y}") for on in _fridays(span)) or (Turn(span.last),)
    length = {"month": 1, "quarter": 3, "half": 6, "year": 12}[step]
    made = [
        (_day_of(year, month, day), _turn_name(step, year, month))
        for year, month in _months(span)
        if not month % length
    ]
    found = tuple(Turn(min(on, span.last), name) for on, name in made if span.first <= on)
    return found or (Turn(span.last),)


# --- bounded times ----------------------------------------------------------------------------------------------


def _bounded(words: str, spans: list[tuple[int, Span, str]], plan: Span) -> Time:
    """One span; "from ... to ..." of two; a list of turns where months or quarters are listed."""
    found = [span for _, span, _ in spans]
    if len(found) == 1 or _is_range(words, spans):
        ends = found[-1].last
        given = found[0].first if len(found) > 1 or found[0].first < found[0].last else plan.first
        if len(found) == 1 and re.search(r"\btu\b", words) and not re.search(r"\b(?:den|truoc)\b", words):
            given, ends = found[0].first, plan.last
        return _checked(given, (Turn(_part(words, ends)),), plan)
    return _checked(plan.first, tuple(Turn(span.last, name) for _, span, name in spans), plan)


def _checked(first: dt.date, wanted: tuple[Turn, ...], plan: Span) -> Time:
    ordered = tuple(sorted(dict.fromkeys(wanted), key=lambda turn: turn.on))
    last = ordered[-1].on
    doubt = "" if plan.first <= last <= plan.last else f"Hạn {last:%d/%m/%Y} nằm ngoài thời gian của kế hoạch."
    return Time(min(first, ordered[0].on), ordered, doubt)


def _is_range(words: str, spans: list[tuple[int, Span, str]]) -> bool:
    between = words[spans[0][0] : spans[1][0]]
    return len(spans) == 2 and bool(re.search(r"\bden\b|[-–]\s*(?:thang|quy|ngay)?\s*$", between))


def _part(words: str, last: dt.date) -> dt.date:
    """Beginning, middle or end of the month that a span ends with."""
    part = _PART_OF_MONTH.search(words)
    return last.replace(day={"dau": 10, "giua": 15}[part[1]]) if part and part[1] != "cuoi" else last


def _spans(words: str, plan: Span) -> Iterator[tuple[int, Span, str]]:
    """Every day, month, quarter or half year named, where it stands, left to right."""
    taken: list[tuple[int, int]] = []
    found: list[tuple[int, Span, str]] = []
    for pattern, read in _READERS:
        for match in pattern.finditer(words):
            if any(match.start() < end and start < match.end() for start, end in taken):
                continue
            spans = list(read(match, plan))
            if spans or pattern is _DATE:  # a day that no calendar has is no month either
                taken.append(match.span())
            found += [(match.start() + step, span, name) for step, (span, name) in enumerate(spans)]
    yield from sorted(found, key=lambda each: each[0])


Named = Iterator[tuple[Span, str]]


def _read_date(match: re.Match[str], plan: Span) -> Named:
    try:
        on = dt.date(_year(match[3], plan), int(match[2]), int(match[1]))
    except ValueError:
        return
    yield Span(on, on), f"{on:%d/%m/%Y}"


def _read_months(match: re.Match[str], plan: Span) -> Named:
    year = _year(match[2], plan)
    for month in map(int, re.findall(r"\d+", match[1])):
        yield Span(dt.date(year, month, 1), _day_of(year, month)), f"tháng {month}/{year}"


def _read_month_year(match: re.Match[str], plan: Span) -> Named:
    year, month = int(match[2]), int(match[1])
    yield Span(dt.date(year, month, 1), _day_of(year, month)), f"tháng {month}/{year}"


def _read_quarters(match: re.Match[str], plan: Span) -> Named:
    year = _year(match[2], plan)
    for mark in re.findall(r"iv|i{1,3}|[1-4]", match[1]):
        number = _ROMAN[mark]
        yield Span(dt.date(year, 3 * number - 2, 1), _day_of(year, 3 * number)), _turn_name("quarter", year, 3 * number)


def _read_half(match: re.Match[str], plan: Span) -> Named:
    year, second = _year(match[2], plan), match[1] == "cuoi"
    yield (
        Span(dt.date(year, 7 if second else 1, 1), _day_of(year, 12 if second else 6)),
        f"6 tháng {'cuối' if second else 'đầu'} năm {year}",
    )


def _read_year(match: re.Match[str], plan: Span) -> Named:
    if match[1]:
        year = int(match[1])
        yield Span(dt.date(year, 1, 1), dt.date(year, 12, 31)), f"năm {year}"


_READERS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], Span], Named]], ...] = (
    (_LONG_DATE, _read_date),
    (_HALF, _read_half),
    (_QUARTER, _read_quarters),
    (_MONTH, _read_months),
    (_DATE, _read_date),
    (_MONTH_YEAR, _read_month_year),
    (_BARE_YEAR, _read_year),
    (_WHOLE_YEAR, _read_year),
)


def _year(written: str | None, plan: Span) -> int:
    if not written:
        return plan.first.year
    return int(written) if len(written) == 4 else 2000 + int(written)


# --- turns ------------------------------------------------------------------------------------------------------


def _repeated(step: str, words: str, plan: Span) -> Time:
    """ "trước ngày 25 hằng tháng": every month on that day; a named start or end bounds it."""
    day = _AT_DAY.search(words)
    rest = re.sub(r"\bngay \d{1,2}\b(?! thang \d)", " ", words)
    spans = [span for _, span, _ in _spans(rest, plan)]
    bounded = (
        Span(spans[0].first, plan.last if re.search(r"\btu\b", rest) and len(spans) == 1 else spans[-1].last)
        if spans
        else plan
    )
    if bounded.first > bounded.last:
        bounded = plan
    made = turns(step, bounded, int(day[1]) if day and int(day[1]) <= 31 else 0)
    return Time(bounded.first, made)


def _months(span: Span) -> Iterator[tuple[int, int]]:
    for number in range(span.first.year * 12 + span.first.month - 1, span.last.year * 12 + span.last.month):
        yield number // 12, number % 12 + 1


def _day_of(year: int, month: int, day: int = 0) -> dt.date:
    """The last day of a month, or the day asked for where the month has it."""
    last = calendar.monthrange(year, month)[1]
    return dt.date(year, month, min(day or last, last))


def _fridays(span: Span) -> Iterator[dt.date]:
    on = span.first + dt.timedelta(days=(4 - span.first.weekday()) % 7)
    while on <= span.last:
        yield on
        on += dt.timedelta(days=7)


def _turn_name(step: str, year: int, month: int) -> str:
    if step == "quarter":
        return f"quý {('I', 'II', 'III', 'IV')[month // 3 - 1]}/{year}"
    if step == "half":
        return f"6 tháng {'đầu' if month == 6 else 'cuối'} năm {year}"
    return f"năm {year}" if step == "year" else f"tháng {month}/{year}"
