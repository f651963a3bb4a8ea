"""A round by hand: a draft as a Word file, a published round, comments and replies."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import docx

from langnghe.consultations import comments, rounds
from langnghe.consultations.models import Comment, Paragraph, Round
from langnghe.registry.models import Officer, Unit
from langnghe.registry.roles import Role

TODAY = dt.date(2026, 11, 20)
DRAFT = (
    "ỦY BAN NHÂN DÂN TỈNH LAM GIANG",
    "Chương I",
    "Điều 1. Phạm vi điều chỉnh",
    "Quyết định này quy định mức hỗ trợ học phí cho học sinh vùng cao.",
    "Điều 2. Mức hỗ trợ",
    "1. Mức hỗ trợ là 500.000 đồng một tháng.",
    "2. Thời hạn hỗ trợ là 6 tháng trong một năm học.",
    "a) Học sinh nội trú được hỗ trợ thêm tiền ăn;",
    "3. Hồ sơ gồm đơn và bản sao sổ hộ khẩu.",
)
LONGER = (
    "Thời hạn 6 tháng quá ngắn, nên hỗ trợ đủ 9 tháng của năm học",
    "Đề nghị kéo dài thời hạn hỗ trợ lên 9 tháng cho đủ năm học",
    "Nên hỗ trợ 9 tháng vì năm học dài 9 tháng, thời hạn 6 tháng là thiếu",
)
NO_BOOK = (
    "Bỏ yêu cầu nộp bản sao sổ hộ khẩu vì đã có dữ liệu dân cư",
    "Không nên bắt nộp bản sao sổ hộ khẩu nữa",
    "Đề nghị bỏ bản sao sổ hộ khẩu trong hồ sơ",
)
ALONE = "Xe đưa đón học sinh qua ngầm tràn mùa mưa rất nguy hiểm"


def word_file(*lines: str) -> bytes:
    document = docx.Document()
    for line in lines or DRAFT:
        document.add_paragraph(line)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def department() -> Unit:
    return Unit.objects.get(code="LG-50")


def holder() -> Officer:
    """The department's officer who holds rounds."""
    return _officer("canboso", Role.DEPARTMENT_OFFICER, department())


def boss() -> Officer:
    """The department's leader, who approves."""
    return _officer("giamdoc", Role.LEADER, department())


def _officer(name: str, role: Role, unit: Unit) -> Officer:
    found = Officer.objects.filter(username=name).first()
    return found or Officer.objects.create_user(username=name, password="mat-khau", role=role, unit=unit)


def begun(**fields: Any) -> Round:
    """A round of thirty days from today on, being prepared."""
    given: dict[str, Any] = {
        "by": holder(),
        "unit": department(),
        "title": "Quyết định hỗ trợ học phí",
        "purpose": "Để các em vùng cao được đi học đủ năm.",
        "opens_on": TODAY,
        "ends_on": TODAY + dt.timedelta(days=30),
        "kind": "vbqppl",
        "draft": word_file(),
        "name": "du-thao.docx",
        "questions": [rounds.Asked("Nên chi trả cách nào?", ("Tiền mặt", "Tài khoản")), rounds.Asked("Ý kiến khác?")],
        "statements": ["Mức 500.000 đồng là hợp lý."],
    }
    return rounds.begin(**(given | fields))


def opened(**fields: Any) -> Round:
    made = begun(**fields)
    rounds.submit(round=made.pk, by=holder())
    return rounds.publish(round=made.pk, by=boss())


def at(found: Round, label: str) -> Paragraph:
    return Paragraph.objects.filter(version__round=found, label=label).latest("version__number")


def said(found: Round, *texts: str, label: str = "", state: str = Comment.State.SHOWN) -> list[Comment]:
    """Comments on a paragraph (or the whole), moderated as ``state`` says."""
    place = at(found, label) if label else None
    before = set(found.comments.values_list("pk", flat=True))
    for number, text in enumerate(texts):
        comments.send(round=found, text=text, secret=f"{found.pk} {label} {number} {text}", paragraph=place)
    made = found.comments.exclude(pk__in=before)
    made.update(state=state, reason="off_topic" if state == Comment.State.HIDDEN else "")
    return list(made)
