"""What leaves the desk as a file: tables as XLSX, ODS, CSV, each time noted in the journal; papers as Word files."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header

from langnghe.audit import journal
from langnghe.desk.access import by
from langnghe.reports.docx import MEDIA_TYPE
from langnghe.reports.spreadsheet import FORMATS, Sheet

ASKED = "tep"  # ?tep=xlsx at the page that shows the same table


def asked_file(request: HttpRequest) -> str:
    """The ending of the file that is asked for instead of the page; "" for the page."""
    wanted = request.GET.get(ASKED, "")
    return wanted if wanted in FORMATS else ""


def as_file(request: HttpRequest, sheets: Sequence[Sheet], *, name: str, ending: str) -> HttpResponse:
    """The tables as a download; ``name`` without marks and ending."""
    file = FORMATS[ending]
    rows = sum(len(sheet.rows) for sheet in sheets)
    journal.record(by=by(request), verb="export", what=f"table {name}", format=ending, rows=rows)
    response = HttpResponse(file.write(sheets), content_type=file.media_type)
    response["Content-Disposition"] = f'attachment; filename="{name}.{ending}"'
    return response


def word_file(content: bytes, name: str) -> HttpResponse:
    """A Word file as a download; ``name`` with its ending."""
    headers = {"Content-Disposition": content_disposition_header(True, name) or ""}
    return HttpResponse(content, content_type=MEDIA_TYPE, headers=headers)
