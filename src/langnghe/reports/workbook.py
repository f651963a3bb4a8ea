"""The statistics workbook that goes with a report: figures, counts, coverage, and every statement.

In its tables small numbers are hidden as in the report, so that they may be passed on. The last sheet holds the
statements themselves: it is for those who review them, and must not leave with the tables.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from langnghe.law.taxonomy import KINDS, sector_names, topics
from langnghe.registry.models import Unit
from langnghe.reports.actions import months_of
from langnghe.reports.models import Report
from langnghe.reports.small import HIDDEN, Small
from langnghe.reports.spreadsheet import Sheet, Value, xlsx
from langnghe.synthesis.queries import by, coverage, opinions_of, themes_of
from langnghe.synthesis.sheets import AREAS, TOPICS

Row = Sequence[Value]


def render(report: Report) -> bytes:
    """The workbook as XLSX bytes."""
    months = months_of(report.period, report.form)
    found = opinions_of(months)
    small, names = Small(months), sector_names()
    sectors = {code: None if small.hides_cell({"sector": code}) else n for code, n in by("sector", found).items()}
    kinds = {code: None if small.hides_cell({"kind": code}) else n for code, n in by("kind", found).items()}
    places = {str(pk): name for pk, name in Unit.objects.values_list("pk", "name")}
    topic_names = {code: topic.name for code, topic in topics().items()}
    sheets = (
        Sheet("Số liệu", ("Mã", "Số liệu", "Giá trị"), list(report.figures.values_list("key", "label", "value"))),
        Sheet("Lĩnh vực", ("Lĩnh vực", COUNT), _named(sectors, names)),
        Sheet("Nội dung", ("Nội dung", COUNT), _named(small.on_pages(TOPICS, "topic"), topic_names | names)),
        Sheet("Loại", ("Loại ý kiến", COUNT), _named(kinds, KINDS)),
        Sheet("Địa bàn", ("Địa bàn", COUNT), _named(small.on_pages(AREAS, "area"), places)),
        Sheet("Nhóm vấn đề", ("Nhóm vấn đề", "Nội dung", COUNT, "Số đơn vị"), _theme_rows(months, topic_names, small)),
        Sheet("Đơn vị", ("Kỳ", "Phải gửi", "Đã gửi", "Chưa gửi"), _coverage_rows(months)),
        Sheet("Ý kiến", STATEMENT_COLUMNS, list(_statement_rows(found, names, topic_names))),
    )
    return xlsx(sheets)


COUNT = "Số ý kiến"
STATEMENT_COLUMNS = (
    "Số",
    "Văn bản",
    "Đơn vị",
    "Vị trí",
    "Địa bàn",
    "Lĩnh vực",
    "Nội dung",
    "Loại",
    "Ý kiến",
    "Trả lời",
)


def _named(counted: Mapping[str, int | None], names: Mapping[str, str]) -> list[Row]:
    """The most first, the hidden ones last by name."""
    rows = [(names.get(code, code) or "Chưa rõ", n) for code, n in counted.items() if n != 0]
    rows.sort(key=lambda row: (row[1] is None, -(row[1] or 0), row[0]))
    return [(name, HIDDEN if n is None else n) for name, n in rows]


def _theme_rows(months: Sequence[Any], topic_names: Mapping[str, str], small: Small) -> list[Row]:
    told: list[Row] = []
    hidden: list[Row] = []
    for theme in themes_of(months):
        row = (theme.name, topic_names.get(theme.topic, theme.topic))
        if small.hides("statements", {"periods": small.keys, "theme": theme.key}, theme.said or 0):
            hidden.append((*row, HIDDEN, HIDDEN))
        else:
            told.append((*row, theme.said, theme.units))
    return told + sorted(hidden, key=lambda row: str(row[0]))


def _coverage_rows(months: Iterable[Any]) -> list[Row]:
    rows = [(period, coverage(period)) for period in months]
    return [(str(period), row.due, row.reported, ", ".join(u.name for u in row.missing)) for period, row in rows]


def _statement_rows(found: Any, names: dict[str, str], topic_names: dict[str, str]) -> Iterable[Row]:
    for row in found.select_related("document__unit", "block", "area").order_by("pk").iterator(chunk_size=2000):
        yield (
            row.pk,
            row.document.name,
            row.document.unit.name if row.document.unit else "",
            row.block.place,
            row.area.name if row.area else "",
            names.get(row.sector, ""),
            topic_names.get(row.topic, ""),
            KINDS.get(row.kind, ""),
            row.text,
            row.answer,
        )
