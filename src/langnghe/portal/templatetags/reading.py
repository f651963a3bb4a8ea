"""How the public pages print numbers and names."""

from __future__ import annotations

from django import template
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from langnghe.law.taxonomy import sector_names

register = template.Library()

# Named here for the catalogue: Django's own Vietnamese says "Thứ 2", in every page that prints a date with "l" too.
WEEKDAYS = (_("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"), _("Sunday"))


@register.filter
def sector_words(code: str) -> str:
    return str(sector_names().get(code, "Chưa phân loại"))


@register.filter
def thousands(value: int | None) -> str:
    """1.234, or 1,234 in English; a mark for what is hidden."""
    if value is None:
        return "…"
    said = f"{value:,}"
    return said.replace(",", ".") if get_language() == "vi" else said


@register.filter
def per_cent(value: float | None) -> str:
    """87 %; a mark for what is hidden."""
    return "…" if value is None else f"{round(value)} %"


@register.filter
def weekday(day: object) -> str:
    return str(WEEKDAYS[day.weekday()]) if hasattr(day, "weekday") else ""
