"""Words of the law and of the tables, in the reader's language."""

from __future__ import annotations

from django import template
from django.utils.translation import get_language

from langnghe.cases import clocks
from langnghe.cases.models import Case, Clock
from langnghe.cases.states import acts, outcomes, states
from langnghe.law import procedures

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


def _said(row: object) -> str:
    return str(getattr(row, "vi" if get_language() == "vi" else "en", ""))
