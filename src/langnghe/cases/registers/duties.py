"""The heads' reception calendar: days planned, held and owed. The figures are rows of ``law.procedures.quotas``."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from langnghe.audit import journal
from langnghe.cases.clocks import calendar
from langnghe.cases.models import Duty, Meeting
from langnghe.cases.registers.rules import OFFICES, identity_rule, office_names, reception_quotas, without_names
from langnghe.law.calendar import WEEKDAYS
from langnghe.law.procedures import Quota
from langnghe.registry.models import Unit
from langnghe.registry.queries import month_bounds

Row = TypeVar("Row", Meeting, Duty)

WARN_DAYS = 10  # before the month ends: the planned days left are then the last that can be moved


# --- planning -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Planned:
    """Days newly in the calendar, those that were there already, and days of rest moved to a working one."""

    made: list[dt.date]
    known: list[dt.date]
    moved: dict[dt.date, dt.date]


def weekdays_of(month: dt.date, weekday: int, weeks: Collection[int]) -> list[dt.date]:
    """The first, third ... Tuesday (1; Monday is 0) of a month."""
    first, last = month_bounds(f"{month:%Y-%m}")
    days = [first + dt.timedelta(n) for n in range((last - first).days + 1)]
    chosen = [day for day in days if day.weekday() == weekday]
    return [day for number, day in enumerate(chosen, start=1) if number in weeks]


@transaction.atomic
def plan(
    *, unit: Unit, held_by: str, days: Iterable[dt.date], by: str, place: str = "", online: bool = False
) -> Planned:
    """Put reception days of a head into the calendar; a day of rest moves to the next working day.

    Raises ValueError with a sentence for the user when the unit has no such office or no day is left to plan.
    """
    if held_by not in OFFICES.get(unit.kind, ()):
        raise ValueError(f"«{unit}» không có chức vụ này trong quy định tiếp công dân; hãy chọn lại.")
    today, working = timezone.localdate(), calendar()
    asked = sorted({day for day in days if day >= today})
    if not asked:
        raise ValueError("Không có ngày nào từ hôm nay trở đi trong lựa chọn; hãy chọn tuần hoặc tháng khác.")
    moved = {day: working.next_working(day) for day in asked}
    known = set(Duty.objects.filter(unit=unit, held_by=held_by).values_list("on", flat=True))
    made = sorted(set(moved.values()) - known)
    kept_place = without_names(place)
    Duty.objects.bulk_create(
        Duty(unit=unit, held_by=held_by, on=day, place=kept_place, online=online, made_by=by) for day in made
    )
    if made:
        journal.record(by=by, verb="plan reception", what=f"unit {unit.code}", held_by=held_by, days=len(made))
    return Planned(made, sorted(set(moved.values()) & known), {a: b for a, b in moved.items() if a != b})


@transaction.atomic
def drop(duty: Duty, *, by: str) -> None:
    """Take a coming day out of the calendar.

    Raises ValueError with a sentence for the user when the day is past: whether it was held stays to be seen.
    """
    if duty.on < timezone.localdate():
        raise ValueError("Ngày đã qua được giữ lại trong lịch để đối chiếu; không bỏ được.")
    journal.record(by=by, verb="drop reception day", what=f"unit {duty.unit.code}", held_by=duty.held_by)
    duty.delete()


# --- what is held and owed ------------------------------------------------------------------------------------


class Standing(StrEnum):
    MET = "met"
    PLANNED = "planned"  # the days left in the calendar are enough
    SHORT = "short"  # they are not, and the month goes on
    WARN = "warn"  # the same, and the month ends soon
    MISSED = "missed"


BEHIND = (Standing.SHORT, Standing.WARN, Standing.MISSED)


@dataclass(frozen=True, slots=True)
class HeadMonth:
    """One head's office in one month."""

    unit: Unit
    quota: Quota
    owed: int
    held: tuple[dt.date, ...]
    not_counted: tuple[dt.date, ...]  # delegated, or online where that is not allowed
    planned: tuple[dt.date, ...]  # from today on and not held yet
    unheld: tuple[dt.date, ...]  # planned, past, and nobody received
    standing: Standing

    @property
    def missing(self) -> int:
        """Days that neither were held nor are planned."""
        return max(0, self.owed - len(self.held) - len(self.planned))


