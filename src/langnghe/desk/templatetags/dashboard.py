"""How the whole picture prints a count that may be hidden."""

from __future__ import annotations

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from langnghe.reports.measures import printed

register = template.Library()


@register.filter
def shown(count: int | None) -> str | SafeString:
    """1234 as 1.234, a hidden count as dots that say why."""
    if count is None:
        return format_html('<span class="hidden-count" title="{}">…</span>', _("hidden (small number)"))
    return printed(count)
