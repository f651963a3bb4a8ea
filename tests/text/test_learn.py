"""A classifier for any labelled feedback: learns, scores honestly, is kept in plain files."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from langnghe.text.examples import shipped
from langnghe.text.learn import Model, TooFew, temperature_of, train
from langnghe.text.normal import fold

SUBJECTS = {"DD": "đất", "YT": "sức khỏe", "GD": "trường học"}
LETTERS = [(row.text, SUBJECTS[row.sector]) for row in shipped() if row.sector in SUBJECTS]
TAUGHT, ASKED = LETTERS[::2], LETTERS[1::8]


@pytest.fixture(scope="module")
def model() -> Model:
    return train(TAUGHT)


def test_it_learns_the_labels(model: Model) -> None:
    found = model.predict([text for text, _ in ASKED])
    assert np.mean([label == wanted for (label, _), (_, wanted) in zip(found, ASKED, strict=True)]) >= 0.85


def test_its_scores_are_about_as_high_as_it_is_right(model: Model) -> None:
    found = model.predict([text for text, _ in ASKED])
    right = np.mean([label == wanted for (label, _), (_, wanted) in zip(found, ASKED, strict=True)])
    assert np.mean([score for _, score in found]) == pytest.approx(right, abs=0.08)


def test_text_without_marks_is_read_too(model: Model) -> None:
    found = model.predict([fold(text) for text, _ in ASKED])
    assert np.mean([label == wanted for (label, _), (_, wanted) in zip(found, ASKED, strict=True)]) >= 0.75


def test_kept_in_plain_files_and_read_again(model: Model, tmp_path: Path) -> None:
    model.save(tmp_path / "model")
    texts = [text for text, _ in ASKED]
    assert Model.load(tmp_path / "model").predict(texts) == model.predict(texts)
    assert {file.suffix for file in (tmp_path / "model").iterdir()} == {".json", ".npz"}


def test_the_same_pairs_give_the_same_model() -> None:
    pairs = TAUGHT[::10]
    texts = [text for text, _ in ASKED]
    assert train(pairs).predict(texts) == train(pairs).predict(texts)


def test_two_labels_and_few_texts_are_enough() -> None:
    model = train([("giảng rất hay", "khen"), ("dễ hiểu và hay", "khen"), ("phòng quá ồn", "chê"), ("quá nóng", "chê")])
    assert [label for label, _ in model.predict(["bài giảng hay", "phòng nóng quá"])] == ["khen", "chê"]
    assert model.predict([]) == []


@pytest.mark.parametrize("pairs", [[], [("một", "a"), ("hai", "a")], [("một", "a"), ("hai", "a"), ("ba", "b")]])
def test_too_few_texts_are_refused_with_what_to_do(pairs: list[tuple[str, str]]) -> None:
    with pytest.raises(TooFew, match="hãy thêm ví dụ"):
        train(pairs)


def test_temperature_rises_with_the_share_of_wrong_margins() -> None:
    margins = np.array([[1.0, 0.0]] * 100)
    few, many = (np.arange(100) < wrong for wrong in (5, 30))
    assert temperature_of(margins, few.astype(int)) < temperature_of(margins, many.astype(int))
