"""Requests that a caller may see: what the public site shows, and what came by the caller's own key, without its words.

What is public goes by its public number, as on the site: the number of a case is nobody's business but its sender's.
A request that came this way is also found by that number, which only whoever sent it was told: its state, its topic,
its commune, and nothing that a person wrote.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet
from django.utils import timezone

from langnghe.api.keys import mark_of
from langnghe.api.refusals import Refused
from langnghe.api.shapes import Wanted
from langnghe.cases import publishing
from langnghe.cases.models import Case, Release
from langnghe.cases.states import states
from langnghe.law import taxonomy
from langnghe.registry.models import ApiKey
from langnghe.text.numbers import whole

CHANNEL = "api"
SPAN = dt.timedelta(days=90)  # the longest range of one call, by the specification
MOST_LISTED = 500  # numbers in one call: more than fit a page, fewer than a database takes in one query
LONGEST_NUMBER = 18  # digits that fit a key of the database
NONE = "Không có yêu cầu mang mã này, hoặc yêu cầu không công khai."


def found(number: str) -> dict[str, Any]:
    """One request: a public one by its public number, one that came this way by its own. Raises Refused (404)."""
    if whole(number, LONGEST_NUMBER) is not None:
        release = publishing.shown().filter(pk=int(number)).first()
        case = release.case if release else None
    else:
        release = None
        sent = Case.objects.filter(submission__channel=CHANNEL, secret=False, code=number)
        case = sent.select_related("unit", "area").first()
    if case is None:
        raise Refused(404, NONE)
    return _row(case, release)


def number_of(token: str) -> str:
    """The number behind a token: a submission's code stands for its first case. Raises Refused (404)."""
    number = token if whole(token, LONGEST_NUMBER) is not None or token.count("-") > 1 else f"{token}-1"
    return str(found(number)["service_request_id"])


def page_of(wanted: Wanted, key: ApiKey | None) -> Page[Case]:
    """A page of the requests that the caller may see, newest first; an empty one past the end."""
    cases = _narrowed(wanted, key).select_related("submission", "unit", "area").order_by("-received_on", "-pk")
    paginator = Paginator(cases, wanted.page_size)
    if wanted.page > paginator.num_pages:
        return Page([], wanted.page, paginator)
    return paginator.page(wanted.page)


def rows(cases: Sequence[Case], key: ApiKey | None) -> list[dict[str, Any]]:
    """Cases in the specification's words; the caller's own under the number that the caller was told."""
    public = {release.case_id: release for release in publishing.shown().filter(case__in=[case.pk for case in cases])}
    return [_row(case, public.get(case.pk), own=_is_own(case, key)) for case in cases]


def _narrowed(wanted: Wanted, key: ApiKey | None) -> QuerySet[Case]:
    """Numbers override everything else, by the specification."""
    public, own = Q(pk__in=publishing.published().values("pk")), _own(key)
    if numbers := _listed(wanted.service_request_id):
        released = [pk for number in numbers if (pk := whole(number, LONGEST_NUMBER)) is not None]
        return Case.objects.filter((public & Q(release__pk__in=released)) | (own & Q(code__in=numbers)))
    first, last = _range(wanted.start_date, wanted.end_date)
    cases = Case.objects.filter(public | own, received_on__gte=first, received_on__lte=last)
    if codes := _listed(wanted.service_code):
        cases = cases.filter(topic__in=codes)
    if len(states_asked := set(_listed(wanted.status))) == 1:
        cases = cases.filter(is_open="open" in states_asked)
    return cases


def _own(key: ApiKey | None) -> Q:
    if key is None:
        return Q(pk__in=[])
    return Q(submission__channel=CHANNEL, submission__received_by=mark_of(key), secret=False)


def _is_own(case: Case, key: ApiKey | None) -> bool:
    return key is not None and case.submission.received_by == mark_of(key)


def _listed(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()][:MOST_LISTED]


def _range(start: str, end: str) -> tuple[dt.date, dt.date]:
    """First and last day; without bounds the last 90 days. Raises Refused (400)."""
    first, last = _day("start_date", start), _day("end_date", end)
    last = last or (first + SPAN if first and first < dt.date.max - SPAN else timezone.localdate())
    first = first or max(last, dt.date.min + SPAN) - SPAN
    if first > last:
        raise Refused(400, "start_date ở sau end_date.")
    if last - first > SPAN:
        raise Refused(400, "Từ start_date đến end_date không quá 90 ngày; hãy chia thành nhiều lượt gọi.")
    return first, last


def _day(name: str, written: str) -> dt.date | None:
    if not written.strip():
        return None
    try:
        at = dt.datetime.fromisoformat(written.strip().replace(" ", "+"))  # a plus sign in an address is a blank
        return (timezone.localtime(at) if at.tzinfo else at).date()
    except (ValueError, OverflowError):
        raise Refused(400, f"{name} không đúng; hãy viết như 2026-11-01T00:00:00Z.") from None


def _row(case: Case, release: Release | None, *, own: bool = False) -> dict[str, Any]:
    """Days stand for instants: a second would tell who sent it."""
    topic = taxonomy.topics().get(case.topic)
    due = case.promised_on or case.due_on
    return {
        "service_request_id": str(release.pk) if release and not own else case.code,
        "status": "open" if case.is_open else "closed",
        "status_notes": case.answer if release else states()[case.state].vi,
        "service_name": topic.name if topic else taxonomy.sector_names().get(case.sector, "Khác"),
        "service_code": topic.code if topic else None,
        "description": case.text if release else None,
        "agency_responsible": case.unit.name,
        "requested_datetime": _instant(case.received_on),
        "updated_datetime": _instant(timezone.localdate(case.changed_at)),
        "expected_datetime": _instant(due) if due else None,
        "address": case.area.name if case.area else None,
        "address_id": case.area.code if case.area else None,
    }


def _instant(day: dt.date) -> str:
    """The beginning of a day, with its offset from UTC as the specification asks."""
    return timezone.make_aware(dt.datetime.combine(day, dt.time())).isoformat()
