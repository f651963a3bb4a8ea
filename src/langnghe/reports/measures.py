"""What a figure of a report can be: a named measure over filtered opinions, recomputed from the rows at any time.

Filters (all optional but ``periods``): periods (list of keys), sector, topic, kind, theme (key), level (of
competence), area (unit code), channel, answered (true or false), unsure (true).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet

from langnghe.intake.models import Document, UnreadPart
from langnghe.law.competence import topics_of_level
from langnghe.registry.models import Period
from langnghe.synthesis.models import Theme
from langnghe.synthesis.queries import LabelledOpinion, coverage, opinions_of, tally

Filters = dict[str, Any]


def chosen_periods(filters: Filters) -> list[Period]:
    return list(Period.objects.filter(key__in=filters["periods"]).order_by("key"))


def rows(filters: Filters) -> QuerySet[LabelledOpinion]:
    """The opinions behind a figure.

    Raises KeyError when a filter is not known: a figure that cannot be recomputed must not be printed.
    """
    found = opinions_of(chosen_periods(filters))
    for name, value in filters.items():
        found = FILTERS[name](found, value)
    return found


FILTERS: dict[str, Callable[[QuerySet[LabelledOpinion], Any], QuerySet[LabelledOpinion]]] = {
    "periods": lambda found, _: found,
    "compared": lambda found, _: found,
    "of": lambda found, _: found,
    "sector": lambda found, value: found.filter(sector=value),
    "topic": lambda found, value: found.filter(topic=value),
    "kind": lambda found, value: found.filter(kind=value),
    "level": lambda found, value: found.filter(topic__in=topics_of_level(value)),
    "area": lambda found, value: found.filter(area__code=value),
    "unit": lambda found, value: found.filter(document__unit__code=value),
    "channel": lambda found, value: found.filter(document__channel=value),
    "answered": lambda found, value: found.exclude(answer="") if value else found.filter(answer=""),
    "unsure": lambda found, value: found.filter(needs_review=value),
    "theme": lambda found, value: found.filter(theme=_theme(value)),
}


def _theme(key: str | None) -> int | None:
    """The theme's number; a merged one stands for the theme that took it in; None: opinions without a theme."""
    if key is None:
        return None
    theme = Theme.objects.get(key=key)
    return theme.merged_into_id or theme.pk


def _statements(filters: Filters) -> int:
    return rows(filters).count()


def _change(filters: Filters) -> int:
    """Statements now less statements in the periods compared with."""
    return _statements(filters) - _statements({**filters, "periods": filters["compared"]})


def _share(filters: Filters) -> int:
    """Per cent of the statements that the filters in ``of`` give."""
    whole = _statements({"periods": filters["periods"], **filters["of"]})
    return round(100 * _statements(filters) / whole) if whole else 0


def _coverage_share(filters: Filters) -> int:
    due, reported = _due(filters), _reported(filters)
    return round(100 * reported / due) if due else 0


def _due(filters: Filters) -> int:
    return sum(coverage(period).due for period in chosen_periods(filters))


def _reported(filters: Filters) -> int:
    return sum(coverage(period).reported for period in chosen_periods(filters))


MEASURES: dict[str, Callable[[Filters], int]] = {
    "statements": _statements,
    "submissions": lambda filters: tally(rows(filters)).submissions,
    "sources": lambda filters: tally(rows(filters)).sources,
    "periods": lambda filters: tally(rows(filters)).periods,
    "issues": lambda filters: tally(rows(filters)).issues,
    "change": _change,
    "share": _share,
    "documents": lambda filters: Document.objects.filter(period__in=chosen_periods(filters)).count(),
    "unread": lambda filters: UnreadPart.objects.filter(document__period__in=chosen_periods(filters)).count(),
    "units_due": _due,
    "units_reported": _reported,
    "coverage": _coverage_share,
}


def compute(measure: str, filters: Filters) -> int:
    """The figure, now."""
    return MEASURES[measure](filters)


def printed(value: int) -> str:
    """As Vietnamese offices print whole numbers: 1.234."""
    return f"{value:,}".replace(",", ".")
