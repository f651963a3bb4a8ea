"""The line we never cross: the unit of analysis is the issue, never the person.

The checks are functions over names and fields, so that each is also shown to fail on a breach.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models
from django.urls import URLPattern, URLResolver, get_resolver

ROOMS = (
    "registry",
    "audit",
    "privacy",
    "intake",
    "synthesis",
    "cases",
    "consultations",
    "plan",
    "reports",
    "portal",
    "desk",
)
ABOUT_A_SPEAKER = re.compile(
    r"author|speaker|citizen|sender_name|reporter|handle|profile|facebook|zalo|phone|email|address|birth|gender"
    r"|religion|ethnic|belief|party_member|sentiment_of|hostil|risk_score|influence|follower|nguoi_noi|ton_giao|dan_toc"
)
# Officers are the users of the site, not people who spoke: fields for signing in. A unit's address is an office's.
OFFICERS_OWN = {
    ("registry", "Officer", "email"),
    ("registry", "Officer", "emailaddress"),
    ("registry", "Unit", "email"),
}
FORBIDDEN_ACTS = re.compile(
    r"persuad|counter_?speech|propagand|unrest|protest_forecast|hostile_(?:people|person|group|force)|troll|follow_user|track_user|identify_author"
)
PERSON_IN_ADDRESS = re.compile(r"nguoi-(noi|gui|dan)|tac-gia|author|citizen|person|profile")


def breaches_in_fields(fields: Iterable[tuple[str, str, str]]) -> list[tuple[str, str, str]]:
    """(app, model, field) triples that could hold who spoke or what a person is or believes."""
    return [row for row in fields if row not in OFFICERS_OWN and ABOUT_A_SPEAKER.search(row[2].lower())]


def breaches_in_names(names: Iterable[str]) -> list[str]:
    return [name for name in names if FORBIDDEN_ACTS.search(name.lower())]


def our_models() -> list[type[models.Model]]:
    return [model for app in ROOMS for model in apps.get_app_config(app).get_models()]


def our_fields() -> list[tuple[str, str, str]]:
    return [(m._meta.app_label, m.__name__, field.name) for m in our_models() for field in m._meta.get_fields()]


def addresses(patterns: Iterable[URLPattern | URLResolver], prefix: str = "") -> Iterable[str]:
    for pattern in patterns:
        here = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern.url_patterns, here)
        else:
            yield here


def test_no_table_holds_who_spoke() -> None:
    assert breaches_in_fields(our_fields()) == []


def test_a_field_about_a_speaker_is_found() -> None:
    assert breaches_in_fields([("intake", "Opinion", "author_name")]) == [("intake", "Opinion", "author_name")]
    assert breaches_in_fields([("intake", "Opinion", "ton_giao")])
    assert breaches_in_fields([("registry", "Officer", "email")]) == []


def test_no_address_asks_about_a_person() -> None:
    found = list(addresses(get_resolver().url_patterns))
    assert found
    assert [address for address in found if PERSON_IN_ADDRESS.search(address)] == []
    assert PERSON_IN_ADDRESS.search("y-kien/theo-nguoi-gui/<str:ten>/")


def test_no_code_acts_against_people() -> None:
    root = Path(__file__).parents[2] / "src" / "langnghe"
    names = [
        name for path in root.rglob("*.py") for name in re.findall(r"(?:def|class) (\w+)", path.read_text("utf-8"))
    ]
    assert len(names) > 200
    assert breaches_in_names(names) == []
    assert breaches_in_names(["forecast_unrest", "find_hostile_people", "refuse_hostile_file"]) == [
        "forecast_unrest",
        "find_hostile_people",
    ]


def test_the_journal_has_no_way_into_other_tables() -> None:
    entry = apps.get_model("audit", "Entry")
    assert [field for field in entry._meta.get_fields() if field.is_relation] == []


@pytest.mark.parametrize("room", ["intake", "synthesis", "reports"])
def test_opinions_cannot_be_joined_to_a_user(room: str) -> None:
    """Who acted is kept as a name in text; no foreign key leads from what people said to an account."""
    officer = apps.get_model("registry", "Officer")
    related = [
        (model.__name__, field.name)
        for model in apps.get_app_config(room).get_models()
        for field in model._meta.get_fields()
        if field.is_relation and field.related_model is officer
    ]
    assert related == []


def test_a_case_leads_to_who_works_on_it_and_to_nobody_else() -> None:
    """Officers are named on a case as those who work on it; nothing leads from a case to who brought it."""
    officer = apps.get_model("registry", "Officer")
    related = {
        (model.__name__, field.name)
        for model in apps.get_app_config("cases").get_models()
        for field in model._meta.get_fields()
        if field.is_relation and field.related_model is officer
    }
    assert related == {("Case", "officer"), ("Mention", "officer"), ("SavedFilter", "officer")}


def test_the_vault_points_at_nothing_and_nothing_in_it_can_be_asked_for() -> None:
    """Ciphertext under a random token, a key's name and a day: no relation, no field to search a person by."""
    sealed = apps.get_model("privacy", "Sealed")
    assert {field.name for field in sealed._meta.get_fields()} == {"token", "ciphertext", "key_id", "made_on"}
    assert [field for field in sealed._meta.get_fields() if field.is_relation] == []
