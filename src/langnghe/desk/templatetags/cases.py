"""How the desk prints cases: states, kinds, due days, rows of the inbox."""

from __future__ import annotations

import datetime as dt

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from langnghe.cases.models import Case
from langnghe.cases.states import outcomes, states
from langnghe.law import procedures

register = template.Library()
SOON = 3  # days before a term ends from which it is shown as near
ROW = """<tr data-row><td class="name"><input type="checkbox" name="vu-viec" value="{}" form="bulk" aria-label="{}">
<a href="{}">{}</a><span class="small soft">{}{}</span></td><td>{}<br><span class="tag">{}</span></td>
<td>{}<br><span class="small soft">{}</span></td><td class="date">{}</td></tr>"""


@register.filter
def case_kind(key: str) -> str:
    found = procedures.kinds().get(key)
    return found.vi if found else key


@register.filter
def case_state(key: str) -> str:
    found = states().get(key)
    return found.vi if found else key


@register.filter
def outcome(key: str) -> str:
    found = outcomes().get(key)
    return found.vi if found else ""


@register.simple_tag
def due_tag(due_on: dt.date | None, today: dt.date) -> SafeString:
    """A due day in words and colour: nobody has to tell colours apart."""
    if due_on is None:
        return format_html('<span class="tag">{}</span>', _("no term"))
    left = (due_on - today).days
    tone = "bad" if left < 0 else "warn" if left <= SOON else "good"
    return format_html(
        '<span class="tag {}">{}</span> <time class="small soft">{}</time>', tone, _left(left), _date(due_on)
    )


def _left(days: int) -> str:
    if days < 0:
        return ngettext("%(days)s day late", "%(days)s days late", -days) % {"days": -days}
    if days == 0:
        return _("due today")
    return ngettext("%(days)s day left", "%(days)s days left", days) % {"days": days}


def _date(day: dt.date) -> str:
    return f"{day.day:02}/{day.month:02}/{day.year}"


@register.simple_tag
def case_row(case: Case, today: dt.date) -> SafeString:
    """A row of the inbox. Put together here and not in a template: a page has 25 of them, many times a second."""
    return format_html(
        ROW,
        case.pk,
        case.code,
        reverse("case", args=[case.code]),
        case.title,
        case.code,
        f" · {case.area.name}" if case.area else "",
        case_kind(case.kind),
        case_state(case.state),
        case.unit.name,
        str(case.officer) if case.officer else _("nobody yet"),
        due_tag(case.due_on, today),
    )
