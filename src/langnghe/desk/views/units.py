"""Units over time: find one under any of its names, see what became of it, bring in a whole table of them."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from langnghe.audit import journal
from langnghe.desk.access import by, need
from langnghe.desk.files import excel_file
from langnghe.desk.paging import page_of
from langnghe.desk.unit_forms import SuccessionForm, UnitForm
from langnghe.intake.readers import read_safely
from langnghe.privacy import pending
from langnghe.registry.models import Succession, Unit
from langnghe.registry.queries import matching_units, units_in_force, with_present
from langnghe.registry.roles import Right
from langnghe.registry.succession import add_succession, make_default, one_successor, orphans, rehome, successors
from langnghe.registry.unit_rows import Cells, sample
from langnghe.registry.units import Preview, apply, preview
from langnghe.reports.spreadsheet import Sheet, xlsx

LARGEST = 20 << 20  # bytes of a table of units; the whole country's has under 1 MB
SHOWN = 200  # rows of a preview's list
FOLDER = "units"


# --- finding and changing ---------------------------------------------------------------------------------------


@need(Right.SET_UP)
def units(request: HttpRequest) -> HttpResponse:
    """Units by name, old name or code, without marks; one that has ended says what it is now."""
    today = timezone.localdate()
    words, kind, state = (request.GET.get(key, "") for key in ("q", "loai", "hieuluc"))
    page = page_of(request, _listed(words, kind, state, today), 50)
    context = {
        "found": with_present(list(page), today),
        "page": page,
        "words": words,
        "kind": kind,
        "state": state,
        "kinds": Unit.Kind.choices,
        "orphans": orphans(today).count(),
    }
    return render(request, "desk/units/units.html", context)


def _listed(words: str, kind: str, state: str, today: dt.date) -> QuerySet[Unit]:
    found = matching_units(words).select_related("parent").order_by("name", "code")
    if kind:
        found = found.filter(kind=kind)
    if state == "hien-hanh":
        return found & units_in_force(today)
    if state == "mo-coi":
        return found & orphans(today)
    return found.filter(valid_to__lt=today) if state == "da-het" else found


@need(Right.SET_UP)
def unit(request: HttpRequest, pk: int) -> HttpResponse:
    """One unit with its history: what it came from, what became of it, by which decision."""
    row = get_object_or_404(Unit.objects.select_related("parent"), pk=pk)
    return _unit_page(request, row, SuccessionForm())


def _unit_page(request: HttpRequest, row: Unit, form: SuccessionForm) -> HttpResponse:
    today = timezone.localdate()
    context = {
        "unit": row,
        "in_force": row.is_in_force(today),
        "ended": row.has_ended(today),
        "now": successors(row, today),
        "heir": one_successor(row, today),
        "from_units": row.inheritances.select_related("before").order_by("on", "before__name"),
        "to_units": row.successions.select_related("after").order_by("on", "after__name"),
        "children": units_in_force(today).filter(parent=row).count(),
        "form": form,
    }
    return render(request, "desk/units/history.html", context)


@need(Right.SET_UP)
def change_unit(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Add a unit or change one; a unit that has ended gets its last day, it is never deleted."""
    row = get_object_or_404(Unit, pk=pk) if pk else None
    form = UnitForm(request.POST or None, instance=row)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            made = form.save()
            verb = "change unit" if pk else "add unit"
            journal.record(by=by(request), verb=verb, what=f"unit {made.code}", fields=form.changed_data)
        messages.success(request, _("Saved."))
        return redirect("unit", made.pk)
    return render(request, "desk/form.html", {"form": form, "title": row.name if row else _("New unit")})


# --- succession -------------------------------------------------------------------------------------------------


@need(Right.SET_UP)
@require_POST
def succeed(request: HttpRequest, pk: int) -> HttpResponse:
    """Record what came after a unit."""
    row = get_object_or_404(Unit, pk=pk)
    form = SuccessionForm(request.POST)
    if not form.is_valid():
        return _unit_page(request, row, form)
    try:
        with transaction.atomic():
            made = add_succession(before=row, **form.cleaned_data)
            _record(request, "add succession", made)
    except ValueError as error:
        form.add_error(None, str(error))
        return _unit_page(request, Unit.objects.get(pk=pk), form)
    messages.success(request, _("Saved."))
    return redirect("unit", pk)


@need(Right.SET_UP)
@require_POST
def change_succession(request: HttpRequest, pk: int) -> HttpResponse:
    """Let one of several successors take the open matters, or take back a row that was recorded wrongly."""
    row = get_object_or_404(Succession.objects.select_related("before", "after"), pk=pk)
    with transaction.atomic():
        if request.POST.get("act") == "remove":
            _record(request, "remove succession", row)
            row.delete()
        else:
            make_default(row)
            _record(request, "default succession", row)
    messages.success(request, _("Saved."))
    return redirect("unit", row.before_id)


