"""Fill the Front's Word form: the minutes of a visit, the report of a supervision, the opinion on a draft.

Everything in them has been through the door: no name of a person can stand there that the Front has not written into
the Word file itself afterwards.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from langnghe.consultations.models import InspectionVisit, Programme, Recommendation
from langnghe.consultations.supervision.terms import bases
from langnghe.registry.models import Unit
from langnghe.reports import word
from langnghe.reports.papers.heads import Head, head_of

ROMAN = ("I", "II", "III", "IV", "V")
Line = dict[str, str]


@dataclass(frozen=True, slots=True)
class FrontPaper:
    """What differs between the papers: name of the type, its letters in the number, subject, lines, addressees."""

    type_name: str
    letters: str
    subject: str
    lines: list[Line]
    recipients: list[str]
    number: str
    dated_on: dt.date | None


def minutes(visit: InspectionVisit) -> bytes:
    """The minutes of one visit as a DOCX file."""
    programme = visit.programme
    subject = f"Giám sát tại {visit.place} ngày {visit.held_on:%d/%m/%Y}"
    lines = list(_minutes(visit))
    to = [_called(visit.body), "Các thành viên đoàn giám sát"]
    paper = FrontPaper("BIÊN BẢN", "BB", subject, lines, to, "", visit.held_on)
    return _filled(programme, paper, f"langnghe-supervision-visit-{visit.pk}")


def conclusion(programme: Programme) -> bytes:
    """The report of a supervision, or the opinion on a draft, as a DOCX file.

    Raises ValueError with a sentence for the user where nothing has been concluded.
    """
    if not programme.opinion:
        raise ValueError("Chưa có kết luận hoặc ý kiến phản biện để xuất văn bản.")
    critical = programme.kind == Programme.Kind.CRITICISM
    subject = (
        f"Phản biện xã hội đối với dự thảo {programme.draft}" if critical else f"Kết quả giám sát {_matter(programme)}"
    )
    lines = list(_criticism(programme) if critical else _supervision(programme))
    to = [*(_called(body) for body in programme.bodies.all()), "Các tổ chức thành viên tham gia"]
    paper = FrontPaper("BÁO CÁO", "BC", subject, lines, to, programme.number, programme.dated_on)
    return _filled(programme, paper, f"langnghe-supervision-{programme.pk}")


def word_form() -> Path:
    """The Word form: the office's own where it has put one, else the shipped one."""
    own = Path(settings.HOME) / "forms" / "front" / "nd30.docx"
    return own if own.exists() else Path(__file__).parent / "nd30.docx"


# --- what each says ---------------------------------------------------------------------------------------------


def _minutes(visit: InspectionVisit) -> Iterator[Line]:
    yield from _legal(visit.programme)
    yield _plain(f"Đoàn giám sát đã làm việc với {_called(visit.body)} về nội dung: {_matter(visit.programme)}.")
    yield _section(0, "THÀNH PHẦN")
    yield from _items(visit.programme.members or "Theo kế hoạch giám sát.")
    yield _section(1, "NỘI DUNG LÀM VIỆC")
    yield from _paragraphs(visit.seen)
    found = list(visit.findings.all())
    if found:
        yield _section(2, "ĐIỀU PHÁT HIỆN")
        yield from (_item(finding.text) for finding in found)
    yield _plain("Biên bản được đọc cho những người có mặt cùng nghe và thống nhất.")


def _supervision(programme: Programme) -> Iterator[Line]:
    yield from _legal(programme)
    yield _section(0, "TỔ CHỨC THỰC HIỆN")
    span = f"từ ngày {programme.starts_on:%d/%m/%Y} đến ngày {programme.ends_on:%d/%m/%Y}"
    yield _plain(f"Thời gian: {span}. Cơ quan được giám sát: {_names(programme)}.")
    yield from _taking_part(programme)
    visits = list(programme.visits.select_related("body"))
    if visits:
        yield _plain("Các buổi làm việc tại chỗ:")
    yield from (_item(f"Ngày {each.held_on:%d/%m/%Y}: {each.place} ({_called(each.body)}).") for each in visits)
    yield _section(1, "KẾT QUẢ GIÁM SÁT")
    yield from (_item(finding.text) for finding in programme.findings.all())
    yield from _paragraphs(programme.opinion)
    yield from _asked(programme, 2)


