"""The whole picture: the leader's first page, and what stands behind a sector or a commune on it."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from langnghe.cases.states import channel_names
from langnghe.desk import picture
from langnghe.desk.access import chosen_period, need, officer
from langnghe.desk.behind import Statements
from langnghe.desk.charts import stacked, trend_of
from langnghe.desk.paging import PAGE
from langnghe.law.taxonomy import topics
from langnghe.registry.models import AREA_KINDS, Officer, Period, Unit
from langnghe.registry.roles import Right
from langnghe.synthesis.sheets import AREA_SECTORS, AREAS, SECTORS, THEMES, TOPICS
from langnghe.synthesis.spans import Span, quarters_of
from langnghe.text.numbers import whole


@need(Right.READ_TOTALS)
def dashboard(request: HttpRequest) -> HttpResponse:
    """One screen of a month or a quarter, all channels or one (by quarters)."""
    span = span_of(request)
    if span is None:
        return render(request, "desk/empty.html")
    channel = request.GET.get("kenh", "")
    channel = channel if channel in channel_names() else ""
    found = picture.picture(officer(request), span.quarter if channel else span, channel)
    return render(
        request,
        "desk/dashboard/dashboard.html",
        {
            "picture": found,
            "trend": trend_of(found.months),
            "shares": stacked([(line.name, line.now) for line in found.channels if line.now]),
            "endings": stacked([(name, count) for _, name, count, _ in found.answered[0].parts]),
            "late_shown": picture.LATE_SHOWN,
            "rising_shown": picture.RISING_SHOWN,
            "sectors_shown": picture.SECTORS_SHOWN,
            "mark": picture.UNREPORTED,
            **choices(found.span, channel),
        },
    )


@need(Right.READ_TOTALS)
def sector(request: HttpRequest, code: str) -> HttpResponse:
    """A sector: its months, topics, themes and communes; its statements for who may read them; its cases."""
    code = "" if code == "-" else code
    name, span = picture.sector_labels().get(code), span_of(request)
    if name is None or span is None:
        raise Http404
    pages = picture.Pages(span, SECTORS, TOPICS, THEMES, AREA_SECTORS)
    labels = {key: topic.name for key, topic in topics().items() if topic.sector == code}
    places = pages.of(AREA_SECTORS)[0].rows("area", f"sector:{code}")
    coverage = picture.reported_in(*pages.spans)
    return render(
        request,
        "desk/dashboard/sector.html",
        {
            "name": name,
            "code": code,
            "totals": [rows.get(code, 0) for rows in pages.rows(SECTORS, "sector")],
            "trend": trend_of(picture.months_until(span, f"sector:{code}")),
            "topics": picture.lines(labels, pages.rows(TOPICS, "topic")),
            "themes": picture.theme_lines(pages, code)[: picture.THEMES_SHOWN],
            "map": picture.place_map(places, coverage[0]),
            "is_placed": any(places.values()),
            "coverage": coverage,
            "mark": picture.UNREPORTED,
            "cases": picture.cases_behind(officer(request), span, sector=code),
            "cases_at": urlencode({"muc": "all", "linh-vuc": code}),
            **_statements(request, span, sector=code),
            **choices(span),
        },
    )


@need(Right.READ_TOTALS)
def area(request: HttpRequest) -> HttpResponse:
    """A commune: its total, its sectors in the quarter, whether it has reported; its statements; its cases."""
    asked, span = whole(request.GET.get("dia-ban")), span_of(request)
    if span is None or asked is None:
        return redirect("dashboard")
    unit = get_object_or_404(Unit, pk=asked, kind__in=AREA_KINDS)
    pages = picture.Pages(span, AREAS, AREA_SECTORS)
    coverage = picture.reported_in(*pages.spans)
    return render(
        request,
        "desk/dashboard/area.html",
        {
            "unit": unit,
            "totals": [rows.get(str(unit.pk), 0) for rows in pages.rows(AREAS, "area")],
            "sectors": picture.lines(
                picture.sector_labels(), [page.columns("sector", f"area:{unit.pk}") for page in pages.of(AREA_SECTORS)]
            ),
            "coverage": coverage,
            "has_reported": unit.pk not in {missing.pk for missing in coverage[0].missing},
            "cases": picture.cases_behind(officer(request), span, area=unit),
            "cases_at": urlencode({"muc": "all", "dia-ban": unit.code}),
            **_statements(request, span, area=unit),
            **choices(span),
        },
    )


def span_of(request: HttpRequest) -> Span | None:
    """The month or quarter asked for with ?ky=, else the month that the officer works on; None before the first."""
    period = chosen_period(request)
    try:
        asked = Span.parse(request.GET.get("ky", ""))
    except ValueError:
        return Span.parse(period.key) if period else None
    return asked if asked.periods() else Span.parse(period.key) if period else None


def _statements(request: HttpRequest, span: Span, **only: Any) -> dict[str, Any]:
    """The redacted statements behind a number, a page of them; nothing for who may not read them one by one."""
    if not _may_read(officer(request)):
        return {}
    rows: Any = Statements(span, **only)
    return {"page": Paginator(rows, PAGE).get_page(request.GET.get("trang"))}


def _may_read(person: Officer) -> bool:
    return person.may(Right.READ_OPINIONS)


def choices(span: Span, channel: str = "") -> dict[str, Any]:
    """What the head of each page chooses from, and the address that keeps it."""
    months = list(Period.objects.all())
    asked = {"ky": span.key} | ({"kenh": channel} if channel else {})
    return {
        "span": span,
        "spans": [("quarter", quarters_of(months)), ("month", [Span.parse(month.key) for month in months])],
        "channel": channel,
        "channel_names": channel_names(),
        "channel_name": channel_names().get(channel, ""),
        "query": urlencode(asked),
        "area_start": f"{reverse('dashboard-area')}?{urlencode(asked)}&dia-ban=",
    }
