"""The figures of a comparison, by hand and by laws."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.bench.figures import bootstrap, efficiency, pass_at_k, ranked_pass_at_k


@given(st.integers(1, 8), st.data())
def test_pass_at_k_is_the_share_of_draws_that_hold_a_right_one(samples, data):
    right = data.draw(st.integers(0, samples))
    k = data.draw(st.integers(1, samples))
    draws = list(combinations([at < right for at in range(samples)], k))
    assert pass_at_k(samples, right, k) == pytest.approx(float(Fraction(sum(map(any, draws)), len(draws))))


def test_the_product_form_of_the_paper_gives_the_same():
    wrong = 1.0
    for at in range(100 - 7 + 1, 101):
        wrong *= 1 - 10 / at
    assert pass_at_k(100, 7, 10) == pytest.approx(1 - wrong)


def test_ranks_are_taken_in_turn_and_again_from_the_first():
    """Rank 1 is right by half, rank 2 never; with three programs both members of rank 1 are taken."""
    ranks = [(2, 1), (3, 0)]
    assert [ranked_pass_at_k(ranks, k) for k in (1, 2, 3)] == [0.5, 0.5, 1.0]
    assert ranked_pass_at_k([(4, 1), (2, 1)], 2) == pytest.approx(1 - 3 / 4 * 1 / 2)


def test_efficiency_stands_between_random_and_oracle():
    assert efficiency(0.3, 0.2, 0.7) == pytest.approx(0.2)
    assert efficiency(0.1, 0.2, 0.7) == pytest.approx(-0.2)
    assert efficiency(0.5, 0.5, 0.5) is None


def test_the_interval_holds_the_mean_and_follows_the_seed():
    values = [0.0, 0.0, 1.0, 0.0, 1.0] * 20
    low, high = bootstrap(values)
    assert low < 0.4 < high
    assert high - low == pytest.approx(4 * (0.4 * 0.6 / 100) ** 0.5, rel=0.2)
    assert bootstrap(values) == (low, high)
    assert bootstrap([1.0] * 9) == (1.0, 1.0)
