"""The official statistics: choose form, period and unit; read, export, and see what a number counts."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from langnghe.audit import journal
from langnghe.desk.access import by, need, officer
from langnghe.desk.files import excel_file
from langnghe.law import procedures
from langnghe.registry.models import Unit
from langnghe.registry.queries import units_in_force
from langnghe.registry.roles import Right
from langnghe.reports.statistics import counting, periods
from langnghe.reports.statistics import workbook as books
from langnghe.reports.statistics.counting import Numbers, Table
from langnghe.reports.statistics.periods import FIRST_YEAR, StatisticsPeriod
from langnghe.reports.statistics.tables import Form, forms
from langnghe.text.numbers import whole


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for; ``units`` are those counted, None all."""

    period: StatisticsPeriod
    unit: Unit | None
    allowed: set[int] | None
    units: set[int] | None

    def query(self, unit: Unit | None = None) -> str:
        chosen = unit or self.unit
        asked: dict[str, object] = {"dot": self.period.key, "nam": self.period.year}
        return urlencode(asked | ({"don-vi": chosen.pk} if chosen else {}))


@need(Right.DRAW_STATISTICS)
def statistics(request: HttpRequest) -> HttpResponse:
    """A form filled for a period; units without a number are left out unless they are asked for."""
    asked, form = _asked(request), _form(request.GET.get("bieu", next(iter(forms()))))
    table = counting.fill(form, asked.period.days, units=asked.units)
    everyone = bool(request.GET.get("tat-ca"))
    rows = [row for row in table.rows if everyone or not row.is_empty]
    return render(
        request,
        "desk/statistics/statistics.html",
        {
            "form": form,
            "forms": forms().values(),
            "asked": asked,
            "lines": [[head for head in form.headings if head.line == line] for line in range(form.depth)],
            "rows": [(row.unit, _cells(table, row.numbers, asked.query(row.unit))) for row in rows],
            "left_out": len(table.rows) - len(rows),
            "total": _cells(table, table.total, asked.query()),
            "is_held": any(leaf.is_held for leaf in form.leaves),
            "is_empty": not any(table.total.values()),
            "doubt": books.confirmed_in_words(form),
            **_choices(asked),
        },
    )


@need(Right.DRAW_STATISTICS)
def workbook(request: HttpRequest, code: str) -> HttpResponse:
    """The form as XLSX, with every unit."""
    asked, form = _asked(request), _form(code)
    table = counting.fill(form, asked.period.days, units=asked.units)
    journal.record(
        by=by(request),
        verb="export statistics",
        what=f"statistics {form.code}",
        period=asked.period.key,
        year=asked.period.year,
        units=len(table.rows),
    )
    name = f"{code}-{asked.period.year}-{asked.period.key.replace('_', '-')}.xlsx"
    return excel_file(books.render(table, asked.period), name)


@need(Right.DRAW_STATISTICS)
def cell(request: HttpRequest, code: str, column: str) -> HttpResponse:
    """What a number counts: the codes of cases that the officer may read, of all others only how many."""
    asked, form = _asked(request), _form(code)
    leaf = form.leaf(column)
    if leaf is None or not leaf.is_held:
        raise Http404
    behind = counting.behind(form, leaf, asked.period.days, units=asked.units, officer=officer(request))
    context = {"form": form, "leaf": leaf, "asked": asked, "behind": behind, "query": asked.query()}
    return render(request, "desk/statistics/cell.html", context)


def _cells(table: Table, numbers: Numbers, query: str) -> list[tuple[str, int | None]]:
    """Each number beside the address of what it counts."""
    return [
        (f"{reverse('statistics-cell', args=[table.form.slug, leaf.key])}?{query}" if number else "", number)
        for leaf, number in table.cells(numbers)
    ]


def _form(slug: str) -> Form:
    if slug not in forms():
        raise Http404
    return forms()[slug]


def _asked(request: HttpRequest) -> Asked:
    """The period, and the unit where the officer may ask for it."""
    today = timezone.localdate()
    period = periods.period_of(request.GET.get("dot", ""), request.GET.get("nam", ""), today)
    allowed = counting.units_for(officer(request))
    unit = Unit.objects.filter(pk=whole(request.GET.get("don-vi")) or 0).first()
    if unit and allowed is not None and unit.pk not in allowed:
        raise Http404
    return Asked(period, unit, allowed, {unit.pk} if unit else allowed)


def _choices(asked: Asked) -> dict[str, object]:
    """What the form of choices offers."""
    today: dt.date = timezone.localdate()
    units = units_in_force(asked.period.days[1]).exclude(kind__in=counting.WITHOUT_ROW)
    units = units if asked.allowed is None else units.filter(pk__in=asked.allowed)
    return {
        "units": units if asked.allowed is None or len(asked.allowed) > 1 else [],
        "periods_known": procedures.report_periods().items(),
        "years": range(today.year + 1, FIRST_YEAR - 1, -1),
        "query": asked.query(),
    }
