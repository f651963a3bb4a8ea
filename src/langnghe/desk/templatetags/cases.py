"""How the desk prints cases: states, kinds, due days, rows of the inbox."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from django import template
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from langnghe.cases.clocks import row_of
from langnghe.cases.fields import NAMES
from langnghe.cases.models import Case, Clock, Draft, Event
from langnghe.cases.states import Act, acts, channels, findings, outcomes, states
from langnghe.law import procedures, taxonomy
from langnghe.registry.models import Unit

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


# --- the page of one case -------------------------------------------------------------------------------------


@register.filter
def act_name(key: str) -> str:
    found = acts().get(key)
    return found.vi if found else key


@register.filter
def asks_approval(act: Act, case: Case) -> bool:
    return act.needs_approval(case.kind)


@register.filter
def channel_name(key: str) -> str:
    return channels().get(key, key)


@register.filter
def clock_name(clock: Clock) -> str:
    return row_of(clock).vi


@register.filter
def topic_name(case: Case) -> str:
    found = taxonomy.topics().get(case.topic)
    return found.name if found else taxonomy.sector_names().get(case.sector, case.sector)


@register.filter
def unit_label(unit: Unit) -> str:
    return f"{unit.name} · {unit.code}"


@register.filter
def officer_name(username: str, names: Mapping[str, str]) -> str:
    return names.get(username, username) if username != "system" else _("the machine")


@register.filter
def event_words(event: Event, units: Mapping[str, str]) -> list[str]:
    """What an act's codes say, in the reader's words; what the table does not name is passed over."""
    detail = event.detail
    says = [say(value) for key, say in DETAIL.items() if (value := detail.get(key)) not in (None, "", [])]
    return [*([units.get(detail["unit"], detail["unit"])] if detail.get("unit") else []), *says]


@register.filter
def draft_lines(draft: Draft, case: Case) -> list[tuple[str, str]]:
    """The fields of a draft as its approver must read them: label and words."""
    kind = case.kind
    lines = []
    for name, value in draft.fields.items():
        if name in ("by", "proof") or value in (None, "", [], False):
            continue
        label = NAMES.get(name, name)
        lines.append((label[0].upper() + label[1:], _said(name, value, kind)))
    return lines


def _said(name: str, value: Any, kind: str) -> str:
    if name in CODES:
        return CODES[name](kind).get(str(value), str(value))
    if name in ("promised_on", "meets_on"):
        return _date(dt.date.fromisoformat(str(value)))
    return _("yes") if value is True else str(value)


def _grounds(kind: str) -> dict[str, str]:
    today = timezone.localdate()
    rows = (*procedures.suspension_grounds(kind, today), *procedures.stop_grounds(kind, today))
    return {row.code: f"{row.vi} ({row.article})" for row in rows}


def _refusals(kind: str) -> dict[str, str]:
    return {row.code: f"{row.vi} ({row.article})" for row in procedures.kinds()[kind].refusals}


def _outcomes(kind: str) -> dict[str, str]:
    return {key: row.vi for key, row in outcomes().items()}


CODES: dict[str, Callable[[str], Mapping[str, str]]] = {
    "refusal": _refusals,
    "suspension": _grounds,
    "stop": _grounds,
    "outcome": _outcomes,
    "finding": lambda kind: findings(),
    "complexity": lambda kind: {str(key): str(name) for key, name in Case.Complexity.choices},
}


def _any_kind(name: str) -> Callable[[Any], str]:
    """A code's words whatever the kind: codes of reasons mean the same where several kinds have them."""
    return lambda code: next(
        (words[code] for kind in procedures.kinds() if (words := CODES[name](kind)).get(code)), str(code)
    )


DETAIL: dict[str, Callable[[Any], str]] = {
    **{name: _any_kind(name) for name in CODES},
    "officer": str,
    "kind": case_kind,
    "days": lambda days: _("%(n)s days more") % {"n": days},
    "meets_on": lambda day: _date(dt.date.fromisoformat(day)),
    "attended": lambda here: _("the sender came") if here else _("the sender did not come"),
    "promised_on": lambda day: _("promised for %(day)s") % {"day": _date(dt.date.fromisoformat(day))},
    "into": str,
    "parts": lambda codes: ", ".join(codes),
    "rating": lambda points: f"{points}/5",
    "drafted_by": lambda who: _("drafted by %(who)s") % {"who": who},
}
