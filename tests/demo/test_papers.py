"""The papers of the demo province: composed the same each time, written in every format, and readable."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from functools import cache

import pytest

from langnghe.demo.bank import matters, stories, tree
from langnghe.demo.compose import MONTHS, papers
from langnghe.demo.manifest import DOCUMENTS, Sent, sent
from langnghe.demo.write import BROKEN, name_of, render, source_name
from langnghe.intake.readers import read_many
from langnghe.intake.readers.formats import FORMATS
from langnghe.law.taxonomy import sectors, topics
from langnghe.text.split import split

papers_of = cache(papers)
BAD = {how for _, _, how in BROKEN}
SCANNED = {"jpg", "png", "pdf-scan"}


def test_every_committed_file_is_in_the_manifest_and_the_other_way_round() -> None:
    listed = {f"{row.month}/{row.file}" for row in sent()}
    found = {f"{path.parent.name}/{path.name}" for path in DOCUMENTS.glob("*/*")}
    assert listed == found


def test_the_province_is_large_and_small_enough() -> None:
    assert len(sent()) >= 150
    assert sum(row.statements for row in sent()) >= 3000
    assert sum(path.stat().st_size for path in DOCUMENTS.rglob("*")) < 8_000_000


def test_every_format_is_sent() -> None:
    habits = {row.format for row in sent()}
    assert {"docx-tcvn3", "docx-vni", "docx-box", "docx-tracked", "txt-tcvn3", "pdf-scan"} <= habits
    assert habits >= BAD
    endings = {row.path.suffix for row in sent()}
    for format, (_, known) in FORMATS.items():
        assert endings & set(known), format


def test_the_manifest_is_what_the_composer_says() -> None:
    composed = {(f"2026-{month:02d}", name_of(paper)): paper for month in MONTHS for paper in papers_of(month)}
    assert {(row.month, row.file): row.statements for row in sent() if row.format not in BAD} == {
        key: len(paper.statements) for key, paper in composed.items()
    }


def test_composing_twice_gives_the_same_papers() -> None:
    assert papers(9) == papers_of(9)
    assert papers_of(9) != papers_of(10)


def test_texts_are_rendered_the_same_as_they_are_committed() -> None:
    plain = [paper for paper in papers_of(10) if paper.plan.format in ("txt", "csv", "html")]
    assert len(plain) >= 4
    for paper in plain:
        assert render(paper) == (DOCUMENTS / "2026-10" / name_of(paper)).read_bytes()


def test_sources_of_converted_files_keep_their_target_in_the_name() -> None:
    assert source_name("a.doc", "doc") == "a.doc.docx"
    assert source_name("a.pdf", "pdf-scan") == "a.pdf.scan.docx"
    assert source_name("a.docx", "docx-vni") == "a.docx"


def test_the_bank_knows_every_topic_and_whom_to_ask() -> None:
    assert {row.topic for row in matters()} == set(topics()) == set(tree("asked"))
    assert set(tree("sectors")) == {sector.code for sector in sectors()}
    assert set(tree("seasons")) <= set(topics())
    assert {story.topic for story in stories()} <= set(topics())


def test_stories_are_retold_by_several_units_over_the_months() -> None:
    told = [
        (said.matter, paper.month, paper.plan.unit)
        for month in MONTHS
        for paper in papers_of(month)
        for said in paper.statements
        if said.matter
    ]
    times = Counter(key for key, _, _ in told)
    assert sum(count >= 3 for count in times.values()) >= 50
    assert max(times.values()) >= 8
    again = [key for key in times if len({unit for matter, _, unit in told if matter == key}) > 1]
    assert len(again) >= 50


def test_some_concerns_grow_and_some_units_are_silent() -> None:
    heard = [Counter(said.topic for paper in papers_of(month) for said in paper.statements) for month in MONTHS]
    assert heard[0]["mt.rac_thai"] < heard[2]["mt.rac_thai"]
    assert heard[0]["gd.tuyen_sinh"] > heard[2]["gd.tuyen_sinh"]
    senders = [{paper.plan.unit for paper in papers_of(month)} for month in MONTHS]
    assert all(len(set.union(*senders) - month) >= 2 for month in senders)


def test_nobody_has_the_numbers_in_the_papers() -> None:
    text = "\n".join(
        f"{part.text}\n{part.rows}" for month in MONTHS for paper in papers_of(month) for part in paper.parts
    )
    phones = re.findall(r"\b0\d{3}[ .]?\d{3}[ .]?\d{3}\b", text)
    identities = re.findall(r"\b\d{12}\b", text)
    mails = re.findall(r"[\w.]+@[\w.]+", text)
    assert len(phones) > 100 < len(identities)
    assert all(number.startswith("095") for number in phones)
    assert all(number.startswith("099") for number in identities)
    assert all(mail.rstrip(".").endswith(".example") for mail in mails)


def needs(row: Sent) -> list[pytest.MarkDecorator]:
    """What a file needs on this machine to be read."""
    if row.format == "doc":
        return [pytest.mark.office, pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not here")]
    if row.format in SCANNED:
        return [pytest.mark.ocr, pytest.mark.skipif(not shutil.which("tesseract"), reason="Tesseract is not here")]
    return []


def one_of_each() -> list[Sent]:
    """The first file of each format and of each way to be broken."""
    first: dict[str, Sent] = {}
    for row in sent():
        first.setdefault(row.format, row)
    return [first[format] for format in sorted(first)]


@pytest.mark.parametrize("row", [pytest.param(row, id=row.format, marks=needs(row)) for row in one_of_each()])
def test_each_format_reads_back_whole(row: Sent) -> None:
    (reading,) = read_many([row.path], workers=1)
    if row.format in BAD:
        assert not reading.blocks
        assert reading.unread[0].reason
        return
    assert not reading.unread
    assert len(split(reading.blocks).opinions) >= 0.6 * row.statements


def test_half_a_month_of_plain_files_reads_without_surprises() -> None:
    rows = [row for row in sent() if row.month == "2026-10" and row.format not in {*BAD, *SCANNED, "doc"}][::2]
    readings = list(read_many([row.path for row in rows], workers=1))
    assert [row.file for row, reading in zip(rows, readings, strict=True) if reading.unread] == []
    found = sum(len(split(reading.blocks).opinions) for reading in readings)
    assert found >= 0.85 * sum(row.statements for row in rows)
