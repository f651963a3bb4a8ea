"""The inbox: many files at once, and what became of each."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from langnghe.desk.access import by, chosen_period, need
from langnghe.desk.paging import page_of
from langnghe.intake.actions import receive, set_unit
from langnghe.intake.layouts import remembered
from langnghe.intake.models import ColumnRole, Document, Opinion, OtherText
from langnghe.registry.models import Period, Unit
from langnghe.registry.queries import units_in_force
from langnghe.registry.roles import Right
from langnghe.synthesis import queries
from langnghe.synthesis.actions import correct_columns, promote
from langnghe.text.normal import fold


@dataclass(frozen=True, slots=True)
class FileResult:
    """One line of the answer to an upload."""

    name: str
    document: Document | None
    is_new: bool
    error: str = ""


@need(Right.ADD_DOCUMENTS)
def inbox(request: HttpRequest) -> HttpResponse:
    """Documents of the month with their state; while some wait, the list refreshes itself."""
    period = chosen_period(request)
    if period is None:
        return render(request, "desk/empty.html")
    documents = Document.objects.filter(period=period).select_related("unit").prefetch_related("unread_parts")
    state = request.GET.get("trang-thai", "")
    shown = documents.filter(state=state) if state else documents
    template = "desk/inbox/_documents.html" if request.htmx else "desk/inbox/inbox.html"  # type: ignore[attr-defined]
    return render(
        request,
        template,
        {
            "page": page_of(request, shown),
            "state": state,
            "counts": {state: documents.filter(state=state).count() for state in Document.State.values},
            "states": Document.State.choices,
            "is_working": documents.filter(state__in=["waiting", "reading"]).exists(),
            "units": units_in_force(period.ends_on),
            "coverage": queries.coverage(period),
        },
    )


@need(Right.ADD_DOCUMENTS)
@require_POST
def upload(request: HttpRequest) -> HttpResponse:
    """Take in the files that were dropped; each has its own line, a bad one stops no other."""
    period = chosen_period(request)
    if period is None:
        return redirect("inbox")
    unit = Unit.objects.filter(pk=request.POST.get("unit") or 0).first()
    results = [_take(file, period, unit, by(request)) for file in request.FILES.getlist("files")]
    return render(request, "desk/inbox/_uploaded.html", {"results": results})


def _take(file: UploadedFile, period: Period, unit: Unit | None, who: str) -> FileResult:
    name = file.name or "?"
    try:
        receipt = receive(file.read(), name=name, period=period, unit=unit, by=who)
    except ValueError as error:
        return FileResult(name, None, is_new=False, error=str(error))
    return FileResult(receipt.document.name, receipt.document, receipt.is_new)


@need(Right.READ_OPINIONS)
def document(request: HttpRequest, pk: int) -> HttpResponse:
    """One document as the engine sees it: redacted text with its opinions marked, what is no opinion and why."""
    row = get_object_or_404(Document.objects.select_related("unit", "period"), pk=pk)
    opinions: dict[int, list[Opinion]] = {}
    for opinion in queries.labelled(Opinion.objects.filter(document=row, replaced=False)).select_related("block"):
        opinions.setdefault(opinion.block_id, []).append(opinion)
    others: dict[int, list[OtherText]] = {}
    for other in row.other_texts.filter(promoted=False):
        others.setdefault(other.block_id, []).append(other)
    blocks = [
        (block, _pieces(block.text, opinions.get(block.pk, []), others.get(block.pk, []))) for block in row.blocks.all()
    ]
    return render(
        request,
        "desk/inbox/document.html",
        {
            "document": row,
            "blocks": blocks,
            "unread_parts": row.unread_parts.all(),
            "doubts": row.doubts.select_related("block"),
            "units": units_in_force(row.period.ends_on),
            "columns": _columns(row),
            "column_roles": ColumnRole.Role.choices,
        },
    )


def _columns(row: Document) -> list[tuple[str, str]]:
    """Headers of the document's tables with the role that is remembered for each."""
    known = remembered()
    headers = [header for block in row.blocks.filter(kind="row") for header in block.columns if header]
    return [(header, known.get(fold(header), "")) for header in dict.fromkeys(headers)]


def _pieces(
    text: str, opinions: list[Opinion], others: list[OtherText]
) -> list[tuple[str, Opinion | OtherText | None]]:
    """The block's text cut at the edges of its opinions and other texts."""
    marked: list[Opinion | OtherText] = sorted([*opinions, *others], key=lambda piece: piece.start)
    pieces: list[tuple[str, Opinion | OtherText | None]] = []
    position = 0
    for piece in marked:
        if piece.start > position:
            pieces.append((text[position : piece.start], None))
        pieces.append((text[piece.start : piece.end], piece))
        position = piece.end
    return [*pieces, (text[position:], None)]


@need(Right.ADD_DOCUMENTS)
@require_POST
def assign_unit(request: HttpRequest, pk: int) -> HttpResponse:
    """Say which unit a document comes from."""
    row = get_object_or_404(Document, pk=pk)
    set_unit(row, get_object_or_404(Unit, pk=request.POST.get("unit") or 0), by=by(request))
    messages.success(request, _("The sending unit has been set."))
    return redirect("document", pk=pk)


@need(Right.REVIEW)
@require_POST
def columns(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what the columns of a spreadsheet mean; remembered for every later file."""
    row = get_object_or_404(Document, pk=pk)
    headers = request.POST.getlist("header")
    roles = dict(zip(headers, request.POST.getlist("role"), strict=False))
    try:
        correct_columns(row, {header: role for header, role in roles.items() if role}, by=by(request))
        messages.success(request, _("The columns are remembered and the opinions have been cut anew."))
    except ValueError as error:
        messages.error(request, str(error))
    return redirect("document", pk=pk)


@need(Right.REVIEW)
@require_POST
def make_opinion(request: HttpRequest, pk: int) -> HttpResponse:
    """Make an opinion of text that was left out."""
    other = get_object_or_404(OtherText.objects.select_related("block", "document__unit"), pk=pk, promoted=False)
    promote(other, by=by(request))
    messages.success(request, _("Added as an opinion; the next synthesis will classify it."))
    return redirect("document", pk=other.document_id)
