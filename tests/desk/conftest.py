"""A small month by hand, without the engine: two documents, their opinions, a theme, a link, a run and a report."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from langnghe.intake.models import Document, Doubt, Opinion, OtherText, StoredBlock, UnreadPart
from langnghe.registry.models import Officer, Period, Unit
from langnghe.reports.actions import draft_report
from langnghe.reports.models import Report
from langnghe.synthesis.models import Issue, Link, Proposal, Run, Theme
from langnghe.text.normal import fold

LEAD = "Nhân dân phản ánh: "
ROAD = "đường liên thôn từ cầu Vực đến nhà văn hóa nhiều ổ gà"
REFUSE = "bãi rác thôn Đồng Trám ba tuần không có xe thu gom"
PLAN = "Tiếp tục phân công cán bộ phụ trách thôn."


@dataclass(frozen=True)
class Month:
    """The rows that the tests speak about."""

    period: Period
    document: Document
    road: Opinion
    refuse: Opinion
    plan: OtherText
    theme: Theme
    link: Link
    run: Run
    report: Report
    officer: Officer


def document_of(period: Period, unit: Unit, number: int) -> Document:
    """A document with two opinions in one paragraph, a plan, a part that was not read and a doubtful figure."""
    document = Document.objects.create(
        sha256=f"{number:064}",
        period=period,
        unit=unit,
        name=f"bao-cao-{number}.docx",
        size=20_000,
        state=Document.State.READ,
        received_by="clerk",
        pieces=5,
    )
    said = StoredBlock.objects.create(
        document=document, number=1, kind="paragraph", place="p1", text=f"{LEAD}{ROAD}; {REFUSE}."
    )
    plan = StoredBlock.objects.create(document=document, number=2, kind="paragraph", place="p2", text=PLAN)
    for text in (ROAD, REFUSE):
        start = said.text.index(text)
        Opinion.objects.create(
            document=document, block=said, start=start, end=start + len(text), text=text, folded=fold(text), area=unit
        )
    OtherText.objects.create(document=document, block=said, start=0, end=len(LEAD) - 1, why="lead-in")
    OtherText.objects.create(document=document, block=plan, start=0, end=len(PLAN), why="authority's action")
    UnreadPart.objects.create(document=document, place="page3", reason="Trang 3 mờ; hãy gửi bản Word.")
    Doubt.objects.create(document=document, block=plan, start=0, end=4, sentence="109/139 là 78%, không phải 85%.")
    return document


def label(document: Document, theme: Theme) -> None:
    """What a run would have stored: the road is certain, the refuse is not."""
    road, refuse = document.opinions.order_by("start")
    issue = Issue.objects.create(key=f"i{road.pk}")
    Proposal.objects.create(
        opinion=road, sector="GT", topic=theme.topic, kind="phan_anh", score=0.91, issue=issue, theme=theme
    )
    Proposal.objects.create(
        opinion=refuse, sector="MT", topic="mt.rac_thai", kind="kien_nghi", score=0.41, unsure=True, issue=issue
    )


@pytest.fixture
def month(period: Period, clerk: Officer) -> Month:
    theme = Theme.objects.create(
        key="gt-1",
        sector="GT",
        topic="gt.duong_xuong_cap",
        title="Đường liên thôn hư hỏng",
        words=["ổ gà", "đường liên thôn"],
    )
    documents = [
        document_of(period, Unit.objects.get(code=code), number) for number, code in enumerate(("LG-01", "LG-02"))
    ]
    for document in documents:
        label(document, theme)
    first, second = (document.opinions.get(text=ROAD) for document in documents)
    theme.examples = {period.key: {"typical": [first.pk], "minority": [second.pk]}}
    theme.save()
    return Month(
        period=period,
        document=documents[0],
        road=first,
        refuse=documents[0].opinions.get(text=REFUSE),
        plan=documents[0].other_texts.get(why="authority's action"),
        theme=theme,
        link=Link.objects.create(first=first, second=second, kind="same-matter", score=0.7),
        run=Run.objects.create(period=period, state=Run.State.DONE, progress=100, asked_by="clerk"),
        report=draft_report(period, "thang", "dang", by="clerk"),
        officer=clerk,
    )


@pytest.fixture(autouse=True)
def no_classifier(monkeypatch: pytest.MonkeyPatch) -> None:
    """Why an opinion was labelled so is the engine's matter; here the page only has to show it."""
    monkeypatch.setattr("langnghe.desk.views.review.explain", lambda row: ["ổ gà"])
