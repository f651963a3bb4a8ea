"""What a page keeps back of themes from those who do not read the statements: what the sheets hide (``sheets``)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from copy import copy

from langnghe.registry.models import Period
from langnghe.synthesis.models import Theme
from langnghe.synthesis.queries import CountedTheme
from langnghe.synthesis.sheets import THEMES, column_of, shown, shown_in
from langnghe.synthesis.spans import Span


def hidden_themes(period: Period) -> frozenset[int]:
    """Numbers of the themes whose count in the month is not shown; a theme newer than the sheet is one of them."""
    span = Span.parse(period.key)
    counts = shown(span.quarter, THEMES)[THEMES].rows("theme", column_of(span))
    told = {int(key) for key, count in counts.items() if key and count is not None}
    return frozenset(Theme.objects.exclude(pk__in=told).values_list("pk", flat=True))


def without_hidden(themes: Iterable[CountedTheme], hidden: frozenset[int]) -> list[CountedTheme]:
    """The themes, those with a count first as they came, then the hidden ones by name, so that no order tells."""
    found = list(themes)
    last = [_without_count(theme) for theme in found if theme.pk in hidden]
    return [theme for theme in found if theme.pk not in hidden] + sorted(last, key=lambda theme: theme.name)


def _without_count(theme: CountedTheme) -> CountedTheme:
    held = copy(theme)
    held.said = held.units = None
    return held


def shown_months(theme: Theme, months: Sequence[Period]) -> list[int | None]:
    """A theme's statements month by month; None where hidden."""
    spans = [Span.parse(month.key) for month in months]
    found = shown_in({span.quarter for span in spans}, THEMES)
    return [found[span.quarter][THEMES].get(f"theme:{theme.pk}", column_of(span)) for span in spans]
