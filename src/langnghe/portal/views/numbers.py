"""«Số liệu»: how many, how settled, how fast, how satisfied; and the same as open data. Published figures only."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from langnghe.cases import publications
from langnghe.cases.publications import PROVINCE, SECTOR, Figures
from langnghe.consultations.surveys.counting import ALL, BLANK
from langnghe.consultations.surveys.figures import SurveyFigures
from langnghe.consultations.surveys.publishing import published, published_subjects
from langnghe.consultations.surveys.queries import questions_of, title_of
from langnghe.consultations.surveys.scales import Scale
from langnghe.figures.satisfaction import LEAST_ANSWERS
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

ANSWER_FIELDS = (
    ("subject", "string", "counters-2026-Q3: ý kiến tại quầy trong quý; survey-<mã>: một đợt hỏi"),
    ("question", "integer", "Số thứ tự câu hỏi, từ 1"),
    ("question_text", "string", "Câu hỏi"),
    ("row", "string", "Mã đơn vị; all: tất cả"),
    ("row_name", "string", "Tên đơn vị"),
    ("answer", "string", "Mã mức trả lời; blank: bỏ trống; trống: tổng số phiếu của dòng"),
    ("answer_name", "string", "Mức trả lời"),
    ("positive", "boolean", "Mức được tính là hài lòng (tử số của chỉ số)"),
    ("count", "integer", "Số phiếu; trống: ẩn vì quá nhỏ hoặc để bảo vệ ô nhỏ"),
    ("asked", "integer", "Số lượt được tiếp hoặc số người được hỏi, nếu biết (ở dòng tổng)"),
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


# --- satisfaction -----------------------------------------------------------------------------------------------


@public
def satisfaction(request: HttpRequest) -> HttpResponse:
    """The system's own index, each source apart, the formula in the open; published figures only."""
    parts = [_part(found) for each in published_subjects() if (found := published(each))]
    return show(request, "numbers_satisfaction", {"parts": parts, "least": LEAST_ANSWERS})


def _part(found: SurveyFigures) -> dict[str, Any]:
    kind, _dash, key = found.subject.partition("-")
    title = _("At counters, %(quarter)s") % {"quarter": key} if kind == "counters" else title_of(key)
    asked = enumerate(questions_of(found.subject))
    return {
        "subject": found.subject,
        "title": title,
        "k": found.k,
        "made_at": found.made_at,
        "rate": found.rate(),
        "questions": [_question(found, str(number), text, scale) for number, (text, scale) in asked],
    }


def _question(found: SurveyFigures, group: str, text: str, scale: Scale) -> dict[str, Any]:
    counts = found.points(ALL, group)
    return {
        "text": text,
        "satisfaction": scale.satisfaction,
        "index": found.index(ALL, group, scale),
        "n": _answered(found, ALL, group),
        "blank": found.blank(ALL, group),
        "points": [(point.vi if get_language() == "vi" else point.en, counts[point.key]) for point in scale.points],
        "units": [
            {
                "name": name,
                "n": _answered(found, code, group),
                "index": found.index(code, group, scale),
                "rate": found.rate(code),
            }
            for code, name, parent in found.rows
            if parent
        ],
    }


def _answered(found: SurveyFigures, row: str, group: str) -> int | None:
    """How many answered a question; None where that is hidden."""
    if found.blank(row, group) is None and f"{group}:{BLANK}" not in found.groups[group]:
        return found.count(row)
    known = list(found.points(row, group).values())
    return None if None in known else sum(count or 0 for count in known)


@public
def answers_csv(request: HttpRequest, subject: str) -> HttpResponse:
    return _csv([name for name, _type, _text in ANSWER_FIELDS], _answers(_published(subject)))


@public
def answers_json(request: HttpRequest, subject: str) -> HttpResponse:
    found = _published(subject)
    return _json({"licence": LICENCE, "least_count": found.k, "records": _answers(found)})


def _published(subject: str) -> SurveyFigures:
    found = published(subject)
    if found is None:
        raise Http404
    return found


def _answers(found: SurveyFigures) -> list[dict[str, Any]]:
    """Every cell of every question; hidden ones without a count."""
    return [
        {
            "subject": found.subject,
            "question": number + 1,
            "question_text": text,
            "row": row,
            "row_name": name,
            "answer": answer,
            "answer_name": label,
            "positive": answer in scale.positive,
            "count": found.count(row, f"{number}:{answer}" if answer else ""),
            "asked": found.asked.get(row) if not answer else None,
        }
        for number, (text, scale) in enumerate(questions_of(found.subject))
        for row, name, _parent in found.rows
        for answer, label in _points(found, number, scale)
    ]


def _points(found: SurveyFigures, number: int, scale: Scale) -> list[tuple[str, str]]:
    blank = [(BLANK, "Bỏ trống")] if f"{number}:{BLANK}" in found.groups[str(number)] else []
    return [("", "Tổng"), *((point.key, point.vi) for point in scale.points), *blank]


# --- open data --------------------------------------------------------------------------------------------------


@public
def table_csv(request: HttpRequest, quarter: str) -> HttpResponse:
    return _csv([name for name, _, _ in FIELDS], _records(_figures(quarter)))


def _csv(fields: list[str], records: list[dict[str, Any]]) -> HttpResponse:
    text = io.StringIO()
    writer = csv.DictWriter(text, fields)
    writer.writeheader()
    writer.writerows(records)
    return HttpResponse("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8")


@public
def table_json(request: HttpRequest, quarter: str) -> HttpResponse:
    found = _figures(quarter)
    return _json({"licence": LICENCE, "least_count": found.k, "records": list(_records(found))})


@public
def package(request: HttpRequest) -> HttpResponse:
    """The description of the open data, by Frictionless Data Package 1."""
    quarters = [
        _resource(f"quy-{each.lower()}", site(request) + reverse("numbers-csv", args=[each]), CASES)
        for each in publications.quarters()
    ]
    answers = [
        _resource(f"hai-long-{each.lower()}", site(request) + reverse("satisfaction-csv", args=[each]), ANSWERS)
        for each in published_subjects()
    ]
    return _json(
        {
            "profile": "tabular-data-package",
            "name": "lang-nghe",
            "title": f"Phản ánh, kiến nghị, khiếu nại đã tiếp nhận và kết quả: {office().province}",
            "homepage": site(request) + reverse("numbers"),
            "licenses": [LICENCE],
            "resources": quarters + answers,
        }
    )


def _schema(fields: Iterable[tuple[str, str, str]], key: list[str]) -> dict[str, Any]:
    return {
        "fields": [{"name": name, "type": type, "description": text} for name, type, text in fields],
        "missingValues": [""],
        "primaryKey": key,
    }


CASES = _schema(FIELDS, ["quarter", "row", "column"])
ANSWERS = _schema(ANSWER_FIELDS, ["subject", "question", "row", "answer"])


def _resource(name: str, path: str, schema: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "profile": "tabular-data-resource",
        "name": name,
        "path": path,
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
