"""How the desk prints cases: states, kinds, due days, rows of the inbox."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from django import template
from django.http import QueryDict
from django.urls import get_urlconf, reverse
from django.utils import timezone
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from langnghe.cases.clocks import row_of
from langnghe.cases.endings import Endings, Told
from langnghe.cases.fields import NAMES
from langnghe.cases.models import Case, Clock, Draft, Event
from langnghe.cases.states import Act, acts, channels, findings, outcomes, states
from langnghe.cases.today import Row
from langnghe.law import procedures, taxonomy
from langnghe.registry.models import Unit

register = template.Library()
SOON = 3  # days before a term ends from which it is shown as near
ROW = """<tr data-row><td class="name"><input type="checkbox" name="vu-viec" value="{}" form="bulk" aria-label="{}">
<a href="{}">{}</a><span class="small soft">{}{}</span></td><td class="what">{}<br><span class="tag">{}</span></td>
<td class="whose">{}<br><span class="small soft">{}</span></td><td class="date">{}</td></tr>"""


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
    return _due(due_on, today, get_language())


@lru_cache(maxsize=2048)  # the same days come again on every page
def _due(due_on: dt.date | None, today: dt.date, language: str | None) -> SafeString:
    if due_on is None:
        return format_html('<span class="tag">{}</span>', _("no term"))
    left = (due_on - today).days
    return format_html(
        '<span class="tag {}">{}</span> <time class="small soft">{}</time>', _tone(left), _left(left), _date(due_on)
    )


def _promise(promised_on: dt.date, today: dt.date) -> SafeString:
    words = _("promised for %(day)s") % {"day": _date(promised_on)}
    return format_html('<span class="tag wrap {}">{}</span>', _tone((promised_on - today).days), words)


def _tone(left: int) -> str:
    return "bad" if left < 0 else "warn" if left <= SOON else "good"


def _left(days: int) -> str:
    if days < 0:
        return ngettext("%(days)s day late", "%(days)s days late", -days) % {"days": -days}
    if days == 0:
        return _("due today")
    return ngettext("%(days)s day left", "%(days)s days left", days) % {"days": days}


def _date(day: dt.date) -> str:
    return f"{day.day:02}/{day.month:02}/{day.year}"


def _address(code: str) -> str:
    """Of one case; the address is looked up once and not for each of a page's rows."""
    return _pattern(get_urlconf()).replace("CODE", code)


@lru_cache(maxsize=4)
def _pattern(urlconf: str | None) -> str:
    return reverse("case", args=["CODE"], urlconf=urlconf)


@register.simple_tag
def case_row(case: Case, today: dt.date) -> SafeString:
    """A row of the inbox. Put together here and not in a template: a page has 25 of them, many times a second."""
    promised = case.promised_on if case.due_on is None and case.is_open else None
    return mark_safe(  # what people or offices wrote is escaped here; the rest are codes and words of our own
        ROW.format(
            case.pk,
            case.code,
            _address(case.code),
            escape(case.title),
            case.code,
            f" · {escape(case.area.name)}" if case.area else "",
            case_kind(case.kind),
            case_state(case.state),
            escape(case.unit.name),
            escape(str(case.officer)) if case.officer else _("nobody yet"),
            _promise(promised, today) if promised else due_tag(case.due_on, today),
        )
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
def topic_name(row: Any) -> str:
    """Of whatever has a topic or a sector: a case, a route, a lesson, a ready text."""
    found, sector = taxonomy.topics().get(row.topic), getattr(row, "sector", "")
    return found.name if found else taxonomy.sector_names().get(sector, sector)


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


# --- the page of today ----------------------------------------------------------------------------------------

TODAY_ROW = """<li><a href="{}">{}</a><span class="small soft">{} · {} · {}{}</span><span class="due">{}</span></li>"""


@register.simple_tag
def today_rows(rows: Sequence[Row], today: dt.date) -> SafeString:
    """A list of «Hôm nay của tôi»: of each case what it is, whose it is, when it is due."""
    language, address = get_language(), _pattern(get_urlconf())
    return mark_safe("".join(_today_row(row, today, language, address) for row in rows))


def _today_row(row: Row, today: dt.date, language: str | None, address: str) -> str:
    return TODAY_ROW.format(
        address.replace("CODE", row.code),
        escape(row.title),
        row.code,
        case_kind(row.kind),
        escape(row.unit),
        f" · {escape(row.officer)}" if row.officer else "",
        _due(row.promised_on if row.state == "promised" else row.due_on, today, language),
    )


# --- the inbox, outcomes --------------------------------------------------------------------------------------


@register.simple_tag
def case_options(what: str, chosen: str) -> SafeString:
    """The options of a filter. They are the same for everyone, so each choice is put together once a language."""
    return _options(what, chosen, get_language() or "")


@lru_cache(maxsize=256)
def _options(what: str, chosen: str, _language: str) -> SafeString:
    none, rows = {
        "kind": (_("all kinds"), [(kind.key, kind.vi) for kind in procedures.kinds().values()]),
        "state": (_("all states"), [(state.key, state.vi) for state in states().values()]),
        "sector": (_("all sectors"), [(sector.code, sector.name) for sector in taxonomy.sectors()]),
    }[what]
    options = ((key, mark_safe(" selected") if key == chosen else "", name) for key, name in [("", none), *rows])
    return format_html_join("", '<option value="{}"{}>{}</option>', options)


@register.filter
def asked_for(asked: QueryDict, name: str) -> str:
    return str(asked.get(name, ""))


@register.filter
def endings_tables(told: Told) -> list[tuple[str, list[Endings]]]:
    return [(_("By month"), told.months), (_("By unit"), told.units)]
