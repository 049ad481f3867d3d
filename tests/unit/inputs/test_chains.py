"""Words that stand alone: those of several kinds of letters read like the ones seen, and all grow to their limit."""

from __future__ import annotations

import re
from itertools import islice

import pytest

from engine.inputs import Growth, mutations
from engine.inputs.chains import chain_of

SUMS = ("2*3+4*5\n", "8-2*2*1+2*1-4\n")
KEYS = ("UUNNVHVHBA\n", "UUNVNVBBHVHBA\n", "UUNNVHBVHBA\n")
SAYS = "## Input\nOne line with $N$ characters.\n\n## Scoring\n- $N \\le 100$.\n- $N \\le 200\\,000$.\n"


def test_most_new_expressions_are_some():
    texts = [item.text for item in islice(mutations(SUMS, 1), 100)]
    assert sum(bool(re.fullmatch(r"[0-9]+([-+*][0-9]+)*\n", text)) for text in texts) >= 70


@pytest.mark.parametrize("words", [("abc",), ("abc", "A1"), ("1", "22"), ()])
def test_words_without_signs_are_no_chain(words: tuple[str, ...]):
    assert chain_of(words) is None


def test_a_text_without_a_count_grows_to_what_its_statement_says():
    growth = Growth(KEYS, 1, SAYS)
    (top,) = growth.stated().values()
    made = [item.text for item in growth.extremes(growth.stated())]
    assert top == 200_000
    assert {len(text) for text in made} == {200_001}
    assert any(len(set(text)) == 2 for text in made)  # one letter, and the end of the line
    assert any(len(set(text)) > 5 for text in made)


def test_a_text_of_which_nothing_is_said_does_not_grow():
    assert Growth(KEYS, 1, "").stated() == {}
