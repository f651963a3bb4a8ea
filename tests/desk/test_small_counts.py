"""Everything that one month shows a leader, taken together: pages, report, workbook. Nothing hidden comes out of it."""

from __future__ import annotations

import io
import random
import re
import zipfile
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from django.test import Client
from django.urls import reverse
from lxml import etree
from python_calamine import CalamineWorkbook

from langnghe.intake.models import Opinion, StoredBlock
from langnghe.reports import workbook
from langnghe.reports.actions import draft_report
from langnghe.reports.models import Report
from langnghe.reports.trace import is_hidden, verify
from langnghe.synthesis import sheets, tallies
from langnghe.synthesis.models import Proposal, Theme
from langnghe.synthesis.spans import Span
from tests.desk.conftest import Month

ATOM = tuple[str, int | None]  # sector and theme
SECTORS = {"GT": "Giao thông", "MT": "Môi trường", "YT": "Y tế", "GD": "Giáo dục"}
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


@pytest.fixture(params=range(4))
def crowded(month: Month, request: pytest.FixtureRequest) -> Report:
    """The month with some hundred statements: a few themes are large, most are not, one sector is nearly empty."""
    rng = random.Random(request.param)
    topics = {"GT": "gt.duong_xuong_cap", "MT": "mt.rac_thai", "YT": "", "GD": ""}
    for sector, topic in topics.items():
        for number in range(rng.randint(2, 4)):
            theme = Theme.objects.create(
                key=f"{sector}-{number + 2}",
                sector=sector,
                topic=topic or "mt.rac_thai",
                title=f"chuyện {sector} {number}",
            )
            said(month, sector, theme, rng.choice([2, 3, 4, 7, 15, 30]))
        said(month, sector, None, rng.choice([1, 3, 6, 12]) if sector != "GD" else 1)
    tallies.recount(month.period)
    sheets.draw(Span.parse(month.period.key).quarter, k=5)
    return draft_report(month.period, "thang", "nd30", by="clerk")


def said(month: Month, sector: str, theme: Theme | None, times: int) -> None:
    for _ in range(times):
        number = month.document.blocks.count() + 1
        block = StoredBlock.objects.create(
            document=month.document, number=number, kind="paragraph", place=f"p{number}", text=f"ý {number}"
        )
        row = Opinion.objects.create(
            document=month.document, block=block, start=0, end=len(block.text), text=block.text, folded=block.text
        )
        Proposal.objects.create(opinion=row, sector=sector, topic="", kind="phan_anh", score=0.9, theme=theme)


def atoms() -> Counter[ATOM]:
    rows = Proposal.objects.values_list("sector", "theme")
    return Counter((sector, theme) for sector, theme in rows)


def of_figure(key: str, numbers: dict[str, int]) -> frozenset[ATOM] | None:
    """The statements that a figure counts; None for what this attack does not follow."""
    every = atoms()
    if key == "tong":
        return frozenset(every)
    if found := re.fullmatch(r"linh-vuc\.(\w+)", key):
        return frozenset(atom for atom in every if atom[0] == found[1])
    if found := re.fullmatch(r"nhom\.([\w-]+)", key):
        return frozenset(atom for atom in every if atom[1] == numbers[found[1]])
    if found := re.fullmatch(r"rieng-le\.(\w+)", key):
        return frozenset({(found[1], None)})
    return None


