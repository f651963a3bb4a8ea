"""Fill a paper's Word form from its case. What the site does not know stands in the paper as a marked place «[...]».

The addressee's name is one of these: it lies sealed, and this room cannot reach it. Of a denunciation a paper carries
neither its words nor the day on which it came, only its code.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from langnghe.cases.models import Case, Draft, Event
from langnghe.cases.states import acts
from langnghe.law import procedures
from langnghe.reports import word
from langnghe.reports.models import Paper
from langnghe.reports.papers.forms import PaperForm, paper_forms, word_form
from langnghe.reports.papers.heads import Head, head_of


@dataclass(frozen=True, slots=True)
class Said:
    """What the paper tells of: an act that took effect, one that waits for approval, or none yet."""

    act: str
    on: dt.date
    fields: dict[str, Any]  # reason codes, days, what was answered
    is_final: bool


def open_event(case: Case, key: str) -> Event | None:
    """The newest act that took effect and whose paper of this kind has not been issued yet."""
    done = case.events.filter(act__in=acts_of(key), undone_by=None).exclude(papers__key=key)
    return done.order_by("-number").first()


def acts_of(key: str) -> list[str]:
    return [act.key for act in acts().values() if act.paper == key]


def said(paper: Paper) -> Said:
    """What a paper tells of now."""
    event = paper.event or open_event(paper.case, paper.key)
    if event:
        return Said(event.act, event.on, {"note": event.note, **event.detail}, is_final=True)
    waiting = paper.case.drafts.filter(act__in=acts_of(paper.key), state=Draft.State.WAITING).first()
    today = timezone.localdate()
    if waiting:
        return Said(waiting.act, today, dict(waiting.fields), is_final=False)
    return Said(acts_of(paper.key)[0], today, {}, is_final=False)


def render(paper: Paper) -> bytes:
    """The paper as a DOCX file: as it left, when it has been issued; else as the case stands now.

    Raises ValueError with a sentence for the user when the file is past its term of keeping.
    """
    if paper.content is not None:
        return bytes(paper.content)
    if paper.is_issued:
        raise ValueError("Tệp của văn bản này đã hết thời hạn lưu giữ; hệ thống chỉ còn số, ngày và mã SHA-256.")
    return filled(paper)


def filled(paper: Paper) -> bytes:
    document = word.fill(word_form(paper.key, paper.style), context(paper, said(paper)))
    title = f"{paper_forms()[paper.key].vi} {paper.case.code}"
    return word.saved(document, title=title, identifier=f"langnghe-paper-{paper.pk}")


def context(paper: Paper, told: Said) -> dict[str, Any]:
    """What a Word form may use; names are Vietnamese because clerks read them in the form."""
    case, form = paper.case, paper_forms()[paper.key]
    head = head_of(case.unit, paper.style)
    kind = procedures.kinds()[case.kind]
    facts: dict[str, Any] = {
        "ma_vu_viec": case.code,
        "loai_don": kind.vi[:1].lower() + kind.vi[1:],
        "luat": kind.law,
        "don_vi": head.says,
        "ngay_nhan": mark("ngày nhận đơn") if case.secret else _day(case.received_on),
        "noi_dung": "" if case.secret else case.title.rstrip(".…"),
        "ngay": _day(told.on) if told.is_final else mark("ngày"),
        "noi_tham_quyen": told.fields.get("body") or mark("Cơ quan có thẩm quyền"),
        **_reason(case, told),
        **_term(case, told),
        **_answer(case, told),
    }
    facts |= {"du_thao": not (told.is_final and paper.number), "nguoi_nhan": _addressee(case, form, facts)}
    return facts | _frame(paper, form, head, facts)


def _frame(paper: Paper, form: PaperForm, head: Head, facts: dict[str, Any]) -> dict[str, Any]:
    """Head and foot of the page."""
    recipients = [word.JINJA.from_string(line).render(facts) for line in form.recipients]
    state = paper.style == "nd30"
    kept = f"Lưu: {head.file}, hồ sơ." if state else f"Lưu {head.file}."
    return {
        "co_quan_cap_tren": head.superior,
        "co_quan": head.name,
        "so_ky_hieu": _number(paper, form, head),
        "dia_danh_ngay": _place_and_date(paper, head),
        "thay_mat": head.signs_for,
        "chuc_vu": head.title,
        "nguoi_ky": head.signer,
        "noi_nhan": [*(f"{line}{';' if state else ','}" for line in recipients), kept],
    }


def mark(what: str) -> str:
    """A place that somebody fills in by hand: easy to see, easy to search for in Word."""
    return f"«[{what}]»"


def _addressee(case: Case, form: PaperForm, facts: dict[str, Any]) -> str:
    if form.to == "body":
        return str(facts["noi_tham_quyen"])
    if case.secret or case.submission.anonymous:
        return f"Người gửi đơn mã số {case.code}"
    if case.submission.people > 1:
        return f"Ông (bà) {mark('Họ và tên người đại diện')} và những người cùng đứng đơn"
    return f"Ông (bà) {mark('Họ và tên người gửi')}"


def _reason(case: Case, told: Said) -> dict[str, str]:
    """Why it is refused, suspended or prolonged, with the article of that reason."""
    named = {row.code: row for row in procedures.kinds()[case.kind].refusals} | {
        row.code: row for row in procedures.suspension_grounds(case.kind, told.on)
    }
    found = named.get(told.fields.get("refusal") or told.fields.get("suspension") or "")
    if found:
        return {"ly_do": found.vi, "dieu_luat": found.article}
    note = "" if case.secret else told.fields.get("note", "").rstrip(".")
    return {"ly_do": note or mark("lý do"), "dieu_luat": mark("điều luật")}


def _term(case: Case, told: Said) -> dict[str, str]:
    """Until when the matter is to be settled, and under which article; the days by which the term grew."""
    step = procedures.kinds()[case.kind].settle_step
    clock = case.clocks.filter(step=step).order_by("-id").first()
    days = told.fields.get("days")
    term = {
        "han": _day(clock.due_on) if told.is_final and clock and clock.due_on else mark("ngày hết hạn"),
        "so_ngay": str(days) if days else mark("số"),
    }
    if told.act not in ("accept", "extend"):
        return term
    extension = clock.extensions.order_by("-id").first() if clock and told.act == "extend" else None
    law = extension.article if extension else procedures.deadline(case.kind, step, told.on).article
    return {**term, "dieu_luat": law}


def _answer(case: Case, told: Said) -> dict[str, Any]:
    """The answer in its paragraphs, the day promised, the day of the dialogue and what an absence means."""
    text = case.answer if told.is_final else str(told.fields.get("answer", ""))
    meets_on, promised = told.fields.get("meets_on"), told.fields.get("promised_on") or case.promised_on
    dialogue = procedures.dialogue(case.kind)
    return {
        "tra_loi": [line for line in text.splitlines() if line.strip()] or [mark("nội dung trả lời")],
        "ngay_cam_ket": _day(promised) if promised else "",
        "ngay_doi_thoai": _day(meets_on) if meets_on else mark("ngày"),
        "vang_mat": dialogue.absent.rstrip(".") if dialogue else "",
    }


def _day(day: dt.date | str) -> str:
    return f"{dt.date.fromisoformat(day) if isinstance(day, str) else day:%d/%m/%Y}"


def _number(paper: Paper, form: PaperForm, head: Head) -> str:
    number = paper.number.zfill(2) if paper.number else "....."
    if paper.style == "dang":
        return f"Số {number}-{form.code or 'CV'}/{head.symbol}"
    return f"Số: {number}/{form.code}-{head.symbol}" if form.code else f"Số: {number}/{head.symbol}"


def _place_and_date(paper: Paper, head: Head) -> str:
    """Day below 10 and months 1 and 2 get a leading zero (Decree 30/2020); open until the paper is issued."""
    on = paper.dated_on
    if on is None:
        return f"{head.place}, ngày ..... tháng ..... năm {timezone.localdate().year}"
    return f"{head.place}, ngày {on.day:02d} tháng {f'{on.month:02d}' if on.month < 3 else on.month} năm {on.year}"


def places(lines: Sequence[str]) -> list[str]:
    """The marked places left in a text: what somebody still has to fill in."""
    return [part.split("]»")[0] for line in lines for part in line.split("«[")[1:]]
