"""«Số liệu»: how many, how settled, how fast, how satisfied; and the same as open data. Published figures only."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from langnghe.cases import publications
from langnghe.cases.publications import PROVINCE, SECTOR, Figures
from langnghe.portal.drawing import Bar, bars, columns
from langnghe.portal.public import public, show, site
from langnghe.registry.queries import office

QUARTERS_SHOWN = 8
LICENCE = {
    "name": "CC-BY-4.0",
    "title": "Creative Commons Attribution 4.0",
    "path": "https://creativecommons.org/licenses/by/4.0/",
}
FIELDS = (
    ("quarter", "string", "Quý (2026-Q3): vụ việc tiếp nhận trong quý"),
    ("row", "string", "Mã đơn vị; province: toàn tỉnh, communes: cấp xã, others: cơ quan khác"),
    ("row_name", "string", "Tên đơn vị"),
    ("parent", "string", "Mã dòng mà dòng này cộng vào"),
    ("group", "string", "sector: lĩnh vực, outcome: kết quả, pace: thời hạn, rating: đánh giá; trống: tổng của dòng"),
    ("column", "string", "Mã cột; trống: tổng của dòng"),
    ("column_name", "string", "Tên cột"),
    ("count", "integer", "Số vụ việc; trống: ẩn vì quá nhỏ hoặc để bảo vệ ô nhỏ"),
)


@public
def numbers(request: HttpRequest) -> HttpResponse:
    known = publications.quarters()
    asked = request.GET.get("ky", "")
    found = publications.figures(asked if asked in known else "")
    if found is None:
        return show(request, "numbers", {"figures": None})
    last = publications.last_of_each(QUARTERS_SHOWN)
    context = {
        "figures": found,
        "quarters": known,
        "days": found.days.get((PROVINCE, "")),
        "satisfaction": found.satisfaction(),
        "outcomes": _bars(found, "outcome", first="outcome:done"),
        "sectors": _bars(found, "sector"),
        "trend": columns([(each.quarter.short, each.count()) for each in last]),
        "gaps": publications.gaps(last),
        "units": [_unit(found, row, name) for row, name, _ in found.units()],
    }
    return show(request, "numbers", context)


def _bars(found: Figures, group: str, first: str = "") -> list[Bar]:
    """Columns of a group: the first one first, then by number, those that are hidden last."""
    shown = [(name, found.count(PROVINCE, key), key) for key, name in publications.labels()[group].items()]
    return bars([row for row in shown if row[1] != 0 or row[2] == first], first)


def _unit(found: Figures, row: str, name: str) -> dict[str, Any]:
    return {
        "name": name,
        "count": found.count(row),
        "done": found.really_done(row),
        "days": found.days.get((row, ""), (None, 0))[0],
        "on_time": found.on_time(row),
        "satisfaction": found.satisfaction(row),
    }


# --- open data --------------------------------------------------------------------------------------------------


@public
def table_csv(request: HttpRequest, quarter: str) -> HttpResponse:
    text = io.StringIO()
    writer = csv.DictWriter(text, [name for name, _, _ in FIELDS])
    writer.writeheader()
    writer.writerows(_records(_figures(quarter)))
    return HttpResponse("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8")


@public
def table_json(request: HttpRequest, quarter: str) -> HttpResponse:
    found = _figures(quarter)
    return _json({"licence": LICENCE, "least_count": found.k, "records": list(_records(found))})


@public
def package(request: HttpRequest) -> HttpResponse:
    """The description of the open data, by Frictionless Data Package 1."""
    schema = {
        "fields": [{"name": name, "type": type, "description": text} for name, type, text in FIELDS],
        "missingValues": [""],
        "primaryKey": ["quarter", "row", "column"],
    }
    return _json(
        {
            "profile": "tabular-data-package",
            "name": "lang-nghe",
            "title": f"Phản ánh, kiến nghị, khiếu nại đã tiếp nhận và kết quả: {office().province}",
            "homepage": site(request) + reverse("numbers"),
            "licenses": [LICENCE],
            "resources": [_resource(request, quarter, schema) for quarter in publications.quarters()],
        }
    )


def _resource(request: HttpRequest, quarter: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {
        "profile": "tabular-data-resource",
        "name": f"quy-{quarter.lower()}",
        "path": site(request) + reverse("numbers-csv", args=[quarter]),
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "licenses": [LICENCE],
        "schema": schema,
    }


def _figures(quarter: str) -> Figures:
    found = publications.figures(quarter)
    if found is None:
        raise Http404
    return found


def _records(found: Figures) -> list[dict[str, Any]]:
    """Every cell, hidden ones without a count: a reader sees that there is something."""
    places = [("", "", "Tổng")]
    places += [(group, key, name) for group, names in publications.labels().items() for key, name in names.items()]
    return [
        dict(
            zip(
                [name for name, _, _ in FIELDS],
                (str(found.quarter), row, name, parent, group, column, label, found.count(row, column)),
                strict=True,
            )
        )
        for row, name, parent in found.rows
        for group, column, label in places
        if row == PROVINCE or group != SECTOR
    ]


def _json(content: dict[str, Any]) -> HttpResponse:
    return HttpResponse(json.dumps(content, ensure_ascii=False), content_type="application/json; charset=utf-8")
