"""Requests that a caller may see: what the public site shows, and what came by the caller's own key, without its words.

A request that came this way is also found by its exact number, which only whoever sent it was told: its state, its
topic, its commune, and nothing that a person wrote.
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
from langnghe.cases.models import Case
from langnghe.cases.states import states
from langnghe.law import taxonomy
from langnghe.registry.models import ApiKey

CHANNEL = "api"
SPAN = dt.timedelta(days=90)  # the longest range of one call, by the specification
NONE = "Không có yêu cầu mang mã này, hoặc yêu cầu không công khai."


def found(code: str, key: ApiKey | None = None) -> Case:
    """One request by its number; raises Refused (404)."""
    seen = Q(pk__in=_public().values("pk")) | Q(submission__channel=CHANNEL)
    case = _with_names(Case.objects.filter(seen, secret=False, code=code)).first()
    if case is None:
        raise Refused(404, NONE)
    return case


def by_token(token: str) -> Case:
    """The request that a submission became; a number of ours is at once both. Raises Refused (404)."""
    return found(token if token.count("-") > 1 else f"{token}-1")


def page_of(wanted: Wanted, key: ApiKey | None) -> Page[Case]:
    """A page of the requests that the caller may see, newest first; an empty one past the end."""
    cases = _with_names(_narrowed(_seen(key), wanted)).order_by("-received_on", "-pk")
    paginator = Paginator(cases, wanted.page_size, allow_empty_first_page=True)
    if wanted.page > paginator.num_pages:
        return Page([], wanted.page, paginator)
    return paginator.page(wanted.page)


def rows(cases: Sequence[Case]) -> list[dict[str, Any]]:
    """Cases in the specification's words. Days stand for instants: a second would tell who sent it."""
    shown = _public_texts(cases)
    return [_row(case, shown.get(case.pk)) for case in cases]


def _public() -> QuerySet[Case]:
    """Cases that the public site shows."""
    return Case.objects.none()


def _public_texts(cases: Sequence[Case]) -> dict[int, str]:
    """What the public site says of each case; cases that it does not show are not in it."""
    return {}


def _seen(key: ApiKey | None) -> QuerySet[Case]:
    own = Q(submission__channel=CHANNEL, submission__received_by=mark_of(key)) if key else Q(pk__in=[])
    return Case.objects.filter(Q(pk__in=_public().values("pk")) | own, secret=False)


def _with_names(cases: QuerySet[Case]) -> QuerySet[Case]:
    return cases.select_related("unit", "area").defer("text", "folded", "answer")


def _narrowed(cases: QuerySet[Case], wanted: Wanted) -> QuerySet[Case]:
    """Numbers override everything else, by the specification."""
    if numbers := _listed(wanted.service_request_id):
        return cases.filter(code__in=numbers)
    first, last = _range(wanted.start_date, wanted.end_date)
    cases = cases.filter(received_on__gte=first, received_on__lte=last)
    if codes := _listed(wanted.service_code):
        cases = cases.filter(topic__in=codes)
    if len(states_asked := set(_listed(wanted.status))) == 1:
        cases = cases.filter(is_open="open" in states_asked)
    return cases


def _listed(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()][:MOST_LISTED]


MOST_LISTED = 500  # numbers in one call: more than fit a page, fewer than a database takes in one query


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


def _row(case: Case, text: str | None) -> dict[str, Any]:
    topic = taxonomy.topics().get(case.topic)
    due = case.promised_on or case.due_on
    return {
        "service_request_id": case.code,
        "status": "open" if case.is_open else "closed",
        "status_notes": states()[case.state].vi,
        "service_name": topic.name if topic else taxonomy.sector_names().get(case.sector, "Khác"),
        "service_code": topic.code if topic else None,
        "description": text,
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
