"""How many statements carry an answer: a fraction only where both its numbers are printed."""

from __future__ import annotations

import pytest

from langnghe.intake.models import Document, Opinion, StoredBlock
from langnghe.registry.models import Period
from langnghe.reports.drafting import MARK, new_draft
from langnghe.reports.forms.parts import answers
from langnghe.synthesis.models import Proposal


def said(period: Period, times: int, answered: int) -> None:
    document = Document.objects.create(
        sha256="1" * 64, period=period, name="bao-cao.docx", size=1, state=Document.State.READ, received_by="clerk"
    )
    for number in range(times):
        block = StoredBlock.objects.create(
            document=document, number=number, kind="paragraph", place=f"p{number}", text=f"ý {number}"
        )
        answer = "Đã sửa." if number < answered else ""
        row = Opinion.objects.create(document=document, block=block, start=0, end=4, text=block.text, answer=answer)
        Proposal.objects.create(opinion=row, sector="GT", kind="phan_anh", score=0.9)


@pytest.mark.parametrize(
    ("times", "answered", "written"),
    [(20, 10, ": 10/20 ý kiến"), (20, 2, ": một số trong 20 ý kiến"), (3, 2, ": một số ý kiến")],
)
def test_answered_of_said(period: Period, times: int, answered: int, written: str) -> None:
    said(period, times, answered)
    draft = new_draft([period])
    line = list(answers(draft))[-1]
    assert written in MARK.sub(lambda found: draft.figures[found[1]].printed, line)
