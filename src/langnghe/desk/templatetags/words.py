"""How the desk prints codes, numbers and the text of reports."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from django import template
from django.forms import BoundField, Select
from django.urls import reverse
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from langnghe.cases.states import acts, channel_names
from langnghe.desk import wording
from langnghe.law.competence import level_names
from langnghe.law.taxonomy import KINDS, sector_names, topics
from langnghe.registry.models import Period, Unit
from langnghe.reports.docx import ROMAN
from langnghe.reports.drafting import MARK
from langnghe.reports.measures import printed
from langnghe.reports.models import Report
from langnghe.synthesis.models import Theme

register = template.Library()

DASHES = ("---------", "—")  # how an empty choice is shown by Django, and by our own forms


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


@register.filter
def choosing(field: BoundField) -> BoundField:
    """A field whose list says what is to be chosen, where Django and the forms put dashes."""
    widget = field.field.widget
    if isinstance(widget, Select):
        said = _("Choose: %(what)s") if field.field.required else _("Not chosen: %(what)s")
        label = str(field.label)
        words = said % {"what": label[:1].lower() + label[1:]}
        widget.choices = [(key, words if label in DASHES else label) for key, label in widget.choices]
    return field


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


@register.filter
def hundredths(value: float) -> int:
    """0.873 as 87: the length of a bar."""
    return round(100 * value)


@register.filter
def roman(value: int) -> str:
    return ROMAN[value - 1]


@register.filter
def why(code: str) -> str:
    """Why a text is no opinion; the splitter writes "other column: <head>" for columns it leaves out."""
    reason, _colon, head = code.partition(": ")
    words = str(wording.WHY.get(reason, wording.NO_OPINION))
    return f"{words} «{head}»" if head else words


@register.filter
def place(address: str) -> str:
    """A block's address "page3.p4" in the reader's words; what is not understood stays as it is."""
    parts = [re.fullmatch(r"([a-z]+)(\d+)", part) for part in address.split(".")]
    if not all(part and part[1] in wording.PLACES for part in parts):
        return address
    return ", ".join(f"{wording.PLACES[part[1]]} {part[2]}" for part in parts if part)


@register.filter
def step(code: str) -> str:
    return str(wording.STEPS.get(code, code))


@register.filter
def measure(code: str) -> str:
    return str(wording.MEASURES.get(code, code))


@register.filter
def act(verb: str) -> str:
    """An act of the journal; the steps of a case have their words in the table of steps."""
    step_of_case = acts().get(verb)
    return step_of_case.vi if step_of_case and verb not in wording.ACTS else str(wording.ACTS.get(verb, verb))


@register.filter
def thing(what: str) -> str:
    """The journal's "document 12" in the reader's words."""
    kind, _space, name = what.partition(" ")
    return f"{wording.THINGS.get(kind, kind)} {name}".strip()


@register.filter
def filters_in_words(filters: dict[str, Any]) -> list[tuple[str, str]]:
    """A figure's filters as (name, value), both for reading."""
    return [(str(wording.FILTERS[name]), VALUES[name](value)) for name, value in filters.items() if name in VALUES]


def _months(keys: list[str]) -> str:
    return ", ".join(str(period) for period in Period.objects.filter(key__in=keys).order_by("key"))


def _unit(code: str) -> str:
    return str(Unit.objects.filter(code=code).first() or code)


def _yes_or_no(value: bool) -> str:
    return _("yes") if value else _("no")


VALUES: dict[str, Callable[[Any], str]] = {
    "periods": _months,
    "compared": _months,
    "sector": sector,
    "topic": topic,
    "kind": kind,
    "theme": lambda key: str(Theme.objects.filter(key=key).first() or key),
    "level": lambda key: level_names().get(key, key),
    "area": _unit,
    "unit": _unit,
    "channel": lambda key: channel_names().get(key, key),
    "answered": _yes_or_no,
    "unsure": _yes_or_no,
}
