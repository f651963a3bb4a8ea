"""From a figure back to its sources, and from a finished DOCX back to the database."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db.models import QuerySet
from lxml import etree

from langnghe.intake.models import Opinion
from langnghe.reports.docx import TAG, identifier
from langnghe.reports.drafting import shown
from langnghe.reports.measures import compute, rows
from langnghe.reports.models import Figure, Report
from langnghe.reports.small import HIDDEN, NO_SHARE
from langnghe.synthesis.queries import LabelledOpinion, opinions

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
DC = "{http://purl.org/dc/elements/1.1/}"
OF_OPINIONS = ("statements", "issues", "submissions", "sources", "periods", "share")


class NotOurs(Exception):
    """The file is no report of this database."""


@dataclass(frozen=True, slots=True)
class Wrong:
    """A figure that does not come out as printed."""

    key: str
    printed: str
    recomputed: str


@dataclass(frozen=True, slots=True)
class Verification:
    total: int
    wrong: tuple[Wrong, ...]

    @property
    def right(self) -> int:
        return self.total - len(self.wrong)


def verify(path: Path) -> Verification:
    """Recompute every figure printed in a report's DOCX.

    Raises NotOurs when the file is no report of this database.
    """
    report, printed = _open(path)
    figures = {figure.key: figure for figure in report.figures.all()}
    again = {key: recomputed(figures[key]) for key in {key for key, _ in printed} if key in figures}
    wrong = [
        Wrong(key, value, again.get(key, "không có trong cơ sở dữ liệu"))
        for key, value in printed
        if again.get(key) != value
    ]
    return Verification(len(printed), tuple(wrong))


def recomputed(figure: Figure) -> str:
    """The figure as it would be printed now; one that is hidden stays hidden as long as its report is not redrafted."""
    if is_hidden(figure):
        return figure.value
    return number(figure)


def is_hidden(figure: Figure) -> bool:
    """Whether the figure is printed in words, because it is small or gives a small one away."""
    return figure.value in (HIDDEN, NO_SHARE)


def number(figure: Figure) -> str:
    """What it counts now, for those who read the statements one by one."""
    return shown(compute(figure.measure, figure.filters), figure.measure)


def sources(figure: Figure, most: int | None = None) -> list[Opinion]:
    """The redacted opinions behind a figure, by document; empty for figures about units or files."""
    return list(_behind(figure).select_related("document__unit", "block", "area")[:most])


def _behind(figure: Figure) -> QuerySet[LabelledOpinion]:
    if figure.measure not in OF_OPINIONS and figure.measure != "change":
        return opinions().none()
    return rows(figure.filters).order_by("document_id", "pk")


def as_json(report: Report) -> dict[str, Any]:
    """Every figure with its query and sources; each opinion's text stands once, under its number.

    It holds statements, so whoever may have it may have the true ``value`` too; ``printed`` is what the report says.
    """
    figures = {
        figure.key: {
            "value": number(figure) if is_hidden(figure) else figure.value,
            "printed": figure.value,
            "label": figure.label,
            "measure": figure.measure,
            "filters": figure.filters,
            "opinions": list(_behind(figure).values_list("pk", flat=True)),
        }
        for figure in report.figures.all()
    }
    told = sorted({pk for figure in figures.values() for pk in figure["opinions"]})
    opinions_told = Opinion.objects.select_related("document__unit", "block").in_bulk(told)
    return {
        "report": {"period": report.period.key, "form": report.form, "style": report.style},
        "figures": figures,
        "opinions": {str(pk): _source(opinions_told[pk]) for pk in told},
    }


def _source(row: Opinion) -> dict[str, Any]:
    return {
        "document": row.document.name,
        "sha256": row.document.sha256,
        "unit": row.document.unit.name if row.document.unit else None,
        "place": row.block.place,
        "start": row.start,
        "end": row.end,
        "text": row.text,
    }


def _open(path: Path) -> tuple[Report, list[tuple[str, str]]]:
    try:
        with zipfile.ZipFile(path) as archive:
            core = etree.fromstring(archive.read("docProps/core.xml"))
            body = etree.fromstring(archive.read("word/document.xml"))
    except (zipfile.BadZipFile, KeyError, etree.XMLSyntaxError):
        raise NotOurs(f"{path.name} không phải là tệp DOCX của một báo cáo.") from None
    stamp = core.findtext(f"{DC}identifier") or ""
    report = next((row for row in Report.objects.all() if identifier(row) == stamp), None)
    if report is None:
        raise NotOurs(f"{path.name} không phải là báo cáo của cơ sở dữ liệu này.")
    return report, list(_printed(body))


def _printed(body: etree._Element) -> Iterator[tuple[str, str]]:
    """Key and text of each content control that holds a figure."""
    for control in body.iter(f"{W}sdt"):
        tag = control.find(f"{W}sdtPr/{W}tag")
        value = tag.get(f"{W}val") if tag is not None else None
        if value and value.startswith(TAG):
            yield value.removeprefix(TAG), "".join(node.text or "" for node in control.iter(f"{W}t"))
