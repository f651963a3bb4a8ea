"""The system's own index: its formula, its small-n rule, what is hidden stays hidden."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from langnghe.figures.satisfaction import LEAST_ANSWERS, index_of, response_rate, wilson

COUNTS = st.fixed_dictionaries({point: st.integers(0, 500) for point in ("satisfied", "neutral", "unsatisfied")})


@given(COUNTS)
def test_an_index_lies_in_its_interval_and_needs_thirty_answers(counts: dict[str, int]) -> None:
    found, n = index_of(counts, ["satisfied"]), sum(counts.values())
    assert (found is None) == (n < LEAST_ANSWERS)
    if found:
        assert found.n == n
        assert found.value == pytest.approx(100 * counts["satisfied"] / n)
        assert 0 <= found.low <= found.value + 1e-9
        assert found.value - 1e-9 <= found.high <= 100


@given(COUNTS, st.sampled_from(["satisfied", "neutral", "unsatisfied"]))
def test_one_hidden_count_hides_the_index(counts: dict[str, int], hidden: str) -> None:
    assert index_of(counts | {hidden: None}, ["satisfied"]) is None


def test_wilsons_interval_as_published() -> None:
    """81 of 263: 0.2553 to 0.3662 (Newcombe, Statistics in Medicine 17, 1998, table I, method 3)."""
    assert wilson(81, 263) == pytest.approx((0.2553, 0.3662), abs=5e-5)


@pytest.mark.parametrize(
    ("answers", "asked", "rate"), [(20, 80, 25.0), (None, 80, None), (20, None, None), (20, 0, None), (90, 80, None)]
)
def test_a_response_rate_needs_both_numbers(answers: int | None, asked: int | None, rate: float | None) -> None:
    assert response_rate(answers, asked) == rate
