"""What leaves the desk as a file: tables as XLSX, ODS, CSV, each time noted in the journal; papers as Word files."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse

from langnghe.audit import journal
from langnghe.desk.access import by
from langnghe.downloads import download
from langnghe.reports.spreadsheet import FORMATS, Sheet
from langnghe.reports.word import MEDIA_TYPE

ASKED = "tep"  # ?tep=xlsx at the page that shows the same table


def asked_file(request: HttpRequest) -> str:
    """The ending of the file that is asked for instead of the page; "" for the page."""
    wanted = request.GET.get(ASKED, "")
    return wanted if wanted in FORMATS else ""


def as_file(request: HttpRequest, sheets: Sequence[Sheet], *, name: str, ending: str) -> HttpResponse:
    """The tables as a download; ``name`` without marks and ending."""
    rows = sum(len(sheet.rows) for sheet in sheets)
    journal.record(by=by(request), verb="export", what=f"table {name}", format=ending, rows=rows)
    file = FORMATS[ending]
    return download(file.write(sheets), file.media_type, f"{name}.{ending}")


def word_file(content: bytes, name: str) -> HttpResponse:
    """A Word file as a download; ``name`` with its ending."""
    return download(content, MEDIA_TYPE, name)


def excel_file(content: bytes, name: str) -> HttpResponse:
    """A workbook as a download; ``name`` with its ending."""
    return download(content, FORMATS["xlsx"].media_type, name)