def month_of(units: Sequence[Unit], month: dt.date, today: dt.date) -> list[HeadMonth]:
    """Each head's office of the units in the month of a day: two queries whatever their number."""
    first, last = month_bounds(f"{month:%Y-%m}")
    held = _by_office(_receptions(units, first, last))
    planned = _by_office(Duty.objects.filter(unit__in=units, on__range=(first, last)))
    return [
        _head_month(unit, quota, held.get((unit.pk, quota.key), []), planned.get((unit.pk, quota.key), []), last, today)
        for unit in units
        for quota in reception_quotas(unit, last)
    ]


def warnings(units: Sequence[Unit], today: dt.date) -> list[HeadMonth]:
    """Heads of the units who will owe days at the end of this month unless something is done."""
    return [head for head in month_of(units, today, today) if head.standing == Standing.WARN]


def behind(units: Sequence[Unit], month: dt.date, today: dt.date) -> list[HeadMonth]:
    """Heads of many units who have neither held nor planned the days they owe, those who lack most first."""
    heads = [head for head in month_of(units, month, today) if head.standing in BEHIND]
    return sorted(heads, key=lambda head: (-head.missing, head.unit.name, head.quota.key))


def _receptions(units: Sequence[Unit], first: dt.date, last: dt.date) -> QuerySet[Meeting]:
    """Scheduled sessions only: the unscheduled ones that a grave matter needs come on top of the days owed."""
    return Meeting.objects.filter(
        unit__in=units,
        kind=Meeting.Kind.RECEPTION,
        mode=Meeting.Mode.SCHEDULED,
        cancelled=False,
        on__range=(first, last),
    )


def _by_office(rows: Iterable[Row]) -> dict[tuple[int, str], list[Row]]:
    found: dict[tuple[int, str], list[Row]] = {}
    for row in rows:
        found.setdefault((row.unit_id, row.held_by), []).append(row)
    return found


def _head_month(
    unit: Unit, quota: Quota, receptions: list[Meeting], duties: list[Duty], last: dt.date, today: dt.date
) -> HeadMonth:
    counted = {row.on for row in receptions if _counts(row, quota)}
    others = {row.on for row in receptions} - counted
    planned = {duty.on for duty in duties if duty.on >= today} - counted
    unheld = {duty.on for duty in duties if duty.on < today} - counted
    owed = quota.times * (_mondays(last) if quota.per == "week" else 1)
    return HeadMonth(
        unit=unit,
        quota=quota,
        owed=owed,
        held=tuple(sorted(counted)),
        not_counted=tuple(sorted(others)),
        planned=tuple(sorted(planned)),
        unheld=tuple(sorted(unheld)),
        standing=_standing(owed, len(counted), len(planned), (last - today).days),
    )


def _counts(meeting: Meeting, quota: Quota) -> bool:
    return (quota.delegate or not meeting.delegated) and (quota.online or not meeting.online)


def _standing(owed: int, held: int, planned: int, days_left: int) -> Standing:
    if held >= owed:
        return Standing.MET
    if days_left < 0:
        return Standing.MISSED
    if held + planned >= owed:
        return Standing.PLANNED
    return Standing.WARN if days_left < WARN_DAYS else Standing.SHORT


def _mondays(last: dt.date) -> int:
    return len(weekdays_of(last, 0, range(1, 6)))


# --- the public notice ----------------------------------------------------------------------------------------


def notice(unit: Unit, month: dt.date) -> str:
    """The text to be posted and published: heads by office, never by name; "" while nothing is planned."""
    first, last = month_bounds(f"{month:%Y-%m}")
    names = office_names(last)
    rows = Duty.objects.filter(unit=unit, on__range=(first, last)).order_by("held_by", "on")
    if not rows:
        return ""
    lines = [f"LỊCH TIẾP CÔNG DÂN THÁNG {month:%m/%Y}", str(unit), ""]
    for duty in rows:
        place = duty.place or "Địa điểm tiếp công dân của cơ quan"
        way = " (trực tuyến)" if duty.online else ""
        who = names.get(duty.held_by, duty.held_by)
        lines.append(f"- {WEEKDAYS[duty.on.weekday()]}, ngày {duty.on:%d/%m/%Y}: {who} tiếp công dân{way}. {place}.")
    if rule := identity_rule(last):
        lines += ["", f"Người đến nơi tiếp công dân mang theo giấy tờ có thông tin định danh cá nhân ({rule.article})."]
    return "\n".join(lines)
