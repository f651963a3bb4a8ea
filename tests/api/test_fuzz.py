"""Schemathesis over the interface's own OpenAPI document: no 5xx, nothing answered that the document does not say."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, seed, settings
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import positive_data_acceptance

from langnghe.cases.models import Submission
from langnghe.registry.models import ApiKey
from tests.api.conftest import ROOT

QUICKLY = settings(  # 60 cases of each call and each way
    max_examples=60,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
    database=None,
)


@pytest.fixture
def one_connection() -> Iterator[None]:
    """Requests leave the test's connection open, as they do under Django's own test client."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.mark.usefixtures("one_connection")
@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["as described", "against it"])
def test_no_call_breaks_the_description(
    key: tuple[ApiKey, str], mode: GenerationMode, capsys: pytest.CaptureFixture[str]
) -> None:
    schema = schemathesis.openapi.from_wsgi(f"{ROOT}openapi.json", get_wsgi_application())
    ApiKey.objects.update(rate=1_000_000)
    tried = 0
    for found in schema.get_all_operations():
        operation = found.ok()

        @seed(311)
        @settings(parent=QUICKLY)
        @given(case=operation.as_strategy(generation_mode=mode))
        def call(case: Any) -> None:
            nonlocal tried
            tried += 1
            if isinstance(case.body, dict) and tried % 4:  # every fourth comes without the key
                case.body["api_key"] = key[1]
            if isinstance(case.body, dict) and mode is GenerationMode.POSITIVE and tried % 2:
                case.body["address_id"] = "LG-01"  # a place that exists
            # What a form may say together (a place that exists, a span of 90 days) no schema tells: 400 is right there.
            case.call_and_validate(excluded_checks=[positive_data_acceptance])

        call()
    with capsys.disabled():
        sys.stdout.write(f"\nschemathesis, {mode.value}: {tried} cases, {Submission.objects.count()} submissions\n")
    assert tried > 100
    assert bool(Submission.objects.count()) is (mode is GenerationMode.POSITIVE)
