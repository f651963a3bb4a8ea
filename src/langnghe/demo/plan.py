"""The demo's plan: a Word file as an office writes it, brought in by the importer, and what units reported since."""

from __future__ import annotations

import datetime as dt
import io
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm, Pt

from langnghe.demo.bank import tree
from langnghe.plan import progress
from langnghe.plan.models import Due, Measure, Plan, TaskReport
from langnghe.plan.task_import import Frame, apply, preview
from langnghe.plan.task_rows import PlanText
from langnghe.plan.tasks import late_dues
from langnghe.plan.upload import read_document
from langnghe.registry.models import Officer

WIDTHS = (12, 75, 42, 48, 32, 48)  # millimetres
PROOF = "Biên bản (dữ liệu mẫu): đã hoàn thành khối lượng, các bên thống nhất ký xác nhận.".encode()


def add_plan(*, by: Officer, grants: Officer) -> int:
    """The plan and a year's reports as far as today, once; how many tasks there are."""
    if Plan.objects.exists():
        return 0
    today = timezone.localdate()
    with TemporaryDirectory() as folder:
        path = Path(folder) / "ke-hoach-lang-nghe-2026.docx"
        path.write_bytes(document())
        text, frame = read_document(path, today)
    plan = _import(text, frame, by, today)
    _report(plan, today)
    _return_one(plan, by)
    _extend_one(plan, by, grants, today)
    _name_sources(plan, by)
    return plan.tasks.count()


def _import(text: PlanText, frame: Frame, by: Officer, today: dt.date) -> Plan:
    by_mark: dict[str, dict[str, str]] = tree("plan")["corrections"]
    corrections = {row.line: by_mark[row.mark] for row in text.rows if row.mark in by_mark}
    whole = Frame(frame.title, frame.span, Plan.Rhythm.QUARTER, "Ban Tuyên giáo và Dân vận")
    return apply(preview(text, whole, corrections, today), by=by.username)


# --- the file ---------------------------------------------------------------------------------------------------


def document() -> bytes:
    """The plan as a DOCX: letterhead, purpose, content, organisation, and the table of tasks in an annex."""
    bank, made = tree("plan"), Document()
    made.styles["Normal"].font.name, made.styles["Normal"].font.size = "Times New Roman", Pt(14)
    section = made.sections[0]
    section.page_width, section.page_height = Mm(297), Mm(210)
    _letterhead(made, bank)
    for line in ("KẾ HOẠCH", bank["title"]):
        _centred(made, line)
    for line in bank["basis"]:
        made.add_paragraph(line)
    for part in bank["parts"]:
        made.add_paragraph().add_run(part["heading"]).bold = True
        for number, line in enumerate(part["text"], start=1):
            made.add_paragraph(f"{number}. {line}")
    _centred(made, "PHỤ LỤC PHÂN CÔNG NHIỆM VỤ")
    _table(made, bank["head"], bank["rows"])
    out = io.BytesIO()
    made.core_properties.author = ""
    made.save(out)
    return out.getvalue()


def _letterhead(made: Any, bank: dict[str, Any]) -> None:
    cells = made.add_table(rows=1, cols=2).rows[0].cells
    cells[0].text = f"TỈNH ỦY LAM GIANG\nBAN TUYÊN GIÁO VÀ DÂN VẬN\n*\n{bank['number']}"
    cells[1].text = f"ĐẢNG CỘNG SẢN VIỆT NAM\n{bank['dated']}"


def _centred(made: Any, text: str) -> None:
    paragraph = made.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.add_run(text).bold = True