@need(Right.SET_UP)
@require_POST
def rehome_units(request: HttpRequest) -> HttpResponse:
    """Move units whose superior has ended under the one that came after it, where the rule tells one."""
    with transaction.atomic():
        moved, left = rehome(timezone.localdate())
        journal.record(by=by(request), verb="rehome units", what="unit", moved=moved, left=left)
    messages.success(
        request, _("%(moved)s units moved; %(left)s are left for you to decide.") % {"moved": moved, "left": left}
    )
    return redirect("units")


def _record(request: HttpRequest, verb: str, row: Succession) -> None:
    journal.record(
        by=by(request),
        verb=verb,
        what=f"unit {row.before.code}",
        after=row.after.code,
        on=row.on.isoformat(),
        kind=row.kind,
        default=row.default,
    )


# --- a table of units -------------------------------------------------------------------------------------------


@need(Right.SET_UP)
def import_units(request: HttpRequest) -> HttpResponse:
    """Take a table of units and show what it would do; nothing is written yet."""
    if request.method != "POST":
        return render(request, "desk/units/import.html", {"columns": sample()[0]})
    try:
        path = _keep(request)
        planned = preview(read_table(path))
    except ValueError as error:
        return render(request, "desk/units/import.html", {"columns": sample()[0], "error": str(error)})
    return _plan_page(request, path, planned)


@need(Right.SET_UP)
@require_POST
def apply_units(request: HttpRequest) -> HttpResponse:
    """Do what the preview showed; shown again where the register has changed since."""
    path = pending.find(FOLDER, request.POST.get("file", ""))
    if path is None:
        messages.error(request, _("The file is no longer kept. Please send it again."))
        return redirect("import-units")
    planned = preview(read_table(path))
    if planned.wrong or planned.digest() != request.POST.get("plan"):
        messages.warning(request, _("The units have changed since the preview. Please look at it again."))
        return _plan_page(request, path, planned)
    with transaction.atomic():
        counts = apply(planned)
        journal.record(by=by(request), verb="import units", what="unit", file=path.stem, **counts)
    path.unlink()
    messages.success(
        request, _("Units brought in: %(new)s new, %(changed)s changed, %(successions)s successions.") % counts
    )
    return redirect("units")


def _plan_page(request: HttpRequest, path: Path, planned: Preview) -> HttpResponse:
    context: dict[str, Any] = {
        "columns": sample()[0],
        "plan": planned,
        "file": path.name,
        "digest": planned.digest(),
        "new": planned.new[:SHOWN],
        "changed": [(change, _differences(change.differences)) for change in planned.changed[:SHOWN]],
        "wrong": planned.wrong[:SHOWN],
        "shown": SHOWN,
    }
    return render(request, "desk/units/import.html", context)


def _differences(differences: dict[str, tuple[Any, Any]]) -> list[tuple[str, str, str]]:
    """Field's name as people know it, before, after."""
    labels = {field.name: str(field.verbose_name) for field in Unit._meta.fields}
    return [(labels[name], _shown(name, before), _shown(name, after)) for name, (before, after) in differences.items()]


def _shown(name: str, value: Any) -> str:
    if isinstance(value, dt.date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if name == "kind":
        return str(Unit.Kind(value).label)
    return str(value or "—").replace("\n", "; ")


@need(Right.SET_UP)
def sample_units(request: HttpRequest) -> HttpResponse:
    """A workbook to fill in, with example rows."""
    columns, *rows = sample()
    return excel_file(xlsx([Sheet("Đơn vị", columns, rows)]), "mau-don-vi.xlsx")


def read_table(path: Path) -> list[tuple[int, Cells]]:
    """Rows of the first sheet that has any, each with its number in the file, read in the guarded process.

    ValueError with a sentence for the user where the file is no table or cannot be read.
    """
    reading = read_safely(path, drop_people=False)
    rows = [block for block in reading.blocks if block.kind in ("row", "header_row")]
    if not rows:
        told = reading.unread[0].reason if reading.unread else ""
        raise ValueError(told or "Tệp không có bảng nào. Hãy gửi tệp Excel (.xlsx) hoặc CSV theo tệp mẫu.")
    sheet = rows[0].place.split(".")[0]
    first_sheet = [block for block in rows if block.place.split(".")[0] == sheet]
    return [(int(block.place.rpartition("r")[2]), block.cells) for block in first_sheet]


def _keep(request: HttpRequest) -> Path:
    """The file that was sent, kept until it is confirmed or a day has passed."""
    file = request.FILES.get("file")
    if not isinstance(file, UploadedFile):
        raise ValueError("Chưa chọn tệp. Hãy chọn tệp Excel hoặc CSV rồi gửi.")
    ending = Path(file.name or "").suffix.lower()
    if ending not in (".xlsx", ".xls", ".csv", ".tsv"):
        raise ValueError("Tệp này không phải bảng tính. Hãy gửi tệp Excel (.xlsx, .xls) hoặc CSV.")
    if (file.size or 0) > LARGEST:
        raise ValueError(f"Tệp lớn hơn {LARGEST >> 20} MB. Hãy chia nhỏ rồi gửi lại.")
    return pending.keep(FOLDER, file.read(), ending)
