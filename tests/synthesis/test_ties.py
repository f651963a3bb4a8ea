"""What a person ties together across months never stops a run of one month."""

from __future__ import annotations

import pytest

from langnghe.intake.models import Document, Opinion, StoredBlock
from langnghe.registry.actions import open_period
from langnghe.registry.models import Unit
from langnghe.synthesis import pipeline
from langnghe.synthesis.actions import ask_for_run
from langnghe.synthesis.models import Link, Run
from langnghe.synthesis.queries import coverage
from langnghe.text.normal import fold

WORDS = "Đường liên thôn hỏng nặng, đề nghị sửa chữa trước mùa mưa."


def opinion(month: str, unit: Unit, *, channel: str = "report") -> Opinion:
    document = Document.objects.create(
        sha256=fold(month + channel).ljust(64, "0"),
        period=open_period(month),
        unit=unit,
        channel=channel,
        name="bao-cao.docx",
        size=1,
        state=Document.State.READ,
        received_by="clerk",
        pieces=1,
    )
    block = StoredBlock.objects.create(document=document, number=1, kind="paragraph", place="p1", text=WORDS)
    return Opinion.objects.create(
        document=document, block=block, start=0, end=len(WORDS), text=WORDS, folded=fold(WORDS), area=unit
    )


@pytest.fixture
def commune(province: Unit) -> Unit:
    return Unit.objects.get(code="LG-01")


def test_an_older_month_runs_again_after_a_tie_to_a_later_one(commune: Unit) -> None:
    older, later = opinion("2026-08", commune), opinion("2026-10", commune)
    Link.objects.create(first=older, second=later, kind="same-matter", score=1, state=Link.State.ACCEPTED, by="clerk")
    ask_for_run(older.document.period, by="clerk")
    run = pipeline.run_next()
    assert run is not None
    assert (run.state, run.message) == (Run.State.DONE, "")


def test_notes_of_a_meeting_are_no_report_of_the_unit(commune: Unit) -> None:
    noted = opinion("2026-10", commune, channel="doi_thoai")
    assert coverage(noted.document.period).reported == 0
    opinion("2026-10", commune)
    assert coverage(noted.document.period).reported == 1