def _table(made: Any, head: list[str], rows: list[list[str]]) -> None:
    """Rows of a mark and a text are merged across; "^" goes on from the cell above."""
    table = made.add_table(rows=1 + len(rows), cols=len(head), style="Table Grid")
    cells = [row.cells for row in table.rows]  # asked once: python-docx builds the grid anew for every row
    for number, text in enumerate(head):
        cells[0][number].text = text
        cells[0][number].width = Mm(WIDTHS[number])
    for line, row in zip(cells[1:], rows, strict=True):
        for number, text in enumerate(row):
            if text != "^":
                line[number].text = text
        if len(row) == 2 and not row[0].isdigit():
            line[1].merge(line[len(head) - 1])
    for above, line, row in zip(cells[1:], cells[2:], rows[1:], strict=False):
        for number, text in enumerate(row):
            if text == "^":
                above[number].merge(line[number])


# --- what units reported ----------------------------------------------------------------------------------------


@transaction.atomic
def _report(plan: Plan, today: dt.date) -> None:
    """Most in time, some late, some not at all; the same at every start."""
    dues = Due.objects.filter(task__plan=plan, on__lte=today + dt.timedelta(days=20)).select_related("task", "unit")
    for number, due in enumerate(dues.order_by("on", "task__number", "unit__code")):
        due.refresh_from_db(fields=["met_on"])
        if due.met_on is None:
            _report_one(due, number, today)


def _report_one(due: Due, number: int, today: dt.date) -> None:
    turn = (7 * due.task.number + 3 * number) % 20
    late = {3: 6, 11: 15}.get(turn, -4)
    on = due.on + dt.timedelta(days=late)
    is_done = turn < (18 if due.unit.is_area else 15)
    is_silent = turn >= (19 if due.unit.is_area else 18) or (due.task.number % 9 == 8 and due.kind == Due.Kind.RESULT)
    if on > today or is_silent:
        return
    percent = 100 if is_done and due.kind == Due.Kind.RESULT else 20 + 10 * (turn % 6)
    said = tree("plan")["done" if percent == 100 else "begun"]
    progress.report(
        due,
        percent=percent,
        done=said[number % len(said)],
        obstacles="" if percent == 100 else tree("plan")["obstacles"][number % len(tree("plan")["obstacles"])],
        values=_values(due, percent),
        files=[ContentFile(PROOF, name="bien-ban.txt")] if percent == 100 and number % 5 == 0 else [],
        by=_somebody(due),
        on=on,
    )


def _values(due: Due, percent: int) -> dict[int, Decimal]:
    """A measure entered by hand comes near to its target as the task comes near to its end."""
    rows = Measure.objects.filter(task=due.task_id, source="")
    leads = due.task.units.filter(role="lead").count()
    return {row.pk: round(row.target * percent / 100 / (1 if row.counted_in == "%" else leads), 0) for row in rows}


def _somebody(due: Due) -> Officer:
    """An officer of the unit who reports; the demo has accounts for three units only."""
    return Officer(username=f"canbo.{due.unit.code.lower()}", unit=due.unit)


def _return_one(plan: Plan, by: Officer) -> None:
    made = TaskReport.objects.filter(due__task__plan=plan, due__unit__code="LG-51", percent=100).order_by("-on").first()
    if made:
        progress.return_report(made, why=tree("plan")["returned"], by=by)


def _extend_one(plan: Plan, by: Officer, grants: Officer, today: dt.date) -> None:
    """One request that was granted and one that waits."""
    late = list(late_dues(plan.tasks.all(), today).filter(kind=Due.Kind.RESULT, task__plan__isnull=False)[:2])
    for number, due in enumerate(late):
        until = today + dt.timedelta(days=20 + 10 * number)
        asked = progress.ask_extension(due, until=until, reason=tree("plan")["extension"], by=_somebody(due))
        if number == 0:
            progress.answer_extension(asked, grant=True, reason=tree("plan")["granted"], by=grants)


def _name_sources(plan: Plan, by: Officer) -> None:
    """Most measures without a query are entered by the leading unit; one is left for the clerk to name."""
    rows = list(Measure.objects.filter(task__plan=plan, source="", entered_by=None).order_by("pk"))
    for row in rows[:-1]:
        lead = row.task.units.filter(role="lead").order_by("unit__code").first()
        progress.set_source(row, entered_by=lead.unit_id if lead else None, by=by)
