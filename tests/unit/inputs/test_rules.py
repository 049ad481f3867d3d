"""What somebody says of the inputs: read, put in the place of what was read by rule, and held against public inputs."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.inputs import Judge, RuleError, learn, mutations, read_rule, why_not_rule

STATEMENT = """# Input

The first line holds $n$ ($1 \\le n \\le 10$). The second line holds $n$ integers $a_i$ ($1 \\le a_i \\le 100$).
No sum is ever lucky.
"""
INPUTS = ("3\n1 5 2\n", "1\n7\n", "4\n2 2 9 4\n")


def judged(text, *rules):
    return Judge(learn(INPUTS, STATEMENT, rules)[0]).judge(text)


@pytest.mark.parametrize(
    ("rule", "text", "before", "after"),
    [
        ("n <= 5", "6\n1 2 3 4 5 6\n", "unchecked", "invalid"),
        ("1 <= n <= 20", "11\n1 2 3 4 5 6 7 8 9 1 2\n", "invalid", "unchecked"),
        ("a <= 10*n", "1\n11\n", "unchecked", "invalid"),
        ("a_i ≥ 0", "2\n0 5\n", "invalid", "unchecked"),
        ("c2 < 50", "1\n50\n", "unchecked", "invalid"),
        ("a is decimal", "1\n2.5\n", "invalid", "unchecked"),
        ("complete", "2\n5 9\n", "unchecked", "valid"),
    ],
)
def test_a_rule_takes_the_place_of_what_was_read(rule, text, before, after):
    assert judged(text).state == before
    assert judged(text, rule).state == after


def test_an_order_can_be_said_and_taken_back():
    inputs = ("3\n1 2 5\n", "2\n4 7\n")
    rising = Judge(learn(inputs, STATEMENT, ["a rising", "a distinct", "complete"])[0])
    states = [rising.judge(text).state for text in ("2\n1 3\n", "2\n3 1\n", "2\n3 3\n")]
    assert states == ["valid", "invalid", "invalid"]
    taken = Judge(learn(inputs, STATEMENT, ["a rising", "a unsorted", "complete"])[0])
    assert taken.judge("2\n3 1\n").state == "valid"


def test_letters_of_words():
    inputs = ("3\nabc\n", "4\naabb\n")
    judge = Judge(learn(inputs, "", ["1 <= c1 <= 9", "c2 letters a-z", "complete"])[0])
    assert [judge.judge(text).state for text in ("2\nxy\n", "2\nXY\n")] == ["valid", "invalid"]


def test_a_column_gets_a_name_that_other_rules_use():
    rules = ["c1 is k", "1 <= k <= 9", "1 <= c2 <= k"]
    judge = Judge(learn(("3\n1 3 2\n",), "", rules)[0])
    assert judge.columns[0] == "c1 k: integer, 1 ≤ k ≤ 9"
    assert judge.judge("2\n1 3\n").why == "line 2, token 2: 3 is not between 1 and 2"


@pytest.mark.parametrize(
    ("rule", "why"),
    [
        ("what is this", "is no rule"),
        ("q <= 5", "There is no q in the inputs; there are n, a, c1, c2"),
        ("c9 is k", "There is no c9"),
        ("n <= 3", "public input 3 is against that: line 1, token 1: 4 is not between 1 and 3"),
        ("a distinct", "public input 3 is against that"),
        ("n <= 5", ""),
    ],
)
def test_why_a_rule_cannot_hold(rule, why):
    found = why_not_rule(INPUTS, STATEMENT, ["a < 50"], rule)
    assert why in found
    assert bool(found) == bool(why)


def test_new_inputs_keep_the_rules():
    made = [item.text for item, _ in zip(mutations(INPUTS, 1, STATEMENT, ["1 <= n <= 30"]), range(300), strict=False)]
    assert any(int(text.split()[0]) > 10 for text in made)


@given(st.text("n a<=c2 letis1,* ", max_size=25))
def test_any_text_is_read_or_refused(text):
    with suppress(RuleError):
        read_rule(text)
