"""Counts of the opinions in force, kept ready, so that a page over a million of them reads a few thousand rows.

Three tables, because one with every dimension would have nearly as many rows as there are opinions: places (area,
sector), topics (sector, topic, kind) and themes (theme, sector, area), each by period and channel. Reporting units have
none of their own: an opinion's area is its commune, and who has reported is said by ``queries.coverage``.

A period is counted anew by one INSERT ... SELECT a table over ``queries.opinions()``, so a tally is what the direct
count says, and never a sum of differences. Which periods have changed is read in the journal: every act of any room
stands there, in its own transaction, under the thing that it changed. What made opinions without naming a thing that is
known here is found by their numbers. So no other room needs to know that anything is counted.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any

from django.db import connection, transaction
from django.db.models import Count, Max, Q, QuerySet, Sum

from langnghe.audit.models import Entry
from langnghe.intake.models import Opinion
from langnghe.registry.models import Period
from langnghe.synthesis.models import PlaceTally, Recount, Run, Tally, TallyMark, ThemeTally, TopicTally
from langnghe.synthesis.pipeline import MONTHS_BACK
from langnghe.synthesis.queries import opinions_of
from langnghe.synthesis.spans import Span

SOURCES = {
    "area": "area_id",
    "channel": "document__channel",
    "sector": "sector",
    "topic": "topic",
    "kind": "kind",
    "theme": "theme",
}
COLUMNS = {"area": "area_id", "theme": "theme_id"}  # where a column is not called as the dimension is
DIMENSIONS: dict[type[Tally], tuple[str, ...]] = {
    PlaceTally: ("area", "sector", "channel"),
    TopicTally: ("sector", "topic", "kind", "channel"),
    ThemeTally: ("theme", "sector", "area", "channel"),
}

# --- reading --------------------------------------------------------------------------------------------------


def totals(periods: Iterable[Period], *by: str, **only: Any) -> dict[Any, int]:
    """Opinions of some periods for each value of ``by`` (a tuple where several are named), most first.

    ``by`` and ``only``: area, sector, channel; or sector, topic, kind, channel; or theme, sector, area, channel. An
    opinion without a theme is in no count by theme. Raises ValueError where no table has them together.
    """
    rows = _table(*by, *only).objects.filter(period__in=list(periods), **only)
    found = rows.order_by().values_list(*by).annotate(n=Sum("count")).order_by("-n", *by)
    return {row[0] if len(by) == 1 else row[:-1]: row[-1] for row in found}


def total(periods: Iterable[Period], **only: Any) -> int:
    """Opinions of some periods."""
    rows = _table(*only).objects.filter(period__in=list(periods), **only)
    return int(rows.aggregate(n=Sum("count"))["n"] or 0)


def by_period(periods: Iterable[Period], *by: str, **only: Any) -> dict[Any, dict[str, int]]:
    """Opinions for each value of ``by``, by the period's key: series for trends and forecasts."""
    rows = _table(*by, *only).objects.filter(period__in=list(periods), **only)
    found: dict[Any, dict[str, int]] = defaultdict(dict)
    for *key, period, n in rows.order_by().values_list(*by, "period__key").annotate(n=Sum("count")):
        found[key[0] if len(by) == 1 else tuple(key)][period] = n
    return dict(found)


def _table(*names: str) -> Any:
    """The first table that has all the dimensions."""
    for table, has in DIMENSIONS.items():
        if set(names) <= set(has):
            return table
    raise ValueError(f"No tally has {', '.join(names)} together.")


# --- counting -------------------------------------------------------------------------------------------------


def settle() -> bool:
    """Count anew every period that has changed since the last time; whether one had."""
    mark = TallyMark.objects.first()
    entry = Entry.objects.aggregate(last=Max("number"))["last"] or 0
    opinion = Opinion.objects.aggregate(last=Max("pk"))["last"] or 0
    if mark and (mark.entry, mark.opinion) == (entry, opinion):
        return False
    stale = changed(mark) if mark else Period.objects.all()
    for period in stale:
        recount(period, entry=entry)
    TallyMark.objects.update_or_create(pk=1, defaults={"entry": entry, "opinion": opinion})
    return bool(stale)


