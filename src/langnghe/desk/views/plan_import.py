"""Bring in a plan: the file, what it would do with each doubt to put right, and doing it."""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from langnghe.desk.access import by, need, officer
from langnghe.desk.files import excel_file
from langnghe.desk.plan_forms import FrameForm
from langnghe.plan.task_import import CORRECTED, PlanPreview, apply, preview
from langnghe.plan.task_rows import PlanText
from langnghe.plan.upload import keep, kept, read_document
from langnghe.registry.roles import Right
from langnghe.reports.spreadsheet import Sheet, xlsx

SAMPLE = (
    ("STT", "Nội dung nhiệm vụ", "Cơ quan chủ trì", "Cơ quan phối hợp", "Thời gian hoàn thành", "Sản phẩm", "Chỉ tiêu"),
    ("I", "Tên nhóm nhiệm vụ", "", "", "", "", ""),
    ("1", "Đối thoại với Nhân dân", "Sở Nội vụ", "Các sở, ban, ngành", "Quý III/2026", "Biên bản", "Ít nhất 02 cuộc"),
    ("2", "Tổng hợp ý kiến", "Sở Nội vụ", "", "Hằng tháng, trước ngày 25", "Báo cáo", ""),
)  # fmt: skip


@need(Right.MAKE_PLANS)
def import_plan(request: HttpRequest) -> HttpResponse:
    """Take the file of a plan and show what it would become; nothing is written yet."""
    if request.method != "POST":
        return render(request, "desk/plan/import.html", {"columns": SAMPLE[0]})
    file = request.FILES.get("file")
    try:
        if not isinstance(file, UploadedFile):
            raise ValueError("Chưa chọn tệp. Hãy chọn tệp Word hoặc Excel của kế hoạch rồi gửi.")
        path = keep(file.name or "", file.read())
        text, frame = read_document(path, timezone.localdate())
    except ValueError as error:
        return render(request, "desk/plan/import.html", {"columns": SAMPLE[0], "error": str(error)})
    unit = officer(request).unit
    span = {"starts_on": frame.span.first, "ends_on": frame.span.last}
    first = {"title": frame.title, **span, "rhythm": "quarter", "bodies": unit.name if unit else ""}
    form = FrameForm({name: _as_typed(value) for name, value in first.items()})
    return _preview_page(request, path, text, form, QueryDict())


def _as_typed(value: object) -> str:
    return f"{value:%d/%m/%Y}" if hasattr(value, "year") else str(value)


@need(Right.MAKE_PLANS)
@require_POST
def check_plan(request: HttpRequest) -> HttpResponse:
    """Look at the corrected rows again, or write them as they were shown."""
    path = kept(request.POST.get("file", ""))
    if path is None:
        messages.error(request, _("The file is no longer kept. Please send it again."))
        return redirect("import-plan")
    try:
        text, _frame = read_document(path, timezone.localdate())
    except ValueError as error:
        messages.error(request, str(error))
        return redirect("import-plan")
    return _preview_page(request, path, text, FrameForm(request.POST), request.POST)


def _preview_page(request: HttpRequest, path: Path, text: PlanText, form: FrameForm, sent: QueryDict) -> HttpResponse:
    planned = preview(text, form.frame(), _corrections(text, sent), timezone.localdate()) if form.is_valid() else None
    if planned and sent.get("act") == "apply":
        if planned.may_apply and planned.digest() == sent.get("digest"):
            return _applied(request, path, planned)
        messages.warning(request, _("Something has changed since the preview. Please look at it again."))
    context = {
        "columns": SAMPLE[0],
        "form": form,
        "file": path.name,
        "planned": planned,
        "digest": planned.digest() if planned else "",
        "ignored": text.ignored,
    }
    return render(request, "desk/plan/preview.html", context)


def _applied(request: HttpRequest, path: Path, planned: PlanPreview) -> HttpResponse:
    made = apply(planned, by=by(request))
    path.unlink(missing_ok=True)
    said = {"new": planned.new, "changed": planned.changed, "unchanged": planned.unchanged}
    messages.success(request, _("Plan brought in: %(new)s new, %(changed)s changed, %(unchanged)s unchanged.") % said)
    return redirect("one-plan", made.pk)


def _corrections(text: PlanText, sent: QueryDict) -> dict[int, dict[str, str]]:
    """What was typed into a row's fields and differs from what the file says there."""
    printed = {row.line: row for row in text.rows}
    found: dict[int, dict[str, str]] = defaultdict(dict)
    for name, value in sent.items():
        match = re.fullmatch(r"(\w+)-(\d{1,6})", name)
        if not match or match[1] not in CORRECTED or int(match[2]) not in printed:
            continue
        if str(value).strip() != getattr(printed[int(match[2])], match[1]):
            found[int(match[2])][match[1]] = str(value).strip()[:1000]
    return dict(found)


@need(Right.MAKE_PLANS)
def sample_plan(request: HttpRequest) -> HttpResponse:
    """A workbook to fill in, with example rows."""
    return excel_file(xlsx([Sheet("Nhiệm vụ", SAMPLE[0], SAMPLE[1:])]), "mau-ke-hoach.xlsx")
