"""Open a year, record an event, say that it was done, show it to everybody."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.core.files import File
from django.db import transaction
from django.utils import timezone

from langnghe.audit import journal
from langnghe.cases import attachments
from langnghe.cases.clocks import calendar
from langnghe.law.calendar import Calendar
from langnghe.plan.disclosures.heirs import pass_on
from langnghe.plan.disclosures.items import Act, Item, all_items, item_of
from langnghe.plan.disclosures.queries import may_do, may_release
from langnghe.plan.models import Obligation, Proof
from langnghe.privacy import door
from langnghe.registry.models import Officer, Unit
from langnghe.registry.queries import areas

MOST_FILES = 5  # of one obligation at a time


# --- what is owed -------------------------------------------------------------------------------------------------


@transaction.atomic
def open_year(year: int, *, by: str, first: dt.date | None = None) -> int:
    """Enter what every commune owes in a year, from a day on (all of it without one); how many rows are new.

    Done twice it adds nothing; a commune that came to be within the year gets what begins after its first day.
    """
    working = calendar()
    made = 0
    for unit in areas(dt.date(year, 12, 31)):
        since = max(unit.valid_from, first or unit.valid_from)
        known = set(Obligation.objects.filter(unit=unit, year=year).values_list("item", "planned_on"))
        rows = [
            _planned(unit, item, day, year, by, working)
            for item in all_items()
            for day in item.days_of(year)
            if day >= since and (item.key, day) not in known
        ]
        made += len(Obligation.objects.bulk_create(rows))
    if made:
        journal.record(by=by, verb="open disclosures", what=f"year {year}", rows=made)
    return made


def _planned(unit: Unit, item: Item, day: dt.date, year: int, by: str, working: Calendar) -> Obligation:
    due = item.due(day, working).on
    return Obligation(
        unit=unit, owner=unit, item=item.key, year=year, planned_on=day, started_on=day, due_on=due, made_by=by
    )


def keep_year(now: dt.datetime | None = None) -> int:
    """The daily job: heirs take over, what begins from today on in this year is entered, open days are counted anew."""
    today = timezone.localdate(now)
    return pass_on(today) + open_year(today.year, by=journal.MACHINE, first=today) + recount()


@transaction.atomic
def recount() -> int:
    """Count the open terms anew by the calendar of today; how many days moved."""
    working, moved = calendar(), []
    for row in Obligation.objects.select_for_update().filter(done_on=None):
        due = row.row.due(row.started_on, working).on
        if due is not None and due != row.due_on:
            row.due_on = due
            moved.append(row)
    return Obligation.objects.bulk_update(moved, ["due_on"]) if moved else 0


@transaction.atomic
def record_event(
    *,
    unit: Unit,
    item: str,
    on: dt.date,
    title: str,
    by: Officer,
    owner: Unit | None = None,
    due_on: dt.date | None = None,
) -> Obligation:
    """Enter that something happened which the law wants made public, decided, consulted on or supervised.

    ``due_on`` counts only where the law sets no number. Raises PermissionDenied, or ValueError with a sentence.
    """
    if not may_do(by, unit):
        raise PermissionDenied
    row = item_of(item, on)
    _check_event(row, on, title, due_on)
    kept_title = door.admit_texts([title])[0][:300]
    due = row.due(on, calendar()).on if row.has_term else due_on
    known = Obligation.objects.filter(unit=unit, item=item, started_on=on, title=kept_title, planned_on=None).first()
    if known:
        return known
    made = Obligation.objects.create(
        unit=unit,
        owner=owner or unit,
        item=item,
        title=kept_title,
        year=on.year,
        started_on=on,
        due_on=due,
        made_by=by.username,
    )
    journal.record(by=by.username, verb="record disclosure", what=f"disclosure {made.pk}", item=item, unit=unit.code)
    return made


def _check_event(row: Item, on: dt.date, title: str, due_on: dt.date | None) -> None:
    if not row.is_event:
        raise ValueError("Nội dung này đã có trong danh mục của năm; hãy mở dòng đó và ghi ngày ban hành.")
    if on > timezone.localdate():
        raise ValueError("Ngày của sự việc không được ở tương lai; hãy ghi khi việc đã xảy ra.")
    if not row.is_in_force(on):
        raise ValueError(f"Ngày {on:%d/%m/%Y} luật chưa có nội dung này; hãy kiểm tra lại ngày.")
    if not title.strip():
        raise ValueError("Hãy ghi tên văn bản hoặc việc, ví dụ «Quyết định số 12 về mức thu phí chợ».")
    if not row.has_term and (due_on is None or due_on < on):
        raise ValueError("Luật không đặt số ngày cho nội dung này; hãy đặt hạn làm, từ ngày của sự việc trở đi.")


@transaction.atomic
def set_start(obligation: Obligation, *, started_on: dt.date, by: Officer) -> Obligation:
    """Enter the true day from which the term runs, in the place of the table's.

    Raises PermissionDenied, or ValueError with a sentence for the user.
    """
    row = _open(obligation, by)
    if row.planned_on is None:
        raise ValueError("Sự việc này đã có ngày riêng; hãy ghi một sự việc mới nếu ngày khác.")
    if abs((started_on - row.planned_on).days) > 180:
        raise ValueError(f"Ngày này cách ngày trong danh mục ({row.planned_on:%d/%m/%Y}) quá xa; hãy kiểm tra lại năm.")
    row.started_on, row.due_on = started_on, row.row.due(started_on, calendar()).on
    row.save(update_fields=["started_on", "due_on"])
    journal.record(by=by.username, verb="set disclosure day", what=f"disclosure {row.pk}", day=f"{started_on}")
    return row


# --- what was done ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Done:
    """What a commune says it did. Counts only: never who came or how anybody voted."""

    on: dt.date
    form: str
    place: str = ""
    link: str = ""
    called: int | None = None
    attended: int | None = None
    outcome: str = ""
    result: str = ""
    papers: Sequence[File] = ()  # shown to everybody once released
    proofs: Sequence[File] = ()  # photographs, minutes: for officers


def do(obligation: Obligation, done: Done, *, by: Officer) -> Obligation:
    """Say that an obligation was met, with its proof; as often as needed until it is released.

    Raises PermissionDenied, or ValueError with a sentence for the user.
    """
    _check_done(_open(obligation, by, lock=False), done)
    kept = [(attachments.keep(file), shown) for files, shown in _files(done) for file in files]
    place, result = door.admit_texts([done.place, done.result])
    with transaction.atomic():
        row = _open(obligation, by)
        row.done_on, row.done_by, row.form = done.on, by.username, done.form
        row.place, row.link, row.result = place[:200], done.link, result
        row.called, row.attended, row.outcome = done.called, done.attended, done.outcome
        row.save()
        _keep_files(row, kept, by.username)
        journal.record(
            by=by.username, verb="meet disclosure", what=f"disclosure {row.pk}", day=f"{done.on}", files=len(kept)
        )
    return row


def _files(done: Done) -> tuple[tuple[Sequence[File], bool], ...]:
    return (done.papers, True), (done.proofs, False)


def _check_done(row: Obligation, done: Done) -> None:
    law = row.row
    if done.on > timezone.localdate():
        raise ValueError("Ngày làm xong không được ở tương lai; hãy ghi sau khi đã làm.")
    if done.form not in law.forms and done.form != "khac":
        raise ValueError("Hãy chọn một hình thức trong danh sách.")
    if law.local and done.papers:
        raise ValueError("Danh sách có tên người chỉ niêm yết tại chỗ; hãy gửi ảnh niêm yết ở mục minh chứng.")
    if len(done.papers) + len(done.proofs) > MOST_FILES:
        raise ValueError(f"Mỗi lần gửi nhiều nhất {MOST_FILES} tệp; hãy chọn lại.")
    if not (done.papers or done.proofs or done.link or row.proofs.exists()):
        raise ValueError("Chưa có minh chứng: hãy gửi ảnh, biên bản, văn bản hoặc địa chỉ trang đã đăng.")
    _check_meeting(law, done)


def _check_meeting(law: Item, done: Done) -> None:
    if law.act is Act.DECIDE and (done.called is None or done.attended is None or not done.outcome):
        raise ValueError("Việc dân bàn và quyết định cần số được mời, số dự họp và kết quả.")
    if done.called is not None and done.attended is not None and done.attended > done.called:
        raise ValueError("Số dự họp lớn hơn số được mời; hãy kiểm tra lại hai số.")
    if done.outcome and done.outcome not in Obligation.Outcome.values:
        raise ValueError("Hãy chọn kết quả trong danh sách.")
    if law.act in (Act.DECIDE, Act.SUPERVISE) and not done.result.strip():
        raise ValueError("Hãy ghi ngắn gọn điều đã quyết định hoặc điều giám sát thấy; không ghi tên người.")


def _keep_files(row: Obligation, kept: Iterable[tuple[attachments.Kept, bool]], by: str) -> None:
    for file, shown in kept:
        Proof.objects.get_or_create(
            obligation=row,
            sealed=file.sealed,
            defaults={
                "sha256": file.sha256,
                "name": file.name,
                "format": file.format,
                "size": file.size,
                "scanned": file.scanned,
                "shown": shown,
                "made_by": by,
            },
        )


@transaction.atomic
def drop_proof(proof: Proof, *, by: Officer) -> None:
    """Take a file away that was sent by mistake. Raises as :func:`do`."""
    _open(proof.obligation, by)
    journal.record(by=by.username, verb="drop disclosure file", what=f"disclosure {proof.obligation_id}", file=proof.pk)
    proof.delete()


def _open(obligation: Obligation, by: Officer, *, lock: bool = True) -> Obligation:
    """The row as it is now, for an officer who may work on it, while it is not on the public page."""
    rows = Obligation.objects.select_for_update(of=("self",)) if lock else Obligation.objects.all()
    row = rows.select_related("unit", "owner").get(pk=obligation.pk)
    if not may_do(by, row.unit, row.owner):
        raise PermissionDenied
    if row.released_at:
        raise ValueError("Nội dung này đang ở trang công khai; lãnh đạo rút xuống rồi mới sửa được.")
    return row


# --- what everybody sees ------------------------------------------------------------------------------------------


@transaction.atomic
def release(obligation: Obligation, *, by: Officer) -> Obligation:
    """Put what was done on the commune's public page: a second person's word.

    Raises PermissionDenied, or ValueError with a sentence for the user.
    """
    row = _judged(obligation, by)
    if row.done_on is None:
        raise ValueError("Chưa có báo cáo đã làm; đơn vị ghi đã làm rồi mới đưa lên trang công khai được.")
    if row.done_by == by.username:
        raise ValueError("Người ghi đã làm không tự đưa lên trang công khai; cần người thứ hai duyệt.")
    if row.released_at is None:
        row.released_at, row.released_by, row.withdrawn_why = timezone.now(), by.username, ""
        row.save(update_fields=["released_at", "released_by", "withdrawn_why"])
        journal.record(by=by.username, verb="release disclosure", what=f"disclosure {row.pk}")
    return row


@transaction.atomic
def withdraw(obligation: Obligation, *, by: Officer, reason: str) -> Obligation:
    """Take it from the public page so that it can be corrected, and say to the unit why, without personal data.

    Raises as :func:`release`.
    """
    row = _judged(obligation, by)
    if not reason.strip():
        raise ValueError("Hãy ghi lý do rút xuống để đơn vị biết phải sửa gì.")
    if row.released_at:
        row.released_at, row.released_by, row.withdrawn_why = None, "", door.admit_texts([reason])[0][:300]
        row.save(update_fields=["released_at", "released_by", "withdrawn_why"])
        journal.record(by=by.username, verb="withdraw disclosure", what=f"disclosure {row.pk}")
    return row


def _judged(obligation: Obligation, by: Officer) -> Obligation:
    row = Obligation.objects.select_for_update(of=("self",)).select_related("unit").get(pk=obligation.pk)
    if not may_release(by, row.unit):
        raise PermissionDenied
    return row