@transaction.atomic
def recount(period: Period, *, entry: int = 0) -> None:
    """Count a period anew; ``entry``: the journal's last when it was found changed."""
    Period.objects.select_for_update().get(pk=period.pk)  # two at once would count it twice
    for table in DIMENSIONS:
        table._default_manager.filter(period=period).delete()
        _fill(table, period)
    Recount.objects.update_or_create(period=period, defaults={"entry": entry})


def _fill(table: type[Tally], period: Period) -> None:
    """One statement: what the queries say of the period, gathered into the table."""
    names = DIMENSIONS[table]
    rows = opinions_of([period]).order_by().values_list(*(SOURCES[name] for name in names))
    if table is ThemeTally:
        rows = rows.exclude(theme=None)
    sql, params = rows.annotate(n=Count("pk")).query.sql_with_params()
    columns = ", ".join(["period_id", *(COLUMNS.get(name, name) for name in names), "count"])
    into = f'INSERT INTO "{table._meta.db_table}" ({columns})'
    with connection.cursor() as cursor:
        cursor.execute(f"{into} SELECT {period.pk:d}, said.* FROM ({sql}) said", params)


# --- what has changed -----------------------------------------------------------------------------------------


def changed(mark: TallyMark) -> QuerySet[Period]:
    """Periods whose opinions an act after the mark may have changed."""
    found = Q(documents__opinions__pk__gt=mark.opinion)
    things: dict[str, set[int]] = defaultdict(set)
    others = []
    for what, detail in Entry.objects.filter(number__gt=mark.entry).values_list("what", "detail").iterator():
        thing, _, number = what.partition(" ")
        if thing in THINGS and number.isdecimal():
            things[thing] |= {int(number), *(int(detail[name]) for name in ALSO if _is_number(detail.get(name)))}
        else:
            others.append(hashlib.sha256(what.encode()).hexdigest())
    periods = set(Period.objects.filter(found).values_list("pk", flat=True))
    for thing, numbers in things.items():
        periods |= set(THINGS[thing](numbers))
    # What somebody noted without a file has a document named by the digest of its thing: "meeting 12".
    periods |= set(Period.objects.filter(documents__sha256__in=others).values_list("pk", flat=True))
    return Period.objects.filter(pk__in=periods).order_by("key")


ALSO = ("into", "merged")  # details of an act on a theme that name another


def _is_number(value: object) -> bool:
    return isinstance(value, int)


def _of_documents(numbers: set[int]) -> Iterable[int]:
    """All periods where a document is gone: nothing says any more which one it was in."""
    found = Period.objects.filter(documents__in=numbers)
    there = set(found.values_list("documents", flat=True))
    return found.values_list("pk", flat=True) if numbers <= there else Period.objects.values_list("pk", flat=True)


def _of_opinions(numbers: set[int]) -> Iterable[int]:
    """Deleted opinions leave with their document, whose own entry tells of it."""
    return Period.objects.filter(documents__opinions__in=numbers).values_list("pk", flat=True)


def _of_themes(numbers: set[int]) -> Iterable[int]:
    said = Q(documents__opinions__proposal__theme__in=numbers) | Q(documents__opinions__decision__theme__in=numbers)
    counted = Q(themetally__theme__in=numbers)
    return {
        pk for where in (said, counted) for pk in Period.objects.filter(where).values_list("pk", flat=True).distinct()
    }


def _of_runs(numbers: set[int]) -> Iterable[int]:
    """A run labels its month and those before it anew."""
    months: set[str] = set()
    for key in Run.objects.filter(pk__in=numbers).values_list("period__key", flat=True):
        last = Span.parse(key).first
        months |= set(Span(last - MONTHS_BACK, last).months)
    return Period.objects.filter(key__in=months).values_list("pk", flat=True)


THINGS: dict[str, Callable[[set[int]], Iterable[int]]] = {
    "document": _of_documents,
    "opinion": _of_opinions,
    "theme": _of_themes,
    "run": _of_runs,
}