def _criticism(programme: Programme) -> Iterator[Line]:
    yield from _legal(programme)
    yield _plain(f"Cơ quan soạn dự thảo: {_names(programme)}.")
    yield from _taking_part(programme)
    yield _section(0, "Ý KIẾN PHẢN BIỆN")
    yield from _paragraphs(programme.opinion)
    yield from (_item(finding.text) for finding in programme.findings.all())
    yield from _asked(programme, 1)


def _taking_part(programme: Programme) -> Iterator[Line]:
    if programme.members:
        yield _plain("Các tổ chức tham gia:")
        yield from _items(programme.members)


def _legal(programme: Programme) -> Iterator[Line]:
    for key in programme.bases:
        if key in bases():
            yield _plain(f"Căn cứ {bases()[key].article};")


def _asked(programme: Programme, number: int) -> Iterator[Line]:
    rows = list(programme.recommendations.exclude(state=Recommendation.State.WITHDRAWN).select_related("body"))
    if not rows:
        return
    yield _section(number, "KIẾN NGHỊ")
    for count, row in enumerate(rows, 1):
        yield {"kind": "tieu_muc", "text": f"{count}. Đối với {_called(row.body)}"}
        yield from _paragraphs(row.text)
        yield _plain(f"Đề nghị trả lời bằng văn bản trước hết ngày {row.due_on:%d/%m/%Y}.")


def _names(programme: Programme) -> str:
    return "; ".join(_called(body) for body in programme.bodies.all())


def _called(body: Unit) -> str:
    """«Ủy ban nhân dân xã Bình Khê»: the body, not the place."""
    return head_of(body, "nd30").says


def _matter(programme: Programme) -> str:
    """The subject without the word that the paper's own subject begins with."""
    subject = programme.subject.rstrip(".").removeprefix("Giám sát ").removeprefix("giám sát ")
    return subject[:1].lower() + subject[1:]


def _section(number: int, heading: str) -> Line:
    return {"kind": "muc", "text": f"{ROMAN[number]}. {heading}"}


def _plain(text: str) -> Line:
    return {"kind": "doan", "text": text}


def _item(text: str) -> Line:
    return {"kind": "gach", "text": f"- {' '.join(text.split())}"}


def _items(text: str) -> Iterator[Line]:
    yield from (_item(line) for line in text.splitlines() if line.strip())


def _paragraphs(text: str) -> Iterator[Line]:
    yield from (_plain(line.strip()) for line in text.splitlines() if line.strip())


# --- the page ---------------------------------------------------------------------------------------------------


def _filled(programme: Programme, paper: FrontPaper, identifier: str) -> bytes:
    head = head_of(programme.leads, "nd30")
    document = word.fill(word_form(), _context(paper, head, _issuer(programme.leads, head)))
    return word.saved(document, title=paper.subject, identifier=identifier)


def _issuer(leads: Unit, head: Head) -> tuple[str, str]:
    """The two lines at the head: a Front committee's standing board issues its papers."""
    if leads.kind != Unit.Kind.FRONT:
        return head.superior, head.name
    provincial = leads.parent is None or leads.parent.kind == Unit.Kind.PROVINCE
    return (head.superior if provincial else head.name), "BAN THƯỜNG TRỰC"


def _context(paper: FrontPaper, head: Head, issuer: tuple[str, str]) -> dict[str, Any]:
    number = paper.number.zfill(2) if paper.number else "....."
    return {
        "co_quan_cap_tren": issuer[0],
        "co_quan": issuer[1],
        "so_ky_hieu": f"Số: {number}/{paper.letters}-{head.symbol}",
        "dia_danh_ngay": _place_and_date(head, paper.dated_on),
        "ten_loai": paper.type_name,
        "trich_yeu": paper.subject,
        "doan": paper.lines,
        "thay_mat": head.signs_for,
        "chuc_vu": head.title,
        "nguoi_ky": head.signer,
        "noi_nhan": [*(f"{line};" for line in paper.recipients), f"Lưu: {head.file}."],
    }


def _place_and_date(head: Head, on: dt.date | None) -> str:
    """Day below 10 and months 1 and 2 get a leading zero (Decree 30/2020); open until the paper has its date."""
    if on is None:
        return f"{head.place}, ngày ..... tháng ..... năm {timezone.localdate().year}"
    return f"{head.place}, ngày {on.day:02d} tháng {f'{on.month:02d}' if on.month < 3 else on.month} năm {on.year}"
