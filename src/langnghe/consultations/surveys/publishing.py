"""Publishing what is over: small counts hidden against all that was published before, the rest frozen."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from langnghe.audit import journal
from langnghe.cases.publications import Quarter
from langnghe.consultations.models import SurveyPublication
from langnghe.consultations.surveys.counting import Counts, count_counters, count_survey
from langnghe.consultations.surveys.figures import SurveyFigures, shown
from langnghe.consultations.surveys.queries import survey_of
from langnghe.figures.suppress import Published, suppress
from langnghe.registry.models import Officer
from langnghe.registry.queries import office
from langnghe.registry.roles import Right


@transaction.atomic
def publish(*, subject: str, by: Officer) -> SurveyPublication:
    """Count what is over, hide what is small against all that was published of it before, and freeze the rest.

    Raises PermissionDenied, or ValueError with a sentence for the user.
    """
    if not by.may(Right.APPROVE_DECISIONS):
        raise PermissionDenied
    counts = finished(subject, timezone.localdate())
    k = office().least_public
    earlier = [_stored(row) for row in SurveyPublication.objects.filter(subject=subject).order_by("pk")]
    table = suppress(counts.table(), k=k, earlier=earlier)
    made = SurveyPublication.objects.create(
        subject=subject,
        k=k,
        shown=shown(counts, table),
        counts=[[row, column, n] for (row, column), n in sorted(table.counts.items())],
        made_at=timezone.now(),
        made_by=by.username,
    )
    cells = {"shown": len(table.shown), "hidden": len(table.hidden)}
    journal.record(by=by.username, verb="publish satisfaction", what=subject, k=k, **cells)
    return made


def finished(subject: str, today: dt.date) -> Counts:
    """The counts of a subject that is over. Raises ValueError with a sentence for the user."""
    kind, _, key = subject.partition("-")
    if kind == "counters":
        quarter = Quarter.parse(key)
        if quarter.last >= today:
            raise ValueError("Quý này chưa kết thúc; chỉ công bố số liệu của quý đã qua.")
        return count_counters(quarter)
    survey = survey_of(key)
    if survey is None or survey.ends_on >= today:
        raise ValueError("Đợt hỏi chưa kết thúc hoặc chưa được duyệt; chưa công bố được kết quả.")
    return count_survey(survey)


def _stored(row: SurveyPublication) -> Published:
    counts = {(each, column): n for each, column, n in row.counts}
    seen = {(each, column): n for each, column, n in row.shown["cells"]}
    return Published(seen, frozenset(set(counts) - set(seen)), row.k, counts)


def published(subject: str) -> SurveyFigures | None:
    """The newest publication of a subject."""
    row = SurveyPublication.objects.filter(subject=subject).defer("counts").order_by("-pk").first()
    return SurveyFigures(row.subject, row.k, row.shown, row.made_at) if row else None


def published_subjects() -> list[str]:
    """Subjects with a publication: quarters of counters first, the newest first; then rounds."""
    found = list(SurveyPublication.objects.order_by().values_list("subject", flat=True).distinct())
    return sorted((each for each in found if each.startswith("counters-")), reverse=True) + sorted(
        each for each in found if each.startswith("survey-")
    )
