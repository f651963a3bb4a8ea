"""A unit's monthly report to the province, drafted from what the unit itself has registered, for the officer to finish.

Figures come from the unit's cases and reception book. Of a denunciation nothing but its number goes in. What only the
unit knows stands as a marked place «[...]», as in the papers of a case.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from langnghe.cases.models import Case
from langnghe.cases.states import outcomes
from langnghe.law import procedures
from langnghe.law.taxonomy import sector_names
from langnghe.registry.models import Period, Unit
from langnghe.reports import word
from langnghe.reports.forms import word_form
from langnghe.reports.papers.filling import mark
from langnghe.reports.papers.heads import head_of
from langnghe.reports.statistics.facts import sessions_of, visits_of

FORM = "don-vi"
NAMED = 3  # matters quoted of one sector
QUOTED = 240  # characters of a matter that is quoted whole
LATE_NAMED = 15
ROMAN = ("I", "II", "III", "IV", "V")

Line = tuple[str, str]  # kind of paragraph in the Word form, text


def draft(unit: Unit, period: Period, style: str, *, today: dt.date) -> bytes:
    """The draft as a DOCX file in a layout ("nd30", "dang"), on the state of ``today``."""
    head = head_of(unit, style)
    values = {
        "co_quan_cap_tren": head.superior,
        "co_quan": head.name,
        "so_ky_hieu": f"Số .....-BC/{head.symbol}" if style == "dang" else f"Số: ...../BC-{head.symbol}",
        "dia_danh_ngay": f"{head.place}, ngày ..... tháng ..... năm {today.year}",
        # joined by spaces that do not break: a year alone on a line looks forgotten
        "trich_yeu": "Tình hình Nhân dân và kết quả tiếp nhận, giải quyết ý kiến "
        f"tháng\u00a0{period.starts_on.month}\u00a0năm\u00a0{period.starts_on.year}",
        "doan": [{"kind": kind, "text": text} for kind, text in _lines(unit, period, today, style)],
        "thay_mat": head.signs_for,
        "chuc_vu": head.title,
        "nguoi_ky": head.signer,
        "noi_nhan": [f"Lưu: {head.file}."],
    }
    return word.saved(word.fill(word_form(FORM, style), values), title=str(values["trich_yeu"]))


def _lines(unit: Unit, period: Period, today: dt.date, style: str) -> Iterator[Line]:
    days = (period.starts_on, period.ends_on)
    cases = list(
        Case.objects.filter(unit=unit, received_on__range=days, merged_into=None).order_by("received_on", "pk")
    )
    closed = list(Case.objects.filter(unit=unit, closed_on__range=days, merged_into=None))
    open_cases = Case.objects.filter(unit=unit, is_open=True)
    late = list(open_cases.filter(due_on__lt=min(today, period.ends_on)).order_by("due_on", "pk"))
    parts = (
        ("TÌNH HÌNH TIẾP NHẬN", _received(unit, days, cases)),
        ("NỘI DUNG Ý KIẾN THEO LĨNH VỰC", _by_sector(cases)),
        ("KẾT QUẢ GIẢI QUYẾT", _settled(closed, open_cases.count())),
        ("VIỆC QUÁ HẠN, NGUYÊN NHÂN", _late(late)),
        ("KIẾN NGHỊ, ĐỀ XUẤT", [("gach", f"- {mark('Kiến nghị của đơn vị với cấp trên')}")]),
    )
    dash = "-" if style == "dang" else "."
    for number, (heading, lines) in enumerate(parts):
        yield "muc", f"{ROMAN[number]}{dash} {heading}"
        yield from lines


def _received(unit: Unit, days: tuple[dt.date, dt.date], cases: Sequence[Case]) -> Iterator[Line]:
    visits, sessions = visits_of(days, [unit.pk]).count(), sessions_of(days, [unit.pk]).count()
    yield (
        "doan",
        f"{_sessions(sessions, visits)}; tiếp nhận {len(cases)} vụ việc theo thẩm quyền.",
    )
    for kind, count in _counted(case.kind for case in cases):
        yield "gach", f"- {procedures.kinds()[kind].vi}: {count} vụ việc."
    yield "doan", mark("Nhận định chung về tình hình Nhân dân trên địa bàn")


def _sessions(held: int, visits: int) -> str:
    if held:
        return f"Trong tháng, đơn vị tổ chức {held} buổi tiếp công dân với {visits} lượt tiếp"
    written = f", có {visits} lượt tiếp ghi trong sổ" if visits else ""
    return f"Trong tháng không có buổi tiếp công dân nào{written}"


def _by_sector(cases: Sequence[Case]) -> Iterator[Line]:
    """Sectors, most first, each with its first matters in the redacted words in which they were registered."""
    names = sector_names()
    if not cases:
        yield "doan", "Trong tháng không tiếp nhận vụ việc mới."
    for sector, count in _counted(case.sector for case in cases if not case.secret):
        yield "tieu_muc", f"{names.get(sector, 'Lĩnh vực khác')} ({count} vụ việc)"
        told = [case for case in cases if case.sector == sector and not case.secret][:NAMED]
        yield from (("gach", f"- {_said(case)}") for case in told)
    secret = sum(case.secret for case in cases)
    if secret:
        yield "doan", f"Ngoài ra có {secret} đơn tố cáo, xử lý theo quy định riêng."


def _said(case: Case) -> str:
    """The redacted words, whole where they are few: a title may be cut in the middle of a demand."""
    words = " ".join(case.text.split())
    return f"{words.rstrip('.')}." if len(words) <= QUOTED else f"{case.title.rstrip('.… ')}…"


def _settled(closed: Sequence[Case], still_open: int) -> Iterator[Line]:
    """Really done first: an answer is not yet a solution."""
    done = sum(case.outcome == "done" for case in closed)
    yield (
        "doan",
        f"Trong tháng kết thúc {len(closed)} vụ việc, trong đó làm xong thật, có minh chứng: {done} vụ việc; đến nay "
        f"còn {still_open} vụ việc đang giải quyết.",
    )
    for key, count in _counted(case.outcome for case in closed if case.outcome):
        yield "gach", f"- {outcomes()[key].vi}: {count} vụ việc."


def _late(late: Sequence[Case]) -> Iterator[Line]:
    if not late:
        yield "doan", "Không có vụ việc quá hạn."
        return
    yield "doan", f"Có {len(late)} vụ việc quá hạn. Nguyên nhân: {mark('Nguyên nhân')}."
    for case in late[:LATE_NAMED]:
        what = "đơn tố cáo" if case.secret else case.title.rstrip(".… ")
        yield "gach", f"- {case.code}, hạn {case.due_on:%d/%m/%Y}: {what}."
    if len(late) > LATE_NAMED:
        yield "doan", f"… và {len(late) - LATE_NAMED} vụ việc khác."


def _counted(values: Iterable[str]) -> list[tuple[str, int]]:
    """Most first, equal ones by key."""
    return sorted(Counter(values).items(), key=lambda each: (-each[1], each[0]))
