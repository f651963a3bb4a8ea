"""Draft, edit and pass on a report. A person's edits survive every redraft; each change of state is in the journal."""

from __future__ import annotations

import datetime as dt
import re

from django.db import transaction
from django.utils import timezone

from langnghe.audit import journal
from langnghe.registry.models import Period
from langnghe.reports.drafting import Draft, counted, marks, new_draft, personal_words
from langnghe.reports.forms import FORMS
from langnghe.reports.models import Figure, Report, Section

NUMBER = re.compile(r"[0-9]{1,5}[A-Za-zĐđ]?")  # of a document, without what the form prints around it
NEXT = {
    Report.State.DRAFT: Report.State.IN_REVIEW,
    Report.State.IN_REVIEW: Report.State.APPROVED,
    Report.State.APPROVED: Report.State.ISSUED,
}


class Locked(Exception):
    """The report is approved or issued: its text no longer changes."""


def months_of(period: Period, form: str) -> list[Period]:
    """The months that a report covers: the period itself, or the quarter it lies in up to it."""
    if FORMS[form].MONTHS == 1:
        return [period]
    first = period.starts_on.month - (period.starts_on.month - 1) % 3
    start = period.starts_on.replace(month=first)
    return list(Period.objects.filter(starts_on__gte=start, starts_on__lte=period.starts_on).order_by("key"))


@transaction.atomic
def draft_report(period: Period, form: str, style: str, *, by: str) -> Report:
    """Draft a report anew from the opinions as they are now; edited sections keep their text.

    Raises Locked when the report is approved or issued.
    """
    report, _ = Report.objects.get_or_create(period=period, form=form, style=style)
    if not report.is_open:
        raise Locked("Báo cáo đã duyệt hoặc đã ban hành nên không soạn lại được.")
    draft = new_draft(months_of(period, form))
    FORMS[form].write(draft)
    _store_sections(report, draft)
    _store_figures(report, draft)
    report.drafted_at = timezone.now()
    report.save(update_fields=["drafted_at"])
    journal.record(by=by, verb="draft", what=f"report {report.pk}", figures=len(draft.figures))
    return report


def _store_sections(report: Report, draft: Draft) -> None:
    for order, part in enumerate(draft.sections, start=1):
        section, _ = Section.objects.get_or_create(report=report, key=part.key, defaults={"order": order})
        section.order, section.heading, section.drafted = order, part.heading, part.text
        section.save()
    keys = [part.key for part in draft.sections]
    Section.objects.filter(report=report, edited=None).exclude(key__in=keys).delete()


def _store_figures(report: Report, draft: Draft) -> None:
    """The draft's figures, and those that an edited section still mentions, all counted now."""
    mentioned = {key for section in report.sections.all() for key in marks(section.text)}
    kept = Figure.objects.filter(report=report, key__in=mentioned - set(draft.figures))
    for figure in kept:
        figure.value = counted(figure.key, figure.label, figure.measure, figure.filters, draft.small).printed
        figure.save(update_fields=["value"])
    Figure.objects.filter(report=report).exclude(pk__in=[figure.pk for figure in kept]).delete()
    Figure.objects.bulk_create(
        Figure(
            report=report,
            key=row.key,
            label=row.label[:300],
            measure=row.measure,
            filters=row.filters,
            value=row.printed,
        )
        for row in draft.figures.values()
    )


@transaction.atomic
def edit_section(section: Section, text: str, *, by: str) -> None:
    """Replace a section's text by a person's, word for word: a report names who acted (decision 0026).

    The page shows what :func:`personal_words` finds in it.

    Raises Locked, or ValueError with a sentence for the user when the text mentions a figure that does not exist.
    """
    if not section.report.is_open:
        raise Locked("Báo cáo đã duyệt hoặc đã ban hành nên không sửa được.")
    known = set(section.report.figures.values_list("key", flat=True))
    strange = [key for key in marks(text) if key not in known]
    if strange:
        raise ValueError(f"Không có số liệu [[{strange[0]}]]; hãy kiểm tra lại tên trong ngoặc vuông.")
    section.edited = text.replace("\r\n", "\n").strip()
    section.edited_from = section.drafted
    section.edited_by = by
    section.save()
    found = len(personal_words(section))
    journal.record(by=by, verb="edit section", what=f"report {section.report_id}", section=section.key, personal=found)


@transaction.atomic
def drop_edit(section: Section, *, by: str) -> None:
    """Go back to the draft's text."""
    if not section.report.is_open:
        raise Locked("Báo cáo đã duyệt hoặc đã ban hành nên không sửa được.")
    section.edited, section.edited_by, section.edited_from = None, "", ""
    section.save()
    journal.record(by=by, verb="drop edit", what=f"report {section.report_id}", section=section.key)


@transaction.atomic
def advance(report: Report, *, by: str, number: str = "", dated_on: dt.date | None = None) -> None:
    """Move a report to its next state: draft, in review, approved, issued.

    Raises Locked when it is issued already, ValueError with a sentence when what is given is no document's number.
    """
    if report.state not in NEXT:
        raise Locked("Báo cáo đã ban hành.")
    state = NEXT[Report.State(report.state)]
    if state == Report.State.ISSUED:
        if not NUMBER.fullmatch(number.strip()):
            raise ValueError("Hãy ghi số văn bản trước khi ban hành, ví dụ 12.")
        report.number, report.dated_on = number.strip(), dated_on or timezone.localdate()
    _set_state(report, state, by)


@transaction.atomic
def send_back(report: Report, *, by: str) -> None:
    """From review back to the writers."""
    if report.state != Report.State.IN_REVIEW:
        raise Locked("Chỉ trả lại được báo cáo đang chờ duyệt.")
    _set_state(report, Report.State.DRAFT, by)


def _set_state(report: Report, state: Report.State, by: str) -> None:
    report.state, report.state_by, report.state_at = state, by, timezone.now()
    report.save()
    journal.record(by=by, verb=f"report {state}", what=f"report {report.pk}", number=report.number)
