"""How the desk prints codes, numbers and the text of reports."""

from __future__ import annotations

from django import template
from django.urls import reverse
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from langnghe.law.taxonomy import KINDS, sector_names, topics
from langnghe.reports.drafting import MARK
from langnghe.reports.measures import printed
from langnghe.reports.models import Report

register = template.Library()


@register.filter
def sector(code: str) -> str:
    return str(sector_names().get(code, "Chưa phân loại"))


@register.filter
def topic(code: str) -> str:
    found = topics().get(code)
    return found.name if found else "Chưa rõ nội dung"


@register.filter
def kind(code: str) -> str:
    return KINDS.get(code, "Chưa rõ loại")


@register.filter
def number(value: int | None) -> str:
    """1234 as 1.234."""
    return printed(value) if value is not None else "0"


@register.filter
def percent(value: float | None) -> str:
    """0.873 as 87 %."""
    return f"{round(100 * value)} %" if value is not None else ""


@register.simple_tag
def linked(report: Report, line: str, figures: dict[str, str]) -> SafeString:
    """A line of a report in which each figure leads to its sources."""
    parts = MARK.split(line)
    return mark_safe(  # every piece is escaped here
        "".join(
            conditional_escape(part) if place % 2 == 0 else _link(report, part, figures)
            for place, part in enumerate(parts)
        )
    )


def _link(report: Report, key: str, figures: dict[str, str]) -> SafeString:
    address = reverse("figure", args=[report.pk, key])
    return format_html('<a class="figure" href="{}">{}</a>', address, figures.get(key, "?"))


@register.filter
def report_lines(text: str) -> list[tuple[str, str]]:
    """Lines of a section as (kind, text): heading, item or paragraph."""
    kinds = {"# ": "heading", "- ": "item"}
    return [
        (kinds.get(line[:2], "paragraph"), line[2:] if line[:2] in kinds else line)
        for line in text.splitlines()
        if line.strip()
    ]
