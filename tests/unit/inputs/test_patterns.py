"""Laws of the patterns in which new content stands."""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.inputs import mutations
from engine.inputs.patterns import PATTERNS, mirrored, repeated, twins


@pytest.mark.parametrize("name", PATTERNS)
@given(length=st.integers(0, 30), seed=st.integers(0, 99))
def test_a_pattern_has_its_length(name: str, length: int, seed: int) -> None:
    ranks = PATTERNS[name](length, Random(seed))
    assert len(ranks) == length
    assert all(rank >= 0 for rank in ranks)


@given(st.integers(1, 15), st.integers(0, 99))
def test_what_patterns_promise(half: int, seed: int) -> None:
    assert set(Counter(twins(2 * half, Random(seed))).values()) == {2}
    there = mirrored(2 * half + 1, Random(seed))
    assert there == there[::-1]
    again = repeated(2 * half, Random(seed))
    block = len(set(again))
    assert again[block:] == again[: len(again) - block]


def test_new_inputs_show_every_pattern_within_the_bounds() -> None:
    said = "## Input\n\nA line with $n$ ($1 \\le n \\le 50$), then $n$ integers $a_i$ ($3 \\le a_i \\le 60$)."
    made = [item for item, _ in zip(mutations(("3\n5 9 3\n", "1\n4\n"), 1, said), range(90), strict=False)]
    for name in PATTERNS:
        assert any(item.what == f"new content, {name}" for item in made)
    for item in made:
        if item.what.startswith("new content, ") and item.text.count("\n") == 2:
            assert all(3 <= int(word) <= 60 for word in item.text.split("\n")[1].split())
