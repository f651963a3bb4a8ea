"""A newer engine says its own word about what an older one has labelled."""

from __future__ import annotations

import pytest

from langnghe.intake.models import Opinion
from langnghe.registry.models import Unit
from langnghe.synthesis import pipeline
from langnghe.synthesis.actions import ask_for_run
from langnghe.synthesis.models import Proposal, Run
from langnghe.text.classify import Classifier
from tests.synthesis.test_ties import opinion

WRONG = "gd.thu_chi"


def run_by(engine: str, said: Opinion, monkeypatch: pytest.MonkeyPatch) -> str:
    """The topic of an opinion after a run of this engine."""
    monkeypatch.setattr(Classifier, "digest", lambda: engine)
    ask_for_run(said.document.period, by="clerk")
    run = pipeline.run_next()
    assert run is not None
    assert run.state == Run.State.DONE, run.message
    return Proposal.objects.get(pk=said.pk).topic


def test_another_engine_labels_again_and_the_same_one_does_not(province: Unit, monkeypatch: pytest.MonkeyPatch) -> None:
    said = opinion("2026-10", Unit.objects.get(code="LG-01"))
    right = run_by("old", said, monkeypatch)
    assert right not in ("", WRONG)
    Proposal.objects.filter(pk=said.pk).update(topic=WRONG)
    assert run_by("old", said, monkeypatch) == WRONG
    assert run_by("new", said, monkeypatch) == right


def test_a_run_names_the_engine_that_made_it(province: Unit, monkeypatch: pytest.MonkeyPatch) -> None:
    said = opinion("2026-10", Unit.objects.get(code="LG-01"))
    run_by("old", said, monkeypatch)
    monkeypatch.setattr(pipeline.origin, "digest", lambda *entries: "another")
    run_by("old", said, monkeypatch)
    engines = list(Run.objects.order_by("pk").values_list("engine", flat=True))
    assert len(engines[0]) == 16
    assert engines[1] == "another"
