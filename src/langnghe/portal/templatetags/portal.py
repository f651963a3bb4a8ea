"""Words of the law and of the tables, in the reader's language."""

from __future__ import annotations

from typing import Any

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from langnghe.cases import clocks
from langnghe.cases.models import Case, Clock
from langnghe.cases.states import acts, outcomes, states
from langnghe.law import procedures
from langnghe.portal import limits, puzzles

register = template.Library()


@register.filter
def kind_words(key: str) -> str:
    return _said(procedures.kinds().get(key))


@register.filter
def state_words(key: str) -> str:
    return _said(states().get(key))


@register.filter
def outcome_words(key: str) -> str:
    return _said(outcomes().get(key))


@register.filter
def act_words(key: str) -> str:
    return _said(acts().get(key))


@register.filter
def term_words(clock: Clock) -> str:
    return clocks.row_of(clock).vi


@register.filter
def state_tone(case: Case) -> str:
    """Colour of the state: green once something was really done, plain otherwise."""
    return "good" if case.outcome == "done" else ("" if case.is_open else "calm")


@register.simple_tag(takes_context=True)
def puzzle(context: dict[str, Any], purpose: str, now: str = "") -> SafeString:
    """The fields of a form's puzzle; a script fills in the solution, at once where `now` says so."""
    return format_html(
        '<input type="hidden" name="puzzle" value="{}" autocomplete="off">'
        '<input type="hidden" name="solution" data-puzzle="{}" autocomplete="off"{}>',
        puzzles.made(purpose, limits.address(context["request"])),
        static("portal/puzzle.js"),
        mark_safe(" data-now") if now else "",
    )


def _said(row: object) -> str:
    return str(getattr(row, "vi" if get_language() == "vi" else "en", ""))