def everything_shown(report: Report, leader: Client) -> dict[frozenset[ATOM], int]:
    """Sets of statements and the number that some page, the report or the workbook gives for each."""
    numbers = dict(Theme.objects.values_list("key", "pk"))
    known: dict[frozenset[ATOM], int] = {}
    for key, value in printed(leader, report):
        which = of_figure(key, numbers)
        if which and value.isdecimal():
            known[which] = int(value)
    for theme in Theme.objects.all():
        which = frozenset(atom for atom in atoms() if atom[1] == theme.pk)
        page = leader.get(reverse("theme", args=[theme.pk])).content.decode()
        if found := re.search(r'class="stat"><dt>[^<]*</dt><dd>(\d+)</dd>', page):
            known[which] = int(found[1])
    rows = leader.get(reverse("themes")).content.decode()
    for pk, count in re.findall(r'/(\d+)/?">chuyện[^<]*</a>.*?<b>(\d+)</b>', rows, re.S):
        if "hidden-count" not in rows.split(f"/{pk}", 1)[1].split("</tr>", 1)[0]:
            known[frozenset(atom for atom in atoms() if atom[1] == int(pk))] = int(count)
    return known | in_workbook(report)


def printed(client: Client, report: Report) -> list[tuple[str, str]]:
    """Keys and values in the Word file, as a leader gets it."""
    content = client.get(reverse("download-report", args=[report.pk, "docx"])).content
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        body = etree.fromstring(archive.read("word/document.xml"))
    controls = [each for each in body.iter(f"{W}sdt") if each.find(f"{W}sdtPr/{W}tag") is not None]
    return [
        (
            str(each.find(f"{W}sdtPr/{W}tag").get(f"{W}val")).removeprefix("figure:"),
            "".join(text.text or "" for text in each.iter(f"{W}t")),
        )
        for each in controls
    ]


def in_workbook(report: Report) -> dict[frozenset[ATOM], int]:
    """The tables of the workbook without its list of statements."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(workbook.render(report)))
    known: dict[frozenset[ATOM], int] = {}
    for name, count in book.get_sheet_by_name("Lĩnh vực").to_python()[1:]:
        sector = next((code for code, vi in SECTORS.items() if str(name).startswith(vi)), None)
        if sector and isinstance(count, int | float):
            known[frozenset(atom for atom in atoms() if atom[0] == sector)] = int(count)
    themes = {theme.name: theme.pk for theme in Theme.objects.all()}
    for name, _topic, count, _units in book.get_sheet_by_name("Nhóm vấn đề").to_python()[1:]:
        if isinstance(count, int | float):
            known[frozenset(atom for atom in atoms() if atom[1] == themes[str(name)])] = int(count)
    return known


def test_nothing_hidden_is_recovered_from_all_that_a_month_shows(crowded: Report, as_leader: Client) -> None:
    """Linear algebra over every number that is out: no hidden figure, and no single cell below five, is determined."""
    known, counts = everything_shown(crowded, as_leader), atoms()
    assert len(known) > 5
    assert all(sum(counts[atom] for atom in which) == value for which, value in known.items())
    place = {atom: number for number, atom in enumerate(sorted(counts, key=str))}
    rows = np.array([[float(atom in which) for atom in place] for which in known])
    rank, numbers = np.linalg.matrix_rank(rows), dict(Theme.objects.values_list("key", "pk"))
    hidden = {of_figure(figure.key, numbers) for figure in crowded.figures.all() if is_hidden(figure)} - {None}
    wanted = hidden | {frozenset({atom}) for atom, count in counts.items() if count < 5}
    assert hidden
    for which in wanted:
        row = [float(atom in (which or ())) for atom in place]
        assert np.linalg.matrix_rank(np.vstack([rows, row])) > rank, which


def test_a_hidden_figure_verifies_as_hidden(crowded: Report, as_leader: Client, tmp_path: Path) -> None:
    path = tmp_path / "bao-cao.docx"
    path.write_bytes(as_leader.get(reverse("download-report", args=[crowded.pk, "docx"])).content)
    found = verify(path)
    assert found.total > 20
    assert not found.wrong
    hidden = next(figure for figure in crowded.figures.all() if is_hidden(figure))
    page = as_leader.get(reverse("figure", args=[crowded.pk, hidden.key])).content.decode()
    assert hidden.value in page
    hidden.value = "3"
    hidden.save()
    assert verify(path).wrong
