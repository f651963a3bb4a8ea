"""Themes that are said more often in a span than they used to be: ``figures.rising`` over the tallies.

Each period's exposure is the reports that have come in it, so that a month in which few reported is no fall and the
next no rise.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from langnghe.figures.rising import YEAR, YEARS, Series, rising
from langnghe.registry.models import Period
from langnghe.synthesis import tallies
from langnghe.synthesis.queries import reports_read
from langnghe.synthesis.spans import Span


def rises(spans: Sequence[Span]) -> dict[str, dict[str, int]]:
    """For each span's key its rising themes by their numbers, with their counts, the surest first."""
    first = min(span.first for span in spans) - (YEARS + 1) * YEAR
    months = Span(first, max(span.last for span in spans)).months
    periods = list(Period.objects.filter(key__in=months))
    themes = tallies.by_period(periods, "theme")
    themed = {key for counts in themes.values() for key in counts}  # a month that was never synthesised has none
    reports = {key: count for key, count in _reports(periods).items() if key in themed}
    return {span.key: _of(span, themes, reports) for span in spans}


def _reports(periods: Sequence[Period]) -> Counter[str]:
    """Units whose report could be read, by period."""
    found = reports_read(periods)
    return Counter(key for key, _unit in found.values_list("period__key", "unit").distinct())


def _of(span: Span, themes: Mapping[int, Mapping[str, int]], reports: Mapping[str, int]) -> dict[str, int]:
    steps = [span]
    while steps[-1].first > span.first - YEARS * YEAR - 1:
        steps.append(steps[-1].before)
    before = [each.months for each in reversed(steps)]
    exposure = [sum(reports.get(key, 0) for key in keys) for keys in before]
    series = [
        Series(theme, [sum(counts.get(key, 0) for key in keys) for keys in before], exposure)
        for theme, counts in sorted(themes.items())
        if any(key in counts for key in span.months)
    ]
    found = rising(series, year=YEAR // (span.last - span.first + 1))
    return {str(notice.key): notice.observed for notice in found if notice.rising}
