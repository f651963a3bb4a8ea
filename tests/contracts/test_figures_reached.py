"""The engine keeps the quality it has reached on the labelled sets (never tuned on them; see docs/measurements.md)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import pytest

from langnghe.text.evaluate import STEPS
from tests.shared import shared

pytestmark = pytest.mark.engine

# Step, files, metric and the least value: a little under what was measured, so that a loss is seen.
REACHED = [
    ("split", ["gold/reports.jsonl"], "f1", 0.88),
    ("redact", ["gold/reports.jsonl", "gold/messages.jsonl"], "recall_patterned", 0.99),
    ("redact", ["gold/reports.jsonl", "gold/messages.jsonl"], "recall_NAME", 0.95),
    ("redact", ["gold/reports.jsonl", "gold/messages.jsonl"], "recall_ADDRESS", 0.85),
    ("redact", ["gold/reports.jsonl", "gold/messages.jsonl"], "precision", 0.90),
    ("redact", ["questions_pii/questions.jsonl"], "recall", 0.95),
]


def lines(files: Sequence[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for file in files for line in shared(file).read_text("utf-8").splitlines() if line.strip()]


@pytest.mark.parametrize("step, files, metric, least", REACHED)
def test_reached(step: str, files: list[str], metric: str, least: float) -> None:
    assert STEPS[step](lines(files))[metric] >= least
