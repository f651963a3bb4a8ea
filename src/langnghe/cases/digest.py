"""The morning's letter to each officer and unit: what is late, due and waiting, by code and day; none for nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from langnghe.cases import letters
from langnghe.cases.hours import late_share, work_morning
from langnghe.cases.letters import Reader
from langnghe.cases.models import Case, Letter
from langnghe.cases.today import SOON, Listed, Row, Today, today_of, today_of_cases
from langnghe.registry.models import Officer, Unit

DUE = {
    "overdue": "Quá hạn",
    "due_today": "Đến hạn hôm nay",
    "due_soon": f"Đến hạn trong {SOON.days} ngày tới",
    "warned": f"Đã qua {late_share()}% thời hạn",
    "promised": "Cam kết đã đến hoặc sắp đến ngày",
    "below": "Quá hạn ở đơn vị cấp dưới",
}
WAITING = {
    "new": "Mới tiếp nhận, chưa giao cán bộ",
    "drafts": "Dự thảo chờ duyệt",
    "mentions": "Được nhắc tên trong ghi chú",
    "openings": "Yêu cầu mở danh tính chờ xét",
    "meetings": "Cuộc tiếp công dân, đối thoại, gặp gỡ hôm nay",
    "duties": "Lịch tiếp công dân hôm nay",
}


def write_digests(now: dt.datetime | None = None) -> int:
    """Write the digests of a working morning, each once; the number of letters. Nothing at any other time."""
    day = work_morning(now)
    if day is None:
        return 0
    written = set(
        Letter.objects.filter(key__startswith="digest-", key__endswith=_suffix(day)).values_list("key", flat=True)
    )
    return sum(_write(reader, found, day) for reader, found in _readers(day, written) if not found.is_empty)


def _readers(day: dt.date, written: set[str]) -> Iterator[tuple[Reader, Today]]:
    """Everybody with an address who has no digest of the day yet, with what waits for them."""
    for officer in Officer.objects.filter(is_active=True).exclude(email="").order_by("pk"):
        reader = Reader(f"officer-{officer.pk}", officer.email)
        if _key(reader, day) not in written:
            yield reader, today_of(officer, day)
    units = Unit.objects.filter(cases__is_open=True).exclude(email="").order_by("pk").distinct()
    for unit in units:
        reader = Reader(f"unit-{unit.pk}", unit.email)
        if _key(reader, day) not in written:
            yield reader, today_of_cases(Case.objects.filter(is_open=True, unit=unit), day)


def _write(reader: Reader, found: Today, day: dt.date) -> int:
    late, due = found.overdue.total, found.due_today.total
    _letter, new = letters.write(
        _key(reader, day),
        to=reader.address,
        subject=f"Lắng Nghe {day:%d/%m/%Y}: {late} quá hạn, {due} đến hạn hôm nay",
        lines=list(lines_of(found)),
        not_after=day,
    )
    return int(new)


def lines_of(found: Today) -> Iterator[str]:
    """The digest's text: counts, codes and days, never a matter's words or a name."""
    yield f"Việc ngày {found.on:%d/%m/%Y}"
    for name, heading in DUE.items():
        listed = found.lists()[name]
        if listed.total:
            yield from ("", f"{heading}: {listed.total}", *_due_lines(listed, name))
    for name, heading in WAITING.items():
        listed = found.lists()[name]
        if listed.total:
            yield from ("", f"{heading}: {listed.total}")


def _due_lines(listed: Listed[Row], name: str) -> list[str]:
    days = ((row.code, row.promised_on if name == "promised" else row.due_on) for row in listed.rows)
    lines = [f"- {code}: {day:%d/%m/%Y}" for code, day in days if day]
    return [*lines, *letters.rest(listed.total - len(lines))]


def _key(reader: Reader, day: dt.date) -> str:
    return f"digest-{reader.key}{_suffix(day)}"


def _suffix(day: dt.date) -> str:
    return f"-{day:%Y-%m-%d}"
