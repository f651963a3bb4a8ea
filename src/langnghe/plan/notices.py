"""Send a rising matter to the unit that can settle it, with the statements behind it; take its answer; see what came.

The unit is told of the matter, never of who spoke: statements go as they were admitted, redacted, without the document
they came in. One notice about a matter of a span goes to a unit once.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from langnghe.audit import journal
from langnghe.cases import letters, routing
from langnghe.cases.clocks import calendar
from langnghe.cases.letters import unit_reader
from langnghe.intake.models import Opinion
from langnghe.plan.models import RiseNotice
from langnghe.privacy.door import admit_texts
from langnghe.registry.models import Officer, Unit
from langnghe.registry.roles import Right
from langnghe.synthesis.early import Rise, count_in, reports_in
from langnghe.synthesis.queries import opinions_of
from langnghe.synthesis.spans import Span

ENCLOSED = 30  # statements that go with a notice, the latest first
DAYS = 10  # working days for an answer, unless the sender says another day


def suggested_unit(rise: Rise, today: dt.date) -> Unit | None:
    """The unit that the table of routes names for the matter; what no one unit settles goes to its sector's body."""
    found = routing.suggest(kind="phan_anh", sector=rise.sector, topic=rise.topic, area=rise.area, on=today)
    return found.lead or rise.area or leads_sector(rise.sector, today)


def leads_sector(sector: str, today: dt.date) -> Unit | None:
    """The body that the table of routes names for a sector's matters of the province."""
    return routing.suggest(kind="phan_anh", sector=sector, topic="", area=None, on=today, level="tinh").lead


def suggested_day(today: dt.date) -> dt.date:
    return calendar().working_after(today, DAYS)


def statements_behind(span: Span, rise: Rise) -> QuerySet[Opinion]:
    """The latest statements of a rise."""
    only = {"topic": rise.topic} if rise.topic else {"sector": rise.sector, "area": rise.area}
    return opinions_of(span.periods(), **only).order_by("-document__period__key", "-pk")


def send(*, rise: Rise, span: Span, unit: Unit, text: str, due_on: dt.date, by: str) -> RiseNotice:
    """Send a notice, with a letter to the unit's address where it has one.

    Raises ValueError with a sentence for the user.
    """
    [words] = admit_texts([text])
    if not words:
        raise ValueError("Hãy ghi điều đề nghị đơn vị xem xét.")
    if due_on <= timezone.localdate():
        raise ValueError("Hạn trả lời phải sau hôm nay.")
    try:
        return _send(rise, span, unit, words, due_on, by)
    except IntegrityError:
        raise ValueError(f"Đã gửi thông báo về vấn đề này của {span} cho {unit.name}.") from None


@transaction.atomic
def _send(rise: Rise, span: Span, unit: Unit, words: str, due_on: dt.date, by: str) -> RiseNotice:
    known = RiseNotice.objects.filter(unit=unit, span=span.key, sector=rise.sector, topic=rise.topic, area=rise.area)
    if known.exists():  # SQL takes two rows without an area for different ones
        raise IntegrityError
    notice = RiseNotice.objects.create(
        unit=unit,
        span=span.key,
        sector=rise.sector,
        topic=rise.topic,
        area=rise.area,
        observed=rise.observed,
        low=rise.low,
        high=rise.high,
        text=words,
        due_on=due_on,
        sent_by=by,
    )
    notice.opinions.set(statements_behind(span, rise)[:ENCLOSED])
    journal.record(by=by, verb="send notice", what=f"notice {notice.pk}", unit=unit.code, span=span.key)
    _write_letter(notice)
    return notice


def _write_letter(notice: RiseNotice) -> None:
    reader = unit_reader(notice.unit_id, notice.unit.email)
    if reader:
        letters.write(
            f"notice-{notice.pk}",
            to=reader.address,
            subject="Lắng Nghe: thông báo sớm về một vấn đề đang tăng",
            lines=[
                f"Văn phòng tỉnh gửi {notice.unit.name} thông báo sớm số {notice.pk}, đề nghị trả lời trước ngày "
                f"{notice.due_on:%d/%m/%Y}.",
                "Xin đọc nội dung trong hệ thống, mục «Thông báo sớm».",
            ],
        )


@transaction.atomic
def answer(*, notice: int, text: str, officer: Officer) -> RiseNotice:
    """What the unit will do or has done; a later answer takes the place of an earlier one.

    Raises ValueError with a sentence for the user.
    """
    row = visible_notices(officer).select_for_update(of=("self",)).get(pk=notice)
    [words] = admit_texts([text])
    if not officer.may(Right.DO_TASKS) or officer.unit_id != row.unit_id:
        raise ValueError("Chỉ đơn vị nhận thông báo mới trả lời được.")
    if not words:
        raise ValueError("Hãy ghi việc đơn vị đã làm hoặc sẽ làm.")
    row.answer, row.answered_by, row.answered_at = words, officer.username, timezone.now()
    row.save(update_fields=["answer", "answered_by", "answered_at"])
    journal.record(by=officer.username, verb="answer notice", what=f"notice {row.pk}")
    return row


def visible_notices(officer: Officer) -> QuerySet[RiseNotice]:
    """All of them for who reads totals; else those to the own unit."""
    rows = RiseNotice.objects.select_related("unit", "area")
    if officer.may(Right.READ_TOTALS):
        return rows
    return rows.filter(unit=officer.unit_id) if officer.unit_id else rows.none()


def unanswered(officer: Officer) -> QuerySet[RiseNotice]:
    """Notices that wait for the officer's own unit."""
    return RiseNotice.objects.filter(Q(unit=officer.unit_id) & ~Q(unit=None), answered_at=None)


@dataclass(frozen=True, slots=True)
class Since:
    """What is shown of the matter in a later span: whether it is back in the range it had before it rose.

    ``high``: of that range, in proportion to the reports that have come.
    """

    span: Span
    count: int | None
    reports: int
    high: float

    @property
    def has_fallen(self) -> bool:
        return self.count is not None and self.count <= self.high


def since(notice: RiseNotice) -> Since | None:
    """The latest span of the same length after that of the notice; None where nobody has reported in any."""
    step, latest, reports = _after(notice.when), None, 0
    while step.periods():
        if come := reports_in(step):
            latest, reports = step, come
        step = _after(step)
    if latest is None:
        return None
    count = count_in(latest, notice.sector, notice.topic, notice.area_id)
    return Since(latest, count, reports, notice.high * reports / max(1, reports_in(notice.when)))


def _after(span: Span) -> Span:
    return Span(span.last + 1, 2 * span.last + 1 - span.first)
