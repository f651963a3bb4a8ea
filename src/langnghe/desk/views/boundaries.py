"""The office's own boundaries of its communes: sent, looked at, loaded."""

from __future__ import annotations

from pathlib import Path

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from langnghe.audit import journal
from langnghe.desk.access import by, need
from langnghe.privacy import pending
from langnghe.registry.boundaries import clear, commune_map, load, planned_map
from langnghe.registry.boundary_files import LARGEST, plan_of
from langnghe.registry.models import Boundary
from langnghe.registry.queries import areas
from langnghe.registry.roles import Right

FOLDER = "boundaries"


@need(Right.SET_UP)
def boundaries(request: HttpRequest) -> HttpResponse:
    """What is loaded; a file that was sent is shown as it would be, and nothing is written yet."""
    if request.method != "POST":
        return _page(request)
    try:
        path = _keep(request)
        plan = plan_of(path.read_bytes(), timezone.localdate())
    except ValueError as error:
        return _page(request, error=str(error))
    matched = [match for match in plan.matches if match.unit]
    return _page(request, plan=plan, matched=matched, file=path.name, drawn=planned_map(plan))


@need(Right.SET_UP)
@require_POST
def load_boundaries(request: HttpRequest) -> HttpResponse:
    """Do what the preview showed."""
    path = pending.find(FOLDER, request.POST.get("file", ""))
    if path is None:
        messages.error(request, _("The file is no longer kept. Please send it again."))
        return redirect("boundaries")
    with transaction.atomic():
        count = load(plan_of(path.read_bytes(), timezone.localdate()), by=by(request))
        journal.record(by=by(request), verb="load boundaries", what="unit", file=path.stem, units=count)
    path.unlink()
    messages.success(
        request, _("Boundaries of %(n)s communes are loaded; the maps use them from now on.") % {"n": count}
    )
    return redirect("boundaries")


@need(Right.SET_UP)
@require_POST
def clear_boundaries(request: HttpRequest) -> HttpResponse:
    with transaction.atomic():
        journal.record(by=by(request), verb="clear boundaries", what="unit", units=clear())
    messages.success(request, _("The boundaries are gone; the maps are schemes again."))
    return redirect("boundaries")


def _page(request: HttpRequest, **more: object) -> HttpResponse:
    units = list(areas(timezone.localdate()))
    context = {
        "loaded": Boundary.objects.filter(unit__in=units).count(),
        "communes": len(units),
        "map": more.get("drawn") or commune_map(units, {}),
        "largest": LARGEST >> 20,
    }
    return render(request, "desk/units/boundaries.html", context | more, status=422 if "error" in more else 200)


def _keep(request: HttpRequest) -> Path:
    file = request.FILES.get("file")
    if not isinstance(file, UploadedFile):
        raise ValueError("Chưa chọn tệp. Hãy chọn tệp GeoJSON rồi gửi.")
    if (file.size or 0) > LARGEST:
        raise ValueError(f"Tệp lớn hơn {LARGEST >> 20} MB. Hãy giản lược ranh giới (lệnh Simplify trong QGIS) rồi gửi.")
    return pending.keep(FOLDER, file.read(), ".geojson")
