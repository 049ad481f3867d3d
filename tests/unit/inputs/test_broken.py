"""Inputs that a validator must refuse: each differs from the public ones in one thing, which is surely wrong."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from engine.inputs import Judge, broken_inputs, broken_values, learn

STATEMENT = """# Input

The first line holds two integers $n$ and $m$ ($2 \\le n \\le 10$, $1 \\le m \\le 9$). Each of the next $m$ lines holds
two integers $a$ and $b$ ($1 \\le a, b \\le n$).
"""
INPUTS = ("3 2\n1 2\n2 3\n", "4 3\n1 2\n2 3\n3 4\n", "2 1\n1 2\n")


def broken():
    return {item.text: item.what for item in broken_inputs(INPUTS, learn(INPUTS, STATEMENT)[0])}


def test_each_bound_is_broken_by_one():
    texts = broken()
    assert "11 1\n1 2\n" in texts
    assert "1 1\n1 2\n" in texts
    assert "2 1\n3 2\n" in texts, "an index is bound by the n of its own input"
    assert texts["2 1\n0 2\n"] == "line 2, token 1: 0 is beyond 1 ≤ a ≤ n"


def test_letters_nothing_and_what_is_missing():
    texts = broken()
    assert "" in texts
    assert "x 1\n1 2\n" in texts
    assert "2 2\n1 2\n" in texts, "two lines are announced and one follows"
    assert any(text.startswith("2 1\n1") and len(text.split()) == 3 for text in texts)


def test_the_statement_read_by_rule_allows_none_of_them():
    judge = Judge(learn(INPUTS, STATEMENT)[0])
    assert {judge.judge(text).state for text in broken()} == {"invalid"}


@given(st.lists(st.text("12 x\n", max_size=12), min_size=1, max_size=3))
def test_any_text_can_be_broken_and_no_public_one_is(texts: list[str]) -> None:
    for item in broken_inputs(texts, learn(texts)[0]):
        assert item.text not in texts
        assert item.what


def test_values_of_another_kind():
    texts = {item.text for item in broken_values(["[3, 5]\n2\n"])}
    assert {"", "[3, 5]\n", "0\n2\n", '[3, 5]\n"x"\n'} == texts
    assert all(json.loads(line) is not None for text in texts for line in text.splitlines())
